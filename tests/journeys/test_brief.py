"""Reading again: what has changed since, the brief before a call, and the call in calendars."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from icalendar import Calendar

from tests.journeys.checklists import posted
from tests.journeys.company import Company
from tests.journeys.dumps import close_everything, next_step, open_dump, step
from tests.journeys.steps import (
    handoff_channel,
    modal,
    name_the_lead,
    open_modal,
    saw,
    sent_at,
    start_handoff,
    told,
)
from workspace.client import Json, Person, words

ACCOUNT = "Acme Robotics"
CHANNEL = "handoff-acme-robotics"
SWITCH = "2026-04-06"
BRIEF = f"Your next call about *{ACCOUNT}*"
ONE_NEW = "1 change since you last looked"
LONDON = ZoneInfo("Europe/London")
CALL = datetime(2026, 3, 30, 14, 30, tzinfo=LONDON)  # the clocks change on the day before


def write_goals(maria: Person, text: str) -> None:
    """Open the dump at its beginning, write the goals, and go on to the next section."""
    open_dump(maria, ACCOUNT)
    if "People" in words(maria.view["blocks"][:6]):
        maria.press("Back")
    step(maria, "Why they buy")
    maria.type("Primary goals", text)
    next_step(maria, "People")
    close_everything(maria)


def read(idris: Person) -> Json:
    return open_modal(idris, "Read blueprint", posted(idris, CHANNEL))


def test_what_is_read_for_the_first_time_is_not_called_new(company: Company) -> None:
    name_the_lead(company)
    company.clock.freeze()
    start_handoff(company, ACCOUNT, **{"Ownership switches on": SWITCH})
    write_goals(company.maria, "Halve the time of an export by autumn")
    assert "since you last looked" not in words(read(company.idris))
    close_everything(company.idris)
    company.workspace.quiet()


def test_what_maria_changes_since_is_told_and_shown_as_it_was_and_is(company: Company) -> None:
    idris = company.idris
    company.clock.to(company.clock.now + timedelta(hours=3))
    write_goals(company.maria, "Halve the time of an export by summer")
    assert ONE_NEW in words(read(idris))
    idris.press("Show them")
    shown = words(modal(idris, "history"))
    assert "*Was:* Halve the time of an export by ~autumn~" in shown
    assert "*Is:* Halve the time of an export by *summer*" in shown
    idris.choose("history.show", "all")
    saw(idris, lambda view: "2 in all" in words(view) or words(view).count("Primary") == 2, "all")
    close_everything(idris)


def test_the_versions_of_one_answer_are_a_click_from_it(company: Company) -> None:
    idris = company.idris
    read(idris)
    idris.choose("review.show", "why")
    saw(idris, lambda view: "by summer" in words(view), "the section")
    idris.press("Versions: Primary goals")
    versions = words(modal(idris, "history"))
    assert versions.count("by autumn") + versions.count("~autumn~") == 2
    close_everything(idris)
    company.workspace.quiet()


def test_the_brief_comes_at_nine_on_the_working_day_before_the_call(company: Company) -> None:
    before = nine(16)
    company.clock.to(before)
    for person in (company.idris, company.maria):
        brief = told(person, BRIEF)
        assert sent_at(brief).date() == before.date()
        assert "Live dump call" in words(brief)
        assert "Halve the time of an export by summer" in words(brief)
    assert not any(BRIEF in words(message) for message in company.lena.dm)
    company.clock.to(before + timedelta(hours=2))
    company.workspace.quiet()
    assert sum(BRIEF in words(message) for message in company.idris.dm) == 1


def test_idris_posts_the_intro_call_for_calendars(company: Company) -> None:
    idris = company.idris
    open_modal(idris, "Show all", told(idris, BRIEF))
    idris.press("Intro call as a calendar file…")
    modal(idris, "call_file.make")
    idris.choose("Day and time", int(CALL.timestamp()))
    idris.submit()
    modal(idris, "call_file.posted")
    close_everything(idris)
    event = posted_call(company, 1)
    assert event.decoded("dtstart") == CALL
    assert "CN=Maria;" in event.to_ical().decode()


def test_a_second_file_changes_the_first(company: Company) -> None:
    lena = company.lena
    open_modal(lena, "My part", posted(lena, CHANNEL))
    lena.choose("more:blueprint", "brief.open|1")
    modal(lena, "brief")
    lena.press("Intro call as a calendar file…")
    modal(lena, "call_file.make")
    lena.choose("Length", "60")
    lena.submit()
    modal(lena, "call_file.posted")
    close_everything(lena)
    first, second = posted_call(company, 1), posted_call(company, 2)
    assert first["uid"] == second["uid"]
    assert (int(first["sequence"]), int(second["sequence"])) == (0, 1)
    assert second.decoded("duration") == timedelta(hours=1)
    assert second.decoded("dtstart") == CALL


def nine(day: int) -> datetime:
    """Nine o'clock in London on a day of March 2026."""
    return datetime.combine(date(2026, 3, day), time(9), LONDON).astimezone(UTC)


def posted_call(company: Company, number: int) -> Any:
    """Wait for this many files in the channel, and return the call of the last of them."""

    def files(_seen: Json) -> list[Json] | None:
        messages = handoff_channel(company.maria, CHANNEL)["messages"]
        found = [one for message in messages for one in message.get("files", ())]
        return found if len(found) >= number else None

    file = company.maria.wait_for(files, why=f"{number} files")[number - 1]
    assert file["name"] == "intro-call.ics"
    text = httpx.get(company.workspace.url + file["url"]).text
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event
