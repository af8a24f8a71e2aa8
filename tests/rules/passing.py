"""Time that passes: mornings, and a worker that passes over what falls due."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from playbook import check_in, reminders
from storage.database import Database
from tests.northwind import MONDAY


def nine(day: int, zone: str = "Europe/Berlin") -> datetime:
    """Nine o'clock on a day of March 2026 in this zone."""
    return datetime.combine(date(2026, 3, day), time(9), ZoneInfo(zone)).astimezone(UTC)


def run(database: Database, until: datetime, since: datetime = MONDAY) -> None:
    """Let the worker pass over what is due, in its order, each time something is, until then."""
    now = since
    while now <= until:
        database.run_sync(check_in.fall_due, now)
        database.run_sync(reminders.reckon, now)
        database.run_sync(reminders.fall_due, now)
        due = database.read_sync(check_in.next_due), database.read_sync(reminders.next_due)
        if not any(due):
            return
        now = max(min(at for at in due if at), now + timedelta(seconds=1))
