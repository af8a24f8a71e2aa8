"""`python -m tour --workspace URL [--tour NAME]`: play a tour; exit 0 only if every step held."""

import argparse
import sys

from tour.tours import TOURS, play
from workspace.client import Workspace

ALL = "all"


def main() -> int:
    """Read the command line and play."""
    parser = argparse.ArgumentParser(prog="tour", description=__doc__)
    parser.add_argument("--workspace", required=True, help="address of the local workspace")
    parser.add_argument("--tour", choices=(*TOURS, ALL), default="soft-mid")
    arguments = parser.parse_args()
    workspace = Workspace(arguments.workspace)
    tours = TOURS.values() if arguments.tour == ALL else [TOURS[arguments.tour]]
    return 0 if all(play(workspace, tour) for tour in tours) else 1


if __name__ == "__main__":
    sys.exit(main())
