"""Starting a handoff: opened by a lead, or proposed as a silent draft (R2, R3, R31, R32)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from playbook import start, start_form
from playbook.access import open_handoff
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from playbook.people import Profile, meet
from playbook.start import Started
from playbook.start_checks import AccountTaken
from playbook.start_form import Channel, Wish
from storage.choices import (
    Anchor,
    CheckInState,
    Depth,
    Kind,
    Mode,
    Place,
    Reason,
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
    Person,
    Task,
)
from tests import northwind as company
from tests.northwind import (
    ADA,
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
from tests.rules.statements import counted

SWITCH = MONDAY.date() + timedelta(days=35)
WISH = Wish(
    account_name="Acme Robotics",
    reason=Reason.UNDERPERFORMANCE,
    outgoing_id=MARIA,
    incoming_id=IDRIS,
    lead_id=LENA,
    anchor_on=SWITCH,
    observers=(PRIYA,),
)
FOREIGN = "U0STRANGER"


def open_acme(northwind: Database, wish: Wish = WISH, key: str = "one") -> Started:
    """Let Lena start the handoff."""
    started = northwind.run_sync(start.start, actor(LENA), wish, MONDAY, key)
    assert started is not None
    return started


def propose_acme(northwind: Database, wish: Wish = WISH, key: str = "one") -> Started:
    """Let Sam, who is no lead, propose the handoff."""
    started = northwind.run_sync(start.propose, actor(SAM), wish, MONDAY, key)
    assert started is not None
    return started


def rows(northwind: Database, table: type[Base]) -> list[Any]:
    """Return all rows of a table."""
    return northwind.read_sync(lambda session: list(session.scalars(select(table))))


def count(northwind: Database, table: type[Base]) -> int:
    """Return how many rows a table has."""
    return northwind.read_sync(
        lambda session: session.scalar(select(func.count()).select_from(table)) or 0
    )


def errors_of(northwind: Database, wish: Wish, who: str = LENA) -> dict[str, str]:
    """Return what is wrong with a wish; nothing may have been written."""
    use_case = start.start if who == LENA else start.propose
    with pytest.raises(FieldErrors) as refused:
        northwind.run_sync(use_case, actor(who), wish, MONDAY, "wrong")
    return refused.value.fields


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
    check_ins = rows(northwind, CheckIn)
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


# What is wrong, field by field


def _today(days: int) -> date:
    return MONDAY.date() + timedelta(days=days)


PUBLIC = Channel("C0TEAM", is_public=True)
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
    ("past", {"anchor_on": _today(-1)}, "anchor_on", "This date is in the past."),
    ("far", {"anchor_on": date(9999, 12, 31)}, "anchor_on", "more than two years ahead"),
    ("near", {"anchor_on": _today(20)}, "anchor_on", "would have been due 6 days ago"),
    (
        "known later",
        {"mode": Mode.ABRUPT, "anchor_on": _today(1)},
        "anchor_on",
        "choose today, or the day it was",
    ),
    (
        "known long ago",
        {"mode": Mode.ABRUPT, "anchor_on": _today(-31)},
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
    said = errors_of(northwind, replace(WISH, anchor_on=_today(18)))["anchor_on"]
    assert "“Agree on the customer message”" in said
    assert "from 30 Mar 2026 on" in said
    assert "choose hard or abrupt" in said
    open_acme(northwind, replace(WISH, anchor_on=date(2026, 3, 30)))


@pytest.mark.parametrize(
    ("mode", "anchor_on", "anchor"),
    [
        (Mode.HARD, _today(9), Anchor.LAST_CONTACT),
        (Mode.HARD, _today(0), Anchor.LAST_CONTACT),
        (Mode.ABRUPT, _today(0), Anchor.DEPARTURE),
        (Mode.ABRUPT, _today(-3), Anchor.DEPARTURE),
    ],
)
def test_hard_and_abrupt_start_however_little_time_there_is(
    northwind: Database, mode: Mode, anchor_on: date, anchor: Anchor
) -> None:
    started = open_acme(northwind, replace(WISH, mode=mode, anchor_on=anchor_on))
    (handoff,) = rows(northwind, Handoff)
    assert handoff.anchor is anchor
    assert started.standard == "soft handoff, mid touch"
    assert min(task.due_on for task in rows(northwind, Task)) >= MONDAY.date()


def test_an_abrupt_handoff_needs_nobody_to_hand_over(northwind: Database) -> None:
    wish = replace(WISH, mode=Mode.ABRUPT, anchor_on=_today(0), outgoing_id=None)
    open_acme(northwind, wish)
    assert rows(northwind, Handoff)[0].outgoing_id is None
    assert count(northwind, Ownership) == 0


def test_a_signature_may_be_some_days_ago(northwind: Database) -> None:
    wish = replace(WISH, kind=Kind.SALES_TO_CS, anchor_on=_today(-2))
    open_acme(northwind, wish)
    assert rows(northwind, Handoff)[0].anchor is Anchor.SIGNATURE


def test_a_date_is_judged_by_the_starters_own_calendar(northwind: Database) -> None:
    northwind.run_sync(_make_lead, SAM)
    late = datetime.fromisoformat("2026-03-03T02:00:00Z")  # still Monday in New York
    wish = replace(WISH, mode=Mode.HARD, anchor_on=MONDAY.date(), lead_id=SAM)
    assert northwind.run_sync(start.start, actor(SAM), wish, late, "one") is not None
    with pytest.raises(FieldErrors):
        northwind.run_sync(start.start, actor(LENA), replace(wish, account_name="B"), late, "two")


def test_a_public_channel_is_used_once_that_is_confirmed(northwind: Database) -> None:
    open_acme(northwind, replace(WISH, place=Place.THREAD, channel=PUBLIC, public_is_fine=True))
    (handoff,) = rows(northwind, Handoff)
    assert (handoff.place, handoff.channel_id) == (Place.THREAD, "C0TEAM")


def test_a_channel_that_was_chosen_and_then_not_wanted_is_not_kept(northwind: Database) -> None:
    open_acme(northwind, replace(WISH, place=Place.CHANNEL, channel=PUBLIC))
    assert rows(northwind, Handoff)[0].channel_id is None


# An account has one open handoff


def test_an_account_with_an_open_handoff_is_refused_with_where_it_is(northwind: Database) -> None:
    started = open_acme(northwind)
    northwind.run_sync(_set_channel, "C0ACME")
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


# Drafts


def test_a_proposal_is_a_silent_draft_without_a_reason(northwind: Database) -> None:
    started = propose_acme(northwind)
    (handoff,) = rows(northwind, Handoff)
    assert (handoff.state, handoff.reason, handoff.lead_id) == (State.DRAFT, None, LENA)
    assert not started.is_open
    for table in (Task, CheckIn, Ownership):
        assert count(northwind, table) == 0
    (dm,) = rows(northwind, Outgoing)
    assert (dm.effect, dm.person_id) == ("draft", LENA)
    (entry,) = rows(northwind, AuditEntry)
    assert (entry.what, entry.confidential) == ("handoff_proposed", None)


@pytest.mark.parametrize("who", [SAM, MARIA, IDRIS, PRIYA, ADA])
def test_nobody_but_its_lead_opens_a_draft(northwind: Database, who: str) -> None:
    started = propose_acme(northwind)
    with pytest.raises(NotThere):
        northwind.read_sync(open_handoff, actor(who), started.handoff_id)
    with pytest.raises(NotThere):
        northwind.read_sync(start_form.draft_form, actor(who), started.handoff_id, MONDAY)
    with pytest.raises((NotThere, NotAllowed)):
        northwind.run_sync(start.open_draft, actor(who), started.handoff_id, WISH, MONDAY)
    assert rows(northwind, Handoff)[0].state is State.DRAFT


def test_its_lead_opens_a_draft_with_a_reason_and_with_changes(northwind: Database) -> None:
    started = propose_acme(northwind)
    form = northwind.read_sync(start_form.draft_form, actor(LENA), started.handoff_id, MONDAY)
    assert form.draft_id == started.handoff_id
    assert form.wish.reason is None
    assert form.wish.observers == (PRIYA,)
    wish = replace(form.wish, reason=Reason.PROMOTION, incoming_id=TOM, observers=(IDRIS,))
    opened = northwind.run_sync(
        start.open_draft, actor(LENA), started.handoff_id, wish, MONDAY + timedelta(hours=1)
    )
    (handoff,) = rows(northwind, Handoff)
    assert opened.is_open
    assert (handoff.state, handoff.incoming_id) == (State.PREPARING, TOM)
    assert (handoff.reason, handoff.started_by) == (Reason.PROMOTION, SAM)
    assert [observer.person_id for observer in rows(northwind, Observer)] == [IDRIS]
    assert [row.effect for row in rows(northwind, Outgoing)] == ["draft", "place"]
    assert count(northwind, Task) == 24


def test_a_draft_needs_the_reason_to_be_opened(northwind: Database) -> None:
    started = propose_acme(northwind)
    with pytest.raises(FieldErrors) as refused:
        northwind.run_sync(start.open_draft, actor(LENA), started.handoff_id, _no_reason(), MONDAY)
    assert list(refused.value.fields) == ["reason"]


def test_a_draft_is_opened_once(northwind: Database) -> None:
    started = propose_acme(northwind)
    northwind.run_sync(start.open_draft, actor(LENA), started.handoff_id, WISH, MONDAY)
    with pytest.raises(NotNow, match="Acme Robotics is open already"):
        northwind.run_sync(start.open_draft, actor(LENA), started.handoff_id, WISH, MONDAY)
    with pytest.raises(NotNow):
        northwind.read_sync(start_form.draft_form, actor(LENA), started.handoff_id, MONDAY)
    assert count(northwind, Task) == 24


def test_a_draft_of_an_account_that_was_opened_meanwhile_stays_a_draft(
    northwind: Database,
) -> None:
    draft = propose_acme(northwind)
    open_acme(northwind, key="two")
    with pytest.raises(AccountTaken):
        northwind.run_sync(start.open_draft, actor(LENA), draft.handoff_id, WISH, MONDAY)


# Where it is posted, when no channel could be made


def test_the_lead_chooses_another_place_and_the_set_up_begins_anew(northwind: Database) -> None:
    started = open_acme(northwind)
    channel = Channel("C0TEAM")
    for key in ("click", "click"):
        account = northwind.run_sync(
            start.choose_place, actor(LENA), started.handoff_id, channel, MONDAY, key
        )
        assert account == "Acme Robotics"
    (handoff,) = rows(northwind, Handoff)
    assert (handoff.place, handoff.channel_id) == (Place.THREAD, "C0TEAM")
    assert [row.effect for row in rows(northwind, Outgoing)] == ["place", "place"]


@pytest.mark.parametrize(
    ("who", "channel"),
    [
        (MARIA, Channel("C0TEAM")),
        (LENA, Channel("C0X", is_shared=True)),
        (LENA, Channel("C0X", is_archived=True)),
    ],
)
def test_no_other_place_is_taken_from_others_or_where_others_read(
    northwind: Database, who: str, channel: Channel
) -> None:
    started = open_acme(northwind)
    with pytest.raises((NotAllowed, NotNow)):
        northwind.run_sync(
            start.choose_place, actor(who), started.handoff_id, channel, MONDAY, "click"
        )
    assert count(northwind, Outgoing) == 1


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


def _set_channel(session: Session, channel_id: str) -> None:
    for handoff in session.scalars(select(Handoff)):
        handoff.channel_id = channel_id


def _make_lead(session: Session, person_id: str) -> None:
    session.get_one(Person, (WORKSPACE, person_id)).is_lead = True


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


def _no_reason() -> Wish:
    return replace(WISH, reason=None)
