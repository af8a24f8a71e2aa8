"""A lead asks for blueprints to be brought up to date by a day (R9).

No reason is asked for, kept or shown, so that nobody learns of their own departure from it (R31).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from playbook import access, audit, hours, once, people, personal, refresh_reading, writers
from playbook.accounts import Found, name_key
from playbook.errors import FieldErrors, NotNow
from playbook.people import Actor, Viewer
from playbook.refresh_reading import Line, ToDo
from playbook.words import _
from storage import outbox
from storage.choices import OwnershipRole
from storage.tables import (
    Account,
    Confirmation,
    Outgoing,
    Ownership,
    Person,
    Refresh,
    RefreshAccount,
)

LONGEST = timedelta(days=365)
"""How far ahead the day may be."""

MOST = 1000
"""How many accounts one refresh may ask for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the lead asks: of whom (`is_team`: of all their people), which accounts, by when.

    Without accounts it is all that these people own; with accounts alone, their owners are asked.
    """

    person_ids: tuple[str, ...]
    is_team: bool
    account_ids: tuple[int, ...]
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: of how many people, how many accounts."""

    refresh_id: int
    due_on: date
    people: int
    accounts: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """An account is up to date. `next` is the next one that the person is asked for.

    `todos` are the requests it belongs to, as they stand now, to be shown again.
    """

    account: str
    next: Line | None
    todos: tuple[ToDo, ...]


def ask(session: Session, actor: Actor, wanted: Wanted, key: str, now: datetime) -> Asked | None:
    """Ask people for their blueprints, each in one DM; None if this request has asked already.

    Raises FieldErrors ("people", "accounts", "due_on") and NotThere for who leads nobody.
    """
    viewer = refresh_reading.lead(session, actor)
    due_on = _day(viewer, wanted.due_on, now)
    owned = _owned(session, viewer, wanted)
    if not once.first_time(session, viewer.workspace_id, key, now):
        return None
    refresh = Refresh(
        workspace_id=viewer.workspace_id, asked_by=viewer.id, asked_at=now, due_on=due_on
    )
    session.add(refresh)
    session.flush()
    session.add_all(_row(refresh, account_id, person) for account_id, person in owned)
    asked = dict.fromkeys(person for _account, person in owned)
    _tell(session, refresh, "refresh_asked", asked, now, is_shown_again=True)
    _plan(session, refresh, now)
    detail = {"people": list(asked), "accounts": len(owned)}
    audit.record(session, viewer.workspace_id, viewer.id, "refresh_asked", now, detail=detail)
    return Asked(refresh.id, due_on, len(asked), len(owned))


def offer_accounts(
    session: Session, actor: Actor, typed: str, person_ids: Collection[str], limit: int = 20
) -> list[Found]:
    """Return accounts to ask for: of these people or, with none chosen, of the lead's own."""
    viewer = refresh_reading.lead(session, actor)
    whose = set(person_ids) or access.led_by(session, viewer)
    query = (
        select(Account.id, Account.name)
        .join(Ownership, Ownership.account_id == Account.id)
        .where(
            *_current(viewer.workspace_id),
            Ownership.person_id.in_(whose),
            Account.name_key.contains(name_key(typed), autoescape=True),
        )
        .order_by(Account.name_key)
        .limit(limit)
    )
    return [Found(*row) for row in session.execute(query)]


def confirm(session: Session, actor: Actor, number: int, now: datetime) -> Confirmed:
    """Take somebody's word that an account's blueprint is up to date. Raises Refused."""
    opened = writers.open_for_writing(session, actor, number, for_change=True)
    workspace_id, account_id = opened.handoff.workspace_id, opened.account.id
    session.add(Confirmation(workspace_id=workspace_id, account_id=account_id, by=actor.id, at=now))
    personal.keep_all(session, workspace_id, account_id, now)
    refreshes = _running(session, workspace_id, account_id)
    _done(session, refreshes, account_id, now)
    audit.record(
        session, workspace_id, actor.id, "blueprint_confirmed", now,
        handoff=opened.handoff,
    )  # fmt: skip
    for refresh in refreshes:
        _end_if_done(session, refresh, now)
    todos = _todos(session, workspace_id, refreshes, actor.id)
    following = next((line for todo in todos for line in todo.open), None)
    return Confirmed(opened.account.name, following, todos)


def move(
    session: Session, actor: Actor, refresh_id: int, due_on: date | None, now: datetime
) -> None:
    """Let a refresh be due on another day; who is not done hears of it. Raises Refused."""
    refresh = _open(session, actor, refresh_id)
    viewer = people.viewer(session, actor)
    new = _day(viewer, due_on, now)
    if new == refresh.due_on:
        return
    refresh.due_on = new
    _tell(session, refresh, "refresh_moved", _undone(session, refresh), now)
    _plan(session, refresh, now)
    audit.record(session, viewer.workspace_id, viewer.id, "refresh_moved", now)


def withdraw(session: Session, actor: Actor, refresh_id: int, now: datetime) -> None:
    """Ask no more; who is not done hears of it. Raises Refused."""
    refresh = _open(session, actor, refresh_id)
    refresh.ended_at, refresh.next_at = now, None
    _tell(session, refresh, "refresh_withdrawn", _undone(session, refresh), now)
    audit.record(session, refresh.workspace_id, actor.id, "refresh_withdrawn", now)


def next_due(session: Session) -> datetime | None:
    """Return when something of a refresh is next to be said, in any workspace."""
    query = select(func.min(Refresh.next_at)).where(Refresh.next_at.is_not(None))
    return session.scalar(query)


def fall_due(session: Session, now: datetime, limit: int = 100) -> int:
    """Remind of refreshes whose day has come, up to so many; return how many."""
    query = (
        select(Refresh)
        .where(Refresh.next_at.is_not(None), Refresh.next_at <= now)
        .order_by(Refresh.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = session.scalars(query).all()
    for refresh in found:
        _remind(session, refresh, now)
    return len(found)


def shown_at(session: Session, todo: ToDo, person_id: str) -> tuple[str, str] | None:
    """Return the channel and ts of the message in which a person was asked, once it is sent."""
    query = select(Outgoing.channel_id, Outgoing.ts).where(
        Outgoing.once_key == _key("refresh_asked", todo.refresh_id, person_id),
        Outgoing.person_id == person_id,
    )
    row = session.execute(query).first()
    return (row.channel_id, row.ts) if row and row.channel_id and row.ts else None


def _day(viewer: Viewer, due_on: date | None, now: datetime) -> date:
    today = hours.local_date(now, viewer.zone)
    if due_on is None:
        raise FieldErrors({"due_on": _("By which day?")})
    if due_on < today:
        raise FieldErrors({"due_on": _("This day is over: choose today or a later one.")})
    if due_on > today + LONGEST:
        raise FieldErrors({"due_on": _("Choose a day within a year.")})
    return due_on


def _owned(session: Session, viewer: Viewer, wanted: Wanted) -> list[tuple[int, str]]:
    """Return which account is asked of whom. Raises FieldErrors where there is nothing to ask."""
    team = access.led_by(session, viewer) if wanted.is_team else set()
    whose = team | set(wanted.person_ids)
    if not whose and not wanted.account_ids:
        raise FieldErrors({"people": _("Choose people, your whole team, or accounts.")})
    query = (
        select(Ownership.account_id, Ownership.person_id)
        .join(Account, Account.id == Ownership.account_id)
        .join(
            Person,
            (Person.workspace_id == Ownership.workspace_id) & (Person.id == Ownership.person_id),
        )
        .where(*_current(viewer.workspace_id), Person.deactivated_at.is_(None))
        .order_by(Account.name_key)
        .limit(MOST + 1)
    )
    if whose:
        query = query.where(Ownership.person_id.in_(whose))
    if wanted.account_ids:
        query = query.where(Ownership.account_id.in_(wanted.account_ids))
    rows = session.execute(query).all()
    _check(wanted, len(rows))
    return [(row.account_id, row.person_id) for row in rows]


def _check(wanted: Wanted, count: int) -> None:
    if count > MOST:
        said = _("That is more than {count} accounts at once: choose fewer people.")
        raise FieldErrors({"people": said.format(count=MOST)})
    if not count:
        field = "accounts" if wanted.account_ids else "people"
        raise FieldErrors({field: _("None of these people owns any of these accounts.")})


def _current(workspace_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Ownership.workspace_id == workspace_id,
        Ownership.role == OwnershipRole.OWNER,
        Ownership.until.is_(None),
    )


def _row(refresh: Refresh, account_id: int, person_id: str) -> RefreshAccount:
    return RefreshAccount(
        workspace_id=refresh.workspace_id,
        refresh_id=refresh.id,
        account_id=account_id,
        person_id=person_id,
    )


def _open(session: Session, actor: Actor, refresh_id: int) -> Refresh:
    refresh = refresh_reading.own(session, actor, refresh_id)
    session.refresh(refresh, with_for_update=True)
    if refresh.ended_at is not None:
        raise NotNow(_("This request is over: nobody is asked any more."))
    return refresh


def _running(session: Session, workspace_id: str, account_id: int) -> Sequence[Refresh]:
    query = (
        select(Refresh)
        .join(RefreshAccount, RefreshAccount.refresh_id == Refresh.id)
        .where(
            RefreshAccount.workspace_id == workspace_id,
            RefreshAccount.account_id == account_id,
            Refresh.ended_at.is_(None),
        )
        .order_by(Refresh.due_on, Refresh.id)
        .with_for_update(of=Refresh)
    )
    return session.scalars(query).all()


def _done(session: Session, refreshes: Iterable[Refresh], account_id: int, now: datetime) -> None:
    session.execute(
        update(RefreshAccount)
        .where(
            RefreshAccount.refresh_id.in_([refresh.id for refresh in refreshes]),
            RefreshAccount.account_id == account_id,
            RefreshAccount.done_at.is_(None),
        )
        .values(done_at=now)
    )


def _todos(
    session: Session, workspace_id: str, refreshes: Iterable[Refresh], person_id: str
) -> tuple[ToDo, ...]:
    found = (
        refresh_reading.todo(session, workspace_id, refresh.id, person_id) for refresh in refreshes
    )
    return tuple(todo for todo in found if todo)


def _undone(session: Session, refresh: Refresh) -> list[str]:
    lines = refresh_reading.lines_of(session, refresh.workspace_id, [refresh.id])
    return list(dict.fromkeys(line.person_id for line in lines if not line.is_done))


def _end_if_done(session: Session, refresh: Refresh, now: datetime) -> bool:
    if _undone(session, refresh):
        return False
    refresh.ended_at, refresh.next_at = now, None
    _tell(session, refresh, "refresh_done", [refresh.asked_by], now)
    return True


def _remind(session: Session, refresh: Refresh, now: datetime) -> None:
    """Tell who is not done, each in the morning of the day, and the lead in that of the next."""
    if _end_if_done(session, refresh, now):
        return
    when = _moments(session, refresh)
    people_now = [person for person, at in when.items() if at <= now]
    _tell(session, refresh, f"refresh_due:{refresh.due_on}", people_now, now)
    if _lead_at(session, refresh) <= now:
        _tell(session, refresh, f"refresh_late:{refresh.due_on}", [refresh.asked_by], now)
    _plan(session, refresh, now)


def _plan(session: Session, refresh: Refresh, now: datetime) -> None:
    moments = [*_moments(session, refresh).values(), _lead_at(session, refresh)]
    refresh.next_at = min((at for at in moments if at > now), default=None)


def _moments(session: Session, refresh: Refresh) -> dict[str, datetime]:
    undone = _undone(session, refresh)
    found = hours.hours_of(session, refresh.workspace_id, undone)
    return {
        person: hours.moment_for(refresh.due_on, found.get(person, hours.STANDARD))
        for person in undone
    }


def _lead_at(session: Session, refresh: Refresh) -> datetime:
    found = hours.hours_of(session, refresh.workspace_id, [refresh.asked_by])
    after = refresh.due_on + timedelta(days=1)
    return hours.moment_for(after, found.get(refresh.asked_by, hours.STANDARD))


def _tell(
    session: Session,
    refresh: Refresh,
    what: str,
    person_ids: Iterable[str],
    now: datetime,
    *,
    is_shown_again: bool = False,
) -> None:
    """Let people hear of it. What is said of a day is said once, and so is what is shown again."""
    effect, _colon, on = what.partition(":")
    is_once = bool(on) or is_shown_again
    for person_id in person_ids:
        outbox.put(
            session,
            refresh.workspace_id,
            effect,
            now,
            person_id=person_id,
            detail={"refresh": refresh.id},
            once_key=_key(what, refresh.id, person_id) if is_once else None,
        )


def _key(what: str, refresh_id: int, person_id: str) -> str:
    return f"{what}:{refresh_id}:{person_id}"
