"""A deal from sales: the welcome clock, the release, the report of the leads (R15)."""

from datetime import date

from blocks.kit import (
    Json,
    actions,
    bold,
    button,
    context,
    cut,
    date_picker,
    day,
    divider,
    escape,
    input_block,
    mention,
    modal,
    moment,
    section,
)
from blocks.paging import turning
from playbook.progress import Outline
from playbook.release import Release
from playbook.release_report import Cancelling, Report
from playbook.words import _, n_

_NAME = 200
_TITLE = 100
_MISSING = 4


def welcome_line(checklist: Outline) -> str:
    """Return how long there is for the welcome, or that it was; empty where there is no clock."""
    ends, held = checklist.welcome_by, checklist.welcome_held_at
    if held:
        return _("*Welcome:* held {at}").format(at=moment(held))
    if ends is None:
        return ""
    hours = checklist.welcome_hours
    if hours is None:
        return _("*Welcome:* by {at}").format(at=moment(ends))
    if hours <= 0:
        return _("*Welcome:* late, it was due {at}").format(at=moment(ends))
    left = n_("*Welcome:* {n} hour left, by {at}", "*Welcome:* {n} hours left, by {at}", hours)
    return left.format(n=hours, at=moment(ends))


def in_status(found: Release | None, *, may_cancel: bool) -> list[Json]:
    """Return how far the release of a deal is, for its status."""
    if found is None:
        return []
    lines = [_release_line(found), *_cancelled_lines(found)]
    side = None
    if may_cancel and found.cancelled_on is None:
        side = button(_("Cancelled early…"), "release.cancelled", str(found.handoff_id))
    return [section("\n".join(line for line in lines if line) or "–", side)]


def message(found: Report) -> tuple[str, list[Json]]:
    """Return the first page of the leads' report as a message: text and blocks."""
    blocks = [section(_title(found)), *_lines(found)]
    if found.pages > 1:
        more = _("Show all {n}").format(n=found.total)
        blocks.append(actions([button(more, "release.page", "0")]))
    return _title(found), blocks


def view(found: Report) -> Json:
    """Return a page of the report as a modal."""
    blocks = _lines(found) or [section(_title(found))]
    if found.pages > 1:
        blocks += [divider(), *turning("release.page", found.page, found.pages)]
    return modal("release.list", _("Release report"), blocks, close=_("Close"))


def question(found: Cancelling) -> Json:
    """Return the modal in which a lead records that a customer cancelled early."""
    said = _("{account} has cancelled early? It is recorded against {ae} and {csm} alike.").format(
        account=bold(cut(found.account, _NAME)),
        ae=mention(found.ae_id, _("the AE")),
        csm=mention(found.csm_id, _("the CSM")),
    )
    hint = _("Both hear of it. It cannot be taken back; the handoff itself stays as it is.")
    return modal(
        "release.cancel",
        _("Cancelled early"),
        [
            section(said),
            input_block(_("When did they cancel?"), date_picker("on", found.today), "on"),
            context(hint),
        ],
        submit=_("Record it"),
        close=_("Cancel"),
        metadata=str(found.handoff_id),
    )


def ready(found: Release, person_id: str) -> tuple[str, list[Json]]:
    """Return what the AE or the lead hears when a deal is ready for release."""
    said = _("{account} is release-ready: its record is complete and accepted.")
    if found.welcome_held_at:
        said = _(
            "{account} is release-ready: its record is complete and accepted, "
            "and the welcome meeting was held."
        )
    said = said.format(account=bold(cut(found.account, _NAME)))
    hint = _("This is a note and no payment: your commission rules stay as they are.")
    if person_id != found.ae_id:
        hint = _("`/handoff list release` has all deals of your people.")
    return said, [section(said), context(hint)]


def cancelled(found: Release, on: date) -> tuple[str, list[Json]]:
    """Return what the AE and the CSM hear of an early cancellation."""
    said = _("{account} cancelled on {day}. It is recorded against {ae} and {csm} alike.").format(
        account=bold(cut(found.account, _NAME)),
        day=day(on),
        ae=mention(found.ae_id, _("the AE")),
        csm=mention(found.csm_id, _("the CSM")),
    )
    hint = _("The debrief is the place for what it tells us.")
    return said, [section(said), context(hint)]


def _title(found: Report) -> str:
    if not found.total:
        return _("No deal of your people is handed from sales to CS.")
    ready_ = sum(line.ready_at is not None for line in found.lines)
    if found.pages > 1:
        return _("*Release report:* {n} deals, the newest first").format(n=found.total)
    said = n_(
        "*Release report:* {n} deal, {ready} ready",
        "*Release report:* {n} deals, {ready} ready",
        found.total,
    )
    return said.format(n=found.total, ready=ready_)


def _lines(found: Report) -> list[Json]:
    return [_line(line) for line in found.lines]


def _line(found: Release) -> Json:
    who = _("{ae} → {csm} · signature {day}").format(
        ae=mention(found.ae_id, _("no AE")),
        csm=mention(found.csm_id, _("nobody yet")),
        day=day(found.signed_on),
    )
    parts = [
        f"{bold(cut(found.account, _NAME))} · {who}",
        _release_line(found),
        _welcome(found),
        *_cancelled_lines(found),
    ]
    opening = button(_("Open"), "status.show", str(found.handoff_id))
    return section("\n".join(part for part in parts if part), opening)


def _release_line(found: Release) -> str:
    if found.ready_at:
        return _("*Release-ready* since {at}").format(at=moment(found.ready_at))
    if not found.wanted:
        return _("*Not for release:* its plan does not ask for it")
    titles = [f"“{escape(cut(title, _TITLE))}”" for title in found.waits_for[:_MISSING]]
    if more := len(found.waits_for) - len(titles):
        titles.append(n_("{n} more", "{n} more", more).format(n=more))
    return _("*Not release-ready:* waits for {titles}").format(titles=", ".join(titles))


def _welcome(found: Release) -> str:
    if found.welcome_held_at is None or found.welcome_by is None:
        return ""
    if found.welcome_held_at <= found.welcome_by:
        return _("Welcome held in time")
    return _("Welcome held late, {at}").format(at=moment(found.welcome_held_at))


def _cancelled_lines(found: Release) -> list[str]:
    if found.cancelled_on is None:
        return []
    said = _("*Cancelled early* on {day}: recorded against {ae} and {csm}")
    return [
        said.format(
            day=day(found.cancelled_on),
            ae=mention(found.ae_id, _("the AE")),
            csm=mention(found.csm_id, _("the CSM")),
        )
    ]
