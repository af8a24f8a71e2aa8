"""One handoff as one person may see it: how it stands, what is theirs to do, what happened."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Exists, Row, bindparam, exists, func, select
from sqlalchemy.orm import Session

from playbook import (
    access,
    at_customer,
    backup,
    blueprint,
    checklist_reading,
    clarify,
    customer_message,
    history,
    observers,
    overview,
    people,
    release,
    repeated,
    touchpoint,
    waiting,
    waivers,
    weighing,
)
from playbook.access import FINISHED, Opened
from playbook.at_customer import NOBODY, AtCustomer
from playbook.attention import Why
from playbook.blueprint import Known
from playbook.completeness import Completeness
from playbook.customer_message import Standing
from playbook.history import Entry
from playbook.observers import Standing as ObserverStanding
from playbook.overview import Listed
from playbook.people import Actor
from playbook.progress import Checklist
from playbook.release import Release
from playbook.states import CALLED, RUNNING
from playbook.templates.model import Event
from playbook.touchpoint import Sheet as Touchpoint
from playbook.visibility import Field, Role
from playbook.waiting import DueCheckIn
from playbook.waivers import Waived
from storage.choices import State
from storage.tables import Handoff, MessageVersion, Observer, Ownership
from storage.tables import Touchpoint as TouchpointRow

_TELLING = (State.PREPARING, State.INTRODUCING)
"""The states in which the customer is told."""

_TELLS = frozenset({Event.MESSAGE_APPROVED, Event.CUSTOMER_TOLD})
"""The events of the tasks that are about that."""


@dataclass(frozen=True, slots=True)
class Status:
    """A handoff as one person may see it; what they may not see is empty.

    An observer gets the observers' summary: the handoff's state, its people and its date; of
    `observers` they see themselves.
    """

    viewer_id: str
    role: Role
    checklist: Checklist
    sees_plan: bool
    completeness: Completeness | None
    history: tuple[Entry, ...]
    attention_why: Why | None
    due: tuple[DueCheckIn, ...]
    waived: tuple[Waived, ...]
    observers: tuple[ObserverStanding, ...] = ()
    release: Release | None = None
    message: Standing | None = None
    backup_id: str | None = None
    sees_sentiment: bool = False
    questions_open: int = 0
    repeated: int = 0
    touchpoint: Touchpoint | None = None
    at_customer: AtCustomer = NOBODY
    is_sensitive: bool = False

    @property
    def may_move(self) -> bool:
        """Whether the viewer may look at the next move, and the lead make it."""
        return self.sees_plan and self.checklist.state not in (State.DRAFT, State.CANCELLED)

    @property
    def asks_feedback(self) -> bool:
        """R19: whether the people of a sensitive account are to be asked at the intro call."""
        call = self.checklist.task("intro") or self.checklist.task("welcome")
        is_to_come = call is not None and call.is_undone and self.checklist.state in RUNNING
        return self.is_sensitive and self.sees_plan and is_to_come

    @property
    def may_change(self) -> bool:
        """Whether the viewer may correct the handoff: its people, its name, its place."""
        over = (State.DRAFT, *FINISHED)
        return self.role is not Role.OBSERVER and self.checklist.state not in over

    @property
    def may_name_gaps(self) -> bool:
        """Whether the viewer names what the intro call shows to be missing (R8)."""
        takes_over = self.role is Role.INCOMING or self.role is Role.LEAD
        return takes_over and self.checklist.state in CALLED

    @property
    def may_confirm_bau(self) -> bool:
        """Whether the viewer is who confirms business as usual, and its time has come."""
        if self.role is not Role.LEAD or self.checklist.state not in RUNNING:
            return False
        may_start = any(
            t.event == Event.BAU_CONFIRMED and t.can_start for t in self.checklist.tasks
        )
        return may_start or self.checklist.state is State.SETTLING


def read(session: Session, actor: Actor, handoff_id: int, now: datetime) -> Status:
    """Return the handoff as this person may see it. Raises NotThere, NotAllowed."""
    opened = access.open_handoff(session, actor, handoff_id)
    handoff, viewer = opened.handoff, opened.viewer
    head = _head(session, opened, now)
    checklist = checklist_reading.of_head(session, actor.workspace_id, head, now)
    known = _known(session, opened)
    return Status(
        viewer_id=viewer.id,
        role=opened.role,
        checklist=checklist,
        sees_plan=opened.sees(Field.PLAN),
        completeness=weighing.complete(session, handoff, known) if known else None,
        history=_history(session, opened, checklist),
        attention_why=_attention(opened),
        due=waiting.for_viewer(session, viewer, now, handoff.id) if head.is_asked else (),
        waived=waivers.read(session, opened) if checklist.waived else (),
        observers=_observers(session, opened) if head.is_observed else (),
        release=_release(session, opened),
        message=_message(session, opened, checklist, is_begun=head.is_begun),
        backup_id=head.backup_id if opened.sees(Field.PLAN) else None,
        sees_sentiment=opened.sees(Field.SENTIMENT),
        at_customer=at_customer.read(session, opened) if known and known.present else NOBODY,
        is_sensitive=opened.account.is_sensitive,
        touchpoint=_touchpoint(session, opened, now) if head.has_touchpoint else None,
        questions_open=head.questions if opened.sees(Field.BLUEPRINT) else 0,
        repeated=head.repeated if opened.sees(Field.BLUEPRINT) else 0,
    )


def look_up(session: Session, actor: Actor, words: str, now: datetime) -> Status | Listed:
    """Return the viewer's handoff of the account that these words name, whole or in part.

    Without words it is their only one. Where none fits, or several do, they get the list, which
    says what was asked for.
    """
    viewer = people.viewer(session, actor)
    found = overview.named(session, viewer, words)
    if len(found) == 1:
        return read(session, actor, found[0], now)
    return replace(overview.of_viewer(session, viewer, now), asked=words)


def _head(session: Session, opened: Opened, now: datetime) -> Row[*tuple[Any, ...]]:
    """The handoff itself, and what there may be besides its plan: most of it is mostly empty."""
    session.flush()  # what is read below goes past the session
    which = {
        "workspace_id": opened.handoff.workspace_id,
        "handoff_id": opened.handoff.id,
        "person_id": opened.viewer.id,
        "now": now,
    }
    return session.connection().execute(_HEAD, which).one()


def _has(table: type[Observer | MessageVersion | TouchpointRow]) -> Exists:
    return exists().where(
        table.workspace_id == Handoff.workspace_id, table.handoff_id == Handoff.id
    )


_HEAD = checklist_reading.HEAD.add_columns(
    select(func.count())
    .where(*clarify.open_in(Handoff))
    .correlate(Handoff)
    .scalar_subquery()
    .label("questions"),
    select(func.count())
    .where(*repeated.noted_in(Handoff))
    .correlate(Handoff)
    .scalar_subquery()
    .label("repeated"),
    select(Ownership.person_id)
    .where(backup.current(Handoff.workspace_id, Handoff.account_id))
    .order_by(Ownership.since.desc())
    .limit(1)
    .correlate(Handoff)
    .scalar_subquery()
    .label("backup_id"),
    _has(Observer).label("is_observed"),
    _has(MessageVersion).label("is_begun"),
    _has(TouchpointRow).label("has_touchpoint"),
    waiting.IS_ASKED.label("is_asked"),
).where(Handoff.id == bindparam("handoff_id"))


def _known(session: Session, opened: Opened) -> Known | None:
    if not opened.sees(Field.BLUEPRINT):
        return None
    return blueprint.known(session, opened.account.workspace_id, opened.account.id)


def _history(session: Session, opened: Opened, checklist: Checklist) -> tuple[Entry, ...]:
    if not opened.sees(Field.AUDIT):
        return ()
    return history.recent(session, opened, known=checklist.names)


def _observers(session: Session, opened: Opened) -> tuple[ObserverStanding, ...]:
    found = observers.standing(session, opened.handoff)
    if opened.sees(Field.PLAN):
        return found
    return tuple(one for one in found if one.person_id == opened.viewer.id)


def _release(session: Session, opened: Opened) -> Release | None:
    if not opened.sees(Field.PLAN):
        return None
    return release.read(session, opened.handoff, opened.account.name)


def _message(
    session: Session, opened: Opened, checklist: Checklist, *, is_begun: bool
) -> Standing | None:
    """How far the customer message is; none where nobody began one and none is needed now."""
    is_over = opened.handoff.state in (State.DRAFT, *FINISHED)
    if is_over or not opened.sees(Field.CUSTOMER_MESSAGE):
        return None
    newest = customer_message.newest(session, opened.handoff) if is_begun else None
    standing = customer_message.standing_of(session, opened.handoff, newest)
    return standing if standing.number or not _is_told(checklist) else None


def _is_told(checklist: Checklist) -> bool:
    """Whether the customer was told in some other way, or the time for that is over."""
    done = (task.event for task in checklist.tasks if not task.is_undone)
    is_past = (checklist.held_from or checklist.state) not in _TELLING
    return is_past or not _TELLS.isdisjoint(done)


def _touchpoint(session: Session, opened: Opened, now: datetime) -> Touchpoint | None:
    """What became of the leadership touchpoint, for who leads (R23)."""
    if not opened.sees(Field.TOUCHPOINT) or opened.handoff.state is State.DRAFT:
        return None
    return touchpoint.without_notes(session, opened, now)


def _attention(opened: Opened) -> Why | None:
    why = opened.handoff.attention_why
    return Why(why) if why and opened.sees(Field.SENTIMENT) else None
