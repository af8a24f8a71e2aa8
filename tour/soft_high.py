"""The tour of a soft handoff, high touch: everybody is told in turn, and a plan that changes."""

from datetime import timedelta

from tour.chapters import (
    accept,
    acknowledge,
    add_person,
    answer_check_in,
    both_answer,
    go_to,
    hand_over,
    name_a_lead,
    open_dump,
    tell_observers,
)
from tour.ending import (
    close_debrief,
    confirm_bau,
    hear_that_it_is_closed,
    hold_touchpoint,
    look_in,
    write_debrief,
)
from tour.moves import (
    fill,
    forward_to,
    next_monday,
    open_it,
    open_start,
    stands_at,
    task_line,
    tick,
    tick_each,
)
from tour.seeing import checklist, line_with, modal, posted, refused, told
from tour.story import Cast, Step, Tour
from workspace.client import words

LATER = 14
"""Days by which the switch is put off."""


def preview(cast: Cast) -> str:
    """The dated plan can be read before anything is opened."""
    open_start(cast)
    fill(cast.lena, {"Reason": "promotion", "Tier": "high"})
    fill(cast.lena, {"start.anchor_on": cast.anchor_on.isoformat()})
    fill(cast.lena, {"Outgoing CSM": cast.maria.id, "Incoming CSM": cast.idris.id})
    fill(cast.lena, {"Observers": [cast.priya.id, cast.sam.id]})
    cast.lena.press("Preview the plan")
    plan = modal(cast.lena, "The plan")
    cast.lena.close()
    modal(cast.lena, "Start a handoff")
    tasks = sum(line.startswith("• ") for line in words(plan).splitlines())
    return f"{line_with(plan, 'Soft handoff')}: {tasks} tasks, and nobody knows of it yet"


def write_it_down(cast: Cast) -> str:
    """A high touch account has a full dump: nine sections."""
    open_dump(cast)
    cast.maria.type("Business needs", "Fresh fish in forty towns before nine in the morning")
    go_to(cast.maria, "The people at the customer")
    add_person(cast.maria, "Nora Quist", "Head of Operations", "Decision maker")
    return hand_over(cast.maria)


def prepare(cast: Cast) -> str:
    """What is left before the customer may be told."""
    tick(cast, cast.maria, "Verify the people", "Live dump call")
    tick(cast, cast.idris, "Background check", "Risks and opportunities have actions")
    return tick(cast, cast.lena, "Agree on the customer message", "Approve the plan")


def introduce(cast: Cast) -> str:
    """High touch: the lead announces it herself, and is there when Idris is introduced."""
    forward_to(cast, -28)
    tick(cast, cast.maria, "Brief the champion")
    tick(cast, cast.lena, "Tell the customer: the reason", "Send the customer-facing timeline")
    forward_to(cast, -21)
    tick(cast, cast.lena, "Warm intro call")
    return stands_at(cast, "Overlapping")


def put_it_off(cast: Cast) -> str:
    """A later date shows what it would move, before it moves."""
    cast.lena.press("checklist.plan", in_=checklist(cast, cast.lena))
    modal(cast.lena, "Whole plan")
    cast.lena.press("plan.change")
    modal(cast.lena, "Change the plan")
    cast.lena.choose("anchor_on", (cast.anchor_on + timedelta(days=LATER)).isoformat())
    cast.lena.submit()
    return f"at the field: {refused(cast.lena)}"


def see_the_difference(cast: Cast) -> str:
    """With the reason she sees the difference; nothing is changed yet."""
    cast.lena.type("reason", "Their season begins two weeks later")
    cast.lena.submit()
    shown = modal(cast.lena, "What would change")
    return " · ".join(line_with(shown, said) for said in (" → ", "Moves (", "Comes new ("))


def confirm_it(cast: Cast) -> str:
    """Those concerned hear at once; what is done stays done."""
    cast.lena.submit()
    modal(cast.lena, "Whole plan")
    cast.lena.close(everything=True)
    heard = told(cast.maria, f"changed the plan of *{cast.account}*")
    return " ".join(words(heard["blocks"][0]).splitlines())


def tell_the_new_date(cast: Cast) -> str:
    """The customer knew the old date, so the plan has a task more."""
    return tick(cast, cast.lena, "Tell the customer that the handoff takes longer")


def shadow(cast: Cast) -> str:
    """Weeks side by side: Idris listens, then leads; both say each week where they stand."""
    forward_to(cast, LATER - 21)
    tick(cast, cast.idris, "Weekly sync of both CSMs")
    return task_line(cast, cast.idris, "Incoming CSM on all scheduled calls")


def both_are_asked(cast: Cast) -> str:
    """Two weeks before the switch, the lead and the incoming CSM are asked, each for themselves."""
    forward_to(cast, LATER - 14)
    answer_check_in(cast, cast.lena, "comfortable")
    answer_check_in(cast, cast.idris, "neutral")
    return "two answers, two views: Lena says comfortable, Idris says neutral"


def ask_again(cast: Cast) -> str:
    """Three days before the switch: what was said before stands beside it."""
    forward_to(cast, LATER - 3)
    answer_check_in(cast, cast.lena, "comfortable")
    return answer_check_in(cast, cast.idris, "comfortable")


def switch(cast: Cast) -> str:
    """On the day the account is Idris's."""
    forward_to(cast, LATER)
    tick_each(cast, cast.idris, "Weekly sync of both CSMs")
    tick(cast, cast.idris, "Incoming CSM on all scheduled calls")
    tick(cast, cast.maria, "Move CRM owner")
    return stands_at(cast, "Settling")


def look(cast: Cast) -> str:
    """High touch: the lead looks in every week; where all is well, a click is enough."""
    forward_to(cast, LATER + 7)
    both_answer(cast, "comfortable")
    return look_in(cast)


def find_something(cast: Cast) -> str:
    """What she finds is for who leads this handoff alone."""
    forward_to(cast, LATER + 14)
    both_answer(cast, "delighted")
    return look_in(cast, "Nora still writes to Maria first; Idris calls her on Fridays now.")


def reach_bau(cast: Cast) -> str:
    """What is left over is done; Lena confirms, and everybody hears."""
    forward_to(cast, LATER + 21)
    tick_each(cast, cast.lena, "Lead looks in")
    return confirm_bau(cast)


def read_the_end(cast: Cast) -> str:
    """Observers hear it too; they were never in the channel."""
    posted(cast, cast.maria, f"{cast.account}: business as usual")
    heard = told(cast.priya, f"*{cast.account} is in business as usual")
    return " ".join(words(heard["blocks"]).splitlines())


def learn(cast: Cast) -> str:
    """Each writes a part of the debrief, and Lena closes it."""
    forward_to(cast, LATER + 30)
    write_debrief(cast, cast.maria, "Three weeks of shadowing", "Fewer calls in their season")
    write_debrief(cast, cast.idris, "Nora knew me from day one", "Name the tickets earlier")
    write_debrief(cast, cast.lena, "The new date was no surprise", "Ask for the season first")
    return close_debrief(cast)


def meet_their_leaders(cast: Cast) -> str:
    """Two months after the switch Lena speaks with them herself, with soft questions."""
    forward_to(cast, LATER + 60)
    return hold_touchpoint(cast, "glad", "They missed nothing. Idris is welcome in their kitchen.")


STEPS = (
    Step("Ada", "names Lena a lead in App Home", name_a_lead),
    Step("Lena", "previews the plan", preview),
    Step("Lena", "opens the handoff", open_it),
    Step("Maria", "writes the full dump", write_it_down),
    Step("Idris", "accepts the blueprint", accept),
    Step("All", "prepare: people, live call, message, plan", prepare),
    Step("Lena", "tells the observers", tell_observers),
    Step(
        "Priya",
        "and Sam say that they have seen it",
        lambda cast: acknowledge(cast, cast.priya, cast.sam),
    ),
    Step("Lena", "tells the customer, and joins the intro call", introduce),
    Step("Lena", "would put the switch off by two weeks", put_it_off),
    Step("Lena", "says why, and sees what would change", see_the_difference),
    Step("Lena", "confirms it: those concerned hear at once", confirm_it),
    Step("Lena", "tells the customer the new date", tell_the_new_date),
    Step("Idris", "shadows Maria on calls, and syncs every week", shadow),
    Step("Lena", "and Idris are asked how Nora feels", both_are_asked),
    Step("Lena", "and Idris are asked again before the switch", ask_again),
    Step("Maria", "moves everything over: the day of the switch", switch),
    Step("Lena", "looks in a week later: all is well", look),
    Step("Lena", "looks in again, and finds something", find_something),
    Step("Lena", "confirms business as usual", reach_bau),
    Step("Priya", "hears how it ended", read_the_end),
    Step("All", "write their debrief, and Lena closes it", learn),
    Step("Lena", "meets their leaders, and records how it was", meet_their_leaders),
    Step("Idris", "hears that it is over", hear_that_it_is_closed),
)

TOUR = Tour(
    "a soft handoff, high touch: observers acknowledge, the date moves, two people are asked",
    "Blue Harbor Foods",
    lambda today: next_monday(today + timedelta(weeks=7)),
    STEPS,
)
