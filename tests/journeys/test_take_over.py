"""A worker dies for good in the middle of a job: another one takes it over, and doubles nothing."""

import time
from contextlib import ExitStack

import pytest

from tests.journeys.company import Company, without_workers
from tests.journeys.processes import Process, started
from tests.journeys.steps import fill, name_the_lead, open_start, people_of_the_handoff, told
from workspace.client import Json

pytestmark = pytest.mark.slow


def _channels(company: Company) -> list[Json]:
    channels = company.workspace.get("/control/state")["channels"]
    return [one for one in channels if one["name"].startswith("handoff-aurora")]


def _wait_for_the_channel(company: Company) -> None:
    end = time.monotonic() + 20
    while not _channels(company):
        assert time.monotonic() < end, "no worker began"


def test_the_jobs_of_a_worker_that_died_are_taken_over(
    processes: ExitStack, tmp_path_factory: pytest.TempPathFactory, new_postgres_url: str
) -> None:
    folder = tmp_path_factory.mktemp("dead")
    # A process is dead when it was silent for four times as long as a call may take.
    company, settings = without_workers(
        processes, folder, new_postgres_url, HANDOFF_HTTP_TIMEOUT="1"
    )
    doomed = Process(["bot", "worker"], settings | {"HANDOFF_EXECUTOR": "w.1"}, "Handoff works")
    started(processes, doomed)
    name_the_lead(company)
    company.workspace.faults(
        {"method": "conversations.create", "kind": "timeout_after", "times": 1, "seconds": 1}
    )
    open_start(company.lena, "Aurora")
    fill(company.lena, {"Reason": "promotion", **people_of_the_handoff()})
    company.lena.submit()
    _wait_for_the_channel(company)
    doomed.kill()
    heir = Process(["bot", "worker"], settings | {"HANDOFF_EXECUTOR": "w.2"}, "Handoff works")
    started(processes, heir)
    for person in (company.lena, company.maria, company.idris):
        told(person, "Aurora")
    assert len(_channels(company)) == 1
    assert any("taken over" in line for line in heir.said)
