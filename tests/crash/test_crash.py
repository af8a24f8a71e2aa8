"""The short form of `make crash`: a few rounds, on two bots and two workers."""

import random
from pathlib import Path

import pytest

from tests.crash.run import run
from tests.journeys.forks import fork
from tests.journeys.processes import migrated
from tests.postgres import Server

pytestmark = pytest.mark.slow


def test_killed_at_random_beside_a_slack_that_fails_nothing_is_lost_or_doubled(
    postgres: Server, tmp_path: Path
) -> None:
    said: list[str] = []
    url = migrated(postgres.new_database("crash"))
    found = run(tmp_path, url, 3, random.Random(3), fork, said.append)  # noqa: S311
    assert found.wrong == (), said
    assert found.messages >= 3 * 4
