"""The tour of an abrupt departure, high touch: nobody is left to ask, and speed wins."""

from datetime import timedelta

from tour.chapters import (
    add_person,
    answer_check_in,
    ask_status,
    both_answer,
    go_to,
    hand_over,
    name_a_lead,
    work_on_the_concern,
)
from tour.ending import (
    confirm_bau,
    end_with_touchpoint,
    open_bau,
    read_what_was_set_aside,
)
from tour.moves import fill, forward_to, open_it, open_start, press_task, stands_at, tick, tick_each
from tour.seeing import checklist, closed, line_with, modal, showing, told
from tour.story import Cast, Step, Tour
from workspace.client import words


def find_nobody(cast: Cast) -> str:
    """Whoever had the account is gone: the form asks whom the customer can turn to."""
    open_start(cast)
    fill(cast.lena, {"Reason": "left", "Tier": "high", "Mode": "abrupt"})
    showing(cast.lena, "Departure known since")
    cast.lena.submit()
    asked = "Whom can the customer turn to?"
    return line_with(showing(cast.lena, asked), asked)


def open_all_the_same(cast: Cast) -> str:
    """A lead may open it with nobody named, in writing."""
    showing(cast.lena, "Or open it anyway")
    cast.lena.type("Or open it anyway, because…", "I name somebody within the hour")
    return open_it(cast)


def see_the_clock(cast: Cast) -> str:
    """Four working hours are the template's; what is missing is listed from the first minute on."""
    return line_with(checklist(cast, cast.lena, "Name a temporary contact"), "*Next:*")


def name_a_backup(cast: Cast) -> str:
    """Tom knows the account: from now on he is who is proposed when somebody is gone."""
    cast.lena.press("Change…", in_=ask_status(cast, cast.lena, "Change…"))
    cast.lena.press("correct.backup", in_=modal(cast.lena, "Change"))
    modal(cast.lena, "The backup")
    cast.lena.choose("Backup", [cast.tom.id])
    cast.lena.submit()
    showing(cast.lena, "The backup is changed")
    cast.lena.close(everything=True)
    shown = ask_status(cast, cast.lena, f"*Backup:* <@{cast.tom.id}>")
    return line_with(shown, "*Backup:*")


def name_tom(cast: Cast) -> str:
    """The backup is proposed. In time: nobody had to be reminded."""
    cast.workspace.clock.forward(timedelta(hours=2))
    press_task(cast, cast.lena, "Name a temporary contact")
    modal(cast.lena, "Temporary contact")
    showing(cast.lena, f"<@{cast.tom.id}> is the backup of this account")
    cast.lena.submit()
    closed(cast.lena)
    return line_with(checklist(cast, cast.tom, "looks after it until then"), "looks after it")


def hear_what_is_unknown(cast: Cast) -> str:
    """Tom hears what is his, until when, and what nobody knows."""
    heard = told(cast.tom, f"You are the temporary contact of *{cast.account}*")
    cast.tom.wait_for(lambda _sees: "Not known yet" in words(heard), why="what is not known yet")
    return words(heard["blocks"][0]).splitlines()[0] + " " + line_with(heard, "Not known yet")


def agree_on_the_message(cast: Cast) -> str:
    """The introduction does not wait for a blueprint: the gap is listed instead."""
    forward_to(cast, 1)
    tick(cast, cast.lena, "Tell the customer whom to turn to")
    shown = checklist(cast, cast.lena, "Start the introductions")
    return f"nothing is held up; listed to the end: {line_with(shown, 'Start the introductions')}"


def name_idris(cast: Cast) -> str:
    """The second day: Idris takes over, and hears whom to ask."""
    forward_to(cast, 2)
    press_task(cast, cast.lena, "Name the incoming CSM")
    modal(cast.lena, "Incoming CSM")
    cast.lena.choose("person", cast.idris.id)
    cast.lena.submit()
    closed(cast.lena)
    heard = told(cast.idris, f"You take over *{cast.account}*")
    return words(heard["blocks"][0]).splitlines()[0]


def thank_tom(cast: Cast) -> str:
    """Who stood in is thanked."""
    return str(told(cast.tom, f"has *{cast.account}* now")["text"])


def rebuild(cast: Cast) -> str:
    """From the log, the CRM, sales and support: what is not to be found is said too."""
    forward_to(cast, 3)
    heard = told(cast.idris, f"You take over *{cast.account}*")
    cast.idris.press("Open dump", in_=heard)
    modal(cast.idris, "Blueprint")
    cast.idris.type("Business needs", "Reports that their auditors accept")
    go_to(cast.idris, "The people at the customer")
    add_person(cast.idris, "Rosa Lindner", "Head of Data", "Champion or super user")
    return hand_over(cast.idris)


def introduce(cast: Cast) -> str:
    """The lead leads the intro call; then the account is settling."""
    tick(cast, cast.lena, "Intro call, led by the lead")
    both_answer(cast, "neutral")
    return stands_at(cast, "Settling")


def be_alarmed(cast: Cast) -> str:
    """Who is uneasy is said at once, to everybody who must know."""
    forward_to(cast, 7)
    tick(cast, cast.idris, "Call the champion")
    answer_check_in(cast, cast.idris, "uneasy", "She misses Omar, who knew her reports by heart.")
    return str(told(cast.lena, f"{cast.account} needs attention")["text"])


def be_held_up(cast: Cast) -> str:
    """A concern opened with the answer; business as usual waits until the word is kept."""
    form = open_bau(cast)
    cast.lena.close(everything=True)
    return line_with(form, "Concern of")


def keep_the_word(cast: Cast) -> str:
    """Each step is dated, with a hint what to say; nobody but lead and CSMs reads it."""
    return work_on_the_concern(
        cast,
        cast.lena,
        "I called Rosa: she fears for her reports. Is that it? It is.",
        "Idris builds the same reports; what Omar did by hand he cannot promise.",
        "Her three reports by Friday week, and then we look at them together.",
        "The reports are there, and Rosa says that they are as before.",
        by_days=10,
    )


def take_care(cast: Cast) -> str:
    """Every check-in is a new question; what was answered before stands beside it."""
    answer_check_in(cast, cast.lena, "neutral")
    forward_to(cast, 14)
    found = both_answer(cast, "comfortable")
    forward_to(cast, 21)
    both_answer(cast, "comfortable")
    return found


def settle(cast: Cast) -> str:
    """The last looks, and the question after a month."""
    forward_to(cast, 30)
    tick_each(cast, cast.lena, "Lead looks in")
    both_answer(cast, "delighted")
    return confirm_bau(cast)


def touch_base(cast: Cast) -> str:
    """Two months after the departure the lead talks with the customer's leaders."""
    forward_to(cast, 60)
    return end_with_touchpoint(
        cast, "mixed", "The first week was hard for them; now they would not go back."
    )


STEPS = (
    Step("Ada", "names Lena a lead in App Home", name_a_lead),
    Step("Lena", "starts an abrupt handoff: whoever had the account is gone", find_nobody),
    Step("Lena", "opens it all the same, and says why", open_all_the_same),
    Step("Lena", "looks at the checklist: the clock runs", see_the_clock),
    Step("Lena", "names Tom the account's backup", name_a_backup),
    Step("Lena", "names Tom, who is proposed, two hours later", name_tom),
    Step("Tom", "reads what is his now", hear_what_is_unknown),
    Step("Lena", "tells the customer whom to turn to", agree_on_the_message),
    Step("Lena", "names Idris", name_idris),
    Step("Tom", "hears that he is relieved", thank_tom),
    Step("Idris", "rebuilds the blueprint", rebuild),
    Step("Lena", "and Idris meet the customer", introduce),
    Step("Idris", "calls Rosa, and answers the check-in: she is uneasy", be_alarmed),
    Step("Lena", "would confirm business as usual: a concern is in the way", be_held_up),
    Step("Lena", "calls Rosa, and works on her concern in four steps", keep_the_word),
    Step("Lena", "and Idris are asked again, week by week", take_care),
    Step("Lena", "looks in a last time, and confirms business as usual", settle),
    Step("Idris", "reads the channel's summary", read_what_was_set_aside),
    Step("Lena", "meets their leaders", touch_base),
)

TOUR = Tour(
    "an abrupt departure, high touch: nobody to ask, somebody stands in within hours",
    "Dune Analytics",
    lambda today: today,
    STEPS,
)
