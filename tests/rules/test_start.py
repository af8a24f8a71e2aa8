"""Starting a handoff: what a lead opens, and that an account has one at a time (R2, R32)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import start
from playbook.errors import FieldErrors, NotAllowed
from playbook.start_checks import AccountTaken
from storage.choices import (
    Anchor,
    CheckInState,
    Depth,
    State,
)
from storage.database import Database
from storage.tables import (
    Account,
    AuditEntry,
    Base,
    CheckIn,
    Handoff,
    Observer,
    Outgoing,
    Ownership,
    Task,
)
from tests import northwind as company
from tests.northwind import (
    ADA,
    GITA,
    IDRIS,
    LENA,
    MARIA,
    MONDAY,
    PRIYA,
    SAM,
    TOM,
    actor,
)
from tests.rules.starts import (
    SWITCH,
    WISH,
    count,
    errors_of,
    open_acme,
    propose_acme,
    rows,
    set_channel,
)
from tests.rules.statements import counted


def test_a_lead_opens_a_handoff_with_its_plan(northwind: Database) -> None:
    started = open_acme(northwind)
    (handoff,) = rows(northwind, Handoff)
    assert handoff.id == started.handoff_id
    assert (handoff.state, handoff.opened_at) == (State.PREPARING, MONDAY)
    assert (handoff.anchor, handoff.anchor_on) == (Anchor.SWITCH, SWITCH)
    assert (handoff.template, handoff.depth) == ("soft-mid", Depth.SHORT)
    tasks = rows(northwind, Task)
    assert len(tasks) == 24
    assert [task.position for task in tasks] == sorted(task.position for task in tasks)


def test_setting_up_the_handoff_is_the_first_task_that_is_done(northwind: Database) -> None:
    open_acme(northwind)
    done = [task for task in rows(northwind, Task) if task.done_at]
    assert [(task.key, task.done_by, task.done_event) for task in done] == [
        ("created", LENA, "opened")
    ]


def test_the_jobs_are_put_in_the_same_transaction(northwind: Database) -> None:
    started = open_acme(northwind)
    (job,) = rows(northwind, Outgoing)
    assert (job.effect, job.handoff_id) == ("place", started.handoff_id)


def test_check_ins_are_planned_with_their_tasks(northwind: Database) -> None:
    open_acme(northwind)
    check_ins = [one for one in rows(northwind, CheckIn) if one.kind == "sentiment"]
    assert [one.due_on - SWITCH for one in check_ins] == [timedelta(days=7), timedelta(days=21)]
    assert {(one.person_id, one.state) for one in check_ins} == {(LENA, CheckInState.PLANNED)}
    tasks = {task.id: task.event for task in rows(northwind, Task)}
    assert [tasks[one.task_id] for one in check_ins] == [
        f"check_in_answered:{one.key}" for one in check_ins
    ]


def test_the_outgoing_csm_becomes_the_owner_of_an_account_of_which_none_is_known(
    northwind: Database,
) -> None:
    open_acme(northwind)
    (period,) = rows(northwind, Ownership)
    assert (period.person_id, period.since, period.until) == (MARIA, MONDAY, None)


def test_a_known_owner_stays_the_owner(northwind: Database) -> None:
    open_acme(northwind)
    (account,) = rows(northwind, Account)
    northwind.run_sync(_finish)
    open_acme(northwind, replace(WISH, account_id=account.id, outgoing_id=TOM), "two")
    assert [period.person_id for period in rows(northwind, Ownership)] == [MARIA]


def test_observers_are_noted_once_and_who_takes_part_is_none(northwind: Database) -> None:
    open_acme(northwind, replace(WISH, observers=(PRIYA, IDRIS, PRIYA, LENA)))
    assert [observer.person_id for observer in rows(northwind, Observer)] == [PRIYA]


def test_the_reason_is_encrypted_and_in_the_confidential_part_of_the_trail_only(
    northwind: Database,
) -> None:
    open_acme(northwind)
    (entry,) = rows(northwind, AuditEntry)
    assert (entry.what, entry.actor_id) == ("handoff_opened", LENA)
    assert entry.confidential == {"reason": "underperformance"}
    assert "underperformance" not in str(entry.detail)
    with northwind.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            raw = connection.exec_driver_sql(f"SELECT * FROM {table.name}").all()  # noqa: S608
            assert "underperformance" not in str(raw)


def test_a_replayed_request_opens_nothing_twice(northwind: Database) -> None:
    open_acme(northwind)
    assert northwind.run_sync(start.start, actor(LENA), WISH, MONDAY, "one") is None
    assert count(northwind, Handoff) == 1
    assert count(northwind, Outgoing) == 1


def test_who_is_no_lead_opens_nothing(northwind: Database) -> None:
    for person_id in (SAM, ADA):
        with pytest.raises(NotAllowed):
            northwind.run_sync(start.start, actor(person_id), WISH, MONDAY, "one")
    with pytest.raises(NotAllowed):
        northwind.run_sync(start.propose, actor(GITA), WISH, MONDAY, "one")
    assert count(northwind, Handoff) == 0


def test_begin_opens_for_a_lead_and_proposes_for_everybody_else(northwind: Database) -> None:
    by_lead = northwind.run_sync(start.begin, actor(LENA), WISH, MONDAY, "one")
    other = replace(WISH, account_name="Blue Yonder")
    by_sam = northwind.run_sync(start.begin, actor(SAM), other, MONDAY, "two")
    assert by_lead is not None
    assert by_lead.is_open
    assert by_sam is not None
    assert not by_sam.is_open


# An account has one open handoff


def test_an_account_with_an_open_handoff_is_refused_with_where_it_is(northwind: Database) -> None:
    started = open_acme(northwind)
    northwind.run_sync(set_channel, "C0ACME")
    with pytest.raises(AccountTaken) as refused:
        northwind.run_sync(
            start.start, actor(LENA), replace(WISH, account_name="ACME robotics"), MONDAY, "two"
        )
    assert "has a handoff under way already" in refused.value.fields["account"]
    assert refused.value.under_way.handoff_id == started.handoff_id
    assert refused.value.under_way.channel_id == "C0ACME"


def test_who_may_not_know_of_the_open_handoff_is_not_told_where_it_is(northwind: Database) -> None:
    open_acme(northwind)
    with pytest.raises(AccountTaken) as refused:
        northwind.run_sync(start.propose, actor(TOM), WISH, MONDAY, "two")
    assert refused.value.under_way.handoff_id is None
    assert refused.value.under_way.channel_id is None
    assert "Maria" not in str(refused.value)


def test_somebody_elses_draft_is_not_betrayed(northwind: Database) -> None:
    propose_acme(northwind)
    again = northwind.run_sync(start.propose, actor(TOM), WISH, MONDAY, "two")
    assert again is not None
    assert count(northwind, Handoff) == 2


def test_a_second_proposal_of_the_same_person_is_told_that_the_lead_was_asked(
    northwind: Database,
) -> None:
    propose_acme(northwind)
    assert "already" in errors_of(northwind, WISH, SAM)["account"]


def test_a_finished_handoff_leaves_room_for_the_next(northwind: Database) -> None:
    open_acme(northwind)
    northwind.run_sync(_finish)
    open_acme(northwind, key="two")
    assert count(northwind, Account) == 1
    assert count(northwind, Handoff) == 2


def test_two_leads_who_start_the_same_new_account_at_once_get_one_handoff(
    northwind: Database,
) -> None:
    def attempt(number: int) -> str:
        try:
            northwind.run_sync(start.start, actor(LENA), WISH, MONDAY, f"key {number}")
        except AccountTaken:
            return "taken"
        return "opened"

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(attempt, range(4)))
    assert sorted(outcomes) == ["opened", "taken", "taken", "taken"]
    assert count(northwind, Account) == 1


# Names, other workspaces, and what it costs


NAMES = ["<Acme> & Söhne", "🚀 Rocket <!channel>", "مجموعة الأمل", "x" * 200, "İstanbul ﷺ" * 15]


@pytest.mark.parametrize("name", NAMES)
def test_names_are_kept_as_typed(northwind: Database, name: str) -> None:
    started = open_acme(northwind, replace(WISH, account_name=f"  {name}\n"))
    assert started.account == name
    assert rows(northwind, Account)[0].name == name


def test_another_workspace_has_its_own_accounts_and_handoffs(northwind: Database) -> None:
    open_acme(northwind)
    (account,) = rows(northwind, Account)
    northwind.run_sync(company.move_in, "T0OTHER", MONDAY)
    theirs = actor(LENA, "T0OTHER")
    with pytest.raises(FieldErrors) as refused:
        northwind.run_sync(start.start, theirs, replace(WISH, account_id=account.id), MONDAY, "k")
    assert "cannot find this account" in refused.value.fields["account"]
    assert northwind.run_sync(start.start, theirs, WISH, MONDAY, "k2") is not None
    assert count(northwind, Account) == 2


def test_a_start_sends_a_constant_number_of_statements(northwind: Database) -> None:
    def statements(observers: tuple[str, ...], key: str) -> int:
        wish = replace(WISH, account_name=key, observers=observers)

        def counting(session: Session) -> int:
            with counted(session) as sent:
                start.start(session, actor(LENA), wish, MONDAY, key)
                session.flush()
            return len([one for one in sent if not one.startswith("BEGIN")])

        return northwind.run_sync(counting)

    assert statements((PRIYA,), "one") == statements((PRIYA, SAM, TOM), "two") <= 26


def _finish(session: Session) -> None:
    for handoff in session.scalars(select(Handoff)):
        handoff.state = State.BAU
