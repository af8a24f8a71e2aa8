"""What people do again and again in a tour, and what is expected of the answers."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tour.story import Cast, expect
from workspace.client import Json, Person, elements, words

NOTHING = "Nothing to report"


def modal(person: Person, title: str) -> Json:
    """Wait for a modal with this title and return it."""

    def top(sees: Json) -> Json | None:
        views: list[Json] = sees["views"]
        return views[-1] if views and views[-1]["title"]["text"] == title else None

    found: Json = person.wait_for(top, why=f"the form “{title}”")
    return found


def showing(person: Person, text: str) -> Json:
    """Wait for the visible modal to show this text and return it."""

    def top(sees: Json) -> Json | None:
        views: list[Json] = sees["views"]
        return views[-1] if views and text in words(views[-1]) else None

    found: Json = person.wait_for(top, why=f"a form that says “{text}”")
    return found


def told(person: Person, text: str) -> Json:
    """Wait for a DM from Handoff that says this and return the latest such message."""

    def message(sees: Json) -> Json | None:
        dms = [
            one for channel in sees["channels"] if channel["is_im"] for one in channel["messages"]
        ]
        return next((one for one in reversed(dms) if text in words(one)), None)

    found: Json = person.wait_for(message, why=f"a message that says “{text}”")
    return found


def handoff_channel(cast: Cast, person: Person) -> Json:
    """Wait for the newest channel that Handoff made, with its checklist pinned, and return it."""

    def channel(sees: Json) -> Json | None:
        made = [one for one in sees["channels"] if one["name"].startswith("handoff-")]
        return made[-1] if made and made[-1]["pins"] else None

    found: Json = person.wait_for(channel, why=f"a channel for {cast.account}")
    return found


def posted(cast: Cast, person: Person, text: str) -> Json:
    """Wait for a message in the handoff's channel that says this and return it."""
    name = handoff_channel(cast, person)["name"]

    def message(sees: Json) -> Json | None:
        channel = next(one for one in sees["channels"] if one["name"] == name)
        return next((one for one in channel["messages"] if text in words(one)), None)

    found: Json = person.wait_for(message, why=f"a message in #{name} that says “{text}”")
    return found


def checklist(cast: Cast, person: Person) -> Json:
    """Return the checklist as it is pinned in the handoff's channel."""
    channel = handoff_channel(cast, person)
    found: Json = next(one for one in channel["messages"] if one["ts"] in channel["pins"])
    return found


def tick(cast: Cast, person: Person, *titles: str) -> str:
    """Let a person tick tasks by their titles; return how far the plan is then."""
    for title in titles:
        posted = checklist(cast, person)
        blocks = [one for one in posted["blocks"] if f"*{title}" in words(one)]
        expect(blocks, f"the task “{title}” in the checklist", words(posted))
        person.press(blocks[0]["accessory"]["action_id"], in_=posted)
        _wait_until_ticked(cast, person, title)
    return progress(cast, person)


def progress(cast: Cast, person: Person) -> str:
    """Return what the checklist says of how far the plan is."""
    return str(checklist(cast, person)["text"]).split(".")[0]


def fill_nothing(person: Person) -> None:
    """Tick “Nothing to report” for everything that is shown and not answered."""
    view = person.view
    for block in view["blocks"]:
        for _block, element in elements({"blocks": [block]}):
            if element["type"] == "checkboxes" and NOTHING in words(element):
                value = element["options"][0]["value"]
                person.choose(element["action_id"], [value], in_={**view, "blocks": [block]})


def next_step(person: Person) -> Json:
    """Submit the visible step of a dump and return the one that follows."""
    before = person.view["hash"]
    person.submit()
    found: Json = person.wait_for(
        lambda sees: sees["views"] and sees["views"][-1]["hash"] != before and sees["views"][-1],
        why="the next step",
    )
    return found


def forward_to(cast: Cast, days: int, zone: str = "Europe/Berlin") -> datetime:
    """Move the clock to nine in the morning, so many days after ownership switches."""
    on = cast.switch_on + timedelta(days=days)
    moment = datetime.combine(on, time(9), ZoneInfo(zone))
    cast.workspace.clock.to(moment)
    cast.workspace.quiet()
    return moment


def _wait_until_ticked(cast: Cast, person: Person, title: str) -> None:
    def is_done(_sees: Json) -> bool:
        texts = [words(block) for block in checklist(cast, person)["blocks"]]
        return any(title in text and "Done:" in text for text in texts)

    person.wait_for(is_done, why=f"“{title}” among what is done")
