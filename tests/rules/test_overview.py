"""The list of a person's handoffs: theirs, their people's, and nobody else's (R31, R32)."""

import pytest
from sqlalchemy.orm import Session

from playbook import overview
from playbook.errors import NotAllowed
from playbook.overview import PAGE, Listed
from storage.choices import State
from storage.tables import PersonSettings
from tests.northwind import (
    GITA,
    IDRIS,
    LENA,
    MARIA,
    MONDAY,
    PRIYA,
    SAM,
    TOM,
    WORKSPACE,
    actor,
    move_in,
)
from tests.rules.handoffs import start
from tests.rules.statements import counted


def accounts(listed: Listed) -> list[str]:
    return [line.checklist.account for line in listed.lines]


def mine(session: Session, who: str, page: int = 0) -> Listed:
    session.flush()
    return overview.mine(session, actor(who), MONDAY, page)


def test_people_see_the_handoffs_that_they_are_part_of(session: Session) -> None:
    start(session, account="Acme")
    start(session, account="Globex", outgoing_id=TOM, incoming_id=SAM)
    assert [accounts(mine(session, who)) for who in (MARIA, IDRIS, TOM)] == [
        ["Acme"],
        ["Acme"],
        ["Globex"],
    ]
    assert accounts(mine(session, LENA)) == accounts(mine(session, PRIYA)) == ["Acme", "Globex"]


def test_a_lead_sees_the_handoffs_of_their_people(session: Session) -> None:
    start(session, account="Globex", outgoing_id=TOM, incoming_id=SAM, lead_id=MARIA)
    assert accounts(mine(session, LENA)) == []
    session.add(
        PersonSettings(workspace_id=WORKSPACE, person_id=TOM, manager_id=LENA, updated_at=MONDAY)
    )
    found = mine(session, LENA)
    assert accounts(found) == ["Globex"]
    assert found.lines[0].role == "lead"


def test_a_draft_is_there_for_its_lead_only(session: Session) -> None:
    start(session, account="Acme", state=State.DRAFT)
    assert accounts(mine(session, LENA)) == ["Acme"]
    for who in (MARIA, IDRIS, PRIYA):
        assert accounts(mine(session, who)) == []


def test_what_is_over_is_not_listed(session: Session) -> None:
    start(session, account="Acme", state=State.CLOSED)
    start(session, account="Globex", state=State.CANCELLED)
    start(session, account="Initech", state=State.BAU)
    assert accounts(mine(session, MARIA)) == ["Initech"]


def test_another_workspace_has_its_own(session: Session) -> None:
    start(session, account="Acme")
    move_in(session, "T0OTHER")
    session.flush()
    assert overview.mine(session, actor(MARIA, "T0OTHER"), MONDAY).total == 0


def test_a_guest_is_told_so(session: Session) -> None:
    with pytest.raises(NotAllowed):
        overview.mine(session, actor(GITA), MONDAY)


def test_pages_have_everything_once_and_one_too_far_is_the_first(session: Session) -> None:
    names = [f"Account {n:02}" for n in range(PAGE + 3)]
    for name in names:
        start(session, account=name)
    first, second = mine(session, MARIA), mine(session, MARIA, 1)
    assert (first.total, first.pages) == (PAGE + 3, 2)
    assert accounts(first) + accounts(second) == names
    assert accounts(mine(session, MARIA, 7)) == accounts(first)


def test_ten_cost_no_more_statements_than_one(session: Session) -> None:
    start(session, account="Acme")
    session.flush()
    with counted(session) as one:
        mine(session, LENA)
    for n in range(PAGE - 1):
        start(session, account=f"Account {n}")
    session.flush()
    with counted(session) as ten:
        assert len(mine(session, LENA).lines) == PAGE
    assert len(ten) == len(one) == 4  # who asks, whom they lead, the list, what they have proposed
