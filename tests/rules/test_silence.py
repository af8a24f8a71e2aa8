"""Silence: asked after five working days, no signal after ten, over with the first word (R18)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import silence as blocks
from blocks import trend as trend_blocks
from bot.journeys import composers
from playbook import answering, attention, bau_gaps, reminders, sentiment, silence, silences, trend
from playbook.answering import Given
from playbook.errors import NotAllowed, NotNow, NotThere
from playbook.silence import EFFECT
from playbook.silences import Silences
from storage.choices import Score, State
from storage.tables import AuditEntry, Contact, Outgoing, Silence, Task
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, PRIYA, TOM, WORKSPACE, actor
from tests.rules.check_ins import add_check_in, add_contacts
from tests.rules.handoffs import start
from tests.rules.silences import ASKED, RAISED, TOLD
from workspace.blockkit.validate import check_blocks, check_view
from workspace.client import words

A_MINUTE = timedelta(minutes=1)


class Acme:
    """Acme Robotics, introducing; its customer has been told on Monday, and two matter there."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.handoff = start(session, [TOLD], state=State.INTRODUCING)
        self.dana, self.kofi = add_contacts(session, self.handoff.id, ["Dana Fox", "Kofi Mensah"])
        self.tick(MONDAY)

    def tick(self, at: datetime | None) -> None:
        """Tick, or untick, that the customer was told."""
        self.session.scalars(select(Task)).one().done_at = at
        self.changed(at or MONDAY)

    def changed(self, now: datetime) -> None:
        """Let the worker see that the handoff has changed."""
        self.handoff.version += 1
        self.session.flush()
        reminders.reckon(self.session, now)
        self.session.flush()

    def pass_to(self, now: datetime) -> int:
        """Let the worker do what is due."""
        struck = silence.fall_due(self.session, now)
        self.session.flush()
        return struck

    def clock(self, contact_id: int) -> Silence:
        """The clock of one stakeholder."""
        return self.session.get_one(Silence, (self.handoff.id, contact_id))

    def heard(self, contact_id: int, by: str = IDRIS, now: datetime = ASKED) -> Silences:
        """Click "I heard from them"."""
        found = silences.heard(self.session, actor(by), self.handoff.id, contact_id, now)
        self.session.flush()
        return found

    def tried(self, contact_id: int, now: datetime = ASKED) -> Silences:
        """Click "Tried another channel"."""
        return silences.tried(self.session, actor(IDRIS), self.handoff.id, contact_id, now)

    @property
    def told(self) -> list[str | None]:
        """Who was told of silence, in order."""
        query = select(Outgoing).where(Outgoing.effect == EFFECT).order_by(Outgoing.id)
        return [row.person_id for row in self.session.scalars(query)]

    def gaps(self) -> list[str]:
        """What keeps sentiment from business as usual."""
        found = bau_gaps.gaps(self.session, self.handoff, RAISED)
        return [gap.said for gap in found if gap.tells_sentiment]


@pytest.fixture
def acme(session: Session) -> Acme:
    """Acme Robotics, whose customer was told on Monday."""
    return Acme(session)


class TestTheClock:
    def test_it_begins_once_the_customer_was_told_and_strikes_at_their_nine(
        self, acme: Acme
    ) -> None:
        clock = acme.clock(acme.dana)
        assert (clock.since, clock.due_at) == (MONDAY, ASKED)
        assert silence.next_due(acme.session) == ASKED

    @pytest.mark.parametrize("state", [State.PREPARING, State.ON_HOLD, State.BAU, State.CANCELLED])
    def test_it_stands_still_in_other_states(self, acme: Acme, state: State) -> None:
        acme.handoff.state = state
        acme.changed(MONDAY)
        assert silence.next_due(acme.session) is None

    def test_it_stands_still_when_the_tick_is_taken_back(self, acme: Acme) -> None:
        acme.tick(None)
        assert silence.next_due(acme.session) is None

    def test_it_begins_anew_after_a_pause(self, acme: Acme) -> None:
        acme.handoff.state = State.ON_HOLD
        acme.changed(MONDAY)
        acme.handoff.state = State.INTRODUCING
        acme.changed(MONDAY + timedelta(days=2))
        assert acme.clock(acme.dana).due_at == ASKED + timedelta(days=2)

    def test_it_runs_for_no_leaver_and_for_nobody_who_matters_less(self, acme: Acme) -> None:
        acme.session.get_one(Contact, acme.dana).has_left = True
        (uma,) = add_contacts(acme.session, acme.handoff.id, ["Uma"], is_key_stakeholder=False)
        acme.changed(MONDAY)
        assert acme.clock(acme.dana).due_at is None
        assert acme.session.get(Silence, (acme.handoff.id, uma)) is None

    def test_it_does_not_begin_for_whom_a_check_in_has_heard_already(self, acme: Acme) -> None:
        (zoe,) = add_contacts(acme.session, acme.handoff.id, ["Zoe"])
        check_in = add_check_in(acme.session, acme.handoff, "sentiment", 7)
        given = [Given(Score.NEUTRAL, contact_id=zoe)]
        answering.answer(acme.session, actor(LENA), check_in.id, given, MONDAY, key="1", seen=0)
        acme.changed(MONDAY)
        assert acme.session.get(Silence, (acme.handoff.id, zoe)) is None

    def test_it_follows_the_incoming_csms_zone(self, acme: Acme) -> None:
        acme.handoff.incoming_id = TOM
        acme.changed(MONDAY)
        assert acme.clock(acme.dana).due_at == ASKED - timedelta(hours=1)


class TestAfterFiveDays:
    def test_the_incoming_csm_is_asked_once_about_everybody(self, acme: Acme) -> None:
        assert acme.pass_to(ASKED - A_MINUTE) == 0
        assert acme.pass_to(ASKED) == 2
        assert acme.pass_to(ASKED) == 0
        assert acme.told == [IDRIS]
        assert acme.clock(acme.dana).due_at == RAISED

    def test_outside_working_hours_it_waits_for_their_morning(self, acme: Acme) -> None:
        acme.pass_to(ASKED + timedelta(hours=14))
        assert acme.told == []
        assert acme.clock(acme.dana).due_at == ASKED + timedelta(days=1)

    def test_a_click_says_that_they_were_heard_from(self, acme: Acme) -> None:
        acme.pass_to(ASKED)
        found = acme.heard(acme.dana)
        assert [one.name for one in found.waiting] == ["Kofi Mensah"]
        clock = acme.clock(acme.dana)
        assert (clock.heard_at, clock.heard_by, clock.due_at) == (ASKED, IDRIS, None)

    def test_a_second_click_changes_nothing(self, acme: Acme) -> None:
        acme.pass_to(ASKED)
        acme.heard(acme.dana)
        acme.heard(acme.dana, by=LENA, now=RAISED)
        assert acme.clock(acme.dana).heard_by == IDRIS

    def test_another_channel_that_was_tried_is_dated_and_the_clock_goes_on(
        self, acme: Acme
    ) -> None:
        acme.pass_to(ASKED)
        acme.tried(acme.dana)
        clock = acme.clock(acme.dana)
        assert (clock.tried_at, clock.tried_by, clock.due_at) == (ASKED, IDRIS, RAISED)
        acme.heard(acme.dana)
        with pytest.raises(NotNow):
            acme.tried(acme.dana)

    def test_only_lead_and_incoming_csm_say_so(self, acme: Acme) -> None:
        acme.pass_to(ASKED)
        for person in (MARIA, PRIYA):
            with pytest.raises(NotAllowed):
                acme.heard(acme.dana, by=person)
        with pytest.raises(NotThere):
            acme.heard(acme.dana, by=TOM)
        with pytest.raises(NotThere):
            acme.heard(10**6)

    def test_every_step_is_in_the_trail(self, acme: Acme) -> None:
        acme.pass_to(ASKED)
        acme.tried(acme.dana)
        acme.heard(acme.dana)
        query = (
            select(AuditEntry).where(AuditEntry.what.startswith("silence")).order_by(AuditEntry.id)
        )
        assert [(one.what, one.actor_id) for one in acme.session.scalars(query)] == [
            ("silence_asked", None),
            ("silence_tried", IDRIS),
            ("silence_heard", IDRIS),
        ]


class TestAfterTenDays:
    def test_it_counts_as_no_signal_and_goes_to_the_lead(self, acme: Acme) -> None:
        acme.pass_to(ASKED)
        acme.heard(acme.kofi)
        assert acme.pass_to(RAISED) == 1
        assert acme.told == [IDRIS, LENA]
        assert "No signal from Dana Fox: silence is not approval" in acme.gaps()
        assert silence.next_due(acme.session) is None

    def test_it_is_one_of_the_two_in_a_row_that_raise_attention(self, acme: Acme) -> None:
        acme.pass_to(ASKED)
        acme.pass_to(RAISED)
        assert acme.handoff.attention_why is None
        self.answer(acme, Score.NO_SIGNAL)
        assert acme.handoff.attention_why == attention.Why.SILENCE

    def test_a_signal_in_a_check_in_ends_it(self, acme: Acme) -> None:
        acme.pass_to(ASKED)
        acme.pass_to(RAISED)
        self.answer(acme, Score.COMFORTABLE)
        assert acme.clock(acme.dana).heard_by == LENA
        assert acme.gaps() == ["No signal from Kofi Mensah: silence is not approval"]

    def test_a_word_heard_later_takes_it_back(self, acme: Acme) -> None:
        acme.pass_to(ASKED)
        acme.pass_to(RAISED)
        acme.heard(acme.dana, by=LENA, now=RAISED)
        assert "How Dana Fox feels is not known" in acme.gaps()

    def test_after_an_outage_both_do_not_come_at_once(self, acme: Acme) -> None:
        late = RAISED + timedelta(days=10)
        acme.pass_to(late + timedelta(hours=1))
        acme.changed(late + timedelta(hours=1))
        assert acme.told == [IDRIS]
        due = acme.clock(acme.dana).due_at
        assert due is not None
        assert due == late + timedelta(days=1)

    def answer(self, acme: Acme, score: Score) -> None:
        check_in = add_check_in(acme.session, acme.handoff, "sentiment", 15)
        check_in.due_on = (RAISED + timedelta(days=1)).date()
        given = [Given(score, contact_id=acme.dana)]
        answering.answer(
            acme.session, actor(LENA), check_in.id, given, RAISED, key="answer", seen=0
        )
        acme.session.flush()


class TestTheMessage:
    def test_it_names_who_is_silent_with_one_click_each(self, acme: Acme) -> None:
        acme.pass_to(ASKED)
        (found,) = silences.to_tell(acme.session, WORKSPACE, IDRIS, [acme.handoff.id])
        text, content = blocks.message(found)
        check_blocks(content, "message")
        assert "2 key stakeholders" in text
        assert words(content).count("I heard from them") == 2

    def test_it_is_composed_for_who_is_told_and_dropped_once_all_were_heard_from(
        self, acme: Acme
    ) -> None:
        acme.pass_to(ASKED)
        row = acme.session.scalars(select(Outgoing).where(Outgoing.effect == EFFECT)).one()
        compose = composers()[EFFECT]
        composed = compose(acme.session, row, ASKED)
        assert composed is not None
        assert "Silence at Acme Robotics" in words(list(composed.blocks))
        acme.heard(acme.dana)
        acme.heard(acme.kofi)
        assert compose(acme.session, row, ASKED) is None

    def test_what_was_done_is_shown_in_its_place(self, acme: Acme) -> None:
        acme.pass_to(ASKED)
        acme.tried(acme.kofi)
        _text, content = blocks.message(acme.heard(acme.dana))
        check_blocks(content, "message")
        said = words(content)
        assert "Heard from" in said
        assert "tried another channel" in said
        _text, content = blocks.message(acme.heard(acme.kofi))
        assert "Everybody was heard from" in words(content)

    def test_sixty_silent_people_fit_and_none_is_told_of_when_nobody_is(self, acme: Acme) -> None:
        more = add_contacts(acme.session, acme.handoff.id, ["<!channel> & *" * 20] * 60)
        acme.changed(MONDAY)
        acme.pass_to(ASKED)
        found = silences.read(acme.session, actor(IDRIS), acme.handoff.id)
        _text, content = blocks.message(found)
        check_blocks(content, "message")
        silence.signal(acme.session, acme.handoff, [acme.dana, acme.kofi, *more], IDRIS, ASKED)
        acme.session.flush()
        (told,) = silences.to_tell(acme.session, WORKSPACE, IDRIS, [acme.handoff.id])
        assert told.waiting == ()


class TestTheTrend:
    def answered(self, acme: Acme, score: Score, in_days: int, note: str = "") -> None:
        check_in = add_check_in(acme.session, acme.handoff, f"sentiment-{in_days}", in_days)
        self.say(acme, check_in.id, score, note)

    def say(self, acme: Acme, check_in_id: int, score: Score, note: str = "") -> None:
        sheet = sentiment.read(acme.session, WORKSPACE, check_in_id)
        assert sheet is not None
        given = [Given(score, note, contact_id=acme.dana)]
        key = f"answer {check_in_id} {score}"
        answering.answer(
            acme.session, actor(LENA), check_in_id, given, MONDAY, key=key, seen=sheet.newest
        )
        acme.session.flush()

    def test_it_shows_every_answer_with_its_note_and_what_was_corrected(self, acme: Acme) -> None:
        check_in = add_check_in(acme.session, acme.handoff, "first", 7)
        self.say(acme, check_in.id, Score.COMFORTABLE, "Glad <to> talk")
        self.say(acme, check_in.id, Score.NEUTRAL, "Short answers")
        self.answered(acme, Score.UNEASY, 14)
        found = trend.read(acme.session, actor(IDRIS), acme.handoff.id)
        (dana,) = found.people
        assert [(one.score, one.is_replaced) for one in dana.entries] == [
            (Score.COMFORTABLE, True),
            (Score.NEUTRAL, False),
            (Score.UNEASY, False),
        ]
        assert [one.score for one in dana.trail] == [Score.NEUTRAL, Score.UNEASY]
        view = trend_blocks.view(found)
        check_view(view, "modal")
        assert "Glad <to> talk" in words(view)
        assert "corrected since" in words(view)

    def test_forty_answers_are_read_page_by_page(self, acme: Acme) -> None:
        for day in range(1, 41):
            self.answered(acme, Score.NEUTRAL, day, "& " * 1000)
        pages = [trend.read(acme.session, actor(LENA), acme.handoff.id, page) for page in (0, 1, 9)]
        assert [(page.page, page.pages, page.total) for page in pages] == [
            (0, 4, 40),
            (1, 4, 40),
            (3, 4, 40),
        ]
        for page in pages:
            check_view(trend_blocks.view(page), "modal")

    def test_it_is_for_who_may_see_sentiment(self, acme: Acme) -> None:
        for person in (MARIA, PRIYA):
            with pytest.raises(NotAllowed):
                trend.read(acme.session, actor(person), acme.handoff.id)
        with pytest.raises(NotThere):
            trend.read(acme.session, actor(TOM), acme.handoff.id)

    def test_without_answers_it_says_so(self, acme: Acme) -> None:
        view = trend_blocks.view(trend.read(acme.session, actor(LENA), acme.handoff.id))
        check_view(view, "modal")
        assert "nobody knows how they feel" in words(view)
