"""The next account of the book, one click away (R5)."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from blocks import dump as blocks
from playbook import handing_over
from playbook.dump_next import NextAccount
from storage.choices import State
from storage.tables import Handoff
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, TOM, actor
from tests.rules import handoffs
from tests.rules.blueprints import answer_everything, summary
from tests.rules.handoffs import Planned
from tests.rules.surfaces import words


def start(session: Session, account: str, in_days: int = 7, **different: Any) -> Handoff:
    dump = Planned("dump", in_days=in_days, event="dump_complete")
    return handoffs.start(session, [dump], account=account, **different)


def test_the_dump_that_is_due_first_comes_next_and_the_others_are_counted(
    session: Session, handoff: Handoff
) -> None:
    start(session, "Umbrella", in_days=9)
    first = start(session, "Initech", in_days=3)
    found = summary(session, handoff).next
    assert found == NextAccount(first.id, "Initech", 2)
    said = words(blocks.view(summary(session, handoff)))
    assert "2 more accounts of this book wait" in said
    assert "Next: Initech" in said


def test_after_handing_over_the_next_account_is_offered(session: Session, handoff: Handoff) -> None:
    other = start(session, "Umbrella")
    answer_everything(session, handoff)
    done = handing_over.hand_over(session, actor(MARIA), handoff.id, MONDAY)
    assert done.next == NextAccount(other.id, "Umbrella", 1)
    assert "One more account of this book waits" in words(blocks.handed_over(done))


def test_what_is_handed_over_comes_no_more(session: Session, handoff: Handoff) -> None:
    other = start(session, "Umbrella")
    answer_everything(session, other)
    handing_over.hand_over(session, actor(MARIA), other.id, MONDAY)
    assert summary(session, handoff).next is None


@pytest.mark.parametrize("state", [State.DRAFT, State.CANCELLED, State.CLOSED])
def test_a_draft_or_a_handoff_that_is_over_is_not_next(
    session: Session, handoff: Handoff, state: State
) -> None:
    start(session, "Umbrella", state=state)
    assert summary(session, handoff).next is None
    assert summary(session, handoff, LENA).next is None


def test_somebody_is_led_only_to_accounts_whose_dump_they_may_fill(
    session: Session, handoff: Handoff
) -> None:
    start(session, "Umbrella", incoming_id=TOM)
    assert summary(session, handoff, IDRIS).next is None
    assert summary(session, handoff, LENA).next is not None


def test_the_book_of_somebody_else_is_not_next(session: Session, handoff: Handoff) -> None:
    start(session, "Umbrella", outgoing_id=IDRIS, incoming_id=MARIA)
    assert summary(session, handoff).next is None
