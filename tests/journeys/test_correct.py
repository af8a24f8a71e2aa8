"""The lead changes a handoff under way: somebody else takes a part, a name, a place is corrected.

The tests tell one story, in their order.
"""

from collections.abc import Callable

import pytest

from tests.journeys.checklists import says
from tests.journeys.company import Company
from tests.journeys.steps import (
    handoff_channel,
    name_the_lead,
    newest,
    open_home,
    open_modal,
    saw,
    sees_no_channel,
    start_handoff,
    told,
)
from tests.northwind import ADA, BOT, IDRIS, LENA, MARIA, PRIYA, SAM, TOM
from workspace.client import Json, Person, words

pytestmark = pytest.mark.parametrize("company", ["postgresql"], indirect=True, scope="module")

ACME = "handoff-acme-robotics"
CS_TEAM = "C0CSTEAM"
CS_LEADS = "C0LEADS"


def open_menu(person: Person, account: str) -> Json:
    """Open “Change…” from a handoff's status."""
    person.command(f"/handoff status {account}")
    status = person.dm[-1]
    return open_modal(person, "correct.open", status)


def replace(lead: Person, role: str, person_id: str) -> Json:
    """Choose in the menu who takes a part; return the menu that says so."""
    open_modal(lead, f"correct.swap:{role}", lead.view)
    lead.choose("Who takes their place?", person_id)
    lead.submit()
    return saw(lead, lambda view: "✓" in words(view), "the menu that says what was changed")


def test_the_lead_puts_somebody_in_for_the_outgoing_csm(company: Company) -> None:
    name_the_lead(company)
    start_handoff(company, "Acme Robotics", Observers=[PRIYA])
    lena = company.lena
    menu = open_menu(lena, "Acme")
    assert f"<@{MARIA}>" in words(menu)
    assert "Promotion" in words(menu)
    menu = replace(lena, "outgoing", TOM)
    assert f"<@{TOM}> is the outgoing CSM now" in words(menu)
    lena.close()


def test_everybody_concerned_hears_of_it_in_the_words_of_their_part(company: Company) -> None:
    told(company.tom, "You hand over *Acme Robotics*")
    handoff_channel(company.tom, ACME)
    told(company.idris, f"<@{TOM}> takes over from <@{MARIA}> as the outgoing CSM")
    told(company.maria, "Thank you for your part")
    company.maria.wait_for(lambda _seen: sees_no_channel(company.maria, ACME), why="no channel")
    assert "no handoff" in words(company.maria.command("/handoff status")["response"])


def test_the_same_person_twice_is_refused_at_the_field(company: Company) -> None:
    lena = company.lena
    open_menu(lena, "Acme")
    open_modal(lena, "correct.swap:incoming", lena.view)
    lena.choose("Who takes their place?", TOM)
    lena.submit()
    assert "same person" in lena.view["errors"]["person"]
    lena.close(everything=True)


def test_who_is_no_lead_corrects_the_name_and_observers_only(company: Company) -> None:
    tom = company.tom
    menu = open_menu(tom, "Acme")
    assert "Promotion" not in words(menu)
    open_modal(tom, "correct.name", menu)
    tom.type("The account's name", "Acme Robots <Ltd>")
    tom.submit()
    saw(tom, lambda view: "✓" in words(view), "the corrected name")
    says(tom, ACME, "Acme Robots &lt;Ltd&gt;")
    open_modal(tom, "correct.observers", tom.view)
    tom.choose("Observers", [PRIYA, SAM])
    tom.submit()
    menu = saw(tom, lambda view: f"<@{SAM}>" in words(view), "both observers")
    assert f"<@{PRIYA}>" in words(menu)
    tom.close()


def test_the_owner_names_the_backup_and_the_status_shows_it(company: Company) -> None:
    tom = company.tom
    open_modal(tom, "correct.backup", open_menu(tom, "Acme"))
    tom.choose("Backup", [PRIYA])
    tom.submit()
    saw(tom, lambda view: "The backup is changed" in words(view), "the changed backup")
    tom.close()
    tom.command("/handoff status Acme")
    newest(tom, f"*Backup:* <@{PRIYA}>")
    lena = company.lena
    open_modal(lena, "correct.backup", open_menu(lena, "Acme"))
    lena.choose("Backup", [])
    lena.submit()
    saw(lena, lambda view: "*Backup*\nNobody yet" in words(view), "nobody as the backup")
    lena.close()


def test_the_checklist_moves_into_a_thread_and_the_old_message_says_so(company: Company) -> None:
    lena = company.lena
    open_modal(lena, "correct.place", open_menu(lena, "Acme"))
    lena.choose("Where shall the checklist be?", "thread")
    lena.choose("Choose a channel", CS_TEAM)
    lena.submit()
    assert "Confirm below" in lena.view["errors"]["channel"]
    lena.choose("If the channel is public", ["fine"])
    lena.submit()
    saw(lena, lambda view: "✓" in words(view), "the checklist moving")
    lena.close()
    says(company.idris, "cs-team", "Acme Robots")
    company.idris.wait_for(_has_moved(company.idris), why="the old checklist saying where it is")


def test_of_somebody_who_is_deactivated_the_lead_hears_and_puts_another_in(
    company: Company,
) -> None:
    company.idris.change(deleted=True)
    lena = company.lena
    question = newest(lena, "Idris is deactivated")
    open_modal(lena, "correct.swap:incoming", question)
    lena.choose("Who takes their place?", SAM)
    lena.submit()
    told(company.sam, "You take over *Acme Robots &lt;Ltd&gt;*")
    assert IDRIS not in words(company.sam.command("/handoff status")["response"]).split("\n")[0]


def test_when_the_lead_is_gone_the_leads_channel_hears_and_another_lead_takes_over(
    company: Company,
) -> None:
    ada = company.ada
    for person_id in (ADA, BOT):
        company.workspace.change_channel(CS_LEADS, add=person_id)
    open_modal(ada, "leads.open", open_home(ada))
    ada.choose("Leads", [LENA, ADA])
    ada.submit()
    ada.wait_for(lambda seen: not seen["views"], why="the leads saved")
    open_modal(ada, "workspace.open", open_home(ada))
    ada.choose("The leads’ channel", [CS_LEADS])
    ada.submit()
    ada.wait_for(lambda seen: not seen["views"], why="the workspace's settings saved")
    company.lena.change(deleted=True)
    message = ada.wait_for(lambda _seen: _left_behind(ada), why="what the leads' channel hears")
    view = open_modal(ada, "leaderless.open", message)
    assert "Lena led the handoff of *Acme Robots &lt;Ltd&gt;*" in words(view)
    ada.submit()
    saw(ada, lambda view: f"<@{ADA}> is the lead now" in words(view), "the new lead")
    ada.close()
    says(ada, "cs-team", f"led by <@{ADA}>")


def _left_behind(lead: Person) -> Json | None:
    said: list[Json] = lead.channel("cs-leads")["messages"]
    return next((one for one in said if "that nobody leads now" in words(one)), None)


def _has_moved(person: Person) -> Callable[[Json], bool]:
    """Whether the message that stays behind says so, and is pinned no more."""

    def moved(_seen: Json) -> bool:
        left = person.channel(ACME)
        return f"is in <#{CS_TEAM}> now" in words(left["messages"]) and not left["pins"]

    return moved
