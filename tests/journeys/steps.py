"""Steps that journeys share: what people do so that there is something to go on from."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.journeys.company import Company
from tests.northwind import IDRIS, LENA, MARIA
from workspace.client import Json, NotSeen, Person, words


def name_the_lead(company: Company) -> None:
    """Let Ada name Lena a lead, in her App Home."""
    ada = company.ada
    open_modal(ada, "leads.open", open_home(ada))
    ada.choose("Leads", [LENA])
    ada.submit()
    ada.wait_for(lambda seen: not seen["views"], why="the leads saved")


def open_start(person: Person, account: str = "") -> Json:
    """Open the start modal with the command, and return it."""
    person.command(f"/handoff start {account}".rstrip())
    return modal(person)


def modal(person: Person, callback_id: str = "start.submit") -> Json:
    """Wait for the modal of this kind, and return it."""
    return saw(person, lambda view: view["callback_id"] == callback_id, callback_id)


def saw(person: Person, fits: Any, why: str) -> Json:
    """Wait until the visible modal fits, and return it."""

    def fitting(seen: Json) -> Json | None:
        view: Json | None = seen["views"][-1] if seen["views"] else None
        return view if view and fits(view) else None

    found: Json = person.wait_for(fitting, why=why)
    return found


def start_handoff(company: Company, account: str, **fields: Any) -> None:
    """Let Lena start a handoff from Maria to Idris, in five weeks; `fields` fill in more by label.

    Returns once everybody has heard their part.
    """
    lena = company.lena
    open_start(lena, account)
    fill(lena, {"Reason": "promotion", **people_of_the_handoff(), **fields})
    lena.submit()
    modal(lena, "start.opened")
    lena.close()
    company.workspace.quiet()


def people_of_the_handoff() -> dict[str, str]:
    """Who hands over to whom, by the labels of the start modal."""
    return {"Outgoing CSM": MARIA, "Incoming CSM": IDRIS}


def fill(person: Person, fields: dict[str, Any]) -> None:
    """Fill in fields by their labels."""
    for label, value in fields.items():
        person.choose(label, value)
        person.workspace.quiet(idle_ms=40)


def in_days(company: Company, days: int) -> str:
    """Return a date so many days from the workspace's today."""
    today: date = company.clock.now.date()
    return (today + timedelta(days=days)).isoformat()


def told(person: Person, text: str) -> Json:
    """Wait for a message from the bot in the DM that says this, and return it."""

    def saying(_seen: Json) -> Json | None:
        return next((message for message in person.dm if text in words(message)), None)

    found: Json = person.wait_for(saying, why=f"a DM that says {text!r}")
    return found


def handoff_channel(person: Person, name: str) -> Json:
    """Wait for a handoff's channel with its checklist pinned, and return it."""

    def set_up(seen: Json) -> Json | None:
        for channel in seen["channels"]:
            if channel["name"] == name and channel["pins"]:
                found: Json = channel
                return found
        return None

    found: Json = person.wait_for(set_up, why=f"#{name} with a pinned checklist")
    return found


def sees_no_channel(person: Person, name: str) -> bool:
    """Whether the person does not see a channel of this name."""
    try:
        person.channel(name)
    except NotSeen:
        return True
    return False


def open_home(person: Person) -> Json:
    """Open somebody's App Home, and return it as it is then."""
    before = (person.sees()["home"] or {}).get("hash")

    def published(seen: Json) -> Json | None:
        home: Json | None = seen["home"]
        return home if home and home["hash"] != before else None

    person.open_home()
    found: Json = person.wait_for(published, why="their App Home")
    return found


def open_modal(person: Person, button: str, place: Json) -> Json:
    """Press a button that opens a modal, and return the modal."""
    shown = len(person.sees()["views"])
    person.press(button, place)
    views: list[Json] = person.wait_for(
        lambda seen: len(seen["views"]) > shown and seen["views"], why=f"the modal of {button}"
    )
    return views[-1]


def newest(person: Person, text: str, since: datetime | None = None) -> Json:
    """Wait until the bot has said this in somebody's DM, and return the newest such message."""

    def saying(_seen: Json) -> Json | None:
        found = [message for message in person.dm if text in words(message)]
        late = [message for message in found if since is None or sent_at(message) >= since]
        return late[-1] if late else None

    message: Json = person.wait_for(saying, why=f"a DM that says {text!r}")
    return message


def sent_at(message: Json) -> datetime:
    """When a message was sent, by the workspace's clock, to the second."""
    return datetime.fromtimestamp(int(float(message["ts"])), UTC)
