"""The tour of a hard handoff, mid touch: a firm date of last contact, and not all gets done."""

from datetime import timedelta

from tour.chapters import (
    acknowledge,
    add_person,
    answer_check_in,
    go_to,
    hand_over,
    move_on,
    name_a_lead,
    open_dump,
    open_moves,
    tell_observers,
)
from tour.ending import (
    SET_ASIDE,
    confirm_bau,
    end_with_touchpoint,
    read_what_was_set_aside,
)
from tour.knowing import open_agenda, post_the_agenda, type_into_agenda
from tour.moves import fill, forward_to, open_it, open_start, stands_at, tick
from tour.seeing import changed, checklist, line_with, showing, told
from tour.story import Cast, Step, Tour, expect
from workspace.client import words

NOTICE = 8
"""Days of notice that a hard handoff, mid touch, takes at the least, from a Monday on."""

PROJECTS = "Current projects"

WHY = "Maria is ill until the day she leaves, and the customer must not wait"


def start_too_late(cast: Cast) -> str:
    """Four days are too few: the form says what breaks the plan, and by how much."""
    open_start(cast)
    fill(cast.lena, {"Reason": "left", "Mode": "hard"})
    early = cast.workspace.clock.now.date() + timedelta(days=4)
    fill(cast.lena, {"start.anchor_on": early.isoformat()})
    fill(cast.lena, {"Outgoing CSM": cast.maria.id, "Incoming CSM": cast.idris.id})
    fill(cast.lena, {"Observers": [cast.priya.id]})
    return line_with(showing(cast.lena, "This plan does not fit"), "does not fit")


def take_the_offer(cast: Cast) -> str:
    """What would fit is offered as a click."""
    offer = f"Last contact on {cast.anchor_on.day} {cast.anchor_on:%b %Y}"
    offered = showing(cast.lena, offer)
    cast.lena.press(offer, in_=offered)
    form = words(changed(cast.lena, offered))
    expect("does not fit" not in form, "a plan that fits", form)
    return f"“{offer}”: it fits. {open_it(cast)}"


def write_a_little(cast: Cast) -> str:
    """Maria writes down what comes first; then she falls ill."""
    open_dump(cast)
    cast.maria.type("Primary goals", "Every shop restocked within two days")
    go_to(cast.maria, "The people at the customer")
    add_person(cast.maria, "Paul Adeyemi", "Head of Retail", "Point of contact")
    before = cast.maria.view
    cast.maria.press("Save and close")
    saved = changed(cast.maria, before)
    cast.maria.close(everything=True)
    return line_with(saved, "%")


def agree(cast: Cast) -> str:
    """Message and plan are agreed on; the observers know."""
    tick(cast, cast.lena, "Sort the book", "Agree on the customer message", "Approve the plan")
    tell_observers(cast)
    return acknowledge(cast, cast.priya)


def ask_what_is_missing(cast: Cast) -> str:
    """The next move says what it waits for, and who can mend it."""
    forward_to(cast, -6)
    return line_with(open_moves(cast), "Missing:")


def set_it_aside(cast: Cast) -> str:
    """A lead may go on without, in writing: the gap stays listed, the reason is for leads."""
    cast.lena.type("Why may it go on without what is missing?", WHY)
    return move_on(cast)


def keep_the_reason_to_leads(cast: Cast) -> str:
    """Everybody sees what was left open; why is nowhere in what they see."""
    shown = checklist(cast, cast.maria, "Set aside on the way")
    for person in (cast.maria, cast.idris):
        expect(WHY not in words(person.sees()), f"no reason in what {person.id} sees", WHY)
    return f"{line_with(shown, SET_ASIDE)}; the reason is nowhere"


def introduce(cast: Cast) -> str:
    """The customer hears in time all the same."""
    tick(cast, cast.maria, "Tell the customer")
    forward_to(cast, -4)
    tick(cast, cast.idris, "Intro call")
    return stands_at(cast, "Settling")


def talk(cast: Cast) -> str:
    """Maria is back for a day: the agenda of their call is made of what is missing."""
    forward_to(cast, -1)
    return line_with(open_agenda(cast, cast.idris), "of talk")


def type_while_they_talk(cast: Cast) -> str:
    """What she says lands where it belongs; the rest goes to the channel, to be copied."""
    type_into_agenda(cast.idris, PROJECTS, "Three new shops, one of them in May")
    return post_the_agenda(cast, cast.idris)


def last_contact(cast: Cast) -> str:
    """Everything is moved, and the dump is finished after all."""
    open_dump(cast)
    said = hand_over(cast.maria)
    forward_to(cast, 0)
    tick(cast, cast.maria, "Last contact made", "Live dump call")
    return said


def hear_of_the_day(cast: Cast) -> str:
    """The day of last contact: the account changes hands, whatever is still open."""
    return str(told(cast.idris, f"{cast.account} is <@{cast.idris.id}>'s")["text"])


def first_week(cast: Cast) -> str:
    """A week later the lead is asked how the customer feels."""
    forward_to(cast, 7)
    return answer_check_in(cast, cast.lena, "neutral")


def reach_bau(cast: Cast) -> str:
    """After the second answer nothing is missing."""
    forward_to(cast, 21)
    answer_check_in(cast, cast.lena, "comfortable")
    return confirm_bau(cast)


def end_it(cast: Cast) -> str:
    """The leadership touchpoint closes it."""
    forward_to(cast, 77)
    return end_with_touchpoint(cast, "glad", "They hardly noticed.")


STEPS = (
    Step("Ada", "names Lena a lead in App Home", name_a_lead),
    Step("Lena", "starts a hard handoff, with four days' notice", start_too_late),
    Step("Lena", "takes the date that would fit", take_the_offer),
    Step("Maria", "begins the dump, and falls ill", write_a_little),
    Step("Lena", "agrees on message and plan; Priya acknowledges", agree),
    Step("Lena", "asks what the introductions wait for", ask_what_is_missing),
    Step("Lena", "goes on without it, and writes down why", set_it_aside),
    Step("Maria", "and Idris read what was set aside", keep_the_reason_to_leads),
    Step("Maria", "tells the customer; Idris meets them", introduce),
    Step("Maria", "is back, and calls Idris: what is missing is the agenda", talk),
    Step("Idris", "types while they talk", type_while_they_talk),
    Step("Maria", "finishes the dump, and makes the last contact", last_contact),
    Step("Idris", "hears that it is the day", hear_of_the_day),
    Step("Lena", "answers the first check-in", first_week),
    Step("Lena", "answers the second, and confirms business as usual", reach_bau),
    Step("Idris", "reads the channel's summary", read_what_was_set_aside),
    Step("Lena", "meets their leaders", end_it),
)

TOUR = Tour(
    "a hard handoff, mid touch: a firm date of last contact, and a guard set aside in writing",
    "Cedar Mill Outfitters",
    lambda today: today + timedelta(days=NOTICE),
    STEPS,
)
