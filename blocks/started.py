"""What the start modal becomes once it is sent: the handoff is open, or proposed."""

from blocks.kit import Json, actions, bold, context, day, escape, mention, modal, section
from blocks.proposal import withdraw_button
from playbook.start import Started
from playbook.words import _


def opened(started: Started) -> Json:
    """Return what the modal shows once the handoff is open: what happens next."""
    place = {
        "channel": _("I am making a private channel, and pin the checklist there."),
        "thread": _("I am posting the checklist in the channel you chose."),
        "book": _("I am posting the checklist in the channel of the whole book."),
    }[started.place]
    blocks = [
        section(_who(started)),
        section(place + " " + _("Everybody hears their part from me in a direct message.")),
    ]
    if started.gaps:
        missing = "\n".join(f"• {escape(gap)}" for gap in started.gaps)
        said = _("Open without, and visible to the end:\n{missing}").format(missing=missing)
        blocks.append(context(said))
    return modal("start.opened", _("Handoff opened"), blocks, close=_("Close"))


def proposed(started: Started) -> Json:
    """Return what the modal shows to who proposed a handoff: thanks, and nothing more (R31)."""
    said = _("Thank you. I have asked {lead} to look at your proposal for {account}.").format(
        lead=mention(started.lead_id), account=bold(started.account)
    )
    blocks = [
        section(said),
        context(_("Nobody else hears of it before they open it.")),
        actions([withdraw_button(started.handoff_id)]),
    ]
    return modal("start.proposed", _("Handoff proposed"), blocks, close=_("Close"))


def _who(started: Started) -> str:
    if started.returns_on and started.temporary_id:
        said = _(
            "The handoff of {account} is open: {temporary} stands in for {outgoing} until {date}."
        )
    elif started.incoming_id and started.outgoing_id:
        said = _("The handoff of {account} from {outgoing} to {incoming} is open.")
    elif started.incoming_id:
        said = _("The handoff of {account} to {incoming} is open.")
    elif started.temporary_id:
        said = _(
            "The handoff of {account} is open: {temporary} stands in until somebody takes over. "
            "Who that is, is next for you to say."
        )
    else:
        said = _(
            "The handoff of {account} is open, and the customer has nobody to turn to: name a "
            "temporary contact next. The clock runs."
        )
    return said.format(
        account=bold(started.account),
        outgoing=mention(started.outgoing_id),
        incoming=mention(started.incoming_id),
        temporary=mention(started.temporary_id),
        date=day(started.returns_on) if started.returns_on else "",
    )
