"""Observers: the lead tells them, they click, and one of them is asked again (R10)."""

import pytest

from tests.journeys.checklists import click, posted, says
from tests.journeys.company import Company
from tests.journeys.steps import (
    modal,
    name_the_lead,
    newest,
    open_modal,
    sees_no_channel,
    start_handoff,
    told,
)
from tests.northwind import PRIYA, SAM, TOM
from workspace.client import Json, Person, elements, words

ACCOUNT = "Acme Robotics"
CHANNEL = "handoff-acme-robotics"
TASK = "Observers told, and they acknowledged"
NEWS = f"*{ACCOUNT}* changes hands."


@pytest.fixture(scope="module", autouse=True)
def _started(company: Company) -> None:
    name_the_lead(company)
    start_handoff(company, ACCOUNT, Observers=[PRIYA, SAM])


def labels(place: Json) -> list[str]:
    """Return what the buttons of a place say."""
    return [element["text"]["text"] for _, element in elements(place) if element.get("text")]


def status_of(person: Person) -> Json:
    """Open the status of the handoff from the posted checklist."""
    return open_modal(person, "My part", posted(person, CHANNEL))


def acknowledge(person: Person) -> None:
    """Click what the newest message asks for, and wait for the thanks."""
    person.press("I have seen it", newest(person, NEWS))
    told(person, "You have seen it. Thank you")


def test_the_lead_sees_what_they_will_read_and_tells_them(company: Company) -> None:
    lena = company.lena
    click(lena, posted(lena, CHANNEL), TASK)
    question = modal(lena, "observers.tell")
    assert "*They read:*" in words(question)
    assert f"Not told yet: <@{PRIYA}>, <@{SAM}>" in words(question)
    lena.submit()
    done = modal(lena, "observers.told")
    assert f"2 observers of *{ACCOUNT}* hear from me now" in words(done)
    lena.close()


def test_they_hear_the_summary_and_are_not_in_the_channel(company: Company) -> None:
    for person in (company.priya, company.sam):
        message = told(person, NEWS)
        assert "<@U0IDRIS> takes over from <@U0MARIA>" in words(message)
        assert "The customer does not know yet" in words(message)
        assert labels(message) == ["I have seen it"]
        assert sees_no_channel(person, CHANNEL)


def test_nobody_but_the_lead_can_tell_them(company: Company) -> None:
    idris = company.idris
    click(idris, posted(idris, CHANNEL), TASK)
    idris.wait_for(
        lambda _seen: any(
            "Only the lead can do that" in words(m) for m in idris.channel(CHANNEL)["messages"]
        ),
        why="the refusal",
    )


def test_one_acknowledges_and_the_other_is_asked_again(company: Company) -> None:
    acknowledge(company.priya)
    lena = company.lena
    status = status_of(lena)
    assert "1 of 2 have acknowledged" in words(status)
    assert f"Told, not answered yet: <@{SAM}>" in words(status)
    lena.press("Ask again", status)
    modal(lena, "observers.tell")
    lena.submit()
    modal(lena, "observers.told")
    lena.close(everything=True)
    told(company.sam, "<@U0LENA> still waits for your click on this:")


def test_when_both_have_the_task_ticks_itself(company: Company) -> None:
    acknowledge(company.sam)
    says(company.lena, CHANNEL, f"“{TASK}” ticked itself (observers acknowledged)")


def test_an_observer_sees_the_summary_and_nothing_else(company: Company) -> None:
    priya = company.priya
    priya.command("/handoff status acme")
    answer = priya.wait_for(
        lambda _seen: next((m for m in _whispers(priya) if "takes over from" in words(m)), None),
        why="the summary",
    )
    assert labels(answer) == []
    assert "Blueprint" not in words(answer)


def test_of_an_observer_who_is_deactivated_the_lead_hears_and_changes_them(
    company: Company,
) -> None:
    lena = company.lena
    start_handoff(company, "Umbra", Observers=[TOM])
    company.tom.change(deleted=True)
    open_modal(lena, "correct.observers", told(lena, f"I cannot reach <@{TOM}>"))
    lena.choose("Observers", [PRIYA])
    lena.submit()
    lena.wait_for(lambda seen: not seen["views"], why="the observers changed")


def _whispers(person: Person) -> list[Json]:
    seen = person.sees()
    return [m for channel in seen["channels"] for m in channel["messages"]] + person.dm
