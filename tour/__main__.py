"""`python -m tour --workspace URL [--tour NAME]`: play a tour; exit 0 only if every step held."""

import argparse
import sys
from datetime import date, timedelta

from tour import soft_mid
from tour.story import Cast, tell
from workspace.client import Workspace

TOURS = {"soft-mid": soft_mid.STEPS}
ACCOUNTS = (
    "Acme Robotics",
    "Blue Harbor Foods",
    "Cedar & Vale",
    "Dune Analytics",
    "Elm Street Bank",
)


def main() -> int:
    """Read the command line and play."""
    parser = argparse.ArgumentParser(prog="tour", description=__doc__)
    parser.add_argument("--workspace", required=True, help="address of the local workspace")
    parser.add_argument("--tour", choices=sorted(TOURS), default="soft-mid")
    arguments = parser.parse_args()
    workspace = Workspace(arguments.workspace)
    return 0 if tell(_cast(workspace), TOURS[arguments.tour]) else 1


def _cast(workspace: Workspace) -> Cast:
    return Cast(
        workspace=workspace,
        account=_untold_account(workspace),
        ada=workspace.person("U0ADA"),
        lena=workspace.person("U0LENA"),
        maria=workspace.person("U0MARIA"),
        idris=workspace.person("U0IDRIS"),
        priya=workspace.person("U0PRIYA"),
        switch_on=next_monday(workspace.clock.now.date() + timedelta(weeks=5)),
    )


def _untold_account(workspace: Workspace) -> str:
    """Return an account without a channel yet: a workspace may be reused for another telling."""
    channels = [channel["name"] for channel in workspace.person("U0LENA").sees()["channels"]]
    told = sum(name.startswith("handoff-") for name in channels)
    return ACCOUNTS[told] if told < len(ACCOUNTS) else f"{ACCOUNTS[0]} {told}"


def next_monday(on: date) -> date:
    """Return the day itself if it is a Monday, else the next one."""
    return on + timedelta(days=-on.weekday() % 7)


if __name__ == "__main__":
    sys.exit(main())
