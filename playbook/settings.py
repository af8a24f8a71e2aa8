"""What Slack does not know: a person's settings, and the workspace's that stand in (R33).

An empty setting means the workspace's. Whatever moves somebody's hours moves their check-ins in
the same transaction.
"""

from dataclasses import dataclass, fields
from datetime import datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from playbook import audit, canvas, countries, due, people, personal
from playbook.errors import FieldErrors, NotAllowed
from playbook.people import Actor, Viewer, can_hold_a_role
from playbook.words import _
from storage.choices import Place, Stance
from storage.tables import Person, PersonSettings, Workspace
from storage.upsert import Insert, insert_into

LONGEST = 500
"""Characters of a line of the profile."""

MONTHS = (1, 60)
"""For how many months personal details may be kept: the fewest and the most."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for the workspace: places, and whatever a person has left empty.

    `high_place` and so on say where a handoff of that tier is posted unless its lead chooses
    otherwise; a thread is one in the team's channel. `has_canvases`: a handoff's own channel shows
    its blueprint in a canvas, and not in a message. `stance` is what customers hear of the why.
    `personal_months` is how long personal details of people at the customer are kept (R31).
    """

    country: str | None = None
    work_start: time = time(9)
    work_end: time = time(17)
    leads_channel_id: str | None = None
    team_channel_id: str | None = None
    high_place: Place = Place.CHANNEL
    mid_place: Place = Place.CHANNEL
    low_place: Place = Place.CHANNEL
    archive_at_end: bool = False
    has_canvases: bool = True
    stance: Stance = Stance.LOOK_FORWARD
    personal_months: int = 12


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person has set; None where the workspace's default holds or nothing was said."""

    country: str | None = None
    work_start: time | None = None
    work_end: time | None = None
    manager_id: str | None = None
    deputy_id: str | None = None
    credentials: str | None = None
    industries: str | None = None
    languages: str | None = None
    personal_line: str | None = None


@dataclass(frozen=True, slots=True)
class Mine:
    """A person's settings beside the defaults, and the zone that Slack has of them."""

    settings: Settings
    defaults: Defaults
    zone: str


_workspace, _own = Workspace.__table__.c, PersonSettings.__table__.c
_OF_A_PERSON = [_own[one.name] for one in fields(Settings)]
_OF_ALL = [_workspace[one.name] for one in fields(Defaults)]
_DEFAULTS = select(*_OF_ALL).where(_workspace.id == bindparam("workspace_id"))
_WHO_AND_MINE = (
    select(*_OF_A_PERSON, *_OF_ALL, *people.WHO)
    .join(Workspace, Workspace.id == Person.workspace_id)
    .outerjoin(
        PersonSettings.__table__,
        and_(_own.workspace_id == Person.workspace_id, _own.person_id == Person.id),
    )
    .where(Person.workspace_id == bindparam("workspace_id"), Person.id == bindparam("person_id"))
)


def read(session: Session, actor: Actor) -> Mine:
    """Return the actor's settings. Raises NotAllowed for somebody who can hold no role."""
    _viewer, mine = _who_and_mine(session, actor)
    return mine


def save(session: Session, actor: Actor, wanted: Settings, now: datetime) -> None:
    """Keep the actor's settings.

    Raises NotAllowed, or FieldErrors for a country that there is not, a day that ends before it
    starts, a manager or deputy who can hold no role or is the actor.
    """
    viewer, mine = _who_and_mine(session, actor)
    _refuse(_wrong(session, viewer, wanted, mine.defaults))
    changed = _changed(mine.settings, wanted)
    if not changed:
        return
    whose = {"workspace_id": viewer.workspace_id, "person_id": viewer.id}
    connection = session.connection()
    connection.execute(_keep(connection.dialect.name), whose | _held(wanted, now))
    _record(session, viewer, "settings_changed", changed, now)
    if _HOURS & set(changed):
        due.move(session, viewer.workspace_id, [viewer.id])
    elif _ABOVE & set(changed):
        due.reckon_again(session, viewer.workspace_id, [viewer.id])


def read_defaults(session: Session, actor: Actor) -> Defaults:
    """Return the workspace's defaults for an admin. Raises NotAllowed for anybody else."""
    return _defaults(session, _admin(session, actor))


def save_defaults(session: Session, actor: Actor, wanted: Defaults, now: datetime) -> None:
    """Keep the workspace's defaults. Raises NotAllowed, or FieldErrors as `save` does."""
    viewer = _admin(session, actor)
    wrong = _wrong_hours(wanted.country, wanted.work_start, wanted.work_end)
    _refuse(wrong | _wrong_places(wanted) | _wrong_months(wanted))
    before = _defaults(session, viewer)
    changed = _changed(before, wanted)
    if not changed:
        return
    row = session.get_one(Workspace, viewer.workspace_id)
    for name in changed:
        setattr(row, name, getattr(wanted, name))
    _record(session, viewer, "workspace_changed", changed, now)
    if _HOURS & set(changed):
        due.move(session, viewer.workspace_id)
    if "has_canvases" in changed:
        canvas.all_change(session, viewer.workspace_id, now)
    longer = wanted.personal_months - before.personal_months
    personal.keep_longer(session, viewer.workspace_id, longer)


_HOURS = frozenset({"country", "work_start", "work_end"})
_ABOVE = frozenset({"manager_id", "deputy_id"})
"""Who is one up: what their handoffs leave undone climbs to them (R20)."""


def _admin(session: Session, actor: Actor) -> Viewer:
    viewer = people.viewer(session, actor)
    if not viewer.is_admin:
        raise NotAllowed(_("Only admins change what holds for the workspace."))
    return viewer


def _who_and_mine(session: Session, actor: Actor) -> tuple[Viewer, Mine]:
    """Return who the actor is and their settings. Raises NotAllowed as `people.viewer`."""
    who = {"workspace_id": actor.workspace_id, "person_id": actor.id}
    found = session.connection().execute(_WHO_AND_MINE, who).first()
    if found is None:
        raise people.stranger()
    viewer = people.viewer_of(actor, found)
    own, rest = found[: len(_OF_A_PERSON)], found[len(_OF_A_PERSON) :]
    return viewer, Mine(Settings(*own), Defaults(*rest[: len(_OF_ALL)]), viewer.zone)


def _defaults(session: Session, viewer: Viewer) -> Defaults:
    return Defaults(*session.execute(_DEFAULTS, {"workspace_id": viewer.workspace_id}).one())


@lru_cache
def _keep(dialect: str) -> Insert:
    """The statement that keeps a person's settings, whether they had any or not."""
    insert = insert_into(PersonSettings, dialect)
    names = [*(one.name for one in fields(Settings)), "updated_at"]
    return insert.on_conflict_do_update(
        index_elements=["workspace_id", "person_id"],
        set_={name: insert.excluded[name] for name in names},
    )


def _held(wanted: Settings, now: datetime) -> dict[str, Any]:
    return {one.name: getattr(wanted, one.name) for one in fields(wanted)} | {"updated_at": now}


def _changed(before: Settings | Defaults, wanted: Settings | Defaults) -> list[str]:
    names = [one.name for one in fields(wanted)]
    return [name for name in names if getattr(before, name) != getattr(wanted, name)]


def _record(session: Session, viewer: Viewer, what: str, changed: list[str], now: datetime) -> None:
    """The trail says what was changed, not to what: that is the person's own."""
    detail = {"fields": changed}
    audit.record(session, viewer.workspace_id, viewer.id, what, now, detail=detail)


def _wrong(
    session: Session, viewer: Viewer, wanted: Settings, defaults: Defaults
) -> dict[str, str]:
    start = wanted.work_start or defaults.work_start
    end = wanted.work_end or defaults.work_end
    wrong = _wrong_hours(wanted.country, start, end)
    for name in ("manager_id", "deputy_id"):
        if said := _wrong_person(session, viewer, getattr(wanted, name)):
            wrong[name] = said
    for name in ("credentials", "industries", "languages", "personal_line"):
        if len(getattr(wanted, name) or "") > LONGEST:
            wrong[name] = _("That is too long: up to {count} characters.").format(count=LONGEST)
    return wrong


def _wrong_hours(country: str | None, start: time, end: time) -> dict[str, str]:
    wrong = {}
    if country is not None and country not in countries.names():
        wrong["country"] = _("I do not know this country.")
    if end <= start:
        wrong["work_end"] = _("The day has to end after it starts, at {start}.").format(
            start=f"{start:%H:%M}"
        )
    return wrong


def _wrong_places(wanted: Defaults) -> dict[str, str]:
    is_thread = Place.THREAD in (wanted.high_place, wanted.mid_place, wanted.low_place)
    if is_thread and wanted.team_channel_id is None:
        return {"team_channel_id": _("Threads are posted in the team’s channel: choose one.")}
    return {}


def _wrong_months(wanted: Defaults) -> dict[str, str]:
    fewest, most = MONTHS
    if fewest <= wanted.personal_months <= most:
        return {}
    said = _("Choose a whole number of months, from {fewest} to {most}.")
    return {"personal_months": said.format(fewest=fewest, most=most)}


def _wrong_person(session: Session, viewer: Viewer, person_id: str | None) -> str:
    if person_id is None:
        return ""
    if person_id == viewer.id:
        return _("That is you: choose somebody else, or nobody.")
    person = session.get(Person, (viewer.workspace_id, person_id))
    if person is None or not can_hold_a_role(person):
        return _("Choose a member of this workspace: no bot, guest or deactivated person.")
    return ""


def _refuse(wrong: dict[str, str]) -> None:
    if wrong:
        raise FieldErrors(wrong)
