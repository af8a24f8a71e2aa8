"""Moving on by hand: what is shown, who may, what is set aside, held, reopened (States)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import (
    access,
    check_in,
    checklist,
    checklist_reading,
    history,
    hold,
    move_on,
    moves,
    ownership,
)
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from playbook.move_on import Crossroads, Moved, Wish
from playbook.progress import TaskState
from playbook.states import Name
from storage.choices import CheckInState, Mode, Owner, State, Tier
from storage.database import Database
from storage.tables import AuditEntry, CheckIn, Handoff, Outgoing, Task, Waiver
from tests.northwind import ADA, IDRIS, LENA, MARIA, MONDAY, PRIYA, TOM, WORKSPACE, actor
from tests.rules.check_ins import checked_in_on
from tests.rules.handoffs import Planned, start

BAU = Planned("bau", Owner.LEAD, 14, "settling", event="bau_confirmed")
DEBRIEF = Planned("debrief", Owner.LEAD, 21, "bau")
TOUCHPOINT = Planned("touchpoint", Owner.LEAD, 75, "bau")


def look(session: Session, handoff: Handoff, who: str = LENA, chosen: str = "") -> Crossroads:
    return move_on.read(session, actor(who), handoff.id, MONDAY, chosen)


def make(
    session: Session,
    handoff: Handoff,
    name: str,
    why: str = "",
    on: date | None = None,
    who: str = LENA,
    in_days: int = 0,
) -> Moved:
    now = MONDAY + timedelta(days=in_days)
    return move_on.make(session, actor(who), handoff.id, Wish(name, why, on), now)


def two_of_one_account(session: Session) -> list[int]:
    """Return the ids of two handoffs of one account that are over."""
    first, other = (
        start(session, [BAU], account=name, state=State.CLOSED, bau_at=MONDAY)
        for name in ("Acme Robotics", "Globex")
    )
    other.account_id = first.account_id
    session.flush()
    return [first.id, other.id]


def told(session: Session, effect: str = "moved") -> list[str | None]:
    session.flush()
    query = select(Outgoing.person_id).where(Outgoing.effect == effect).order_by(Outgoing.id)
    return list(session.scalars(query))


class TestWhatIsShown:
    def test_what_is_missing_comes_with_who_can_mend_it(
        self, session: Session, handoff: Handoff
    ) -> None:
        found = look(session, handoff)
        assert [(point.said, point.is_done, point.who) for point in found.points] == [
            ("Dump", False, (MARIA,)),
            ("Accepted", False, (MARIA, IDRIS)),
            ("Message", False, (MARIA, IDRIS, LENA)),
        ]
        assert found.asks_why

    def test_the_next_move_is_chosen_unless_another_is(
        self, session: Session, handoff: Handoff
    ) -> None:
        names = [Name.INTRODUCE, Name.CONFIRM_BAU, Name.HOLD, Name.CANCEL]
        assert [way.name for way in look(session, handoff).ways] == names
        for chosen, expected in (("", "introduce"), ("hold", "hold"), ("nonsense", "introduce")):
            way = look(session, handoff, chosen=chosen).chosen
            assert way is not None
            assert way.name == expected

    def test_the_day_of_the_switch_mends_itself(self, session: Session) -> None:
        handoff = start(session, [Planned("moved")], state=State.OVERLAPPING)
        day, moved = look(session, handoff).points
        assert (day.is_done, day.who, day.on) == (False, (), handoff.anchor_on)
        assert moved.who == (MARIA,)

    def test_csms_look_and_only_the_lead_moves(self, session: Session, handoff: Handoff) -> None:
        for who in (MARIA, IDRIS):
            found = look(session, handoff, who)
            assert found.points
            assert (found.may_move, found.ways) == (False, ())
            with pytest.raises(NotAllowed):
                make(session, handoff, "hold", who=who)

    def test_observers_and_strangers_do_not_look(self, session: Session, handoff: Handoff) -> None:
        with pytest.raises(NotAllowed):
            look(session, handoff, PRIYA)
        for who in (TOM, ADA):
            with pytest.raises(NotThere):
                look(session, handoff, who)

    def test_how_the_customer_feels_is_not_told_to_the_outgoing_csm(self, session: Session) -> None:
        (asked,) = checked_in_on(session, 7)
        handoff = session.get_one(Handoff, asked.handoff_id)
        for who, is_told in ((LENA, True), (IDRIS, True), (MARIA, False)):
            said = " ".join(point.said for point in look(session, handoff, who).points)
            assert ("Nobody at the customer" in said) or is_told

    def test_a_draft_is_opened_elsewhere(self, session: Session) -> None:
        handoff = start(session, state=State.DRAFT)
        with pytest.raises(NotNow, match="draft"):
            look(session, handoff)


class TestSettingAside:
    def test_needs_a_reason_in_writing(self, session: Session, handoff: Handoff) -> None:
        with pytest.raises(FieldErrors) as error:
            make(session, handoff, "introduce", " \n ")
        assert list(error.value.fields) == ["reason"]
        assert handoff.state is State.PREPARING

    def test_keeps_the_gaps_for_all_and_the_reason_for_leads(
        self, session: Session, handoff: Handoff
    ) -> None:
        done = make(session, handoff, "introduce", " Maria is ill ")
        assert (done.state, done.waived) == (State.INTRODUCING, 3)
        waiver = session.scalars(select(Waiver)).one()
        assert (waiver.move, waiver.reason) == ("introduce", "Maria is ill")
        (shared,) = checklist_reading.read(session, WORKSPACE, handoff.id, MONDAY).waived
        assert shared.missing == ("Dump", "Accepted", "Message")
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.what == "guard_waived"))
        assert entry.detail == {"open": 3}

    def test_moves_on_as_far_as_what_is_done_allows(self, session: Session) -> None:
        handoff = start(session, [Planned("dump"), Planned("intro", phase="introducing")])
        intro = session.scalars(select(Task).where(Task.key == "intro")).one()
        checklist.tick(session, actor(MARIA), handoff.id, intro.id, MONDAY)
        assert make(session, handoff, "introduce", "because").state is State.OVERLAPPING

    def test_everybody_hears_but_who_did_it(self, session: Session, handoff: Handoff) -> None:
        make(session, handoff, "introduce", "because")
        assert told(session) == [MARIA, IDRIS]

    def test_a_move_that_is_gone_is_refused_at_its_field(
        self, session: Session, handoff: Handoff
    ) -> None:
        for name in ("settle", "open", "", "nonsense"):
            with pytest.raises(FieldErrors) as error:
                make(session, handoff, name, "because")
            assert list(error.value.fields) == ["move"]

    def test_an_abrupt_introduction_lists_the_dump_as_a_gap_by_itself(
        self, session: Session
    ) -> None:
        tasks = [Planned("rebuilt"), Planned("message"), Planned("intro")]
        handoff = start(session, tasks, mode=Mode.ABRUPT, outgoing_id=None)
        message = session.scalars(select(Task).where(Task.key == "message")).one()
        checklist.tick(session, actor(LENA), handoff.id, message.id, MONDAY)
        assert handoff.state is State.INTRODUCING
        assert session.scalars(select(Waiver)).one().missing == ["Rebuilt"]


class TestOnHold:
    def test_check_ins_wait_and_nothing_is_late(self, session: Session) -> None:
        (asked,) = checked_in_on(session, 7)
        handoff = session.get_one(Handoff, asked.handoff_id)
        make(session, handoff, "hold")
        session.refresh(asked)
        assert asked.state is CheckInState.HELD
        later = checklist_reading.read(session, WORKSPACE, handoff.id, MONDAY + timedelta(days=30))
        assert {task.state for task in later.tasks} == {TaskState.OPEN}
        assert later.changes_at is None

    def test_what_passed_is_asked_once_and_what_is_to_come_stays(self, session: Session) -> None:
        first, second, third = checked_in_on(session, 7, 14, 42)
        handoff = session.get_one(Handoff, first.handoff_id)
        make(session, handoff, "hold")
        session.expire_all()
        make(session, handoff, "resume", in_days=21)
        session.flush()
        assert [first.state, second.state, third.state] == [
            CheckInState.CANCELLED,
            CheckInState.PLANNED,
            CheckInState.PLANNED,
        ]
        assert second.due_at == MONDAY + timedelta(days=21)
        skipped = session.scalars(select(Task).where(Task.skipped_at.is_not(None))).one()
        assert (skipped.id, skipped.skipped_why) == (first.task_id, hold.PASSED)

    def test_a_date_that_moves_meanwhile_counts_when_it_goes_on(self, session: Session) -> None:
        (found,) = checked_in_on(session, 7)
        handoff = session.get_one(Handoff, found.handoff_id)
        make(session, handoff, "hold")
        session.expire_all()
        check_in.move_to(session, found.task_id or 0, MONDAY.date() + timedelta(days=21))
        make(session, handoff, "resume")
        assert (found.state, found.due_at) == (
            CheckInState.PLANNED,
            MONDAY + timedelta(days=21),
        )

    def test_a_reason_may_be_given_and_leads_alone_read_it(self, session: Session) -> None:
        handoff = start(session)
        assert look(session, handoff, chosen="hold").takes_why
        make(session, handoff, "hold", "Their buyer is ill")
        for who, why in ((LENA, "Their buyer is ill"), (MARIA, ""), (IDRIS, "")):
            opened = access.open_handoff(session, actor(who), handoff.id)
            assert [entry.why for entry in history.recent(session, opened)] == [why]

    def test_it_goes_back_to_where_it_was(self, session: Session) -> None:
        handoff = start(session, [BAU], state=State.SETTLING)
        make(session, handoff, "hold")
        assert (handoff.state, handoff.held_from) == (State.ON_HOLD, State.SETTLING)
        make(session, handoff, "resume")
        assert (handoff.state, handoff.held_from, handoff.held_at) == (State.SETTLING, None, None)

    def test_on_the_day_the_lead_is_asked_once(self, session: Session, handoff: Handoff) -> None:
        make(session, handoff, "hold", on=MONDAY.date() + timedelta(days=7))
        assert moves.next_due(session) == MONDAY + timedelta(days=7)
        for days in (6, 7, 8, 30):
            moves.fall_due(session, MONDAY + timedelta(days=days))
        assert told(session, "resume_due") == [LENA]
        assert handoff.state is State.ON_HOLD

    def test_it_is_not_held_until_a_day_that_has_passed(
        self, session: Session, handoff: Handoff
    ) -> None:
        with pytest.raises(FieldErrors) as error:
            make(session, handoff, "hold", on=MONDAY.date())
        assert list(error.value.fields) == ["on"]

    def test_a_tick_meanwhile_counts_when_it_goes_on(self, session: Session) -> None:
        handoff = start(session, [Planned("dump"), Planned("intro")], tier=Tier.LOW)
        make(session, handoff, "hold")
        task = session.scalars(select(Task).where(Task.key == "dump")).one()
        checklist.tick(session, actor(MARIA), handoff.id, task.id, MONDAY)
        assert handoff.state is State.ON_HOLD
        assert make(session, handoff, "resume").state is State.INTRODUCING


class TestCancellingAndReopening:
    @pytest.mark.parametrize("name", ["cancel", "reopen"])
    def test_both_ask_why(self, session: Session, name: str) -> None:
        state = State.PREPARING if name == "cancel" else State.BAU
        handoff = start(session, [BAU], state=state, bau_at=MONDAY)
        with pytest.raises(FieldErrors) as error:
            make(session, handoff, name)
        assert list(error.value.fields) == ["reason"]

    def test_what_was_reached_is_done_again_and_the_rest_stands(self, session: Session) -> None:
        tasks = [Planned("moved"), BAU, DEBRIEF, TOUCHPOINT]
        handoff = start(session, tasks, state=State.CLOSED, bau_at=MONDAY, closed_at=MONDAY)
        for task in session.scalars(select(Task)):
            task.done_at, task.done_by = MONDAY, LENA
        target = MONDAY.date() + timedelta(days=14)
        make(session, handoff, "reopen", "Dana complained", target)
        found = checklist_reading.read(session, WORKSPACE, handoff.id, MONDAY)
        assert (found.state, found.bau_at) == (State.SETTLING, None)
        assert {task.key for task in found.tasks if task.is_undone} == {
            "bau",
            "debrief",
            "touchpoint",
        }
        due = {task.key: task.due_on for task in found.tasks}
        assert due["bau"] == target
        assert due["debrief"] == DEBRIEF.due_on + timedelta(days=14)

    def test_people_at_the_customer_are_asked_again_on_the_way(self, session: Session) -> None:
        (asked,) = checked_in_on(session, 0, state=State.BAU, bau_at=MONDAY)
        asked.state = CheckInState.ANSWERED
        handoff = session.get_one(Handoff, asked.handoff_id)
        make(session, handoff, "reopen", "because", MONDAY.date() + timedelta(days=14))
        (again,) = session.scalars(select(CheckIn).where(CheckIn.id != asked.id))
        assert (again.person_id, again.state) == (LENA, CheckInState.PLANNED)
        assert again.due_on == MONDAY.date() + timedelta(days=7)

    def test_it_is_not_reopened_beside_another_open_handoff(self, session: Session) -> None:
        over = start(session, [BAU], state=State.CLOSED, bau_at=MONDAY)
        open_one = start(session, account="Globex")
        open_one.account_id = over.account_id
        session.flush()
        with pytest.raises(FieldErrors) as error:
            make(session, over, "reopen", "because")
        assert list(error.value.fields) == ["move"]

    def test_of_two_reopened_at_the_same_moment_one_is_told_of_the_other(
        self, northwind: Database
    ) -> None:
        ids = northwind.run_sync(two_of_one_account)

        def reopen(handoff_id: int) -> str:
            wish = Wish("reopen", "because")
            try:
                return northwind.run_sync(move_on.make, actor(LENA), handoff_id, wish, MONDAY).state
            except FieldErrors as error:
                return str(error)

        with ThreadPoolExecutor(2) as people:
            answers = sorted(people.map(reopen, ids))
        assert answers == [
            "Another handoff of Acme Robotics is open: it has to end before this one goes on.",
            State.SETTLING,
        ]

    def test_a_closed_handoff_that_is_cancelled_nowhere_stays(self, session: Session) -> None:
        handoff = start(session, state=State.CANCELLED)
        assert look(session, handoff).chosen is None

    def test_observers_hear_of_it_if_they_were_told_at_all(self, session: Session) -> None:
        handoff = start(session)
        make(session, handoff, "cancel", "because")
        assert PRIYA not in told(session)


class TestTheCalendar:
    def test_the_overlap_ends_on_the_day_of_the_switch(self, session: Session) -> None:
        handoff = start(session, [Planned("moved")], state=State.OVERLAPPING)
        moves.set_clock(session, handoff)
        task = session.scalars(select(Task)).one()
        checklist.tick(session, actor(MARIA), handoff.id, task.id, MONDAY)
        assert moves.fall_due(session, MONDAY + timedelta(days=27)) == 0
        assert moves.fall_due(session, MONDAY + timedelta(days=28)) == 1
        assert handoff.state is State.SETTLING
        assert ownership.current_owner(session, WORKSPACE, handoff.account_id) == IDRIS

    def test_a_hard_handoffs_account_changes_hands_at_last_contact_whatever_its_state(
        self, session: Session
    ) -> None:
        handoff = start(session, mode=Mode.HARD)
        moves.set_clock(session, handoff)
        moves.fall_due(session, MONDAY + timedelta(days=27))
        assert ownership.current_owner(session, WORKSPACE, handoff.account_id) == MARIA
        moves.fall_due(session, MONDAY + timedelta(days=28))
        assert ownership.current_owner(session, WORKSPACE, handoff.account_id) == IDRIS
        assert told(session, "last_contact") == [MARIA, IDRIS, LENA]
        assert handoff.state is State.PREPARING

    def test_it_closes_itself_after_debrief_and_touchpoint(self, session: Session) -> None:
        handoff = start(session, [DEBRIEF, TOUCHPOINT], state=State.BAU, bau_at=MONDAY)
        for task in session.scalars(select(Task)).all():
            checklist.tick(session, actor(LENA), handoff.id, task.id, MONDAY)
        assert (handoff.state, handoff.closed_at) == (State.CLOSED, MONDAY)
        assert told(session) == [MARIA, IDRIS]
