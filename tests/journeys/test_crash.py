"""The bot is killed (-9) while it sets up a handoff's place: nothing is lost, nothing doubled.

Slack does what it was asked, but the answer does not come; then the bot dies, and starts again.
Here one process has all of it, on SQLite; tests/crash kills several, on PostgreSQL.
"""

import time
from collections.abc import Callable
from datetime import date

import pytest

from tests.journeys.company import Company
from tests.journeys.steps import name_the_lead
from workspace.client import Json, Person

pytestmark = pytest.mark.slow

Seen = Callable[[Company, str], bool]
PATIENCE = 60.0
"""Seconds; a machine under load needs some to start a process and to try again."""


def _channel(company: Company, account: str) -> Json | None:
    channels = company.workspace.get("/control/state")["channels"]
    wanted = f"handoff-{account.lower()}"
    found: list[Json] = [one for one in channels if one["name"].startswith(wanted)]
    assert len(found) < 2, "the channel was made twice"
    return found[0] if found else None


def _is_made(company: Company, account: str) -> bool:
    return _channel(company, account) is not None


def _is_joined(company: Company, account: str) -> bool:
    return any(
        one["name"].startswith(f"handoff-{account.lower()}") for one in _rooms(company.maria)
    )


def _is_posted(company: Company, account: str) -> bool:
    return any(one["bot"] for one in _room(company.maria, account)["messages"])


def _is_pinned(company: Company, account: str) -> bool:
    return bool(_room(company.maria, account)["pins"])


def _rooms(person: Person) -> list[Json]:
    rooms: list[Json] = person.sees()["channels"]
    return rooms


def _room(person: Person, account: str) -> Json:
    rooms = [one for one in _rooms(person) if one["name"].startswith(f"handoff-{account.lower()}")]
    return rooms[0] if rooms else {"messages": [], "pins": []}


def _parts(person: Person, account: str) -> list[Json]:
    return [message for message in person.dm if account in message["text"]]


def _is_whole(company: Company, account: str) -> bool:
    people = (company.lena, company.maria, company.idris)
    return _is_pinned(company, account) and all(_parts(person, account) for person in people)


def _wait(company: Company, account: str, seen: Seen) -> None:
    end = time.monotonic() + PATIENCE
    while not seen(company, account):
        assert time.monotonic() < end, "it never came so far"


def _begin(company: Company, account: str) -> None:
    lena = company.lena
    lena.command(f"/handoff start {account}")
    lena.wait_for(lambda seen: seen["views"], why="the start modal")
    lena.choose("Reason", "workload")
    lena.choose("Outgoing CSM", company.maria.id)
    lena.choose("Incoming CSM", company.idris.id)
    lena.choose("Ownership switches on", date(2026, 6, 15).isoformat())
    answer = lena.submit()
    assert answer["ok"], answer
    lena.close(everything=True)


def _stands_once(company: Company, account: str) -> None:
    # The report of a bot that was killed still stands: quiet alone would not wait for the next one.
    _wait(company, account, _is_whole)
    company.workspace.quiet(timeout=PATIENCE)
    assert _channel(company, account) is not None
    room = _room(company.maria, account)
    assert len([one for one in room["messages"] if one["bot"]]) == 1
    assert len(room["pins"]) == 1
    for person in (company.lena, company.maria, company.idris):
        assert len(_parts(person, account)) == 1, person.id


@pytest.fixture(scope="module", autouse=True)
def _lead(company: Company) -> None:
    name_the_lead(company)
    company.workspace.quiet()


@pytest.mark.parametrize(
    ("method", "seen"),
    [
        ("conversations.create", _is_made),
        ("conversations.invite", _is_joined),
        ("chat.postMessage", _is_posted),
        ("pins.add", _is_pinned),
    ],
)
def test_killed_while_the_place_is_set_up(company: Company, method: str, seen: Seen) -> None:
    account = method.replace(".", "-")
    company.workspace.faults({"method": method, "kind": "timeout_after", "times": 1, "seconds": 2})
    _begin(company, account)
    _wait(company, account, seen)
    company.bot.kill()
    company.bot.start()
    _stands_once(company, account)


def test_killed_while_people_are_told_their_part(company: Company) -> None:
    company.workspace.faults({"method": "pins.add", "kind": "500", "times": 1})
    _begin(company, "Parts")
    _wait(company, "Parts", _is_posted)
    company.workspace.faults(
        {"method": "chat.postMessage", "kind": "timeout_after", "times": 3, "seconds": 2}
    )
    _wait(company, "Parts", lambda company, account: bool(_parts(company.maria, account)))
    company.bot.kill()
    company.workspace.no_faults()
    company.bot.start()
    _stands_once(company, "Parts")


def test_a_slack_that_fails_in_every_way_doubles_nothing(company: Company) -> None:
    company.workspace.faults(
        {"method": "conversations.create", "kind": "drop", "times": 1},
        {"method": "conversations.invite", "kind": "500", "times": 1},
        {"method": "chat.postMessage", "kind": "timeout_after", "times": 1, "seconds": 1},
        {"method": "chat.postMessage", "kind": "429", "times": 2, "seconds": 1},
    )
    _begin(company, "Failing")
    _stands_once(company, "Failing")
    company.workspace.no_faults()
