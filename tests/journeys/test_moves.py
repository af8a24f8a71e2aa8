"""The lead moves a handoff by hand: sets aside what is missing, holds, takes up, cancels, reopens.

The tests tell one story, in their order.
"""

from datetime import timedelta

from tests.journeys.checklists import posted, says
from tests.journeys.company import Company
from tests.journeys.steps import (
    fill,
    handoff_channel,
    in_days,
    modal,
    name_the_lead,
    newest,
    open_modal,
    saw,
    start_handoff,
    told,
)
from workspace.client import Json, Person, words

ACME, GLOBEX = "handoff-acme-robotics", "handoff-globex"
WHY = "Maria is in hospital & <cannot be asked>"


def test_the_lead_reads_what_is_missing_and_who_can_mend_it(company: Company) -> None:
    name_the_lead(company)
    start_handoff(company, "Acme Robotics")
    said = words(_move_on(company.lena, ACME))
    assert "*Start the introductions* → Introducing" in said
    assert "Missing: Complete the data dump in writing · <@U0MARIA> can mend it" in said
    company.lena.close(everything=True)


def test_a_csm_sees_the_same_and_who_decides(company: Company) -> None:
    view = _move_on(company.idris, ACME)
    assert "<@U0LENA> can do it before" in words(view)
    assert view["submit"] is None
    company.idris.close(everything=True)


def test_without_a_reason_nothing_is_set_aside(company: Company) -> None:
    lena = company.lena
    _move_on(lena, ACME)
    fill(lena, {"Why may it go on without what is missing?": "   "})
    assert "please say why it may stay so" in str(lena.submit())
    assert "*Preparing*" in words(posted(company.lena, ACME))


def test_with_a_reason_it_moves_on_and_the_gaps_stay_listed_for_all(company: Company) -> None:
    fill(company.lena, {"Why may it go on without what is missing?": WHY})
    company.lena.submit()
    assert "stay listed to the end" in words(modal(company.lena, "moves.made"))
    company.lena.close(everything=True)
    told(company.maria, "Acme Robotics: the introductions can begin.")
    told(company.idris, "Acme Robotics: the introductions can begin.")
    checklist = words(says(company.maria, ACME, "Set aside on the way"))
    assert "“Complete the data dump in writing”" in checklist
    assert "hospital" not in checklist


def test_the_reason_is_for_leads_alone(company: Company) -> None:
    assert "hospital &amp; &lt;cannot" in words(_status(company.lena, "Acme"))
    for person in (company.maria, company.idris):
        said = words(_status(person, "Acme"))
        assert "Set aside on the way" in said
        assert "hospital" not in said


def test_on_hold_the_checklist_says_so_and_people_hear(company: Company) -> None:
    lena = company.lena
    _choose(lena, ACME, "Put it on hold")
    fill(lena, {"Until": in_days(company, 14)})
    lena.submit()
    assert "is on hold" in words(modal(lena, "moves.made"))
    lena.close(everything=True)
    told(company.maria, "has put the handoff of Acme Robotics on hold, until")
    said = words(says(company.idris, ACME, "On hold since"))
    assert "it goes on from “Introducing”" in said
    assert "Late" not in said


def test_on_the_day_the_lead_is_asked_and_takes_it_up_again(company: Company) -> None:
    company.clock.forward(timedelta(days=15))
    lena = company.lena
    asked = told(lena, "You wanted to take Acme Robotics up again today.")
    open_modal(lena, "moves.open", asked)
    lena.submit()
    modal(lena, "moves.made")
    lena.close(everything=True)
    told(company.idris, "has taken the handoff of Acme Robotics up again: Introducing.")
    says(company.maria, ACME, "*Introducing*")


def test_when_it_is_cancelled_everybody_hears_but_not_why(company: Company) -> None:
    start_handoff(company, "Globex")
    lena = company.lena
    _choose(lena, GLOBEX, "Cancel the handoff")
    fill(lena, {"Why?": "The customer left"})
    lena.submit()
    modal(lena, "moves.made")
    lena.close(everything=True)
    said = words(told(company.maria, "has cancelled the handoff of Globex."))
    assert "The customer left" not in said
    says(company.idris, GLOBEX, "*Cancelled*")


def test_what_was_in_business_as_usual_is_opened_again(company: Company) -> None:
    lena = company.lena
    _choose(lena, ACME, "Confirm business as usual")
    fill(lena, {"Why may it go on without what is missing?": "All is well"})
    lena.submit()
    modal(lena, "moves.made")
    lena.close(everything=True)
    says(company.idris, ACME, "*Business as usual*")
    _choose(lena, ACME, "Open it again")
    fill(lena, {"Why?": "Dana has complained"})
    lena.submit()
    modal(lena, "moves.made")
    lena.close(everything=True)
    newest(company.idris, "has opened the handoff of Acme Robotics again.")
    says(company.maria, ACME, "*Settling*")


def test_the_closing_summary_lists_what_was_set_aside(company: Company) -> None:
    def closed(_seen: object) -> str | None:
        said = words(handoff_channel(company.maria, ACME)["messages"])
        return said if "Acme Robotics: business as usual" in said else None

    said = company.maria.wait_for(closed, why="the closing summary")
    assert said.count("Set aside on the way") == 2  # there, and in the checklist
    assert "All is well" not in said


def _status(person: Person, account: str) -> Json:
    found: Json = person.command(f"/handoff status {account}")["response"]
    return found


def _move_on(person: Person, channel: str) -> Json:
    """Open the modal from one's part, which the posted checklist leads to."""
    person.press("status.show", posted(person, channel))
    return open_modal(person, "moves.open", modal(person, "status"))


def _choose(person: Person, channel: str, option: str) -> Json:
    """Open the modal and choose a move; return it once it shows what that needs."""
    _move_on(person, channel)
    person.choose("What shall happen?", option)
    return saw(person, lambda view: f"*{option}* →" in words(view), option)
