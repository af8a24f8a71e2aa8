"""The history of a blueprint as a modal: who wrote what when, what was there and what is now (R7).

What was taken out is struck through and what was added is bold, beside the words "was" and "is".
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from blocks.blueprint import day_in, item_name, role_name
from blocks.kit import (
    LIMITS,
    Json,
    actions,
    bold,
    button,
    context,
    cut,
    divider,
    escape,
    mention,
    modal,
    moment,
    option,
    section,
    static_select,
)
from blocks.paging import turning
from playbook.changes import ALL, NEWS, Changes, How, News, Part, Written
from playbook.questions import Section
from playbook.wording import Run, by_words
from playbook.words import _

_NAME = 150
_SHORT = 400
"""Characters of a text that the list shows; all of it is a click away."""
_PARTS = 6
"""Parts of one change that the list shows."""
_EDGE = 60
"""Characters that a list shows on either side of what differs in a long text."""
_RUNS = 12
_RUN = 500
"""Characters of a piece that is marked as one: escaped, it fits into a block still."""
_STRUCK, _BOLD = "~", "*"


def view(found: Changes) -> Json:
    """Return a page of what was written."""
    blocks = [context(bold(cut(found.account, _NAME)))]
    if found.label:
        blocks.append(section(bold(_(found.label))))
    elif not found.is_of_entry:
        blocks.append(_choose(found))
    blocks += _said_of_all(found)
    for one in found.written:
        blocks += [*_one(found, one), divider()]
    blocks += turning(
        "history.show",
        found.page,
        found.pages,
        of=f"{found.which}|",
        total=found.total,
        newest_first=True,
    )
    metadata = json.dumps({"handoff": found.handoff_id})
    return modal("history", _("What has changed"), blocks, close=_("Close"), metadata=metadata)


def whole(handoff_id: int, found: Written) -> Json:
    """Return one change with nothing cut."""
    blocks = [section(_head(found), _versions_of(handoff_id, found)), context(_by(found))]
    for part in found.parts:
        blocks += _in_full(part)
    return modal("history.one", _("Change"), blocks, close=_("Back"))


def versions(handoff_id: int, which: str, name: str = "") -> Json:
    """Return the button that shows all that was written of one person or open item.

    `which` is as of `changes.of_contact` or `of_item`; `name` tells it from others in the same
    place.
    """
    return button(_("Versions"), f"history.open:{name or which}", f"{handoff_id}|{which}")


def news_line(found: News) -> str:
    """Return how much is new to somebody; empty where nothing is, or all of it is."""
    if found.since is None or not found.count:
        return ""
    since = moment(found.since)
    if found.count == 1:
        return _("1 change since you last looked ({when})").format(when=since)
    return _("{n} changes since you last looked ({when})").format(n=found.count, when=since)


def news(handoff_id: int, found: News) -> list[Json]:
    """Return how much is new to somebody with the button that shows it; nothing for nothing."""
    line = news_line(found)
    if not line:
        return []
    return [section(line, button(_("Show them"), "history.open", f"{handoff_id}|{NEWS}"))]


def _choose(found: Changes) -> Json:
    options = [option(_("Everything"), ALL)]
    if found.since:
        options.append(option(_("New since you last looked"), NEWS))
    options += [option(_(one.title), one.key) for one in _parts_of(found.sections)]
    # A block id of its own for each choice: Slack keeps what a select showed whose ids come again.
    return actions([static_select("history.show", options, found.which)], f"of/{found.which}")


def _parts_of(sections: Sequence[Section]) -> Sequence[Section]:
    return sections[: LIMITS["options"] - 2]


def _said_of_all(found: Changes) -> list[Json]:
    if found.total:
        return []
    if found.which == NEWS:
        return [section(_("Nobody else has written anything since you last looked."))]
    return [section(_("Nothing was written here yet."))]


def _one(of: Changes, found: Written) -> Iterator[Json]:
    parts = [_in_short(part) for part in found.parts[:_PARTS]]
    is_cut = len(found.parts) > _PARTS or any(_is_long(part) for part in found.parts)
    text = "\n".join([_head(found), *(line for lines in parts for line in lines)])
    side = None if of.is_of_entry else _versions_of(of.handoff_id, found)
    if is_cut or len(text) > LIMITS["section"]:
        side = button(_("Read all"), f"history.one:{found.ref}", found.ref)
    yield section(text, side)
    yield context(_by(found))


def _versions_of(handoff_id: int, found: Written) -> Json | None:
    if not found.entry_id or found.how is How.NEW:
        return None
    return versions(handoff_id, found.which, found.ref)


def _head(found: Written) -> str:
    if found.label:
        return bold(_(found.label))
    said = {
        How.NEW: _("{entry} was added"),
        How.CHANGED: _("{entry} was changed"),
        How.REMOVED: _("{entry} was taken out"),
    }[found.how]
    return said.format(entry=bold(cut(found.entry, _NAME)))


def _by(found: Written) -> str:
    return _("{who}, {when}").format(who=mention(found.by), when=moment(found.at))


def _is_long(part: Part) -> bool:
    return any(len(_plain(part.name, side)) > _SHORT for side in (part.was, part.now))


def _in_short(part: Part) -> list[str]:
    return [
        _labelled(label, "".join(_marked(_shortened(runs), mark)))
        for label, runs, mark in _sides(part)
    ]


def _shortened(runs: Sequence[Run]) -> Iterator[Run]:
    """Return what differs, with a little of what stands around it."""
    for at, run in enumerate(runs[:_RUNS]):
        if run.differs or len(run.text) <= 2 * _EDGE:
            yield Run(cut(run.text, _SHORT), run.differs)
        elif len(runs) == 1:
            yield Run(cut(run.text, _SHORT), differs=False)
        else:
            before = cut(run.text, _EDGE) if at else "…"
            after = run.text[-_EDGE:].lstrip() if at + 1 < len(runs) else ""
            yield Run(f"{before} {after}".rstrip(), differs=False)
    if len(runs) > _RUNS:
        yield Run("…", differs=False)


def _in_full(part: Part) -> Iterator[Json]:
    for label, runs, mark in _sides(part):
        texts = chain([_labelled(label, "")], _marked(runs, mark))
        yield from (section(piece) for piece in _pieces(texts))


def _sides(part: Part) -> Iterator[tuple[str, Sequence[Run], str]]:
    """Return what is shown of a part: what it was, unless it was nothing, and what it is."""
    was, now = _plain(part.name, part.was), _plain(part.name, part.now)
    name = _part_name(part.name)
    if part.name in _FORMATTED:  # a mention is as Slack writes it
        before, after = _as_it_is(was), _as_it_is(now)
    else:
        before, after = by_words(was, now)
    if was:
        yield _together(name, _("Was")), before, _STRUCK
        yield _together(name, _("Is")), after if now else _as_it_is(_("nothing")), _BOLD
    elif now:
        yield _together(name, _("Is")), after, ""


def _together(name: str, side: str) -> str:
    return f"{name}, {side.lower()}" if name else side


def _labelled(label: str, text: str) -> str:
    return f"*{label}:* {text}"


_FORMATTED = ("owner_id",)
"""The parts that are shown as they are."""


def _as_it_is(text: str) -> tuple[Run, ...]:
    return (Run(text, differs=False),)


def _marked(runs: Iterable[Run], mark: str) -> Iterator[str]:
    """Return runs as mrkdwn, each with the blank before it; those that differ are marked.

    A mark is beside a blank or a line's end on both sides, and a mark in a text cannot end it.
    """
    blank = ""
    for run in runs:
        if run.text.startswith("\n"):
            yield run.text
            blank = ""
            continue
        for text in _shorter(run.text):
            safe = text if text.startswith("<") and not run.differs else _safe(text)
            yield blank + (f"{mark}{safe}{mark}" if run.differs and mark else safe)
            blank = " "


def _safe(text: str) -> str:
    return escape(text).replace("*", "∗").replace("~", "∼")


def _shorter(text: str) -> Iterator[str]:
    """Return a run in pieces that fit into a block each, parted between words."""
    piece = ""
    for word in text.split(" "):
        if piece and len(piece) + len(word) > _RUN:
            yield piece
            piece = ""
        piece = f"{piece} {word}" if piece else word
    yield piece


def _pieces(texts: Iterable[str]) -> Iterator[str]:
    """Return texts gathered into as few blocks as hold them."""
    piece = ""
    for text in texts:
        if piece and len(piece) + len(text) > LIMITS["section"]:
            yield piece
            piece = ""
        piece += text
    if piece.strip():
        yield piece


def _plain(name: str, value: Any) -> str:
    """Return what a part of an entry holds, in words; empty for nothing."""
    if name == "owner_id":
        return mention(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "roles":
        return ", ".join(role_name(role) for role in value or ())
    if name == "kind":
        return item_name(value)
    on = day_in(value) if isinstance(value, str) and name in ("due_on", "answer") else None
    return f"{on:%d %b %Y}" if on else str(value or "")


def _part_name(name: str) -> str:
    return {
        "answer": "",
        "name": _("Name"),
        "title": _("Title"),
        "email": _("Email"),
        "roles": _("Roles"),
        "is_key_stakeholder": _("Key stakeholder"),
        "has_left": _("Has left the company"),
        "is_reference": _("Would speak for us"),
        "responsibilities": _("Responsibilities"),
        "communication_style": _("Communication style"),
        "expectations": _("What they expect of us"),
        "concerns": _("Concerns"),
        "product_sentiment": _("How they feel about the product"),
        "temperament": _("Temperament"),
        "personal_details": _("Personal details"),
        "kind": _("Kind"),
        "text": _("Text"),
        "owner_id": _("Owner"),
        "due_on": _("Date"),
        "what_was_done": _("What was done"),
        "is_closed": _("Closed"),
    }[name]
