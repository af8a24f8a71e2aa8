"""Observers: what they are told, what the lead looks at before, and how far each of them is (R10).

The DM carries the observers' summary and nothing else.
"""

from collections.abc import Sequence

from blocks.kit import (
    Json,
    actions,
    bold,
    button,
    context,
    cut,
    day,
    divider,
    escape,
    mention,
    modal,
    section,
)
from playbook.observers import Acknowledged, Standing, Summary, Telling, Told
from playbook.words import _, n_

_NAME = 200
_SENTENCE = 500
_PEOPLE = 20


def message(found: Summary, *, again: bool) -> tuple[str, list[Json]]:
    """Return what an observer reads; `again` when they were told before: text and blocks."""
    click = button(
        _("I have seen it"), "observers.acknowledge", str(found.handoff_id), style="primary"
    )
    first = _("{lead} still waits for your click on this:") if again else ""
    lines = [first.format(lead=mention(found.lead_id)), *_news(found)]
    text = _title(found)
    return text, [
        section("\n".join(line for line in lines if line)),
        actions([click]),
        context(_quiet(found)),
    ]


def acknowledged(found: Acknowledged) -> tuple[str, list[Json]]:
    """Return what the message becomes once its reader has clicked."""
    thanks = _("You have seen it. Thank you; {lead} knows.").format(
        lead=mention(found.summary.lead_id)
    )
    said = _("You hear from me when {account} is in business as usual.")
    later = said.format(account=escape(cut(found.summary.account, _NAME)))
    return thanks, [section("\n".join(_news(found.summary))), context(f"{thanks} {later}")]


def unreached(account: str, handoff_id: int, person_id: str) -> tuple[str, list[Json]]:
    """Return what the lead reads, once, when an observer cannot be told: text and blocks."""
    text = _("I cannot reach {person}, who observes {account}.").format(
        person=mention(person_id), account=bold(cut(account, _NAME))
    )
    waits = _("The plan waits until every observer has acknowledged.")
    hint = _(
        "Somebody else can observe instead. Or tell them yourself, and leave the task out in the "
        "plan with a word on why."
    )
    change = button(
        _("Change the observers"), "correct.observers", str(handoff_id), style="primary"
    )
    plan = button(_("Show the plan"), "checklist.plan", str(handoff_id))
    return text, [section(f"{text} {waits}"), context(hint), actions([change, plan])]


def question(found: Telling) -> Json:
    """Return the modal in which the lead sees what is said to whom, before it is said."""
    asked_before = any(one.told_at for one in found.waiting)
    blocks = [
        section(_("*They read:*")),
        *(section(line) for line in _news(found.summary)),
        *_no_profile(found.summary),
        divider(),
        section(standing_lines(found.standing)),
    ]
    return modal(
        "observers.tell",
        _("Tell the observers"),
        blocks,
        submit=_("Ask again") if asked_before else _("Tell them"),
        close=_("Not yet"),
        metadata=str(found.summary.handoff_id),
    )


def told(found: Told) -> Json:
    """Return what the question becomes once it is said."""
    said = n_(
        "{n} observer of {account} hears from me now.",
        "{n} observers of {account} hear from me now.",
        found.count,
    ).format(n=found.count, account=bold(cut(found.account, _NAME)))
    hint = _("The status of the handoff says who has acknowledged, and lets you ask again.")
    blocks = [section(said), context(hint)]
    return modal("observers.told", _("Tell the observers"), blocks, close=_("Close"))


def in_status(handoff_id: int, standing: Sequence[Standing], *, may_tell: bool) -> list[Json]:
    """Return how far the observers are, with the lead's button while somebody is to be told."""
    if not standing:
        return []
    waiting = [one for one in standing if one.acknowledged_at is None]
    side = None
    if waiting and may_tell:
        label = _("Ask again") if any(one.told_at for one in waiting) else _("Tell them")
        side = button(label, "observers.open", str(handoff_id))
    return [section(standing_lines(standing), side)]


def standing_lines(standing: Sequence[Standing]) -> str:
    """Return the observers: who has acknowledged, who was told, who has not been told yet."""
    known = [one for one in standing if one.acknowledged_at]
    told_ = [one for one in standing if one.told_at and not one.acknowledged_at]
    rest = [one for one in standing if not (one.told_at or one.acknowledged_at)]
    title = _("*Observers:* {n} of {total} have acknowledged").format(
        n=len(known), total=len(standing)
    )
    if not (told_ or rest):
        return f"{title} ({_people(known)})"
    lines = [
        said.format(people=_people(some))
        for said, some in (
            (_("Acknowledged: {people}"), known),
            (_("Told, not answered yet: {people}"), told_),
            (_("Not told yet: {people}"), rest),
        )
        if some
    ]
    return "\n".join([title, *lines])


def _people(some: Sequence[Standing]) -> str:
    shown = ", ".join(mention(one.person_id) for one in some[:_PEOPLE])
    more = len(some) - _PEOPLE
    return _("{people} and {n} more").format(people=shown, n=more) if more > 0 else shown


def _title(found: Summary) -> str:
    account = escape(cut(found.account, _NAME))
    return _("{account} changes hands.").format(account=account)


def _news(found: Summary) -> list[str]:
    title = _("{account} changes hands.").format(account=bold(cut(found.account, _NAME)))
    return [f"{title} {_who(found)}", *_about(found)]


def _who(found: Summary) -> str:
    if found.incoming_id is None and found.temporary_id is None:
        return _("Who takes over is not named yet.")
    if found.incoming_id is None:
        said = _("{temporary} looks after it until its incoming CSM is named.")
        return said.format(temporary=mention(found.temporary_id))
    if found.outgoing_id is None:
        said = _("{incoming} takes over.")
    else:
        said = _("{incoming} takes over from {outgoing} by {day}.")
    return said.format(
        incoming=mention(found.incoming_id),
        outgoing=mention(found.outgoing_id),
        day=day(found.anchor_on),
    )


def _about(found: Summary) -> list[str]:
    """The two sentences about who takes over; without a profile, whom to ask."""
    if found.about:
        return [" ".join(_sentence(text) for text in found.about)]
    if found.incoming_id is None:
        return []
    said = _("{lead} tells you more about {incoming}.")
    return [said.format(lead=mention(found.lead_id), incoming=mention(found.incoming_id))]


def _sentence(text: str) -> str:
    said = escape(cut(text.strip(), _SENTENCE))
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."


def _no_profile(found: Summary) -> list[Json]:
    if found.about or found.incoming_id is None:
        return []
    said = _("{incoming} has no profile yet. With one (Home, My settings) it would say more.")
    return [context(said.format(incoming=mention(found.incoming_id)))]


def _quiet(found: Summary) -> str:
    said = _("{lead} leads it.")
    if not found.customer_knows:
        said = _("The customer does not know yet: please keep it among us. {lead} leads it.")
    return said.format(lead=mention(found.lead_id))
