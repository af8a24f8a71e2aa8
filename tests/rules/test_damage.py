"""What befalls a handoff's place in Slack: noticed once, told once, mended where it can be."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import place as blocks
from playbook import damage, places
from playbook.damage import Lost
from storage import deliveries, outbox
from storage.choices import Delivery, Place, State
from storage.deliveries import Claim
from storage.tables import BookChannel, Handoff, Outgoing, Person
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, TOM, WORKSPACE
from tests.rules.handoffs import start
from tests.rules.surfaces import buttons, words


def lose(session: Session, why: Lost = Lost.ARCHIVED, channel_id: str = "C0ACME") -> None:
    """Lose a channel."""
    damage.lost(session, WORKSPACE, channel_id, why, MONDAY)
    session.flush()


def queued(session: Session, effect: str) -> list[Outgoing]:
    """The rows of the outbox with this effect, in their order."""
    query = select(Outgoing).where(Outgoing.effect == effect).order_by(Outgoing.id)
    return list(session.scalars(query))


def claimed(session: Session, effect: str, handoff: Handoff) -> Claim:
    """The first attempt at a row of this effect."""
    row = outbox.put(session, WORKSPACE, effect, MONDAY, handoff_id=handoff.id)
    assert row is not None
    session.flush()
    claim = deliveries.claim(session, row.id, MONDAY)
    assert claim is not None
    return claim


def test_a_lost_channel_is_told_each_lead_once_however_often_it_is_noticed(
    session: Session, handoff: Handoff
) -> None:
    start(session, account="Umbra")
    start(session, account="Zephyr", lead_id=TOM)
    for why in (Lost.ARCHIVED, Lost.UNREACHABLE):
        lose(session, why)
    assert sorted(str(row.person_id) for row in queued(session, "place_lost")) == [LENA, TOM]
    assert handoff.place_lost_why == Lost.ARCHIVED


def test_what_is_over_or_a_draft_has_no_place_to_lose(session: Session) -> None:
    over = start(session, state=State.CLOSED)
    draft = start(session, account="Umbra", state=State.DRAFT)
    lose(session)
    assert (over.place_lost_at, draft.place_lost_at) == (None, None)
    assert queued(session, "place_lost") == []


def test_nothing_is_posted_in_a_lost_channel_until_it_is_found_again(
    session: Session, handoff: Handoff
) -> None:
    handoff.version = 5
    assert places.stale(session, MONDAY, 10) == [(WORKSPACE, handoff.id)]
    lose(session)
    assert places.stale(session, MONDAY, 10) == []
    damage.back(session, WORKSPACE, "C0ACME", MONDAY)
    (row,) = queued(session, "place")
    claim = deliveries.claim(session, row.id, MONDAY)
    assert claim is not None
    places.finished(session, claim, MONDAY)
    session.flush()
    assert (handoff.place_lost_at, handoff.place_lost_why) == (None, None)
    assert places.stale(session, MONDAY, 10) == [(WORKSPACE, handoff.id)]


def test_a_channel_that_was_not_lost_needs_no_finding(session: Session, handoff: Handoff) -> None:
    damage.back(session, WORKSPACE, str(handoff.channel_id), MONDAY)
    assert queued(session, "place") == []


def test_taken_out_of_a_public_channel_it_goes_back_once_a_day_and_then_tells(
    session: Session, handoff: Handoff
) -> None:
    damage.taken_out(session, WORKSPACE, "C0ACME", MONDAY)
    session.flush()
    assert (len(queued(session, "place")), handoff.place_lost_at) == (1, None)
    damage.taken_out(session, WORKSPACE, "C0ACME", MONDAY)
    session.flush()
    assert len(queued(session, "place")) == 1
    assert handoff.place_lost_why == Lost.REMOVED


def test_a_deleted_checklist_is_posted_again_once(session: Session, handoff: Handoff) -> None:
    ts = str(handoff.checklist_ts)
    for _time in range(2):
        damage.checklist_gone(session, WORKSPACE, handoff.id, ts, MONDAY)
        session.flush()
    assert (handoff.checklist_ts, handoff.pinned_at) == (None, None)
    assert len(queued(session, "place")) == 1


def test_an_effect_that_finds_its_channel_lost_is_dropped_and_not_tried_again(
    session: Session, handoff: Handoff
) -> None:
    claim = claimed(session, "closing", handoff)
    damage.lost_by(session, claim, Lost.SHARED, MONDAY)
    session.expire_all()
    assert session.get_one(Outgoing, claim.id).state is Delivery.DROPPED
    assert handoff.place_lost_why == Lost.SHARED


def test_a_lost_book_channel_is_not_used_for_the_next_handoff(session: Session) -> None:
    handoff = start(session, place=Place.BOOK, channel_id=None, checklist_ts=None)
    claim = claimed(session, "place", handoff)
    assert places.read(session, claim).name == "book-maria-lindqvist"
    places.channel_made(session, claim, "C0BOOK", MONDAY)
    second = start(session, account="Umbra", place=Place.BOOK, channel_id=None, checklist_ts=None)
    assert places.read(session, claimed(session, "place", second)).book_channel_id == "C0BOOK"
    lose(session, Lost.DELETED, "C0BOOK")
    session.expire_all()
    assert places.read(session, claimed(session, "place", second)).book_channel_id is None
    places.channel_made(session, claimed(session, "place", second), "C0BOOK2", MONDAY)
    session.flush()
    book = session.get_one(BookChannel, (WORKSPACE, MARIA))
    assert (book.channel_id, book.archived_at) == ("C0BOOK2", None)


def test_without_an_outgoing_csm_a_handoff_of_a_book_gets_its_own_channel(
    session: Session,
) -> None:
    handoff = start(session, place=Place.BOOK, channel_id=None, outgoing_id=None)
    setting = places.read(session, claimed(session, "place", handoff))
    assert (setting.place, setting.name) == (Place.CHANNEL, "handoff-acme-robotics")


def test_who_cannot_be_invited_is_told_the_lead_once(session: Session, handoff: Handoff) -> None:
    for _attempt in range(2):
        places.not_invited(session, claimed(session, "place", handoff), [IDRIS], MONDAY)
        session.flush()
    (row,) = queued(session, "not_invited")
    assert (row.person_id, row.detail) == (LENA, {"person": IDRIS})


@pytest.mark.parametrize("why", list(Lost))
def test_a_lead_reads_what_happened_and_can_choose_another_place(
    session: Session, handoff: Handoff, why: Lost
) -> None:
    lose(session, why)
    found = damage.lost_place(session, WORKSPACE, handoff.id)
    assert found is not None
    text, content = blocks.lost(found)
    assert "Acme Robotics" in text
    assert blocks.why_lost(why) in text
    (choose,) = buttons(content, "correct.place")
    assert choose["value"] == str(handoff.id)


def test_a_lead_of_many_handoffs_in_one_channel_reads_one_message(session: Session) -> None:
    first, *_rest = [start(session, account=f"Account {n:02}") for n in range(12)]
    lose(session)
    found = damage.lost_place(session, WORKSPACE, first.id)
    assert found is not None
    _text, content = blocks.lost(found)
    assert "12 handoffs" in words(content)
    assert len(buttons(content, "correct.place")) == 10


def test_a_message_about_a_place_that_was_found_again_is_not_sent(
    session: Session, handoff: Handoff
) -> None:
    lose(session)
    handoff.place_lost_at = handoff.place_lost_why = None
    assert damage.lost_place(session, WORKSPACE, handoff.id) is None


def test_a_channel_called_after_somebody_has_a_name_that_slack_takes(session: Session) -> None:
    session.get_one(Person, (WORKSPACE, MARIA)).name = "Märia Ønsk 🙂"
    handoff = start(session, place=Place.BOOK, channel_id=None)
    name = places.read(session, claimed(session, "place", handoff)).name
    assert name.removeprefix("book-").replace("-", "").isascii()
