"""The tours that there are, and telling one of them in a workspace."""

import sys
from datetime import datetime, time, timedelta
from typing import TextIO

from tour import abrupt, hard_mid, low_pool, sales, soft_high, soft_mid
from tour.moves import next_monday
from tour.story import ZONE, Cast, Tour, tell
from workspace.client import Workspace, words

TOURS = {
    "soft-mid": soft_mid.TOUR,
    "soft-high": soft_high.TOUR,
    "hard-mid": hard_mid.TOUR,
    "abrupt": abrupt.TOUR,
    "low-pool": low_pool.TOUR,
    "sales": sales.TOUR,
}


def play(workspace: Workspace, tour: Tour, out: TextIO = sys.stdout) -> bool:
    """Tell one tour, from the next Monday morning on. Return False when a step failed."""
    _begin_the_week(workspace)
    cast = _cast(workspace, tour)
    print(f"\n{cast.account}: {tour.about}\n", file=out, flush=True)
    return tell(cast, tour.steps, out)


def _begin_the_week(workspace: Workspace) -> None:
    """Go to a Monday, nine in Berlin, unless it is that already: tours count days from there."""
    now = workspace.clock.now.astimezone(ZONE)
    monday = datetime.combine(next_monday(now.date()), time(9), ZONE)
    if now > monday + timedelta(minutes=30):
        monday += timedelta(weeks=1)
    if now < monday:
        workspace.clock.to(monday)
        workspace.quiet()


def _cast(workspace: Workspace, tour: Tour) -> Cast:
    return Cast(
        workspace=workspace,
        account=_untold(workspace, tour.account),
        anchor_on=tour.begins(workspace.clock.now.date()),
        ada=workspace.person("U0ADA"),
        lena=workspace.person("U0LENA"),
        maria=workspace.person("U0MARIA"),
        idris=workspace.person("U0IDRIS"),
        sam=workspace.person("U0SAM"),
        priya=workspace.person("U0PRIYA"),
        tom=workspace.person("U0TOM"),
        gita=workspace.person("U0GITA"),
    )


def _untold(workspace: Workspace, account: str) -> str:
    """Return the account's name, with a number where the workspace has heard of it before."""
    heard = words(workspace.person("U0LENA").sees())
    names = [account, *(f"{account} {number}" for number in range(2, 100))]
    return next(name for name in names if name not in heard)
