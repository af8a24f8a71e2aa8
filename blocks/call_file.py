"""The form of the intro call's calendar file, and what stands beside it in the channel (R8).

https://docs.slack.dev/reference/block-kit/block-elements/datetime-picker-element
"""

from blocks.kit import (
    Json,
    bold,
    button,
    checkboxes,
    context,
    cut,
    datetime_picker,
    escape,
    input_block,
    modal,
    moment,
    multi_static_select,
    option,
    section,
    static_select,
    text_input,
)
from blocks.place import why_lost
from playbook.call_file import LONGEST, MINUTES, CallForm, Made
from playbook.calls import INTRO, WELCOME
from playbook.progress import Checklist, TaskLine
from playbook.states import CALLED, RUNNING
from playbook.words import _

MOVES = "moves"
_NAME = 150


def to_come(checklist: Checklist) -> TaskLine | None:
    """Return the call at which the customer meets the incoming CSM, once it can be held."""
    for task in checklist.tasks:
        if task.key in (INTRO, WELCOME) and task.is_undone:
            is_near = task.can_start and checklist.state in RUNNING
            return task if is_near or checklist.state in CALLED else None
    return None


def opening(handoff_id: int, label: str) -> Json:
    """Return the button that leads to the form."""
    return button(label, "call_file.open", str(handoff_id))


def form(found: CallForm) -> Json:
    """Return the form; where nothing can be posted, the reason."""
    if found.lost_why is not None:
        return modal("call_file", _("Calendar file"), [_lost(found)], close=_("Close"))
    blocks = [
        section(_intro(found)),
        input_block(_("Title"), text_input("title", found.title, max_length=LONGEST), "title"),
        input_block(
            _("Day and time"),
            datetime_picker("starts_at", found.starts_at),
            "starts_at",
            hint=_("In your own time zone, {zone}.").format(zone=found.zone),
        ),
        input_block(_("Length"), _lengths(found), "minutes"),
    ]
    if found.contacts:
        blocks.append(_people(found))
    if found.task:
        blocks.append(_moving(found))
    blocks.append(context(_("Both CSMs are named in it; I know no addresses of theirs.")))
    return modal(
        "call_file.make",
        _("Calendar file"),
        blocks,
        submit=_("Post it"),
        close=_("Cancel"),
        metadata=str(found.handoff_id),
    )


def comment(found: Made) -> str:
    """Return what is said beside the file in the channel."""
    if found.sequence == 0:
        said = _("The intro call of {account}: {when}. Open the file to add it to your calendar.")
    else:
        said = _(
            "The intro call of {account} is changed: {when}. Open the file, and your calendar "
            "changes what it has."
        )
    return said.format(account=bold(cut(found.account, _NAME)), when=moment(found.starts_at))


def _intro(found: CallForm) -> str:
    account = bold(cut(found.account, _NAME))
    if found.is_again:
        said = _("A file for {account} was posted before. A new one changes it in calendars.")
    else:
        said = _("The file is posted in the channel of {account}, for everybody there.")
    return said.format(account=account)


def _lost(found: CallForm) -> Json:
    if not found.lost_why:
        return section(_("There is no channel yet that I could post a file in."))
    said = _("I cannot post in the handoff’s channel: {why}. The lead chooses another place.")
    return section(said.format(why=why_lost(found.lost_why)))


def _lengths(found: CallForm) -> Json:
    options = [option(_("{n} minutes").format(n=one), str(one)) for one in MINUTES]
    return static_select("minutes", options, str(found.minutes))


def _people(found: CallForm) -> Json:
    options = [option(name or "–", str(contact_id)) for contact_id, name in found.contacts]
    return input_block(
        _("From the customer"),
        multi_static_select("contacts", options),
        "contacts",
        optional=True,
        hint=_("Named with their email where it is known. The file invites nobody by itself."),
    )


def _moving(found: CallForm) -> Json:
    label = _("Move “{title}” to that day").format(title=cut(found.task, 40))
    return input_block(
        _("In the plan"),
        checkboxes("moves_plan", [option(label, MOVES)]),
        "moves_plan",
        optional=True,
    )


def posted(found: Made) -> Json:
    """Return what the person sees while the file is posted."""
    said = _("*{title}*, {when}: the file goes to {channel}.").format(
        title=escape(cut(found.title, _NAME)),
        when=moment(found.starts_at),
        channel=f"<#{found.channel_id}>",
    )
    return modal("call_file.posted", _("Calendar file"), [section(said)], close=_("Close"))
