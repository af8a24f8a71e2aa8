"""Re-planning running handoffs: what moves, what stays, who hears (R11, R13, R14)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import replan
from playbook.errors import FieldErrors, NotAllowed, NotNow
from playbook.hours import STANDARD, moment_for
from playbook.plan import Firm
from playbook.replan import Change
from playbook.templates.model import ANSWERED
from storage.choices import Anchor, CheckInState, FirmDateKind, Mode, Owner, State, Tier
from storage.tables import AuditEntry, CheckIn, FirmDate, Handoff, Outgoing, Waiver
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, SAM, WORKSPACE, actor
from tests.rules import plans
from tests.rules.plans import SWITCH, tasks_of
from tests.rules.statements import counted

WEEK = timedelta(days=7)
LATER = Change(anchor_on=SWITCH + WEEK, reason="Their fiscal year ends")
CALL = Firm("call-20260331-1", FirmDateKind.CALL, "Quarterly review", date(2026, 3, 31))


def test_what_is_shown_before_is_what_is_then_done(session: Session) -> None:
    handoff = plans.start(session)
    shown = replan.preview(session, actor(LENA), handoff.id, LATER, MONDAY)
    done = replan.apply(session, actor(LENA), handoff.id, LATER, MONDAY)
    assert replace(shown, offers=None) == done
    after = tasks_of(session, handoff)
    assert {step.key: step.on for step in shown.steps} == {
        step.key: after[step.key].due_on for step in shown.steps
    }


def test_looking_at_a_change_writes_nothing(session: Session) -> None:
    handoff = plans.start(session)
    with counted(session) as sent:
        replan.preview(session, actor(LENA), handoff.id, LATER, MONDAY)
        session.flush()
    assert not [one for one in sent if not one.startswith(("SELECT", "BEGIN"))]


def test_a_moved_date_moves_what_counts_from_it(session: Session) -> None:
    handoff = plans.start(session)
    before = {key: task.due_on for key, task in tasks_of(session, handoff).items()}
    replan.apply(session, actor(LENA), handoff.id, LATER, MONDAY)
    after = tasks_of(session, handoff)
    assert handoff.anchor_on == SWITCH + WEEK
    for key in ("dump", "intro", "moved", "bau"):
        assert after[key].due_on == before[key] + WEEK


def test_what_is_done_skipped_or_set_by_hand_stays(session: Session) -> None:
    handoff = plans.start(session)
    tasks = tasks_of(session, handoff)
    tasks["dump"].done_at, tasks["dump"].done_by = MONDAY, MARIA
    tasks["champion"].skipped_at, tasks["champion"].skipped_by = MONDAY, LENA
    tasks["dump_call"].moved_by = MARIA
    before = {key: tasks[key].due_on for key in ("dump", "champion", "dump_call")}
    changed = replan.apply(session, actor(LENA), handoff.id, LATER, MONDAY)
    after = tasks_of(session, handoff)
    assert before == {key: after[key].due_on for key in before}
    assert changed.by_hand == (after["dump_call"].title,)


def test_check_ins_move_with_their_tasks(session: Session) -> None:
    handoff = plans.start(session)
    replan.apply(session, actor(LENA), handoff.id, LATER, MONDAY)
    tasks = tasks_of(session, handoff)
    for check_in in session.scalars(select(CheckIn).where(CheckIn.person_id == LENA)):
        assert check_in.due_on == tasks[check_in.key].due_on
        theirs = replace(STANDARD, zone="Europe/Berlin")
        assert check_in.due_at == moment_for(check_in.due_on, theirs)


def test_a_question_that_was_asked_already_is_not_asked_anew(session: Session) -> None:
    handoff = plans.start(session)
    asked = session.scalars(select(CheckIn).order_by(CheckIn.id)).first()
    assert asked is not None
    asked.state, before = CheckInState.ASKED, asked.due_at
    replan.apply(session, actor(LENA), handoff.id, LATER, MONDAY)
    session.expire_all()
    assert asked.due_at == before


def test_another_tier_takes_tasks_out_and_brings_others_in(session: Session) -> None:
    handoff = plans.start(session)
    changed = replan.apply(session, actor(LENA), handoff.id, Change(tier=Tier.LOW), MONDAY)
    tasks = tasks_of(session, handoff)
    assert "dump_call" in {step.key for step in changed.dropped}
    assert "dump_call" not in tasks
    assert (handoff.template, handoff.tier) == ("soft-low", Tier.LOW)
    asking = session.scalars(select(CheckIn).where(CheckIn.state == CheckInState.PLANNED)).all()
    assert {one.key for one in asking} == {key for key, task in tasks.items() if _asks(task.event)}


def test_a_tier_that_is_taken_back_brings_back_the_same_plan(session: Session) -> None:
    handoff = plans.start(session)
    before = {key: task.due_on for key, task in tasks_of(session, handoff).items()}
    for tier in (Tier.LOW, Tier.MID):
        replan.apply(session, actor(LENA), handoff.id, Change(tier=tier), MONDAY)
    assert {key: task.due_on for key, task in tasks_of(session, handoff).items()} == before
    planned = session.scalars(select(CheckIn).where(CheckIn.state == CheckInState.PLANNED)).all()
    assert {one.key for one in planned} == {
        key for key, task in tasks_of(session, handoff).items() if _asks(task.event)
    }
    assert all(one.task_id for one in planned)


def test_another_mode_counts_from_its_own_date(session: Session) -> None:
    handoff = plans.start(session)
    replan.apply(session, actor(LENA), handoff.id, Change(mode=Mode.HARD), MONDAY)
    assert (handoff.anchor, handoff.template) == (Anchor.LAST_CONTACT, "hard-mid")
    assert tasks_of(session, handoff)["moved"].due_on == SWITCH


def test_tasks_are_shown_by_phase_and_date_afterwards(session: Session) -> None:
    handoff = plans.start(session)
    replan.apply(session, actor(LENA), handoff.id, Change(mode=Mode.HARD), MONDAY)
    tasks = list(tasks_of(session, handoff).values())
    assert [task.position for task in tasks] == list(range(len(tasks)))
    phases = [task.phase for task in tasks]
    assert phases == sorted(phases, key=lambda phase: list(State).index(State(phase)))


def test_nothing_of_the_incoming_csm_comes_before_they_are_there(session: Session) -> None:
    handoff = plans.start(session)
    starts_on = SWITCH - timedelta(days=3)
    change = Change(incoming_starts_on=starts_on)
    shown = replan.preview(session, actor(LENA), handoff.id, change, MONDAY)
    assert shown.misfit is not None
    change = replace(change, waiver="They cannot come sooner")
    replan.apply(session, actor(LENA), handoff.id, change, MONDAY)
    for task in tasks_of(session, handoff).values():
        assert Owner.INCOMING not in task.owner.each or task.due_on >= starts_on


def test_scheduled_calls_become_tasks_that_no_plan_moves(session: Session) -> None:
    handoff = plans.start(session)
    replan.apply(session, actor(LENA), handoff.id, Change(firm=(CALL,)), MONDAY)
    call = tasks_of(session, handoff)[CALL.key]
    assert (call.due_on, call.owner, call.is_firm) == (CALL.on, Owner.BOTH, True)
    later = replace(LATER, anchor_on=SWITCH + 2 * WEEK)
    replan.apply(session, actor(LENA), handoff.id, later, MONDAY)
    call = tasks_of(session, handoff)[CALL.key]
    assert (call.due_on, call.owner) == (CALL.on, Owner.OUTGOING)  # not introduced by then
    replan.apply(session, actor(LENA), handoff.id, Change(firm=()), MONDAY)
    assert CALL.key not in tasks_of(session, handoff)
    assert not session.scalars(select(FirmDate)).all()


def test_the_customer_is_told_that_it_takes_longer_once_they_were_told_at_all(
    session: Session,
) -> None:
    handoff = plans.start(session)
    assert not replan.preview(session, actor(LENA), handoff.id, LATER, MONDAY).tells_customer
    tasks_of(session, handoff)["customer_told"].done_at = MONDAY
    changed = replan.apply(session, actor(LENA), handoff.id, LATER, MONDAY)
    assert changed.tells_customer
    (task,) = (one for one in tasks_of(session, handoff).values() if one.is_own)
    assert (task.owner, task.due_on) == (Owner.OUTGOING, MONDAY.date() + timedelta(days=2))


def test_what_is_late_already_stays_late(session: Session) -> None:
    handoff = plans.start(session)
    later = MONDAY + timedelta(days=20)
    before = tasks_of(session, handoff)["dump"].due_on
    assert before < later.date()
    changed = replan.apply(session, actor(LENA), handoff.id, Change(firm=(CALL,)), later)
    assert [step.key for step in changed.steps] == [CALL.key]
    assert tasks_of(session, handoff)["dump"].due_on == before


def test_a_plan_that_does_not_fit_says_what_breaks_it_and_what_would_fit(
    session: Session,
) -> None:
    handoff = plans.start(session)
    sooner = Change(anchor_on=MONDAY.date() + timedelta(days=14))
    shown = replan.preview(session, actor(LENA), handoff.id, sooner, MONDAY)
    assert shown.misfit is not None
    assert shown.misfit.title == "Agree on the customer message"
    assert shown.misfit.days == 12
    assert shown.offers is not None
    assert shown.offers.earliest == date(2026, 3, 30)
    assert shown.offers.modes == (Mode.HARD, Mode.ABRUPT)


def test_what_comes_too_late_is_set_aside_in_writing_and_stays_listed(session: Session) -> None:
    handoff = plans.start(session)
    sooner = Change(anchor_on=MONDAY.date() + timedelta(days=14))
    with pytest.raises(FieldErrors) as refused:
        replan.apply(session, actor(LENA), handoff.id, sooner, MONDAY)
    assert set(refused.value.fields) == {"waiver"}
    anyway = replace(sooner, waiver="They leave sooner")
    done = replan.apply(session, actor(LENA), handoff.id, anyway, MONDAY)
    waiver = session.scalars(select(Waiver)).one()
    assert "Agree on the customer message" in waiver.missing == list(done.gaps)
    assert (waiver.reason, waiver.by) == ("They leave sooner", LENA)


def test_what_was_set_aside_once_is_not_asked_again(session: Session) -> None:
    handoff = plans.start(session)
    sooner = Change(anchor_on=MONDAY.date() + timedelta(days=14), waiver="They leave sooner")
    replan.apply(session, actor(LENA), handoff.id, sooner, MONDAY)
    call = replan.preview(session, actor(LENA), handoff.id, Change(firm=(CALL,)), MONDAY)
    assert call.misfit is not None
    assert call.gaps == ()


def test_an_abrupt_plan_is_not_asked_whether_it_fits(session: Session) -> None:
    handoff = plans.start(session, name="abrupt-mid", anchor_on=MONDAY.date())
    earlier = Change(anchor_on=MONDAY.date() - WEEK)
    shown = replan.preview(session, actor(LENA), handoff.id, earlier, MONDAY)
    assert (shown.misfit, shown.gaps) == (None, ())


def test_everybody_concerned_hears_at_once_but_who_did_it(session: Session) -> None:
    handoff = plans.start(session)
    replan.apply(session, actor(LENA), handoff.id, LATER, MONDAY)
    queued = session.scalars(select(Outgoing).where(Outgoing.effect == "plan_changed")).all()
    assert {row.person_id for row in queued} == {MARIA, IDRIS}
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.what == "plan_changed"))
    assert entry.detail["was_anchor_on"] == SWITCH.isoformat()
    assert entry.detail["reason"] == LATER.reason


def test_nothing_is_written_or_said_where_nothing_changes(session: Session) -> None:
    handoff = plans.start(session)
    changed = replan.apply(session, actor(LENA), handoff.id, Change(), MONDAY)
    assert changed.is_empty
    assert handoff.version == 1
    assert not session.scalars(select(Outgoing)).all()


@pytest.mark.parametrize("who", [MARIA, IDRIS])
def test_only_the_lead_changes_what_the_plan_counts_from(session: Session, who: str) -> None:
    handoff = plans.start(session)
    with pytest.raises(NotAllowed):
        replan.preview(session, actor(who), handoff.id, LATER, MONDAY)


def test_a_lead_of_others_cannot_replan_a_book_that_is_not_theirs(session: Session) -> None:
    handoff = plans.start(session)
    with pytest.raises(NotAllowed, match="Acme Robotics"):
        replan.apply_many(session, actor(SAM), [handoff.id], LATER, MONDAY)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (Change(anchor_on=SWITCH + WEEK), "reason"),
        (Change(anchor_on=MONDAY.date() - WEEK), "anchor_on"),
        (Change(anchor_on=MONDAY.date() + timedelta(days=800), reason="Why not"), "anchor_on"),
        (Change(mode=Mode.ABRUPT), "anchor_on"),
        (Change(incoming_starts_on=MONDAY.date() + timedelta(days=800)), "incoming_starts_on"),
    ],
)
def test_a_change_that_cannot_be_is_refused_at_its_field(
    session: Session, change: Change, field: str
) -> None:
    handoff = plans.start(session)
    with pytest.raises(FieldErrors) as refused:
        replan.preview(session, actor(LENA), handoff.id, change, MONDAY)
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize("state", [State.BAU, State.CLOSED, State.CANCELLED])
def test_a_plan_that_does_not_run_is_not_moved(session: Session, state: State) -> None:
    handoff = plans.start(session, state=state)
    with pytest.raises(NotNow):
        replan.preview(session, actor(LENA), handoff.id, LATER, MONDAY)


def test_a_whole_book_is_moved_in_as_many_statements_as_one_handoff(session: Session) -> None:
    book = [plans.start(session, account=f"Account {number}").id for number in range(20)]

    def statements(handoff_ids: list[int], days: int) -> int:
        change = Change(anchor_on=SWITCH + timedelta(days=days), reason="They leave later")
        with counted(session) as sent:
            replan.apply_many(session, actor(LENA), handoff_ids, change, MONDAY)
            session.flush()
        session.expire_all()
        return len(sent)

    assert statements(book[:2], 7) == statements(book, 14) <= 22
    moved = session.scalars(select(Handoff.anchor_on)).all()
    assert set(moved) == {SWITCH + timedelta(days=14)}


def test_each_person_hears_once_of_a_whole_book(session: Session) -> None:
    book = [plans.start(session, account=f"Account {number}").id for number in range(3)]
    replan.apply_many(session, actor(LENA), book, LATER, MONDAY)
    queued = session.scalars(select(Outgoing).where(Outgoing.workspace_id == WORKSPACE)).all()
    assert sorted(str(row.person_id) for row in queued) == sorted([MARIA, IDRIS])
    assert all(row.detail == {"handoffs": book} for row in queued)


def _asks(event: str | None) -> bool:
    return (event or "").startswith(tuple(ANSWERED.values()))
