"""What a start of each kind leaves behind: leave, abrupt, sales, waivers (R2, R13, R30)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from playbook import accounts, start
from playbook.errors import FieldErrors
from playbook.start_checks import Unready
from storage.choices import Anchor, Kind, Mode, Reason, Tier
from storage.database import Database
from storage.tables import FirmDate, Handoff, Outgoing, Ownership, Task, Waiver
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, SAM, TOM, WORKSPACE, actor
from tests.rules.starts import WISH, count, errors_of, in_days, open_acme, rows

LEAVE = replace(WISH, reason=Reason.LEAVE, temporary_id=TOM, returns_on=in_days(120))
ABRUPT = replace(WISH, reason=Reason.LEFT, mode=Mode.ABRUPT, anchor_on=in_days(0), outgoing_id=None)


def _renews(session: Session, on: date) -> None:
    account, _is_new = accounts.find_or_create(session, WORKSPACE, "Acme Robotics", MONDAY)
    account.renewal_on = on


def task(northwind: Database, key: str) -> Task:
    """Return a task of the only plan there is."""
    found: Task
    (found,) = [one for one in rows(northwind, Task) if one.key == key]
    return found


# Leave


def test_in_a_leave_somebody_stands_in_and_the_owner_stays(northwind: Database) -> None:
    started = open_acme(northwind, LEAVE)
    (handoff,) = rows(northwind, Handoff)
    assert (handoff.incoming_id, handoff.temporary_id) == (None, TOM)
    assert (handoff.returns_on, started.returns_on) == (in_days(120), in_days(120))
    assert handoff.temporary_named_at == MONDAY
    (held,) = rows(northwind, Ownership)
    assert held.person_id == MARIA
    assert "temporary" in {row.effect for row in rows(northwind, Outgoing)}


def test_a_leave_ends_with_a_short_plan_counted_from_the_return(northwind: Database) -> None:
    open_acme(northwind, LEAVE)
    back = [one for one in rows(northwind, Task) if one.key.startswith("back_")]
    assert [one.key for one in back] == ["back_written", "back_told", "back_met", "back_looked"]
    assert all(one.is_own for one in back)
    assert {one.anchor for one in back} == {Anchor.SWITCH}
    for one in back:
        assert abs(one.due_on - in_days(120)) <= timedelta(days=10)
        assert LEAVE.anchor_on is not None
        assert one.due_on == LEAVE.anchor_on + timedelta(days=one.offset_days)


def test_whoever_was_chosen_to_take_over_is_not_meant_in_a_leave(northwind: Database) -> None:
    open_acme(northwind, replace(LEAVE, incoming_id=IDRIS, incoming_starts_on=in_days(3)))
    (handoff,) = rows(northwind, Handoff)
    assert (handoff.incoming_id, handoff.incoming_starts_on) == (None, None)


def test_a_long_leave_can_be_a_real_transfer(northwind: Database) -> None:
    open_acme(northwind, replace(LEAVE, is_transfer=True))
    (handoff,) = rows(northwind, Handoff)
    assert (handoff.incoming_id, handoff.temporary_id, handoff.returns_on) == (IDRIS, None, None)
    assert not [one for one in rows(northwind, Task) if one.is_own]


# Abrupt


def test_an_abrupt_handoff_may_begin_with_somebody_who_stands_in(northwind: Database) -> None:
    open_acme(northwind, replace(ABRUPT, incoming_id=None, temporary_id=TOM))
    (handoff,) = rows(northwind, Handoff)
    assert (handoff.incoming_id, handoff.temporary_id) == (None, TOM)
    assert task(northwind, "temporary").done_event == "temporary_named"
    assert task(northwind, "incoming").done_at is None
    assert "open" not in {one.move for one in rows(northwind, Waiver)}
    assert count(northwind, Ownership) == 0


def test_with_nobody_to_turn_to_it_begins_only_in_writing(northwind: Database) -> None:
    nobody = replace(ABRUPT, incoming_id=None)
    with pytest.raises(Unready):
        open_acme(northwind, nobody)
    assert count(northwind, Handoff) == 0
    started = open_acme(northwind, replace(nobody, waiver="Tom answers tomorrow"), key="two")
    (waiver,) = rows(northwind, Waiver)
    assert (waiver.move, waiver.reason, waiver.by) == ("open", "Tom answers tomorrow", LENA)
    assert tuple(waiver.missing) == started.gaps
    assert started.gaps == ("Name a temporary contact or the incoming CSM",)
    assert task(northwind, "temporary").done_at is None


def test_the_clock_for_a_temporary_contact_runs_in_working_hours(northwind: Database) -> None:
    wish = replace(ABRUPT, incoming_id=None, waiver="Nobody yet", tier=Tier.HIGH)
    open_acme(northwind, wish)
    assert task(northwind, "temporary").due_at == MONDAY + timedelta(hours=4)


def test_an_account_is_the_incoming_csms_at_once_when_abrupt(northwind: Database) -> None:
    open_acme(northwind, replace(ABRUPT, outgoing_id=MARIA))
    current = [one.person_id for one in rows(northwind, Ownership) if one.until is None]
    assert current == [IDRIS]
    assert task(northwind, "temporary").skipped_why == "The incoming CSM is named"


# What does not fit


def test_a_waived_plan_keeps_what_was_late_and_why(northwind: Database) -> None:
    near = replace(WISH, anchor_on=in_days(18))
    assert set(errors_of(northwind, near)) == {"anchor_on"}
    open_acme(northwind, replace(near, waiver=" The customer knows already "))
    (waiver,) = rows(northwind, Waiver)
    assert waiver.reason == "The customer knows already"
    assert "Agree on the customer message" in waiver.missing
    assert task(northwind, "message").due_on == MONDAY.date()


def test_a_plan_that_fits_takes_no_waiver(northwind: Database) -> None:
    open_acme(northwind, replace(WISH, waiver="Just in case"))
    assert count(northwind, Waiver) == 0


def test_who_is_no_lead_may_propose_what_does_not_fit_and_waives_nothing(
    northwind: Database,
) -> None:
    wish = replace(WISH, anchor_on=in_days(18), waiver="Because")
    started = northwind.run_sync(start.propose, actor(SAM), wish, MONDAY, "one")
    assert started is not None
    assert count(northwind, Waiver) == 0
    with pytest.raises(Unready):
        northwind.run_sync(
            start.open_draft, actor(LENA), started.handoff_id, replace(wish, waiver=""), MONDAY
        )


def test_nothing_of_the_incoming_csms_is_planned_before_their_first_day(
    northwind: Database,
) -> None:
    open_acme(northwind, replace(WISH, anchor_on=in_days(70), incoming_starts_on=in_days(14)))
    theirs = [one for one in rows(northwind, Task) if one.owner in ("incoming", "both", "all")]
    assert min(one.due_on for one in theirs) >= in_days(14)
    assert rows(northwind, Handoff)[0].incoming_starts_on == in_days(14)


@pytest.mark.parametrize(
    ("days", "is_planned"), [(60, True), (125, True), (126, False), (-1, False)]
)
def test_a_renewal_within_the_handoff_is_a_firm_date_of_its_plan(
    northwind: Database, days: int, is_planned: bool
) -> None:
    northwind.run_sync(_renews, in_days(days))
    open_acme(northwind)
    firm = [(one.title, one.due_on) for one in rows(northwind, Task) if one.is_firm]
    assert firm == ([("Renewal", in_days(days))] if is_planned else [])
    assert count(northwind, FirmDate) == len(firm)


# Sales to CS


@pytest.mark.parametrize("signed_on", [-10, 0, 40])
def test_sales_to_cs_needs_no_reason_and_no_date_is_too_near(
    northwind: Database, signed_on: int
) -> None:
    wish = replace(WISH, kind=Kind.SALES_TO_CS, anchor_on=in_days(signed_on), mode=Mode.ABRUPT)
    open_acme(northwind, wish)
    (handoff,) = rows(northwind, Handoff)
    assert (handoff.mode, handoff.anchor, handoff.reason) == (Mode.SOFT, Anchor.SIGNATURE, None)


def test_sales_to_cs_needs_its_two_people(northwind: Database) -> None:
    wish = replace(WISH, kind=Kind.SALES_TO_CS, mode=Mode.ABRUPT, outgoing_id=None)
    with pytest.raises(FieldErrors) as refused:
        open_acme(northwind, replace(wish, incoming_id=None))
    assert set(refused.value.fields) == {"outgoing", "incoming"}
