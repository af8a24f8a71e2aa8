"""What is wrong with a start, said at its field; dates and plans that do not fit (R3, R13)."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from playbook import start
from playbook.errors import FieldErrors
from playbook.people import Profile, meet
from playbook.wish import Channel, Wish
from storage.choices import (
    Anchor,
    Kind,
    Mode,
    Place,
    Reason,
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
    IDRIS,
    LENA,
    MARIA,
    MONDAY,
    OTTO,
    PRIYA,
    SAM,
    TOM,
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

LEAVE: dict[str, Any] = {
    "reason": Reason.LEAVE,
    "temporary_id": TOM,
    "returns_on": in_days(120),
}
ABRUPT: dict[str, Any] = {"mode": Mode.ABRUPT, "anchor_on": in_days(0), "outgoing_id": None}
SALES: dict[str, Any] = {"kind": Kind.SALES_TO_CS, "reason": None}


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
    ("leave, nobody away", {**LEAVE, "outgoing_id": None}, "outgoing", "Who is away?"),
    ("leave, nobody there", {**LEAVE, "temporary_id": None}, "temporary", "Who stands in until"),
    ("leave, themselves", {**LEAVE, "temporary_id": MARIA}, "temporary", "cannot stand in for"),
    ("leave, guest", {**LEAVE, "temporary_id": GITA}, "temporary", "Gita Shah is a guest here."),
    ("leave, for ever", {**LEAVE, "returns_on": None}, "returns_on", "When are they back?"),
    ("leave, back early", {**LEAVE, "returns_on": in_days(35)}, "returns_on", "choose a later"),
    ("leave, back late", {**LEAVE, "returns_on": in_days(800)}, "returns_on", "two years ahead"),
    ("transfer", {**LEAVE, "is_transfer": True, "incoming_id": None}, "incoming", "Who takes"),
    ("stands in twice", {**ABRUPT, "temporary_id": IDRIS}, "temporary", "take over already"),
    ("bot stands in", {**ABRUPT, "temporary_id": BOT}, "temporary", "an app, not a person"),
    (
        "abrupt, nobody",
        {**ABRUPT, "incoming_id": None, "waiver": " "},
        "temporary",
        "Whom can the customer turn to?",
    ),
    (
        "starts too late",
        {"incoming_starts_on": in_days(28)},
        "anchor_on",
        "the incoming CSM is not there before",
    ),
    (
        "starts in years",
        {"incoming_starts_on": in_days(800)},
        "incoming_starts_on",
        "more than two years ahead",
    ),
    ("hard, near", {"mode": Mode.HARD, "anchor_on": in_days(2)}, "anchor_on", "Too near: "),
    ("signed later", {**SALES, "anchor_on": in_days(800)}, "anchor_on", "two years ahead"),
    ("signed long ago", {**SALES, "anchor_on": in_days(-31)}, "anchor_on", "30 days ago"),
    ("no AE", {**SALES, "outgoing_id": None}, "outgoing", "Who hands over?"),
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
    assert "It fits from 30 Mar 2026 on" in said
    open_acme(northwind, replace(WISH, anchor_on=date(2026, 3, 30)))


@pytest.mark.parametrize(
    ("changed", "anchor"),
    [
        ({"mode": Mode.HARD, "anchor_on": in_days(9)}, Anchor.LAST_CONTACT),
        ({"mode": Mode.HARD, "anchor_on": in_days(0), "waiver": "Today"}, Anchor.LAST_CONTACT),
        ({"mode": Mode.ABRUPT, "anchor_on": in_days(0)}, Anchor.DEPARTURE),
        ({"mode": Mode.ABRUPT, "anchor_on": in_days(-3)}, Anchor.DEPARTURE),
        ({"kind": Kind.SALES_TO_CS, "anchor_on": in_days(-2)}, Anchor.SIGNATURE),
    ],
)
def test_nothing_is_planned_into_the_past_however_little_time_there_is(
    northwind: Database, changed: dict[str, Any], anchor: Anchor
) -> None:
    open_acme(northwind, replace(WISH, **changed))
    (handoff,) = rows(northwind, Handoff)
    assert handoff.anchor is anchor
    assert min(task.due_on for task in rows(northwind, Task)) >= MONDAY.date()


def test_an_abrupt_handoff_needs_nobody_to_hand_over(northwind: Database) -> None:
    wish = replace(WISH, mode=Mode.ABRUPT, anchor_on=in_days(0), outgoing_id=None)
    open_acme(northwind, wish)
    assert rows(northwind, Handoff)[0].outgoing_id is None
    (held,) = rows(northwind, Ownership)
    assert held.person_id == IDRIS


def test_a_signature_may_be_some_days_ago(northwind: Database) -> None:
    wish = replace(WISH, kind=Kind.SALES_TO_CS, anchor_on=in_days(-2))
    open_acme(northwind, wish)
    assert rows(northwind, Handoff)[0].anchor is Anchor.SIGNATURE


def test_a_date_is_judged_by_the_starters_own_calendar(northwind: Database) -> None:
    northwind.run_sync(make_lead, SAM)
    late = datetime.fromisoformat("2026-03-03T02:00:00Z")  # still Monday in New York
    wish = replace(
        WISH, mode=Mode.HARD, anchor_on=MONDAY.date(), lead_id=SAM, waiver="Their last day"
    )
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
