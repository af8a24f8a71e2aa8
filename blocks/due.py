"""`/handoff due`: what will come to whom and when, what was sent, and quiet days, as modals."""

import json
from collections.abc import Iterable

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
    input_block,
    mention,
    modal,
    moment,
    multi_users_select,
    option,
    overflow,
    section,
)
from blocks.news_names import news_name
from blocks.paging import turning
from playbook.asking_now import Put
from playbook.coming import Coming, Line
from playbook.ledger import Entry, Ledger
from playbook.quiet import Quiet
from playbook.words import _, later

_NAME = 150

_CALLED = {
    "silence": later("Silence"),
    "brief": later("Brief before a call"),
}
_WHY = {
    "silence": later("if nothing is heard from the customer by then"),
    "brief": later("a working day before the call"),
    "check_in": later("it is due to be asked"),
}
"""Why somebody hears of what is no task's rung."""
_RUNGS = {
    "soon": later("two days before"),
    "due": later("due that day"),
    "late": later("if it is late by then"),
    "lead": later("to the lead, if it is late"),
    "one_up": later("one up, if it is late"),
    "channel": later("if it is still late"),
    "again": later("again, if it is late"),
    "back": later("snoozed until then"),
    "not_mine": later("handed back"),
}
"""On which rung somebody hears of a task."""


def view(found: Coming, note: str = "") -> Json:
    """Return a page of what comes, as a modal. `note` says what a click in it has done."""
    blocks = [section(note), divider()] if note else []
    blocks += [_line(found, line, n) for n, line in enumerate(found.lines)]
    if not found.lines:
        blocks.append(section(_("Nothing comes to you: no task has a date that is still open.")))
    blocks += turning("due.page", found.page, found.pages)
    if found.is_lead:
        blocks.append(
            actions(
                [
                    button(_("What was sent"), "due.ledger", "0"),
                    button(_("Quiet days…"), "quiet.open"),
                ]
            )
        )
    blocks.append(context(_when(found)))
    metadata = json.dumps({"page": found.page})
    return modal("due.list", _("What comes"), blocks, close=_("Close"), metadata=metadata)


def ledger(found: Ledger) -> Json:
    """Return a page of the ledger, as a modal."""
    blocks = [section(_entry(entry)) for entry in found.entries]
    if not found.entries:
        blocks = [section(_("I have sent nothing yet in the handoffs that you lead."))]
    blocks += turning("due.ledger_page", found.page, found.pages)
    blocks.append(context(_("Whether somebody has read a message, Slack does not tell me.")))
    return modal("due.ledger", _("What was sent"), blocks, close=_("Close"))


def quiet_form(found: Iterable[Quiet]) -> Json:
    """Return the modal in which a lead sets quiet days, and takes them back."""
    blocks: list[Json] = [
        section(_("On quiet days I send no digest: it comes on the working day after them."))
    ]
    for one in found:
        said = _("{who}: {first} to {last}").format(
            who=mention(one.person_id), first=day(one.starts_on), last=day(one.ends_on)
        )
        blocks.append(section(said, button(_("Take back"), f"quiet.end:{one.id}", str(one.id))))
    blocks += [
        input_block(_("For whom"), multi_users_select("people"), "people"),
        input_block(_("First day"), date_picker("first"), "first"),
        input_block(_("Last day"), date_picker("last"), "last"),
    ]
    return modal("quiet.save", _("Quiet days"), blocks, submit=_("Save"), close=_("Cancel"))


def sent_now(title: str, person_id: str) -> str:
    """Return that a reminder was sent by hand."""
    said = _("{who} is being reminded of “{title}” now.")
    return said.format(who=mention(person_id), title=escape(cut(title, _NAME)))


def asked_now(put: Put) -> str:
    """Return that a question was put by hand."""
    said = _("{who} is being asked now: “{title}” ({account}).")
    title = escape(cut(put.title, _NAME)) or _("Check-in")
    account = escape(cut(put.account, _NAME))
    return said.format(who=mention(put.person_id), title=title, account=account)


def skipped(title: str, person_id: str) -> str:
    """Return that a reminder was skipped."""
    said = _("{who} does not hear of “{title}” this time. If it stays undone, it climbs on.")
    return said.format(who=mention(person_id), title=escape(cut(title, _NAME)))


def changed() -> str:
    """Return that the plan was changed from the list."""
    return _("The plan is changed. This is what comes now:")


def _line(found: Coming, line: Line, n: int) -> Json:
    who = _("you") if line.person_id == found.viewer_id else mention(line.person_id)
    if line.is_for_channel:
        who = _("the leads' channel")
    account = escape(cut(line.account, _NAME))
    what = f"*{escape(cut(line.title, _NAME)).replace('*', '∗')}*" if line.title else ""
    what = what or f"*{_called(line)}*"
    said = f"{moment(line.at)} · {who}\n{what} · {account} · {_why(line)}"
    return section(said, _menu(line, n) if line.may_change else None)


def _when(found: Coming) -> str:
    if all(line.person_id == found.viewer_id for line in found.lines):
        return _("Gathered into one message a working day, at nine your time.")
    return _("Gathered into one message a working day, at nine their time.")


def _called(line: Line) -> str:
    return _(_CALLED[line.what]) if line.what in _CALLED else _("Check-in")


def _why(line: Line) -> str:
    """Return why somebody hears of something, in words."""
    why = _RUNGS[line.rung] if line.rung else _WHY.get(line.what)
    return _(why) if why else ""


def _menu(line: Line, n: int) -> Json:
    if line.what == "check_in":
        return _question_menu(line, n)
    value = f"{line.handoff_id}:{line.task_id}:{line.person_id}"
    choices = (("now", _("Send now")), ("skip", _("Skip this one")), ("move", _("Move…")))
    options = [option(label, f"{word}:{value}") for word, label in choices]
    return overflow(f"due.change:{n}", options)


def _question_menu(line: Line, n: int) -> Json:
    task = f"{line.handoff_id}:{line.task_id}"
    options = [
        option(_("Ask now"), f"now:{line.check_in_id}"),
        option(_("Skip this one…"), f"skip:{task}"),
        option(_("Move…"), f"move:{task}"),
    ]
    return overflow(f"due.question:{n}", options)


def _entry(entry: Entry) -> str:
    who = mention(entry.person_id, _("the leads' channel"))
    account = escape(cut(entry.account, _NAME))
    what = news_name(entry.effect)
    if entry.title:
        what = _("{what}: “{title}” ({rung})").format(
            what=what, title=escape(cut(entry.title, _NAME)), rung=_reached(entry.rung)
        )
    return f"{moment(entry.due_at)} · {who} · {account}\n{what}\n{_fate(entry)}"


def _reached(word: str | None) -> str:
    """Return why somebody was told of a task, in words."""
    return {
        "soon": _("two days before"),
        "due": _("due that day"),
        "late": _("a day late"),
        "lead": _("late, to the lead"),
        "one_up": _("late, one up"),
        "channel": _("late, to the leads' channel"),
        "again": _("late, again"),
        "back": _("after a snooze"),
        "not_mine": _("handed back"),
        "asked_now": _("sent by the lead"),
    }.get(word or "", "–")


def _fate(entry: Entry) -> str:
    if entry.state == "sent":
        said = _("Sent {at}").format(at=moment(entry.sent_at)) if entry.sent_at else _("Sent")
    elif entry.state == "undeliverable":
        said = _("Could not be delivered ({why})").format(why=escape(entry.why or "–"))
    elif entry.state == "dropped":
        said = _("Not sent: there was no need any more")
    else:
        said = _("Waits to be sent")
    if entry.answered_at:
        said += " · " + _("done {at}").format(at=moment(entry.answered_at))
    if entry.handed_to:
        said += " · " + _("not theirs: {who} is asked").format(who=mention(entry.handed_to))
    return said
