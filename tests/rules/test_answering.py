"""A check-in is answered, corrected and judged; nobody answers what is not theirs (R16 to R18)."""

from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from playbook import answering, check_in, sentiment
from playbook.answering import Given, Showing
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from playbook.people import Actor
from playbook.sentiment import Felt, Sheet
from playbook.templates import Question, Stakeholders
from storage import deliveries
from storage.choices import CheckInKind, CheckInState, Delivery, Owner, Score, State
from storage.database import Database
from storage.tables import AuditEntry, CheckIn, Contact, Handoff, Outgoing, Sentiment, Task
from tests.northwind import ADA, IDRIS, LENA, MARIA, PRIYA, TOM, actor
from tests.rules.check_ins import DUE_AT, add_contacts, checked_in_on

_keys = count()

A_DAY = timedelta(days=1)


class Acme:
    """Two check-ins on Acme Robotics, a fortnight apart, and its two key stakeholders."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.first, self.second = database.run_sync(_two_check_ins)
        self.dana, self.kofi = database.run_sync(_two_contacts)

    def answer(self, check_in_id: int, *given: Given, **how: Any) -> Sheet:
        """Answer as Lena (or `by`), having seen the newest answer (or `seen`)."""
        by, now = how.pop("by", actor(LENA)), how.pop("now", DUE_AT)
        facts = {"key": f"request {next(_keys)}", "seen": self.sheet(check_in_id).newest, **how}
        return self.database.run_sync(answering.answer, by, check_in_id, list(given), now, **facts)

    def say(self, check_in_id: int, dana: Score, kofi: Score, **how: Any) -> Sheet:
        """Answer with these scores of Dana and Kofi."""
        given = (Given(dana, contact_id=self.dana), Given(kofi, contact_id=self.kofi))
        return self.answer(check_in_id, *given, **how)

    def sheet(self, check_in_id: int) -> Sheet:
        """Return the check-in as messages show it."""
        found = self.database.read_sync(sentiment.read, actor(LENA).workspace_id, check_in_id)
        assert found is not None
        return found

    def all(self, table: type[Any]) -> list[Any]:
        """Return all rows of a table."""
        query = select(table).order_by(table.id)
        return self.database.read_sync(lambda session: list(session.scalars(query)))

    @property
    def alarms(self) -> list[Outgoing]:
        """What was put to be told at once."""
        return [row for row in self.all(Outgoing) if row.effect == "attention"]

    def showing(self) -> Showing:
        """Return what the messages of the first check-in have to show."""
        workspace_id = actor(LENA).workspace_id
        return self.database.read_sync(answering.to_show, workspace_id, self.first)

    @property
    def handoff(self) -> Handoff:
        """The handoff as it is now."""
        found: Handoff = self.all(Handoff)[0]
        return found

    def change(self, **different: Any) -> None:
        """Change the handoff."""

        def change(session: Session) -> None:
            handoff = session.scalars(select(Handoff)).one()
            for name, value in different.items():
                setattr(handoff, name, value)

        self.database.run_sync(change)


@pytest.fixture
def acme(northwind: Database) -> Acme:
    """Acme Robotics, with two check-ins and two key stakeholders."""
    return Acme(northwind)


def test_a_check_in_asks_about_key_stakeholders_who_are_still_there(acme: Acme) -> None:
    acme.database.run_sync(_add, ["Zoe"], is_key_stakeholder=False)
    acme.database.run_sync(_add, ["Uma"], has_left=True)
    acme.database.run_sync(_add, ["Eli"], removed_at=DUE_AT)
    asked = [one.name for one in acme.sheet(acme.first).stakeholders]
    assert asked == ["Dana Fox", "Kofi Mensah"]


def test_where_nobody_is_key_the_point_of_contact_is_asked_about(northwind: Database) -> None:
    found = northwind.run_sync(lambda session: checked_in_on(session, 7)[0].id)
    point = {"is_key_stakeholder": False, "roles": ["point_of_contact"]}
    northwind.run_sync(_add, ["Uma"], is_key_stakeholder=False)
    northwind.run_sync(_add, ["Zoe"], **point)
    sheet = northwind.read_sync(answering.open_sheet, actor(LENA), found)
    assert [one.name for one in sheet.stakeholders] == ["Zoe"]


def test_a_low_touch_check_in_asks_about_the_point_of_contact_alone(northwind: Database) -> None:
    question = Question(CheckInKind.SENTIMENT, (Owner.LEAD,), Stakeholders.POINT_OF_CONTACT)
    found = northwind.run_sync(lambda session: checked_in_on(session, 7, question=question)[0].id)
    northwind.run_sync(_add, ["Dana"])
    northwind.run_sync(_add, ["Zoe"], roles=["point_of_contact"])
    sheet = northwind.read_sync(answering.open_sheet, actor(LENA), found)
    assert [one.name for one in sheet.stakeholders] == ["Zoe"]


def test_where_nobody_is_named_the_answer_names_somebody(northwind: Database) -> None:
    found = northwind.run_sync(lambda session: checked_in_on(session, 7)[0].id)
    given = [Given(Score.NEUTRAL, name=" Zoe <Z> ")]
    answered = northwind.run_sync(
        answering.answer, actor(LENA), found, given, DUE_AT, key="one", seen=0
    )
    assert [(one.name, one.score) for one in answered.stakeholders] == [("Zoe <Z>", Score.NEUTRAL)]
    contact = northwind.read_sync(lambda session: session.scalars(select(Contact)).one())
    assert (contact.is_key_stakeholder, contact.roles) == (True, ["point_of_contact"])


def test_an_answer_on_nobody_is_refused_at_the_name(northwind: Database) -> None:
    found = northwind.run_sync(lambda session: checked_in_on(session, 7)[0].id)
    with pytest.raises(FieldErrors) as refused:
        northwind.run_sync(
            answering.answer, actor(LENA), found, [Given(Score.NEUTRAL)], DUE_AT, key="1", seen=0
        )
    assert set(refused.value.fields) == {"name"}
    assert northwind.read_sync(lambda session: session.scalars(select(Contact)).all()) == []


def test_an_answer_without_any_score_is_refused(acme: Acme) -> None:
    with pytest.raises(FieldErrors):
        acme.answer(acme.first)


def test_an_answer_ends_the_asking_and_ticks_the_task(acme: Acme) -> None:
    acme.say(acme.first, Score.COMFORTABLE, Score.DELIGHTED)
    sheet = acme.sheet(acme.first)
    assert (sheet.state, sheet.answered_at, sheet.answered_by) == (
        CheckInState.ANSWERED,
        DUE_AT,
        LENA,
    )
    task = acme.all(Task)[0]
    assert (task.done_at, task.done_event) == (DUE_AT, "check_in_answered:sentiment_7")
    assert acme.database.run_sync(check_in.fall_due, DUE_AT) == 0


def test_a_late_answer_counts_with_its_date(acme: Acme) -> None:
    late = DUE_AT + 30 * A_DAY
    acme.say(acme.first, Score.NEUTRAL, Score.NEUTRAL, now=late)
    assert {row.at for row in acme.all(Sentiment)} == {late}


def test_notes_are_encrypted_and_stay_out_of_what_messages_show(acme: Acme) -> None:
    note = "She mentioned a competitor"
    acme.answer(acme.first, Given(Score.UNEASY, note, acme.dana))
    with acme.database.engine.connect() as connection:
        stored = connection.scalar(text("SELECT note FROM sentiment"))
    assert stored
    assert note not in stored
    assert acme.sheet(acme.first).stakeholders[0].note == ""
    opened = acme.database.read_sync(answering.open_sheet, actor(LENA), acme.first)
    assert opened.stakeholders[0].note == note


def test_a_correction_is_kept_beside_the_first_answer(acme: Acme) -> None:
    acme.say(acme.first, Score.NEUTRAL, Score.NEUTRAL)
    acme.say(acme.first, Score.UNEASY, Score.NEUTRAL, now=DUE_AT + A_DAY)
    rows = [(row.contact_id, row.score, row.replaced_at) for row in acme.all(Sentiment)]
    assert rows == [
        (acme.dana, Score.NEUTRAL, DUE_AT + A_DAY),
        (acme.kofi, Score.NEUTRAL, None),
        (acme.dana, Score.UNEASY, None),
    ]
    assert acme.sheet(acme.first).answered_at == DUE_AT
    assert "check_in_corrected" in [entry.what for entry in acme.all(AuditEntry)]


def test_a_correction_that_changes_nothing_writes_nothing(acme: Acme) -> None:
    acme.say(acme.first, Score.NEUTRAL, Score.NEUTRAL)
    version = acme.handoff.version
    acme.say(acme.first, Score.NEUTRAL, Score.NEUTRAL)
    assert (len(acme.all(Sentiment)), acme.handoff.version) == (2, version)


def test_a_replayed_answer_changes_nothing_a_second_time(acme: Acme) -> None:
    for _time in range(2):
        acme.say(acme.first, Score.AT_RISK, Score.NEUTRAL, key="the same", seen=0)
    assert len(acme.all(Sentiment)) == 2
    assert [row.person_id for row in acme.alarms] == [IDRIS]


def test_who_answers_after_somebody_else_is_told_and_overwrites_nothing(acme: Acme) -> None:
    acme.say(acme.first, Score.NEUTRAL, Score.NEUTRAL)
    with pytest.raises(NotNow, match="Lena Vogt answered while this was open"):
        acme.say(acme.first, Score.AT_RISK, Score.AT_RISK, seen=0)
    assert {row.score for row in acme.all(Sentiment)} == {Score.NEUTRAL}


@pytest.mark.parametrize("bad", [Score.AT_RISK, Score.UNEASY])
def test_a_bad_score_raises_the_flag_and_tells_the_incoming_csm_at_once(
    acme: Acme, bad: Score
) -> None:
    acme.say(acme.first, bad, Score.DELIGHTED)
    assert (acme.handoff.attention_since, acme.handoff.attention_why) == (DUE_AT, bad.value)
    assert [row.person_id for row in acme.alarms] == [IDRIS]


def test_one_silence_is_a_finding_and_two_in_a_row_raise_the_flag(acme: Acme) -> None:
    acme.say(acme.first, Score.NO_SIGNAL, Score.NEUTRAL)
    assert acme.handoff.attention_why is None
    acme.say(acme.second, Score.NO_SIGNAL, Score.NEUTRAL, now=DUE_AT + 14 * A_DAY)
    assert acme.handoff.attention_why == "silence"


def test_two_silences_of_two_people_are_not_two_in_a_row(acme: Acme) -> None:
    acme.say(acme.first, Score.NO_SIGNAL, Score.NEUTRAL)
    acme.say(acme.second, Score.NEUTRAL, Score.NO_SIGNAL)
    assert acme.handoff.attention_why is None


def test_the_flag_comes_down_when_a_later_answer_is_better(acme: Acme) -> None:
    acme.say(acme.first, Score.AT_RISK, Score.NEUTRAL)
    acme.say(acme.second, Score.COMFORTABLE, Score.NEUTRAL)
    assert (acme.handoff.attention_since, acme.handoff.attention_why) == (None, None)
    words = [entry.what for entry in acme.all(AuditEntry) if "attention" in entry.what]
    assert words == ["attention_raised", "attention_lowered"]


def test_the_flag_keeps_its_date_when_its_cause_changes(acme: Acme) -> None:
    acme.say(acme.first, Score.UNEASY, Score.NEUTRAL)
    acme.say(acme.second, Score.AT_RISK, Score.NEUTRAL, now=DUE_AT + A_DAY)
    assert (acme.handoff.attention_since, acme.handoff.attention_why) == (DUE_AT, "at_risk")


def test_a_late_answer_to_an_earlier_check_in_does_not_hide_the_later_one(acme: Acme) -> None:
    acme.say(acme.second, Score.AT_RISK, Score.NEUTRAL)
    acme.say(acme.first, Score.DELIGHTED, Score.NEUTRAL, now=DUE_AT + A_DAY)
    assert acme.handoff.attention_why == "at_risk"


def test_answering_takes_down_the_flag_of_an_unanswered_check_in(acme: Acme) -> None:
    for day in (0, 1, 3, 7):
        acme.database.run_sync(check_in.fall_due, DUE_AT + day * A_DAY)
    assert acme.handoff.attention_why == "unanswered"
    acme.say(acme.first, Score.NEUTRAL, Score.NEUTRAL)
    assert acme.handoff.attention_why is None


def test_the_trail_that_everybody_reads_says_nothing_of_sentiment(acme: Acme) -> None:
    acme.say(acme.first, Score.AT_RISK, Score.NEUTRAL)
    assert "at_risk" not in str([entry.detail for entry in acme.all(AuditEntry)])


def test_the_next_check_in_shows_what_was_answered_the_time_before(acme: Acme) -> None:
    acme.say(acme.first, Score.UNEASY, Score.NEUTRAL)
    before = [one.trail for one in acme.sheet(acme.second).stakeholders]
    assert before == [(Felt(Score.UNEASY, DUE_AT),), (Felt(Score.NEUTRAL, DUE_AT),)]
    assert acme.sheet(acme.first).stakeholders[0].before is None


def test_an_answer_knows_every_message_that_asked(acme: Acme) -> None:
    acme.database.run_sync(check_in.fall_due, DUE_AT)
    acme.database.run_sync(_hand_to_and_fro)
    acme.database.run_sync(check_in.fall_due, DUE_AT + A_DAY)
    acme.database.run_sync(_send_all)
    acme.say(acme.first, Score.NEUTRAL, Score.NEUTRAL)
    showing = acme.showing()
    assert ([ts for _channel, ts in showing.asks], showing.is_complete) == (["1.1", "2.1"], True)


def test_an_ask_that_is_being_sent_as_somebody_answers_is_waited_for(acme: Acme) -> None:
    acme.database.run_sync(check_in.fall_due, DUE_AT)
    ask = acme.all(Outgoing)[0]
    acme.database.run_sync(deliveries.claim, ask.id, DUE_AT)
    acme.say(acme.first, Score.NEUTRAL, Score.NEUTRAL)
    assert not acme.showing().is_complete
    acme.database.run_sync(_send_all)
    assert acme.showing().is_complete


def test_showing_the_answer_is_promised_until_it_is_done(acme: Acme) -> None:
    acme.say(acme.first, Score.NEUTRAL, Score.NEUTRAL)
    promise = acme.all(Outgoing)[0]
    assert acme.database.read_sync(answering.promised, promise.id) == acme.first
    assert acme.database.read_sync(deliveries.is_any_waiting)
    acme.database.run_sync(answering.shown, promise.workspace_id, acme.first, DUE_AT)
    assert not acme.database.read_sync(deliveries.is_any_waiting)


@pytest.mark.parametrize("person_id", [MARIA, IDRIS])
def test_who_was_not_asked_and_does_not_lead_answers_nothing(acme: Acme, person_id: str) -> None:
    with pytest.raises(NotAllowed):
        acme.say(acme.first, Score.NEUTRAL, Score.NEUTRAL, by=actor(person_id))
    assert acme.all(Sentiment) == []


@pytest.mark.parametrize("person_id", [TOM, ADA])
def test_who_has_no_part_in_the_handoff_is_not_told_that_there_is_one(
    acme: Acme, person_id: str
) -> None:
    with pytest.raises(NotThere):
        acme.database.read_sync(answering.open_sheet, actor(person_id), acme.first)


def test_a_check_in_of_another_workspace_is_not_there(acme: Acme) -> None:
    stranger = Actor("T0ELSEWHERE", LENA)
    with pytest.raises(NotThere):
        acme.database.read_sync(answering.open_sheet, stranger, acme.first)


def test_a_stakeholder_of_another_account_is_not_there(acme: Acme) -> None:
    with pytest.raises(NotThere):
        acme.answer(acme.first, Given(Score.NEUTRAL, contact_id=99_999))
    assert acme.all(Sentiment) == []


@pytest.mark.parametrize("state", [State.CLOSED, State.CANCELLED])
def test_a_handoff_that_is_over_takes_no_answer(acme: Acme, state: State) -> None:
    acme.change(state=state)
    with pytest.raises(NotNow, match="is over"):
        acme.say(acme.first, Score.NEUTRAL, Score.NEUTRAL)


def test_a_check_in_that_was_called_off_takes_no_answer(acme: Acme) -> None:
    acme.database.run_sync(check_in.fall_due, DUE_AT)
    acme.database.run_sync(_call_off, acme.first)
    with pytest.raises(NotNow, match="not needed any more"):
        acme.say(acme.first, Score.NEUTRAL, Score.NEUTRAL)
    assert acme.all(Sentiment) == []


def test_a_check_in_whose_task_moved_after_it_was_asked_takes_its_answer(acme: Acme) -> None:
    acme.database.run_sync(check_in.fall_due, DUE_AT)
    acme.database.run_sync(_move_tasks, DUE_AT.date() + timedelta(days=14))
    acme.say(acme.first, Score.NEUTRAL, Score.NEUTRAL)
    assert acme.all(CheckIn)[0].state is CheckInState.ANSWERED


def test_a_lead_who_was_asked_and_then_replaced_is_told_whose_it_is_now(acme: Acme) -> None:
    acme.database.run_sync(check_in.fall_due, DUE_AT)
    acme.change(lead_id=TOM)
    acme.database.run_sync(_hand_over)
    with pytest.raises(NotNow, match="Tom Becker’s now"):
        acme.database.read_sync(answering.open_sheet, actor(LENA), acme.first)


@pytest.mark.parametrize(("person_id", "allowed"), [(LENA, True), (IDRIS, True), (MARIA, False)])
def test_answers_are_read_by_the_lead_and_the_incoming_csm_only(
    acme: Acme, person_id: str, allowed: bool
) -> None:
    acme.say(acme.first, Score.AT_RISK, Score.NEUTRAL)
    if allowed:
        sheet = acme.database.read_sync(answering.read_sheet, actor(person_id), acme.first)
        assert sheet.stakeholders[0].score is Score.AT_RISK
    else:
        with pytest.raises(NotAllowed):
            acme.database.read_sync(answering.read_sheet, actor(person_id), acme.first)


def test_observers_read_no_answers(acme: Acme) -> None:
    with pytest.raises(NotAllowed):
        acme.database.read_sync(answering.read_sheet, actor(PRIYA), acme.first)


def _two_check_ins(session: Session) -> tuple[int, int]:
    first, second = checked_in_on(session, 7, 21)
    return first.id, second.id


def _two_contacts(session: Session) -> tuple[int, int]:
    handoff_id = session.scalars(select(Handoff.id)).one()
    dana, kofi = add_contacts(session, handoff_id, ["Dana Fox", "Kofi Mensah"])
    return dana, kofi


def _add(session: Session, /, names: list[str], **different: Any) -> None:
    add_contacts(session, session.scalars(select(Handoff.id)).one(), names, **different)


def _call_off(session: Session, check_in_id: int) -> None:
    check_in.call_off(session, [session.get_one(CheckIn, check_in_id).task_id or 0])


def _move_tasks(session: Session, on: date) -> None:
    for task in session.scalars(select(Task)):
        task.due_on = on
        check_in.move_to(session, task.id, on)


def _hand_over(session: Session) -> int:
    return check_in.hand_over(session, session.scalars(select(Handoff)).one())


def _hand_to_and_fro(session: Session) -> None:
    """Tom leads for a moment, and then Lena again."""
    for lead_id in (TOM, LENA):
        session.scalars(select(Handoff)).one().lead_id = lead_id
        _hand_over(session)


def _send_all(session: Session) -> None:
    for number, row in enumerate(session.scalars(select(Outgoing).order_by(Outgoing.id)), 1):
        row.state, row.channel_id, row.ts = Delivery.SENT, "D0LENA", f"{number}.1"
