"""The tour of a deal that comes from sales to CS, high touch: the welcome clock runs."""

from datetime import timedelta

from tour.chapters import (
    accept,
    add_person,
    both_answer,
    go_to,
    hand_over,
    name_a_lead,
)
from tour.ending import (
    close_debrief,
    confirm_bau,
    end_with_touchpoint,
    write_debrief,
)
from tour.knowing import answer, name_a_gap, note_what_was_repeated, settle
from tour.moves import fill, forward_to, open_it, open_start, press_task, stands_at, tick
from tour.seeing import answered, checklist, line_with, modal, showing, told
from tour.story import Cast, Step, Tour
from workspace.client import words


def start(cast: Cast) -> str:
    """The deal is signed today: no mode, no reason, an AE instead of an outgoing CSM."""
    open_start(cast)
    fill(cast.lena, {"Kind": "sales_to_cs"})
    showing(cast.lena, "Outgoing AE")
    fill(cast.lena, {"Tier": "high", "Outgoing AE": cast.sam.id, "Incoming CSM": cast.idris.id})
    fill(cast.lena, {"Signed on": cast.anchor_on.isoformat()})
    return open_it(cast)


def watch_the_clock(cast: Cast) -> str:
    """Two days after the signature they are to be welcomed: everybody sees how long there is."""
    forward_to(cast, 1)
    return line_with(checklist(cast, cast.sam, "hours left, by"), "*Welcome:*")


def write_the_record(cast: Cast) -> str:
    """The record of a deal has sections of its own."""
    sam = cast.sam
    sam.press("Write the record", in_=told(sam, f"You hand over *{cast.account}*"))
    modal(sam, "Record")
    sam.type("The value they expect", "Every container found within a minute")
    go_to(sam, "What was said outside the contract")
    sam.type("What was said outside the contract", "A dark mode by summer")
    go_to(sam, "Who decided")
    add_person(sam, "Ingrid Dahl", "Chief Operating Officer", "Economic buyer")
    return hand_over(sam)


def report_too_early(cast: Cast) -> str:
    """What commission still waits for."""
    report = answered(cast.lena, "/handoff list release", "*Not release-ready:*")
    return line_with(report, "Not release-ready")


def meet(cast: Cast) -> str:
    """AE and CSM talk before they meet the customer together."""
    tick(cast, cast.sam, "Tell the prospect", "AE and CSM meet")
    return tick(cast, cast.lena, "Name or introduce the CSM")


def accept_the_record(cast: Cast) -> str:
    """Idris could run the welcome meeting with it."""
    return accept(cast, "record")


def hold_the_welcome(cast: Cast) -> str:
    """Sam opens, Idris takes over: in time."""
    forward_to(cast, 2)
    press_task(cast, cast.sam, "Welcome meeting")
    return line_with(checklist(cast, cast.idris, "*Welcome:* held"), "*Welcome:*")


def find_a_gap(cast: Cast) -> str:
    """What the meeting has shown to be missing goes to Sam, and he answers in Slack."""
    asked = name_a_gap(cast, "Users and implementers", "Nobody had named who runs the project.")
    answer(cast.sam, asked, "Ingrid's deputy, Jon Vik: he joins next week.")
    return settle(cast)


def had_to_repeat(cast: Cast) -> str:
    """The customer had told Sam before: it is counted, so that the next handoff does better."""
    return note_what_was_repeated(cast, "Ingrid Dahl", "Which ports they mean by north.")


def be_released(cast: Cast) -> str:
    """Record complete and accepted, welcome held: that is what the release asks for."""
    return words(told(cast.sam, f"*{cast.account}* is release-ready")["blocks"][0])


def read_the_report(cast: Cast) -> str:
    """The lead's report, for whoever pays commission."""
    report = answered(cast.lena, "/handoff list release", "*Release-ready* since")
    return " · ".join(words(report["blocks"][:2]).splitlines())


def stand_where(cast: Cast) -> str:
    """The account is Idris's now."""
    return stands_at(cast, "Settling")


def be_asked(cast: Cast) -> str:
    """Two weeks, then a month after the signature."""
    forward_to(cast, 14)
    both_answer(cast, "neutral")
    forward_to(cast, 30)
    return both_answer(cast, "delighted")


def learn(cast: Cast) -> str:
    """Each is asked on a morning of their own: Sam's, in New York, is six hours later."""
    forward_to(cast, 37)
    cast.workspace.clock.forward(timedelta(hours=6))
    write_debrief(cast, cast.sam, "The record took me an hour", "Ask for the deputy too")
    write_debrief(cast, cast.idris, "They were welcomed in time", "Have the ports in the record")
    write_debrief(cast, cast.lena, "Release-ready in two days", "Have both in the record")
    return close_debrief(cast)


def end_it(cast: Cast) -> str:
    """The touchpoint ends it, at the last check-in."""
    forward_to(cast, 60)
    both_answer(cast, "delighted")
    return end_with_touchpoint(cast, "glad", "Every container is found within a minute.")


STEPS = (
    Step("Ada", "names Lena a lead in App Home", name_a_lead),
    Step("Lena", "starts a handoff from sales: signed today", start),
    Step("Sam", "sees the welcome clock run", watch_the_clock),
    Step("Sam", "writes the record of the deal", write_the_record),
    Step("Idris", "accepts it", accept_the_record),
    Step("Lena", "asks which deals are release-ready", report_too_early),
    Step("Sam", "and Idris meet", meet),
    Step("Sam", "and Idris hold the welcome meeting", hold_the_welcome),
    Step("Idris", "names a gap that the meeting has shown; Sam fills it", find_a_gap),
    Step("Idris", "notes what Ingrid had to repeat", had_to_repeat),
    Step("Sam", "hears that the deal is release-ready", be_released),
    Step("Lena", "reads the release report again", read_the_report),
    Step("Idris", "has the account", stand_where),
    Step("Lena", "and Idris are asked how Ingrid feels", be_asked),
    Step("Lena", "confirms business as usual", confirm_bau),
    Step("All", "write their debrief", learn),
    Step("Lena", "meets their leaders", end_it),
)

TOUR = Tour(
    "sales to CS, high touch: the record of the deal, the welcome clock, release-ready",
    "Fjord Freight",
    lambda today: today,
    STEPS,
)
