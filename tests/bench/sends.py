"""Many check-ins that fall due at once: how fast they are asked, against what Slack allows.

Everybody owes an answer in a handoff of their own, and the clock is moved to when they are asked.
Two workers on PostgreSQL send; the local workspace takes so many calls a second and refuses more.
Each person has to find one message, and the pace allowed is the only bound.
"""

import json
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, inspect, select, update
from sqlalchemy.orm import Session

from playbook import people
from playbook.people import Profile
from storage.choices import CheckInKind, CheckInState, Delivery, Owner
from storage.crypto import key_ring
from storage.database import Database, make_engine
from storage.tables import Account, Base, CheckIn, Handoff, Outgoing, Person
from tests import northwind
from tests.journeys.forks import launch
from tests.journeys.processes import LocalWorkspace, Process, bot_settings, migrated, started
from tests.northwind import MONDAY, WORKSPACE
from tests.postgres import start_server
from tests.rules import plans
from workspace.app import InstalledApp
from workspace.clock import Clock
from workspace.persistence import Store
from workspace.seeding import add_channel, add_person, new_state
from workspace.state import im_id

A_SECOND = 100
WORKERS = 2
WANTED = 0.9
_DUE = MONDAY + timedelta(hours=1)
_USUAL = {"HANDOFF_QUEUE_SECONDS": "0.5", "HANDOFF_SCAN_SECONDS": "5"}
"""What the settings are if nobody sets them."""
_RETRY_AFTER, _KNOWN = 1.0, 0.3
"""Seconds for which a refusal asks, and after which every process knows of it."""
_BEHIND = 4.0
"""How many times longer than allowed is waited for, before it is said to have failed."""


@dataclass(frozen=True)
class Result:
    """What came of it. Seconds are those from the moment at which all were due."""

    people: int
    seconds: float
    refused: int
    early: int
    heard: Counter[int]

    @property
    def allowed_seconds(self) -> float:
        """How long the allowed pace takes."""
        return self.people / A_SECOND

    def show(self) -> None:
        """Print it. Raises RuntimeError if a message was lost or doubled, or a refusal ignored."""
        ratio = self.allowed_seconds / self.seconds
        title = f"{self.people} check-ins at once, {WORKERS} workers, PostgreSQL"
        print(f"\n{title:48} {self.people / self.seconds:8.1f} messages/s of {A_SECOND}")
        print(f"{'share of the allowed pace':48} {ratio:8.1%}   (at least {WANTED:.0%})")
        print(f"{'refused for the pace (429), then ignored':48} {self.refused:8} {self.early:8}")
        once = self.heard[1]
        lost, doubled = self.people - self.heard.total(), self.heard.total() - once
        print(f"{'once, lost, doubled':48} {once:8} {lost:8} {doubled:8}")
        if lost or doubled or self.early:
            raise RuntimeError("A message was lost or doubled, or a refusal ignored.")


def show(count: int) -> None:
    """Print how fast so many people are asked."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = migrated(stack.enter_context(start_server()).new_database("sends"))
        workspace = LocalWorkspace(folder, "http://127.0.0.1:9/", launch)
        _people_the_workspace(folder, count)
        started(stack, workspace)
        settings = bot_settings(workspace, url, 9) | _USUAL
        key_ring.use([settings["HANDOFF_ENCRYPTION_KEYS"]])
        database = Database(make_engine(url))
        stack.callback(database.close)
        database.run_sync(partial(_fill, count=count))
        for number in range(WORKERS):
            more = {"HANDOFF_EXECUTOR": f"worker-{number}"}
            worker = Process(["bot", "worker"], settings | more, "Handoff works", launch)
            started(stack, worker)
        workspace.client.quiet(timeout=120)
        result = _measure(workspace, database, count)
        workspace.stop()
        replace(result, heard=_heard(folder)).show()


def _people_the_workspace(folder: Path, count: int) -> None:
    """Write a workspace with so many people more, each with a DM with the app."""
    app = InstalledApp()
    state = new_state("small-company", app)
    for number in range(count):
        item = {"id": _person(number), "name": f"p{number}", "real_name": f"Person {number}"}
        person = add_person(state, {**item, "tz": "Europe/Berlin", "updated": 0})
        members = [person.id, app.bot_user]
        room = {"id": im_id(person.id), "name": "", "created": 0, "creator": person.id}
        add_channel(state, room | {"is_im": True, "with_user": person.id, "members": members})
    Store(folder / "workspace").save(state, Clock(MONDAY, running=False))


def _person(number: int) -> str:
    return f"U0P{number:05}"


def _fill(session: Session, count: int) -> None:
    """Write a handoff with one check-in, due soon, for each person."""
    northwind.move_in(session)
    profiles = [_profile(number) for number in range(count)]
    people.meet(session, WORKSPACE, profiles, MONDAY)
    session.flush()
    session.execute(update(Person).values(dm_channel_id="D" + func.substr(Person.id, 2)))
    handoff = plans.start(session, anchor_on=MONDAY.date() + timedelta(days=60))
    of_sentiment = select(CheckIn).where(CheckIn.kind == CheckInKind.SENTIMENT)
    check_in = session.scalars(of_sentiment.limit(1)).one()
    account = _columns(session.get_one(Account, handoff.account_id))
    facts = _columns(handoff) | {"reckoned_version": handoff.version}
    asks = _columns(check_in) | {"task_id": None, "due_at": _DUE, "role": Owner.OUTGOING}
    session.execute(update(CheckIn).values(state=CheckInState.CANCELLED))
    rows: dict[type[Base], list[dict[str, Any]]] = {Account: [], Handoff: [], CheckIn: []}
    for number in range(count):
        id_, who = 10_000 + number, _person(number)
        name = {"name": f"Account {number}", "name_key": f"account {number}"}
        rows[Account].append(account | name | {"id": id_})
        rows[Handoff].append(facts | {"id": id_, "account_id": id_, "outgoing_id": who})
        rows[CheckIn].append(asks | {"id": id_, "handoff_id": id_, "person_id": who})
    for table, copies in rows.items():
        session.execute(insert(table), copies)


def _columns(row: Base) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}


def _profile(number: int) -> Profile:
    return Profile(
        id=_person(number),
        name=f"Person {number}",
        zone="Europe/Berlin",
        locale="en-US",
        is_bot=False,
        is_guest=False,
        is_foreign=False,
        is_slack_admin=False,
        is_deactivated=False,
    )


def _measure(workspace: LocalWorkspace, database: Database, count: int) -> Result:
    client = workspace.client
    client.rates(on=False, per_second=A_SECOND)
    client.clock.run()
    client.clock.to(_DUE)
    began = time.monotonic()
    while database.read_sync(_sent) < count:
        if time.monotonic() - began > _BEHIND * count / A_SECOND + 30:
            break
        time.sleep(0.5)
    seconds = time.monotonic() - began
    failed = client.get("/control/requests?after=0&limit=1000&failed=1")["requests"]
    refused = [datetime.fromisoformat(one["at"]).timestamp() for one in failed]
    early = _in_a_pause(database.read_sync(_posted), refused)
    return Result(count, seconds, len(refused), early, Counter())


def _in_a_pause(posted: list[float], refused: list[float]) -> int:
    """Return how many messages came while Slack wanted none, after all could know."""
    return sum(
        any(moment + _KNOWN < ts < moment + _RETRY_AFTER for moment in refused) for ts in posted
    )


def _posted(session: Session) -> list[float]:
    return [float(ts) for ts in session.scalars(select(Outgoing.ts)) if ts]


def _sent(session: Session) -> int:
    query = select(func.count()).where(Outgoing.state == Delivery.SENT)
    return session.scalar(query) or 0


def _heard(folder: Path) -> Counter[int]:
    """Return how many people heard how often, from the workspace's own file."""
    kept = json.loads((folder / "workspace" / "workspace.json").read_text())
    rooms = kept["state"]["channels"].values()
    heard = (len(room["messages"]) for room in rooms if room["id"].startswith("D0P"))
    return Counter(times for times in heard if times)
