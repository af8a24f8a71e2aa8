"""The brief before a call: who gets it when, and what stands in it for whom."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import brief as blocks
from playbook import brief, calls, last_read
from playbook.errors import NotAllowed
from storage.choices import FirmDateKind, Owner, State, Tier
from storage.tables import Answer, CallBrief, FirmDate, Handoff, Outgoing, PersonSettings, Task
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, PRIYA, WORKSPACE, actor
from tests.rules import handoffs
from tests.rules.blueprints import add_contact, add_item, answer
from tests.rules.handoffs import Planned
from tests.rules.statements import counted
from tests.rules.surfaces import words
from workspace.blockkit.validate import check_blocks, check_view

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

CALL = Planned("intro", Owner.ALL, 7, "introducing")  # a Monday
FRIDAY = date(2026, 3, 6)


def briefed(session: Session) -> list[tuple[str, datetime | None]]:
    session.flush()
    query = select(CallBrief).order_by(CallBrief.person_id)
    return [(row.person_id, row.due_at) for row in session.scalars(query)]


def follow(session: Session, handoff: Handoff, now: datetime = MONDAY) -> None:
    calls.follow(session, WORKSPACE, [handoff], now)
    session.flush()


def sent(session: Session) -> list[str]:
    rows = session.scalars(select(Outgoing).where(Outgoing.effect == calls.BRIEF))
    return sorted(str(row.person_id) for row in rows)


def nine(on: date, utc_hour: int) -> datetime:
    return datetime(on.year, on.month, on.day, utc_hour, tzinfo=UTC)


def test_each_who_takes_part_gets_it_at_their_nine_o_clock_a_working_day_before(
    session: Session,
) -> None:
    follow(session, handoffs.start(session, [CALL]))
    assert briefed(session) == [
        (IDRIS, nine(FRIDAY, 9)),
        (LENA, nine(FRIDAY, 8)),
        (MARIA, nine(FRIDAY, 8)),
    ]


def test_the_incoming_csm_is_told_of_calls_that_are_others_tasks(session: Session) -> None:
    follow(session, handoffs.start(session, [Planned("intro", Owner.LEAD, 7, "introducing")]))
    assert [person for person, _at in briefed(session)] == [IDRIS, LENA]


def test_other_tasks_an_email_and_a_renewal_are_no_calls(session: Session) -> None:
    dump, renewal = Planned("dump", Owner.BOTH, 7), Planned("renewal-1", Owner.BOTH, 8)
    handoff = handoffs.start(session, [dump, renewal, CALL], tier=Tier.LOW)
    for task in session.scalars(select(Task).where(Task.key == "renewal-1")):
        task.is_firm = True
        facts = {"handoff_id": handoff.id, "title": task.title, "falls_on": task.due_on}
        who = {"workspace_id": WORKSPACE, "by": LENA, "at": MONDAY}
        session.add(FirmDate(**facts, **who, kind=FirmDateKind.RENEWAL))
    follow(session, handoff)
    assert briefed(session) == []
    for firm in session.scalars(select(FirmDate)):
        firm.kind = FirmDateKind.CALL
    follow(session, handoff)
    assert [person for person, _at in briefed(session)] == [IDRIS, MARIA]


def test_it_is_sent_once_and_moves_with_the_call(session: Session) -> None:
    handoff = handoffs.start(session, [CALL])
    follow(session, handoff)
    task = session.scalars(select(Task)).one()
    task.due_on += timedelta(days=1)
    follow(session, handoff)
    monday = date(2026, 3, 9)
    assert briefed(session)[0] == (IDRIS, nine(monday, 9))
    assert calls.fall_due(session, nine(FRIDAY, 10)) == 0
    for hour in (10, 11):
        calls.fall_due(session, nine(monday, hour))
        follow(session, handoff, nine(monday, hour))
    assert sent(session) == [IDRIS, LENA, MARIA]
    assert calls.next_due(session) is None


def test_nobody_hears_of_a_call_that_was_held_or_of_a_handoff_on_hold(session: Session) -> None:
    handoff = handoffs.start(session, [CALL])
    follow(session, handoff)
    handoff.state = State.ON_HOLD
    follow(session, handoff)
    assert briefed(session) == []
    handoff.state = State.INTRODUCING
    session.scalars(select(Task)).one().done_at = MONDAY
    follow(session, handoff)
    assert briefed(session) == []


@pytest.mark.parametrize(
    ("in_days", "expected"), [(0, []), (1, [date(2026, 3, 3)]), (2, [date(2026, 3, 3)])]
)
def test_a_call_that_is_known_late_is_told_of_on_its_morning_at_the_latest(
    session: Session, in_days: int, expected: list[date]
) -> None:
    call = Planned("intro", Owner.INCOMING, in_days, "introducing")
    follow(session, handoffs.start(session, [call]), nine(MONDAY.date(), 12))
    assert [at.date() for _person, at in briefed(session) if at] == expected


def test_what_an_outage_held_up_past_the_call_is_not_sent(session: Session) -> None:
    follow(session, handoffs.start(session, [CALL]))
    calls.fall_due(session, nine(date(2026, 3, 10), 12))
    assert sent(session) == []
    assert calls.next_due(session) is None


def fill(session: Session, handoff: Handoff) -> None:
    answer(session, handoff, {"why.goals": "Halve the time of an export"})
    add_contact(session, handoff, "Dana Reyes", title="CTO", temperament="Short on Mondays")
    add_contact(session, handoff, "Old Hand", flags=["has_left"])
    add_item(session, handoff, "The export is slow", "issue")
    add_item(session, handoff, "A weekly report", "commitment", owner=MARIA, due_on="2026-03-20")
    add_item(session, handoff, "Was done", "action", flags=["closed"])
    session.add(
        PersonSettings(
            workspace_id=WORKSPACE, person_id=IDRIS, industries="Robotics", updated_at=MONDAY
        )
    )


def test_it_says_who_what_trouble_promises_topics_and_what_to_say_first(session: Session) -> None:
    handoff = handoffs.start(session, [*handoffs.PLAN[:4], handoffs.INTRO, handoffs.MOVED])
    fill(session, handoff)
    found = brief.read(session, actor(IDRIS), handoff.id, MONDAY)
    assert [one.name for one in found.people] == ["Dana Reyes"]
    assert [line.text for line in found.trouble.lines] == ["The export is slow"]
    assert [line.text for line in found.promises.lines] == ["A weekly report"]
    assert [title for title, _on in found.topics.steps] == ["Moved"]
    said = words(blocks.view(found))
    for expected in (
        f"I have seen {found.percent} % of what Maria Lindqvist knows",
        "Halve the time of an export",
        "What Idris Okafor brings: Robotics",
        "Their goals: are these still right?",
        f"<@{MARIA}> · due",
    ):
        assert expected in said
    for lead in (LENA, MARIA):
        theirs = words(blocks.view(brief.read(session, actor(lead), handoff.id, MONDAY)))
        assert "*Idris Okafor says first:*" in theirs


def test_it_is_for_the_handoffs_people_only(session: Session, handoff: Handoff) -> None:
    with pytest.raises(NotAllowed):
        brief.read(session, actor(PRIYA), handoff.id, MONDAY)
    row = Outgoing(workspace_id=WORKSPACE, handoff_id=handoff.id, detail={"on": "2026-03-16"})
    row.person_id = PRIYA
    assert brief.before(session, row, MONDAY) is None
    row.person_id = IDRIS
    assert brief.before(session, row, MONDAY) is not None
    handoff.incoming_id = PRIYA
    session.flush()
    assert brief.before(session, row, MONDAY) is None


def test_sixty_people_and_three_hundred_items_fit_and_are_counted(session: Session) -> None:
    handoff = handoffs.start(session, [CALL])
    for number in range(60):
        add_contact(session, handoff, f"Contact {number:02}", expectations="x" * 2900)
    for number in range(150):
        add_item(session, handoff, f"Issue {number:03} " + "y" * 2000, "issue")
        add_item(session, handoff, f"Promise {number:03}", "commitment")
    found = brief.read(session, actor(IDRIS), handoff.id, MONDAY)
    assert (found.people_total, found.trouble.total, found.promises.total) == (60, 150, 150)
    with counted(session) as sent_to_the_database:
        brief.read(session, actor(IDRIS), handoff.id, MONDAY)
    assert len(sent_to_the_database) <= 25
    check_view(blocks.view(found, is_whole=True), "modal")
    check_view(blocks.view(found), "modal")
    check_blocks(blocks.message(found)[1], "message")


def test_what_is_new_to_the_reader_is_said_and_an_empty_blueprint_says_so(
    session: Session,
) -> None:
    handoff = handoffs.start(session, [CALL])
    empty = words(blocks.view(brief.read(session, actor(IDRIS), handoff.id, MONDAY)))
    assert "ask them" in empty
    last_read.look(session, actor(IDRIS), handoff.id, MONDAY)
    later = MONDAY + timedelta(hours=3)
    answer(session, handoff, {"why.goals": "Grow"}, now=later)
    found = brief.read(session, actor(IDRIS), handoff.id, later)
    assert "1 change since you last looked" in words(blocks.message(found)[1])
    for version in session.scalars(select(Answer)):
        assert version.written_by == MARIA
    assert brief.read(session, actor(MARIA), handoff.id, later).news.count == 0
