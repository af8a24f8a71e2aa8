"""The bot is killed (-9) while a place is moved or a person replaced: nothing is lost or doubled.

Slack does what it was asked, but the answer does not come; then the bot dies, and starts again.
"""

import time
from collections.abc import Callable

import pytest

from tests.journeys.company import Company
from tests.journeys.steps import (
    handoff_channel,
    name_the_lead,
    open_modal,
    sees_no_channel,
    start_handoff,
    told,
)
from tests.northwind import TOM
from workspace.client import Json, words

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("company", ["postgresql"], indirect=True, scope="module"),
]

TEAM = "cs-team"


def wait(seen: Callable[[], bool]) -> None:
    """Wait until Slack has done what was asked, without asking the bot whether it rests."""
    end = time.monotonic() + 60
    while not seen():
        assert time.monotonic() < end, "it never came so far"


def fail_once(company: Company, method: str) -> None:
    """Let the next answer to a method not come."""
    fault = {"method": method, "kind": "timeout_after", "times": 1, "seconds": 2}
    company.workspace.faults(fault)


def begin_again(company: Company) -> None:
    """Kill the bot, start it, and wait until it rests."""
    company.bot.kill()
    company.bot.start()
    company.workspace.no_faults()
    company.workspace.quiet(timeout=30)


def checklists(company: Company, account: str) -> list[Json]:
    """The checklists of an account in the team's channel."""
    messages = company.tom.channel(TEAM)["messages"]
    return [one for one in messages if account in one["text"]]


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
def test_killed_while_the_checklist_moves(company: Company, method: str) -> None:
    name_the_lead(company)
    account = f"Moving {method.partition('.')[2]}"
    start_handoff(company, account)
    lena = company.lena
    lena.command(f"/handoff status {account}")
    open_modal(lena, "correct.place", open_modal(lena, "correct.open", lena.dm[-1]))
    lena.choose("Where shall the checklist be?", "thread")
    lena.choose("Choose a channel", "C0CSTEAM")
    lena.choose("If the channel is public", ["fine"])
    fail_once(company, method)
    lena.submit()
    wait(lambda: bool(checklists(company, account)))
    begin_again(company)
    lena.close(everything=True)
    (posted,) = checklists(company, account)
    assert posted["ts"] in company.tom.channel(TEAM)["pins"]
    left = handoff_left(company, account)
    assert "now" in words(left["messages"])
    assert left["pins"] == []


def test_killed_while_somebody_is_replaced(company: Company) -> None:
    name_the_lead(company)
    start_handoff(company, "Swapping")
    channel = "handoff-swapping"
    lena = company.lena
    lena.command("/handoff status Swapping")
    menu = open_modal(lena, "correct.open", lena.dm[-1])
    open_modal(lena, "correct.swap:outgoing", menu)
    lena.choose("Who takes their place?", TOM)
    fail_once(company, "conversations.kick")
    lena.submit()
    wait(lambda: sees_no_channel(company.maria, channel))
    begin_again(company)
    lena.close(everything=True)
    handoff_channel(company.tom, channel)
    told(company.tom, "You hand over *Swapping*")
    for person, said in ((company.tom, "You hand over"), (company.maria, "Thank you")):
        heard = [one for one in person.dm if said in words(one) and "Swapping" in words(one)]
        assert len(heard) == 1


def handoff_left(company: Company, account: str) -> Json:
    """The channel that a checklist has moved out of."""
    found: Json = company.maria.channel("handoff-" + account.lower().replace(" ", "-"))
    return found
