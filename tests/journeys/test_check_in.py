"""A lead is asked at nine their time, reminded, answers, corrects; whoever must know hears it.

The tests tell one story, in their order.
"""

from datetime import UTC, datetime

import pytest

from tests.journeys.company import Company
from tests.journeys.steps import (
    name_the_lead,
    newest,
    open_home,
    open_modal,
    sent_at,
    start_handoff,
)
from workspace.client import Json, Person, words

pytestmark = pytest.mark.parametrize("company", ["postgresql"], indirect=True, scope="module")

SWITCH = "2026-03-30"
DUE = datetime(2026, 4, 6, 7, tzinfo=UTC)
"""A week after the switch, nine in Berlin, where the clocks have gone forward meanwhile."""
AGAIN = datetime(2026, 4, 7, 7, tzinfo=UTC)
SECOND_IN_NEW_YORK = datetime(2026, 4, 20, 13, tzinfo=UTC)

ASKING = "Check-in: Acme Robotics"
ANSWERED = "Check-in answered: Acme Robotics"


def test_the_lead_is_asked_at_nine_in_their_zone(company: Company) -> None:
    name_the_lead(company)
    start_handoff(company, "Acme Robotics", **{"Ownership switches on": SWITCH})
    company.clock.to(DUE)
    asked = newest(company.lena, ASKING)
    assert sent_at(asked) == DUE
    assert "Silence is not approval" in words(asked)
    assert not [message for message in company.idris.dm if ASKING in words(message)]


def test_the_check_in_waits_in_app_home_too(company: Company) -> None:
    home = words(open_home(company.lena))
    assert "Check-in" in home
    assert "Answer" in home


def test_unanswered_it_stands_in_the_digest_of_the_next_working_day(company: Company) -> None:
    company.bot.kill()
    company.clock.to(AGAIN)
    company.bot.start()
    reminded = newest(company.lena, "wait for your answer", since=AGAIN)
    assert "To answer" in words(reminded)
    view = open_modal(company.lena, "check_in.open", reminded)
    assert "Nobody is named yet" in words(view)
    company.lena.close()
    company.workspace.quiet()
    assert len(_asking(company.lena)) == 1


def test_without_an_answer_about_somebody_nothing_is_taken(company: Company) -> None:
    view = open_modal(company.lena, "check_in.open", _asking(company.lena)[-1])
    assert "Nobody is named yet" in words(view)
    company.lena.submit()
    assert set(company.lena.view["errors"]) == {"name", "score@new"}


def test_an_answer_replaces_the_question_in_the_dm(company: Company) -> None:
    lena = company.lena
    lena.type("name", "Dana <Fox> & 🦊")
    lena.choose("How do they feel?", "at_risk")
    lena.type("Note", "She *named* a <competitor>")
    lena.submit()
    lena.wait_for(lambda _seen: not _asking(lena), why="the answer instead of the question")
    (answered,) = [message for message in lena.dm if ANSWERED in words(message)]
    assert "*At risk*" in words(answered)
    assert "Dana &lt;Fox&gt; &amp; 🦊" in words(answered)


def test_the_incoming_csm_hears_at_once_and_reads_the_note_in_a_modal(company: Company) -> None:
    alarm = newest(company.idris, "Acme Robotics needs attention")
    assert "competitor" not in words(alarm)
    view = open_modal(company.idris, "check_in.read", alarm)
    assert "She *named* a <competitor>" in words(view)
    company.idris.close()


def test_the_checklist_is_ticked_and_says_nothing_of_sentiment(company: Company) -> None:
    def ticked(seen: Json) -> str | None:
        found = [c for c in seen["channels"] if c["name"] == "handoff-acme-robotics"]
        said = "\n".join(words(message) for c in found for message in c["messages"])
        return said if "check-in answered" in said else None

    said = company.maria.wait_for(ticked, why="the ticked check-in in the channel")
    assert not [word for word in ("At risk", "Dana", "competitor") if word in said]


def test_app_home_asks_no_more(company: Company) -> None:
    assert "Check-in" not in words(open_home(company.lena))


def test_an_answer_is_corrected_and_the_dm_shows_the_correction(company: Company) -> None:
    lena = company.lena
    answered = newest(lena, ANSWERED)
    view = open_modal(lena, "check_in.open", answered)
    assert "What you change is kept beside the first answer" in words(view)
    lena.choose("Dana <Fox> & 🦊", "comfortable")
    lena.submit()
    corrected = newest(lena, "*Comfortable*")
    assert "Its task in the checklist is ticked" in words(corrected)


def test_the_next_check_in_comes_at_nine_in_the_zone_that_the_lead_moved_to(
    company: Company,
) -> None:
    company.lena.change(tz="America/New_York")
    company.workspace.quiet()
    company.clock.to(SECOND_IN_NEW_YORK)
    asked = newest(company.lena, ASKING, since=SECOND_IN_NEW_YORK)
    assert sent_at(asked) == SECOND_IN_NEW_YORK
    assert "Last time: Comfortable" in words(asked)


def test_a_bot_that_was_killed_before_it_could_show_the_answer_shows_it_when_it_is_back(
    company: Company,
) -> None:
    lena = company.lena
    company.workspace.faults({"method": "chat.update", "kind": "500", "times": 1000})
    open_modal(lena, "check_in.open", _asking(lena)[-1])
    lena.choose("Dana <Fox> & 🦊", "no_signal")
    lena.submit()
    company.bot.kill()
    company.workspace.no_faults()
    assert len(_asking(lena)) == 1
    company.bot.start()
    lena.wait_for(lambda _seen: not _asking(lena), why="the answer instead of the question")
    assert "*No signal*, before: Comfortable" in words(newest(lena, ANSWERED))


def _asking(person: Person) -> list[Json]:
    return [message for message in person.dm if ASKING in words(message)]
