"""What goes on meanwhile: handoffs are started, and Slack fails in every way.

Somebody whose request ended in nothing looks whether it was done, and else tries again.
"""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from storage.database import Database
from storage.tables import Account
from tests.crash.fleet import CALL_SECONDS, Fleet
from tests.journeys.steps import name_the_lead, people_of_the_handoff
from workspace.client import Json, NotSeen, Person, WorkspaceError

_TRIES = 30
_PATIENCE = 5.0
"""Seconds after which somebody stops looking at what they were not shown."""
_FAILING = ("chat.postMessage", "conversations.create", "conversations.invite", "pins.add")
_SHARE = 0.06


def faults() -> list[Json]:
    """Return what goes wrong: each kind in some of the calls, of each method that does something.

    With a time-out the work is done, and the answer does not come.
    """
    kinds: tuple[Json, ...] = (
        {"kind": "timeout_after", "seconds": 1.5 * CALL_SECONDS},
        {"kind": "429", "seconds": 1},
        {"kind": "500"},
        {"kind": "drop"},
    )
    return [{**kind, "method": method, "share": _SHARE} for kind in kinds for method in _FAILING]


def begin(fleet: Fleet) -> None:
    """Name the lead, and let Slack begin to fail."""
    name_the_lead(fleet.company)
    fleet.workspace.client.quiet()
    fleet.workspace.client.faults(*faults())


def one_round(fleet: Fleet, database: Database, account: str, chance: random.Random) -> str:
    """Start a handoff while a process is killed or frozen; return what was done to whom."""
    fleet.talk_to(chance)
    with ThreadPoolExecutor(1) as meanwhile:
        starting = meanwhile.submit(_start, fleet, database, account)
        struck = fleet.strike(chance)
        starting.result()
    return struck


def _start(fleet: Fleet, database: Database, account: str) -> None:
    lena = fleet.company.lena
    for _attempt in range(_TRIES):
        try:
            _ask(lena, account)
        except (WorkspaceError, NotSeen):
            _look_away(lena)
        if database.read_sync(_is_begun, account):
            return
    raise NotSeen(f"The handoff of {account} could not be started.")


def _ask(lena: Person, account: str) -> None:
    lena.command(f"/handoff start {account}")
    lena.wait_for(lambda seen: seen["views"], _PATIENCE, "the start modal")
    on = (lena.workspace.clock.now.date() + timedelta(days=35)).isoformat()
    facts = {"Reason": "promotion", **people_of_the_handoff(), "Ownership switches on": on}
    for label, value in facts.items():
        lena.choose(label, value)
    lena.submit()
    lena.wait_for(lambda seen: seen["views"][-1]["callback_id"] == "start.opened", _PATIENCE)
    lena.close(everything=True)


def _look_away(lena: Person) -> None:
    if lena.sees()["views"]:
        lena.close(everything=True)


def _is_begun(session: Session, account: str) -> bool:
    return bool(session.scalar(select(exists().where(Account.name == account))))
