"""A hundred and twenty days of two handoffs in one test: who is sent what, each of it once.

Clocks go forward in March, check-ins are left without an answer until they climb, somebody is
unhappy, and the bot is down for two weeks in between. Time goes on from one morning to another
that is named here; what fell due between two of them is told on the later one.
"""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.journeys.company import Company
from tests.journeys.steps import (
    name_the_lead,
    newest,
    open_home,
    open_modal,
    sent_at,
    start_handoff,
)
from tests.journeys.test_after import _confirm as confirm
from tests.northwind import ADA
from workspace.client import Person

SWITCH = date(2026, 3, 30)
"""A Monday, the first working day of summer time in Europe."""
ACCOUNTS = ("Acme Robotics", "Globex")

KINDS = {
    "Your day": "digest",
    "You oversee": "part",
    "You take over": "part",
    "You hand over": "part",
    "Your next call": "brief",
    "Check-in on": "check-in",
    "questions wait for your answer": "gathered",
    "needs attention": "alarm",
    "look in on": "look",
    "is in business as usual": "end",
    "Debrief of": "debrief",
    "the leadership touchpoint": "touchpoint",
    "Nobody in the lead has spoken": "missed",
}

SENT = {
    "lena": {
        "part": 2,
        "digest": 18,
        "check-in": 2,
        "look": 2,
        "gathered": 1,
        "end": 2,
        "debrief": 2,
        "touchpoint": 4,
    },
    "idris": {"part": 2, "digest": 17, "brief": 2, "alarm": 1, "end": 2, "debrief": 2},
    "maria": {"part": 2, "digest": 18, "brief": 2, "end": 2, "debrief": 2},
    "ada": {"digest": 8, "missed": 2},
}
"""Of two handoffs: one digest a morning, each question asked once (a touchpoint weekly), and what
fell due while the bot was down gathered into one message."""

OVERLAP = (-14, -7, 0, 7, 8, 9)
AFTER_THE_OUTAGE = (36,)
AFTERWARDS = (43, 44, 50, 77, 78, 84, 91)
"""Days after the switch: from the debriefs to the last day for a touchpoint, day 90."""


def test_a_hundred_and_twenty_days(company: Company) -> None:
    _begin(company)
    for days in OVERLAP:
        _go_to(company, days)
    _say_that_dana_is_at_risk(company.lena)
    for days in (10, 11, 14, 15):
        _go_to(company, days)
    _be_down_until(company, 35)
    for days in AFTER_THE_OUTAGE:
        _go_to(company, days)
    for account in ACCOUNTS:
        confirm(company, account)
    for days in AFTERWARDS:
        _go_to(company, days)
    assert {name: _sent(getattr(company, name)) for name in SENT} == SENT


def _begin(company: Company) -> None:
    """Ada is Lena's manager, and Lena starts two handoffs with the same dates."""
    name_the_lead(company)
    company.clock.freeze()
    lena = company.lena
    open_modal(lena, "settings.open", open_home(lena))
    lena.choose("My manager", [ADA])
    lena.submit()
    lena.wait_for(lambda seen: not seen["views"], why="the settings saved")
    for account in ACCOUNTS:
        start_handoff(company, account, **{"Ownership switches on": SWITCH.isoformat()})


def _say_that_dana_is_at_risk(lena: Person) -> None:
    """Lena answers the first of two questions, out of her digest."""
    open_modal(lena, "check_in.open", newest(lena, "To answer"))
    lena.type("name", "Dana Fox")
    lena.choose("How do they feel?", "at_risk")
    lena.submit()
    newest(lena, "Check-in answered: Acme Robotics")
    lena.workspace.quiet()


def _be_down_until(company: Company, days: int) -> None:
    company.bot.kill()
    company.clock.to(_nine(days))
    company.bot.start()
    newest(company.lena, "questions wait for your answer", since=_nine(days))
    company.workspace.quiet()


def _go_to(company: Company, days: int) -> None:
    """Let time go on until so many days after the switch, and all be sent that is due then."""
    company.clock.to(_nine(days))
    company.workspace.quiet()


def _nine(days: int) -> datetime:
    """Nine in London, when everybody's morning has come, so many days after the switch."""
    morning = datetime.combine(SWITCH + timedelta(days=days), time(9), ZoneInfo("Europe/London"))
    return morning.astimezone(UTC)


def _sent(person: Person) -> dict[str, int]:
    """Return how many messages of which kind somebody has; none stands there twice on a day."""
    said = [(sent_at(message).date(), message["text"]) for message in person.dm]
    assert len(set(said)) == len(said)
    digests = [on for on, text in said if _kind(text) == "digest"]
    assert len(set(digests)) == len(digests)
    return dict(Counter(_kind(text) for _on, text in said))


def _kind(text: str) -> str:
    return next((kind for begins, kind in KINDS.items() if begins in text), text)
