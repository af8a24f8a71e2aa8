"""The same answer as for another account: from one's own book, as far as one may see it (R5)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import dump as blocks
from playbook import dump_same
from playbook.dump_view import StepShown
from playbook.errors import NotThere
from storage.choices import State
from storage.tables import Account, Answer, Handoff
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, TOM, actor
from tests.rules import handoffs
from tests.rules.blueprints import answer, at, opened, typed
from tests.rules.surfaces import words

GOALS, FIT = "why.goals", "outlook.fit"


@pytest.fixture
def umbrella(session: Session) -> Handoff:
    """Another account of Maria's, that knows its goals and whether it fits."""
    found = handoffs.start(session, account="Umbrella")
    answer(session, found, {GOALS: "Sell umbrellas", FIT: "A fine fit", "work.projects": None})
    return found


def offered(session: Session, handoff: Handoff, key: str, who: str, name: str = "") -> list[str]:
    found = dump_same.offer(session, actor(who), handoff.id, key, name)
    return [f"{one.account}: {one.text}" for one in found]


def copied(session: Session, handoff: Handoff, other: Handoff, key: str, before: str) -> StepShown:
    values = typed({key: before, f"nothing/{key}": ["nothing"]}, ts="1")
    place = at(handoff)
    shown = dump_same.copy(session, actor(MARIA), key, other.account_id, values, place, MONDAY)
    assert isinstance(shown, StepShown)
    return shown


def test_the_answers_of_the_book_are_offered_by_name(
    session: Session, handoff: Handoff, umbrella: Handoff
) -> None:
    assert offered(session, handoff, GOALS, MARIA) == ["Umbrella: Sell umbrellas"]
    assert offered(session, handoff, GOALS, MARIA, "UMB") == ["Umbrella: Sell umbrellas"]
    assert offered(session, handoff, GOALS, MARIA, "Acme") == []
    assert offered(session, handoff, FIT, MARIA) == ["Umbrella: A fine fit"]
    assert opened(session, handoff, "why").copyable == {GOALS}
    assert "Same as another account …" in words(blocks.view(opened(session, handoff, "why")))


@pytest.mark.parametrize("who", [IDRIS, LENA])
def test_who_neither_owns_nor_hands_over_an_account_is_offered_nothing_of_it(
    session: Session, handoff: Handoff, umbrella: Handoff, who: str
) -> None:
    assert offered(session, handoff, GOALS, who) == []
    with pytest.raises(NotThere):
        dump_same.copy(
            session, actor(who), GOALS, umbrella.account_id, typed(), at(handoff), MONDAY
        )


def test_an_account_that_is_somebody_elses_is_neither_offered_nor_copied(
    session: Session, handoff: Handoff
) -> None:
    other = handoffs.start(session, account="Initech", outgoing_id=TOM, incoming_id=TOM)
    answer(session, other, {GOALS: "A secret"}, who=actor(TOM))
    assert offered(session, handoff, GOALS, MARIA) == []
    with pytest.raises(NotThere):
        copied(session, handoff, other, GOALS, "")


def test_an_account_that_was_handed_over_is_offered_no_more_once_another_owns_it(
    session: Session, handoff: Handoff
) -> None:
    other = handoffs.start(session, account="Initech", outgoing_id=TOM, incoming_id=TOM)
    answer(session, other, {GOALS: "A secret"}, who=actor(TOM))
    other.outgoing_id = MARIA
    assert offered(session, handoff, GOALS, MARIA) == ["Initech: A secret"]
    other.state = State.CANCELLED
    assert offered(session, handoff, GOALS, MARIA) == []


@pytest.mark.parametrize("key", ["commercial.renewal", "people.contacts", "why.gossip"])
def test_days_lists_and_questions_that_do_not_exist_have_nothing_to_copy(
    session: Session, handoff: Handoff, key: str
) -> None:
    other = handoffs.start(session, account="Umbrella")
    answer(session, other, {"commercial.renewal": "2026-09-30"})
    with pytest.raises(NotThere):
        copied(session, handoff, other, key, "")


def test_a_copy_is_typed_and_becomes_an_answer_of_who_copied_it(
    session: Session, handoff: Handoff, umbrella: Handoff
) -> None:
    shown = copied(session, handoff, umbrella, GOALS, "")
    assert shown.typed == {GOALS: "Sell umbrellas", f"nothing/{GOALS}": []}
    assert shown.unsaved == ("Primary goals",)
    answer(session, handoff, {GOALS: "Sell umbrellas"})
    account = session.get_one(Account, handoff.account_id)
    found = session.scalars(select(Answer).where(Answer.account_id == account.id)).one()
    assert (found.text, found.written_by, found.written_at) == ("Sell umbrellas", MARIA, MONDAY)


def test_a_copy_stands_below_what_was_typed_already(
    session: Session, handoff: Handoff, umbrella: Handoff
) -> None:
    shown = copied(session, handoff, umbrella, GOALS, "Grow")
    assert shown.typed[GOALS] == "Grow\n\nSell umbrellas"
