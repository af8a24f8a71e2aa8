"""How it ends: check-ins that fall due to the lead, business as usual, and the debrief."""

from tour.chapters import answer_check_in, ask_status
from tour.ending import close_debrief, confirm_bau, look_in, open_bau, write_debrief
from tour.moves import forward_to
from tour.seeing import line_with, posted, refused, told
from tour.story import ZONE, Cast, Step, expect
from workspace.client import words

DAYS = 20
"""How often the clock goes to what is due next, until it is what a step waits for."""


def fall_due(cast: Cast) -> str:
    """A week after the switch, at nine in Lena's own time zone, Handoff asks how people feel."""
    message = _wait_for_days(cast, 1)
    at = cast.workspace.clock.now.astimezone(ZONE)
    expect(at.hour == 9, "nine o'clock in Berlin", f"{at:%H:%M}")
    return f"Handoff, at {at:%H:%M} in Berlin: {message}"


def be_reminded(cast: Cast) -> str:
    """Nobody answers, so the question stands in the next working day's digest, and climbs on."""
    forward_to(cast, 8)
    told(cast.lena, "and wait for your answer")
    return "the question is in Lena's digest: silence is not approval"


def answer(cast: Cast) -> str:
    """Lena answers; the message then shows the answer instead of asking."""
    return f"the message now shows the answer: {answer_check_in(cast, cast.lena, 'comfortable')}"


def hear_what_is_missing(cast: Cast) -> str:
    """Business as usual is not a feeling: what is missing is listed, overruling needs a reason."""
    forward_to(cast, 14)
    form = open_bau(cast)
    cast.lena.submit()
    refused(cast.lena)
    cast.lena.close(everything=True)
    return f"missing: {line_with(form, 'Still to do')}; without a reason it stays so"


def answer_the_last(cast: Cast) -> str:
    """The second check-in, three weeks after the switch."""
    forward_to(cast, 21)
    return answer_check_in(cast, cast.lena, "delighted")


def confirm(cast: Cast) -> str:
    """Nothing is missing any more: Lena confirms, and everybody hears."""
    look_in(cast)
    confirm_bau(cast)
    told(cast.maria, f"*{cast.account} is in business as usual")
    return " ".join(words(told(cast.priya, f"*{cast.account} is in business")["blocks"]).split())


def read_the_summary(cast: Cast) -> str:
    """The channel gets a closing summary."""
    summary = posted(cast, cast.maria, f"{cast.account}: business as usual")
    return next(line for line in words(summary).splitlines() if "tasks done" in line)


def ask_for_status(cast: Cast) -> str:
    """The status shows the trail; the reason is there for the lead alone."""
    text = words(ask_status(cast, cast.idris, "confirmed business as usual"))
    expect("romotion" not in text, "no reason for Idris", text)
    return "business as usual, and who did what when"


def write_debriefs(cast: Cast) -> str:
    """A week later each is asked, and writes a part of their own."""
    forward_to(cast, 28)
    write_debrief(cast, cast.idris, "Two weeks on calls together", "Begin with the people")
    return write_debrief(cast, cast.maria, "Nothing I typed was lost", "Begin a week earlier")


def end_the_debrief(cast: Cast) -> str:
    """Lena reads all of it; whoever edits the template finds it there."""
    write_debrief(cast, cast.lena, "They heard it from us first", "Ask what is unclear earlier")
    return close_debrief(cast)


def _wait_for_days(cast: Cast, times: int) -> str:
    """Let time pass, from one thing that falls due to the next, until Lena was asked so often."""
    for _day in range(DAYS):
        if _times_asked(cast) >= times:
            break
        cast.workspace.clock.next_due()
        cast.workspace.quiet()
    asked = _times_asked(cast)
    expect(asked == times, f"Lena asked {times} times", f"asked {asked} times")
    return str(told(cast.lena, f"Check-in: {cast.account}")["text"])


def _times_asked(cast: Cast) -> int:
    return sum(f"Check-in: {cast.account}" in words(one) for one in cast.lena.dm)


STEPS = (
    Step("Time", "goes on to the first check-in", fall_due),
    Step("Time", "goes on, nobody answers", be_reminded),
    Step("Lena", "answers", answer),
    Step("Lena", "would confirm business as usual too early", hear_what_is_missing),
    Step("Lena", "answers the second check-in", answer_the_last),
    Step("Lena", "confirms business as usual", confirm),
    Step("Maria", "reads the channel a last time", read_the_summary),
    Step("Idris", "asks: /handoff status", ask_for_status),
    Step("Maria", "and Idris are asked for their debrief", write_debriefs),
    Step("Lena", "adds hers, reads all, and closes it", end_the_debrief),
)
