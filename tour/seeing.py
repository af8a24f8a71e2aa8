"""What people of a tour wait to see. Nothing is looked at once: jobs and clicks take their time."""

from collections.abc import Callable

from tour.story import Cast
from workspace.client import Json, Person, words


def modal(person: Person, title: str) -> Json:
    """Wait for a modal with this title and return it."""
    return _view(person, lambda view: view["title"]["text"] == title, f"the form “{title}”")


def showing(person: Person, text: str) -> Json:
    """Wait for the visible modal to show this text and return it."""
    return _view(person, lambda view: text in words(view), f"a form that says “{text}”")


def changed(person: Person, before: Json) -> Json:
    """Wait until the visible modal is another one than before, or shows something else."""
    return _view(person, lambda view: view["hash"] != before["hash"], "the next step")


def refused(person: Person) -> str:
    """Wait for an error at a field of the visible modal and return all of them, as one text."""
    view = _view(person, lambda view: bool(view.get("errors")), "an error at a field")
    return " ".join(str(error) for error in view["errors"].values())


def closed(person: Person) -> None:
    """Wait until no modal is open."""
    person.wait_for(lambda sees: not sees["views"], why="the form close")


def told(person: Person, text: str, earlier: Json | None = None) -> Json:
    """Wait for a DM from Handoff that says this and return the latest such message.

    With an earlier message, wait until that one says it.
    """

    def message(sees: Json) -> Json | None:
        said = (one for one in reversed(_heard(sees)) if text in words(one))
        return next((one for one in said if not earlier or one["ts"] == earlier["ts"]), None)

    found: Json = person.wait_for(message, why=f"a message that says “{text}”")
    return found


def answered(person: Person, command: str, text: str) -> Json:
    """Run a command, wait for a new answer that says this, and return it."""
    before = {one["ts"] for one in _heard(person.sees())}
    person.command(command)

    def message(sees: Json) -> Json | None:
        said = (one for one in _heard(sees) if text in words(one))
        return next((one for one in said if one["ts"] not in before), None)

    found: Json = person.wait_for(message, why=f"an answer to {command} that says “{text}”")
    return found


def _heard(sees: Json) -> list[Json]:
    """Everything that Handoff has said to this person alone, the oldest first."""
    return [one for channel in sees["channels"] if channel["is_im"] for one in channel["messages"]]


def handoff_channel(cast: Cast, person: Person) -> Json:
    """Wait for the channel in which the account's checklist is pinned, and return it."""

    def channel(sees: Json) -> Json | None:
        return next((one for one in sees["channels"] if _pinned(cast, one)), None)

    found: Json = person.wait_for(channel, why=f"a channel with the checklist of {cast.account}")
    return found


def checklist(cast: Cast, person: Person, text: str = "") -> Json:
    """Wait for the account's checklist, pinned and saying this, and return it as it is then."""

    def saying(sees: Json) -> Json | None:
        found = [_pinned(cast, one) for one in sees["channels"]]
        return next((one for one in found if one and text in words(one)), None)

    found: Json = person.wait_for(saying, why=f"a checklist that says “{text}”")
    return found


def posted(cast: Cast, person: Person, text: str) -> Json:
    """Wait for a message in the handoff's channel that says this and return the latest such."""
    return message_in(person, handoff_channel(cast, person)["name"], text)


def message_in(person: Person, name: str, text: str) -> Json:
    """Wait for a message in a channel that says this and return the latest such."""

    def message(sees: Json) -> Json | None:
        channel = next(one for one in sees["channels"] if one["name"] == name)
        return next((one for one in reversed(channel["messages"]) if text in words(one)), None)

    found: Json = person.wait_for(message, why=f"a message in #{name} that says “{text}”")
    return found


def progress(cast: Cast, person: Person) -> str:
    """Return what the checklist says of how far the plan is."""
    return str(checklist(cast, person)["text"]).split(".")[0]


def line_with(place: Json, text: str) -> str:
    """Return the line of a modal or message in which a text stands, or the text if none has it."""
    lines = words(place).splitlines()
    return next((line.strip("• ") for line in lines if text in line), text)


def _pinned(cast: Cast, channel: Json) -> Json | None:
    """The checklist of the account: several can be pinned in the channel of a book."""
    for message in channel["messages"]:
        if message["ts"] in channel["pins"] and message["text"].startswith(f"{cast.account}: "):
            found: Json = message
            return found
    return None


def _view(person: Person, fits: Callable[[Json], bool], why: str) -> Json:
    def top(sees: Json) -> Json | None:
        views: list[Json] = sees["views"]
        return views[-1] if views and fits(views[-1]) else None

    found: Json = person.wait_for(top, why=why)
    return found
