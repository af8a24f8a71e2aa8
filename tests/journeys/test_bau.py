"""The lead confirms business as usual, against what is missing or not; everybody hears.

The tests tell one story, in their order.
"""

import pytest

from tests.journeys.checklists import click, posted, prepare_bau, published, says, whispered
from tests.journeys.company import Company
from tests.journeys.steps import handoff_channel, modal, name_the_lead, start_handoff, told
from tests.northwind import IDRIS, PRIYA
from workspace.client import Json, words

pytestmark = pytest.mark.parametrize("company", ["postgresql"], indirect=True, scope="module")

ACME, GLOBEX = "handoff-acme-robotics", "handoff-globex"
REASON = "Dana is on leave until May & <sends her regards>"


def test_the_lead_reads_what_is_missing(company: Company) -> None:
    name_the_lead(company)
    start_handoff(company, "Acme Robotics", Observers=[PRIYA])
    prepare_bau(company.lena, "Acme Robotics")
    said = words(_ask(company))
    assert "Still to do: Complete the data dump in writing" in said
    assert "Nobody at the customer is marked as a key stakeholder" in said


def test_without_a_reason_it_is_not_confirmed(company: Company) -> None:
    company.lena.type("Why may it be business as usual all the same?", "   ")
    company.lena.submit()
    assert "please say why" in str(company.lena.view["errors"]["reason"])


def test_with_a_reason_it_is_and_everybody_hears_their_part(company: Company) -> None:
    lena = company.lena
    lena.type("Why may it be business as usual all the same?", REASON)
    lena.submit()
    assert "It is yours now" in words(told(company.idris, "Acme Robotics is in business as usual"))
    assert f"<@{IDRIS}> has it now" in words(told(company.maria, "in business as usual"))
    assert "is whom to turn to" in words(told(company.priya, "in business as usual"))
    told(lena, "in business as usual")


def test_the_channel_gets_a_closing_summary_without_the_reason(company: Company) -> None:
    def closed(_seen: object) -> str | None:
        said = words(handoff_channel(company.maria, ACME)["messages"])
        return said if "Acme Robotics: business as usual" in said else None

    said = company.maria.wait_for(closed, why="the closing summary")
    assert "3 of 24 tasks done" in said
    assert "*Left over:*" in said
    assert "Dana" not in said


def test_the_checklist_shows_it(company: Company) -> None:
    says(company.maria, ACME, "*Business as usual*")
    assert "business as usual confirmed" in words(posted(company.maria, ACME))


def test_the_reason_stays_with_leads(company: Company) -> None:
    shown = "Dana is on leave until May &amp; &lt;sends her regards&gt;"
    assert shown in words(company.lena.command("/handoff status Acme")["response"])
    for person in (company.maria, company.idris, company.priya):
        assert "Dana" not in words(person.command("/handoff status Acme")["response"])


def test_who_is_not_the_lead_is_told_so(company: Company) -> None:
    start_handoff(company, "Globex")
    maria = company.maria
    maria.press("checklist.plan", posted(maria, GLOBEX))
    click(maria, modal(maria, "checklist.plan"), "Move CRM owner")
    maria.close()
    maria.press("bau.open", says(maria, GLOBEX, "Confirm business as usual"))
    whispered(maria, GLOBEX, "Only the lead can do that for Globex.")
    assert not maria.sees()["views"]


def _ask(company: Company) -> Json:
    """Let Lena press the button in her status of Acme; return the question."""
    lena = company.lena
    lena.press("status.show", published(lena, "Acme Robotics"))
    lena.press("bau.open", modal(lena, "status"))
    return modal(lena, "bau.confirm")
