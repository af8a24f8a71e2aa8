"""What the blueprint leaves open: asked about, filled in on a call, and what had to be repeated."""

from tests.journeys.checklists import posted, says
from tests.journeys.company import Company
from tests.journeys.dumps import close_everything, next_step, open_dump, step
from tests.journeys.steps import (
    fill,
    handoff_channel,
    modal,
    name_the_lead,
    newest,
    open_modal,
    saw,
    start_handoff,
    told,
)
from tests.northwind import MARIA
from workspace.client import Json, Person, words

ACCOUNT = "Acme Robotics"
CHANNEL = "handoff-acme-robotics"


def status(person: Person) -> Json:
    """Open the handoff's status as a modal."""
    return open_modal(person, "My part", posted(person, CHANNEL))


def from_menu(person: Person, menu: str, action: str, handoff: str) -> Json:
    """Choose something in a menu of the status, and return the modal that opens."""
    shown = len(person.sees()["views"])
    person.choose(menu, f"{action}|{handoff}")
    views: list[Json] = person.wait_for(
        lambda seen: len(seen["views"]) > shown and seen["views"], why=action
    )
    return views[-1]


def form(person: Person, callback_id: str) -> Json:
    return saw(person, lambda view: view["callback_id"] == callback_id, callback_id)


def test_idris_asks_about_an_answer_and_maria_answers_in_slack(company: Company) -> None:
    maria, idris = company.maria, company.idris
    name_the_lead(company)
    start_handoff(company, ACCOUNT)
    open_dump(maria, ACCOUNT)
    step(maria, "Why they buy")
    maria.type("Primary goals", "Halve the time of an export by summer")
    next_step(maria, "People")
    close_everything(maria)
    open_modal(idris, "Read blueprint", posted(idris, CHANNEL))
    idris.choose("review.show", "why")
    saw(idris, lambda view: "Halve the time" in words(view), "the answer")
    idris.press("Ask about this")
    form(idris, "clarify.ask")
    idris.type("What do you want to know?", "Which summer?")
    idris.submit()
    saw(idris, lambda view: "is asked" in words(view), "who is asked")
    idris.wait_for(
        lambda seen: "1 question is open" in words(seen["views"][0]),
        why="the question counted beneath",
    )
    close_everything(idris)
    asked = told(maria, "asks about *Acme Robotics*")
    assert "Halve the time of an export by summer" in words(asked)
    open_modal(maria, "Answer", asked)
    maria.type("Your answer", "The summer of 2026")
    maria.submit()
    saw(maria, lambda view: "hears your answer" in words(view), "who hears it")
    maria.press("Put it into the blueprint")
    saw(maria, lambda view: "is in the blueprint" in words(view), "that it is kept")
    close_everything(maria)
    maria.wait_for(
        lambda _seen: "Answered by" in words(newest(maria, "asks about")), why="the DM answered"
    )


def test_idris_asks_again_and_is_satisfied_with_the_second_answer(company: Company) -> None:
    maria, idris = company.maria, company.idris
    open_modal(idris, "Ask again", told(idris, "has answered your question"))
    idris.type("What do you want to know?", "By which month?")
    idris.submit()
    saw(idris, lambda view: "is asked" in words(view), "who is asked")
    close_everything(idris)
    again = told(maria, "asks again about *Acme Robotics*")
    assert "The summer of 2026" in words(again)
    open_modal(maria, "Answer", again)
    maria.type("Your answer", "July")
    maria.submit()
    saw(maria, lambda view: "hears your answer" in words(view), "who hears it")
    close_everything(maria)
    idris.press("That answers it", told(idris, "July"))
    idris.wait_for(lambda _seen: "and settled" in words(told(idris, "July")), why="it settled")


def test_both_fill_in_the_gaps_from_the_agenda_of_a_call(company: Company) -> None:
    maria, idris = company.maria, company.idris
    handoff = handoff_of(status(idris))
    agenda = from_menu(idris, "more:blueprint", "agenda.open", handoff)
    assert "Health score" in words(agenda)
    idris.choose("agenda.length", "30")
    saw(idris, lambda view: "shortened to fit 30" in words(view), "a shorter call")
    status(maria)
    from_menu(maria, "more:blueprint", "agenda.open", handoff)
    maria.press("agenda.type:work.projects")
    form(maria, "agenda.answer")
    maria.type("Answer", "Pilot in Lyon")
    maria.submit()
    saw(maria, lambda view: without(view, "Current projects"), "the agenda without it")
    idris.press("Show it as it is now")
    saw(idris, lambda view: without(view, "Current projects"), "what Maria typed")
    idris.press("agenda.type:trouble.issues")
    form(idris, "agenda.answer")
    idris.type("What is it?", "Exports fail on Mondays")
    idris.submit()
    saw(idris, lambda view: "Exports fail" in words(view), "an item that nobody has")
    idris.press("Set it")
    form(idris, "agenda.item")
    idris.choose("Owner", MARIA)
    idris.choose("Due", "2026-04-01")
    idris.submit()
    saw(idris, lambda view: without(view, "Exports fail"), "the item dealt with")
    idris.press("Post it in the channel")
    found = idris.wait_for(lambda _seen: agenda_in(idris), why="the agenda in the channel")
    assert "Customer fit" not in words(found)
    close_everything(idris)
    close_everything(maria)


def without(view: Json, text: str) -> bool:
    return view["callback_id"] == "agenda" and text not in words(view)


def agenda_in(person: Person) -> Json | None:
    messages = handoff_channel(person, CHANNEL)["messages"]
    return next((m for m in messages if "the agenda of a call" in words(m)), None)


def handoff_of(view: Json) -> str:
    """The handoff's id, as the status's buttons carry it."""
    for block in view["blocks"]:
        for element in block.get("elements", ()):
            if element.get("action_id") == "review.open":
                return str(element["value"])
    raise AssertionError(f"no handoff in {words(view)}")


def test_what_the_customer_had_to_repeat_is_noted_and_counted(company: Company) -> None:
    idris = company.idris
    handoff = handoff_of(status(idris))
    from_menu(idris, "more:customer", "repeated.open", handoff)
    idris.choose("Who at the customer?", "somebody")
    idris.type("What did they have to say again?", "Which exports fail")
    idris.submit()
    saw(idris, lambda view: "Which exports fail" in words(view["blocks"]), "what is noted")
    close_everything(idris)
    saw_again = status(idris)
    assert "They had to repeat something once" in words(saw_again)
    close_everything(idris)


def test_an_open_question_is_listed_and_taken_back(company: Company) -> None:
    idris = company.idris
    handoff = handoff_of(status(idris))
    from_menu(idris, "more:blueprint", "clarify.open", handoff)
    saw(idris, lambda view: "no question is open" in words(view), "the questions")
    close_everything(idris)
    open_modal(idris, "Read blueprint", says(idris, CHANNEL, "tasks done"))
    idris.choose("review.show", "outlook")
    step(idris, "Outlook")
    idris.press("Ask about this")
    form(idris, "clarify.ask")
    idris.type("What do you want to know?", "Is the sponsor safe?")
    idris.submit()
    saw(idris, lambda view: "is asked" in words(view), "who is asked")
    idris.press("All questions")
    listed = saw(idris, lambda view: view["callback_id"] == "clarify.list", "the list")
    assert "1 question is open" in words(listed)
    idris.press("Take it back")
    saw(idris, lambda view: "taken back by" in words(view), "it taken back")
    close_everything(idris)


def test_a_gap_that_the_intro_call_shows_becomes_a_question_to_maria(company: Company) -> None:
    lena, maria, idris = company.lena, company.maria, company.idris
    status(lena)
    open_modal(lena, "Move on…", lena.view)
    fill(lena, {"Why may it go on without what is missing?": "The call is tomorrow"})
    lena.submit()
    modal(lena, "moves.made")
    close_everything(lena)
    says(idris, CHANNEL, "*Introducing*")
    open_modal(idris, "Gaps found", posted(idris, CHANNEL))
    idris.choose("Where is something missing?", "people")
    idris.type("What was missing?", "Nobody had named the new sponsor")
    idris.submit()
    saw(idris, lambda view: "Name another gap" in words(view), "who is asked")
    close_everything(idris)
    gap = told(maria, "found a gap at the intro call with *Acme Robotics*")
    assert "Nobody had named the new sponsor" in words(gap)
    assert "1 question is open" in words(status(lena))
    close_everything(lena)
