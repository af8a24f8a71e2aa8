"""What several tours tell alike: each function is one step, or makes one."""

from datetime import timedelta
from functools import partial

from tour.moves import fill_nothing, next_step, press_task
from tour.seeing import (
    answered,
    changed,
    checklist,
    closed,
    modal,
    progress,
    showing,
    told,
)
from tour.story import Cast
from workspace.client import Json, Person, words

_PLAN = 2
"""The step of a concern that names who keeps the word, and by when, counted from 0."""
OBSERVERS = "Observers told, and they acknowledged"


def name_a_lead(cast: Cast) -> str:
    """Ada is an admin of the workspace, so her App Home lets her name leads."""
    home = at_home(cast.ada)
    cast.ada.press("leads.open", in_=home)
    modal(cast.ada, "Leads")
    cast.ada.choose("leads", [cast.lena.id])
    cast.ada.submit()
    closed(cast.ada)
    return "the form is saved: Lena is a lead"


def at_home(person: Person) -> Json:
    """Open somebody's App Home and return it as it is then."""
    before = (person.sees()["home"] or {}).get("hash")
    person.open_home()

    def published(sees: Json) -> Json | None:
        home: Json | None = sees["home"]
        return home if home and home["hash"] != before else None

    found: Json = person.wait_for(published, why="the App Home")
    return found


def open_dump(cast: Cast) -> Json:
    """Maria opens the dump from the message that told her of her part; returns the form."""
    cast.maria.press("Start the data dump", in_=told(cast.maria, f"You hand over *{cast.account}*"))
    return modal(cast.maria, "Blueprint")


def add_person(person: Person, name: str, title: str, role: str, *, is_key: bool = True) -> None:
    """Add somebody at the customer to the blueprint, where the form asks for people."""
    person.press("Add a person")
    modal(person, "New person")
    person.type("Name", name)
    person.type("Title", title)
    person.choose("Roles", [role])
    if is_key:
        person.choose("What else holds", ["Key stakeholder"])
    person.submit()
    showing(person, name)


def go_to(person: Person, text: str) -> None:
    """Turn the pages of the blueprint until one says this; nothing to report on those between."""
    while text not in words(person.view):
        fill_nothing(person)
        person.workspace.quiet(idle_ms=40)
        next_step(person)


def hand_over(person: Person) -> str:
    """Answer the rest with “nothing to report”, and hand the blueprint over."""
    go_to(person, "What is there, and what is missing")
    before = person.view
    person.submit()
    done = changed(person, before)
    person.close(everything=True)
    return words(done["blocks"])


def accept(cast: Cast, document: str = "blueprint") -> str:
    """The incoming CSM could run the first call with the blueprint, or a deal's record."""
    ready = told(cast.idris, f"the {document} of *{cast.account}*")
    cast.idris.press(f"Read the {document}", in_=ready)
    modal(cast.idris, document.capitalize())
    cast.idris.press("I could run the first call with this")
    modal(cast.idris, "Accepted")
    cast.idris.close(everything=True)
    return f"accepted: {progress(cast, cast.idris)}"


def tell_observers(cast: Cast) -> str:
    """The lead sees what they will read, and tells them."""
    press_task(cast, cast.lena, OBSERVERS)
    question = modal(cast.lena, "Tell the observers")
    cast.lena.submit()
    done = changed(cast.lena, question)
    cast.lena.close(everything=True)
    return words(done["blocks"][0])


def acknowledge(cast: Cast, *observers: Person) -> str:
    """The observers click; with the last of them the task ticks itself."""
    for person in observers:
        person.press("I have seen it", in_=told(person, f"*{cast.account}* changes hands"))
        told(person, f"when {cast.account} is in business as usual")
    checklist(cast, cast.lena, f"{OBSERVERS} (observers acknowledged")
    return f"the task ticks itself: {progress(cast, cast.lena)}"


def answer_check_in(cast: Cast, person: Person, score: str, note: str = "") -> str:
    """Who was asked says how each stakeholder feels; returns what the message then shows."""
    asked = told(person, f"Check-in: {cast.account}")
    person.press("check_in.open", in_=asked)
    view = modal(person, "Check-in")
    for block in view["blocks"]:
        if block["block_id"].startswith("score@"):
            person.choose("score", score, in_={**view, "blocks": [block]})
        if note and block["block_id"].startswith("note@"):
            person.type("note", note, in_={**view, "blocks": [block]})
    person.submit()
    closed(person)
    shown = told(person, f"Check-in answered: {cast.account}", asked)
    return words(shown["blocks"][1])


def work_on_the_concern(cast: Cast, person: Person, *said: str, by_days: int) -> str:
    """Four steps, one after the other: the word is to be kept in so many days."""
    person.press("Concerns", in_=told(person, f"{cast.account} needs attention"))
    person.press("Open", in_=showing(person, "found by a check-in"))
    for done, words_said in enumerate(said):
        view = person.wait_for(partial(_after, done), why="the next step")
        person.type("note", words_said, in_=view)
        if done == _PLAN:
            day = cast.workspace.clock.now.date() + timedelta(days=by_days)
            person.choose("due", day.isoformat(), in_=view)
        person.submit()
    found = person.wait_for(partial(_after, len(said)), why="the word kept")
    person.close(everything=True)
    return next(line for line in words(found).splitlines() if line.startswith(f"{len(said)}. "))


def _after(done: int, sees: Json) -> Json | None:
    """The visible concern, if so many steps of it are done."""
    view: Json | None = sees["views"][-1] if sees["views"] else None
    is_there = view and view["callback_id"] == "concern.step" and words(view).count("✓") == done
    return view if is_there else None


def both_answer(cast: Cast, score: str) -> str:
    """The lead and the incoming CSM were asked, each for themselves; returns what Lena's shows."""
    answer_check_in(cast, cast.idris, score)
    return answer_check_in(cast, cast.lena, score)


def ask_status(cast: Cast, person: Person, text: str) -> Json:
    """Ask for the status and wait until the answer says this."""
    return answered(person, f"/handoff status {cast.account}", text)


def open_moves(cast: Cast) -> Json:
    """The lead asks for the status, and what the next move needs; returns the form."""
    cast.lena.press("moves.open", in_=ask_status(cast, cast.lena, "Move on…"))
    return modal(cast.lena, "Move on")


def move_on(cast: Cast) -> str:
    """Submit the form and return what is then said."""
    before = cast.lena.view
    cast.lena.submit()
    made = changed(cast.lena, before)
    cast.lena.close(everything=True)
    return " ".join(words(made["blocks"][0]).splitlines())
