"""When somebody is reached: in their zone, on their working days, within their hours (R20, R33).

Pure but for `hours_of`, which reads what is known of a person. Moments are aware UTC times.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from playbook.calendar import Calendar
from storage.tables import Person, PersonSettings, Workspace

REMINDED_AT = time(9)
"""The hour of the reminder ladder (TEMPLATES.md), in the person's own zone."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When a person works: their zone (IANA name), country (for holidays) and local hours.

    A day that ends at or before its start ends on the next morning.
    """

    zone: str
    country: str | None
    start: time
    end: time

    @property
    def reminded_at(self) -> time:
        """The local time at which they hear of what is due: 09:00, or when their day starts."""
        has_begun = self.start <= REMINDED_AT
        return REMINDED_AT if has_begun and self.include(REMINDED_AT) else self.start

    @property
    def calendar(self) -> Calendar:
        """Their working days."""
        return Calendar.of([self.country])

    def include(self, local: time) -> bool:
        """Whether the local time is within their hours."""
        if self.start < self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end

    def begins(self, on: date) -> datetime:
        """Return the moment at which their day begins on a local date."""
        return datetime.combine(on, self.start, zone_of(self.zone)).astimezone(UTC)

    def ends(self, on: date) -> datetime:
        """Return the moment at which the day ends that begins on a local date."""
        is_next_day = self.end <= self.start
        ends_on = on + timedelta(days=1) if is_next_day else on
        return datetime.combine(ends_on, self.end, zone_of(self.zone)).astimezone(UTC)


STANDARD = Hours("UTC", None, time(9), time(17))
"""What is assumed of somebody whom we have not met yet."""


def moment_for(on: date, hours: Hours) -> datetime:
    """Return when a person hears of what falls due on a local date.

    A day off moves to the working day after. A local time that the clocks skip moves on with
    them, and of one that they repeat the first is meant (PEP 495).
    """
    working = hours.calendar.at_or_after(on)
    local = datetime.combine(working, hours.reminded_at, zone_of(hours.zone))
    return local.astimezone(UTC)


def moment_in(days: int, now: datetime, hours: Hours) -> datetime:
    """Return when a person hears of something so many working days from today, their time."""
    on = local_date(now, hours.zone)
    for _day in range(days):
        on = hours.calendar.at_or_after(on + timedelta(days=1))
    return moment_for(on, hours)


def after_working_hours(
    start: datetime, working_hours: int, hours: Hours, calendar: Calendar
) -> datetime:
    """Return the moment at which somebody has worked so many hours since the start.

    `calendar` has the days that count. A day on which the clocks change is as long as it is.
    """
    left = timedelta(hours=working_hours)
    on = local_date(start, hours.zone) - timedelta(days=1)  # a night shift may be under way
    while True:
        begins, ends = max(hours.begins(on), start), hours.ends(on)
        if calendar.is_working_day(on) and begins < ends:
            if ends - begins >= left:
                return begins + left
            left -= ends - begins
        on += timedelta(days=1)


def is_working(now: datetime, hours: Hours) -> bool:
    """Whether a person is at work."""
    local = now.astimezone(zone_of(hours.zone))
    if not hours.include(local.time()):
        return False
    return hours.calendar.is_working_day(_day_begun(local, hours))


def next_start(now: datetime, hours: Hours) -> datetime:
    """Return the next moment, after now, at which a person hears of what is due."""
    today = moment_for(local_date(now, hours.zone), hours)
    return today if today > now else moment_in(1, now, hours)


def local_date(at: datetime, zone: str) -> date:
    """Return the date that a moment has in a zone."""
    return at.astimezone(zone_of(zone)).date()


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """Return the zone of this name; UTC for a name that is empty or unknown."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def hours_of(
    session: Session, workspace_id: str, person_ids: Iterable[str] | None = None
) -> dict[str, Hours]:
    """Return when these people (or all) work; what they left empty is the workspace's default.

    Who is not known is left out.
    """
    session.flush()  # what is read below goes past the session
    which = {"workspace_id": workspace_id, "people": set(person_ids or ())}
    query = OF_ALL if person_ids is None else _OF_THESE
    rows = session.connection().execute(query, which)
    return {person: Hours(zone, country, start, end) for person, zone, country, start, end in rows}


OF_ALL = (
    select(
        Person.id,
        Person.zone,
        func.coalesce(PersonSettings.country, Workspace.country),
        func.coalesce(PersonSettings.work_start, Workspace.work_start),
        func.coalesce(PersonSettings.work_end, Workspace.work_end),
    )
    .join(Workspace, Workspace.id == Person.workspace_id)
    .outerjoin(
        PersonSettings,
        and_(
            PersonSettings.workspace_id == Workspace.id,
            PersonSettings.person_id == Person.id,
        ),
    )
    .where(Person.workspace_id == bindparam("workspace_id"))
)
_OF_THESE = OF_ALL.where(Person.id.in_(bindparam("people", expanding=True)))
"""Asked by nearly everything that dates something, so they are built once."""


def _day_begun(local: datetime, hours: Hours) -> date:
    """The date on which the working day began that a local time within the hours belongs to."""
    began_yesterday = hours.end <= hours.start and local.time() < hours.end
    return local.date() - timedelta(days=1) if began_yesterday else local.date()
