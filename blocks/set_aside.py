"""What a handoff carries along: that it is on hold, and what was set aside on its way (States)."""

from collections.abc import Sequence

from blocks.kit import Json, cut, day, escape, section
from blocks.names import move_name, state_name
from playbook.progress import Checklist
from playbook.waivers import Shared
from playbook.words import _, n_

_GAP = 200
_GAPS = 5


def held_line(checklist: Checklist) -> str:
    """Return since when the handoff is on hold and until when, in one line; empty if it is not."""
    if checklist.held_at is None or checklist.held_from is None:
        return ""
    said = _("On hold since {since}: nothing falls due, and it goes on from “{state}”").format(
        since=day(checklist.held_at.date()), state=state_name(checklist.held_from)
    )
    if checklist.resume_on:
        said += " · " + _("planned to go on {day}").format(day=day(checklist.resume_on))
    return said


def waived(found: Sequence[Shared]) -> list[Json]:
    """Return what was set aside, for everybody: the gaps it left, never the reason."""
    if not found:
        return []
    lines = [line for one in found for line in _lines(one)]
    return [section("\n".join([_("*Set aside on the way:*"), *lines]))]


def _lines(one: Shared) -> list[str]:
    move = _("{move}, {day}").format(move=move_name(one.move), day=day(one.at.date()))
    if not one.missing:
        points = n_("{n} point open", "{n} points open", one.count).format(n=one.count)
        return [f"• {move}: {points}"]
    gaps = [f"“{escape(cut(gap, _GAP))}”" for gap in one.missing[:_GAPS]]
    if more := len(one.missing) - len(gaps):
        gaps.append(n_("{n} more", "{n} more", more).format(n=more))
    return [f"• {move}: {', '.join(gaps)}"]
