"""What is known of an account: its log, questions, gaps, what was repeated, and the canvas."""

from datetime import timedelta

from tour.chapters import ask_status
from tour.seeing import (
    changed,
    closed,
    handoff_channel,
    line_with,
    message_in,
    modal,
    posted,
    showing,
    told,
)
from tour.story import Cast
from workspace.client import Json, NotSeen, Person, words

BLUEPRINT = "more:blueprint"
CUSTOMER = "more:customer"
"""The two menus of a handoff's status."""

PEOPLE = "*People at the customer*"
"""What only a status says, and no other message that may come at the same moment."""


def from_menu(cast: Cast, person: Person, menu: str, entry: str, title: str) -> Json:
    """Choose an entry in a menu of the status, and return the form that opens."""
    person.choose(menu, entry, in_=ask_status(cast, person, PEOPLE))
    return modal(person, title)


def file_in_the_log(cast: Cast, person: Person, channel: str, text: str, section: str) -> str:
    """Use the shortcut on a message; returns where it is filed."""
    person.shortcut("log.add", message_in(person, channel, text), channel)
    form = modal(person, "Add to account log")
    if cast.account not in words(form):
        person.choose("Account", person.options("Account", cast.account)[0]["value"])
        showing(person, f"*{cast.account}*")
    person.choose("Section", section)
    person.submit()
    said = line_with(modal(person, "Filed"), "Filed in")
    person.close(everything=True)
    return said


def ask_about(cast: Cast, section: str, question: str) -> str:
    """Idris asks about the first answer of a section; returns what the one who wrote it hears."""
    cast.idris.press("Read blueprint", in_=ask_status(cast, cast.idris, PEOPLE))
    cast.idris.choose("review.show", section, in_=modal(cast.idris, "Blueprint"))
    cast.idris.press("Ask about this", in_=showing(cast.idris, "Ask about this"))
    modal(cast.idris, "Ask about this")
    cast.idris.type("What do you want to know?", question)
    cast.idris.submit()
    modal(cast.idris, "Asked")
    cast.idris.close(everything=True)
    return str(told(cast.maria, f"asks about *{cast.account}*")["text"])


def answer(person: Person, asked: Json, text: str, *, keep: bool = False) -> None:
    """Answer a question in the form behind its message, and keep it in the blueprint if wanted."""
    person.press("Answer", in_=asked)
    modal(person, "Answer")
    person.type("Your answer", text)
    person.submit()
    modal(person, "Answered")
    if keep:
        person.press("Put it into the blueprint")
        showing(person, "is in the blueprint")
    person.close(everything=True)


def settle(cast: Cast) -> str:
    """Idris hears the answer: that is it, and the question counts as open no more."""
    heard = told(cast.idris, "has answered your question")
    cast.idris.press("That answers it", in_=heard)
    return line_with(told(cast.idris, "and settled", heard), "and settled")


def name_a_gap(cast: Cast, section: str, missing: str) -> Json:
    """What a call has shown to be missing; returns the message to who should have known."""
    cast.idris.press("Gaps found", in_=ask_status(cast, cast.idris, PEOPLE))
    modal(cast.idris, "Gaps found")
    cast.idris.choose("Where is something missing?", section)
    cast.idris.type("What was missing?", missing)
    before = cast.idris.view
    cast.idris.submit()
    changed(cast.idris, before)
    cast.idris.close(everything=True)
    return told(cast.sam, "found a gap")


def note_what_was_repeated(cast: Cast, who: str, what: str) -> str:
    """The customer had to say something again: it is noted, and counted."""
    from_menu(cast, cast.idris, CUSTOMER, "They had to repeat something", "Had to be repeated")
    cast.idris.choose("Who at the customer?", who)
    cast.idris.type("What did they have to say again?", what)
    cast.idris.submit()
    noted = showing(cast.idris, "Noted. Thank you")
    cast.idris.close(everything=True)
    return line_with(noted, "They had to repeat")


def read_the_canvas(cast: Cast, person: Person, text: str) -> str:
    """The canvas follows the blueprint, with one edit a minute at most; returns this line of it."""
    cast.workspace.clock.forward(timedelta(minutes=1))
    channel = handoff_channel(cast, person)["name"]

    def line(_sees: Json) -> str | None:
        try:
            markdown = str(person.canvas(channel)["markdown"])
        except NotSeen:
            return None
        return next((one for one in markdown.splitlines() if text in one), None)

    return str(person.wait_for(line, why=f"a canvas that says “{text}”"))


def open_agenda(cast: Cast, person: Person) -> Json:
    """The agenda of a call is made of what is missing."""
    return from_menu(cast, person, BLUEPRINT, "Call agenda", "Call agenda")


def type_into_agenda(person: Person, question: str, text: str) -> None:
    """Answer one line of the agenda while both talk; it is gone from the agenda then."""
    line = next(one for one in person.view["blocks"] if words(one).startswith(question))
    person.press("Type it", in_={**person.view, "blocks": [line]})
    modal(person, "Type the answer")
    person.type("Answer", text)
    person.submit()
    person.wait_for(
        lambda sees: sees["views"] and question not in words(sees["views"][-1]),
        why=f"the agenda without “{question}”",
    )


def post_the_agenda(cast: Cast, person: Person) -> str:
    """What is left is posted in the channel, to be copied; returns the sentence above it."""
    person.press("Post it in the channel")
    person.close(everything=True)
    closed(person)
    return words(posted(cast, person, "the agenda of a call")["blocks"][0])
