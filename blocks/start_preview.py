"""The plan before it is opened: by phase, with dates and names (R12)."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from blocks.kit import LIMITS, Json, bold, context, day, escape, mention, modal, moment, section
from blocks.names import anchor_name, phase_name
from blocks.start_fit import handed_over
from playbook.plan import Planned
from playbook.plan_fit import why_not
from playbook.start_preview import Preview
from playbook.words import _, n_


def plan_preview(found: Preview) -> Json:
    """Return the view that lies on top of the start modal. Nothing has been sent to anybody."""
    blocks = [
        section(_head(found)),
        *(context(line) for line in _warnings(found)),
        *_phases(found),
        context(_("Nothing is opened yet: go back to change it, or to open it.")),
    ]
    return modal("start.planned", _("The plan"), blocks, close=_("Back"))


def _head(found: Preview) -> str:
    begins = _("Away from") if found.returns_on else anchor_name(found.anchor)
    facts = [
        escape(found.template[:1].upper() + found.template[1:]),
        f"{begins}: {day(found.anchor_on)}",
    ]
    if found.returns_on:
        facts.append(_("Back: {date}").format(date=day(found.returns_on)))
    title = bold(found.account) if found.account else _("*No account is chosen yet*")
    return "\n".join([title, " · ".join(facts)])


def _warnings(found: Preview) -> Iterable[str]:
    if found.misfit:
        yield _("⚠ This plan does not fit. {why}").format(why=escape(why_not(found.misfit)))
    if found.late:
        count = len(found.late)
        yield n_(
            "{count} task should have been done by now: it is due as soon as it can be.",
            "{count} tasks should have been done by now: they are due as soon as they can be.",
            count,
        ).format(count=count)
    if found.handed_over_at:
        yield handed_over(found.handed_over_at.date())


def _phases(found: Preview) -> list[Json]:
    blocks: list[Json] = []
    for phase, tasks in groupby(found.tasks, key=lambda task: task.phase):
        blocks += _phase(phase_name(phase), tuple(tasks), found)
    if found.hand_back:
        blocks += _phase(_("Hand back"), found.hand_back, found)
    return blocks


def _phase(name: str, tasks: Sequence[Planned], found: Preview) -> list[Json]:
    """Return the phase in as many sections as its text takes."""
    texts = [f"*{escape(name)}*"]
    for task in tasks:
        line = _line(task, found)
        if len(texts[-1]) + len(line) >= LIMITS["section"]:
            texts.append(line)
        else:
            texts[-1] += f"\n{line}"
    return [section(text) for text in texts]


def _line(task: Planned, found: Preview) -> str:
    said = _("{when} · {task} · {who}").format(
        when=_when(task), task=escape(task.title), who=_who(task, found)
    )
    return f"• {said}"


def _when(task: Planned) -> str:
    if task.due_at:
        return moment(task.due_at)
    if task.starts_on and task.starts_on < task.due_on:
        return f"{day(task.starts_on)} – {day(task.due_on)}"
    return day(task.due_on)


def _who(task: Planned, found: Preview) -> str:
    owners = task.owner.each
    people = dict.fromkeys(mention(found.owners.get(one), _role(one)) for one in owners)
    return ", ".join(people)


def _role(owner: str) -> str:
    return {
        "outgoing": _("the outgoing CSM"),
        "incoming": _("still to be named"),
        "lead": _("the lead"),
    }[owner]
