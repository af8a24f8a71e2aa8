"""From sales to CS: the record, the welcome clock, release-ready, early cancellation (R15)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import release as blocks
from playbook import (
    checklist,
    checklist_reading,
    dump,
    handing_over,
    plan_edit,
    release,
    release_report,
    replan,
    review,
    status,
    welcome,
)
from playbook.catching_up import catch_up
from playbook.dump_view import StepShown
from playbook.errors import FieldErrors, NotAllowed, NotNow
from playbook.plan_sheet import Edit, Seen
from playbook.release import Release
from storage.choices import Anchor, Depth, Kind, Owner, State
from storage.tables import AuditEntry, Handoff, Outgoing, Task
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, actor
from tests.rules import plans
from tests.rules.blueprints import answer_everything
from tests.rules.handoffs import TODAY, Planned, start
from tests.rules.surfaces import buttons, words

HOUR = timedelta(hours=1)
RECORD = Planned("record", Owner.OUTGOING, 0, event="dump_complete")
ACCEPTED = Planned("accepted", Owner.INCOMING, 1, needs=("record",), event="blueprint_accepted")
WELCOME = Planned("welcome", Owner.BOTH, 2, "introducing", event="welcome_held")
RELEASED = Planned(
    "released", Owner.LEAD, 2, "introducing", ("accepted", "welcome"), "release_ready"
)
HIGH = (RECORD, ACCEPTED, WELCOME, RELEASED)
LOW = (
    RECORD,
    Planned("accepted", Owner.INCOMING, 0, needs=("record",), event="dump_complete"),
    Planned("released", Owner.LEAD, 0, "introducing", ("record",), "release_ready"),
)


def deal(session: Session, tasks: tuple[Planned, ...] = HIGH, account: str = "Acme") -> Handoff:
    """A deal signed today, which Maria has made and Idris takes over."""
    handoff = start(
        session,
        tasks,
        account=account,
        observed=False,
        kind=Kind.SALES_TO_CS,
        anchor=Anchor.SIGNATURE,
        anchor_on=TODAY,
        template="sales-high",
        depth=Depth.FULL,
    )
    catch_up(session, handoff, LENA, MONDAY)
    return handoff


@pytest.fixture
def acme(session: Session) -> Handoff:
    """A high touch deal."""
    return deal(session)


def task(session: Session, handoff: Handoff, key: str) -> Task:
    return session.scalars(select(Task).where(Task.handoff_id == handoff.id, Task.key == key)).one()


def tick(session: Session, handoff: Handoff, key: str, who: str = MARIA) -> None:
    checklist.tick(session, actor(who), handoff.id, task(session, handoff, key).id, MONDAY)


def untick(session: Session, handoff: Handoff, key: str) -> None:
    checklist.untick(session, actor(MARIA), handoff.id, task(session, handoff, key).id, MONDAY)


def record_accepted(session: Session, handoff: Handoff) -> None:
    answer_everything(session, handoff)
    handing_over.hand_over(session, actor(MARIA), handoff.id, MONDAY)
    review.accept(session, actor(IDRIS), handoff.id, MONDAY)


def of(session: Session, handoff: Handoff) -> Release:
    found = release.read(session, handoff, "Acme")
    assert found
    return found


def heard(session: Session, effect: str) -> list[str | None]:
    query = select(Outgoing.person_id).where(Outgoing.effect == effect).order_by(Outgoing.id)
    return list(session.scalars(query))


def trail(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.what).order_by(AuditEntry.id)))


class TestTheRecord:
    def test_it_asks_the_questions_of_a_deal_and_is_judged_by_them(
        self, session: Session, acme: Handoff
    ) -> None:
        shown = dump.open_at(session, actor(MARIA), acme.id, None, "1")
        assert isinstance(shown, StepShown)
        assert shown.sections[0].section.title == "What they bought it for"
        found = status.read(session, actor(IDRIS), acme.id, MONDAY).completeness
        assert found
        assert [part.section.key for part in found.sections] == [
            "deal", "expectations", "need", "decision", "users", "unresolved",
        ]  # fmt: skip
        reading = review.read(session, actor(IDRIS), acme.id, "need", 0, MONDAY)
        assert [part.key for part in reading.sections][:2] == ["deal", "expectations"]

    def test_the_csm_returns_it_with_the_gaps_named(self, session: Session, acme: Handoff) -> None:
        answer_everything(session, acme)
        handing_over.hand_over(session, actor(MARIA), acme.id, MONDAY)
        returning = review.returning(session, actor(IDRIS), acme.id)
        assert [section.key for section in returning.sections][-1] == "unresolved"


class TestReleaseReady:
    def test_a_high_touch_deal_is_ready_once_accepted_and_welcomed(
        self, session: Session, acme: Handoff
    ) -> None:
        assert of(session, acme).waits_for == ("Accepted", "Welcome")
        record_accepted(session, acme)
        assert of(session, acme).waits_for == ("Welcome",)
        tick(session, acme, "welcome")
        assert acme.release_ready_at == MONDAY
        assert task(session, acme, "released").done_event == "release_ready"
        assert heard(session, "release_ready") == [MARIA, LENA]
        assert trail(session).count("release_ready") == 1

    def test_a_low_touch_deal_is_ready_with_its_record(self, session: Session) -> None:
        handoff = deal(session, LOW)
        answer_everything(session, handoff)
        handing_over.hand_over(session, actor(MARIA), handoff.id, MONDAY)
        assert task(session, handoff, "accepted").done_event == "dump_complete"
        assert handoff.release_ready_at == MONDAY

    def test_a_tick_by_hand_makes_no_record_complete(self, session: Session, acme: Handoff) -> None:
        for key in ("record", "accepted", "welcome"):
            tick(session, acme, key)
        assert acme.release_ready_at is None
        assert of(session, acme).waits_for == ("Accepted",)

    def test_what_a_lead_skips_is_not_done_for_the_release(
        self, session: Session, acme: Handoff
    ) -> None:
        task(session, acme, "accepted").skipped_at = MONDAY
        tick(session, acme, "welcome")
        assert acme.release_ready_at is None

    def test_it_is_taken_back_with_what_it_stood_on(self, session: Session, acme: Handoff) -> None:
        record_accepted(session, acme)
        tick(session, acme, "welcome")
        untick(session, acme, "welcome")
        assert (acme.release_ready_at, acme.welcome_held_at) == (None, None)
        assert task(session, acme, "released").done_at is None
        assert trail(session)[-1] == "release_withdrawn"

    @pytest.mark.parametrize("click", [tick, untick])
    def test_nobody_ticks_it_by_hand(self, session: Session, acme: Handoff, click: object) -> None:
        assert callable(click)
        with pytest.raises(NotNow, match="ticks itself"):
            click(session, acme, "released")

    def test_a_handoff_between_csms_knows_no_release(self, session: Session) -> None:
        handoff = start(session, account="Borealis")
        assert release.read(session, handoff, "Borealis") is None
        assert status.read(session, actor(LENA), handoff.id, MONDAY).release is None


class TestTheWelcomeClock:
    def read(self, session: Session, handoff: Handoff, hours: int) -> str:
        found = checklist_reading.read(session, "T0NORTHWND", handoff.id, MONDAY + hours * HOUR)
        return blocks.welcome_line(found)

    def test_it_ends_with_the_aes_day_on_the_date_of_the_plan(
        self, session: Session, acme: Handoff
    ) -> None:
        assert acme.welcome_by == datetime(2026, 3, 4, 16, tzinfo=UTC)  # 17:00 in Stockholm
        task(session, acme, "welcome").due_on = TODAY + timedelta(days=3)
        welcome.reckon(session, acme)
        assert acme.welcome_by == datetime(2026, 3, 5, 16, tzinfo=UTC)

    def test_it_is_shown_hour_by_hour_until_it_is_late(
        self, session: Session, acme: Handoff
    ) -> None:
        assert self.read(session, acme, 7).startswith("*Welcome:* by")
        assert "*Welcome:* 48 hours left" in self.read(session, acme, 8)
        assert "*Welcome:* 1 hour left" in self.read(session, acme, 55)
        assert "*Welcome:* late" in self.read(session, acme, 56)

    def test_the_posted_checklist_is_stale_when_an_hour_is_over(
        self, session: Session, acme: Handoff
    ) -> None:
        for at, then in ((0, 8), (8, 9), (8.5, 9)):
            found = checklist_reading.read(session, "T0NORTHWND", acme.id, MONDAY + at * HOUR)
            assert found.changes_at == MONDAY + then * HOUR

    def test_before_the_signature_it_does_not_run(self, session: Session, acme: Handoff) -> None:
        acme.welcome_by = MONDAY + 10 * HOUR
        assert self.read(session, acme, -24).startswith("*Welcome:* by")

    def test_who_ticks_the_meeting_stops_it(self, session: Session, acme: Handoff) -> None:
        tick(session, acme, "welcome", IDRIS)
        assert acme.welcome_held_at == MONDAY
        assert self.read(session, acme, 60).startswith("*Welcome:* held")


@pytest.mark.parametrize("tier", ["high", "mid", "low"])
def test_signed_on_a_friday_the_welcome_is_on_monday(session: Session, tier: str) -> None:
    friday = TODAY + timedelta(days=4)
    name = f"sales-{tier}"
    handoff = plans.start(
        session, name=name, anchor_on=friday, kind=Kind.SALES_TO_CS, outgoing_id=MARIA
    )
    welcome.reckon(session, handoff)
    assert handoff.welcome_by == datetime(2026, 3, 9, 16, tzinfo=UTC)


class TestTheReport:
    def test_the_lead_sees_what_is_ready_and_what_the_others_wait_for(
        self, session: Session, acme: Handoff
    ) -> None:
        record_accepted(session, acme)
        tick(session, acme, "welcome")
        deal(session, LOW, "Borealis")
        start(session, account="Between CSMs")
        found = release_report.listed(session, actor(LENA))
        text, content = blocks.message(found)
        assert text == "*Release report:* 2 deals, 1 ready"
        assert "*Not release-ready:* waits for “Record”" in words(content)
        assert "Welcome held in time" in words(content)
        assert "Between CSMs" not in words(content)

    def test_it_is_for_leads(self, session: Session, acme: Handoff) -> None:
        with pytest.raises(NotAllowed, match="for leads"):
            release_report.listed(session, actor(acme.outgoing_id or ""))

    def test_many_deals_are_paged(self, session: Session) -> None:
        for number in range(12):
            deal(session, LOW, f"Deal {number}")
        first, second = (release_report.listed(session, actor(LENA), page) for page in (0, 1))
        assert (len(first.lines), len(second.lines), first.pages) == (10, 2, 2)
        assert buttons(blocks.message(first)[1], "release.page")
        assert words(blocks.view(second)).count("Page 2 of 2") == 1
        assert release_report.listed(session, actor(LENA), 9).page == 0

    def test_a_cancelled_handoff_and_a_draft_are_not_in_it(
        self, session: Session, acme: Handoff
    ) -> None:
        for state in (State.CANCELLED, State.DRAFT):
            acme.state = state
            session.flush()
            assert release_report.listed(session, actor(LENA)).total == 0


class TestEarlyCancellation:
    def record(self, session: Session, handoff: Handoff, days: int, who: str = LENA) -> str:
        on = TODAY + timedelta(days=days)
        now = MONDAY + timedelta(days=30)
        return release_report.record_cancellation(session, actor(who), handoff.id, on, now)

    def test_it_is_recorded_against_both_and_both_hear(
        self, session: Session, acme: Handoff
    ) -> None:
        assert self.record(session, acme, 20) == "Acme"
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry
        assert (entry.what, entry.detail["ae"], entry.detail["csm"]) == (
            "cancelled_early", MARIA, IDRIS,
        )  # fmt: skip
        assert heard(session, "cancelled_early") == [MARIA, IDRIS]
        said = words(blocks.message(release_report.listed(session, actor(LENA)))[1])
        assert f"recorded against <@{MARIA}> and <@{IDRIS}>" in said

    def test_it_is_recorded_once(self, session: Session, acme: Handoff) -> None:
        self.record(session, acme, 20)
        with pytest.raises(NotNow, match="recorded already"):
            self.record(session, acme, 21)

    @pytest.mark.parametrize("days", [-1, 31])
    def test_its_day_is_between_signature_and_today(
        self, session: Session, acme: Handoff, days: int
    ) -> None:
        with pytest.raises(FieldErrors, match="between the signature and today"):
            self.record(session, acme, days)

    @pytest.mark.parametrize("who", [MARIA, IDRIS])
    def test_only_the_lead_records_it(self, session: Session, acme: Handoff, who: str) -> None:
        with pytest.raises(NotAllowed):
            self.record(session, acme, 20, who)

    def test_the_lead_has_the_button_in_the_status(self, session: Session, acme: Handoff) -> None:
        content = blocks.in_status(of(session, acme), may_cancel=True)
        assert buttons(content, "release.cancelled")
        self.record(session, acme, 20)
        assert not buttons(
            blocks.in_status(of(session, acme), may_cancel=True), "release.cancelled"
        )


def test_the_clock_follows_a_date_that_is_set_by_hand(session: Session) -> None:
    handoff = deal(session)
    found = task(session, handoff, "welcome")
    seen = Seen(found.version, found.title, found.due_on, found.owner_id)
    wish = Edit(found.title, TODAY + timedelta(days=8), None)
    plan_edit.edit(session, actor(LENA), handoff.id, found.id, wish, seen, MONDAY)
    assert handoff.welcome_by == datetime(2026, 3, 10, 16, tzinfo=UTC)


def test_the_clock_follows_a_signature_that_moves(session: Session) -> None:
    handoff = deal(session)
    change = replan.Change(anchor_on=TODAY + timedelta(days=7), reason="Legal needs a week")
    replan.apply(session, actor(LENA), handoff.id, change, MONDAY)
    assert handoff.welcome_by == datetime(2026, 3, 11, 16, tzinfo=UTC)
