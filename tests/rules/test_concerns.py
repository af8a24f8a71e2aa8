"""Concerns: four steps, one after the other, that block business as usual until the end (R19)."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from blocks import concern as blocks
from playbook import answering, bau_gaps, concern_reading, concerns, matters, sentiment
from playbook.answering import Given
from playbook.concern_reading import OVER, STEPS, Case, Line
from playbook.concerns import Working
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere, PlaybookError
from playbook.sentiment import Common
from storage.choices import Anchor, ConcernState, ItemKind, Owner, Score, State
from storage.tables import (
    AuditEntry,
    Base,
    Concern,
    ConcernStep,
    Handoff,
    OpenItem,
    Outgoing,
    Task,
)
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, PRIYA, TOM, WORKSPACE, actor, move_in
from tests.rules.check_ins import DUE_AT, add_check_in, add_contacts, checked_in_on
from tests.rules.handoffs import Planned, start
from workspace.blockkit.validate import check_blocks, check_view
from workspace.client import words

_keys = count()
WORD = "They fear that <nobody> knows *their* set-up & habits"
LATER = DUE_AT + timedelta(days=1)
PLAN = Working("A call on Friday", IDRIS, LATER.date() + timedelta(days=5))


class Acme:
    """Acme Robotics, settling, with two check-ins a fortnight apart and two key stakeholders."""

    def __init__(self, session: Session) -> None:
        self.session = session
        first, second = checked_in_on(session, 7, 21)
        self.first, self.second = first.id, second.id
        self.handoff = session.scalars(select(Handoff)).one()
        self.dana, self.kofi = add_contacts(session, self.handoff.id, ["Dana Fox", "Kofi Mensah"])

    def say(self, check_in_id: int, dana: Score, kofi: Score = Score.NEUTRAL) -> None:
        """Answer a check-in as Lena, having seen the newest answer."""
        sheet = sentiment.read(self.session, WORKSPACE, check_in_id)
        assert sheet is not None
        answering.answer(
            self.session,
            actor(LENA),
            check_in_id,
            [Given(dana, contact_id=self.dana), Given(kofi, contact_id=self.kofi)],
            DUE_AT,
            key=f"answer {next(_keys)}",
            seen=sheet.newest,
        )
        self.session.flush()

    def raise_one(
        self, by: str = MARIA, text: str = WORD, contact: int | None = None, key: str = ""
    ) -> int:
        """Open a concern by hand, on Dana unless told otherwise."""
        about = self.dana if contact is None else contact
        key = key or f"raise {next(_keys)}"
        return concerns.raise_one(
            self.session, actor(by), self.handoff.id, about, text, DUE_AT, key=key
        )

    def step(self, concern_id: int, said: Working | None = None, by: str = IDRIS) -> Case:
        """Make the next step, having seen the concern as it is."""
        case = concern_reading.look(self.session, actor(by), concern_id)
        said = said or (PLAN if case.next is ConcernState.AGREED else Working("Said so"))
        seen = case.version
        return concerns.go_on(self.session, actor(by), concern_id, said, LATER, seen=seen)

    def back(self, concern_id: int, why: str = "They see it differently") -> Case:
        """Take it a step back, having seen it as it is."""
        seen = concern_reading.look(self.session, actor(LENA), concern_id).version
        return concerns.go_back(self.session, actor(LENA), concern_id, why, LATER, seen=seen)

    @property
    def lines(self) -> tuple[Line, ...]:
        """All concerns, as the list shows them."""
        return concern_reading.listed(self.session, actor(LENA), self.handoff.id).lines

    def told(self, effect: str) -> list[str | None]:
        """Who is told of this."""
        query = select(Outgoing).where(Outgoing.effect == effect).order_by(Outgoing.person_id)
        return [row.person_id for row in self.session.scalars(query)]

    def gaps(self) -> list[tuple[str, tuple[str, ...]]]:
        """What keeps concerns from business as usual, and who can mend it."""
        found = bau_gaps.gaps(self.session, self.handoff, LATER)
        return [(gap.said, gap.who) for gap in found if "oncern" in gap.said]


@pytest.fixture
def acme(session: Session) -> Acme:
    """Acme Robotics, with two check-ins and two key stakeholders."""
    return Acme(session)


class TestOpening:
    @pytest.mark.parametrize("score", [Score.UNEASY, Score.AT_RISK])
    def test_a_bad_score_opens_one_for_that_stakeholder(self, acme: Acme, score: Score) -> None:
        acme.say(acme.first, score)
        (line,) = acme.lines
        assert (line.about, line.state, line.is_found) == ("Dana Fox", ConcernState.OPEN, True)

    @pytest.mark.parametrize("score", [Score.NEUTRAL, Score.NO_SIGNAL, Score.DELIGHTED])
    def test_other_scores_open_none(self, acme: Acme, score: Score) -> None:
        acme.say(acme.first, score)
        assert acme.lines == ()

    def test_a_second_bad_score_opens_no_second_while_one_is_open(self, acme: Acme) -> None:
        acme.say(acme.first, Score.UNEASY)
        acme.step(acme.lines[0].concern_id)
        acme.say(acme.second, Score.AT_RISK, Score.UNEASY)
        assert [line.about for line in acme.lines] == ["Dana Fox", "Kofi Mensah"]

    def test_a_bad_score_opens_another_after_the_word_was_kept(self, acme: Acme) -> None:
        acme.say(acme.first, Score.UNEASY)
        for _step in STEPS[1:]:
            acme.step(acme.lines[0].concern_id)
        acme.say(acme.second, Score.UNEASY)
        assert [line.state for line in acme.lines] == [ConcernState.OPEN, ConcernState.KEPT]

    def test_a_late_answer_on_how_it_was_opens_none(self, acme: Acme) -> None:
        acme.say(acme.second, Score.COMFORTABLE)
        acme.say(acme.first, Score.UNEASY)
        assert acme.lines == ()
        assert acme.told("attention") == []

    def test_a_correction_takes_back_what_nobody_has_touched(self, acme: Acme) -> None:
        acme.say(acme.first, Score.UNEASY)
        acme.say(acme.first, Score.COMFORTABLE)
        assert [line.state for line in acme.lines] == [ConcernState.WITHDRAWN]
        assert acme.gaps() == []

    def test_a_correction_leaves_what_is_worked_on(self, acme: Acme) -> None:
        acme.say(acme.first, Score.UNEASY)
        acme.step(acme.lines[0].concern_id)
        acme.say(acme.first, Score.COMFORTABLE)
        assert [line.state for line in acme.lines] == [ConcernState.ACKNOWLEDGED]

    def test_a_found_one_is_told_with_the_score_in_one_message(self, acme: Acme) -> None:
        acme.say(acme.first, Score.UNEASY)
        assert acme.told("attention") == [IDRIS]
        assert acme.told(concerns.EFFECT) == []

    @pytest.mark.parametrize(
        ("who", "hearers"), [(MARIA, [IDRIS, LENA]), (IDRIS, [LENA]), (LENA, [IDRIS])]
    )
    def test_anybody_of_the_handoff_opens_one_and_the_others_hear(
        self, acme: Acme, who: str, hearers: list[str]
    ) -> None:
        acme.raise_one(by=who)
        assert acme.told(concerns.EFFECT) == hearers
        assert [line.is_found for line in acme.lines] == [False]

    def test_the_same_request_twice_opens_one(self, acme: Acme) -> None:
        assert acme.raise_one(key="same") == acme.raise_one(key="same")
        assert len(acme.lines) == 1

    def test_one_without_words_is_refused_at_the_field(self, acme: Acme) -> None:
        with pytest.raises(FieldErrors) as refused:
            acme.raise_one(text="  ")
        assert set(refused.value.fields) == {"text"}

    def test_about_somebody_of_another_customer_none_is_opened(self, acme: Acme) -> None:
        other = start(acme.session, account="Bright Foods")
        (stranger,) = add_contacts(acme.session, other.id, ["Stranger"])
        with pytest.raises(NotThere):
            acme.raise_one(contact=stranger)

    def test_observers_neither_see_nor_open_any(self, acme: Acme) -> None:
        concern_id = acme.raise_one()
        with pytest.raises(NotAllowed):
            acme.raise_one(by=PRIYA)
        with pytest.raises(NotAllowed):
            concern_reading.look(acme.session, actor(PRIYA), concern_id)
        with pytest.raises(NotThere):
            concern_reading.listed(acme.session, actor(TOM), acme.handoff.id)

    def test_none_is_opened_once_the_handoff_is_over(self, acme: Acme) -> None:
        acme.handoff.state = State.CANCELLED
        with pytest.raises(NotNow):
            acme.raise_one()


class TestSteps:
    def test_each_step_is_dated_with_who_made_it(self, acme: Acme) -> None:
        concern_id = acme.raise_one()
        for _step in STEPS[1:]:
            case = acme.step(concern_id)
        made = [(step.state, step.by, step.at) for step in case.steps]
        assert made == [(state, "Idris Okafor", LATER) for state in STEPS[1:]]
        assert (case.next, case.line.owner_id, case.line.due_on) == (None, IDRIS, PLAN.due_on)

    def test_business_as_usual_waits_and_says_for_what_and_whom(self, acme: Acme) -> None:
        acme.raise_one()
        said = []
        for _step in STEPS[1:]:
            said += acme.gaps()
            acme.step(acme.lines[0].concern_id)
        assert said == [
            ("Concern of Dana Fox: nobody has acknowledged it", (IDRIS,)),
            ("Concern of Dana Fox: no answer was stated", (IDRIS,)),
            ("Concern of Dana Fox: no plan was agreed", (IDRIS,)),
            ("Concern of Dana Fox: the word is still to be kept", (IDRIS,)),
        ]
        assert acme.gaps() == []

    @pytest.mark.parametrize(
        ("said", "fields"),
        [
            (Working("", IDRIS, LATER.date()), {"note"}),
            (Working("Said", None, LATER.date()), {"owner"}),
            (Working("Said", TOM, LATER.date()), {"owner"}),
            (Working("Said", IDRIS, None), {"due"}),
            (Working("Said", IDRIS, DUE_AT.date()), {"due"}),
        ],
    )
    def test_a_plan_has_words_somebody_of_the_handoff_and_a_day_to_come(
        self, acme: Acme, said: Working, fields: set[str]
    ) -> None:
        concern_id = acme.raise_one()
        acme.step(concern_id)
        acme.step(concern_id)
        with pytest.raises(FieldErrors) as refused:
            acme.step(concern_id, said)
        assert set(refused.value.fields) == fields

    def test_who_looked_at_an_older_step_is_told_that_it_has_moved_on(self, acme: Acme) -> None:
        concern_id = acme.raise_one()
        acme.step(concern_id)
        with pytest.raises(NotNow):
            concerns.go_on(acme.session, actor(LENA), concern_id, Working("x"), LATER, seen=1)

    def test_a_step_back_has_a_reason_and_the_step_stays_in_the_history(self, acme: Acme) -> None:
        concern_id = acme.raise_one()
        acme.step(concern_id)
        with pytest.raises(FieldErrors):
            acme.back(concern_id, why=" ")
        case = acme.back(concern_id)
        assert [(one.state, one.is_back) for one in case.steps] == [
            (ConcernState.ACKNOWLEDGED, False),
            (ConcernState.OPEN, True),
        ]
        assert not case.may_go_back

    def test_a_kept_word_that_was_not_kept_opens_it_again(self, acme: Acme) -> None:
        concern_id = acme.raise_one()
        for _step in STEPS[1:]:
            acme.step(concern_id)
        assert acme.back(concern_id).line.state is ConcernState.AGREED
        assert len(acme.gaps()) == 1

    def test_the_trail_says_who_did_what_and_nothing_of_the_words(self, acme: Acme) -> None:
        acme.step(acme.raise_one())
        query = (
            select(AuditEntry).where(AuditEntry.what.startswith("concern")).order_by(AuditEntry.id)
        )
        entries = list(acme.session.scalars(query.order_by(AuditEntry.id)))
        assert [entry.what for entry in entries] == ["concern_opened", "concern_acknowledged"]
        assert "fear" not in str([(one.detail, one.confidential) for one in entries])


class TestReading:
    def test_sixty_are_read_page_by_page_the_open_ones_first(self, acme: Acme) -> None:
        done = acme.raise_one()
        for _step in STEPS[1:]:
            acme.step(done)
        for _more in range(59):
            acme.raise_one()
        pages = [
            concern_reading.listed(acme.session, actor(IDRIS), acme.handoff.id, page)
            for page in range(3)
        ]
        assert [(page.total, page.open_count, page.pages) for page in pages] == [(60, 59, 3)] * 3
        assert pages[2].lines[-1].concern_id == done
        for page in pages:
            check_view(blocks.list_view(page), "modal")

    def test_who_may_not_read_sentiment_is_not_led_to_the_notes(self, acme: Acme) -> None:
        acme.say(acme.first, Score.UNEASY)
        concern_id = acme.lines[0].concern_id
        assert concern_reading.look(acme.session, actor(IDRIS), concern_id).check_in_id
        assert concern_reading.look(acme.session, actor(MARIA), concern_id).check_in_id is None

    def test_the_message_says_whose_it_is_and_not_what(self, acme: Acme) -> None:
        told = concern_reading.told(acme.session, WORKSPACE, acme.raise_one())
        assert told is not None
        text, content = blocks.news(*told)
        check_blocks(content, "message")
        assert "Dana Fox" in words(content)
        assert "fear" not in text + words(content)

    def test_every_step_is_a_modal_that_slack_takes_with_a_hint(self, acme: Acme) -> None:
        concern_id = acme.raise_one(text="&<!channel>" * 150)
        for state in STEPS[1:]:
            view = blocks.case_view(concern_reading.look(acme.session, actor(LENA), concern_id))
            check_view(view, "modal")
            assert blocks.hint(state) in words(view)
            acme.step(concern_id, Working("&<!channel>" * 150, IDRIS, PLAN.due_on))
        check_view(blocks.back_view(acme.back(concern_id)), "modal")

    def test_the_question_says_what_else_is_open(self, acme: Acme) -> None:
        acme.raise_one()
        item = OpenItem(
            workspace_id=WORKSPACE,
            account_id=acme.handoff.account_id,
            kind=ItemKind.COMMITMENT,
            text="A custom report",
            written_by=MARIA,
            written_at=MONDAY,
        )
        acme.session.add(item)
        acme.session.flush()
        found = matters.of(acme.session, WORKSPACE, acme.handoff.id, DUE_AT + timedelta(days=2))
        assert (found.concerns, found.items, found.late) == (1, 1, 1)


class TestTheCommonAnswer:
    def answer(self, acme: Acme, check_in_id: int, common: Common, seen: int = 0) -> None:
        answering.answer_common(
            acme.session,
            actor(LENA),
            check_in_id,
            common,
            DUE_AT,
            key=f"common {next(_keys)}",
            seen=seen,
        )

    def sheet(self, acme: Acme, check_in_id: int) -> sentiment.Sheet:
        found = sentiment.read(acme.session, WORKSPACE, check_in_id)
        assert found is not None
        return found

    def test_one_click_says_that_everybody_is_comfortable(self, acme: Acme) -> None:
        assert self.sheet(acme, acme.first).common is Common.COMFORTABLE
        self.answer(acme, acme.first, Common.COMFORTABLE)
        found = self.sheet(acme, acme.first)
        assert [one.score for one in found.stakeholders] == [Score.COMFORTABLE] * 2
        assert found.common is None

    def test_one_click_says_that_all_is_as_before(self, acme: Acme) -> None:
        acme.say(acme.first, Score.DELIGHTED, Score.UNEASY)
        before = self.sheet(acme, acme.second)
        assert before.common is Common.AS_BEFORE
        self.answer(acme, acme.second, Common.AS_BEFORE, before.basis)
        scores = [one.score for one in self.sheet(acme, acme.second).stakeholders]
        assert scores == [Score.DELIGHTED, Score.UNEASY]

    def test_who_is_asked_on_the_same_date_does_not_take_the_click_away(self, acme: Acme) -> None:
        other = add_check_in(acme.session, acme.handoff, "the incoming CSM's", 7)
        acme.say(other.id, Score.NEUTRAL)
        self.answer(acme, acme.first, Common.COMFORTABLE)
        assert self.sheet(acme, acme.first).is_answered

    def test_no_click_says_of_somebody_unhappy_that_all_is_well(self, acme: Acme) -> None:
        acme.say(acme.first, Score.UNEASY)
        add_contacts(acme.session, acme.handoff.id, ["Zoe"])
        assert self.sheet(acme, acme.second).common is None

    def test_a_click_on_what_is_no_longer_so_is_refused(self, acme: Acme) -> None:
        acme.say(acme.first, Score.DELIGHTED)
        seen = self.sheet(acme, acme.second).basis
        acme.say(acme.first, Score.UNEASY)
        with pytest.raises(NotNow):
            self.answer(acme, acme.second, Common.AS_BEFORE, seen)


class TestOpenedAgain:
    """R21: business as usual, and then a check-in turns bad."""

    @pytest.fixture
    def settled(self, acme: Acme) -> Acme:
        acme.say(acme.first, Score.COMFORTABLE)
        acme.handoff.state, acme.handoff.bau_at = State.BAU, DUE_AT
        acme.session.add(_debrief(acme.handoff))
        acme.session.flush()
        return acme

    def test_it_goes_back_to_settling_by_itself(self, settled: Acme) -> None:
        settled.say(settled.second, Score.UNEASY)
        assert (settled.handoff.state, settled.handoff.bau_at) == (State.SETTLING, None)
        query = select(AuditEntry).where(AuditEntry.what == "moved").order_by(AuditEntry.id)
        entry = settled.session.scalars(query).one()
        assert (entry.actor_id, entry.detail["to"]) == (None, "settling")
        assert len(settled.lines) == 1

    def test_everybody_hears_once(self, settled: Acme) -> None:
        settled.say(settled.second, Score.UNEASY)
        assert settled.told("attention") == [IDRIS]
        assert settled.told("moved") == [LENA, MARIA]

    @pytest.mark.parametrize("score", [Score.NEUTRAL, Score.NO_SIGNAL])
    def test_other_answers_leave_it_be(self, settled: Acme, score: Score) -> None:
        settled.say(settled.second, score)
        assert settled.handoff.state is State.BAU

    def test_what_the_lead_has_overruled_is_no_news(self, acme: Acme) -> None:
        acme.say(acme.first, Score.UNEASY)
        acme.handoff.state = State.BAU
        acme.session.add(_debrief(acme.handoff))
        acme.say(acme.second, Score.UNEASY)
        assert acme.handoff.state is State.BAU

    def test_it_stays_where_another_handoff_of_the_account_is_open(self, settled: Acme) -> None:
        other = start(settled.session, [Planned("bau", Owner.LEAD)], account="Elsewhere")
        other.account_id = settled.handoff.account_id
        settled.session.flush()
        settled.say(settled.second, Score.AT_RISK)
        assert settled.handoff.state is State.BAU
        assert settled.told("attention") == [IDRIS]


def _debrief(handoff: Handoff) -> Task:
    """What keeps a handoff in business as usual from being closed."""
    return Task(
        workspace_id=WORKSPACE,
        handoff_id=handoff.id,
        key="debrief",
        position=9,
        phase="bau",
        title="Debrief",
        owner=Owner.LEAD,
        anchor=Anchor.BAU,
        offset_days=7,
        due_on=LATER.date() + timedelta(days=7),
    )


@pytest.fixture(scope="module")
def memory() -> Iterator[Session]:
    """Northwind Labs in memory, for many small stories."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with Session(engine, expire_on_commit=False) as session:
        move_in(session)
        session.commit()
        yield session
    engine.dispose()


acts = st.one_of(
    st.tuples(st.just("say"), st.sampled_from(Score), st.sampled_from(Score)),
    st.tuples(st.just("correct"), st.sampled_from(Score), st.sampled_from(Score)),
    st.tuples(st.just("raise")),
    st.tuples(st.just("step"), st.integers(0, 3)),
    st.tuples(st.just("back"), st.integers(0, 3)),
)


@settings(max_examples=40)
@given(story=st.lists(acts, max_size=14))
def test_whatever_people_do_a_concern_moves_one_step_at_a_time_and_nothing_is_lost(
    memory: Session, story: list[tuple[Any, ...]]
) -> None:
    with memory.begin_nested() as all_of_it:
        acme = Acme(memory)
        for act in story:
            _act(acme, *act)
            _holds(acme)
        all_of_it.rollback()


def _act(acme: Acme, what: str, *how: Any) -> None:
    ids = [one.id for one in acme.session.scalars(select(Concern).order_by(Concern.id))]
    if what in ("say", "correct"):
        acme.say(acme.second if what == "say" else acme.first, *how)
    elif what == "raise":
        acme.raise_one()
    elif how[0] < len(ids):
        try:
            (acme.step if what == "step" else acme.back)(ids[how[0]])
        except PlaybookError:
            return


def _holds(acme: Acme) -> None:
    """Each step is next to the one before; what is open blocks, and no more than that."""
    found = list(acme.session.scalars(select(Concern)))
    for concern in found:
        steps = acme.session.scalars(
            select(ConcernStep).where(ConcernStep.concern_id == concern.id).order_by(ConcernStep.id)
        ).all()
        at = 0
        for step in steps:
            if step.state is ConcernState.WITHDRAWN:
                assert at == 0
                continue
            assert STEPS.index(step.state) == at + (-1 if step.is_back else 1)
            at = STEPS.index(step.state)
        assert concern.version == len(steps) + 1
        assert concern.state in (STEPS[at], ConcernState.WITHDRAWN)
    still = [one for one in found if one.state not in OVER]
    assert len(acme.gaps()) == len(still)
    automatic = [one.contact_id for one in still if one.check_in_id]
    assert len(automatic) == len(set(automatic))
