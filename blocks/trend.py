"""Sentiment so far, as a modal: the trend of each stakeholder in words, and every answer (R17).

It is text and no chart: modals take none, and "no signal" has no place on a chart's axis.
https://docs.slack.dev/reference/block-kit/blocks
"""

import json
from collections.abc import Sequence

from blocks.check_in import score_name, trail
from blocks.kit import (
    LIMITS,
    Json,
    bold,
    context,
    cut,
    day,
    escape,
    modal,
    moment,
    plain,
    section,
)
from blocks.paging import turning
from playbook.trend import Entry, Person, Skipped, Trend
from playbook.words import _, n_

_NAME = 150
_TRAIL = 8
"""Answers in the line of the trend; all of them are below it."""
_LEFT_OUT = 10


def view(found: Trend) -> Json:
    """Return a page of the answers as a modal, for one person."""
    blocks = [section(f"{bold(cut(found.account, _NAME))}\n{_intro(found)}")]
    if not found.page:
        blocks += _skipped(found.skipped)
    for person in found.people:
        blocks += _about(person)
    if found.pages > 1:
        blocks += turning("trend.page", found.page, found.pages)
    metadata = json.dumps({"handoff": found.handoff_id})
    return modal("trend", _("Sentiment so far"), blocks, close=_("Close"), metadata=metadata)


def _intro(found: Trend) -> str:
    if not found.total:
        return _("No check-in was answered yet: nobody knows how they feel.")
    return _("Every answer to a check-in, oldest first. Corrected ones stay.")


def _skipped(skipped: Sequence[Skipped]) -> list[Json]:
    blocks = [block for one in skipped[:_LEFT_OUT] for block in _left_out(one)]
    more = len(skipped) - _LEFT_OUT
    if more > 0:
        said = n_("{n} more is in the plan.", "{n} more are in the plan.", more)
        blocks.append(context(said.format(n=more)))
    return blocks


def _left_out(one: Skipped) -> list[Json]:
    said = _("Check-in due {day}: *left out* · {who}, {at}").format(
        day=day(one.due_on), who=escape(cut(one.by, _NAME)) or _("somebody"), at=moment(one.at)
    )
    return [context(said), *_as_typed(one.why)]


def _about(person: Person) -> list[Json]:
    said = bold(cut(person.name, _NAME))
    if person.title:
        said += ", " + escape(cut(person.title, _NAME))
    if person.trail:
        cut_off = "… → " if len(person.trail) > _TRAIL else ""
        said += f"\n{cut_off}{trail(person.trail[-_TRAIL:])}"
    return [section(said), *(block for entry in person.entries for block in _entry(entry))]


def _entry(entry: Entry) -> list[Json]:
    said = _("Check-in due {day}: {score} · {who}, {at}").format(
        day=day(entry.due_on),
        score=f"*{score_name(entry.score)}*",
        who=escape(cut(entry.by, _NAME)) or _("somebody"),
        at=moment(entry.at),
    )
    if entry.is_replaced:
        said += " · " + _("corrected since")
    return [context(said), *_as_typed(entry.note)]


def _as_typed(text: str) -> list[Json]:
    # Plain text shows what was typed as it was typed, at full length.
    return [{"type": "section", "text": plain(text, LIMITS["section"])}] if text else []
