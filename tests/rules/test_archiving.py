"""A channel is archived a week after its handoff is over, where the workspace wants it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.place import MESSAGES
from playbook import archiving
from storage import deliveries
from storage.choices import Delivery, Place, State
from storage.deliveries import Claim
from storage.tables import BookChannel, Handoff, Outgoing, Workspace
from tests.northwind import LENA, MARIA, MONDAY, WORKSPACE
from tests.rules.handoffs import start
from workspace.blockkit.validate import check_blocks

LATER = MONDAY + archiving.DELAY


def over(session: Session, *, wanted: bool = True, **different: Any) -> Handoff:
    """A handoff that has just been closed."""
    session.get_one(Workspace, WORKSPACE).archive_at_end = wanted
    handoff = start(session, **{"state": State.CLOSED, **different})
    archiving.plan(session, handoff, MONDAY)
    session.flush()
    return handoff


def claim(session: Session) -> Claim:
    """Let it fall due, and begin to carry it out."""
    assert archiving.fall_due(session, LATER) == 1
    session.flush()
    (row,) = session.scalars(select(Outgoing).where(Outgoing.effect == "archive"))
    found = deliveries.claim(session, row.id, LATER)
    assert found is not None
    return found


def test_it_is_archived_after_a_week_and_once(session: Session) -> None:
    handoff = over(session)
    assert archiving.next_due(session) == LATER
    assert archiving.fall_due(session, LATER - timedelta(minutes=1)) == 0
    found = claim(session)
    assert archiving.fall_due(session, LATER) == 0
    channel_id = archiving.wanted(session, found)
    assert channel_id == "C0ACME"
    archiving.archived(session, found, channel_id, LATER)
    session.expire_all()
    assert handoff.archived_at == LATER
    assert session.get_one(Outgoing, found.id).state is Delivery.SENT


@pytest.mark.parametrize(
    "different",
    [
        {"wanted": False},
        {"place": Place.THREAD},
        {"channel_id": None},
        {"state": State.BAU},
        {"state": State.ON_HOLD},
    ],
)
def test_what_is_unwanted_the_teams_or_not_over_stays(
    session: Session, different: dict[str, Any]
) -> None:
    over(session, **different)
    assert archiving.next_due(session) is None


def test_a_handoff_that_goes_on_keeps_its_channel(session: Session) -> None:
    handoff = over(session)
    handoff.state = State.SETTLING
    archiving.plan(session, handoff, MONDAY)
    session.flush()
    assert archiving.next_due(session) is None


def test_one_that_went_on_after_it_fell_due_keeps_it_too(session: Session) -> None:
    handoff = over(session)
    found = claim(session)
    handoff.state = State.BAU
    session.flush()
    assert archiving.wanted(session, found) is None


def test_who_changes_the_mind_keeps_the_channels_that_are_to_come(session: Session) -> None:
    over(session)
    found = claim(session)
    session.get_one(Workspace, WORKSPACE).archive_at_end = False
    assert archiving.wanted(session, found) is None


def test_a_books_channel_goes_with_the_last_of_its_handoffs(session: Session) -> None:
    session.add(
        BookChannel(workspace_id=WORKSPACE, outgoing_id=MARIA, channel_id="C0BOOK", made_at=MONDAY)
    )
    over(session, place=Place.BOOK, channel_id="C0BOOK")
    last = start(session, account="Umbra", place=Place.BOOK, channel_id="C0BOOK")
    found = claim(session)
    assert archiving.wanted(session, found) is None
    last.state = State.CANCELLED
    session.flush()
    assert archiving.wanted(session, found) == "C0BOOK"
    archiving.archived(session, found, "C0BOOK", LATER)
    session.expire_all()
    assert session.get_one(BookChannel, (WORKSPACE, MARIA)).archived_at == LATER


def test_of_a_channel_that_slack_does_not_let_us_archive_the_lead_hears_once(
    session: Session,
) -> None:
    handoff = over(session)
    found = claim(session)
    for _attempt in range(2):
        archiving.refused(session, found, "C0ACME", "restricted_action", LATER)
        session.flush()
    session.expire_all()
    assert session.get_one(Outgoing, found.id).state is Delivery.UNDELIVERABLE
    (told,) = session.scalars(select(Outgoing).where(Outgoing.effect == "not_archived"))
    assert (told.handoff_id, told.person_id) == (handoff.id, LENA)
    message = MESSAGES["not_archived"](session, told, LATER)
    assert message is not None
    assert "I could not archive <#C0ACME>" in message.text
    check_blocks(list(message.blocks), "message")
    handoff.state = State.SETTLING
    assert MESSAGES["not_archived"](session, told, LATER) is None
