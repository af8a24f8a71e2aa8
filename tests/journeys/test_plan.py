"""The plan is edited: the date moves, tasks are changed, left out and added, nobody overwrites.

The tests tell one story, in their order: Lena leads Acme Robotics from Maria to Idris.
"""

from datetime import date, timedelta

import pytest

from tests.journeys.checklists import posted, says
from tests.journeys.company import Company
from tests.journeys.steps import in_days, modal, name_the_lead, saw, start_handoff, told
from workspace.client import Json, Person, elements, words

ACME = "handoff-acme-robotics"
PEOPLE = "Verify the people"


@pytest.fixture(scope="module", autouse=True)
def acme(company: Company) -> None:
    """Acme Robotics is under way."""
    name_the_lead(company)
    start_handoff(company, "Acme Robotics")


def test_a_lead_sees_what_a_later_date_would_move_before_it_moves(company: Company) -> None:
    lena = company.lena
    _open_plan(lena)
    lena.press("plan.change", modal(lena, "checklist.plan"))
    modal(lena, "plan.change")
    lena.choose("anchor_on", in_days(company, 42))
    lena.submit()
    saw(lena, lambda view: "Why does it take longer" in words(view) or _errors(lena), "a refusal")
    lena.type("reason", "Their fiscal year ends")
    lena.submit()
    shown = words(modal(lena, "plan.apply"))
    assert "Moves (" in shown
    assert "Complete the data dump in writing" in shown
    before = date.fromisoformat(in_days(company, 35))
    assert f"{before:%d %b %Y}" in words(posted(company.maria, ACME))


def test_going_back_from_it_keeps_what_was_typed(company: Company) -> None:
    lena = company.lena
    lena.press("plan.back", modal(lena, "plan.apply"))
    form = modal(lena, "plan.change")
    assert "Their fiscal year ends" in str(form)
    lena.submit()
    modal(lena, "plan.apply")


def test_once_confirmed_those_concerned_hear_at_once(company: Company) -> None:
    lena, on = company.lena, date.fromisoformat(in_days(company, 42))
    lena.submit()
    modal(lena, "checklist.plan")
    saw(lena, lambda view: f"{on:%d %b %Y}" in words(view), "the plan with the new date")
    lena.close(everything=True)
    for person in (company.maria, company.idris):
        heard = words(told(person, "Lena changed the plan of *Acme Robotics*"))
        assert "Why: Their fiscal year ends" in heard
        assert "Yours that moved" in heard
    says(company.maria, ACME, f"{on:%d %b %Y}")


def test_two_people_editing_the_same_task_the_second_is_told_what_the_first_changed(
    company: Company,
) -> None:
    maria, lena = company.maria, company.lena
    for person in (maria, lena):
        _edit(person, PEOPLE)
    was = date.fromisoformat(_initial_date(modal(maria, "plan.edit")))
    by_maria, by_lena = _workday(was, 1), _workday(was, 2)
    maria.choose("due_on", by_maria.isoformat())
    maria.submit()
    modal(maria, "checklist.plan")
    lena.choose("due_on", by_lena.isoformat())
    lena.submit()
    overtaken = saw(lena, lambda view: "meanwhile" in words(view), "what Maria changed")
    assert f"Maria moved it from {_said(was)} to {_said(by_maria)}" in words(overtaken)
    assert _initial_date(overtaken) == by_lena.isoformat()
    lena.submit()
    saw(lena, lambda view: f"{by_lena:%d %b %Y}" in words(view), "Lena's date in the plan")
    told(maria, "moved “Verify the people")
    for person in (maria, lena):
        person.close(everything=True)


def test_a_task_is_left_out_with_its_reason_and_taken_up_again(company: Company) -> None:
    lena = company.lena
    _edit(lena, "Brief the champion")
    lena.press("plan.skip", modal(lena, "plan.edit"))
    modal(lena, "plan.skip")
    lena.type("why", "There is no champion")
    lena.submit()
    plan = saw(lena, lambda view: "Skipped: There is no champion" in words(view), "it skipped")
    says(company.maria, ACME, "of 22 tasks done")
    lena.press(_button_of(plan, "Brief the champion"), plan)
    saw(lena, lambda view: "There is no champion" not in words(view), "it in the plan again")
    says(company.maria, ACME, "of 23 tasks done")
    lena.close(everything=True)


def test_a_csm_adds_a_task_of_their_own(company: Company) -> None:
    idris = company.idris
    _open_plan(idris)
    idris.press("plan.add", modal(idris, "checklist.plan"))
    modal(idris, "plan.add")
    idris.type("title", "Ask for access to the sandbox")
    idris.choose("due_on", _workday(company.clock.now.date(), 3).isoformat())
    idris.submit()
    saw(idris, lambda view: "Ask for access to the sandbox" in words(view), "the new task")
    assert "plan.change" not in str(idris.view)
    says(company.maria, ACME, "Ask for access to the sandbox")
    idris.close(everything=True)


def test_a_scheduled_call_is_a_task_that_no_plan_moves(company: Company) -> None:
    lena, on = company.lena, in_days(company, 36)
    _open_plan(lena)
    lena.press("plan.calls", modal(lena, "checklist.plan"))
    modal(lena, "plan.calls")
    lena.choose("Scheduled call 1", on)
    lena.type("What call 1 is about", "Quarterly review")
    lena.submit()
    assert "Comes new (1)" in words(modal(lena, "plan.apply"))
    lena.submit()
    saw(lena, lambda view: "Quarterly review" in words(view), "the call in the plan")
    lena.close(everything=True)


def test_a_plan_that_does_not_fit_says_what_breaks_it_and_what_would_fit(
    company: Company,
) -> None:
    lena = company.lena
    _open_plan(lena)
    lena.press("plan.change", modal(lena, "checklist.plan"))
    modal(lena, "plan.change")
    lena.choose("anchor_on", in_days(company, 15))
    lena.submit()
    shown = words(modal(lena, "plan.apply"))
    assert "This does not fit." in shown
    assert "would have been due" in shown
    assert "It fits from" in shown
    assert "Why may it stay so?" in shown
    lena.close(everything=True)


def test_the_trail_says_what_was_done(company: Company) -> None:
    said = words(company.lena.command("/handoff status Acme")["response"])
    assert "Lena changed the plan" in said


def _open_plan(person: Person) -> Json:
    person.press("checklist.plan", posted(person, ACME))
    return modal(person, "checklist.plan")


def _edit(person: Person, title: str) -> None:
    """Open the form of a task, as people do: the plan, "Edit tasks", "Edit"."""
    _open_plan(person)
    person.press("plan.editing", modal(person, "checklist.plan"))
    plan = saw(person, lambda view: "Back to ticking" in words(view), "the plan to be edited")
    person.press(_button_of(plan, title), plan)
    modal(person, "plan.edit")


def _button_of(place: Json, title: str) -> str:
    for block, element in elements(place):
        if title in words(block.get("text")):
            return str(element["action_id"])
    raise AssertionError(f"no button beside {title!r} in {words(place)}")


def _initial_date(view: Json) -> str:
    picker = next(element for _block, element in elements(view) if "initial_date" in element)
    return str(picker["initial_date"])


def _errors(person: Person) -> bool:
    return bool(person.view.get("errors"))


def _workday(on: date, days: int) -> date:
    """Return the working day so many days after."""
    for _day in range(days):
        on += timedelta(days=1)
        while on.weekday() > 4:
            on += timedelta(days=1)
    return on


def _said(on: date) -> str:
    return f"{on.day} {on:%b %Y}"
