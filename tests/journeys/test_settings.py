"""People say in App Home what Slack does not know; what falls due follows (R33).

The tests tell one story, in their order.
"""

from datetime import UTC, datetime

from tests.journeys.company import Company
from tests.journeys.steps import (
    newest,
    open_home,
    open_modal,
    sent_at,
    start_handoff,
)
from workspace.client import Json, Person, words

ASKING = "Check-in: Acme Robotics"


def test_only_admins_are_offered_leads_and_the_workspace(company: Company) -> None:
    assert "Who leads" in words(open_home(company.ada))
    assert "My settings" in words(open_home(company.maria))
    assert "Who leads" not in words(open_home(company.maria))


def test_a_guest_is_refused_at_the_field_and_what_was_chosen_stays(company: Company) -> None:
    open_modal(company.ada, "leads.open", open_home(company.ada))
    company.ada.choose("leads", [company.lena.id, company.gita.id])
    company.ada.submit()
    assert "Gita" in company.ada.view["errors"]["leads"]
    company.ada.choose("leads", [company.lena.id])
    company.ada.submit()
    assert company.ada.sees()["views"] == []


def test_the_leads_who_were_named_are_there_again(company: Company) -> None:
    view = open_modal(company.ada, "leads.open", open_home(company.ada))
    assert _element(view, "leads")["initial_users"] == [company.lena.id]
    company.ada.close()


def test_what_an_admin_sets_is_everybody_s_default(company: Company) -> None:
    ada = company.ada
    open_modal(ada, "workspace.open", open_home(ada))
    _choose_country(ada, "germ", "Germany")
    ada.choose("work_start", "08:30")
    ada.choose("The leads’ channel", ["C0LEADS"])
    ada.type("Months to keep personal details", "one")
    ada.submit()
    assert "from 1 to 60" in ada.view["errors"]["personal_months"]
    ada.type("Months to keep personal details", "6")
    ada.submit()
    view = open_modal(company.lena, "settings.open", open_home(company.lena))
    assert "As the workspace: Germany" in str(_element(view, "country")["initial_option"])
    assert "As the workspace: 08:30" in str(_element(view, "work_start")["initial_option"])
    company.lena.close()


def test_a_day_that_ends_before_it_starts_is_refused_at_its_field(company: Company) -> None:
    open_modal(company.lena, "settings.open", open_home(company.lena))
    company.lena.choose("work_start", "10:30")
    company.lena.choose("work_end", "10:00")
    company.lena.choose("My manager", [company.gita.id])
    company.lena.submit()
    assert set(company.lena.view["errors"]) == {"work_end", "manager_id"}


def test_what_somebody_sets_is_there_again(company: Company) -> None:
    lena = company.lena
    lena.choose("work_end", "18:00")
    lena.choose("My manager", [company.ada.id])
    lena.type("A personal line", "Rows on Sundays <3 & *sings*")
    lena.submit()
    view = open_modal(lena, "settings.open", open_home(lena))
    assert _element(view, "manager_id")["initial_users"] == [company.ada.id]
    assert _element(view, "personal_line")["initial_value"] == "Rows on Sundays <3 & *sings*"
    assert "10:30" in str(_element(view, "work_start")["initial_option"])


def test_a_country_of_one_s_own_can_be_set_and_left_to_the_workspace_again(
    company: Company,
) -> None:
    lena = company.lena
    offered = [option["text"]["text"] for option in lena.options("Country", "swit")]
    assert offered == ["As the workspace: Germany", "Switzerland"]
    _choose_country(lena, "swit", "Switzerland")
    lena.submit()
    view = open_modal(lena, "settings.open", open_home(lena))
    assert "Switzerland" in str(_element(view, "country")["initial_option"])
    _choose_country(lena, "", "As the workspace: Germany")
    lena.submit()


def test_a_holiday_and_late_hours_move_the_check_in(company: Company) -> None:
    start_handoff(company, "Acme Robotics", **{"Ownership switches on": "2026-03-30"})
    after_easter_monday = datetime(2026, 4, 7, 8, 30, tzinfo=UTC)
    company.clock.to(after_easter_monday)
    assert sent_at(newest(company.lena, ASKING)) == after_easter_monday


def test_hours_that_change_move_what_is_planned_already(company: Company) -> None:
    open_modal(company.lena, "settings.open", open_home(company.lena))
    company.lena.choose("work_start", "11:00")
    company.lena.submit()
    at_eleven = datetime(2026, 4, 13, 9, tzinfo=UTC)
    company.clock.to(at_eleven)
    assert sent_at(newest(company.lena, "Look in: Acme Robotics")) == at_eleven


def _element(view: Json, block_id: str) -> Json:
    found: Json = next(b["element"] for b in view["blocks"] if b["block_id"] == block_id)
    return found


def _choose_country(person: Person, typed: str, name: str) -> None:
    offered = person.options("Country", typed)
    person.choose("Country", next(o for o in offered if o["text"]["text"] == name)["value"])
