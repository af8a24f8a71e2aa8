"""The short form of `make crash`: two rounds, on two bots and two workers."""

import random
from pathlib import Path

import pytest

from tests.crash.run import run
from tests.journeys.forks import fork
from tests.journeys.processes import migrated
from tests.postgres import Server

pytestmark = pytest.mark.slow

SEED = 120
"""With it, one worker is frozen for longer than the other waits, and then the other is killed."""


def test_frozen_and_killed_beside_a_slack_that_fails_nothing_is_lost_or_doubled(
    postgres: Server, tmp_path: Path
) -> None:
    said: list[str] = []
    url = migrated(postgres.new_database("crash"))
    found = run(tmp_path, url, 2, random.Random(SEED), fork, said.append)  # noqa: S311
    assert [one.partition(": ")[2] for one in said] == ["froze worker-2", "killed worker-1"]
    assert found.wrong == ()
    assert found.messages >= 2 * 4
