"""What a template is made of (R12). Frozen: a template never changes while the program runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from playbook.errors import PlaybookError
from storage.choices import Anchor, CheckInKind, Depth, Kind, Mode, Owner, Reason, State, Tier


class TemplateError(PlaybookError):
    """A template is wrong. The message names the file, the line, the task and the reason.

    `why` is the reason alone, for who sees the field; `task` and `field` are empty where it is
    about no task, or no field, in particular. `line` counts from 1; None where there is no file.
    """

    def __init__(
        self, name: str, why: str, *, line: int | None = None, task: str = "", field: str = ""
    ) -> None:
        parts = [f"{name}.toml", f"line {line}" if line else "", f"task {task!r}" if task else ""]
        super().__init__(", ".join(part for part in parts if part) + f": {why}")
        self.why, self.line, self.task, self.field = why, line, task, field


class Rule(StrEnum):
    """Where a date goes that falls on a day off: a deadline before it, a check-in after it."""

    DEADLINE = "deadline"
    CHECK_IN = "check_in"


class Stakeholders(StrEnum):
    """Whose sentiment a check-in asks for."""

    KEY = "key_stakeholders"
    POINT_OF_CONTACT = "point_of_contact"


class Together(StrEnum):
    """A task that is done once for several handoffs: for all of a wave, or of a book."""

    WAVE = "wave"
    BOOK = "book"


class Through(StrEnum):
    """How a task is done that takes no call or meeting; of several, one is enough."""

    EMAIL = "email"
    POOL = "pool"
    WRITING = "writing"
    REPORT = "report"
    AUTOMATIC = "automatic"


class Event(StrEnum):
    """What completes a task by itself; the answer to a check-in completes its own as well."""

    OPENED = "opened"
    MESSAGE_APPROVED = "message_approved"
    DUMP_COMPLETE = "dump_complete"
    BLUEPRINT_ACCEPTED = "blueprint_accepted"
    OBSERVERS_ACKNOWLEDGED = "observers_acknowledged"
    BAU_CONFIRMED = "bau_confirmed"
    TEMPORARY_NAMED = "temporary_named"
    INCOMING_NAMED = "incoming_named"
    WELCOME_HELD = "welcome_held"
    RELEASE_READY = "release_ready"
    CUSTOMER_TOLD = "customer_told"


ANSWERED = {
    CheckInKind.SENTIMENT: "check_in_answered",
    CheckInKind.LOOK: "looked",
    CheckInKind.DEBRIEF: "debrief_closed",
    CheckInKind.TOUCHPOINT: "touchpoint_recorded",
}
"""The events by which check-ins tick their tasks, without the key that follows."""


@dataclass(frozen=True, slots=True)
class Offset:
    """A date counted from an anchor: calendar days, or working hours where the template says so."""

    anchor: Anchor
    days: int = 0
    working_hours: int = 0

    def __str__(self) -> str:
        if self.working_hours:
            return f"{self.anchor}+{self.working_hours}h"
        return f"{self.anchor}{self.days:+d}" if self.days else str(self.anchor)


@dataclass(frozen=True, slots=True)
class Question:
    """What makes a task a check-in: what is asked, of whom in the handoff, about whom.

    Only sentiment is asked `about` somebody at the customer.
    """

    kind: CheckInKind
    asked: tuple[Owner, ...]
    about: Stakeholders | None = None

    def event(self, key: str) -> str:
        """Return what ticks the task of this key: its answer (R16)."""
        return f"{ANSWERED[self.kind]}:{key}"


@dataclass(frozen=True, slots=True)
class TemplateTask:
    """One task of a template: one or more dates, or none if it falls due with what it needs.

    `starts` makes a range of it; with `every_days` it recurs: due at the end of every such period
    between `starts` and the due date. `starts_latest` and `latest` are the last dates allowed where
    the template gives any. `if_sensitive` owns it instead on an account marked sensitive. `through`
    is how it is done without a call. `sample_percent` says on how many of a wave's accounts it is.
    """

    key: str
    title: str
    phase: State
    owner: Owner
    due: tuple[Offset, ...]
    source: str
    starts: Offset | None = None
    starts_latest: Offset | None = None
    every_days: int | None = None
    latest: Offset | None = None
    rule: Rule = Rule.DEADLINE
    needs: tuple[str, ...] = ()
    event: Event | None = None
    check_in: Question | None = None
    if_sensitive: Owner | None = None
    through: tuple[Through, ...] = ()
    together: Together | None = None
    sample_percent: int | None = None

    @property
    def anchors(self) -> frozenset[Anchor]:
        """The anchors that its dates are counted from."""
        ends = (self.starts, self.starts_latest, self.latest)
        return frozenset(offset.anchor for offset in (*self.due, *ends) if offset)


@dataclass(frozen=True, slots=True)
class Template:
    """One column of TEMPLATES.md. `tasks` stand in its order; `order` has what is needed first.

    `anchor` is the firm date that is asked for; the others follow from it or from events.
    `least_notice` maps a reason to the days below which the plan is warned about; `usual_notice`
    is how many days ahead the firm date lies where none is known. `weights` says how much sections
    of the blueprint count, by key, where it is otherwise than sections.toml has it (R7).
    """

    name: str
    title: str
    version: int
    kind: Kind
    mode: Mode
    tier: Tier
    anchor: Anchor
    depth: Depth
    tasks: tuple[TemplateTask, ...]
    order: tuple[str, ...]
    least_notice: dict[Reason, int]
    usual_notice: int | None = None
    weights: Mapping[str, int] = field(default_factory=dict)

    @property
    def notice_days(self) -> int:
        """How many calendar days before the firm date the plan begins."""
        firm = (self.anchor, Anchor.SWITCH)
        dates = [offset for task in self.tasks for offset in task.due if offset.anchor in firm]
        return max((-offset.days for offset in dates), default=0)

    def task(self, key: str) -> TemplateTask:
        """Return the task of this key. Raises KeyError for one that there is not."""
        for task in self.tasks:
            if task.key == key:
                return task
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Choice:
    """The template that a handoff gets. `is_own`: the workspace's own copy, not the shipped one."""

    template: Template
    is_own: bool

    @property
    def depth(self) -> Depth:
        """How deep the blueprint goes."""
        return self.template.depth
