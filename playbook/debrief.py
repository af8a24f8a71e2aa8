"""The debrief: what worked, what did not, what to change (R22).

The outgoing CSM, if still there, the incoming CSM and the lead each write their part. The lead sees
all of them and closes it; then the catalogue has it (playbook.debriefs).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from playbook import afterwards, asks, audit
from playbook.access import FINISHED, Opened
from playbook.errors import FieldErrors, NotNow
from playbook.people import Actor
from playbook.visibility import Role
from playbook.words import _
from storage.choices import CheckInKind, CheckInState, Kind
from storage.tables import Account, CheckIn, Debrief, DebriefPart, DebriefTheme, Handoff

LONGEST = 3000
"""Characters of one answer."""

LONGEST_THEME = 60
"""Characters of a theme in one's own words."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one person wrote. `themes` are keys of the list, `own_theme` is in their own words."""

    worked: str = ""
    did_not: str = ""
    to_change: str = ""
    themes: tuple[str, ...] = ()
    own_theme: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A debrief for one person: their own part, and how many have written theirs.

    `handed_to` is who is asked instead, where the person said that it is not theirs.
    """

    handoff_id: int
    account: str
    kind: Kind
    is_lead: bool
    own: Part
    written_by: tuple[str, ...]
    closed_at: datetime | None
    is_over: bool
    handed_to: str | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """A debrief as the lead reads it before it is closed: everybody's part, and who is missing."""

    handoff_id: int
    account: str
    parts: tuple[Part, ...]
    waits_for: tuple[str, ...]
    closed_at: datetime | None


def read(session: Session, workspace_id: str, check_in_id: int, person_id: str) -> Sheet | None:
    """Return the debrief as a check-in asks somebody; None where it is there for nobody."""
    check_in = session.get(CheckIn, check_in_id)
    if check_in is None or check_in.workspace_id != workspace_id:
        return None
    handoff = session.get_one(Handoff, check_in.handoff_id)
    account = session.get_one(Account, handoff.account_id)
    sheet = _sheet(session, handoff, account, person_id)
    return replace(sheet, handed_to=None if sheet.own.at else check_in.handed_to)


def open_sheet(session: Session, actor: Actor, handoff_id: int) -> Sheet:
    """Return the debrief for somebody who writes their part of it.

    Raises NotThere, NotAllowed, NotNow once it is closed.
    """
    opened = _open(session, actor, handoff_id, for_change=False)
    return _sheet(session, opened.handoff, opened.account, actor.id)


def contribute(
    session: Session, actor: Actor, handoff_id: int, given: Part, now: datetime
) -> Sheet:
    """Keep somebody's part, in place of what they wrote before.

    Raises FieldErrors for an empty one ("worked"), NotThere, NotAllowed, NotNow.
    """
    if not any(text.strip() for text in (given.worked, given.did_not, given.to_change)):
        raise FieldErrors({"worked": _("Write at least one line, in any of the three.")})
    opened = _open(session, actor, handoff_id, for_change=True)
    _keep(session, opened, given, now)
    for check_in in asks.of_handoff(session, opened.handoff, CheckInKind.DEBRIEF):
        # The lead is asked until it is closed, which is theirs to do.
        if check_in.person_id == actor.id and actor.id != opened.handoff.lead_id:
            asks.answered(check_in, actor.id, now)
    audit.record(
        session, actor.workspace_id, actor.id, "debrief_written", now, handoff=opened.handoff
    )
    asks.show(session, opened.handoff, CheckInKind.DEBRIEF, now)
    return _sheet(session, opened.handoff, opened.account, actor.id)


def whole(session: Session, actor: Actor, handoff_id: int) -> Whole:
    """Return everybody's part, for who leads. Raises NotThere, NotAllowed, NotNow."""
    opened = asks.open_for(session, actor, handoff_id, Role.LEAD)
    return _whole(session, opened)


def close(session: Session, actor: Actor, handoff_id: int, now: datetime) -> Whole:
    """Close the debrief, which ticks its task; only who leads may.

    Raises NotNow where nobody has written anything, or it is closed; NotThere, NotAllowed.
    """
    opened = asks.open_for(session, actor, handoff_id, Role.LEAD, for_change=True)
    found = _whole(session, opened)
    if not found.parts:
        raise NotNow(_("Nobody has written anything yet: write your own part first."))
    debrief = session.get_one(Debrief, handoff_id)
    if debrief.closed_at is not None:
        raise NotNow(_("This debrief is closed already."))
    debrief.closed_at, debrief.closed_by = now, actor.id
    for check_in in asks.of_handoff(session, opened.handoff, CheckInKind.DEBRIEF):
        if check_in.person_id == opened.handoff.lead_id:
            asks.answered(check_in, actor.id, now)
    audit.record(
        session, actor.workspace_id, actor.id, "debrief_closed", now, handoff=opened.handoff
    )
    asks.close(session, opened, CheckInKind.DEBRIEF, now)
    return _whole(session, opened)


def _open(session: Session, actor: Actor, handoff_id: int, *, for_change: bool) -> Opened:
    roles = (Role.LEAD, Role.OUTGOING, Role.INCOMING)
    opened = asks.open_for(session, actor, handoff_id, *roles, for_change=for_change)
    debrief = session.get(Debrief, handoff_id)
    if debrief is not None and debrief.closed_at is not None:
        raise NotNow(_("The debrief of {account} is closed.").format(account=opened.account.name))
    return opened


def _keep(session: Session, opened: Opened, given: Part, now: datetime) -> None:
    handoff, person_id = opened.handoff, opened.viewer.id
    if session.get(Debrief, handoff.id) is None:
        session.add(Debrief(workspace_id=handoff.workspace_id, handoff_id=handoff.id))
        session.flush()
    part = session.get(DebriefPart, (handoff.id, person_id))
    if part is None:
        part = DebriefPart(
            workspace_id=handoff.workspace_id, handoff_id=handoff.id, person_id=person_id, at=now
        )
        session.add(part)
    part.worked, part.did_not = _text(given.worked), _text(given.did_not)
    part.to_change, part.at = _text(given.to_change), now
    _keep_themes(session, handoff, person_id, given)


def _keep_themes(session: Session, handoff: Handoff, person_id: str, given: Part) -> None:
    session.execute(
        delete(DebriefTheme).where(
            DebriefTheme.workspace_id == handoff.workspace_id,
            DebriefTheme.handoff_id == handoff.id,
            DebriefTheme.person_id == person_id,
        )
    )
    listed = {theme.key for theme in afterwards.themes()}
    chosen = {theme: False for theme in given.themes if theme in listed}
    own = " ".join(given.own_theme.split())[:LONGEST_THEME]
    if own and own not in chosen:
        chosen[own] = True
    session.add_all(
        DebriefTheme(
            workspace_id=handoff.workspace_id,
            handoff_id=handoff.id,
            person_id=person_id,
            theme=theme,
            is_own=is_own,
        )
        for theme, is_own in chosen.items()
    )


def _text(typed: str) -> str | None:
    return typed.strip()[:LONGEST] or None


def _sheet(session: Session, handoff: Handoff, account: Account, person_id: str) -> Sheet:
    debrief = session.get(Debrief, handoff.id)
    parts = {part.by: part for part in parts_of(session, handoff.workspace_id, [handoff.id])}
    return Sheet(
        handoff_id=handoff.id,
        account=account.name,
        kind=handoff.kind,
        is_lead=person_id == handoff.lead_id,
        own=parts.get(person_id, Part()),
        written_by=tuple(parts),
        closed_at=debrief.closed_at if debrief else None,
        is_over=handoff.state in FINISHED,
    )


def _whole(session: Session, opened: Opened) -> Whole:
    handoff = opened.handoff
    debrief = session.get(Debrief, handoff.id)
    asked = asks.of_handoff(session, handoff, CheckInKind.DEBRIEF)
    parts = parts_of(session, handoff.workspace_id, [handoff.id])
    written = {part.by for part in parts}
    waiting = (CheckInState.PLANNED, CheckInState.ASKED)
    return Whole(
        handoff_id=handoff.id,
        account=opened.account.name,
        parts=tuple(parts),
        waits_for=tuple(
            one.person_id for one in asked if one.state in waiting and one.person_id not in written
        ),
        closed_at=debrief.closed_at if debrief else None,
    )


def parts_of(session: Session, workspace_id: str, handoff_ids: Sequence[int]) -> list[Part]:
    """Return what people wrote into the debriefs of these handoffs, in the order of writing."""
    themes: dict[tuple[int, str], list[DebriefTheme]] = {}
    chosen = select(DebriefTheme).where(
        DebriefTheme.workspace_id == workspace_id, DebriefTheme.handoff_id.in_(handoff_ids)
    )
    for theme in session.scalars(chosen.order_by(DebriefTheme.theme)):
        themes.setdefault((theme.handoff_id, theme.person_id), []).append(theme)
    query = (
        select(DebriefPart)
        .where(DebriefPart.workspace_id == workspace_id, DebriefPart.handoff_id.in_(handoff_ids))
        .order_by(DebriefPart.at, DebriefPart.person_id)
    )
    return [
        _part(row, themes.get((row.handoff_id, row.person_id), ()))
        for row in session.scalars(query)
    ]


def _part(row: DebriefPart, themes: Sequence[DebriefTheme]) -> Part:
    return Part(
        worked=row.worked or "",
        did_not=row.did_not or "",
        to_change=row.to_change or "",
        themes=tuple(theme.theme for theme in themes if not theme.is_own),
        own_theme=next((theme.theme for theme in themes if theme.is_own), ""),
        by=row.person_id,
        at=row.at,
    )
