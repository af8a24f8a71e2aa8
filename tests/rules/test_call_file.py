"""The intro call's calendar file: what is in it, what changes an earlier one, who may make it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import call_file as blocks
from playbook import call_file, ics
from playbook.call_file import Wanted
from playbook.errors import FieldErrors, NotAllowed, NotNow
from playbook.ics import Guest, Meeting
from storage.choices import Owner, Place
from storage.tables import Contact, Handoff, Task
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, PRIYA, actor
from tests.rules import handoffs
from tests.rules.blueprints import add_contact
from tests.rules.handoffs import Planned
from tests.rules.surfaces import words
from workspace.blockkit.validate import check_view

AT = datetime(2026, 3, 30, 9, tzinfo=UTC)  # the day after the clocks change in London
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def make(session: Session, handoff: Handoff, who: str = IDRIS, **more: Any) -> call_file.Made:
    wanted = Wanted(**{"title": "Intro", "starts_at": AT, "minutes": 45, **more})
    return call_file.make(session, actor(who), handoff.id, wanted, MONDAY)


def event(content: str) -> Any:
    (found,) = Calendar.from_ical(content).walk("VEVENT")
    return found


@on_sqlite
def test_its_time_is_right_where_the_clocks_change(session: Session, handoff: Handoff) -> None:
    found = event(make(session, handoff).content)
    begins = found.decoded("dtstart")
    assert begins == AT
    assert (begins.hour, begins.tzinfo.key) == (10, "Europe/London")
    assert found.decoded("duration") == timedelta(minutes=45)
    assert "BEGIN:VTIMEZONE" in make(session, handoff).content


@on_sqlite
def test_a_second_file_changes_the_first_one(session: Session, handoff: Handoff) -> None:
    first, second = make(session, handoff), make(session, handoff, MARIA, title="Hello")
    one, other = event(first.content), event(second.content)
    assert one["uid"] == other["uid"]
    assert (int(one["sequence"]), int(other["sequence"])) == (0, 1)
    form = call_file.form(session, actor(LENA), handoff.id, MONDAY)
    assert (form.title, form.starts_at, form.is_again) == ("Hello", AT, True)


@on_sqlite
def test_both_csms_are_named_and_who_is_chosen_with_their_email(
    session: Session, handoff: Handoff
) -> None:
    add_contact(session, handoff, "Dana Reyes", email="dana@acme.example")
    add_contact(session, handoff, "Old Hand", flags=["has_left"])
    ids = {one.name: one.id for one in session.scalars(select(Contact))}
    found = event(make(session, handoff, contact_ids=tuple(ids.values())).content)
    guests = {str(one.params["CN"]): str(one) for one in found["attendee"]}
    assert guests == {
        "Maria Lindqvist": "invalid:nomail",
        "Idris Okafor": "invalid:nomail",
        "Dana Reyes": "mailto:dana@acme.example",
    }
    handoff.place = Place.THREAD  # others read along
    again = event(make(session, handoff, contact_ids=tuple(ids.values())).content)
    assert len(again["attendee"]) == 2
    assert call_file.form(session, actor(IDRIS), handoff.id, MONDAY).contacts == ()


@on_sqlite
def test_the_plan_moves_only_if_that_is_wanted_and_says_why_it_cannot(session: Session) -> None:
    intro = Planned("intro", Owner.BOTH, 14, "introducing")
    handoff = handoffs.start(session, [intro, Planned("moved", Owner.OUTGOING, 28)])
    task = session.scalars(select(Task).where(Task.key == "intro")).one()
    make(session, handoff)
    assert task.due_on == intro.due_on
    make(session, handoff, LENA, moves_plan=True)
    assert task.due_on == AT.date()
    sunday = AT - timedelta(days=1)
    with pytest.raises(FieldErrors) as wrong:
        make(session, handoff, LENA, moves_plan=True, starts_at=sunday)
    assert list(wrong.value.fields) == ["moves_plan"]


@on_sqlite
@pytest.mark.parametrize(
    ("field", "value"), [("title", " "), ("starts_at", None), ("starts_at", MONDAY)]
)
def test_what_is_missing_is_said_at_its_field(
    session: Session, handoff: Handoff, field: str, value: Any
) -> None:
    with pytest.raises(FieldErrors) as wrong:
        make(session, handoff, **{field: value})
    assert list(wrong.value.fields) == [field]


@on_sqlite
def test_a_place_that_is_lost_or_not_there_gets_no_file(session: Session, handoff: Handoff) -> None:
    with pytest.raises(NotAllowed):
        make(session, handoff, PRIYA)
    handoff.place_lost_why = "shared"
    said = blocks.form(call_file.form(session, actor(IDRIS), handoff.id, MONDAY))
    assert "another organisation reads it now" in words(said)
    assert "submit" not in said
    with pytest.raises(NotNow):
        make(session, handoff)
    handoff.place_lost_why = handoff.channel_id = None
    assert "no channel yet" in words(
        blocks.form(call_file.form(session, actor(IDRIS), handoff.id, MONDAY))
    )


@on_sqlite
def test_the_form_and_what_follows_it_are_as_slack_takes_them(
    session: Session, handoff: Handoff
) -> None:
    for number in range(120):
        add_contact(session, handoff, f"Contact {number:03} " + "x" * 90)
    found = call_file.form(session, actor(IDRIS), handoff.id, MONDAY)
    assert found.starts_at.date() == date(2026, 3, 16)
    check_view(blocks.form(found), "modal")
    made = make(session, handoff)
    check_view(blocks.posted(made), "modal")
    assert "is changed" in blocks.comment(make(session, handoff))


@given(
    hours=st.integers(0, 24 * 365 * 10),
    zone=st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata", "Nowhere/Else"]),
    title=st.text(max_size=100),
)
def test_any_time_in_any_zone_is_read_as_the_same_moment(hours: int, zone: str, title: str) -> None:
    at = MONDAY + timedelta(hours=hours)
    meeting = Meeting("x@handoff", 0, f"A{title}", "", at, 30, zone, (Guest(f"N{title}"),))
    found = event(ics.written(meeting, MONDAY))
    assert found.decoded("dtstart").astimezone(ZoneInfo("UTC")) == at
