"""The digest: the one DM of a working day, with what is due, late and waiting (R20)."""

import json
from collections.abc import Iterable, Sequence

from blocks.check_in import says_not_theirs
from blocks.checklist import state_line, task_button, task_title
from blocks.kit import (
    Json,
    actions,
    button,
    context,
    cut,
    date_picker,
    day,
    divider,
    escape,
    header,
    input_block,
    mention,
    modal,
    moment,
    option,
    overflow,
    section,
)
from blocks.status import answer_button, due_line
from playbook.clarify import Waiting
from playbook.climbs import Climb
from playbook.digest import Digest, Nudge, Overdue
from playbook.digest_answers import Answered
from playbook.last_call import LastCall
from playbook.not_mine import HandedOn
from playbook.progress import TaskLine
from playbook.promises import Promise
from playbook.snooze import PutAside
from playbook.unanswered import Asked
from playbook.words import _, n_

MOST = 16
"""Lines in one message: two blocks each, of the fifty that a message holds."""
_NAME = 200
_TITLES = 5


def message(digest: Digest, note: str = "") -> tuple[str, list[Json]]:
    """Return the digest: text and blocks. `note` says what a click in it has done."""
    blocks = [header(_("Your day")), *([section(note)] if note else ())]
    left = MOST
    for title, lines in _groups(digest):
        if lines and left > 0:
            blocks.append(header(title))
            for line in lines[:left]:
                is_today = line.task.due_on == digest.on
                blocks += _line(line, is_primary=left == MOST, is_today=is_today)
                left -= 1
    blocks += [*_answered(digest.answered), *_waiting(digest), *_foot(digest)]
    return _text(digest), blocks


def overdue(found: Overdue) -> tuple[str, list[Json]]:
    """Return what the leads' channel hears of tasks that stay undone: text and blocks."""
    n = len(found.lines)
    text = n_(
        "{n} task is late by five working days or more.",
        "{n} tasks are late by five working days or more.",
        n,
    ).format(n=n)
    intro = _("{text} {lead} leads these handoffs.").format(text=text, lead=mention(found.lead_id))
    lines = [section(_said(line)) for line in found.lines[:MOST]]
    return text, [section(intro), *lines]


def nudge(found: Nudge) -> tuple[str, list[Json]]:
    """Return a reminder that a lead sent by hand: text and blocks."""
    text = _("{lead} reminds you of “{title}” ({account}).").format(
        lead=mention(found.by),
        title=task_title(found.line.task),
        account=escape(cut(found.line.plan.account, _NAME)),
    )
    return text, [section(text), *_line(found.line, is_primary=True, place="nudge")]


def answered(note: str) -> tuple[str, list[Json]]:
    """Return what a reminder becomes once it was answered."""
    return note, [section(note)]


def last_call(found: LastCall) -> tuple[str, list[Json]]:
    """Return that the last contact is near and something is missing: text and blocks."""
    plan = found.plan
    text = _("{account}: the last contact is {day}, and it is not ready.").format(
        account=escape(cut(plan.account, _NAME)), day=day(plan.anchor_on)
    )
    titles = [f"• {escape(cut(title, _NAME))}" for title in found.titles[:_TITLES]]
    if more := len(found.titles) - len(titles):
        titles.append(_("• and {n} more").format(n=more))
    still = _("*Still to do before it can go on:*")
    handoff = str(plan.handoff_id)
    return text, [
        section(text),
        section("\n".join([still, *titles])),
        actions(
            [
                button(_("See the plan"), "checklist.plan", handoff, style="primary"),
                button(_("Move on…"), "moves.open", handoff),
            ]
        ),
        context(_("I say this once, three days before. You can move the date, or set it aside.")),
    ]


def until_form(metadata: dict[str, object], *, is_move: bool = False) -> Json:
    """Return the modal that asks until which day; `metadata` says of what."""
    label = _("Remind on") if is_move else _("Remind me again on")
    hint = _("The task's own date stays. A day off moves to the working day after it.")
    return modal(
        "digest.until",
        _("Another day"),
        [input_block(label, date_picker("on"), "on", hint=hint)],
        submit=_("Save"),
        close=_("Cancel"),
        metadata=json.dumps(metadata),
    )


def put_off(found: PutAside) -> str:
    """Return that a task was put off."""
    said = _("“{title}” ({account}) comes back {day}. Its date stays; late, it still climbs.")
    on = day(found.until_on) if found.until_on else ""
    return said.format(title=_title(found), account=_account(found), day=on)


def handed_back(found: PutAside) -> str:
    """Return that a task went back to the lead."""
    said = _("“{title}” ({account}) went back to {lead}, who gives it to somebody.")
    return said.format(title=_title(found), account=_account(found), lead=mention(found.lead_id))


def handed_on(found: HandedOn) -> str:
    """Return that a question went to somebody else."""
    return _("“{title}” ({account}) went to {who}, who is asked now.").format(
        title=escape(cut(found.title, _NAME)) or _("Check-in"),
        account=escape(cut(found.account, _NAME)),
        who=mention(found.to_id),
    )


def left_with(found: PutAside) -> str:
    """Return that a task stays with whose it was."""
    said = _("“{title}” ({account}) stays with {who}.")
    return said.format(title=_title(found), account=_account(found), who=mention(found.person_id))


def _text(digest: Digest) -> str:
    counts = (
        (len(digest.late), _("{n} late")),
        (len(digest.due), _("{n} due today")),
        (len(digest.soon), _("{n} soon")),
        (len(digest.handed_back), _("{n} handed back to you")),
        (len(digest.of_others), _("{n} late with others")),
        (_to_answer(digest), _("{n} to answer")),
        (len(digest.promises), _("{n} promised")),
        (len(digest.drafts), _("{n} to open")),
    )
    said = [words.format(n=n) for n, words in counts if n]
    return _("Your day: {what}.").format(what=", ".join(said) or _("nothing is left to do"))


def _to_answer(digest: Digest) -> int:
    questions = sum(one.count for one in digest.questions)
    return len(digest.asked) + len(digest.check_ins) + questions


def _groups(digest: Digest) -> tuple[tuple[str, Sequence[Climb]], ...]:
    return (
        (_("To answer"), digest.asked),
        (_("Late"), digest.late),
        (_("Due today"), digest.due),
        (_("Coming up"), digest.soon),
        (_("Handed back to you"), digest.handed_back),
        (_("Late with others"), digest.of_others),
    )


def _line(
    line: Climb, *, is_primary: bool, is_today: bool = False, place: str = "digest"
) -> list[Json]:
    block_id = f"{place}:{line.task.id}:{line.part}"
    return [
        section(_said(line, is_today=is_today)),
        actions(_buttons(line, is_primary=is_primary), block_id),
    ]


def _said(line: Climb, *, is_today: bool = False) -> str:
    plan, task = line.plan, line.task
    said = [f"*{task_title(task).replace('*', '∗')}* · {escape(cut(plan.account, _NAME))}"]
    if not is_today or task.due_at:
        said.append(state_line(plan, task))
    if line.handed_back:
        said.append(_("{who} says that it is not theirs.").format(who=mention(line.handed_back[0])))
    elif line.asked:
        said.append(_asked(line, line.asked))
    elif line.part != "owner":
        said.append(_whose(task))
    elif waits := _who_waits(line):
        said.append(waits)
    return "\n".join(said)


def _whose(task: TaskLine) -> str:
    if not task.owners:
        return _("Nobody has it yet.")
    *others, last = map(mention, task.owners)
    if not others:
        return _("It is for {owner} to do.").format(owner=last)
    return _("It is for {owners} or {last} to do.").format(owners=", ".join(others), last=last)


def _asked(line: Climb, asked: Asked) -> str:
    on = day(asked.at.date())
    if line.part == "asked" and line.person_id == asked.person_id:
        said = _("I asked you {day}, and wait for your answer.").format(day=on)
        return f"{said} {says_not_theirs(asked.not_of)}" if asked.not_of else said
    said = _("{who} was asked {day}, and has not answered.")
    return said.format(who=mention(asked.person_id), day=on)


def _who_waits(line: Climb) -> str:
    waiting = line.plan.waiting_for(line.task)
    others = [one for one in waiting.owners if one != line.person_id] if waiting else []
    if waiting is None or not others:
        return ""
    who = ", ".join(mention(one) for one in others)
    return _("{who} waits for it ({title}).").format(who=who, title=task_title(waiting))


def _buttons(line: Climb, *, is_primary: bool) -> list[Json]:
    value = f"{line.plan.handoff_id}:{line.task.id}"
    giving = button(_("Give to somebody…"), f"plan.edit:{line.task.id}", value)
    if line.handed_back:
        return [
            {**giving, **({"style": "primary"} if is_primary else {})},
            button(_("It is theirs"), f"digest.leave:{line.task.id}", value),
        ]
    if line.asked and line.part == "asked":
        which = line.asked.check_in_id, line.plan.handoff_id
        answering = answer_button(line.asked.kind, *which, is_primary=is_primary)
        return [answering, *_snoozing(value, line.task.id), *_not_asked(line, line.asked)]
    if line.part == "one_up":
        return _snoozing(value, line.task.id)
    if line.part == "lead":
        opening = button(_("Open"), "status.show", str(line.plan.handoff_id))
        if line.asked:
            return [opening, *_snoozing(value, line.task.id)]
        return [giving, opening, *_snoozing(value, line.task.id)]
    leads = line.person_id == line.plan.lead_id
    refusing = giving if leads else button(_("Not mine"), f"digest.not_mine:{line.task.id}", value)
    return [
        *_forward(line, value, is_primary=is_primary),
        *_snoozing(value, line.task.id),
        refusing,
    ]


def _not_asked(line: Climb, asked: Asked) -> list[Json]:
    """The button of who was asked; who answers for somebody who is gone has none."""
    if line.person_id != asked.person_id:
        return []
    which = str(asked.check_in_id)
    return [button(_("Not mine"), f"digest.not_asked:{which}", which)]


def _forward(line: Climb, value: str, *, is_primary: bool) -> Iterable[Json]:
    """The button that brings the task forward; a tick is shown in this message too."""
    found = task_button(line.plan, line.task, is_primary=is_primary)
    if found is None:
        return ()
    is_tick = str(found["action_id"]).startswith("checklist.tick")
    return (
        {**found, "action_id": f"digest.done:{line.task.id}", "value": value} if is_tick else found,
    )


def _snoozing(value: str, task_id: int) -> list[Json]:
    later = [
        option(_("Until next week"), f"next_week:{value}"),
        option(_("Until a date…"), f"date:{value}"),
    ]
    tomorrow = button(_("Snooze until tomorrow"), f"digest.tomorrow:{task_id}", value)
    return [tomorrow, overflow(f"digest.later:{task_id}", later)]


def _waiting(digest: Digest) -> list[Json]:
    if not (digest.check_ins or digest.drafts or digest.questions or digest.promises):
        return []
    blocks = [
        divider(),
        *_promises(digest.promises),
        *(due_line(due) for due in digest.check_ins[:2]),
    ]
    for draft in digest.drafts[:2]:
        said = _("*Draft* · {account}, proposed by {who}").format(
            account=escape(cut(draft.account, _NAME)), who=escape(draft.by) or _("somebody")
        )
        opening = button(_("Open draft"), "start.open_draft", str(draft.handoff_id))
        blocks.append(section(said, opening))
    is_all = not (digest.lines or len(blocks) > 1)
    return [*blocks, *_questions(digest.questions, is_primary=is_all)]


def _promises(promises: Sequence[Promise]) -> list[Json]:
    """All of them in one block; the button leads to the first."""
    if not promises:
        return []
    named = [f"{escape(cut(one.account, _NAME))} ({day(one.due_on)})" for one in promises[:_TITLES]]
    if more := len(promises) - len(named):
        named.append(_("{n} more").format(n=more))
    said = _("*The word you gave is due:* {accounts}").format(accounts=", ".join(named))
    return [section(said, button(_("See it"), "concern.open", str(promises[0].concern_id)))]


def _questions(waiting: Sequence[Waiting], *, is_primary: bool) -> list[Json]:
    """All of them in one block, as a message is nearly full: the button leads to the first."""
    if not waiting:
        return []
    named = [f"{escape(cut(one.account, _NAME))} ({one.count})" for one in waiting[:_TITLES]]
    if more := len(waiting) - len(named):
        named.append(_("{n} more").format(n=more))
    said = _("*Questions that wait for your answer:* {accounts}").format(accounts=", ".join(named))
    style = "primary" if is_primary else None
    opening = button(_("See them"), "clarify.open", str(waiting[0].handoff_id), style=style)
    return [section(said, opening)]


def _answered(answered: Sequence[Answered]) -> list[Json]:
    """What the message asked before, in one block, with who has answered it."""
    if not answered:
        return []
    lines = [_("*Answered since:*"), *(f"• {_who_answered(one)}" for one in answered[:_TITLES])]
    if more := len(answered) - len(lines) + 1:
        lines.append(_("• and {n} more").format(n=more))
    return [section("\n".join(lines))]


def _who_answered(one: Answered) -> str:
    title, said = one.title or _("Check-in"), _("{title} ({account}): {who}, {at}")
    if one.is_question:
        title, said = _(one.title), _("Question about “{title}” ({account}): {who}, {at}")
    return said.format(
        title=escape(cut(title, _NAME)),
        account=escape(cut(one.account, _NAME)),
        who=mention(one.by, _("somebody")),
        at=moment(one.at),
    )


def _foot(digest: Digest) -> list[Json]:
    more = len(digest.lines) - MOST
    said = _("One message a working day, in the morning, and none when nothing is due.")
    if more > 0:
        rest = n_("{n} more is in the list.", "{n} more are in the list.", more).format(n=more)
        said = f"{rest} {said}"
    return [actions([button(_("All that comes"), "due.open", "0")]), context(said)]


def _title(found: PutAside) -> str:
    return escape(cut(found.title, _NAME))


def _account(found: PutAside) -> str:
    return escape(cut(found.account, _NAME))
