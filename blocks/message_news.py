"""The DMs about a customer message: who is asked to approve it, and what has become of it (R11)."""

from blocks.kit import Json, actions, bold, button, cut, day, mention, moment, section
from playbook.message_news import News
from playbook.words import _

Said = tuple[str, list[Json]]
"""A message: its text for notifications, and its blocks."""

_NAME = 200


def to_approve(found: News) -> Said:
    """Return what who is to approve the message hears."""
    said = _("{who} has written the message to {account}. It goes out once you approve it.")
    return _asking(found, said, _("Read and approve"), "message.open")


def taken_back(found: News) -> Said:
    """Return what who had approved the message hears when it was changed."""
    said = _(
        "{who} has changed the message to {account} that you had approved: your approval is taken "
        "back, and version {number} waits for it."
    )
    return _asking(found, said, _("Read and approve"), "message.open")


def agreed(found: News) -> Said:
    """Return what who tells the customer hears once all have approved."""
    said = _("All have approved the message to {account}. It is yours to send now.")
    return _asking(found, said, _("Get the text"), "message.sending")


def settled(found: News) -> Said:
    """Return what such a DM becomes once its reader has done their part, or it has changed."""
    said = f"{_yours(found)} {_now(found)}".strip()
    if not found.has_part:
        return said, [section(said)]
    return said, [section(said, button(_("Customer message"), "message.open", _handoff(found)))]


def _asking(found: News, said: str, label: str, action: str) -> Said:
    text = said.format(
        who=mention(found.by, _("Somebody")), account=_account(found), number=found.number
    )
    press = button(label, action, _handoff(found), style="primary")
    return text, [section(text), actions([press])]


def _yours(found: News) -> str:
    if not found.has_part:
        said = _("Your approval of the message to {account} is not asked for any more.")
    elif found.is_overtaken:
        said = _("The message to {account} has changed since: version {newest} is the newest.")
    elif found.approved_at:
        said = _("You approved version {number} of the message to {account}, {at}.")
    else:
        said = _("This was about version {number} of the message to {account}.")
    at = moment(found.approved_at) if found.approved_at else ""
    return said.format(
        account=_account(found), number=found.number, newest=found.standing.number, at=at
    )


def _now(found: News) -> str:
    """Return whom it waits for, or who has sent it when."""
    standing = found.standing
    if not found.has_part:
        return ""
    if standing.sent:
        said = _("{who} sent it {day}.")
        return said.format(who=mention(standing.sent.by), day=day(standing.sent.on))
    if standing.is_approved:
        return _("All have approved it, and {who} sends it.").format(who=mention(found.sender_id))
    waiting = ", ".join(mention(person) for person in standing.waiting)
    return _("It waits for {people}.").format(people=waiting)


def _account(found: News) -> str:
    return bold(cut(found.account, _NAME))


def _handoff(found: News) -> str:
    return str(found.handoff_id)
