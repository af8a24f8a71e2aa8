"""The same bot over Socket Mode, and split into a web process and two workers on PostgreSQL."""

from contextlib import ExitStack

import pytest

from tests.journeys.company import Company, without_workers
from tests.journeys.processes import LocalWorkspace, Process, bot_settings, started
from tests.journeys.steps import name_the_lead, start_handoff, told

ACCOUNTS = ("Aurora", "Borealis", "Cumulus", "Drift")


@pytest.mark.slow
def test_over_socket_mode_a_handoff_is_started(
    processes: ExitStack, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("socket")
    workspace = LocalWorkspace(folder, "")
    started(processes, workspace)
    settings = bot_settings(workspace, f"sqlite:///{folder / 'handoff.sqlite'}", None)
    bot = Process(["bot", "serve"], settings, "Handoff is ready, over Socket Mode")
    started(processes, bot)
    company = Company(workspace.client, bot)
    name_the_lead(company)
    start_handoff(company, "Aurora")
    told(company.idris, "Aurora")


@pytest.mark.slow
def test_two_workers_share_the_work_and_double_nothing(
    processes: ExitStack, tmp_path_factory: pytest.TempPathFactory, new_postgres_url: str
) -> None:
    folder = tmp_path_factory.mktemp("workers")
    company, settings = without_workers(processes, folder, new_postgres_url)
    for name in ("worker.1", "worker.2"):
        own = settings | {"HANDOFF_EXECUTOR": name}
        started(processes, Process(["bot", "worker"], own, "Handoff works"))
    name_the_lead(company)
    for account in ACCOUNTS:
        start_handoff(company, account)
    for person in (company.lena, company.maria, company.idris):
        for account in ACCOUNTS:
            told(person, account)
    company.workspace.quiet()
    posted = [one for one in company.workspace.requests() if one["name"] == "chat.postMessage"]
    assert len(posted) == len(ACCOUNTS) * 4
    assert all(one["status"] == 200 for one in posted)
