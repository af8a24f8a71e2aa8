"""A proposal that is not opened: discarding it, withdrawing it, and what is said then (R31)."""

from blocks.kit import Json, bold, button, confirm, cut, mention, modal, section
from playbook.proposal import Proposed
from playbook.words import _

Said = tuple[str, list[Json]]
"""A message: its text for notifications, and its blocks."""

_NAME = 200


def discard_button(handoff_id: int) -> Json:
    """Return the button with which a lead discards a draft."""
    question = confirm(
        _("Discard this draft?"),
        _("Nobody named in it ever hears of it. Who proposed it hears that it rests, not why."),
        _("Discard"),
        _("Keep it"),
    )
    return button(
        _("Discard the draft"), "proposal.discard", str(handoff_id), style="danger",
        confirm=question,
    )  # fmt: skip


def withdraw_button(handoff_id: int) -> Json:
    """Return the button with which somebody withdraws their own proposal."""
    question = confirm(
        _("Withdraw your proposal?"),
        _("Its lead hears that you did. You can propose it again."),
        _("Withdraw"),
        _("Keep it"),
    )
    return button(_("Withdraw it"), "proposal.withdraw", str(handoff_id), confirm=question)


def own(found: Proposed) -> Json:
    """Return the line of somebody's own proposal, with the way to withdraw it."""
    said = _("You proposed a handoff of {account}: it waits for {lead}, and is silent until then.")
    text = said.format(account=bold(cut(found.account, _NAME)), lead=mention(found.lead_id))
    return section(text, withdraw_button(found.handoff_id))


def discarded(found: Proposed, reader_id: str) -> Json:
    """Return what the lead sees once the draft is discarded."""
    said = _("The draft for {account} is gone.").format(account=bold(found.account))
    if found.proposed_by != reader_id:
        told = _("{who} hears that it rests for now, without a reason.")
        said = f"{said} {told.format(who=mention(found.proposed_by))}"
    return modal("proposal.ended", _("Draft discarded"), [section(said)], close=_("Close"))


def withdrawn(found: Proposed) -> Json:
    """Return what who proposed it sees once it is withdrawn."""
    said = _("Your proposal for {account} is withdrawn; I tell {lead}.").format(
        account=bold(found.account), lead=mention(found.lead_id)
    )
    return modal("proposal.ended", _("Proposal withdrawn"), [section(said)], close=_("Close"))


def told_discarded(found: Proposed) -> Said:
    """Return what who proposed it hears, in warm words and without a reason."""
    said = _(
        "Thank you for thinking of a handoff of {account}. {lead} has looked at it and lets it "
        "rest for now. There is nothing for you to do; if things change, propose it again."
    ).format(account=bold(found.account), lead=mention(found.lead_id))
    return said, [section(said)]


def told_withdrawn(found: Proposed) -> Said:
    """Return what the lead hears of a proposal that was withdrawn."""
    said = _("{who} has withdrawn the proposal for {account}. There is nothing for you to do.")
    said = said.format(who=mention(found.proposed_by), account=bold(found.account))
    return said, [section(said)]
