"""People tick what they have done in the channel; everybody sees who, and what is next.

The tests tell one story, in their order.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.journeys.checklists import (
    api_calls,
    button_of,
    click,
    posted,
    published,
    says,
    whispered,
)
from tests.journeys.company import Company
from tests.journeys.steps import modal, name_the_lead, start_handoff
from tests.northwind import BOT
from workspace.client import Person, find_element, words

pytestmark = pytest.mark.parametrize(
    "company", ["sqlite", "postgresql"], indirect=True, scope="module"
)

ACME = "handoff-acme-robotics"


def test_the_checklist_says_who_is_next_and_who_waits(company: Company) -> None:
    name_the_lead(company)
    start_handoff(company, "Acme Robotics")
    said = words(posted(company.maria, ACME))
    assert "1 of 23 tasks done" in said
    assert "*Next:* Agree on the customer message" in said
    assert "Blocked: waits for “Complete the data dump in writing”" in said


def test_a_tick_updates_the_message_for_all_and_says_who(company: Company) -> None:
    click(company.maria, posted(company.maria, ACME), "Agree on the customer message")
    for person in (company.maria, company.idris, company.lena):
        said = words(says(person, ACME, "2 of 23 tasks done"))
        assert "Last: Maria ticked “Agree on the customer message”" in said


def test_two_people_ticking_at_the_same_moment_both_count(company: Company) -> None:
    company.workspace.faults({"method": "chat.update", "kind": "slow", "times": 1})
    checklist = posted(company.maria, ACME)
    clicks = [
        (company.maria, "Verify the people"),
        (company.idris, "Live dump call"),
        (company.lena, "Approve the plan"),
        (company.idris, "Warm intro call"),
    ]
    with ThreadPoolExecutor(len(clicks)) as people:
        list(people.map(lambda one: click(one[0], checklist, one[1]), clicks))
    said = words(says(company.lena, ACME, "6 of 23 tasks done"))
    for done in ("Verify the people and mark leavers (Maria", "gap agenda (Idris"):
        assert done in said


def test_a_click_before_the_message_has_changed_is_told_who_was_first(company: Company) -> None:
    company.workspace.quiet()
    company.workspace.faults({"method": "chat.update", "kind": "slow", "times": 1})
    click(company.maria, posted(company.maria, ACME), "Brief the champion")
    click(company.idris, posted(company.idris, ACME), "Brief the champion")
    whispered(company.idris, ACME, "“Brief the champion” (Acme Robotics) is done already: Maria")
    says(company.idris, ACME, "7 of 23 tasks done")


def test_what_is_the_leads_alone_others_are_told_so(company: Company) -> None:
    company.workspace.quiet()
    click(company.maria, posted(company.maria, ACME), "Lead looks in")
    whispered(company.maria, ACME, "is for the lead to tick")
    assert "7 of 23 tasks done" in words(posted(company.maria, ACME))


def test_the_whole_plan_takes_a_tick_back_and_stays_open(company: Company) -> None:
    idris = company.idris
    company.workspace.quiet()
    idris.press("checklist.plan", posted(idris, ACME))
    plan = modal(idris, "checklist.plan")
    click(idris, plan, "Warm intro call")
    idris.wait_for(lambda _seen: _button(idris, "Warm intro call") == "Done", why="it to do again")
    idris.close()
    assert "6 of 23 tasks done" in words(says(company.maria, ACME, "6 of 23 tasks done"))


def test_a_status_shows_it_in_the_trail(company: Company) -> None:
    answer = company.maria.command("/handoff status")
    assert "Idris took the tick of “Warm intro call” back" in words(answer["response"])


def test_the_message_says_what_is_late_without_anybody_touching_it(company: Company) -> None:
    assert "Late" not in words(posted(company.maria, ACME))
    company.clock.forward(timedelta(days=21))
    says(company.maria, ACME, "Late: was due")


def test_after_a_kill_between_the_tick_and_the_message_the_message_catches_up(
    company: Company,
) -> None:
    start_handoff(company, "Globex")
    globex = "handoff-globex"
    company.workspace.faults({"method": "chat.update", "kind": "500", "times": 3})
    click(company.maria, posted(company.maria, globex), "Verify the people")
    company.bot.kill()
    company.workspace.no_faults()
    company.bot.start()
    says(company.maria, globex, "2 of 23 tasks done")


def test_nothing_more_is_tried_in_a_channel_that_the_bot_was_taken_from(company: Company) -> None:
    maria = company.maria
    company.workspace.change_channel(str(maria.channel(ACME)["id"]), remove=BOT)
    company.lena.wait_for(lambda seen: "I was taken out of it" in words(seen), why="the news")
    tried = len(api_calls(company, "chat.update"))
    maria.press("status.show", published(maria, "Acme Robotics"))
    maria.press("checklist.plan", modal(maria, "status"))
    for title in ("Brief the champion", "Weekly sync"):
        modal(maria, "checklist.plan")
        click(maria, maria.view, title)
        company.workspace.quiet()
    maria.close(everything=True)
    assert len(api_calls(company, "chat.update")) == tried


def _button(person: Person, title: str) -> str:
    """What the button beside a task in the visible modal says."""
    view = person.view  # looked at once: it may change between two looks
    return words(find_element(view, button_of(view, title))[1])
