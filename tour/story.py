"""Telling a tour: its steps are played one after the other, and each prints what happened."""

import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TextIO
from zoneinfo import ZoneInfo

from workspace.client import Person, Workspace, WorkspaceError

MENTION = re.compile(r"<@(\w+)>")
MOMENT = re.compile(r"<!date\^(\d+)\^[^|]*\{time\}\|[^>]*>")
DATE = re.compile(r"<!date\^[^|]*\|([^>]*)>")
ZONE = ZoneInfo("Europe/Berlin")


class StepFailed(Exception):
    """A step did not find what it expected."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(f"expected {expected}; found {found}")
        self.expected = expected
        self.found = found


@dataclass(frozen=True)
class Cast:
    """The people of Northwind Labs, and the account that this telling is about.

    `anchor_on` is the date that the plan counts from: the switch, last contact, the signature.
    """

    workspace: Workspace
    account: str
    anchor_on: date
    ada: Person
    lena: Person
    maria: Person
    idris: Person
    sam: Person
    priya: Person
    tom: Person
    gita: Person


@dataclass(frozen=True)
class Step:
    """One thing that somebody does. `play` returns what was answered, in a few words."""

    who: str
    does: str
    play: Callable[[Cast], str]


@dataclass(frozen=True)
class Tour:
    """The story of one handoff: `about` in a line, of which invented account.

    `begins` gives the date that the plan counts from, of the day on which the tour begins.
    """

    about: str
    account: str
    begins: Callable[[date], date]
    steps: tuple[Step, ...]


def expect(condition: object, expected: str, found: str) -> None:
    """Raise StepFailed unless the condition holds."""
    if not condition:
        raise StepFailed(expected, found)


def tell(cast: Cast, steps: Sequence[Step], out: TextIO = sys.stdout) -> bool:
    """Play the steps and print a line for each. Return False when one failed (and which)."""
    began = time.monotonic()
    for number, step in enumerate(steps, start=1):
        try:
            answer = step.play(cast)
        except (StepFailed, WorkspaceError) as error:
            _print_failure(out, number, step, error)
            return False
        _print_step(out, number, len(steps), cast, step, answer)
    took = time.monotonic() - began
    print(f"\nThe tour found what it expected in all {len(steps)} steps ({took:.1f} s).", file=out)
    return True


def _print_step(out: TextIO, number: int, total: int, cast: Cast, step: Step, answer: str) -> None:
    at = cast.workspace.clock.now.astimezone(ZONE)
    print(
        f"[{number:2}/{total}] {at:%a %d %b %H:%M}  {step.who:<6} {step.does}",
        f"{'':26} → {_readable(cast, answer)}",
        sep="\n",
        file=out,
        flush=True,
    )


def _readable(cast: Cast, text: str) -> str:
    """Return what was answered as Lena reads it: names for mentions, her time, no markup."""
    names: dict[str, str] = {
        person["id"]: person["real_name"] for person in cast.workspace.people()
    }
    named = MENTION.sub(lambda found: names.get(str(found[1]), "somebody"), text)
    dated = DATE.sub(r"\1", MOMENT.sub(lambda found: _moment(int(found[1])), named))
    return dated.replace("*", "").replace("\n", " ")


def _moment(stamp: int) -> str:
    return f"{datetime.fromtimestamp(stamp, ZONE):%d %b %Y %H:%M}"


def _print_failure(
    out: TextIO, number: int, step: Step, error: StepFailed | WorkspaceError
) -> None:
    print(f"\nStep {number} failed: {step.who} {step.does}", file=out)
    if isinstance(error, StepFailed):
        print(f"  expected: {error.expected}\n  found:    {error.found}", file=out)
    else:
        print(f"  {error}", file=out)
