"""After an outage what is late is sent once, gathered: never as a storm."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blocks import gathered as blocks
from playbook import check_in, gathered, ledger, reminders
from playbook.templates import Question, Stakeholders
from storage.choices import CheckInKind, CheckInState, Delivery, Owner, Tier
from storage.tables import Outgoing
from tests.northwind import IDRIS, LENA, actor
from tests.rules.check_ins import DUE_AT, checked_in_on
from tests.rules.passing import nine

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

BOTH = Question(CheckInKind.SENTIMENT, (Owner.LEAD, Owner.INCOMING), Stakeholders.KEY)
BACK = nine(23) + timedelta(hours=2)
"""Two weeks after the check-ins fell due."""


def go_on(session: Session, now: datetime = BACK) -> None:
    """Let the worker deal with all that is due, in batches as it does."""
    while check_in.fall_due(session, now, 20) == 20:
        pass
    reminders.reckon(session, now)
    reminders.fall_due(session, now)
    session.flush()


def messages(session: Session, person_id: str) -> dict[str, int]:
    """Return how many messages of which kind somebody is sent."""
    query = select(Outgoing.effect, func.count().label("n")).where(Outgoing.person_id == person_id)
    return {row.effect: row.n for row in session.execute(query.group_by(Outgoing.effect))}


def the_gathered(session: Session, person_id: str = LENA) -> Outgoing:
    """Return somebody's one gathered message."""
    query = select(Outgoing).where(
        Outgoing.effect == gathered.GATHERED, Outgoing.person_id == person_id
    )
    return session.scalars(query).one()


def test_two_weeks_down_with_thirty_handoffs_are_one_message_and_one_digest_a_person(
    session: Session,
) -> None:
    for n in range(30):
        account = f"Account {n:02}"
        checked_in_on(session, 7, question=BOTH, account=account, tier=Tier.HIGH)
    go_on(session)
    for person_id in (LENA, IDRIS):
        assert messages(session, person_id) == {gathered.GATHERED: 1}
        found = gathered.read(session, the_gathered(session, person_id))
        assert len(found.waiting) == found.total == 30
    go_on(session, nine(24) + timedelta(hours=1))
    assert messages(session, LENA) == {gathered.GATHERED: 1, reminders.DIGEST: 1}


def test_one_that_is_late_alone_and_those_in_time_come_by_messages_of_their_own(
    session: Session,
) -> None:
    checked_in_on(session, 7, account="Acme Robotics")
    go_on(session)
    assert messages(session, LENA) == {"check_in": 1}
    for n in range(3):
        checked_in_on(session, 28, account=f"Account {n}")
    go_on(session, DUE_AT + timedelta(days=21) - timedelta(hours=1))
    assert messages(session, LENA)["check_in"] == 4


def test_an_outage_that_ends_on_a_weekend_is_made_up_for_on_monday_gathered(
    session: Session,
) -> None:
    for n in range(3):
        checked_in_on(session, 7, account=f"Account {n}")
    go_on(session, nine(21))
    assert messages(session, LENA) == {}
    go_on(session, nine(23))
    assert messages(session, LENA) == {gathered.GATHERED: 1}


def test_it_shows_what_still_waits_and_every_line_has_its_button(session: Session) -> None:
    found = [checked_in_on(session, 7, account=f"Account {n}")[0] for n in range(3)]
    go_on(session)
    row = the_gathered(session)
    text, content = blocks.message(gathered.read(session, row))
    assert text == "3 questions wait for your answer."
    assert [one["accessory"]["value"] for one in content if "accessory" in one] == [
        str(one.id) for one in found
    ]
    found[0].state = CheckInState.ANSWERED
    session.flush()
    assert [one.check_in_id for one in gathered.read(session, row).waiting] == [
        one.id for one in found[1:]
    ]
    row.state, row.channel_id, row.ts = Delivery.SENT, "D1", "1.1"
    session.flush()
    assert gathered.listing(session, row.workspace_id, [found[0].id]) == [row]
    assert len(ledger.read(session, actor(LENA)).entries) == 3


def test_what_is_late_after_it_was_sent_comes_in_another_message(session: Session) -> None:
    for n in range(2):
        checked_in_on(session, 7, account=f"Account {n}")
    go_on(session)
    the_gathered(session).state = Delivery.SENT
    for n in range(2, 4):
        checked_in_on(session, 8, account=f"Account {n}")
    go_on(session)
    assert messages(session, LENA) == {gathered.GATHERED: 2}
