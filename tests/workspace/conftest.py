"""Fixtures for tests of the local workspace."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from tests.workspace.serving import Running, acknowledge, recording, running
from workspace.client import Person, Workspace


@pytest.fixture(scope="session")
def started() -> Iterator[Running]:
    """One workspace for all tests; take `run`."""
    with running() as workspace:
        yield workspace


@pytest.fixture
def run(started: Running) -> Running:
    """A running workspace as if just started, its clock frozen."""
    started.begin_anew()
    return started


@pytest.fixture
def workspace(run: Running) -> Workspace:
    """The client of the control interface."""
    return run.workspace


@pytest.fixture
def web(run: Running) -> WebClient:
    """Slack's own client for the Web API."""
    return run.web


@pytest.fixture
def maria(workspace: Workspace) -> Person:
    """Maria, a customer success manager."""
    return workspace.person("U0MARIA")


@pytest.fixture
def trigger(run: Running) -> Iterator[str]:
    """A fresh trigger id, from a slash command of Maria's."""
    with recording(run, acknowledge) as app:
        run.workspace.person("U0MARIA").command("/handoff")
        yield app.received[0]["trigger_id"]
