"""“Not mine” on a question hands it to who else may answer it, and everybody can see that (R20)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import check_in as check_in_blocks
from blocks import digest as blocks
from blocks import due as due_blocks
from blocks.kit import Json
from handlers.check_in import compose_ask
from handlers.debrief import MESSAGES as DEBRIEF_MESSAGES
from playbook import (
    access,
    answering,
    check_in,
    debrief,
    digest,
    history,
    ledger,
    not_mine,
    reminders,
)
from playbook import asks as asks_of
from playbook.debrief import Part
from playbook.errors import NotNow, NotThere
from playbook.templates import Question, Stakeholders
from storage import outbox
from storage.choices import CheckInKind, CheckInState, Owner
from storage.tables import CheckIn, Outgoing, Person
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, WORKSPACE, actor
from tests.rules.check_ins import DUE_AT, checked_in_on
from workspace.blockkit.validate import check_blocks
from workspace.client import elements, words

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

DAY = timedelta(days=1)
ASKED_AT = DUE_AT + timedelta(hours=2)
"""When Lena, in Berlin, and Idris, in London, have both been asked."""
KEY = Stakeholders.KEY
OF_INCOMING = Question(CheckInKind.SENTIMENT, (Owner.INCOMING,), KEY)
OF_BOTH = Question(CheckInKind.SENTIMENT, (Owner.LEAD, Owner.INCOMING), KEY)
OF_DEBRIEF = Question(CheckInKind.DEBRIEF, (Owner.INCOMING, Owner.LEAD))
LOOK = Question(CheckInKind.LOOK, (Owner.LEAD,), KEY)


def asked(session: Session, question: Question) -> dict[str, CheckIn]:
    """Ask on Monday, 9 March; return the questions by whom they were put to."""
    found = checked_in_on(session, 7, question=question)
    work(session, DUE_AT, ASKED_AT)
    return {one.person_id: one for one in found}


def work(session: Session, *moments: datetime) -> None:
    """Let the worker pass over what is due at these moments."""
    for now in moments:
        session.flush()
        check_in.fall_due(session, now)
        reminders.reckon(session, now)
    session.flush()


def waiting(session: Session) -> list[tuple[str, CheckInState]]:
    """Return who is asked now, and whether they were already."""
    query = select(CheckIn).where(CheckIn.state != CheckInState.CANCELLED).order_by(CheckIn.id)
    return [(one.person_id, one.state) for one in session.scalars(query)]


def asks(session: Session) -> list[Outgoing]:
    query = select(Outgoing).where(Outgoing.effect == "check_in").order_by(Outgoing.id)
    return list(session.scalars(query))


def dm(session: Session, check_in: CheckIn) -> Outgoing:
    """Put the DM of a debrief into the outbox."""
    row = outbox.put(
        session, WORKSPACE, "debrief", ASKED_AT,
        handoff_id=check_in.handoff_id, check_in_id=check_in.id, person_id=check_in.person_id,
    )  # fmt: skip
    assert row
    return row


def said(session: Session, row: Outgoing) -> list[Json]:
    """Return what the DM of a debrief shows; nothing where it need not be sent."""
    message = DEBRIEF_MESSAGES["debrief"](session, row, ASKED_AT)
    return list(message.blocks) if message else []


def test_what_is_not_the_incoming_csms_is_asked_of_the_lead_who_reads_why(session: Session) -> None:
    mine = asked(session, OF_INCOMING)[IDRIS]
    done = not_mine.hand_on(session, actor(IDRIS), mine.id, ASKED_AT + DAY)
    assert (done.to_id, done.account) == (LENA, "Acme Robotics")
    work(session, ASKED_AT + DAY)
    assert waiting(session) == [(LENA, CheckInState.ASKED)]
    row = asks(session)[-1]
    assert row.person_id == LENA
    message = compose_ask(session, row, ASKED_AT + DAY)
    assert message is not None
    check_blocks(list(message.blocks), "message")
    assert "<@U0IDRIS> says that it is not theirs, so you are asked." in words(message.blocks)
    later = digest.read(session, WORKSPACE, LENA, ASKED_AT + 2 * DAY)
    assert "<@U0IDRIS> says that it is not theirs" in words(blocks.message(later)[1])
    assert not digest.read(session, WORKSPACE, IDRIS, ASKED_AT + 2 * DAY).asked


def test_the_message_that_asked_says_who_is_asked_now(session: Session) -> None:
    mine = asked(session, OF_INCOMING)[IDRIS]
    not_mine.hand_on(session, actor(IDRIS), mine.id, ASKED_AT)
    found = answering.to_show(session, WORKSPACE, mine.id)
    assert found.handed_to == LENA
    text, content = check_in_blocks.handed_on(found.sheet, LENA)
    check_blocks(content, "message")
    assert "you said that it is not yours, and <@U0LENA> is asked" in text
    shown = select(Outgoing.check_in_id).where(Outgoing.effect == "answer_shown")
    assert session.scalars(shown).all() == [mine.id]
    with pytest.raises(NotNow, match="is Lena Vogt’s now"):
        answering.open_sheet(session, actor(IDRIS), mine.id)


def test_the_message_that_asked_for_a_debrief_says_so_too_until_a_part_is_written_after_all(
    session: Session,
) -> None:
    both = asked(session, OF_DEBRIEF)
    mine = both[IDRIS]
    mine.state, mine.asked_at = CheckInState.ASKED, ASKED_AT  # before business as usual it is not
    row, hers = (dm(session, both[who]) for who in (IDRIS, LENA))
    hers.ts = "1.2"
    assert "Write my part" in words(said(session, row))
    not_mine.hand_on(session, actor(IDRIS), mine.id, ASKED_AT)
    assert not said(session, row)
    row.ts = "1.1"
    content = said(session, row)
    check_blocks(content, "message")
    assert "you said that it is not yours, and <@U0LENA> is asked." in words(content)
    assert not list(elements({"blocks": content}))
    promise = session.scalars(select(Outgoing).where(Outgoing.effect == asks_of.SHOWN)).one()
    found = asks_of.to_show(session, promise.id)
    assert [(one.person_id, one.ts) for one in found.sent] == [(IDRIS, "1.1")]
    assert found.but_for == IDRIS
    debrief.contribute(session, actor(IDRIS), mine.handoff_id, Part("It went well"), ASKED_AT)
    assert "Thank you: your part" in words(said(session, row))


def test_the_trail_and_the_ledger_keep_it(session: Session) -> None:
    mine = asked(session, OF_INCOMING)[IDRIS]
    not_mine.hand_on(session, actor(IDRIS), mine.id, ASKED_AT)
    session.flush()
    entry = history.recent(session, access.open_handoff(session, actor(LENA), mine.handoff_id))[0]
    assert (entry.what, entry.facts["who"], entry.facts["to"]) == (
        "question_handed_on",
        "Idris Okafor",
        "Lena Vogt",
    )
    found = ledger.read(session, actor(LENA))
    assert "not theirs: <@U0LENA> is asked" in words(due_blocks.ledger(found))
    assert {one.effect for one in found.entries} == {"check_in"}


def test_who_is_asked_the_same_already_is_not_asked_twice(session: Session) -> None:
    mine = asked(session, OF_BOTH)[IDRIS]
    not_mine.hand_on(session, actor(IDRIS), mine.id, ASKED_AT + DAY)
    work(session, ASKED_AT + DAY)
    assert waiting(session) == [(LENA, CheckInState.ASKED)]
    assert [row.person_id for row in asks(session)].count(LENA) == 1
    line = digest.read(session, WORKSPACE, LENA, ASKED_AT + DAY).asked[0]
    assert line.asked is not None
    assert line.asked.not_of == IDRIS


def test_a_lead_hands_their_own_to_the_incoming_csm_and_it_goes_back_and_forth_once(
    session: Session,
) -> None:
    first = asked(session, Question(CheckInKind.SENTIMENT, (Owner.LEAD,), KEY))[LENA]
    assert not_mine.hand_on(session, actor(LENA), first.id, ASKED_AT).to_id == IDRIS
    work(session, ASKED_AT + DAY)
    second = session.scalars(select(CheckIn).where(CheckIn.person_id == IDRIS)).one()
    assert not_mine.hand_on(session, actor(IDRIS), second.id, ASKED_AT + DAY).to_id == LENA
    work(session, ASKED_AT + 2 * DAY)
    assert waiting(session) == [(LENA, CheckInState.ASKED)]
    with pytest.raises(NotNow, match="Idris Okafor says that it is not theirs"):
        not_mine.hand_on(session, actor(LENA), first.id, ASKED_AT + 2 * DAY)


def test_what_only_a_lead_can_answer_stays_with_them(session: Session) -> None:
    look = asked(session, LOOK)[LENA]
    with pytest.raises(NotNow, match="Nobody else in the handoff of Acme Robotics"):
        not_mine.hand_on(session, actor(LENA), look.id, ASKED_AT)
    assert look.state is CheckInState.ASKED


def test_without_an_incoming_csm_the_lead_is_told_that_nobody_else_can(session: Session) -> None:
    (mine,) = checked_in_on(session, 7, incoming_id=None)
    work(session, ASKED_AT)
    with pytest.raises(NotNow, match="it stays with you"):
        not_mine.hand_on(session, actor(LENA), mine.id, ASKED_AT)


def test_nobody_hands_on_what_is_not_asked_of_them(session: Session) -> None:
    mine = asked(session, OF_INCOMING)[IDRIS]
    for other in (LENA, MARIA):
        with pytest.raises(NotThere):
            not_mine.hand_on(session, actor(other), mine.id, ASKED_AT)
    not_mine.hand_on(session, actor(IDRIS), mine.id, ASKED_AT)
    with pytest.raises(NotNow):
        not_mine.hand_on(session, actor(IDRIS), mine.id, ASKED_AT)


def test_only_who_was_asked_has_the_button(session: Session) -> None:
    asked(session, OF_INCOMING)
    now = ASKED_AT + DAY
    assert "Not mine" in words(blocks.message(digest.read(session, WORKSPACE, IDRIS, now))[1])
    session.get_one(Person, (WORKSPACE, IDRIS)).deactivated_at = MONDAY
    session.flush()
    for_him = digest.read(session, WORKSPACE, LENA, now)
    assert for_him.asked
    assert "Not mine" not in words(blocks.message(for_him)[1])
