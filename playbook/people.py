"""Who somebody is: the actor of a request, the viewer that the playbook makes of them (R32)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from playbook import due
from playbook.errors import NotAllowed
from playbook.words import COMMON, _
from storage.tables import Person
from storage.upsert import insert_into


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a person of a workspace. `named_admin`: the settings name them an admin."""

    workspace_id: str
    id: str
    named_admin: bool = False


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person as the playbook sees them: what they are called and which roles they hold."""

    workspace_id: str
    id: str
    name: str
    zone: str
    locale: str
    is_lead: bool
    is_admin: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """What the workspace says of a person. `id` is opaque to us.

    An empty `zone` or `locale` was not said: what we knew of it stands.
    """

    id: str
    name: str
    zone: str
    locale: str
    is_bot: bool
    is_guest: bool
    is_foreign: bool
    is_slack_admin: bool
    is_deactivated: bool


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is written to: in which language, in which DM if there is one already."""

    locale: str
    dm_channel_id: str | None
    is_gone: bool


WHO = (
    Person.id,
    Person.name,
    Person.zone,
    Person.locale,
    Person.is_lead,
    Person.is_slack_admin,
    Person.is_bot,
    Person.is_guest,
    Person.is_foreign,
    Person.deactivated_at,
)
"""The columns that say who somebody is; a row that has them is made a viewer by `viewer_of`."""

_VIEWER = select(*WHO).where(
    Person.workspace_id == bindparam("workspace_id"), Person.id == bindparam("person_id")
)
"""Asked in every request, so it is built once, and reads columns instead of a row to be changed."""

_NAMES = select(Person.id, Person.name).where(
    Person.workspace_id == bindparam("workspace_id"),
    Person.id.in_(bindparam("ids", expanding=True)),
)
_ADDRESSEE = select(Person.locale, Person.dm_channel_id, Person.deactivated_at).where(
    Person.workspace_id == bindparam("workspace_id"), Person.id == bindparam("person_id")
)
"""The same, before every message."""


def find(session: Session, workspace_id: str, person_id: str) -> Person | None:
    """Return the person, or None if we have not met them."""
    return session.get(Person, (workspace_id, person_id))


def viewer(session: Session, actor: Actor) -> Viewer:
    """Return who the actor is. Raises NotAllowed for somebody who can hold no role (R32)."""
    who = {"workspace_id": actor.workspace_id, "person_id": actor.id}
    return viewer_of(actor, session.connection().execute(_VIEWER, who).first())


def viewer_of(actor: Actor, person: Row[*tuple[Any, ...]] | None) -> Viewer:
    """Return who the actor is, from a row with the columns WHO. Raises NotAllowed as `viewer`."""
    if person is None or not can_hold_a_role(person):
        raise stranger()
    return Viewer(
        workspace_id=actor.workspace_id,
        id=person.id,
        name=person.name,
        zone=person.zone,
        locale=person.locale,
        is_lead=person.is_lead,
        is_admin=person.is_slack_admin or actor.named_admin,
    )


def stranger() -> NotAllowed:
    """Return what somebody is told who can hold no role."""
    return NotAllowed(
        _("Handoff is for members of this workspace. Please ask a colleague to help you.")
    )


def can_hold_a_role(person: Person | Row[*tuple[Any, ...]]) -> bool:
    """R32: bots, guests, strangers and deactivated people hold no role."""
    barred = person.is_bot or person.is_guest or person.is_foreign
    return not barred and person.deactivated_at is None


def barred(person: Person | None) -> str:
    """Return why somebody can hold no role in a handoff (R32); empty if they can."""
    if person is None:
        return _("I cannot find this person in the workspace.")
    if can_hold_a_role(person):
        return ""
    if person.is_bot:
        why = _("{name} is an app, not a person.")
    elif person.deactivated_at is not None:
        why = _("{name} is deactivated.")
    elif person.is_foreign:
        why = _("{name} belongs to another organisation.")
    else:
        why = _("{name} is a guest here.")
    return why.format(name=person.name)


def names(session: Session, workspace_id: str, ids: Iterable[str | None]) -> dict[str, str]:
    """Return the name of each of these people whom we know, by id."""
    wanted = {person_id for person_id in ids if person_id}
    if not wanted:
        return {}
    session.flush()  # what is read below goes past the session
    which = {"workspace_id": workspace_id, "ids": list(wanted)}
    rows = session.connection().execute(_NAMES, which)
    return {person_id: name for person_id, name in rows}  # noqa: C416


def addressee(session: Session, workspace_id: str, person_id: str) -> Addressee:
    """Return what is to be known of somebody before they are written to."""
    who = {"workspace_id": workspace_id, "person_id": person_id}
    found = session.execute(_ADDRESSEE, who).first()
    if found is None:
        return Addressee(COMMON, None, is_gone=False)
    return Addressee(found.locale, found.dm_channel_id, found.deactivated_at is not None)


def keep_dm_channel(session: Session, workspace_id: str, person_id: str, channel_id: str) -> None:
    """Keep the DM with a person, so that Slack is asked for it once."""
    person = find(session, workspace_id, person_id)
    if person is not None:
        person.dm_channel_id = channel_id


def meet(session: Session, workspace_id: str, profiles: Iterable[Profile], now: datetime) -> None:
    """Write down what the workspace says of these people; add those we had not met.

    Who has changed zone is asked at the same local time as before.
    """
    said = {profile.id: profile for profile in profiles}
    known = _known(session, workspace_id, said)
    zones = {person.id: person.zone for person in known.values()}
    if new := [profile for profile in said.values() if profile.id not in known]:
        known |= _add(session, workspace_id, new, now)
    for profile in said.values():
        _update(known[profile.id], profile, now)
    moved = {person_id for person_id, zone in zones.items() if zone != known[person_id].zone}
    if moved:
        due.move(session, workspace_id, moved)


def _known(session: Session, workspace_id: str, ids: Iterable[str]) -> dict[str, Person]:
    query = select(Person).where(Person.workspace_id == workspace_id, Person.id.in_(ids))
    return {person.id: person for person in session.scalars(query)}


def _add(
    session: Session, workspace_id: str, profiles: Sequence[Profile], now: datetime
) -> dict[str, Person]:
    """Add people whom another process may be adding at this very moment."""
    insert = insert_into(Person, session.get_bind().dialect.name).on_conflict_do_nothing()
    rows = [
        {"workspace_id": workspace_id, "id": profile.id, "name": profile.name, "seen_at": now}
        for profile in profiles
    ]
    session.execute(insert, rows)
    return _known(session, workspace_id, [profile.id for profile in profiles])


def _update(person: Person, profile: Profile, now: datetime) -> None:
    person.name = profile.name
    person.zone = profile.zone or person.zone or "UTC"
    person.locale = profile.locale or person.locale or "en"
    person.is_bot = profile.is_bot
    person.is_guest = profile.is_guest
    person.is_foreign = profile.is_foreign
    person.is_slack_admin = profile.is_slack_admin
    if not profile.is_deactivated:
        person.deactivated_at = None
    elif person.deactivated_at is None:
        person.deactivated_at = now
    person.seen_at = now
