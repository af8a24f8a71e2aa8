"""Accounts: finding them as somebody types, and knowing what there is of one already."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from playbook import access, ownership
from playbook.errors import NotThere
from playbook.ownership import Held
from playbook.people import Actor, Viewer
from storage.choices import OwnershipRole, State, Tier
from storage.tables import Account, Handoff, Ownership
from storage.upsert import insert_into

LONGEST_NAME = 200
"""Characters in the name of an account."""

A_YEAR = timedelta(days=365)
"""How far back a handoff of the account is warned of (R27)."""

NOT_OPEN = (State.DRAFT, State.BAU, State.CLOSED, State.CANCELLED)
"""The states in which an account may get another handoff (the partial index of `handoff`)."""


@dataclass(frozen=True, slots=True)
class Found:
    """An account in a list."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The open handoff of an account. `channel_id` is empty for who may not know more of it."""

    handoff_id: int | None
    channel_id: str | None


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """What is known of an account when a handoff of it is to start.

    `owner_id` is empty where nobody owns it who can hand it over, `backup_id` where nobody could
    stand in (R26). `handed_over_at` is when a handoff last gave it to somebody, if that was within
    the last twelve months (R27). `renewal_on` is for leads only.
    """

    id: int
    name: str
    tier: Tier | None
    owner_id: str | None
    under_way: UnderWay | None
    backup_id: str | None = None
    handed_over_at: datetime | None = None
    is_sensitive: bool = False
    renewal_on: date | None = None


def clean_name(name: str) -> str:
    """Return a name without control characters and with single blanks."""
    visible = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in name)
    return " ".join(visible.split())


def name_key(name: str) -> str:
    """Return the form of a name by which accounts are the same: case does not matter."""
    return unicodedata.normalize("NFC", clean_name(name)).casefold()


def search(session: Session, viewer: Viewer, typed: str, limit: int = 20) -> list[Found]:
    """Return the accounts whose name contains what was typed, those that begin with it first.

    An account that only a draft knows of is shown to leads alone (R31).
    """
    key = name_key(typed)
    query = (
        select(Account.id, Account.name)
        .where(
            Account.workspace_id == viewer.workspace_id,
            Account.name_key.contains(key, autoescape=True),
        )
        .order_by(Account.name_key.startswith(key, autoescape=True).desc(), Account.name_key)
        .limit(limit)
    )
    if not viewer.is_lead:
        query = query.where(_is_known())
    return [Found(*row) for row in session.execute(query)]


def find(session: Session, workspace_id: str, account_id: int) -> Account | None:
    """Return the account, locked until the transaction ends, so that one handoff starts at once."""
    query = select(Account).where(Account.workspace_id == workspace_id, Account.id == account_id)
    return session.scalar(query.with_for_update())


def find_by_name(session: Session, workspace_id: str, name: str) -> Account | None:
    """Return the account of this name, locked like `find`."""
    return session.scalar(_NAMED, {"workspace": workspace_id, "key": name_key(name)})


_NAMED = (
    select(Account)
    .where(Account.workspace_id == bindparam("workspace"), Account.name_key == bindparam("key"))
    .with_for_update()
)


def find_or_create(
    session: Session, workspace_id: str, name: str, now: datetime
) -> tuple[Account, bool]:
    """Return the account of this name, locked like `find`, and whether it was added just now.

    Two people who add it at the same moment get the same account, and one of them has added it.
    """
    insert = insert_into(Account, session.get_bind().dialect.name).on_conflict_do_nothing()
    adding = select(Account).from_statement(insert.returning(Account))
    named = {"name": clean_name(name), "name_key": name_key(name)}
    added = session.scalar(adding, {"workspace_id": workspace_id, "created_at": now, **named})
    if added is not None:
        return added, True
    return session.scalars(_NAMED, {"workspace": workspace_id, "key": name_key(name)}).one(), False


def known(session: Session, viewer: Viewer, name: str, now: datetime) -> KnownAccount | None:
    """Return what is known of the account of this name, as far as the viewer may know it."""
    is_it = Account.name_key == name_key(name)
    return _known(session, viewer, is_it, now)


def known_by_id(
    session: Session, viewer: Viewer, account_id: int, now: datetime
) -> KnownAccount | None:
    """Return what is known of an account, as far as the viewer may know it."""
    return _known(session, viewer, Account.id == account_id, now)


def under_way(session: Session, viewer: Viewer, account_id: int) -> UnderWay | None:
    """Return the open handoff of an account; where it is, only for its people and their leads."""
    query = select(Handoff.id).where(
        Handoff.workspace_id == viewer.workspace_id,
        Handoff.account_id == account_id,
        Handoff.state.not_in(NOT_OPEN),
    )
    handoff_id = session.scalar(query)
    if handoff_id is None:
        return None
    try:
        actor = Actor(viewer.workspace_id, viewer.id)
        opened = access.open_handoff(session, actor, handoff_id)
    except NotThere:
        return UnderWay(None, None)
    return UnderWay(handoff_id, opened.handoff.channel_id)


def _known(
    session: Session, viewer: Viewer, is_it: ColumnElement[bool], now: datetime
) -> KnownAccount | None:
    query = select(Account).where(Account.workspace_id == viewer.workspace_id, is_it)
    if not viewer.is_lead:
        query = query.where(_is_known())
    account = session.scalar(query)
    if account is None:
        return None
    held = ownership.held(session, viewer.workspace_id, account.id, since=now - A_YEAR)
    return KnownAccount(
        id=account.id,
        name=account.name,
        tier=account.tier,
        owner_id=_holder(held, OwnershipRole.OWNER),
        under_way=under_way(session, viewer, account.id),
        backup_id=_holder(held, OwnershipRole.BACKUP),
        handed_over_at=max((one.since for one in held if one.by_handoff), default=None),
        is_sensitive=account.is_sensitive,
        renewal_on=account.renewal_on if viewer.is_lead else None,
    )


def _holder(held: Sequence[Held], role: OwnershipRole) -> str | None:
    """Return who holds the account now in this role and can still act in it (R32)."""
    found = (one.person_id for one in held if one.role is role and one.is_current and one.is_able)
    return next(found, None)


def _is_known() -> ColumnElement[bool]:
    """Whether more than a silent draft knows of the account."""
    mine = (Ownership.workspace_id == Account.workspace_id, Ownership.account_id == Account.id)
    opened = and_(
        Handoff.workspace_id == Account.workspace_id,
        Handoff.account_id == Account.id,
        Handoff.opened_at.is_not(None),
    )
    return or_(Account.source.is_not(None), exists().where(*mine), exists().where(opened))
