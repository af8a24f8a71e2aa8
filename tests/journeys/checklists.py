"""Steps with a posted checklist: finding it, ticking it, waiting for what it says."""

from tests.journeys.company import Company
from tests.journeys.steps import handoff_channel, modal
from workspace.client import Json, Person, elements, words


def posted(person: Person, channel: str) -> Json:
    """Return the checklist that is pinned in a handoff's channel, as it is now."""
    found = handoff_channel(person, channel)
    pinned: Json = next(m for m in found["messages"] if words(m["blocks"]).count(" tasks done"))
    return pinned


def button_of(place: Json, title: str) -> str:
    """Return the action id of the button beside the task of this title."""
    for block, element in elements(place):
        if title in words(block.get("text")):
            return str(element["action_id"])
    raise AssertionError(f"no button beside {title!r} in {words(place)}")


def click(person: Person, place: Json, title: str) -> None:
    """Press the button beside a task."""
    person.press(button_of(place, title), place)


def says(person: Person, channel: str, text: str) -> Json:
    """Wait until the posted checklist says this, and return it."""

    def saying(_seen: Json) -> Json | None:
        checklist = posted(person, channel)
        return checklist if text in words(checklist) else None

    found: Json = person.wait_for(saying, why=f"a checklist that says {text!r}")
    return found


def whispered(person: Person, channel: str, text: str) -> Json:
    """Wait until the bot says this to the person alone in a channel; return the message."""

    def saying(_seen: Json) -> Json | None:
        messages = person.channel(channel)["messages"]
        return next((m for m in reversed(messages) if text in words(m)), None)

    found: Json = person.wait_for(saying, why=f"{text!r} in #{channel}")
    return found


def published(person: Person, text: str = "") -> Json:
    """Open App Home and wait until it is published anew and says this; return it."""
    before = (person.sees()["home"] or {}).get("hash")

    def saying(seen: Json) -> Json | None:
        home: Json | None = seen["home"]
        return home if home and home["hash"] != before and text in words(home) else None

    person.open_home()
    found: Json = person.wait_for(saying, why=f"a home that says {text!r}")
    return found


def api_calls(company: Company, method: str, after: int = 0) -> list[Json]:
    """Return the bot's calls of a Web API method."""
    return [call for call in company.workspace.requests(after) if call["name"] == method]


def prepare_bau(lead: Person, account: str) -> None:
    """Let the lead tick what business as usual waits for, so that it is offered."""
    lead.press("checklist.plan", open_status(lead, account))
    click(lead, modal(lead, "checklist.plan"), "Move CRM owner")
    lead.close(everything=True)


def open_status(person: Person, account: str) -> Json:
    """Open a handoff's status from the home."""
    person.press("status.show", _home_of(person, account))
    return modal(person, "status")


def _home_of(person: Person, account: str) -> Json:
    home = published(person, account)
    return {**home, "blocks": [one for one in home["blocks"] if account in words(one)]}
