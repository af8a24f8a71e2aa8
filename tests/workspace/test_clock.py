"""The workspace's time: it moves forward when told, and apps can follow it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.workspace.serving import START, Running, acknowledge, recording
from workspace.client import Person, Workspace, WorkspaceError
from workspace.clock import Clock


def report(run: Running, version: int, next_due: datetime | None, idle: bool = True) -> None:
    due = next_due.isoformat() if next_due else None
    body = {"version": version, "next_due": due, "idle": idle}
    httpx.post(f"{run.url}/clock/next", json=body, timeout=5).raise_for_status()


def test_a_frozen_clock_stands_and_moves_when_told(workspace: Workspace) -> None:
    assert workspace.clock.now == START
    assert workspace.clock.forward(timedelta(hours=2)) == START + timedelta(hours=2)
    assert workspace.clock.to(START + timedelta(days=3)) == START + timedelta(days=3)
    assert workspace.clock.now == START + timedelta(days=3)


def test_a_running_clock_goes_on_from_where_it_is() -> None:
    clock = Clock(START, running=True)
    assert START <= clock.now() < START + timedelta(minutes=1)
    clock.forward(3600)
    assert clock.now() >= START + timedelta(hours=1)


def test_time_never_goes_back_unless_forced(workspace: Workspace) -> None:
    yesterday = START - timedelta(days=1)
    with pytest.raises(WorkspaceError, match="never goes back"):
        workspace.clock.to(yesterday)
    assert workspace.clock.to(yesterday, force=True) == yesterday


def test_the_working_day_after_friday_is_monday(workspace: Workspace) -> None:
    workspace.clock.to(datetime(2026, 3, 6, 8, 0, tzinfo=UTC))
    assert workspace.clock.next_working_day() == datetime(2026, 3, 9, 8, 0, tzinfo=UTC)


def test_what_the_app_reports_as_due_can_be_gone_to(run: Running) -> None:
    with pytest.raises(WorkspaceError, match="nothing that falls due"):
        run.workspace.clock.next_due()
    due = START + timedelta(days=14, microseconds=500)
    report(run, 1, due)
    assert run.workspace.clock.next_due() == due
    assert run.workspace.get("/control/state")["clock"]["next_due"]


def test_an_app_waits_for_the_next_change_of_the_clock(run: Running) -> None:
    answers: list[int] = []

    def follow() -> None:
        face = httpx.get(f"{run.url}/clock?after=1", timeout=30).json()
        answers.append(face["version"])

    follower = threading.Thread(target=follow)
    follower.start()
    run.workspace.clock.forward(timedelta(hours=1))
    follower.join(5)
    assert answers == [2]


def test_messages_bear_the_workspaces_time(run: Running, maria: Person) -> None:
    run.workspace.clock.to(datetime(2026, 7, 1, 12, 0, tzinfo=UTC))
    posted = run.web.chat_postMessage(channel=maria.id, text="Hello")
    assert datetime.fromtimestamp(float(posted["ts"]), UTC).date().isoformat() == "2026-07-01"
    assert maria.dm[-1]["time"] == "2026-07-01T12:00:00Z"


def test_the_offset_of_a_zone_follows_the_workspaces_date(run: Running) -> None:
    assert run.web.users_info(user="U0MARIA")["user"]["tz_offset"] == 3600
    run.workspace.clock.to(datetime(2026, 7, 1, 12, 0, tzinfo=UTC))
    assert run.web.users_info(user="U0MARIA")["user"]["tz_offset"] == 7200


def test_it_is_quiet_when_nothing_is_under_way(workspace: Workspace) -> None:
    workspace.quiet(idle_ms=0, timeout=1)


def test_it_is_not_quiet_before_the_app_reports_for_the_time_it_is(run: Running) -> None:
    report(run, 1, START + timedelta(days=1))
    run.workspace.quiet(idle_ms=0, timeout=1)
    run.workspace.clock.forward(timedelta(days=2))
    with pytest.raises(WorkspaceError, match="has not reported since the clock changed"):
        run.workspace.quiet(idle_ms=0, timeout=0)
    report(run, 2, None, idle=False)
    with pytest.raises(WorkspaceError, match="waiting to be sent"):
        run.workspace.quiet(idle_ms=0, timeout=0)
    report(run, 2, START)
    with pytest.raises(WorkspaceError, match="has been due since"):
        run.workspace.quiet(idle_ms=0, timeout=0)
    report(run, 2, None)
    run.workspace.quiet(idle_ms=0, timeout=1)


def test_it_is_not_quiet_just_after_a_call(run: Running) -> None:
    run.web.auth_test()
    with pytest.raises(WorkspaceError, match="calls the Web API"):
        run.workspace.quiet(idle_ms=60_000, timeout=0)


def test_it_is_not_quiet_while_an_event_is_on_its_way(run: Running, maria: Person) -> None:
    with recording(run, acknowledge) as app:
        maria.open_home()
        run.workspace.quiet(idle_ms=0)
        assert len(app.received) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"to": "tomorrow"},
        {"to": "2026-03-02T09:00:00"},
        {"forward": -1},
        {"forward": "much"},
        {"sideways": 1},
        [],
    ],
)
def test_what_the_clock_cannot_do_is_refused(run: Running, body: object) -> None:
    answer = httpx.post(f"{run.url}/control/clock", json=body, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["message"]
