"""What is wrong with a start, said at its field; dates and plans that do not fit (R3, R13)."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from playbook import start
from playbook.errors import FieldErrors
from playbook.people import Profile, meet
from playbook.start_form import Channel, Wish
from storage.choices import (
    Anchor,
    Kind,
    Mode,
    Place,
)
from storage.database import Database
from storage.tables import (
    Account,
    Handoff,
    Outgoing,
    Ownership,
    Task,
)
from tests.northwind import (
    BOT,
    GITA,
    LENA,
    MARIA,
    MONDAY,
    OTTO,
    PRIYA,
    SAM,
    WORKSPACE,
    actor,
)
from tests.rules.starts import (
    PUBLIC,
    WISH,
    count,
    errors_of,
    in_days,
    make_lead,
    open_acme,
    rows,
)

FOREIGN = "U0STRANGER"


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("same person", {"incoming_id": MARIA}, "incoming", "The same person cannot"),
    ("bot", {"incoming_id": BOT}, "incoming", "Handoff is an app, not a person."),
    ("guest", {"outgoing_id": GITA}, "outgoing", "Gita Shah is a guest here."),
    ("deactivated", {"outgoing_id": OTTO}, "outgoing", "Otto Falk is deactivated."),
    ("foreign", {"incoming_id": FOREIGN}, "incoming", "Zoe belongs to another organisation."),
    ("unknown", {"incoming_id": "U0NOBODY"}, "incoming", "I cannot find this person"),
    ("observer", {"observers": (GITA,)}, "observers", "Gita Shah is a guest here."),
    ("many observers", {"observers": (PRIYA,) * 51}, "observers", "At most 50 people"),
    ("no lead", {"lead_id": None}, "lead", "Which lead"),
    ("lead is none", {"lead_id": SAM}, "lead", "Sam Whitaker is not a lead."),
    ("no incoming", {"incoming_id": None}, "incoming", "Who takes over?"),
    ("no outgoing", {"outgoing_id": None}, "outgoing", "Who hands over?"),
    ("no outgoing, hard", {"outgoing_id": None, "mode": Mode.HARD}, "outgoing", "Who hands"),
    ("no reason", {"reason": None}, "reason", "Only leads see it."),
    ("no date", {"anchor_on": None}, "anchor_on", "Choose a date."),
    ("past", {"anchor_on": in_days(-1)}, "anchor_on", "This date is in the past."),
    ("far", {"anchor_on": date(9999, 12, 31)}, "anchor_on", "more than two years ahead"),
    ("near", {"anchor_on": in_days(20)}, "anchor_on", "would have been due 6 days ago"),
    (
        "known later",
        {"mode": Mode.ABRUPT, "anchor_on": in_days(1)},
        "anchor_on",
        "choose today, or the day it was",
    ),
    (
        "known long ago",
        {"mode": Mode.ABRUPT, "anchor_on": in_days(-31)},
        "anchor_on",
        "more than 30 days ago",
    ),
    ("no name", {"account_name": " \n\t "}, "account", "Which account is it?"),
    (
        "long name",
        {"account_name": "x" * 201},
        "account",
        "at most 200 characters; this one has 201",
    ),
    ("gone account", {"account_id": 4711}, "account", "I cannot find this account"),
    ("no channel", {"place": Place.THREAD}, "channel", "In which channel?"),
    (
        "shared",
        {"place": Place.THREAD, "channel": Channel("C0X", is_shared=True)},
        "channel",
        "other organisations",
    ),
    (
        "archived",
        {"place": Place.THREAD, "channel": Channel("C0X", is_archived=True)},
        "channel",
        "archived",
    ),
    ("public", {"place": Place.THREAD, "channel": PUBLIC}, "channel", "Confirm below"),
]


@pytest.mark.parametrize(
    ("changed", "field", "said"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
def test_what_is_wrong_is_said_at_its_field(
    northwind: Database, changed: dict[str, Any], field: str, said: str
) -> None:
    northwind.run_sync(_meet_a_stranger)
    fields = errors_of(northwind, replace(WISH, **changed))
    assert list(fields) == [field]
    assert said in fields[field]
    assert count(northwind, Handoff) == 0
    assert count(northwind, Account) == 0
    assert count(northwind, Outgoing) == 0


def test_everything_that_is_wrong_is_said_at_once(northwind: Database) -> None:
    fields = errors_of(northwind, Wish())
    assert set(fields) == {"account", "outgoing", "incoming", "lead", "anchor_on", "reason"}


def test_a_plan_that_cannot_fit_says_the_task_and_the_earliest_date(northwind: Database) -> None:
    said = errors_of(northwind, replace(WISH, anchor_on=in_days(18)))["anchor_on"]
    assert "“Agree on the customer message”" in said
    assert "from 30 Mar 2026 on" in said
    assert "choose hard or abrupt" in said
    open_acme(northwind, replace(WISH, anchor_on=date(2026, 3, 30)))


@pytest.mark.parametrize(
    ("mode", "anchor_on", "anchor"),
    [
        (Mode.HARD, in_days(9), Anchor.LAST_CONTACT),
        (Mode.HARD, in_days(0), Anchor.LAST_CONTACT),
        (Mode.ABRUPT, in_days(0), Anchor.DEPARTURE),
        (Mode.ABRUPT, in_days(-3), Anchor.DEPARTURE),
    ],
)
def test_hard_and_abrupt_start_however_little_time_there_is(
    northwind: Database, mode: Mode, anchor_on: date, anchor: Anchor
) -> None:
    open_acme(northwind, replace(WISH, mode=mode, anchor_on=anchor_on))
    (handoff,) = rows(northwind, Handoff)
    assert (handoff.anchor, handoff.template) == (anchor, f"{mode}-mid")
    assert min(task.due_on for task in rows(northwind, Task)) >= MONDAY.date()


def test_an_abrupt_handoff_needs_nobody_to_hand_over(northwind: Database) -> None:
    wish = replace(WISH, mode=Mode.ABRUPT, anchor_on=in_days(0), outgoing_id=None)
    open_acme(northwind, wish)
    assert rows(northwind, Handoff)[0].outgoing_id is None
    assert count(northwind, Ownership) == 0


def test_a_signature_may_be_some_days_ago(northwind: Database) -> None:
    wish = replace(WISH, kind=Kind.SALES_TO_CS, anchor_on=in_days(-2))
    open_acme(northwind, wish)
    assert rows(northwind, Handoff)[0].anchor is Anchor.SIGNATURE


def test_a_date_is_judged_by_the_starters_own_calendar(northwind: Database) -> None:
    northwind.run_sync(make_lead, SAM)
    late = datetime.fromisoformat("2026-03-03T02:00:00Z")  # still Monday in New York
    wish = replace(WISH, mode=Mode.HARD, anchor_on=MONDAY.date(), lead_id=SAM)
    assert northwind.run_sync(start.start, actor(SAM), wish, late, "one") is not None
    with pytest.raises(FieldErrors):
        northwind.run_sync(start.start, actor(LENA), replace(wish, account_name="B"), late, "two")


def _meet_a_stranger(session: Session) -> None:
    stranger = Profile(
        id=FOREIGN,
        name="Zoe",
        zone="UTC",
        locale="en",
        is_bot=False,
        is_guest=False,
        is_foreign=True,
        is_slack_admin=False,
        is_deactivated=False,
    )
    meet(session, WORKSPACE, [stranger], MONDAY)
