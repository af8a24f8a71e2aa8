"""The catalogue of closed debriefs, for who edits templates (R22).

Every lead reads what was learned; whose account it was, only who leads that handoff (R32). Who
wrote what, and why an account changed hands, stands in neither.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from playbook import overview, people
from playbook.access import led_by
from playbook.errors import NotAllowed
from playbook.people import Actor, Viewer
from playbook.words import _
from storage.choices import Kind, Mode, Tier
from storage.tables import Account, Debrief, DebriefPart, DebriefTheme, Handoff

Query = Select[*tuple[Any, ...]]

PAGE = 5
"""Debriefs on one page."""

MOST_THEMES = 20
"""Themes that are counted and can be filtered by, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which debriefs are looked for; what is empty may be anything."""

    kind: Kind | None = None
    mode: Mode | None = None
    tier: Tier | None = None
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One closed debrief. `account` is empty for who does not lead that handoff."""

    handoff_id: int
    account: str
    kind: Kind
    mode: Mode
    tier: Tier
    closed_at: datetime
    worked: tuple[str, ...]
    did_not: tuple[str, ...]
    to_change: tuple[str, ...]
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One page of the catalogue, the newest first; pages are counted from 0.

    `counts` says how many debriefs have a theme, over everything that fits the rest of the filter.
    """

    wanted: Wanted
    entries: tuple[Entry, ...]
    counts: tuple[tuple[str, int], ...]
    page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one debrief wants changed."""

    closed_at: datetime
    to_change: str


def read(session: Session, actor: Actor, wanted: Wanted, page: int = 0) -> Catalogue:
    """Return a page of the catalogue; one beyond the last is the first. Raises NotAllowed."""
    viewer = people.viewer(session, actor)
    if not viewer.is_lead:
        raise NotAllowed(_("Only leads read the debriefs."))
    fits = _fits(viewer.workspace_id, wanted)
    total = session.scalar(_of(select(func.count()), *fits, *_has_theme(wanted))) or 0
    page = page if page * PAGE < total else 0
    entries = _entries(session, viewer, (*fits, *_has_theme(wanted)), page)
    return Catalogue(wanted, entries, _counts(session, fits), page, total)


def lessons(
    session: Session, workspace_id: str, kind: Kind, mode: Mode, tier: Tier, limit: int = 3
) -> tuple[Lesson, ...]:
    """Return the newest things to change that were learned with this kind, mode and tier."""
    query = (
        _of(
            select(Debrief.closed_at, DebriefPart.to_change),
            *_fits(workspace_id, Wanted(kind, mode, tier)),
        )
        .join(DebriefPart, DebriefPart.handoff_id == Debrief.handoff_id)
        .where(DebriefPart.to_change.is_not(None))
        .order_by(Debrief.closed_at.desc(), DebriefPart.at)
        .limit(limit)
    )
    return tuple(Lesson(at, text) for at, text in session.execute(query))


def _of(query: Query, *fits: ColumnElement[bool]) -> Query:
    return query.select_from(Debrief).join(Handoff, Handoff.id == Debrief.handoff_id).where(*fits)


def _fits(workspace_id: str, wanted: Wanted) -> tuple[ColumnElement[bool], ...]:
    fits: list[ColumnElement[bool]] = [
        Debrief.workspace_id == workspace_id,
        Debrief.closed_at.is_not(None),
    ]
    if wanted.kind:
        fits.append(Handoff.kind == wanted.kind)
    if wanted.mode:
        fits.append(Handoff.mode == wanted.mode)
    if wanted.tier:
        fits.append(Handoff.tier == wanted.tier)
    return tuple(fits)


def _has_theme(wanted: Wanted) -> tuple[ColumnElement[bool], ...]:
    if not wanted.theme:
        return ()
    with_it = select(DebriefTheme.handoff_id).where(
        DebriefTheme.workspace_id == Debrief.workspace_id, DebriefTheme.theme == wanted.theme
    )
    return (Debrief.handoff_id.in_(with_it),)


def _counts(session: Session, fits: Sequence[ColumnElement[bool]]) -> tuple[tuple[str, int], ...]:
    number = func.count(DebriefTheme.handoff_id.distinct())
    query = (
        _of(select(DebriefTheme.theme, number), *fits)
        .join(DebriefTheme, DebriefTheme.handoff_id == Debrief.handoff_id)
        .group_by(DebriefTheme.theme)
        .order_by(number.desc(), DebriefTheme.theme)
        .limit(MOST_THEMES)
    )
    return tuple((theme, count) for theme, count in session.execute(query))


def _entries(
    session: Session, viewer: Viewer, fits: Sequence[ColumnElement[bool]], page: int
) -> tuple[Entry, ...]:
    leads = overview.leads(viewer, led_by(session, viewer)).label("leads")
    query = (
        _of(
            select(
                Debrief.handoff_id, Debrief.closed_at, Account.name,
                Handoff.kind, Handoff.mode, Handoff.tier, leads,
            ),
            *fits,
        )
        .join(Account, Account.id == Handoff.account_id)
        .order_by(Debrief.closed_at.desc(), Debrief.handoff_id)
        .limit(PAGE)
        .offset(page * PAGE)
    )  # fmt: skip
    rows = session.execute(query).all()
    ids = [row.handoff_id for row in rows]
    parts, themes = _parts(session, viewer, ids), _themes(session, viewer, ids)
    return tuple(
        Entry(
            handoff_id=row.handoff_id,
            account=row.name if row.leads else "",
            kind=row.kind,
            mode=row.mode,
            tier=row.tier,
            closed_at=row.closed_at,
            worked=_texts(part.worked for part in parts.get(row.handoff_id, ())),
            did_not=_texts(part.did_not for part in parts.get(row.handoff_id, ())),
            to_change=_texts(part.to_change for part in parts.get(row.handoff_id, ())),
            themes=tuple(themes.get(row.handoff_id, ())),
        )
        for row in rows
    )


def _parts(
    session: Session, viewer: Viewer, handoff_ids: Sequence[int]
) -> dict[int, list[DebriefPart]]:
    query = (
        select(DebriefPart)
        .where(
            DebriefPart.workspace_id == viewer.workspace_id,
            DebriefPart.handoff_id.in_(handoff_ids),
        )
        .order_by(DebriefPart.at, DebriefPart.person_id)
    )
    found: dict[int, list[DebriefPart]] = {}
    for part in session.scalars(query):
        found.setdefault(part.handoff_id, []).append(part)
    return found


def _themes(session: Session, viewer: Viewer, handoff_ids: Sequence[int]) -> dict[int, list[str]]:
    query = (
        select(DebriefTheme.handoff_id, DebriefTheme.theme)
        .where(
            DebriefTheme.workspace_id == viewer.workspace_id,
            DebriefTheme.handoff_id.in_(handoff_ids),
        )
        .distinct()
        .order_by(DebriefTheme.theme)
    )
    found: dict[int, list[str]] = {}
    for handoff_id, theme in session.execute(query):
        found.setdefault(handoff_id, []).append(theme)
    return found


def _texts(found: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(text for text in found if text)
