"""Silences come to each person in one message a morning: after an outage too, and once."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blocks import due as due_blocks
from blocks import silence as one_block
from blocks import silences as blocks
from bot.journeys import composers
from playbook import attention, check_in, gathered, ledger, reminders, silence, silences
from playbook.errors import NotAllowed, NotThere
from playbook.gathered import Gathered
from playbook.silence import EFFECT
from playbook.silences import PAGE, Silences, Silent, Told
from storage.choices import Delivery, State
from storage.database import Database
from storage.tables import Outgoing
from tests.northwind import ADA, IDRIS, LENA, MARIA, MONDAY, TOM, WORKSPACE, actor
from tests.rules.check_ins import checked_in_on
from tests.rules.crawler import Crawler
from tests.rules.silences import ASKED, BACK, RAISED, side_by_side, silent_at
from workspace.blockkit.validate import check_blocks, check_view
from workspace.client import words

A_DAY = timedelta(days=1)

Begin = Callable[[Session, str], object]
FallDue = Callable[[Session, datetime, int], int]
Listed = Callable[[Session, Outgoing], Told | Gathered]

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def accounts(count: int) -> list[str]:
    """Return the names of so many accounts, in their order."""
    return [f"Account {n:02}" for n in range(count)]


def go_on(session: Session, now: datetime) -> None:
    """Let the worker deal with all that is due, in batches as it does."""
    reminders.reckon(session, now)
    while silence.fall_due(session, now, 20) == 20:
        reminders.reckon(session, now)
    session.flush()


def messages(session: Session, person_id: str) -> list[Outgoing]:
    """Return what somebody is told of silence, in order."""
    query = select(Outgoing).where(Outgoing.effect == EFFECT, Outgoing.person_id == person_id)
    return list(session.scalars(query.order_by(Outgoing.id)))


def said(session: Session, person_id: str) -> str | None:
    """Return what somebody's one message would say if it were sent now; None: it is not sent."""
    (row,) = messages(session, person_id)
    composed = composers()[EFFECT](session, row, BACK)
    if composed is None:
        return None
    check_blocks(list(composed.blocks), "message")
    return words({"text": composed.text, "blocks": list(composed.blocks)})


@on_sqlite
class TestAfterAnOutage:
    def test_three_weeks_down_with_thirty_handoffs_are_one_message_a_person(
        self, session: Session
    ) -> None:
        silent_at(session, *accounts(30), names=["Dana Fox", "Kofi Mensah"])
        for hour in range(3):
            go_on(session, BACK + timedelta(hours=hour))
        assert [len(messages(session, one)) for one in (IDRIS, LENA)] == [1, 0]
        asked = said(session, IDRIS)
        assert asked is not None
        assert asked.count("2 people are silent, the first since") == 30
        assert "*no signal* since" not in asked
        go_on(session, BACK + A_DAY)
        assert [len(messages(session, one)) for one in (IDRIS, LENA)] == [1, 1]
        raised = said(session, LENA)
        assert raised is not None
        assert "it ranks below neutral" in raised
        assert raised.count("Account ") == raised.count("Who is silent…") == 30

    def test_nothing_of_it_goes_to_the_leads_channel(self, session: Session) -> None:
        silent_at(session, *accounts(3))
        for day in range(4):
            go_on(session, BACK + day * A_DAY)
        query = select(func.count()).where(Outgoing.person_id.is_(None))
        assert session.scalar(query) == 0

    def test_where_somebody_was_heard_from_meanwhile_a_handoff_drops_out(
        self, session: Session
    ) -> None:
        found = silent_at(session, *accounts(3))
        go_on(session, BACK)
        for n, (handoff, (dana,)) in enumerate(found):
            silences.heard(session, actor(LENA), handoff.id, dana, BACK)
            session.flush()
            text = said(session, IDRIS)
            if n == 0:
                assert text is not None
                assert "Silence at 2 accounts" in text
                assert "Account 00" not in text
            elif n == 1:
                assert text is not None
                assert "Silence at Account 02" in text
                assert "I heard from them" in text
            else:
                assert text is None

    def test_what_is_paused_and_what_somebody_else_has_now_drop_out_too(
        self, session: Session
    ) -> None:
        found = [handoff for handoff, _contacts in silent_at(session, *accounts(4))]
        go_on(session, BACK)
        found[0].state = State.ON_HOLD
        found[1].incoming_id = TOM
        session.flush()
        text = said(session, IDRIS)
        assert text is not None
        assert "Silence at 2 accounts" in text

    def test_the_ledger_shows_each_with_its_fate(self, session: Session) -> None:
        silent_at(session, *accounts(3))
        go_on(session, BACK)
        found = ledger.read(session, actor(LENA))
        told = [(one.account, one.person_id) for one in found.entries]
        assert told == [(account, IDRIS) for account in accounts(3)]
        messages(session, IDRIS)[0].state = Delivery.DROPPED
        session.flush()
        view = words(due_blocks.ledger(ledger.read(session, actor(LENA))))
        assert view.count("Silence") == view.count("Not sent: there was no need any more") == 3

    def test_undelivered_it_raises_the_flag_of_every_handoff(self, session: Session) -> None:
        found = [handoff for handoff, _contacts in silent_at(session, *accounts(2))]
        go_on(session, BACK)
        messages(session, IDRIS)[0].state = Delivery.UNDELIVERABLE
        session.flush()
        for handoff in found:
            attention.reckon(session, handoff, BACK)
        assert {one.attention_why for one in found} == {attention.Why.UNDELIVERABLE}


@on_sqlite
class TestOnAnyDay:
    def test_two_that_fall_due_on_one_morning_come_in_one_message(self, session: Session) -> None:
        silent_at(session, *accounts(2))
        go_on(session, ASKED)
        go_on(session, RAISED)
        assert "Silence at 2 accounts" in (said(session, IDRIS) or "")
        assert "*no signal* since" in (said(session, LENA) or "")

    def test_one_alone_names_who_is_silent_with_a_click_for_each(self, session: Session) -> None:
        silent_at(session, "Acme Robotics", names=["Dana Fox", "Kofi Mensah"])
        go_on(session, ASKED)
        assert (said(session, IDRIS) or "").count("I heard from them") == 2

    def test_a_message_that_waits_takes_in_more_and_one_that_was_sent_is_followed_by_another(
        self, session: Session
    ) -> None:
        *more, last = accounts(4)
        for n, account in enumerate(more):
            silent_at(session, account)
            go_on(session, ASKED + timedelta(hours=n))
            (row,) = messages(session, IDRIS)
        row.state = Delivery.SENT
        silent_at(session, last)
        go_on(session, ASKED + timedelta(hours=3))
        told = [silences.told(session, one).handoffs for one in messages(session, IDRIS)]
        assert [[one.account for one in handoffs] for handoffs in told] == [more, [last]]

    def test_messages_that_arrived_are_found_by_each_handoff_they_tell_of(
        self, session: Session
    ) -> None:
        found = [handoff for handoff, _contacts in silent_at(session, *accounts(2))]
        go_on(session, ASKED)
        assert not silences.listing(session, WORKSPACE, found[0].id)
        (row,) = messages(session, IDRIS)
        row.state, row.channel_id, row.ts = Delivery.SENT, "D1", "1.1"
        session.flush()
        for handoff in found:
            assert silences.listing(session, WORKSPACE, handoff.id) == [row]


@on_sqlite
def test_lists_and_people_are_opened_by_those_whom_they_are_for(session: Session) -> None:
    ((handoff, _contacts),) = silent_at(session, "Acme Robotics")
    go_on(session, ASKED)
    (row,) = messages(session, IDRIS)
    assert [one.account for one in silences.page(session, actor(IDRIS), row.id, 7).shown] == [
        "Acme Robotics"
    ]
    for number in (row.id, 10**6):
        with pytest.raises(NotThere):
            silences.page(session, actor(LENA), number, 0)
    check_view(one_block.view(silences.read(session, actor(LENA), handoff.id)), "modal")
    with pytest.raises(NotAllowed):
        silences.read(session, actor(MARIA), handoff.id)
    with pytest.raises(NotThere):
        silences.read(session, actor(TOM), handoff.id)


@on_sqlite
def test_what_is_clicked_shows_in_the_window_and_in_the_message(northwind: Database) -> None:
    def arrive(session: Session) -> int:
        ((handoff, (dana,)), *_others) = silent_at(session, *accounts(3))
        go_on(session, ASKED)
        (row,) = messages(session, IDRIS)
        row.state, row.channel_id, row.ts = Delivery.SENT, "D1", "1.1"
        silences.heard(session, actor(IDRIS), handoff.id, dana, ASKED)
        return row.id

    row_id = northwind.run_sync(arrive)
    idris = Crawler(northwind, IDRIS, ASKED)
    window = {"id": "V1", "type": "modal", "private_metadata": str(row_id)}
    shown = {}
    for action, value in (
        ("silence.open", "2"),
        ("silence.all", str(row_id)),
        ("silence.page", "0"),
        ("silence.heard", "1:1"),
        ("silence.tried", "2:2"),
    ):
        pressed = {"type": "button", "action_id": action, "block_id": "b", "value": value}
        press = {"type": "block_actions", "team": {"id": WORKSPACE}, "actions": [pressed]}
        idris.ear.shown.clear()
        asyncio.run(idris.replay({action: {**press, "view": window}}))
        shown[action] = words(idris.ear.shown)
    assert "I heard from them" in shown["silence.open"]
    for action in ("silence.all", "silence.page"):
        assert shown[action].count("Who is silent…") == 2
    assert "Everybody was heard from" in shown["silence.heard"]
    for action in ("silence.heard", "silence.tried"):
        assert "Silence at 2 accounts" in shown[action]


def test_more_than_a_message_holds_are_read_page_by_page() -> None:
    found = Told(7, tuple(_silences(n) for n in range(2 * PAGE + 5)))
    text, content = blocks.message(found)
    check_blocks(content, "message")
    assert text == "Nothing was heard from key stakeholders of 85 accounts."
    assert "45 more are in the list." in words(content)
    assert "Show all" in words(content)
    pages = [blocks.view(replace(found, page=page)) for page in range(found.pages)]
    assert [words(page).count("Who is silent…") for page in pages] == [PAGE, PAGE, 5]
    for page in pages:
        check_view(page, "modal")


def test_those_that_count_as_no_signal_are_first_and_those_heard_from_are_counted() -> None:
    heard = replace(_silences(0), silent=(replace(_silent(), heard_at=BACK, heard_by=ADA),))
    raised = replace(_silences(3), silent=(replace(_silent(), raised_at=RAISED),))
    found = Told(7, (heard, _silences(1), raised))
    assert [one.handoff_id for one in found.waiting] == [3, 1]
    assert "1 was heard from." in words(blocks.message(found)[1])
    text, content = blocks.message(Told(7, (heard, heard)))
    assert text in words(content)
    assert "Nobody in this list is silent any more" in text


@pytest.mark.parametrize("kind", ["silences", "questions"])
def test_two_workers_at_the_same_moment_gather_into_one_message(
    northwind: Database, kind: str
) -> None:
    begin, fall_due, effect, listed = GATHERED[kind]
    for account in accounts(4):
        northwind.run_sync(begin, account)
    side_by_side(northwind, lambda session: fall_due(session, BACK, 2))
    query = select(Outgoing).where(Outgoing.effect == effect)
    row = northwind.read_sync(lambda session: session.scalars(query).one())
    assert len(northwind.read_sync(listed, row).waiting) == 4


def _ask_of(session: Session, account: str) -> None:
    checked_in_on(session, 7, account=account)


GATHERED: Mapping[str, tuple[Begin, FallDue, str, Listed]] = {
    "silences": (silent_at, silence.fall_due, EFFECT, silences.told),
    "questions": (_ask_of, check_in.fall_due, gathered.GATHERED, gathered.read),
}


def _silent() -> Silent:
    return Silent(1, "Dana Fox", "", MONDAY, ASKED, None, None, None, None, None)


def _silences(n: int) -> Silences:
    return Silences(n, "<!channel> & *" * 20, (_silent(), replace(_silent(), contact_id=2)))
