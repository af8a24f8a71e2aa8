"""The list of a person's handoffs, as a message or a modal."""

from collections.abc import Collection

from blocks import proposal, release
from blocks.kit import Json, actions, bold, button, cut, day, escape, modal, section
from blocks.names import anchor_name, state_name
from blocks.paging import turning
from blocks.status import observed, your_step
from playbook.overview import Line, Listed
from playbook.progress import Outline
from playbook.words import _, n_

_NAME = 200


def message(listed: Listed) -> tuple[str, list[Json]]:
    """Return the first page of a person's handoffs as a message: text and blocks."""
    blocks = [section(_intro(listed)), *_lines(listed), *map(proposal.own, listed.proposed)]
    foot = [button(_("Start a handoff"), "start.open")]
    if listed.pages > 1:
        foot.append(button(_("Show all {n}").format(n=listed.total), "status.list", "0"))
    return _intro(listed), [*blocks, actions(foot)]


def view(listed: Listed) -> Json:
    """Return a page of a person's handoffs as a modal."""
    blocks = _lines(listed) or [section(_intro(listed))]
    blocks += map(proposal.own, listed.proposed)
    if listed.pages > 1:
        blocks += turning("status.page", listed.page, listed.pages)
    return modal("status.list", _("Your handoffs"), blocks, close=_("Close"))


def line(viewer_id: str, found: Line, asked: Collection[str] = ()) -> Json:
    """Return one handoff of a list, with the button that leads to it.

    `asked` are the events of questions that wait for the viewer and are shown beside the list.
    """
    checklist = found.checklist
    name = bold(cut(checklist.account, _NAME))
    if checklist.state == "draft":
        opening = button(_("Open draft"), "start.open_draft", str(checklist.handoff_id))
        return section(f"{name} · {_('a draft that waits for you')}", opening)
    opening = button(_("Open"), "status.show", str(checklist.handoff_id))
    if found.role == "observer":
        return section(f"{name} · {observed(checklist)}", opening)
    lines = [f"{name} · {_standing(checklist)}"]
    if checklist.welcome_hours is not None:
        lines.append(release.welcome_line(checklist))
    if step := your_step(checklist, viewer_id, asked):
        lines.append(step)
    return section("\n".join(lines), opening)


def _lines(listed: Listed) -> list[Json]:
    return [line(listed.viewer_id, found) for found in listed.lines]


def _intro(listed: Listed) -> str:
    if listed.asked:
        said = _("I find no single handoff of “{account}” among yours.")
        return said.format(account=escape(cut(listed.asked, _NAME)))
    if not listed.total:
        return _("You have no handoff at the moment.")
    return n_("You have {n} handoff.", "You have {n} handoffs.", listed.total).format(
        n=listed.total
    )


def _standing(checklist: Outline) -> str:
    return _("{state} · {done} of {total} tasks done · {anchor} {day}").format(
        state=state_name(checklist.state),
        done=checklist.done,
        total=checklist.total,
        anchor=anchor_name(checklist.anchor),
        day=day(checklist.anchor_on),
    )
