"""`/handoff`, `help`, `status` and `list`: what can be done, and what is whose.

The tests tell one story, in their order.
"""

import pytest

from tests.journeys.company import Company
from tests.journeys.steps import modal, name_the_lead, start_handoff, told
from tests.northwind import PRIYA
from workspace.client import Json, Person, elements, words


def said_to(person: Person, command: str) -> str:
    """Return what the bot answers to a command."""
    return words(person.command(command)["response"])


def buttons_in(answer: Json) -> set[str]:
    """Return the action ids of the buttons in an answer."""
    return {element["action_id"] for _block, element in elements(answer)}


@pytest.mark.parametrize("command", ["/handoff", "/handoff help", "/handoff HELP"])
def test_help_says_what_can_be_done_with_buttons(company: Company, command: str) -> None:
    answer = company.maria.command(command)["response"]
    assert answer["response_type"] == "ephemeral"
    assert "`/handoff status [account]`" in words(answer)
    assert "propose a handoff to a lead" in words(answer)
    assert {"start.open", "status.list", "settings.open"} <= buttons_in(answer)


def test_an_admin_is_offered_to_name_the_leads(company: Company) -> None:
    answer = company.ada.command("/handoff help")["response"]
    assert "leads.open" in buttons_in(answer)


def test_without_a_handoff_the_list_says_so(company: Company) -> None:
    assert "You have no handoff at the moment." in said_to(company.tom, "/handoff list")
    assert "You have no handoff at the moment." in said_to(company.tom, "/handoff status")


def test_each_reads_their_own_part(company: Company) -> None:
    name_the_lead(company)
    start_handoff(company, "Acme <Robotics> & 🤖", Observers=[PRIYA])
    maria = said_to(company.maria, "/handoff status")
    assert "*Your next step:* Agree on the customer message" in maria
    assert "*Blueprint:* 0 % complete" in maria
    assert "Lena opened the handoff" in maria
    idris = company.idris.command("/handoff status acme")["response"]
    assert "review.open" in buttons_in(idris)
    assert "bau.open" not in buttons_in(idris)
    lena = company.lena.command("/handoff status acme")["response"]
    assert {"review.open", "moves.open"} <= set(buttons_in(lena))
    assert "bau.open" not in buttons_in(lena), "its time has not come"


def test_a_name_is_shown_as_typed(company: Company) -> None:
    told(company.maria, "Acme &lt;Robotics&gt; &amp; 🤖")
    said = said_to(company.maria, "/handoff list")
    assert "*Acme &lt;Robotics&gt; &amp; 🤖*" in said
    assert "<Robotics>" not in said


def test_an_observer_reads_the_summary_only(company: Company) -> None:
    answer = company.priya.command("/handoff status acme")["response"]
    assert "takes over from" in words(answer)
    assert "next step" not in words(answer)
    assert not buttons_in(answer)


def test_a_stranger_reads_nothing_of_it(company: Company) -> None:
    said = said_to(company.tom, "/handoff status Acme")
    assert "I find no single handoff of “Acme” among yours." in said


def test_with_several_there_is_a_list_that_leads_to_each(company: Company) -> None:
    start_handoff(company, "Globex")
    idris = company.idris
    assert "You have 2 handoffs." in said_to(idris, "/handoff status")
    assert "Globex" in said_to(idris, "/handoff status glob")
    idris.command("/handoff list")
    message = idris.wait_for(lambda _seen: _last_with(idris, "You have 2 handoffs"))
    idris.press("status.show", message)
    assert "Your next step" in words(modal(idris, "status"))
    idris.close()


def _last_with(person: Person, text: str) -> Json | None:
    return next((m for m in reversed(person.dm) if text in words(m)), None)
