"""Business as usual: what it lacks, who confirms it, and what follows (R21)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import bau, checklist_reading
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from storage.choices import Anchor, CheckInState, ItemKind, Owner, Score, State
from storage.tables import (
    AuditEntry,
    Contact,
    Handoff,
    OpenItem,
    Outgoing,
    Ownership,
    Sentiment,
    Task,
    Waiver,
)
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, PRIYA, TOM, WORKSPACE, actor
from tests.rules.check_ins import add_check_in
from tests.rules.handoffs import Planned, start

BAU = Planned("bau", Owner.LEAD, 14, "settling", event="bau_confirmed")
LOOK = Planned("look", Owner.LEAD, 14, "settling")
SENTIMENT = Planned("sentiment", Owner.LEAD, 7, "settling", event="check_in_answered:sentiment")
DEBRIEF = Planned("debrief", Owner.LEAD_AND_INCOMING, 21, "bau")


@pytest.fixture
def acme(session: Session) -> Handoff:
    """Acme, settling, with nothing in the way of business as usual but Dana's feelings."""
    handoff = start(session, [SENTIMENT, BAU, DEBRIEF], state=State.SETTLING)
    add_contact(session, handoff, "Dana Fox")
    return handoff


def add_contact(
    session: Session, handoff: Handoff, name: str, *, key: bool = True, **different: object
) -> Contact:
    contact = Contact(
        workspace_id=WORKSPACE,
        account_id=handoff.account_id,
        name=name,
        is_key_stakeholder=key,
        written_by=MARIA,
        written_at=MONDAY,
        **different,
    )
    session.add(contact)
    session.flush()
    return contact


def feel(session: Session, handoff: Handoff, score: Score, in_days: int = 0) -> None:
    """Let the first contact be asked about, and answered with this score."""
    check_in = add_check_in(session, handoff, f"sentiment-{in_days}-{score}", in_days)
    check_in.state = CheckInState.ANSWERED
    contact_id = session.scalars(select(Contact.id).order_by(Contact.id)).first()
    session.add(
        Sentiment(
            workspace_id=WORKSPACE,
            handoff_id=handoff.id,
            check_in_id=check_in.id,
            contact_id=contact_id,
            score=score,
            by=LENA,
            at=MONDAY,
        )
    )
    session.flush()


def confirm(session: Session, who: str, handoff: Handoff, reason: str = "") -> None:
    bau.confirm(session, actor(who), handoff.id, reason, MONDAY)


class TestWhatIsMissing:
    def test_nothing_is_once_every_key_stakeholder_is_known_to_be_well(
        self, session: Session, acme: Handoff
    ) -> None:
        feel(session, acme, Score.NEUTRAL)
        assert bau.missing(session, acme, MONDAY) == ()

    def test_a_feeling_that_nobody_asked_about_is_missing(
        self, session: Session, acme: Handoff
    ) -> None:
        assert bau.missing(session, acme, MONDAY) == ("How Dana Fox feels is not known",)

    def test_silence_is_not_approval(self, session: Session, acme: Handoff) -> None:
        feel(session, acme, Score.NO_SIGNAL)
        assert bau.missing(session, acme, MONDAY) == (
            "No signal from Dana Fox: silence is not approval",
        )

    @pytest.mark.parametrize("score", [Score.UNEASY, Score.AT_RISK])
    def test_an_unhappy_stakeholder_is_missing(
        self, session: Session, acme: Handoff, score: Score
    ) -> None:
        feel(session, acme, score)
        assert bau.missing(session, acme, MONDAY) == ("Dana Fox is not happy",)

    def test_the_last_answer_counts(self, session: Session, acme: Handoff) -> None:
        feel(session, acme, Score.DELIGHTED, in_days=7)
        feel(session, acme, Score.AT_RISK, in_days=1)
        assert bau.missing(session, acme, MONDAY) == ()

    def test_who_has_left_the_customer_or_is_no_key_stakeholder_is_not_asked_about(
        self, session: Session, acme: Handoff
    ) -> None:
        feel(session, acme, Score.COMFORTABLE)
        add_contact(session, acme, "Gone Girl", has_left=True)
        add_contact(session, acme, "Somebody Else", key=False)
        assert bau.missing(session, acme, MONDAY) == ()

    def test_without_key_stakeholders_the_points_of_contact_count(self, session: Session) -> None:
        handoff = start(session, [BAU], state=State.SETTLING)
        assert bau.missing(session, handoff, MONDAY) == (
            "Nobody at the customer is marked as a key stakeholder",
        )
        add_contact(session, handoff, "Front Desk", key=False, roles=["point_of_contact"])
        assert bau.missing(session, handoff, MONDAY) == ("How Front Desk feels is not known",)

    def test_tasks_left_over_are_missing_but_not_those_that_come_after(
        self, session: Session
    ) -> None:
        handoff = start(session, [LOOK, BAU, DEBRIEF], state=State.SETTLING)
        assert "Still to do: Look" in bau.missing(session, handoff, MONDAY)
        assert "Still to do: Debrief" not in bau.missing(session, handoff, MONDAY)

    def test_an_open_item_that_is_still_the_outgoing_csms_is_missing(
        self, session: Session, acme: Handoff
    ) -> None:
        feel(session, acme, Score.NEUTRAL)
        item = OpenItem(
            workspace_id=WORKSPACE,
            account_id=acme.account_id,
            kind=ItemKind.COMMITMENT,
            text="a report each month",
            owner_id=MARIA,
            written_by=MARIA,
            written_at=MONDAY,
        )
        session.add(item)
        session.flush()
        missing = bau.missing(session, acme, MONDAY)
        assert [line.partition(":")[0] for line in missing] == [
            "1 open item is still the outgoing CSM's"
        ]
        item.owner_id = IDRIS
        session.flush()
        assert bau.missing(session, acme, MONDAY) == ()

    def test_a_check_in_that_is_due_must_be_answered_and_a_later_one_not_yet(
        self, session: Session, acme: Handoff
    ) -> None:
        feel(session, acme, Score.NEUTRAL)
        add_check_in(session, acme, "later", in_days=7)
        assert bau.missing(session, acme, MONDAY) == ()
        week_later = MONDAY + timedelta(days=7)
        assert bau.missing(session, acme, week_later) == ("1 check-in is due and not answered",)


class TestConfirming:
    def test_the_lead_confirms_and_everybody_hears(self, session: Session, acme: Handoff) -> None:
        feel(session, acme, Score.NEUTRAL)
        confirm(session, LENA, acme)
        assert (acme.state, acme.bau_at) == (State.BAU, MONDAY)
        sent = session.execute(select(Outgoing.effect, Outgoing.person_id))
        assert {tuple(row) for row in sent} == {
            ("bau", MARIA),
            ("bau", IDRIS),
            ("bau", LENA),
            ("bau", PRIYA),
            ("closing", None),
        }

    def test_it_ticks_its_own_task(self, session: Session, acme: Handoff) -> None:
        feel(session, acme, Score.NEUTRAL)
        confirm(session, LENA, acme)
        task = checklist_reading.read(session, WORKSPACE, acme.id, MONDAY).task("bau")
        assert task is not None
        assert task.done_event == "bau_confirmed"

    def test_overruling_needs_a_reason_in_writing(self, session: Session, acme: Handoff) -> None:
        with pytest.raises(FieldErrors) as error:
            confirm(session, LENA, acme, "  \n ")
        assert list(error.value.fields) == ["reason"]
        assert acme.state is State.SETTLING
        assert session.scalar(select(Waiver)) is None

    def test_what_was_overruled_stays_with_its_reason_and_the_trail_keeps_it_from_others(
        self, session: Session, acme: Handoff
    ) -> None:
        confirm(session, LENA, acme, " Dana is on leave until May. ")
        waiver = session.scalars(select(Waiver)).one()
        assert waiver.reason == "Dana is on leave until May."
        assert waiver.missing == ["How Dana Fox feels is not known"]
        entry = session.scalars(select(AuditEntry).where(AuditEntry.what == "bau_overruled")).one()
        assert entry.detail == {"open": 1}
        assert entry.confidential["reason"] == "Dana is on leave until May."  # type: ignore[index]

    def test_a_reason_without_anything_missing_is_no_waiver(
        self, session: Session, acme: Handoff
    ) -> None:
        feel(session, acme, Score.NEUTRAL)
        confirm(session, LENA, acme, "to be safe")
        assert session.scalar(select(Waiver)) is None

    def test_the_account_is_the_incoming_csms_at_the_latest_now(
        self, session: Session, acme: Handoff
    ) -> None:
        acme.state = State.INTRODUCING
        confirm(session, LENA, acme, "we skip the overlap")
        owner = select(Ownership.person_id).where(Ownership.until.is_(None))
        assert session.scalars(owner).all() == [IDRIS]

    def test_what_is_counted_from_business_as_usual_is_dated_from_today(
        self, session: Session, acme: Handoff
    ) -> None:
        debrief = session.scalars(select(Task).where(Task.key == "debrief")).one()
        debrief.anchor, debrief.offset_days = Anchor.BAU, 5
        feel(session, acme, Score.NEUTRAL)
        confirm(session, LENA, acme)
        # Five days after Monday the 2nd is a Saturday; the next working day is Monday the 9th.
        assert debrief.due_on == MONDAY.date() + timedelta(days=7)

    def test_what_waits_for_business_as_usual_without_a_date_is_not_late_when_it_comes(
        self, session: Session, acme: Handoff
    ) -> None:
        debrief = session.scalars(select(Task).where(Task.key == "debrief")).one()
        debrief.needs, debrief.due_on = ["bau"], MONDAY.date() - timedelta(days=7)
        feel(session, acme, Score.NEUTRAL)
        confirm(session, LENA, acme)
        assert debrief.due_on == MONDAY.date()

    def test_planned_check_ins_stay_planned(self, session: Session, acme: Handoff) -> None:
        feel(session, acme, Score.NEUTRAL)
        later = add_check_in(session, acme, "later", in_days=7)
        confirm(session, LENA, acme)
        assert later.state is CheckInState.PLANNED


class TestWhoAndWhen:
    def test_nobody_but_the_lead_may(self, session: Session, acme: Handoff) -> None:
        for who in (MARIA, IDRIS, PRIYA):
            with pytest.raises(NotAllowed):
                bau.readiness(session, actor(who), acme.id, MONDAY)
        with pytest.raises(NotThere):
            bau.readiness(session, actor(TOM), acme.id, MONDAY)

    def test_a_second_confirmation_is_told_that_it_is_so_already(
        self, session: Session, acme: Handoff
    ) -> None:
        feel(session, acme, Score.NEUTRAL)
        confirm(session, LENA, acme)
        sent = len(session.scalars(select(Outgoing.id)).all())
        with pytest.raises(NotNow, match="already"):
            confirm(session, LENA, acme)
        assert len(session.scalars(select(Outgoing.id)).all()) == sent

    @pytest.mark.parametrize("state", [State.ON_HOLD, State.CANCELLED])
    def test_a_handoff_that_is_not_under_way_is_not_confirmed(
        self, session: Session, acme: Handoff, state: State
    ) -> None:
        acme.state = state
        with pytest.raises(NotNow):
            confirm(session, LENA, acme, "because")
