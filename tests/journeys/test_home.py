"""App Home: each person's next step, drafts that wait, and a kind line for guests.

The tests tell one story, in their order.
"""

import json

from tests.journeys.checklists import click, posted, published, says
from tests.journeys.company import Company
from tests.journeys.steps import modal, name_the_lead, open_modal, start_handoff
from workspace.client import elements, words


def test_a_guest_gets_a_kind_line(company: Company) -> None:
    assert "Guests have no part in that" in words(published(company.gita))


def test_without_handoffs_there_is_a_way_to_start_one(company: Company) -> None:
    home = published(company.maria, "No handoff is under way for you")
    assert [element["action_id"] for _block, element in elements(home)][:2] == [
        "start.open",
        "settings.open",
    ]


def test_only_admins_see_who_leads(company: Company) -> None:
    assert "Who leads" in words(published(company.ada))
    assert "Who leads" not in words(published(company.lena))


def test_each_sees_their_next_step_with_one_primary_button(company: Company) -> None:
    name_the_lead(company)
    start_handoff(company, "Acme Robotics")
    for person in (company.maria, company.idris, company.lena):
        home = published(person, "Acme Robotics")
        assert "*Your next step:* Agree on the customer message" in words(home)
        assert json.dumps(home).count('"primary"') == 1
    assert "Acme" not in words(published(company.tom))


def test_where_the_customer_message_is_next_the_home_leads_there(company: Company) -> None:
    maria = company.maria
    open_modal(maria, "message.open", published(maria, "Acme Robotics"))
    assert "A draft" in words(modal(maria, "message"))
    maria.close()


def test_what_is_ticked_on_the_home_is_ticked_for_all_and_the_home_moves_on(
    company: Company,
) -> None:
    lena, idris = company.lena, company.idris
    click(lena, posted(lena, "handoff-acme-robotics"), "Agree on the customer message")
    says(lena, "handoff-acme-robotics", "Last: Lena ticked “Agree on the customer")
    idris.press("Done", published(idris, "Live dump call"))
    idris.wait_for(lambda seen: "Weekly sync" in words(seen["home"]), why="the next step")
    says(lena, "handoff-acme-robotics", "Last: Idris ticked “Live dump call")
