"""Who takes which messages, and when: Slack's pace, held by all processes together."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot import journeys
from storage import deliveries, outbox, sending
from storage.deliveries import Claim
from storage.sending import Holder, Limits
from storage.tables import Outgoing
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, WORKSPACE

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LIMITS = Limits(a_second=4.0, to_one_a_second=1.0)
HERE, THERE = (
    Holder(name, lease=timedelta(seconds=60), call=timedelta(seconds=15))
    for name in ("here", "there")
)


def put(
    session: Session, person_id: str | None, workspace_id: str = WORKSPACE, effect: str = "part"
) -> Outgoing:
    """Put a message to somebody into the outbox."""
    row = outbox.put(session, workspace_id, effect, MONDAY, person_id=person_id)
    assert row is not None
    session.flush()
    return row


def take(
    session: Session, now: datetime = NOW, holder: Holder = HERE, workspace_id: str = WORKSPACE
) -> list[Claim]:
    """Take what may be sent."""
    claims = sending.take(session, workspace_id, LIMITS, holder, 10, now, MONDAY)
    session.flush()
    return claims


def taken(claims: list[Claim]) -> list[int]:
    """Return which rows were taken."""
    return [claim.id for claim in claims]


def test_a_workspace_takes_so_many_a_second_and_after_a_rest_no_more(session: Session) -> None:
    rows = [put(session, f"U{number}").id for number in range(9)]
    assert taken(take(session)) == rows[:2]
    assert take(session) == []
    assert taken(take(session, NOW + SECOND / 4)) == rows[2:3]
    assert taken(take(session, NOW + 20 * SECOND)) == rows[3:5]


def test_what_somebody_waits_for_comes_before_what_the_calendar_brought_earlier(
    session: Session,
) -> None:
    backlog = [put(session, f"U{number}", effect="digest").id for number in range(9)]
    answer = put(session, MARIA)
    assert taken(take(session)) == [answer.id, backlog[0]]
    assert taken(take(session, NOW + 20 * SECOND)) == backlog[1:3]


def test_what_can_wait_are_messages_that_there_are_and_the_canvas() -> None:
    assert outbox.CAN_WAIT - {"canvas"} <= journeys.composers().keys()


def test_one_person_hears_one_message_a_second_and_keeps_nobody_waiting(session: Session) -> None:
    first, second, other = put(session, MARIA), put(session, MARIA), put(session, IDRIS)
    assert taken(take(session)) == [first.id]
    assert taken(take(session)) == [other.id]
    assert taken(take(session, NOW + SECOND)) == [second.id]


def test_the_leads_channel_is_one_channel(session: Session) -> None:
    first, second = put(session, None), put(session, None)
    assert taken(take(session)) == [first.id]
    assert take(session, NOW + SECOND / 2) == []
    assert taken(take(session, NOW + SECOND)) == [second.id]


def test_where_slack_wants_a_pause_nobody_sends_and_another_workspace_goes_on(
    session: Session,
) -> None:
    put(session, MARIA)
    theirs = put(session, MARIA, "T0OTHER")
    take(session)
    waiting = put(session, LENA)
    sending.close(session, WORKSPACE, NOW + 30 * SECOND)
    sending.close(session, WORKSPACE, NOW + 5 * SECOND)
    assert sending.workspaces_waiting(session) == sorted([WORKSPACE, "T0OTHER"])
    assert take(session, NOW + 29 * SECOND, THERE) == []
    assert taken(take(session, NOW + 29 * SECOND, workspace_id="T0OTHER")) == [theirs.id]
    (claim,) = take(session, NOW + 30 * SECOND, THERE)
    assert claim.id == waiting.id
    assert sending.wait_before(session, claim, NOW + 20 * SECOND) == 10
    assert sending.wait_before(session, claim, NOW + 31 * SECOND) == 0


def test_what_is_held_comes_up_again_when_its_holder_says_nothing_for_long(
    session: Session,
) -> None:
    row = put(session, MARIA)
    (first,) = take(session)
    assert take(session, NOW + 59 * SECOND, THERE) == []
    (second,) = take(session, NOW + 61 * SECOND, THERE)
    assert (second.id, second.attempt, second.may_be_sent) == (row.id, 2, True)
    assert sending.wait_before(session, first, NOW) is None
    assert sending.wait_before(session, second, NOW) == 0


def test_a_process_that_starts_again_goes_on_with_what_it_held_and_not_with_others(
    session: Session,
) -> None:
    rows = [put(session, MARIA).id, put(session, IDRIS).id]
    (mine, theirs) = take(session)
    assert [mine.id, theirs.id] == rows
    session.get_one(Outgoing, theirs.id).held_by = THERE.executor
    sending.let_go(session, HERE.executor)
    assert taken(take(session, NOW + SECOND)) == [mine.id]


def test_a_message_that_is_put_off_is_not_taken_before(session: Session) -> None:
    row = put(session, MARIA)
    row.next_at = NOW + 5 * SECOND
    assert take(session, NOW + 4 * SECOND) == []
    assert taken(take(session, NOW + 5 * SECOND)) == [row.id]


@pytest.mark.parametrize("effect", sorted(outbox.PLACE_EFFECTS))
def test_what_changes_a_place_is_left_to_the_engine(session: Session, effect: str) -> None:
    outbox.put(session, WORKSPACE, effect, MONDAY, handoff_id=1)
    session.flush()
    assert take(session) == []
    assert len(deliveries.jobs_waiting(session)) == 1
