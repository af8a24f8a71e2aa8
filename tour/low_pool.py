"""The tour of a soft handoff, low touch: many small accounts, one channel for the whole book."""

from dataclasses import replace
from datetime import timedelta

from tour.chapters import (
    accept,
    add_person,
    answer_check_in,
    at_home,
    hand_over,
    move_on,
    name_a_lead,
    open_dump,
    open_moves,
)
from tour.ending import confirm_bau, end_with_touchpoint, hear_that_it_is_closed
from tour.moves import fill, forward_to, next_monday, open_it, open_start, stands_at, tick
from tour.seeing import checklist, closed, handoff_channel, line_with, modal, posted, showing
from tour.story import Cast, Step, Tour, expect
from workspace.client import words

ACCOUNT, NEXT = "Pebble Street Cafes", "Copper Kettle Bakery"

BOOK = "One channel for the outgoing CSM's whole book"


def one_channel_for_a_book(cast: Cast) -> str:
    """Forty small accounts in forty channels help nobody: Ada sets it for low touch."""
    cast.ada.press("workspace.open", in_=at_home(cast.ada))
    modal(cast.ada, "Workspace settings")
    cast.ada.choose("Low touch", BOOK)
    cast.ada.submit()
    closed(cast.ada)
    return f"low touch: {BOOK[0].lower()}{BOOK[1:]}"


def start(cast: Cast) -> str:
    """Maria's book gets too large: the form knows where low touch goes."""
    open_start(cast)
    fill(cast.lena, {"Reason": "workload", "Tier": "low"})
    fill(cast.lena, {"start.anchor_on": cast.anchor_on.isoformat()})
    fill(cast.lena, {"Outgoing CSM": cast.maria.id, "Incoming CSM": cast.idris.id})
    return open_it(cast)


def start_the_next(cast: Cast) -> str:
    """Another account of the same book."""
    return start(_next_one(cast))


def look_at_the_book(cast: Cast) -> str:
    """Both checklists are pinned in the one channel of the book."""
    channels = [handoff_channel(one, cast.idris)["name"] for one in (cast, _next_one(cast))]
    expect(len(set(channels)) == 1, "one channel for both accounts", ", ".join(channels))
    return f"#{channels[0]} has both; {checklist(cast, cast.idris)['text']}"


def hold_the_next(cast: Cast) -> str:
    """A handoff on hold waits: no task is late, nobody is asked anything."""
    other = _next_one(cast)
    open_moves(other)
    other.lena.choose("What shall happen?", "Put it on hold")
    showing(other.lena, "*Put it on hold*")
    return move_on(other)


def _next_one(cast: Cast) -> Cast:
    """The same people with the next account of Maria's book."""
    return replace(cast, account=cast.account.replace(ACCOUNT, NEXT))


def write_it_down(cast: Cast) -> str:
    """A mini dump is two forms: what somebody needs who has fifty such accounts."""
    step = open_dump(cast)
    cast.maria.type("What they use it for, and why", "Orders of four cafés, in one list")
    add_person(cast.maria, "Jo Ferris", "Owner", "Point of contact", is_key=False)
    said = hand_over(cast.maria)
    return f"{line_with(step, 'Step 1 of')}; {said}"


def prepare(cast: Cast) -> str:
    """No calls, no observers: the list is short."""
    tick(cast, cast.maria, "Verify the people")
    tick(cast, cast.idris, "Background check", "Risks and opportunities have actions")
    return tick(cast, cast.lena, "Agree on the customer message", "Approve the plan")


def no_observers(cast: Cast) -> str:
    """With nobody to tell the task is not waited for."""
    cast.lena.press("checklist.plan", in_=checklist(cast, cast.lena))
    plan = modal(cast.lena, "Whole plan")
    cast.lena.close(everything=True)
    return line_with(plan, "No observers are named")


def write_to_them(cast: Cast) -> str:
    """One email tells them and introduces Idris."""
    forward_to(cast, -14)
    tick(cast, cast.maria, "Tell the customer by email", "Introduce the incoming CSM in the email")
    return stands_at(cast, "Overlapping")


def switch(cast: Cast) -> str:
    """Two weeks within reach, then everything is moved."""
    forward_to(cast, 0)
    tick(cast, cast.maria, "Stay within reach", "Move CRM owner")
    return stands_at(cast, "Settling")


def point_of_contact(cast: Cast) -> str:
    """One question, on the one person who counts."""
    forward_to(cast, 14)
    return answer_check_in(cast, cast.lena, "comfortable")


def reach_bau(cast: Cast) -> str:
    """The wave's report is the lead's look."""
    tick(cast, cast.lena, "Lead looks in by the report of the wave")
    return confirm_bau(cast)


def read_the_summary(cast: Cast) -> str:
    """In the thread of this account, so that the book's channel stays readable."""
    summary = posted(cast, cast.maria, f"{cast.account}: business as usual")
    expect("thread_ts" in summary, "the summary in the account's thread", words(summary))
    return "the closing summary is in the account's own thread"


def end_it(cast: Cast) -> str:
    """Low touch: the debrief is the wave's, and one account in ten gets a touchpoint."""
    forward_to(cast, 91)
    tick(cast, cast.lena, "Debrief")
    if "*Leadership touchpoint" not in words(checklist(cast, cast.lena)):
        return hear_that_it_is_closed(cast)
    return end_with_touchpoint(cast, "glad", "They hardly noticed.")


STEPS = (
    Step("Ada", "names Lena a lead in App Home", name_a_lead),
    Step("Ada", "gives low touch one channel for a whole book", one_channel_for_a_book),
    Step("Lena", "starts a handoff of one of Maria's many accounts", start),
    Step("Lena", "starts the next one", start_the_next),
    Step("Idris", "looks at the channel of the book", look_at_the_book),
    Step("Lena", "puts that one on hold: the bakery may be sold", hold_the_next),
    Step("Maria", "writes the mini dump of the other", write_it_down),
    Step("Idris", "accepts the blueprint", accept),
    Step("All", "do the little there is to prepare", prepare),
    Step("Lena", "looks for the observers in the plan", no_observers),
    Step("Maria", "writes one email, and introduces Idris in it", write_to_them),
    Step("Maria", "stays within reach, then moves everything", switch),
    Step("Lena", "is asked about the point of contact", point_of_contact),
    Step("Lena", "confirms business as usual", reach_bau),
    Step("Maria", "reads the summary", read_the_summary),
    Step("Lena", "ends it", end_it),
)

TOUR = Tour(
    "a soft handoff, low touch: one channel for a whole book, a mini dump, an email",
    ACCOUNT,
    lambda today: next_monday(today + timedelta(weeks=4)),
    STEPS,
)
