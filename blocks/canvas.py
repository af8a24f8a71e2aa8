"""What stands in for the canvas where there can be none, and what the lead hears of it."""

from collections.abc import Iterator

from blocks.blueprint import progress
from blocks.blueprint_text import Chapter, Topic, document
from blocks.kit import Json, actions, bold, button, context, cut, escape, header, section
from playbook.called import document as called
from playbook.canvas import InAMessage, Sheet
from playbook.words import _

_NAME = 100
_TEXT = 200
_CHAPTER = 2500
_ENTRIES = 5

Said = tuple[str, list[Json]]
"""A message: its text for notifications, and its blocks."""


def message(found: Sheet) -> Said:
    """Return the message: the blueprint in short where its people are among themselves.

    Elsewhere it says only how complete it is; whoever may read it opens it.
    """
    name, account = called(found.kind), cut(found.account, _NAME)
    text = _("The {document} of {account}, as it stands now.").format(
        document=name, account=escape(account)
    )
    blocks = [
        header(_("{document}: {account}").format(document=name.capitalize(), account=account)),
        section(progress(found.completeness)),
        *_chapters(found),
        actions([button(_read(found), "review.open", str(found.handoff_id), style="primary")]),
        context(_last_line(found)),
    ]
    return text, blocks


def in_a_message(found: InAMessage) -> Said:
    """Return what the lead reads, once, when there can be no canvas."""
    text = _("I could not write a canvas for {account} in {channel}: {why}.").format(
        account=bold(cut(found.account, _NAME)),
        channel=f"<#{found.channel_id}>",
        why=_why(found.why),
    )
    instead = _("The blueprint is in a pinned message there instead, and stays up to date.")
    return text, [section(f"{text}\n{instead}"), context(_mend(found.why))]


def _why(why: str) -> str:
    """Return why there can be no canvas.

    https://docs.slack.dev/reference/methods/conversations.canvases.create
    """
    no_plan = _("your Slack plan has no canvas for a channel")
    return {
        "team_tier_cannot_create_channel_canvases": no_plan,
        "free_team_canvas_tab_already_exists": no_plan,
        "missing_scope": _("I was not given the right to write canvases"),
        "canvas_disabled_user_team": _("canvases are switched off in this workspace"),
        "canvas_not_found": _("somebody has deleted it"),
        "canvas_of_somebody": _("the channel has a canvas already that is not mine"),
        "restricted_action": _("this workspace does not let me"),
    }.get(why, _("Slack did not take it"))


def _mend(why: str) -> str:
    return {
        "missing_scope": _("An admin can install me again with the right `canvases:write`."),
        "canvas_not_found": _("Move the checklist to a new channel if you want a canvas again."),
        "canvas_of_somebody": _("I leave it as it is."),
    }.get(why, _("You need to do nothing. You will not hear of this again."))


def _chapters(found: Sheet) -> Iterator[Json]:
    if found.whole is None:
        return
    for chapter in document(found.whole).chapters:
        if chapter.topics:
            yield section(_chapter(chapter))


def _chapter(found: Chapter) -> str:
    lines = [bold(found.title), *(line for topic in found.topics for line in _topic(topic))]
    text = "\n".join(lines)
    return text if len(text) <= _CHAPTER else text[: text.rfind("\n", 0, _CHAPTER)] + "\n…"


def _topic(found: Topic) -> Iterator[str]:
    if found.text:
        yield f"_{escape(found.label)}:_ {_short(found.text)}"
        return
    yield f"_{escape(found.label)}:_"
    for entry in found.entries[:_ENTRIES]:
        facts = " · ".join(escape(fact) for fact in entry.facts)
        yield f"• {_short(entry.title)}" + (f" ({facts})" if facts else "")
    if len(found.entries) > _ENTRIES:
        yield _("… and {count} more").format(count=len(found.entries) - _ENTRIES)


def _short(text: str) -> str:
    return escape(cut(" ".join(text.split()), _TEXT))


def _read(found: Sheet) -> str:
    if found.whole is None:
        return _("Read the {document}").format(document=called(found.kind))
    return _("Show all")


def _last_line(found: Sheet) -> str:
    if found.whole is None:
        return _("It opens for the people of the handoff and their leads.")
    return _("This message follows the answers by itself. The checklist has the button to edit.")
