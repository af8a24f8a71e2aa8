"""Nobody to ask: a temporary contact first, the incoming CSM later (R26, R30, States)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import temporary as blocks
from playbook import access, checklist_reading, clocks, ownership, status, temporary
from playbook.catching_up import catch_up
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from playbook.progress import TaskState
from playbook.visibility import Role
from storage.choices import Anchor, Mode, Owner, OwnershipRole, State
from storage.database import Database
from storage.tables import (
    CheckIn,
    Handoff,
    Outgoing,
    Ownership,
    Person,
    PersonSettings,
    Task,
)
from tests.northwind import (
    ADA,
    GITA,
    IDRIS,
    LENA,
    MARIA,
    MONDAY,
    OTTO,
    SAM,
    TOM,
    WORKSPACE,
    actor,
)
from tests.rules.handoffs import TODAY, Planned, start
from tests.rules.surfaces import words

HOUR = timedelta(hours=1)
TEMPORARY = Planned("temporary", Owner.LEAD, 0, event="temporary_named")
INCOMING = Planned("incoming", Owner.LEAD, 2, event="incoming_named")
REBUILT = Planned("rebuilt", Owner.INCOMING, 3, event="dump_complete")
CHAMPION = Planned("champion", Owner.INCOMING, 7, "introducing", needs=("incoming",))
SENTIMENT = Planned("sentiment-1", Owner.LEAD, 3, "settling", event="check_in_answered:sentiment-1")
PLAN = (TEMPORARY, INCOMING, REBUILT, CHAMPION, SENTIMENT)


@pytest.fixture
def acme(session: Session) -> Handoff:
    """Acme Robotics, whose CSM is gone from one day to the next. Nobody is named."""
    handoff = start(
        session,
        PLAN,
        observed=False,
        mode=Mode.ABRUPT,
        anchor=Anchor.DEPARTURE,
        anchor_on=TODAY,
        template="abrupt-high",
        outgoing_id=MARIA,
        incoming_id=None,
    )
    clock = task(session, handoff, "temporary")
    clock.due_at = MONDAY + 4 * HOUR
    session.flush()
    return handoff


def task(session: Session, handoff: Handoff, key: str) -> Task:
    return session.scalars(select(Task).where(Task.handoff_id == handoff.id, Task.key == key)).one()


def heard(session: Session) -> list[tuple[str, str | None]]:
    """What people hear of who is named; that the handoff moves on is told elsewhere."""
    own = ("temporary", "taking_over", "relieved", "naming_late")
    query = select(Outgoing).where(Outgoing.effect.in_(own)).order_by(Outgoing.id)
    return [(row.effect, row.person_id) for row in session.scalars(query)]


def name(session: Session, handoff: Handoff, who: str = TOM) -> temporary.Named:
    return temporary.name(session, actor(LENA), handoff.id, who, MONDAY)


def name_incoming(session: Session, handoff: Handoff, who: str = IDRIS) -> temporary.Named:
    return temporary.name_incoming(session, actor(LENA), handoff.id, who, MONDAY)


def role_of(session: Session, handoff: Handoff, who: str) -> Role:
    return access.open_handoff(session, actor(who), handoff.id).role


class TestTheTemporaryContact:
    def test_they_hear_of_it_are_invited_and_do_what_is_the_incoming_csms(
        self, session: Session, acme: Handoff
    ) -> None:
        name(session, acme)
        assert (acme.temporary_id, acme.temporary_named_at) == (TOM, MONDAY)
        assert task(session, acme, "temporary").done_event == "temporary_named"
        assert heard(session) == [("temporary", TOM)]
        assert session.scalar(select(Outgoing.effect).where(Outgoing.effect == "place"))
        assert role_of(session, acme, TOM) is Role.INCOMING
        found = checklist_reading.read(session, WORKSPACE, acme.id, MONDAY)
        rebuilt = found.task("rebuilt")
        assert rebuilt
        assert rebuilt.owners == (TOM,)

    def test_the_backup_is_proposed_first(self, session: Session, acme: Handoff) -> None:
        backup = {"role": OwnershipRole.BACKUP, "since": MONDAY, "person_id": SAM}
        session.add(Ownership(workspace_id=WORKSPACE, account_id=acme.account_id, **backup))
        session.flush()
        found = temporary.naming(session, actor(LENA), acme.id)
        assert (found.suggested_id, found.is_backup) == (SAM, True)
        assert f"<@{SAM}> is the backup" in words(blocks.question(found))

    def test_without_a_backup_nobody_is_proposed(self, session: Session, acme: Handoff) -> None:
        found = temporary.naming(session, actor(LENA), acme.id)
        assert found.suggested_id is None
        assert "No backup of this account is known" in words(blocks.question(found))

    def test_another_one_takes_their_place_and_the_first_is_thanked(
        self, session: Session, acme: Handoff
    ) -> None:
        name(session, acme)
        name(session, acme, SAM)
        assert heard(session) == [("temporary", TOM), ("temporary", SAM), ("relieved", TOM)]
        with pytest.raises(NotThere):
            role_of(session, acme, TOM)

    def test_naming_the_same_person_twice_says_nothing_twice(
        self, session: Session, acme: Handoff
    ) -> None:
        name(session, acme)
        name(session, acme)
        assert heard(session) == [("temporary", TOM)]

    @pytest.mark.parametrize(
        ("who", "why"),
        [(GITA, "is a guest"), (OTTO, "is deactivated"), (MARIA, "hand the account over")],
    )
    def test_who_cannot_do_it_is_refused_at_the_field(
        self, session: Session, acme: Handoff, who: str, why: str
    ) -> None:
        with pytest.raises(FieldErrors, match=why) as refused:
            name(session, acme, who)
        assert list(refused.value.fields) == ["person"]

    def test_only_the_lead_names_them(self, session: Session, acme: Handoff) -> None:
        with pytest.raises(NotAllowed, match="Only the lead"):
            temporary.name(session, actor(MARIA), acme.id, TOM, MONDAY)


class TestTheClock:
    def test_it_is_shown_to_the_minute_and_late_the_minute_it_is_over(
        self, session: Session, acme: Handoff
    ) -> None:
        before = checklist_reading.read(session, WORKSPACE, acme.id, MONDAY)
        assert before.changes_at == MONDAY + 4 * HOUR
        late = checklist_reading.read(session, WORKSPACE, acme.id, MONDAY + 4 * HOUR)
        found = late.task("temporary")
        assert found
        assert found.state is TaskState.LATE

    def test_the_lead_hears_at_once_and_once(self, session: Session, acme: Handoff) -> None:
        assert clocks.next_due(session) == MONDAY + 4 * HOUR
        assert clocks.strike(session, MONDAY + 4 * HOUR - timedelta(seconds=1)) == 0
        assert clocks.strike(session, MONDAY + 4 * HOUR) == 1
        assert clocks.strike(session, MONDAY + 5 * HOUR) == 0
        assert heard(session) == [("naming_late", LENA)]
        row = session.scalars(select(Outgoing)).one()
        found = clocks.late(session, row)
        assert found
        assert "Nobody looks after *Acme Robotics*" in blocks.late(found)[0]
        name(session, acme)
        assert clocks.late(session, row) is None

    def test_nothing_strikes_on_hold(self, session: Session, acme: Handoff) -> None:
        acme.state = State.ON_HOLD
        session.flush()
        assert clocks.strike(session, MONDAY + timedelta(days=30)) == 0

    def test_of_the_incoming_csm_the_lead_hears_on_the_last_day_allowed(
        self, session: Session, acme: Handoff
    ) -> None:
        name(session, acme)
        task(session, acme, "incoming").latest_on = TODAY + timedelta(days=4)
        session.flush()
        assert clocks.strike(session, MONDAY + timedelta(days=3)) == 0
        assert clocks.strike(session, MONDAY + timedelta(days=4, hours=9)) == 1
        assert heard(session)[-1] == ("naming_late", LENA)


class TestTheIncomingCsm:
    def test_the_account_changes_hands_and_who_stood_in_is_thanked(
        self, session: Session, acme: Handoff
    ) -> None:
        name(session, acme)
        name_incoming(session, acme)
        owner = ownership.current_owner(session, WORKSPACE, acme.account_id)
        assert (acme.incoming_id, owner) == (IDRIS, IDRIS)
        assert task(session, acme, "incoming").done_event == "incoming_named"
        assert heard(session)[-2:] == [("taking_over", IDRIS), ("relieved", TOM)]
        assert temporary.relieved(session, WORKSPACE, acme.id, TOM) == ("Acme Robotics", IDRIS)

    def test_who_stood_in_can_still_say_what_they_know(
        self, session: Session, acme: Handoff
    ) -> None:
        name(session, acme)
        name_incoming(session, acme)
        assert role_of(session, acme, TOM) is Role.OUTGOING
        assert role_of(session, acme, IDRIS) is Role.INCOMING
        assert acme.id == status.read(session, actor(TOM), acme.id, MONDAY).checklist.handoff_id

    def test_they_hear_who_looked_after_it_and_what_is_not_known(
        self, session: Session, acme: Handoff
    ) -> None:
        name(session, acme)
        name_incoming(session, acme)
        found = temporary.taking(session, WORKSPACE, acme.id, IDRIS, MONDAY)
        assert found
        said = words(blocks.taking_over(found)[1])
        assert f"<@{TOM}> has looked after it until now" in said
        assert "0 % complete" in said
        assert "Not known yet: Why they buy, People" in said

    def test_their_check_ins_are_planned_then(self, session: Session, acme: Handoff) -> None:
        name_incoming(session, acme)
        asked = session.scalars(select(CheckIn.person_id)).all()
        assert set(asked) == {LENA, IDRIS}

    def test_check_ins_of_who_stood_in_are_theirs_then(
        self, session: Session, acme: Handoff
    ) -> None:
        name(session, acme)
        name_incoming(session, acme)
        open_ones = select(CheckIn.person_id).where(CheckIn.state == "planned")
        assert set(session.scalars(open_ones)) == {LENA, IDRIS}

    def test_named_before_anybody_stood_in_nobody_has_to(
        self, session: Session, acme: Handoff
    ) -> None:
        name_incoming(session, acme)
        found = task(session, acme, "temporary")
        assert (found.skipped_why, heard(session)) == (
            "The incoming CSM is named",
            [("taking_over", IDRIS)],
        )

    def test_once_named_somebody_else_comes_in_by_a_swap_only(
        self, session: Session, acme: Handoff
    ) -> None:
        name_incoming(session, acme)
        with pytest.raises(NotNow, match="Idris Okafor takes over Acme Robotics already"):
            name_incoming(session, acme, SAM)


def test_of_two_leads_who_name_somebody_at_the_same_moment_the_second_reads_who_it_is(
    northwind: Database,
) -> None:
    def begin(session: Session) -> Handoff:
        session.get_one(Person, (WORKSPACE, ADA)).is_lead = True
        session.add(
            PersonSettings(workspace_id=WORKSPACE, person_id=LENA, deputy_id=ADA, updated_at=MONDAY)
        )
        return start(session, PLAN, mode=Mode.ABRUPT, anchor_on=TODAY, incoming_id=None)

    handoff = northwind.run_sync(begin)

    def named(lead_and_person: tuple[str, str]) -> str:
        lead, person = lead_and_person
        try:
            northwind.run_sync(temporary.name_incoming, actor(lead), handoff.id, person, MONDAY)
        except NotNow as error:
            return str(error)
        return "named"

    with ThreadPoolExecutor(2) as leads:
        said = set(leads.map(named, ((LENA, IDRIS), (ADA, SAM))))
    incoming_id = northwind.read_sync(
        lambda session: session.get_one(Handoff, handoff.id).incoming_id
    )
    who = {IDRIS: "Idris Okafor", SAM: "Sam Whitaker"}[str(incoming_id)]
    assert said == {"named", f"{who} takes over Acme Robotics already."}


class TestAtTheStart:
    def test_who_is_named_already_is_ticked_and_the_temporary_contact_hears(
        self, session: Session, acme: Handoff
    ) -> None:
        acme.temporary_id = TOM
        temporary.begin(session, acme, MONDAY)
        catch_up(session, acme, LENA, MONDAY)
        assert heard(session) == [("temporary", TOM)]
        assert task(session, acme, "temporary").done_at == MONDAY
        assert task(session, acme, "incoming").done_at is None

    def test_during_a_leave_they_hear_when_the_account_goes_back(
        self, session: Session, acme: Handoff
    ) -> None:
        acme.temporary_id, acme.returns_on = TOM, date(2026, 6, 1)
        session.flush()
        found = temporary.taking(session, WORKSPACE, acme.id, TOM, MONDAY)
        assert found
        assert f"<@{MARIA}> has it again from" in words(blocks.standing_in(found)[1])
