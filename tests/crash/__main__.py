"""`make crash`: handoffs are started while processes are killed, and Slack fails: what is lost?

On SQLite with one process, on PostgreSQL with two bots and two workers. Each round kills one of
them (-9) at a random moment, and starts it again, or freezes it for longer than the others wait.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.crash.run import run
from tests.journeys.forks import launch
from tests.journeys.processes import migrated
from tests.postgres import start_server

DATABASES = ("sqlite", "postgresql")


def main() -> int:
    """Read the command line and do it; the exit status is 1 if anything was lost or doubled."""
    parser = argparse.ArgumentParser(prog="make crash", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--database", choices=DATABASES, action="append")
    arguments = parser.parse_args()
    print(f'seed {arguments.seed} (the same again: make crash ARGS="--seed {arguments.seed}")')
    wrong = 0
    for kind in arguments.database or DATABASES:
        wrong += _on(kind, arguments.rounds, random.Random(arguments.seed))  # noqa: S311
    return 1 if wrong else 0


def _on(kind: str, rounds: int, chance: random.Random) -> int:
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            url = migrated(f"sqlite:///{folder}/handoff.sqlite")
            found = run(Path(folder), url, rounds, chance, launch, print)
        else:
            with start_server() as server:
                url = migrated(server.new_database("crash"))
                found = run(Path(folder), url, rounds, chance, launch, print)
    for line in found.wrong:
        print(f"  wrong: {line}")
    print(f"{kind}: {rounds} rounds, {found.messages} messages, {len(found.wrong)} lost or doubled")
    return len(found.wrong)


if __name__ == "__main__":
    sys.exit(main())
