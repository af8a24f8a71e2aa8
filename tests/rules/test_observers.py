"""Observers: told before the customer is, and their click is what the plan waits for (R10, R31)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import observers as blocks
from handlers.messages import Message
from handlers.observers import MESSAGES
from playbook import checklist_reading, clocks, observers, states, status, undelivered
from playbook.errors import NotAllowed, NotNow, NotThere
from storage import deliveries
from storage.choices import Owner, State
from storage.database import Database
from storage.tables import Handoff, Observer, Outgoing, PersonSettings, Task
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, PRIYA, SAM, TOM, WORKSPACE, actor
from tests.rules.handoffs import Planned, start
from tests.rules.surfaces import buttons, words
from workspace.blockkit.validate import check_blocks

DAY = timedelta(days=1)
OBSERVERS = Planned("observers", Owner.LEAD, 7, event="observers_acknowledged")
TOLD = Planned("customer_told", Owner.OUTGOING, 9, "introducing", needs=("observers",))


@pytest.fixture
def acme(session: Session) -> Handoff:
    """Acme Robotics, which Priya and Sam observe."""
    handoff = start(session, (OBSERVERS, TOLD))
    session.add(Observer(workspace_id=WORKSPACE, handoff_id=handoff.id, person_id=SAM))
    session.flush()
    return handoff


def task(session: Session, handoff: Handoff) -> Task:
    query = select(Task).where(Task.handoff_id == handoff.id, Task.key == "observers")
    return session.scalars(query).one()


def messages(session: Session) -> list[tuple[str | None, bool]]:
    query = select(Outgoing).where(Outgoing.effect == "observer").order_by(Outgoing.id)
    return [(row.person_id, row.detail["again"]) for row in session.scalars(query)]


def click(session: Session, who: str, handoff: Handoff) -> observers.Acknowledged:
    return observers.acknowledge(session, actor(who), handoff.id, MONDAY)


class TestTelling:
    def test_the_lead_tells_everybody_who_has_not_acknowledged(
        self, session: Session, acme: Handoff
    ) -> None:
        assert observers.tell(session, actor(LENA), acme.id, MONDAY).count == 2
        click(session, PRIYA, acme)
        assert observers.tell(session, actor(LENA), acme.id, MONDAY + DAY).count == 1
        assert messages(session) == [(PRIYA, False), (SAM, False), (SAM, True)]
        told = {one.person_id: one.told_at for one in observers.standing(session, acme)}
        assert told == {PRIYA: MONDAY, SAM: MONDAY}

    @pytest.mark.parametrize("who", [MARIA, IDRIS, PRIYA])
    def test_nobody_but_the_lead_tells_them(
        self, session: Session, acme: Handoff, who: str
    ) -> None:
        with pytest.raises(NotAllowed, match="Only the lead"):
            observers.tell(session, actor(who), acme.id, MONDAY)

    def test_with_nobody_left_to_tell_the_lead_is_told_so(
        self, session: Session, acme: Handoff
    ) -> None:
        for who in (PRIYA, SAM):
            click(session, who, acme)
        with pytest.raises(NotNow, match="All observers of Acme Robotics have acknowledged"):
            observers.telling(session, actor(LENA), acme.id)

    def test_nobody_is_told_of_a_handoff_that_is_not_under_way(
        self, session: Session, acme: Handoff
    ) -> None:
        acme.state = State.ON_HOLD
        with pytest.raises(NotNow, match="not under way"):
            observers.tell(session, actor(LENA), acme.id, MONDAY)

    @pytest.mark.usefixtures("acme")
    def test_they_are_told_by_themselves_in_the_morning_of_the_tasks_date(
        self, session: Session
    ) -> None:
        the_day = MONDAY + 7 * DAY  # 08:00 UTC is 09:00 where Lena is
        assert clocks.next_due(session) == the_day
        assert clocks.strike(session, the_day - timedelta(minutes=1)) == 0
        assert clocks.strike(session, the_day) == 1
        assert messages(session) == [(PRIYA, False), (SAM, False)]
        assert clocks.strike(session, the_day + DAY) == 0
        assert clocks.next_due(session) is None


class TestAcknowledging:
    def test_when_all_have_clicked_the_task_is_done_and_the_customer_may_be_told(
        self, session: Session, acme: Handoff
    ) -> None:
        assert click(session, PRIYA, acme).left == 1
        assert task(session, acme).done_at is None
        assert click(session, SAM, acme).left == 0
        assert task(session, acme).done_event == "observers_acknowledged"

    def test_a_second_click_changes_nothing(self, session: Session, acme: Handoff) -> None:
        click(session, PRIYA, acme)
        version = acme.version
        assert click(session, PRIYA, acme).left == 1
        assert acme.version == version

    def test_who_observes_nothing_has_nothing_to_acknowledge(
        self, session: Session, acme: Handoff
    ) -> None:
        with pytest.raises(NotAllowed, match="do not observe"):
            click(session, LENA, acme)
        with pytest.raises(NotThere):
            click(session, TOM, acme)

    def test_introductions_wait_for_the_observers(self) -> None:
        guards = [move.guard.tasks for move in states.MOVES if move.name is states.Name.INTRODUCE]
        assert guards
        assert all("observers" in tasks for tasks in guards)


class TestWhoCannotBeReached:
    def message(self, session: Session) -> Message | None:
        (row,) = session.scalars(select(Outgoing).where(Outgoing.effect == "observer_unreached"))
        assert row.person_id == LENA
        return MESSAGES["observer_unreached"](session, row, MONDAY)

    def test_of_a_message_that_slack_does_not_take_the_lead_hears_once(
        self, session: Session, acme: Handoff
    ) -> None:
        for day in (MONDAY, MONDAY + DAY):
            observers.tell(session, actor(LENA), acme.id, day)
            session.flush()
        query = select(Outgoing.id).where(Outgoing.effect == "observer", Outgoing.person_id == SAM)
        for outgoing_id in session.scalars(query).all():
            claim = deliveries.claim(session, outgoing_id, MONDAY)
            assert claim is not None
            undelivered.note(session, claim, "user_disabled", MONDAY)
            session.flush()
        said = self.message(session)
        assert said is not None
        assert f"I cannot reach <@{SAM}>, who observes *Acme Robotics*" in said.text
        assert buttons(list(said.blocks), "correct.observers")
        check_blocks(list(said.blocks), "message")

    def test_of_one_who_is_deactivated_the_lead_hears_without_asking(
        self, session: Session, acme: Handoff
    ) -> None:
        for _event in range(2):
            observers.somebody_left(session, WORKSPACE, SAM, MONDAY)
            session.flush()
        assert self.message(session)
        click(session, SAM, acme)
        assert self.message(session) is None

    def test_nobody_hears_of_one_who_has_acknowledged(
        self, session: Session, acme: Handoff
    ) -> None:
        click(session, SAM, acme)
        observers.somebody_left(session, WORKSPACE, SAM, MONDAY)
        session.flush()
        effects = session.scalars(select(Outgoing.effect)).all()
        assert "observer_unreached" not in effects

    def test_the_plan_goes_on_when_the_lead_leaves_the_task_out(
        self, session: Session, acme: Handoff
    ) -> None:
        observers.somebody_left(session, WORKSPACE, SAM, MONDAY)
        session.flush()
        task(session, acme).skipped_at = MONDAY
        session.flush()
        assert self.message(session) is None


def test_two_observers_clicking_at_the_same_moment_both_count(northwind: Database) -> None:
    def begin(session: Session) -> Handoff:
        handoff = start(session, (OBSERVERS, TOLD))
        session.add(Observer(workspace_id=WORKSPACE, handoff_id=handoff.id, person_id=SAM))
        return handoff

    handoff = northwind.run_sync(begin)

    def acknowledge(who: str) -> int:
        return northwind.run_sync(observers.acknowledge, actor(who), handoff.id, MONDAY).left

    with ThreadPoolExecutor(2) as people:
        left = list(people.map(acknowledge, (PRIYA, SAM)))
    assert sorted(left) == [0, 1]
    found = northwind.read_sync(checklist_reading.read, WORKSPACE, handoff.id, MONDAY).task(
        "observers"
    )
    assert found
    assert found.done_event == "observers_acknowledged"


class TestThePlan:
    def test_with_no_observers_the_task_is_skipped_and_says_why(self, session: Session) -> None:
        handoff = start(session, (OBSERVERS, TOLD), observed=False)
        observers.settle(session, handoff, MONDAY)
        found = task(session, handoff)
        assert (found.skipped_at, found.skipped_why) == (MONDAY, "No observers are named")

    def test_an_observer_named_later_is_waited_for(self, session: Session) -> None:
        handoff = start(session, (OBSERVERS, TOLD), observed=False)
        observers.settle(session, handoff, MONDAY)
        session.add(Observer(workspace_id=WORKSPACE, handoff_id=handoff.id, person_id=PRIYA))
        session.flush()
        observers.settle(session, handoff, MONDAY)
        assert task(session, handoff).skipped_at is None
        click(session, PRIYA, handoff)
        assert task(session, handoff).done_at == MONDAY
        session.add(Observer(workspace_id=WORKSPACE, handoff_id=handoff.id, person_id=SAM))
        session.flush()
        observers.settle(session, handoff, MONDAY)
        assert task(session, handoff).done_at is None

    def test_what_a_lead_has_skipped_or_ticked_stays_so(
        self, session: Session, acme: Handoff
    ) -> None:
        found = task(session, acme)
        found.skipped_at, found.skipped_by, found.skipped_why = MONDAY, LENA, "They know"
        observers.settle(session, acme, MONDAY)
        assert found.skipped_at == MONDAY


class TestWhatTheyRead:
    def read(self, session: Session, handoff: Handoff, who: str = PRIYA) -> str:
        found = observers.summary(session, WORKSPACE, handoff.id, who)
        assert found
        _text, content = blocks.message(found, again=False)
        return words(content)

    def test_they_read_two_sentences_of_the_incoming_csms_profile(
        self, session: Session, acme: Handoff
    ) -> None:
        session.add(
            PersonSettings(
                workspace_id=WORKSPACE,
                person_id=IDRIS,
                credentials="Ten years in support <!here>",
                industries="Robotics and logistics.",
                personal_line="I sail",
                updated_at=MONDAY,
            )
        )
        said = self.read(session, acme)
        assert "Ten years in support &lt;!here&gt;. Robotics and logistics." in said
        assert "I sail" not in said

    def test_without_a_profile_they_read_whom_to_ask(self, session: Session, acme: Handoff) -> None:
        assert f"<@{LENA}> tells you more about <@{IDRIS}>" in self.read(session, acme)

    def test_they_read_nothing_of_the_reason_or_the_plan(
        self, session: Session, acme: Handoff
    ) -> None:
        acme.reason = "underperformance"
        said = self.read(session, acme)
        assert "performance" not in said
        assert "task" not in said

    def test_the_message_is_dropped_once_it_makes_no_sense(
        self, session: Session, acme: Handoff
    ) -> None:
        click(session, PRIYA, acme)
        assert observers.summary(session, WORKSPACE, acme.id, PRIYA) is None
        acme.state = State.CANCELLED
        assert observers.summary(session, WORKSPACE, acme.id, SAM) is None

    def test_that_the_customer_does_not_know_is_said_while_it_is_so(
        self, session: Session, acme: Handoff
    ) -> None:
        assert "does not know yet" in self.read(session, acme)
        acme.state = State.INTRODUCING
        assert "does not know yet" not in self.read(session, acme)


class TestStatus:
    def test_the_lead_sees_who_has_not_answered_and_can_ask_again(
        self, session: Session, acme: Handoff
    ) -> None:
        observers.tell(session, actor(LENA), acme.id, MONDAY)
        click(session, PRIYA, acme)
        found = status.read(session, actor(LENA), acme.id, MONDAY)
        content = blocks.in_status(acme.id, found.observers, may_tell=True)
        assert f"Told, not answered yet: <@{SAM}>" in words(content)
        assert [one["text"]["text"] for one in buttons(content, "observers.open")] == ["Ask again"]

    def test_an_observer_sees_of_the_observers_only_themselves(
        self, session: Session, acme: Handoff
    ) -> None:
        found = status.read(session, actor(PRIYA), acme.id, MONDAY)
        assert [one.person_id for one in found.observers] == [PRIYA]
