"""Editing a plan task by task: who may, what is refused, what others hear (R14, R16)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import plan_edit, plan_news
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from playbook.plan_sheet import Edit, Overtaken, Sheet
from storage.choices import Owner
from storage.tables import CheckIn, Handoff, Outgoing, PersonSettings
from tests.northwind import GITA, IDRIS, LENA, MARIA, MONDAY, PRIYA, SAM, WORKSPACE, actor
from tests.rules import plans
from tests.rules.plans import tasks_of

DAY = timedelta(days=1)


@pytest.fixture
def handoff(session: Session) -> Handoff:
    """Acme Robotics with the whole soft plan."""
    return plans.start(session)


def _sheet(session: Session, handoff: Handoff, key: str, who: str = LENA) -> Sheet:
    task = tasks_of(session, handoff)[key]
    return plan_edit.open_sheet(session, actor(who), handoff.id, task.id)


def _edit(
    session: Session, handoff: Handoff, key: str, who: str = LENA, **different: object
) -> plan_edit.Edited:
    sheet = _sheet(session, handoff, key, who)
    wish = replace(Edit(sheet.title, sheet.due_on, sheet.owner_id), **different)  # type: ignore[arg-type]
    return plan_edit.edit(session, actor(who), handoff.id, sheet.task_id, wish, sheet.seen, MONDAY)


def test_a_date_set_by_hand_moves_what_needs_it(session: Session, handoff: Handoff) -> None:
    before = tasks_of(session, handoff)
    later = before["customer_told"].due_on + 7 * DAY
    edited = _edit(session, handoff, "observers", due_on=later)
    after = tasks_of(session, handoff)
    assert after["observers"].moved_by == LENA
    assert after["customer_told"].due_on >= later
    assert edited.moved >= 1


def test_a_check_in_moves_with_its_task(session: Session, handoff: Handoff) -> None:
    on = tasks_of(session, handoff)["sentiment-1"].due_on + DAY
    _edit(session, handoff, "sentiment-1", due_on=on)
    query = select(CheckIn).where(CheckIn.key == "sentiment-1")
    assert {one.due_on for one in session.scalars(query)} == {on}


def test_a_task_is_given_to_somebody_who_hears_of_it(session: Session, handoff: Handoff) -> None:
    _edit(session, handoff, "people", owner_id=SAM)
    task = tasks_of(session, handoff)["people"]
    assert (task.owner, task.owner_id) == (Owner.OUTGOING, SAM)
    queued = session.scalars(select(Outgoing).where(Outgoing.effect == plan_news.EFFECT)).all()
    assert {row.person_id for row in queued} == {SAM, MARIA}


def test_a_task_that_comes_back_to_its_role_follows_the_role(
    session: Session, handoff: Handoff
) -> None:
    _edit(session, handoff, "people", owner_id=SAM)
    _edit(session, handoff, "people", owner_id=MARIA)
    assert tasks_of(session, handoff)["people"].owner_id is None


def test_a_task_is_planned_around_the_days_off_of_who_was_given_it(
    session: Session, handoff: Handoff
) -> None:
    session.add(
        PersonSettings(workspace_id=WORKSPACE, person_id=SAM, country="US", updated_at=MONDAY)
    )
    with pytest.raises(FieldErrors, match="Sam Whitaker does not work on that day"):
        _edit(session, handoff, "bau", owner_id=SAM, due_on=date(2026, 7, 3))  # observed holiday


def test_who_was_overtaken_is_told_what_the_other_changed(
    session: Session, handoff: Handoff
) -> None:
    opened_by_lena = _sheet(session, handoff, "people")
    was = opened_by_lena.due_on
    _edit(session, handoff, "people", MARIA, due_on=was - DAY)
    wish = Edit(opened_by_lena.title, was - 2 * DAY, SAM)
    with pytest.raises(Overtaken) as refused:
        plan_edit.edit(
            session,
            actor(LENA),
            handoff.id,
            opened_by_lena.task_id,
            wish,
            opened_by_lena.seen,
            MONDAY,
        )
    said = refused.value.fields["due_on"]
    assert said.startswith("Maria Lindqvist moved it from 13 Mar 2026 to 12 Mar 2026 meanwhile.")
    assert tasks_of(session, handoff)["people"].due_on == was - DAY
    now_seen = refused.value.sheet.seen
    plan_edit.edit(session, actor(LENA), handoff.id, opened_by_lena.task_id, wish, now_seen, MONDAY)
    assert tasks_of(session, handoff)["people"].due_on == was - 2 * DAY


def test_who_was_overtaken_by_a_new_owner_is_told_both_names(
    session: Session, handoff: Handoff
) -> None:
    seen = _sheet(session, handoff, "people").seen
    _edit(session, handoff, "people", owner_id=SAM)
    sheet = _sheet(session, handoff, "people")
    wish = Edit(sheet.title, sheet.due_on + DAY, MARIA)
    with pytest.raises(Overtaken) as refused:
        plan_edit.edit(session, actor(LENA), handoff.id, sheet.task_id, wish, seen, MONDAY)
    assert refused.value.fields == {
        "owner": "Lena Vogt gave it from Maria Lindqvist to Sam Whitaker meanwhile. "
        "Save again to set your choice."
    }


@pytest.mark.parametrize(
    ("key", "due_on", "why"),
    [
        ("people", date(2026, 3, 1), "in the past"),
        ("people", date(2026, 3, 14), "does not work on that day"),
        ("people", None, "Choose a date"),
        ("intro", date(2026, 3, 10), "It needs “"),
    ],
)
def test_a_date_that_cannot_be_is_refused(
    session: Session, handoff: Handoff, key: str, due_on: date | None, why: str
) -> None:
    with pytest.raises(FieldErrors, match=why):
        _edit(session, handoff, key, due_on=due_on)


@pytest.mark.parametrize("person_id", [GITA, "U0NOBODY"])
def test_a_task_goes_to_members_of_the_workspace_only(
    session: Session, handoff: Handoff, person_id: str
) -> None:
    with pytest.raises(FieldErrors) as refused:
        _edit(session, handoff, "people", owner_id=person_id)
    assert set(refused.value.fields) == {"owner"}


def test_a_csm_moves_their_own_tasks_within_the_plan(session: Session, handoff: Handoff) -> None:
    on = tasks_of(session, handoff)["people"].due_on - DAY
    _edit(session, handoff, "people", MARIA, due_on=on)
    assert tasks_of(session, handoff)["people"].moved_by == MARIA
    with pytest.raises(FieldErrors, match="Only the lead extends it"):
        _edit(session, handoff, "people", MARIA, due_on=date(2026, 12, 1))
    with pytest.raises(FieldErrors, match="Only the lead gives tasks"):
        _edit(session, handoff, "people", MARIA, owner_id=IDRIS)


@pytest.mark.parametrize(
    ("key", "who"), [("people", IDRIS), ("look", MARIA), ("background", MARIA)]
)
def test_a_csm_does_not_change_the_tasks_of_others(
    session: Session, handoff: Handoff, key: str, who: str
) -> None:
    with pytest.raises(NotAllowed, match="ask the lead"):
        _sheet(session, handoff, key, who)


def test_an_observer_changes_nothing(session: Session, handoff: Handoff) -> None:
    with pytest.raises((NotAllowed, NotThere)):
        _sheet(session, handoff, "people", PRIYA)


def test_a_skipped_task_holds_nothing_back_and_can_be_taken_up_again(
    session: Session, handoff: Handoff
) -> None:
    task = tasks_of(session, handoff)["people"]
    plan_edit.skip(session, actor(LENA), handoff.id, task.id, " They know them all ", MONDAY)
    task = tasks_of(session, handoff)["people"]
    assert (task.skipped_by, task.skipped_why) == (LENA, "They know them all")
    with pytest.raises(NotNow, match=r"Lena Vogt left “.*” out: They know them all"):
        _sheet(session, handoff, "people")
    plan_edit.take_up(session, actor(LENA), handoff.id, task.id, MONDAY)
    assert tasks_of(session, handoff)["people"].skipped_at is None


def test_a_task_is_not_skipped_without_a_reason_nor_by_everybody(
    session: Session, handoff: Handoff
) -> None:
    tasks = tasks_of(session, handoff)
    with pytest.raises(FieldErrors):
        plan_edit.skip(session, actor(LENA), handoff.id, tasks["people"].id, "  ", MONDAY)
    with pytest.raises(NotAllowed):
        plan_edit.skip(session, actor(MARIA), handoff.id, tasks["people"].id, "Why not", MONDAY)
    with pytest.raises(NotNow, match="ends in business as usual"):
        plan_edit.skip(session, actor(LENA), handoff.id, tasks["bau"].id, "Why not", MONDAY)


def test_a_task_of_ones_own_stands_in_its_place(session: Session, handoff: Handoff) -> None:
    wish = Edit("Bring the sandbox keys", date(2026, 3, 23), None)
    plan_edit.add(session, actor(MARIA), handoff.id, wish, MONDAY, "one")
    tasks = list(tasks_of(session, handoff).values())
    (own,) = (task for task in tasks if task.is_own)
    assert (own.owner, own.owner_id, own.title) == (Owner.OUTGOING, None, wish.title)
    assert [task.position for task in tasks] == list(range(len(tasks)))
    same_phase = [task.due_on for task in tasks if task.phase == own.phase]
    assert same_phase == sorted(same_phase)


def test_the_same_request_adds_a_task_once(session: Session, handoff: Handoff) -> None:
    wish = Edit("Bring the sandbox keys", date(2026, 3, 23), None)
    for _time in range(2):
        plan_edit.add(session, actor(MARIA), handoff.id, wish, MONDAY, "one")
    assert sum(task.is_own for task in tasks_of(session, handoff).values()) == 1


def test_a_task_of_ones_own_can_be_renamed_and_left_out(session: Session, handoff: Handoff) -> None:
    wish = Edit("Bring the sandbox keys", date(2026, 3, 23), None)
    plan_edit.add(session, actor(MARIA), handoff.id, wish, MONDAY, "one")
    (own,) = (task for task in tasks_of(session, handoff).values() if task.is_own)
    _edit(session, handoff, own.key, MARIA, title="Bring the keys")
    plan_edit.skip(session, actor(MARIA), handoff.id, own.id, "Idris has them", MONDAY)
    task = tasks_of(session, handoff)[own.key]
    assert (task.title, task.skipped_why) == ("Bring the keys", "Idris has them")


def test_only_the_lead_adds_a_task_for_others(session: Session, handoff: Handoff) -> None:
    wish = Edit("Write to the sponsor", date(2026, 3, 23), IDRIS)
    with pytest.raises(FieldErrors, match="Only the lead"):
        plan_edit.add(session, actor(MARIA), handoff.id, wish, MONDAY, "one")
    plan_edit.add(session, actor(LENA), handoff.id, wish, MONDAY, "two")
    (own,) = (task for task in tasks_of(session, handoff).values() if task.is_own)
    assert own.owner is Owner.INCOMING


def test_what_is_done_is_not_edited(session: Session, handoff: Handoff) -> None:
    task = tasks_of(session, handoff)["people"]
    task.done_at, task.done_by = MONDAY, MARIA
    with pytest.raises(NotNow, match="Maria Lindqvist was first"):
        _sheet(session, handoff, "people")


def test_people_hear_what_of_theirs_moved(session: Session, handoff: Handoff) -> None:
    later = tasks_of(session, handoff)["customer_told"].due_on + 7 * DAY
    _edit(session, handoff, "observers", due_on=later)
    session.flush()
    row = session.scalars(select(Outgoing).where(Outgoing.person_id == MARIA)).one()
    found = plan_news.read(session, row)
    assert found is not None
    assert found.by == "Lena Vogt"
    (change,) = found.changes
    assert change.what == "task_changed"
    assert "Tell the customer" in " ".join(title for title, _on in change.yours)


def test_a_task_of_another_handoff_is_not_reached(session: Session, handoff: Handoff) -> None:
    other = plans.start(session, account="Globex")
    task = tasks_of(session, other)["people"]
    with pytest.raises(NotThere):
        plan_edit.open_sheet(session, actor(LENA), handoff.id, task.id)
