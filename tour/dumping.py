"""How what Maria knows comes to Idris: the data dump, returned once, then accepted."""

from tour.chapters import accept, add_person, hand_over, open_dump
from tour.knowing import answer, ask_about, read_the_canvas, settle
from tour.moves import next_step
from tour.seeing import modal, showing, told
from tour.story import Cast, Step, expect

GOAL = "Halve the time from order to robot on the floor"
GAP = "Who decides about the renewal?"
QUESTION = "From which day on do they count?"
ANSWER = "From the signature of the order, not from the call."


def start_typing(cast: Cast) -> str:
    """Maria types into the first question and closes the form without saving."""
    open_dump(cast)
    cast.maria.type("Primary goals", GOAL)
    cast.maria.close()
    return "the form is closed, nothing was saved by hand"


def find_it_again(cast: Cast) -> str:
    """What was typed is there when the dump is opened again."""
    typed = str(open_dump(cast)["state"]["values"])
    expect(GOAL in typed, f"“{GOAL}” in the form", typed)
    return f"still there: “{GOAL}”"


def add_people(cast: Cast) -> str:
    """People are a list of their own: Nora decides and is a key stakeholder."""
    next_step(cast.maria)
    add_person(cast.maria, "Nora Quist", "Head of Operations", "Decision maker")
    return "Nora Quist is in the list"


def finish_the_dump(cast: Cast) -> str:
    """The rest is answered; where there is nothing to say, that is said."""
    return hand_over(cast.maria)


def return_it(cast: Cast) -> str:
    """Idris reads the blueprint and names what is missing for a first call."""
    ready = told(cast.idris, f"the blueprint of *{cast.account}*")
    cast.idris.press("Read the blueprint", in_=ready)
    modal(cast.idris, "Blueprint")
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
    cast.maria.press("Fill the gaps", in_=told(cast.maria, GAP))
    showing(cast.maria, "Nora Quist")
    add_person(cast.maria, "Ole Brandt", "Head of Finance", "Executive sponsor", is_key=False)
    return hand_over(cast.maria)


def ask_what_is_unclear(cast: Cast) -> str:
    """An answer that is there and not clear: who wrote it is asked, and it counts as open."""
    return ask_about(cast, "why", QUESTION)


def answer_it(cast: Cast) -> str:
    """Maria answers from the message; one click puts it into the blueprint too."""
    asked = told(cast.maria, f"asks about *{cast.account}*")
    answer(cast.maria, asked, ANSWER, keep=True)
    return settle(cast)


def see_it_in_the_channel(cast: Cast) -> str:
    """What every member may see stands in the channel's canvas, with the answer that was kept."""
    return f"the channel's canvas says: {read_the_canvas(cast, cast.idris, ANSWER)}"


def accept_it(cast: Cast) -> str:
    """With the gap filled, Idris could run the first call with this."""
    accept(cast)
    return str(told(cast.maria, f"has accepted your blueprint of *{cast.account}*")["text"])


STEPS = (
    Step("Maria", "starts the data dump, types, and closes the form", start_typing),
    Step("Maria", "opens it again", find_it_again),
    Step("Maria", "adds the person who decides", add_people),
    Step("Maria", "answers the rest and hands over", finish_the_dump),
    Step("Idris", "reads the blueprint and returns it", return_it),
    Step("Maria", "fills the gap and hands over again", fill_the_gap),
    Step("Idris", "asks Maria about an answer", ask_what_is_unclear),
    Step("Maria", "answers in Slack, and keeps it in the blueprint", answer_it),
    Step("Idris", "accepts it", accept_it),
    Step("Idris", "opens the channel's canvas", see_it_in_the_channel),
)
