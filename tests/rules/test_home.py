"""App Home: what waits for a person, and their handoffs (R31, R32)."""

from datetime import timedelta

from sqlalchemy.orm import Session

from playbook import home
from playbook.overview import PAGE
from storage.choices import State
from tests.northwind import ADA, GITA, IDRIS, LENA, MARIA, MONDAY, OTTO, TOM, actor
from tests.rules.check_ins import add_check_in
from tests.rules.handoffs import SWITCH, start
from tests.rules.statements import counted


def test_guests_and_strangers_have_none(session: Session) -> None:
    for who in (GITA, OTTO, "U0NOBODY"):
        assert home.read(session, actor(who), MONDAY) is None


def test_drafts_wait_for_their_lead_and_are_silent_to_all_others(session: Session) -> None:
    start(session, state=State.DRAFT, started_by=MARIA)
    leads = home.read(session, actor(LENA), MONDAY)
    assert leads is not None
    assert [(draft.account, draft.by) for draft in leads.drafts] == [
        ("Acme Robotics", "Maria Lindqvist")
    ]
    for who in (MARIA, IDRIS, TOM, ADA):
        others = home.read(session, actor(who), MONDAY)
        assert others is not None
        assert (others.drafts, others.handoffs.total) == ((), 0)


def test_a_draft_waits_for_its_lead_behind_a_full_page_of_handoffs(session: Session) -> None:
    for number in range(PAGE):
        start(session, account=f"Account {number}")
    in_spring = SWITCH + timedelta(days=30)
    start(session, account="Globex", state=State.DRAFT, anchor_on=in_spring)
    found = home.read(session, actor(LENA), MONDAY)
    assert found is not None
    assert [draft.account for draft in found.drafts] == ["Globex"]


def test_a_home_with_nothing_special_takes_four_statements(session: Session) -> None:
    start(session)
    with counted(session) as statements:
        home.read(session, actor(MARIA), MONDAY)
    assert len(statements) == 4  # who asks, the list, what they have proposed, what is asked


def test_a_check_in_is_there_from_when_it_falls_due(session: Session) -> None:
    handoff = start(session, state=State.SETTLING)
    add_check_in(session, handoff, "sentiment", in_days=7)

    def due(who: str, days: int) -> int:
        found = home.read(session, actor(who), MONDAY + timedelta(days=days))
        assert found is not None
        return len(found.check_ins)

    assert [due(LENA, 6), due(LENA, 7), due(MARIA, 7)] == [0, 1, 0]


def test_admins_are_known_as_such(session: Session) -> None:
    found = {who: home.read(session, actor(who), MONDAY) for who in (ADA, LENA)}
    assert [bool(one and one.viewer.is_admin) for one in found.values()] == [True, False]
