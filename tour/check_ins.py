"""How it ends: check-ins that fall due to the lead, and business as usual."""

from tour.moves import forward_to, modal, posted, showing, tick, told
from tour.story import ZONE, Cast, Step, expect
from workspace.client import Json, words


def fall_due(cast: Cast) -> str:
    """A week after the switch, at nine in Lena's own time zone, Handoff asks how people feel."""
    cast.workspace.clock.next_due()
    message = told(cast.lena, "Check-in on")
    at = cast.workspace.clock.now.astimezone(ZONE)
    expect(at.hour == 9, "nine o'clock in Berlin", f"{at:%H:%M}")
    return f"Handoff, at {at:%H:%M} in Berlin: {message['text']}"


def be_asked_again(cast: Cast) -> str:
    """Nobody answers, so the next working day Handoff asks again."""
    before = _times_asked(cast.lena.sees())
    cast.workspace.clock.next_due()
    cast.lena.wait_for(lambda sees: _times_asked(sees) > before, why="the question once more")
    cast.workspace.quiet()
    after = _times_asked(cast.lena.sees())
    expect(after == before + 1, f"asked {before + 1} times", f"asked {after} times")
    return "Handoff asks again: silence is not approval"


def answer(cast: Cast) -> str:
    """Lena answers; the message then shows the answer instead of asking."""
    cast.lena.press("Answer", in_=told(cast.lena, "Check-in on"))
    modal(cast.lena, "Check-in")
    _score(cast, "comfortable")
    told(cast.lena, "Check-in answered")
    return "the message now shows the answer: Nora Quist is comfortable"


def hear_what_is_missing(cast: Cast) -> str:
    """Business as usual is not a feeling: what is missing is listed, overruling needs a reason."""
    forward_to(cast, 14)
    _open_bau(cast)
    missing = words(showing(cast.lena, "What is missing"))
    cast.lena.submit()
    errors = cast.lena.view["errors"]
    expect(errors, "an error at the reason", missing)
    cast.lena.close(everything=True)
    return f"at the field: {' '.join(errors.values())}"


def answer_the_last(cast: Cast) -> str:
    """The second check-in, three weeks after the switch."""
    forward_to(cast, 21)
    told(cast.lena, "Check-in on")
    cast.lena.press("Answer", in_=told(cast.lena, "Check-in on"))
    modal(cast.lena, "Check-in")
    _score(cast, "delighted")
    told(cast.lena, "Delighted")
    return "answered: delighted, before: comfortable"


def confirm(cast: Cast) -> str:
    """Nothing is missing any more: Lena confirms, and everybody hears."""
    tick(cast, cast.lena, "Lead looks in")
    _open_bau(cast)
    showing(cast.lena, "Nothing is missing")
    cast.lena.submit()
    for person in (cast.maria, cast.idris):
        told(person, "is in business as usual")
    return str(told(cast.priya, "is in business as usual")["text"])


def read_the_summary(cast: Cast) -> str:
    """The channel gets a closing summary."""
    posted(cast, cast.maria, "business as usual")
    return "the channel has the closing summary"


def ask_for_status(cast: Cast) -> str:
    """The status shows the trail; the reason is there for the lead alone."""
    cast.idris.command(f"/handoff status {cast.account}")
    text = words(told(cast.idris, "Business as usual"))
    expect("romotion" not in text, "no reason for Idris", text)
    return "business as usual, and who did what when"


def _open_bau(cast: Cast) -> None:
    cast.lena.command(f"/handoff status {cast.account}")
    message = told(cast.lena, "Confirm business as usual")
    cast.lena.press("Confirm business as usual", in_=message)
    modal(cast.lena, "Business as usual")


def _score(cast: Cast, score: str) -> None:
    view = cast.lena.view
    for block in view["blocks"]:
        if block["block_id"].startswith("score@"):
            cast.lena.choose("score", score, in_={**view, "blocks": [block]})
    cast.lena.submit()
    cast.lena.wait_for(lambda sees: not sees["views"], why="the form close")


def _times_asked(sees: Json) -> int:
    dms = [one for one in sees["channels"] if one["is_im"]]
    return sum("Check-in" in one["text"] for dm in dms for one in dm["messages"])


STEPS = (
    Step("Time", "goes on to the first check-in", fall_due),
    Step("Time", "goes on, nobody answers", be_asked_again),
    Step("Lena", "answers", answer),
    Step("Lena", "would confirm business as usual too early", hear_what_is_missing),
    Step("Lena", "answers the second check-in", answer_the_last),
    Step("Lena", "confirms business as usual", confirm),
    Step("Maria", "reads the channel a last time", read_the_summary),
    Step("Idris", "asks: /handoff status", ask_for_status),
)
