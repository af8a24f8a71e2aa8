"""The checklist: reading it, ticking it, and that every click counts (R12, R16, R31, R32)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import checklist, checklist_reading, places, review
from playbook.errors import NotAllowed, NotNow, NotThere
from playbook.progress import Checklist, TaskState
from storage.choices import Mode, Owner, State, Tier
from storage.database import Database
from storage.tables import AuditEntry, Handoff, Ownership, Task
from tests.northwind import GITA, IDRIS, LENA, MARIA, MONDAY, PRIYA, TOM, WORKSPACE, actor
from tests.rules.handoffs import DUMP, MESSAGE, Planned, start
from tests.rules.statements import counted

SECOND = timedelta(seconds=1)


@pytest.fixture
def acme(session: Session) -> Handoff:
    """Northwind's handoff of Acme Robotics."""
    return start(session)


def task_id(session: Session, handoff: Handoff, key: str) -> int:
    query = select(Task.id).where(Task.handoff_id == handoff.id, Task.key == key)
    return session.scalars(query).one()


def tick(session: Session, who: str, handoff: Handoff, key: str) -> checklist.Ticked:
    id_ = task_id(session, handoff, key)
    return checklist.tick(session, actor(who), handoff.id, id_, MONDAY)


def prepare(session: Session, handoff: Handoff) -> None:
    """Do what is to be done before the introductions: Idris accepts, Maria ticks the rest."""
    tick(session, MARIA, handoff, "dump")
    review.accept(session, actor(IDRIS), handoff.id, MONDAY)
    tick(session, MARIA, handoff, "message")


def read(session: Session, handoff: Handoff, days_later: int = 0) -> Checklist:
    session.flush()
    return checklist_reading.read(
        session, WORKSPACE, handoff.id, MONDAY + timedelta(days=days_later)
    )


def states(found: Checklist) -> dict[str, TaskState]:
    return {task.key: task.state for task in found.tasks}


def _next(found: Checklist) -> str | None:
    step = found.next_step(IDRIS)
    return step.key if step else None


def trail(session: Session) -> list[tuple[str, str | None]]:
    rows = session.execute(select(AuditEntry.what, AuditEntry.actor_id).order_by(AuditEntry.id))
    return [(what, who) for what, who in rows]


class TestHowTasksStand:
    def test_a_task_is_due_soon_from_two_days_before_and_late_the_day_after(
        self, session: Session, acme: Handoff
    ) -> None:
        on_days = {day: states(read(session, acme, day))["dump"] for day in (4, 5, 7, 8)}
        assert on_days == {
            4: TaskState.OPEN,
            5: TaskState.DUE_SOON,
            7: TaskState.DUE_SOON,
            8: TaskState.LATE,
        }

    def test_what_waits_for_an_undone_task_is_blocked_and_never_late(
        self, session: Session, acme: Handoff
    ) -> None:
        found = read(session, acme, days_later=30)
        accepted = found.task("accepted")
        assert accepted is not None
        assert accepted.state is TaskState.BLOCKED
        assert accepted.waits_for == ("dump",)

    def test_a_skipped_task_blocks_nothing_and_does_not_count(
        self, session: Session, acme: Handoff
    ) -> None:
        dump = session.get_one(Task, task_id(session, acme, "dump"))
        dump.skipped_at, dump.skipped_why = MONDAY, "there is no data"
        found = read(session, acme)
        assert states(found)["accepted"] is TaskState.OPEN
        assert (found.done, found.total) == (0, 5)

    def test_a_day_ends_when_it_has_ended_for_everybody_who_does_the_task(
        self, session: Session
    ) -> None:
        sams = Planned("intro", Owner.BOTH, in_days=0)
        handoff = start(session, [sams], outgoing_id="U0SAM")
        # 03:00 UTC on Tuesday: Tuesday in London, still Monday evening in New York.
        tuesday_night = MONDAY + timedelta(hours=19)
        found = checklist_reading.read(session, WORKSPACE, handoff.id, tuesday_night)
        assert states(found)["intro"] is TaskState.DUE_SOON
        later = checklist_reading.read(
            session, WORKSPACE, handoff.id, tuesday_night + timedelta(hours=3)
        )
        assert states(later)["intro"] is TaskState.LATE

    def test_a_task_for_several_is_owned_by_each_of_them_once(
        self, session: Session, acme: Handoff
    ) -> None:
        acme.lead_id = acme.outgoing_id = LENA
        message = read(session, acme).task("message")
        assert message is not None
        assert message.owners == (LENA, IDRIS)

    def test_the_next_step_is_the_first_that_waits_for_nothing(
        self, session: Session, acme: Handoff
    ) -> None:
        found = read(session, acme)
        step, waiting = found.next_step(), found.first_blocked(IDRIS)
        assert step is not None
        assert waiting is not None
        assert (step.key, waiting.key) == ("dump", "accepted")
        assert found.waiting_for(step) == waiting
        assert [task and task.key for task in map(found.next_step, (IDRIS, LENA))] == [
            "message",
            "message",
        ]

    def test_what_is_asked_on_a_later_day_comes_after_all_that_can_be_begun(
        self, session: Session
    ) -> None:
        debrief = Planned("debrief", Owner.INCOMING, in_days=2, event="debrief_closed:debrief")
        sync = Planned("sync", Owner.INCOMING, in_days=9)
        handoff = start(session, [debrief, sync])
        assert _next(read(session, handoff)) == "sync"
        checklist.tick(session, actor(IDRIS), handoff.id, task_id(session, handoff, "sync"), MONDAY)
        step = read(session, handoff, days_later=3).next_step(IDRIS)
        assert step is not None
        assert (step.key, step.is_to_come) == ("debrief", True)
        handoff.state = State.BAU
        step = read(session, handoff, days_later=3).next_step(IDRIS)
        assert step is not None
        assert not step.is_to_come

    def test_a_question_can_be_begun_on_its_day(self, session: Session) -> None:
        asked = Planned("felt", Owner.INCOMING, in_days=5, event="check_in_answered:felt")
        handoff = start(session, [asked, Planned("sync", Owner.INCOMING, in_days=9)])
        assert [_next(read(session, handoff, day)) for day in (4, 5)] == ["sync", "felt"]
        changes_at = read(session, handoff, days_later=4).changes_at
        assert changes_at is not None
        assert changes_at.date() == MONDAY.date() + timedelta(days=5)

    def test_many_checklists_cost_no_more_statements_than_one(
        self, session: Session, acme: Handoff
    ) -> None:
        others = [start(session, account=f"Account {n}").id for n in range(5)]
        with counted(session) as statements:
            found = checklist_reading.read_many(session, WORKSPACE, [acme.id, *others], MONDAY)
        assert len(found) == 6
        assert all(len(one.tasks) == 6 for one in found.values())
        assert len(statements) == 3

    def test_another_workspace_does_not_see_it(self, session: Session, acme: Handoff) -> None:
        with pytest.raises(NotThere):
            checklist_reading.read(session, "T0ELSEWHERE", acme.id, MONDAY)


class TestTicking:
    def test_a_tick_says_who_and_when_and_is_written_down(
        self, session: Session, acme: Handoff
    ) -> None:
        before = acme.version
        ticked = tick(session, MARIA, acme, "message")
        found = read(session, acme).task("message")
        assert ticked.changed
        assert found is not None
        assert (found.state, found.done_by, found.done_at) == (TaskState.DONE, MARIA, MONDAY)
        assert acme.version == before + 1
        assert trail(session) == [("task_done", MARIA)]

    def test_a_second_tick_changes_nothing_and_says_who_was_first(
        self, session: Session, acme: Handoff
    ) -> None:
        tick(session, MARIA, acme, "message")
        second = tick(session, IDRIS, acme, "message")
        assert (second.changed, second.is_done, second.by) == (False, True, "Maria Lindqvist")
        assert trail(session) == [("task_done", MARIA)]

    def test_unticking_is_allowed_and_logged(self, session: Session, acme: Handoff) -> None:
        tick(session, MARIA, acme, "message")
        id_ = task_id(session, acme, "message")
        undone = checklist.untick(session, actor(LENA), acme.id, id_, MONDAY)
        again = checklist.untick(session, actor(LENA), acme.id, id_, MONDAY)
        assert (undone.changed, undone.is_done, again.changed) == (True, False, False)
        assert states(read(session, acme))["message"] is TaskState.OPEN
        assert trail(session) == [("task_done", MARIA), ("task_undone", LENA)]

    def test_an_event_ticks_its_tasks_once_and_can_be_unticked(
        self, session: Session, acme: Handoff
    ) -> None:
        assert checklist.happened(session, acme, "dump_complete", MARIA, MONDAY) == 1
        assert checklist.happened(session, acme, "dump_complete", MARIA, MONDAY) == 0
        dump = read(session, acme).task("dump")
        assert dump is not None
        assert (dump.done_by, dump.done_event) == (None, "dump_complete")
        id_ = task_id(session, acme, "dump")
        assert checklist.untick(session, actor(MARIA), acme.id, id_, MONDAY).changed
        assert checklist.happened(session, acme, "dump_complete", MARIA, MONDAY) == 1

    def test_the_people_of_a_handoff_tick_for_each_other(
        self, session: Session, acme: Handoff
    ) -> None:
        assert tick(session, IDRIS, acme, "dump").changed

    def test_what_is_the_leads_alone_only_the_lead_ticks(
        self, session: Session, acme: Handoff
    ) -> None:
        with pytest.raises(NotAllowed, match="lead"):
            tick(session, MARIA, acme, "plan")
        assert tick(session, LENA, acme, "plan").changed

    def test_observers_may_not_tick_and_strangers_learn_nothing(
        self, session: Session, acme: Handoff
    ) -> None:
        with pytest.raises(NotAllowed):
            tick(session, PRIYA, acme, "message")
        with pytest.raises(NotThere):
            tick(session, TOM, acme, "message")
        with pytest.raises(NotAllowed, match="members of this workspace"):
            tick(session, GITA, acme, "message")

    @pytest.mark.parametrize("state", [State.CLOSED, State.CANCELLED])
    def test_a_handoff_that_is_over_is_not_ticked(
        self, session: Session, acme: Handoff, state: State
    ) -> None:
        acme.state = state
        with pytest.raises(NotNow, match="over"):
            tick(session, MARIA, acme, "message")

    def test_a_task_of_another_handoff_is_not_ticked_through_this_one(
        self, session: Session, acme: Handoff
    ) -> None:
        other = start(session, account="Globex")
        with pytest.raises(NotThere):
            checklist.tick(
                session, actor(MARIA), acme.id, task_id(session, other, "message"), MONDAY
            )

    def test_business_as_usual_is_confirmed_never_ticked(self, session: Session) -> None:
        handoff = start(session, [Planned("bau", Owner.LEAD, event="bau_confirmed")])
        with pytest.raises(NotNow, match="confirms"):
            tick(session, LENA, handoff, "bau")


class TestMoves:
    def test_the_last_task_of_a_phase_moves_the_handoff_on(
        self, session: Session, acme: Handoff
    ) -> None:
        prepare(session, acme)
        assert acme.state is State.INTRODUCING
        assert trail(session)[-1] == ("moved", MARIA)

    def test_a_tick_is_no_verdict_of_the_incoming_csm(
        self, session: Session, acme: Handoff
    ) -> None:
        for key in ("dump", "accepted", "message"):
            tick(session, MARIA, acme, key)
        assert "moved" not in dict(trail(session))
        review.accept(session, actor(IDRIS), acme.id, MONDAY)
        assert acme.state is State.INTRODUCING

    def test_a_hard_plan_without_the_task_wants_the_verdict_too(self, session: Session) -> None:
        tasks = [DUMP, MESSAGE, Planned("intro", phase="introducing")]
        acme = start(session, tasks, mode=Mode.HARD)
        low = start(session, tasks, account="Globex", mode=Mode.HARD, tier=Tier.LOW)
        for handoff in (acme, low):
            tick(session, MARIA, handoff, "dump")
            tick(session, MARIA, handoff, "message")
        assert (acme.state, low.state) == (State.PREPARING, State.INTRODUCING)
        review.accept(session, actor(IDRIS), acme.id, MONDAY)
        assert acme.state is State.INTRODUCING

    def test_unticking_takes_no_move_back(self, session: Session, acme: Handoff) -> None:
        prepare(session, acme)
        checklist.untick(session, actor(MARIA), acme.id, task_id(session, acme, "dump"), MONDAY)
        assert acme.state is State.INTRODUCING

    def test_the_account_is_the_incoming_csms_from_settling_on(self, session: Session) -> None:
        tasks = [Planned("calls", phase="overlapping"), Planned("moved", phase="overlapping")]
        handoff = start(session, tasks, state=State.OVERLAPPING, anchor_on=MONDAY.date())
        tick(session, MARIA, handoff, "calls")
        tick(session, IDRIS, handoff, "moved")
        session.flush()
        periods = session.execute(
            select(Ownership.person_id, Ownership.until).order_by(Ownership.id)
        )
        assert handoff.state is State.SETTLING
        assert [tuple(row) for row in periods] == [(MARIA, MONDAY), (IDRIS, None)]

    def test_a_tick_and_the_move_that_it_sets_off_are_changes_of_their_own(
        self, session: Session
    ) -> None:
        tasks = [Planned("sync"), Planned("intro", phase="introducing")]
        handoff = start(session, tasks, state=State.INTRODUCING, mode=Mode.SOFT)
        before = handoff.version
        tick(session, MARIA, handoff, "sync")
        assert handoff.version == before + 1
        tick(session, MARIA, handoff, "intro")
        session.flush()
        stored = session.scalar(select(Handoff.version).where(Handoff.id == handoff.id))
        assert handoff.state is State.OVERLAPPING
        assert handoff.version == stored == before + 3


class TestTwoAtOnce:
    def test_others_wait_for_few_statements(self, session: Session, acme: Handoff) -> None:
        with counted(session) as sent:
            tick(session, MARIA, acme, "dump")
            session.flush()
        assert len(sent) == 7  # one of them is ours: the task's id

    def test_two_people_ticking_at_the_same_moment_both_count(self, northwind: Database) -> None:
        keys = [f"task_{n}" for n in range(12)]
        plan = [DUMP, *(Planned(key) for key in keys)]
        handoff = northwind.run_sync(lambda session: start(session, plan))
        ids = northwind.read_sync(_ids_but_of_the_dump, handoff.id)
        clicks = [(who, id_) for id_ in ids for who in (MARIA, IDRIS)]

        def click(pair: tuple[str, int]) -> bool:
            who, id_ = pair
            return northwind.run_sync(checklist.tick, actor(who), handoff.id, id_, MONDAY).changed

        with ThreadPoolExecutor(4) as people:
            changed = list(people.map(click, clicks))

        found = northwind.read_sync(checklist_reading.read, WORKSPACE, handoff.id, MONDAY)
        assert sum(changed) == found.done == len(keys)
        assert found.version == handoff.version + len(keys)


class TestWhatIsShown:
    def test_a_version_is_noted_once_it_is_shown(self, session: Session, acme: Handoff) -> None:
        assert checklist.shown(session, WORKSPACE, read(session, acme))
        session.refresh(acme)
        assert acme.shown_version == acme.version

    def test_an_older_version_never_covers_a_newer_one(
        self, session: Session, acme: Handoff
    ) -> None:
        acme.version = acme.shown_version = 5
        session.flush()
        older = replace(read(session, acme), version=4)
        assert not checklist.shown(session, WORKSPACE, older)
        session.refresh(acme)
        assert acme.shown_version == 5

    def test_it_is_shown_anew_on_the_day_on_which_a_task_is_due_soon_or_late(
        self, session: Session, acme: Handoff
    ) -> None:
        moments = []
        now = MONDAY
        while (found := checklist_reading.read(session, WORKSPACE, acme.id, now)).changes_at:
            checklist.shown(session, WORKSPACE, found)
            assert places.stale(session, found.changes_at - SECOND, 9) == []
            assert places.stale(session, found.changes_at, 9) == [(WORKSPACE, acme.id)]
            now = found.changes_at
            moments.append(now.isoformat(timespec="minutes"))
        # Dump (Maria) due on the 9th, message (all) on the 10th, plan (Lena) on the 11th: days
        # begin at 23:00 UTC in Stockholm and Berlin, and for all three when they do in London.
        assert moments == [
            "2026-03-06T23:00+00:00",
            "2026-03-08T00:00+00:00",
            "2026-03-08T23:00+00:00",
            "2026-03-09T23:00+00:00",
            "2026-03-11T00:00+00:00",
            "2026-03-11T23:00+00:00",
        ]

    def test_nobody_waits_for_the_day_on_which_a_handoff_that_is_over_changes(
        self, session: Session, acme: Handoff
    ) -> None:
        acme.state = State.CANCELLED
        assert read(session, acme).changes_at is None

    def test_a_message_that_slack_lets_nobody_change_is_noted_and_not_tried_again(
        self, session: Session, acme: Handoff
    ) -> None:
        checklist.cannot_be_shown(session, WORKSPACE, acme.id, "edit_window_closed", MONDAY)
        assert acme.shown_version == acme.version
        assert trail(session) == [("checklist_not_shown", None)]


def _ids_but_of_the_dump(session: Session, handoff_id: int) -> list[int]:
    query = select(Task.id).where(Task.handoff_id == handoff_id, Task.key != DUMP.key)
    return list(session.scalars(query))
