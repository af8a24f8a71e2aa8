"""No sequence of ticks, events, days and moves leads where a guard is neither met nor waived.

What the playbook asks for is written out here once more, apart from the table that the code uses.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from playbook import bau, check_in, checklist, move_on, moves, ownership, review
from playbook.errors import FieldErrors, Refused
from playbook.move_on import Wish
from playbook.people import Actor
from playbook.states import Name
from storage.choices import CheckInState, Mode, Owner, State
from storage.tables import AuditEntry, Base, CheckIn, Handoff, Review, Task, Waiver
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, actor, move_in
from tests.rules.check_ins import add_check_in
from tests.rules.handoffs import DUMP, MESSAGE, Planned, start

PREPARED = ("dump", "accepted", "message", "observers")
INTRODUCED = ("customer_told", "intro")
ASKS = {
    (Mode.SOFT, State.PREPARING, State.INTRODUCING): PREPARED,
    (Mode.HARD, State.PREPARING, State.INTRODUCING): PREPARED,
    (Mode.ABRUPT, State.PREPARING, State.INTRODUCING): PREPARED,  # the dump as a gap that is listed
    (Mode.SOFT, State.INTRODUCING, State.OVERLAPPING): INTRODUCED,
    (Mode.HARD, State.INTRODUCING, State.SETTLING): INTRODUCED,
    (Mode.ABRUPT, State.INTRODUCING, State.SETTLING): INTRODUCED,
    (Mode.SOFT, State.OVERLAPPING, State.SETTLING): ("calls", "moved"),
    **{(mode, State.BAU, State.CLOSED): ("debrief", "touchpoint") for mode in Mode},
}
"""What the playbook's States table asks for, as tasks."""

TASKS = (
    DUMP,
    Planned("accepted", Owner.BOTH, 9, event="blueprint_accepted"),
    MESSAGE,
    Planned("observers", Owner.LEAD, 9),
    Planned("customer_told", Owner.LEAD, 10, "introducing"),
    Planned("intro", Owner.BOTH, 14, "introducing"),
    Planned("calls", Owner.INCOMING, 20, "overlapping"),
    Planned("moved", Owner.OUTGOING, 28, "overlapping"),
    Planned("bau", Owner.LEAD, 42, "settling", event="bau_confirmed"),
    Planned("debrief", Owner.LEAD, 50, "bau"),
    Planned("touchpoint", Owner.LEAD, 60, "bau"),
)
TICKED = tuple(task.key for task in TASKS if task.key != "bau")
PHASES = ("preparing", "introducing", "overlapping", "bau")
BY_HAND = tuple(name for name in Name if name not in (Name.OPEN, Name.CANCEL))
WHY = st.sampled_from(("because", "because", "because", ""))
WAITING = (CheckInState.PLANNED, CheckInState.ASKED)


Click = Callable[[Session, Actor, int, int, datetime], object]


class Walk(RuleBasedStateMachine):
    """People of one handoff, doing whatever they like in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        engine = create_engine("sqlite://", poolclass=StaticPool)
        Base.metadata.create_all(engine)
        self.session = Session(engine, expire_on_commit=False)
        self.now: datetime = MONDAY
        self.read = 0
        self.missing_for_bau: tuple[str, ...] = ()

    @initialize(mode=st.sampled_from(Mode))
    def begin(self, mode: Mode) -> None:
        """A handoff of this mode is opened, with a check-in in three weeks."""
        move_in(self.session)
        self.handoff: Handoff = start(self.session, TASKS, mode=mode)
        add_check_in(self.session, self.handoff, "sentiment", 21)
        moves.set_clock(self.session, self.handoff)

    def teardown(self) -> None:
        """Let go of the database."""
        self.session.close()

    @rule(key=st.sampled_from(TICKED))
    def tick(self, key: str) -> None:
        """Somebody ticks a task."""
        self._tick(key)

    @rule(phase=st.sampled_from(PHASES))
    def work_off(self, phase: str) -> None:
        """Everything of a phase is ticked, in the plan's order."""
        for task in TASKS:
            if task.phase == phase and task.key in TICKED:
                self._tick(task.key)

    @rule(key=st.sampled_from(TICKED))
    def untick(self, key: str) -> None:
        """Somebody takes a tick back."""
        self._try(lambda: self._click(checklist.untick, key))

    @rule()
    def complete_the_dump(self) -> None:
        """An event ticks a task."""
        event = "dump_complete"
        self._try(lambda: checklist.happened(self.session, self.handoff, event, MARIA, self.now))

    @rule()
    def accept(self) -> None:
        """The incoming CSM accepts the blueprint."""
        self._try(lambda: review.accept(self.session, actor(IDRIS), self.handoff.id, self.now))

    @rule(days=st.integers(1, 20))
    def let_days_pass(self, days: int) -> None:
        """The calendar goes on, and what falls due is done."""
        self.now += timedelta(days=days)
        moves.fall_due(self.session, self.now)
        check_in.fall_due(self.session, self.now)

    @rule(data=st.data(), why=WHY, days=st.integers(-1, 9))
    def move_by_hand(self, data: st.DataObject, why: str, days: int) -> None:
        """The lead tries a move that there is, with a reason or, now and then, without one."""
        found = move_on.read(self.session, actor(LENA), self.handoff.id, self.now)
        names = [way.name for way in found.ways if way.name is not Name.CANCEL]
        if names:
            self._move(data.draw(st.sampled_from(names)), why, days)

    @rule(name=st.sampled_from(BY_HAND))
    def move_by_hand_from_elsewhere(self, name: Name) -> None:
        """The lead tries a move of an old modal, which there may be no more."""
        self._move(name, "because", 3)

    @precondition(lambda self: self.now > MONDAY + timedelta(days=70))
    @rule()
    def cancel(self) -> None:
        """The lead tries to cancel, late: nothing comes after it."""
        wish = Wish(Name.CANCEL, "because")
        self._try(lambda: move_on.make(self.session, actor(LENA), self.handoff.id, wish, self.now))

    @precondition(lambda self: self.handoff.state is State.SETTLING)
    @rule()
    def confirm_without_a_reason(self) -> None:
        """The lead confirms business as usual and overrules nothing."""
        self.missing_for_bau = bau.missing(self.session, self.handoff, self.now)
        self._try(lambda: bau.confirm(self.session, actor(LENA), self.handoff.id, "", self.now))

    @invariant()
    def every_move_had_its_guard_met_or_waived(self) -> None:
        """What the playbook asks for was done by then, or stands in a waiver with its reason."""
        self.session.flush()
        for entry in self._new_moves():
            before, after = State(entry["from"]), State(entry["to"])
            gaps = self._undone(ASKS.get((self.handoff.mode, before, after), ()))
            if (before, after) == (State.PREPARING, State.INTRODUCING):
                gaps += self._without_a_verdict()
            is_early = self.now.date() < self.handoff.anchor_on
            if is_early and (before, after) == (State.OVERLAPPING, State.SETTLING):
                gaps.append("The day on which the account changes hands has come")
            if after is State.BAU and before is not State.ON_HOLD:
                gaps += self.missing_for_bau
            assert set(gaps) <= self._waived(entry["move"]), (before, after, gaps)

    @invariant()
    def nothing_falls_due_on_hold(self) -> None:
        """While it is on hold its check-ins wait, and it knows where it was."""
        is_held = self.handoff.state is State.ON_HOLD
        assert is_held == (self.handoff.held_from is not None)
        query = select(CheckIn).where(CheckIn.state.in_(WAITING))
        assert not (is_held and self.session.scalars(query).all())

    @invariant()
    def the_account_is_the_incoming_csms_where_the_playbook_says_so(self) -> None:
        """From settling on; hard: from the day of last contact on."""
        owner = ownership.current_owner(
            self.session, self.handoff.workspace_id, self.handoff.account_id
        )
        early = (State.PREPARING, State.INTRODUCING, State.OVERLAPPING)
        state = self.handoff.held_from or self.handoff.state
        if self.handoff.mode is Mode.SOFT and state in early:
            assert owner == MARIA
        if state is State.BAU or (self.handoff.mode is Mode.SOFT and state is State.SETTLING):
            assert owner == IDRIS

    def _try(self, act: Callable[[], object]) -> None:
        """Do it, or be told why not: both are fine, as long as the invariants hold."""
        with self.session.begin_nested() as attempt:
            try:
                act()
            except (FieldErrors, Refused):
                attempt.rollback()

    def _move(self, name: Name, why: str, days: int) -> None:
        wish = Wish(name, why, self.now.date() + timedelta(days=days))
        self.missing_for_bau = bau.missing(self.session, self.handoff, self.now)
        self._try(lambda: move_on.make(self.session, actor(LENA), self.handoff.id, wish, self.now))

    def _tick(self, key: str) -> None:
        self._try(lambda: self._click(checklist.tick, key))

    def _click(self, click: Click, key: str) -> None:
        task_id = self.session.scalars(select(Task.id).where(Task.key == key)).one()
        click(self.session, actor(LENA), self.handoff.id, task_id, self.now)

    def _new_moves(self) -> list[dict[str, str]]:
        query = select(AuditEntry).where(AuditEntry.id > self.read).order_by(AuditEntry.id)
        entries = self.session.scalars(query).all()
        self.read = max([self.read, *(entry.id for entry in entries)])
        return [entry.detail for entry in entries if entry.what == "moved"]

    def _undone(self, keys: tuple[str, ...]) -> list[str]:
        query = select(Task.title).where(
            Task.key.in_(keys), Task.done_at.is_(None), Task.skipped_at.is_(None)
        )
        return list(self.session.scalars(query))

    def _without_a_verdict(self) -> list[str]:
        """R8: a tick by hand is no verdict; an abrupt introduction waits for none."""
        is_judged = self.session.scalars(select(Review)).first() is not None
        if is_judged or self.handoff.mode is Mode.ABRUPT or self._undone(("accepted",)):
            return []
        return ["The incoming CSM has accepted the blueprint"]

    def _waived(self, move: str) -> set[str]:
        query = select(Waiver).where(Waiver.move == move)
        return {
            gap for waiver in self.session.scalars(query) if waiver.reason for gap in waiver.missing
        }


TestWalk = Walk.TestCase
TestWalk.settings = settings(
    max_examples=30,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
