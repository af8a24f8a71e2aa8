"""The workspace's own time, which people and tests move and an app may follow.

When it runs, its time is real time plus an offset; when frozen, it stands still. Each change gives
it a new version, so that an app can wait for the next one. An app that follows the clock reports
what it has to do next; that report makes "go to the next thing that falls due" and "wait until
quiet" possible.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from workspace.errors import ControlError
from workspace.state import Json, iso

FRIDAY = 4


@dataclass
class Report:
    """What the app said last: for which version, when it has something to do, if it rests."""

    version: int
    next_due: datetime | None
    idle: bool


@dataclass
class Clock:
    """Time in the workspace. `anchor` is its time at the real moment `since`."""

    anchor: datetime
    running: bool = True
    version: int = 1
    report: Report | None = None
    since: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        """The workspace's time, aware, in UTC."""
        if not self.running:
            return self.anchor
        return self.anchor + (datetime.now(UTC) - self.since)

    def move_to(self, moment: datetime, *, force: bool = False) -> None:
        """Set the time. Raises `ControlError` when that is in the past and not forced."""
        if moment < self.now() and not force:
            text = f"The clock shows {iso(self.now())} and never goes back to {iso(moment)}."
            raise ControlError("clock_backwards", f"{text} Send force to do it anyway.", 409)
        self._change(moment, self.running)

    def forward(self, seconds: float) -> None:
        """Move on by some seconds."""
        self.move_to(self.now() + timedelta(seconds=seconds))

    def to_next_due(self) -> None:
        """Move to what the app reported as due next. Raises `ControlError` when nothing is."""
        due = self.report.next_due if self.report else None
        if due is None:
            raise ControlError("nothing_due", "The app has reported nothing that falls due.", 409)
        if due > self.now():
            self.move_to(due)

    def to_next_working_day(self) -> None:
        """Move to the same time of the next day from Monday to Friday."""
        day = self.now() + timedelta(days=1)
        while day.weekday() > FRIDAY:
            day += timedelta(days=1)
        self.move_to(day)

    def run(self, running: bool) -> None:
        """Let the time run on from now, or freeze it."""
        self._change(self.now(), running)

    def take_report(self, version: int, next_due: datetime | None, idle: bool) -> None:
        """Keep what the app reports after a pass over its work."""
        self.report = Report(version, next_due, idle)

    def unsettled(self) -> str | None:
        """Why the app is not at rest by its own report; nothing when it is (or never reports)."""
        report = self.report
        if report is None:
            return None
        if report.version != self.version:
            return f"the app has not reported since the clock changed (version {self.version})"
        if not report.idle:
            return "the app says that something is waiting to be sent"
        if report.next_due is not None and report.next_due <= self.now():
            return f"something has been due since {iso(report.next_due)}"
        return None

    def face(self) -> Json:
        """What an app that follows the clock sees."""
        return {"now": iso(self.now()), "version": self.version, "running": self.running}

    def status(self) -> Json:
        """The same with what the app reported as due next."""
        due = self.report.next_due if self.report else None
        return {**self.face(), "next_due": iso(due) if due else None}

    def _change(self, moment: datetime, running: bool) -> None:
        self.anchor, self.since, self.running = moment, datetime.now(UTC), running
        self.version += 1
