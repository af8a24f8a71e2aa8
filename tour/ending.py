"""How tours end: looks, business as usual, debrief, and the word with the customer's leaders."""

from tour.chapters import ask_status
from tour.seeing import closed, line_with, modal, posted, told
from tour.story import Cast, expect
from workspace.client import Json, Person, words

SET_ASIDE = "Start the introductions"
"""The move that two tours make although something is missing."""


def look_in(cast: Cast, finding: str = "") -> str:
    """The lead looks in: one click where all is well, or what she found."""
    asked = told(cast.lena, f"Look in: {cast.account}")
    if finding:
        cast.lena.press("I found something…", in_=asked)
        modal(cast.lena, "Look in")
        cast.lena.type("What did you find?", finding)
        cast.lena.submit()
        closed(cast.lena)
    else:
        cast.lena.press("Looked, all well", in_=asked)
    return words(told(cast.lena, "you looked in", asked)["blocks"][0])


def open_bau(cast: Cast) -> Json:
    """The lead asks for the status, and for business as usual; returns the form."""
    message = ask_status(cast, cast.lena, "Confirm business as usual")
    cast.lena.press("Confirm business as usual", in_=message)
    return modal(cast.lena, "Business as usual")


def confirm_bau(cast: Cast) -> str:
    """With nothing missing the lead confirms, and everybody hears."""
    form = words(open_bau(cast))
    expect("Nothing is missing" in form, "nothing missing", form)
    cast.lena.submit()
    closed(cast.lena)
    return words(told(cast.idris, f"*{cast.account} is in business as usual")["blocks"])


def read_what_was_set_aside(cast: Cast) -> str:
    """The closing summary lists to the end what was left open on the way."""
    summary = posted(cast, cast.idris, f"{cast.account}: business as usual")
    return line_with(summary, SET_ASIDE)


def write_debrief(cast: Cast, person: Person, worked: str, change: str) -> str:
    """One's own part: what worked, what to change; returns what is then said."""
    asked = told(person, f"Debrief: {cast.account}")
    person.press("debrief.open", in_=asked)
    modal(person, "Debrief")
    person.type("What worked?", worked)
    person.type("What should we change?", change)
    person.submit()
    closed(person)
    return str(told(person, "Change ", asked)["text"])


def close_debrief(cast: Cast) -> str:
    """The lead reads everybody's part and closes it; returns what leads find beside templates."""
    asked = told(cast.lena, f"Debrief: {cast.account}")
    cast.lena.press("Read all and close…", in_=asked)
    modal(cast.lena, "Debrief")
    cast.lena.submit()
    closed(cast.lena)
    return words(told(cast.lena, f"The debrief of {cast.account} is closed", asked)["blocks"][0])


def hold_touchpoint(cast: Cast, impression: str, notes: str) -> str:
    """The lead speaks with their leaders; returns the outcome as it is kept."""
    asked = told(cast.lena, f"Touchpoint: {cast.account}")
    cast.lena.press("Record it…", in_=asked)
    form = modal(cast.lena, "Touchpoint")
    first = next(block for block in form["blocks"] if block["block_id"] == "with")
    cast.lena.choose("with", [first["element"]["options"][0]["value"]])
    cast.lena.choose("impression", impression)
    cast.lena.type("Notes", notes)
    cast.lena.submit()
    closed(cast.lena)
    return words(told(cast.lena, "the touchpoint is recorded", asked)["blocks"][0]).splitlines()[1]


def end_with_touchpoint(cast: Cast, impression: str, notes: str) -> str:
    """The touchpoint is the last that was left; returns its outcome and what Idris hears."""
    outcome = hold_touchpoint(cast, impression, notes)
    return f"{outcome}. {hear_that_it_is_closed(cast)}"


def hear_that_it_is_closed(cast: Cast) -> str:
    """With the last of it the handoff closes by itself, and people hear."""
    return str(told(cast.idris, f"{cast.account}: the handoff is closed")["text"])
