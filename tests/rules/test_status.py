"""A person's part of a handoff: what they see, and what they must not (R31, R32)."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from playbook import checklist, status
from playbook.at_customer import Somebody
from playbook.audit import record
from playbook.errors import NotAllowed, NotThere
from playbook.overview import Listed
from playbook.status import Status
from playbook.visibility import Role
from storage.choices import Owner, Reason, Score, State
from storage.tables import CheckIn, Handoff, Sentiment, Silence, Touchpoint, Waiver
from tests.northwind import GITA, IDRIS, LENA, MARIA, MONDAY, PRIYA, TOM, WORKSPACE, actor
from tests.rules.check_ins import add_contacts, checked_in_on
from tests.rules.handoffs import Planned, start
from tests.rules.statements import counted


@pytest.fixture
def acme(session: Session) -> Handoff:
    """Northwind's handoff of Acme Robotics, which needs attention, with a waived guard."""
    handoff = start(
        session,
        reason=Reason.UNDERPERFORMANCE,
        attention_since=MONDAY,
        attention_why="at_risk",
    )
    session.add(
        Waiver(
            workspace_id=WORKSPACE,
            handoff_id=handoff.id,
            move="introduce",
            missing=["Dana Fox is not happy"],
            reason="Maria has left the building",
            by=LENA,
            at=MONDAY,
        )
    )
    session.flush()
    return handoff


def read(session: Session, who: str, handoff: Handoff) -> Status:
    return status.read(session, actor(who), handoff.id, MONDAY)


def test_everybody_of_a_handoff_sees_the_plan_the_blueprint_and_what_happened(
    session: Session, acme: Handoff
) -> None:
    checklist.happened(session, acme, "dump_complete", MARIA, MONDAY)
    for who, role in ((MARIA, Role.OUTGOING), (IDRIS, Role.INCOMING), (LENA, Role.LEAD)):
        found = read(session, who, acme)
        assert found.role is role
        assert found.sees_plan
        assert found.completeness is not None
        assert [entry.what for entry in found.history] == ["task_done"]


def test_an_observer_gets_the_summary_only(session: Session, acme: Handoff) -> None:
    checklist.happened(session, acme, "dump_complete", MARIA, MONDAY)
    found = read(session, PRIYA, acme)
    assert (found.role, found.sees_plan) == (Role.OBSERVER, False)
    assert (found.completeness, found.history, found.waived) == (None, (), ())


def test_only_lead_and_incoming_csm_learn_that_somebody_is_unhappy(
    session: Session, acme: Handoff
) -> None:
    record(session, WORKSPACE, LENA, "attention_raised", MONDAY, handoff=acme)
    session.flush()
    assert [bool(read(session, who, acme).attention_why) for who in (MARIA, IDRIS, LENA)] == [
        False,
        True,
        True,
    ]
    assert read(session, MARIA, acme).history == ()
    assert len(read(session, IDRIS, acme).history) == 1


def test_only_the_lead_reads_what_was_waived_and_confirms(session: Session, acme: Handoff) -> None:
    acme.state = State.SETTLING
    leads = read(session, LENA, acme)
    assert [waived.by for waived in leads.waived] == ["Lena Vogt"]
    assert leads.may_confirm_bau
    for who in (MARIA, IDRIS, PRIYA):
        assert read(session, who, acme).waived == ()
        assert not read(session, who, acme).may_confirm_bau


@pytest.mark.parametrize(
    ("state", "done", "is_there"),
    [
        (State.PREPARING, None, True),
        (State.INTRODUCING, None, True),
        (State.INTRODUCING, "message_approved", False),
        (State.SETTLING, None, False),
    ],
)
def test_a_message_that_nobody_began_is_told_of_while_the_customer_is_to_be_told(
    session: Session, state: State, done: str | None, is_there: bool
) -> None:
    plan = [Planned("approved", Owner.LEAD, 1, "preparing", event="message_approved")]
    handoff = start(session, plan, state=state)
    if done:
        checklist.happened(session, handoff, done, LENA, MONDAY)
    assert bool(read(session, MARIA, handoff).message) is is_there


def test_how_the_customers_people_feel_is_told_to_lead_and_incoming_csm_the_unhappy_first(
    session: Session,
) -> None:
    (asked,) = checked_in_on(session, 0)
    handoff = session.get_one(Handoff, asked.handoff_id)
    glad, sad, silent = add_contacts(session, handoff.id, ["Al", "Bo", "Cy"])
    add_contacts(session, handoff.id, ["Gone"], has_left=True)
    add_contacts(session, handoff.id, ["Other"], is_key_stakeholder=False)
    for contact, score in ((glad, Score.COMFORTABLE), (sad, Score.UNEASY)):
        session.add(_felt(asked, contact, score))
    told = MONDAY - timedelta(days=9)
    session.add(
        Silence(
            workspace_id=WORKSPACE,
            handoff_id=handoff.id,
            contact_id=silent,
            since=told,
            asked_at=told,
        )
    )
    session.flush()
    for who in (LENA, IDRIS):
        assert read(session, who, handoff).at_customer.people == (
            Somebody("Bo", Score.UNEASY),
            Somebody("Cy", is_silent=True),
            Somebody("Al", Score.COMFORTABLE),
        )
    names = tuple(Somebody(name) for name in ("Al", "Bo", "Cy"))
    assert read(session, MARIA, handoff).at_customer.people == names
    assert read(session, PRIYA, handoff).at_customer.people == ()


def test_what_waits_for_an_answer_stands_in_the_status_of_who_is_asked(session: Session) -> None:
    (asked, _later) = checked_in_on(session, 0, 7)
    handoff = session.get_one(Handoff, asked.handoff_id)
    later = MONDAY + timedelta(hours=3)
    assert [
        due.check_in_id for due in status.read(session, actor(LENA), handoff.id, later).due
    ] == [asked.id]
    assert status.read(session, actor(IDRIS), handoff.id, later).due == ()


def test_the_lead_reads_that_the_touchpoint_was_missed(session: Session) -> None:
    handoff = start(session, state=State.BAU)
    assert read(session, LENA, handoff).touchpoint is None
    missed = Touchpoint(
        workspace_id=WORKSPACE, handoff_id=handoff.id, contact_ids=[], missed_at=MONDAY
    )
    session.add(missed)
    session.flush()
    sheet = read(session, LENA, handoff).touchpoint
    assert sheet is not None
    assert sheet.missed_at == MONDAY
    assert read(session, IDRIS, handoff).touchpoint is None


def _felt(asked: CheckIn, contact_id: int, score: Score) -> Sentiment:
    return Sentiment(
        workspace_id=WORKSPACE,
        handoff_id=asked.handoff_id,
        check_in_id=asked.id,
        contact_id=contact_id,
        score=score,
        by=LENA,
        at=MONDAY,
    )


def test_the_reason_is_nowhere_in_it(session: Session, acme: Handoff) -> None:
    for who in (MARIA, IDRIS, LENA, PRIYA):
        assert "underperformance" not in repr(read(session, who, acme))


def test_strangers_and_guests_learn_nothing(session: Session, acme: Handoff) -> None:
    with pytest.raises(NotThere):
        read(session, TOM, acme)
    with pytest.raises(NotAllowed):
        read(session, GITA, acme)


def test_the_trail_names_people_and_keeps_its_order(session: Session, acme: Handoff) -> None:
    for minutes, who in ((1, MARIA), (2, IDRIS)):
        now = MONDAY + timedelta(minutes=minutes)
        record(session, WORKSPACE, who, "blueprint_written", now, handoff=acme)
    record(session, WORKSPACE, None, "owner_changed", MONDAY, handoff=acme, detail={"to": IDRIS})
    session.flush()
    found = read(session, MARIA, acme).history
    assert [entry.facts["who"] for entry in found] == [
        "Handoff",
        "Idris Okafor",
        "Maria Lindqvist",
    ]
    assert found[0].facts["to"] == "Idris Okafor"


@pytest.mark.usefixtures("acme")
class TestLookingUp:
    def look_up(self, session: Session, who: str, words: str = "") -> Status | Listed:
        return status.look_up(session, actor(who), words, MONDAY)

    def test_the_only_one_needs_no_name(self, session: Session) -> None:
        assert isinstance(self.look_up(session, MARIA), Status)

    @pytest.mark.parametrize("words", ["acme robotics", "ACME", "  acme   ROBOTICS ", "robot"])
    def test_a_name_is_found_whole_or_in_part(self, session: Session, words: str) -> None:
        start(session, account="Globex")
        found = self.look_up(session, MARIA, words)
        assert isinstance(found, Status)
        assert found.checklist.account == "Acme Robotics"

    def test_a_whole_name_goes_before_a_longer_one(self, session: Session, acme: Handoff) -> None:
        start(session, account="Acme Robotics Japan")
        found = self.look_up(session, MARIA, "acme robotics")
        assert isinstance(found, Status)
        assert found.checklist.handoff_id == acme.id

    def test_several_that_fit_make_a_list(self, session: Session) -> None:
        start(session, account="Acme Rockets")
        found = self.look_up(session, MARIA, "acme")
        assert isinstance(found, Listed)
        assert (found.asked, len(found.lines)) == ("acme", 2)

    @pytest.mark.parametrize("words", ["%", "_", "/", "\\", "' or 1=1", "Globex"])
    def test_what_fits_nothing_of_theirs_makes_a_list(self, session: Session, words: str) -> None:
        start(session, account="Globex", outgoing_id=TOM, incoming_id="U0SAM", observed=False)
        assert isinstance(self.look_up(session, MARIA, words), Listed)

    def test_one_that_is_over_is_found_by_its_name_if_none_is_running(
        self, session: Session, acme: Handoff
    ) -> None:
        acme.state = State.CLOSED
        found = self.look_up(session, MARIA, "acme")
        assert isinstance(found, Status)
        again = start(session, account="Acme again")
        found = self.look_up(session, MARIA, "acme")
        assert isinstance(found, Status)
        assert found.checklist.handoff_id == again.id


def test_a_status_costs_a_constant_number_of_statements(session: Session, acme: Handoff) -> None:
    with counted(session) as few:
        read(session, LENA, acme)
    for key in ("dump_complete", "blueprint_accepted"):
        checklist.happened(session, acme, key, MARIA, MONDAY)
    session.flush()
    with counted(session) as many:
        read(session, LENA, acme)
    assert len(many) == len(few) <= 11
