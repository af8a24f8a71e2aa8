"""Where a handoff's checklist is, and what its lead hears when it is not where it was wanted."""

from blocks.kit import Json, actions, bold, button, context, cut, escape, mention, section
from playbook.damage import LostPlace
from playbook.words import _, n_

_NAME = 200
_SHOWN = 10

Said = tuple[str, list[Json]]
"""A message: its text for notifications, and its blocks."""


def why_lost(why: str) -> str:
    """Return why nothing can be posted in a channel (playbook.damage.Lost)."""
    return {
        "archived": _("it was archived"),
        "deleted": _("it was deleted"),
        "removed": _("I was taken out of it"),
        "shared": _("another organisation reads it now"),
        "unreachable": _("I do not find it any more, or was taken out of it"),
        "closed": _("I may not post there any more"),
    }[why]


def moved(account: str, channel_id: str) -> Said:
    """Return what the lead reads when the workspace forbids channels of ours."""
    text = _(
        "Your workspace does not let me make channels, so the checklist of {account} is a thread "
        "in {channel}. Everybody who has a part in it hears from me."
    ).format(account=bold(account), channel=f"<#{channel_id}>")
    return text, [section(text)]


def lost(found: LostPlace) -> Said:
    """Return what the lead reads, once, when nothing can be posted in a channel any more."""
    text = n_(
        "I have stopped posting for {account} in {channel}: {why}.",
        "I have stopped posting for {count} handoffs in {channel}: {why}.",
        len(found.handoffs),
    ).format(
        account=bold(cut(found.handoffs[0][1], _NAME)),
        count=len(found.handoffs),
        channel=_("its channel") if found.why == "deleted" else f"<#{found.channel_id}>",
        why=why_lost(found.why),
    )
    calm = _("Nothing is lost: plans go on, and everybody hears from me in their DMs.")
    return text, [
        section(f"{text}\n{calm}"),
        section(_next(found)),
        *_choices(found),
    ]


def not_invited(account: str, handoff_id: int, person_id: str) -> Said:
    """Return what the lead reads, once, of somebody whom Slack lets nobody invite."""
    text = _("I could not bring {person} into the channel of {account}.").format(
        person=mention(person_id), account=bold(cut(account, _NAME))
    )
    hint = _("Slack refuses it. Perhaps you can invite them yourself, or somebody else takes over.")
    change = button(_("Change who takes part"), "correct.open", str(handoff_id))
    return text, [section(text), context(hint), actions([change])]


def not_archived(account: str, channel_id: str) -> Said:
    """Return what the lead reads, once, when a channel is to be archived and cannot be."""
    text = _("The handoff of {account} is over, and I could not archive {channel}.").format(
        account=bold(cut(account, _NAME)), channel=f"<#{channel_id}>"
    )
    hint = _("Slack refuses it. Perhaps you can archive it yourself; else it stays as it is.")
    return text, [section(text), context(hint)]


def _next(found: LostPlace) -> str:
    return {
        "archived": _("Unarchive the channel and I go on there, or choose another place."),
        "removed": _("Invite me again with `/invite @Handoff`, or choose another place."),
        "unreachable": _("Invite me again with `/invite @Handoff`, or choose another place."),
        "shared": _(
            "When nobody outside reads it any more I go on there; or choose another place."
        ),
    }.get(found.why, _("Choose another place."))


def _choices(found: LostPlace) -> list[Json]:
    if len(found.handoffs) == 1:
        choose = button(
            _("Choose another place"), "correct.place", str(found.handoffs[0][0]), style="primary"
        )
        return [actions([choose])]
    lines = [
        section(escape(cut(account, _NAME)), button(_("Choose a place"), "correct.place", str(id_)))
        for id_, account in found.handoffs[:_SHOWN]
    ]
    if len(found.handoffs) > _SHOWN:
        lines.append(context(_("`/handoff list` shows the others.")))
    return lines
