"""How what Maria knows comes to Idris: the data dump, returned once, then accepted."""

from tour.moves import fill_nothing, modal, next_step, showing, told
from tour.story import Cast, Step, expect
from workspace.client import Json, words

GOAL = "Halve the time from order to robot on the floor"
GAP = "Who decides about the renewal?"


def start_typing(cast: Cast) -> str:
    """Maria types into the first question and closes the form without saving."""
    cast.maria.press("Start the data dump", in_=told(cast.maria, "You hand over"))
    modal(cast.maria, "Blueprint")
    cast.maria.type("Primary goals", GOAL)
    cast.maria.close()
    return "the form is closed, nothing was saved by hand"


def find_it_again(cast: Cast) -> str:
    """What was typed is there when the dump is opened again."""
    cast.maria.press("Start the data dump", in_=told(cast.maria, "You hand over"))
    view = modal(cast.maria, "Blueprint")
    typed = str(view["state"]["values"])
    expect(GOAL in typed, f"“{GOAL}” in the form", typed)
    return f"still there: “{GOAL}”"


def add_people(cast: Cast) -> str:
    """People are a list of their own: Nora decides and is a key stakeholder."""
    next_step(cast.maria)
    cast.maria.press("Add a person")
    modal(cast.maria, "New person")
    cast.maria.type("Name", "Nora Quist")
    cast.maria.type("Title", "Head of Operations")
    cast.maria.choose("Roles", ["Decision maker"])
    cast.maria.choose("What else holds", ["Key stakeholder"])
    cast.maria.submit()
    showing(cast.maria, "Nora Quist")
    return "Nora Quist is in the list"


def finish_the_dump(cast: Cast) -> str:
    """The rest is answered; where there is nothing to say, that is said."""
    while not _is_last(next_step(cast.maria)):
        fill_nothing(cast.maria)
        cast.workspace.quiet()
    return _hand_over(cast)


def return_it(cast: Cast) -> str:
    """Idris reads the blueprint and names what is missing for a first call."""
    cast.idris.press("Read the blueprint", in_=told(cast.idris, "has handed over"))
    view = modal(cast.idris, "Blueprint")
    expect("Nora" in words(view) or cast.account in words(view), "the blueprint", words(view))
    cast.idris.press("Return it, naming gaps")
    modal(cast.idris, "Return the blueprint")
    cast.idris.choose("Where is something missing?", ["People"])
    cast.idris.type("What is missing?", GAP)
    cast.idris.submit()
    modal(cast.idris, "Returned")
    cast.idris.close(everything=True)
    return "returned to Maria, with the gap named"


def fill_the_gap(cast: Cast) -> str:
    """Maria is led to the section where the gap is, and hands over again."""
    message = told(cast.maria, GAP)
    cast.maria.press("Fill the gaps", in_=message)
    showing(cast.maria, "Nora Quist")
    cast.maria.press("Add a person")
    modal(cast.maria, "New person")
    cast.maria.type("Name", "Ole Brandt")
    cast.maria.choose("Roles", ["Executive sponsor"])
    cast.maria.submit()
    showing(cast.maria, "Ole Brandt")
    while not _is_last(cast.maria.view):
        next_step(cast.maria)
    return _hand_over(cast)


def accept_it(cast: Cast) -> str:
    """With the gap filled, Idris could run the first call with this."""
    cast.idris.press("Read the blueprint", in_=told(cast.idris, "has handed over"))
    modal(cast.idris, "Blueprint")
    cast.idris.press("I could run the first call with this")
    modal(cast.idris, "Accepted")
    cast.idris.close(everything=True)
    return str(told(cast.maria, "has accepted your blueprint")["text"])


def _is_last(view: Json) -> bool:
    """Whether this is the summary, from which the blueprint is handed over."""
    return "submit" in view and "Hand over" in view["submit"]["text"]


def _hand_over(cast: Cast) -> str:
    cast.maria.submit()
    done = modal(cast.maria, "Handed over")
    cast.maria.close(everything=True)
    return words(done["blocks"])


STEPS = (
    Step("Maria", "starts the data dump, types, and closes the form", start_typing),
    Step("Maria", "opens it again", find_it_again),
    Step("Maria", "adds the person who decides", add_people),
    Step("Maria", "answers the rest and hands over", finish_the_dump),
    Step("Idris", "reads the blueprint and returns it", return_it),
    Step("Maria", "fills the gap and hands over again", fill_the_gap),
    Step("Idris", "accepts it", accept_it),
)
