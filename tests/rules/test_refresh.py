"""Leads ask for blueprints to be brought up to date, and say no reason (R9, R31)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import dump as dump_blocks
from blocks import refresh as blocks
from handlers import refresh as handlers
from playbook import cadence, dump, refresh, refresh_reading, sections
from playbook.account_blueprint import id_of
from playbook.answers import NOTHING
from playbook.dump_view import SUMMARY, Place, SummaryShown
from playbook.errors import FieldErrors, NotNow, NotThere
from playbook.refresh import Wanted
from storage.choices import Depth, Kind, OwnershipRole, State, Tier
from storage.tables import (
    Base,
    Confirmation,
    Outgoing,
    Person,
    Refresh,
    Workspace,
)
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, TOM, WORKSPACE, actor
from tests.rules import handoffs
from tests.rules.blueprints import rendering, typed
from tests.rules.statements import counted
from tests.rules.surfaces import buttons, words
from tests.rules.test_account_blueprint import hold, lead, own
from workspace.blockkit.validate import check_blocks, check_view

FRIDAY = MONDAY.date() + timedelta(days=4)


def ask(session: Session, key: str = "k", **different: Any) -> int:
    """Let Lena ask Maria for all her accounts by Friday; return the id."""
    facts: dict[str, Any] = {
        "person_ids": (MARIA,),
        "is_team": False,
        "account_ids": (),
        "due_on": FRIDAY,
    }
    wanted = Wanted(**(facts | different))
    asked = refresh.ask(session, actor(LENA), wanted, key, MONDAY)
    assert asked is not None
    return asked.refresh_id


def sent(session: Session) -> list[tuple[str, str | None]]:
    """What was put into the outbox: the effect, and whom it is for."""
    query = select(Outgoing.effect, Outgoing.person_id).order_by(Outgoing.id)
    return [(row.effect, row.person_id) for row in session.execute(query)]


def said(session: Session) -> str:
    """What the newest effect says when it is composed now."""
    row = session.scalars(select(Outgoing).order_by(Outgoing.id.desc())).first()
    assert row is not None
    message = handlers.MESSAGES[row.effect](session, row, MONDAY)
    assert message is not None
    check_blocks(list(message.blocks), "message")
    return words(list(message.blocks))


def test_each_person_is_asked_once_for_all_that_they_own(session: Session) -> None:
    own(session, "Acme")
    own(session, "Birch")
    own(session, "Cedar", owner=TOM)
    ask(session, person_ids=(MARIA, TOM))
    assert sent(session) == [("refresh_asked", MARIA), ("refresh_asked", TOM)]
    row = session.scalars(select(Outgoing).where(Outgoing.person_id == MARIA)).one()
    message = handlers.MESSAGES["refresh_asked"](session, row, MONDAY)
    assert message is not None
    text = words(list(message.blocks))
    assert "Acme" in text
    assert "Birch" in text
    assert "Cedar" not in text
    opening = buttons(list(message.blocks), "dump.open")
    assert [one.get("style") for one in opening] == ["primary"]
    assert buttons(list(message.blocks), "refresh.next")


def test_a_submission_that_arrives_twice_asks_once(session: Session) -> None:
    own(session)
    ask(session)
    again = Wanted((MARIA,), is_team=False, account_ids=(), due_on=FRIDAY)
    assert refresh.ask(session, actor(LENA), again, "k", MONDAY) is None
    assert len(sent(session)) == 1


def test_the_whole_team_is_everybody_whose_manager_or_deputy_the_lead_is(session: Session) -> None:
    own(session, "Acme")
    own(session, "Cedar", owner=TOM)
    lead(session, MARIA)
    ask(session, person_ids=(), is_team=True)
    assert sent(session) == [("refresh_asked", MARIA)]


def test_accounts_alone_ask_their_owners(session: Session) -> None:
    own(session, "Acme")
    cedar = own(session, "Cedar", owner=TOM)
    ask(session, person_ids=(), account_ids=(cedar.id,))
    assert sent(session) == [("refresh_asked", TOM)]


def test_who_is_deactivated_is_not_asked(session: Session) -> None:
    own(session, "Acme")
    own(session, "Cedar", owner=TOM)
    session.get_one(Person, (WORKSPACE, TOM)).deactivated_at = MONDAY
    ask(session, person_ids=(MARIA, TOM))
    assert sent(session) == [("refresh_asked", MARIA)]


@pytest.mark.parametrize(
    ("different", "field"),
    [
        ({"person_ids": ()}, "people"),
        ({"person_ids": (IDRIS,)}, "people"),
        ({"account_ids": (999,)}, "accounts"),
        ({"due_on": None}, "due_on"),
        ({"due_on": MONDAY.date() - timedelta(days=1)}, "due_on"),
        ({"due_on": MONDAY.date() + timedelta(days=366)}, "due_on"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(
    session: Session, different: dict[str, Any], field: str
) -> None:
    own(session)
    with pytest.raises(FieldErrors) as refused:
        ask(session, **different)
    assert list(refused.value.fields) == [field]
    assert sent(session) == []


def test_only_leads_ask(session: Session) -> None:
    own(session)
    wanted = Wanted((MARIA,), is_team=False, account_ids=(), due_on=FRIDAY)
    for who in (MARIA, IDRIS):
        with pytest.raises(NotThere):
            refresh.ask(session, actor(who), wanted, "k", MONDAY)
        with pytest.raises(NotThere):
            refresh_reading.of_lead(session, actor(who), MONDAY)


def test_there_is_no_place_for_a_reason(session: Session) -> None:
    for table in ("refresh", "refresh_account"):
        columns = Base.metadata.tables[table].columns.keys()
        assert not {"reason", "why", "note", "text"} & set(columns)
    shown = words(blocks.form(()))
    assert "reason" not in shown.casefold()
    own(session)
    ask(session)
    assert "leav" not in said(session).casefold()


def test_somebody_whose_departure_is_drafted_is_asked_like_anybody_else(session: Session) -> None:
    handoffs.start(session, account="Acme", state=State.DRAFT)
    ask(session)
    before = said(session)
    assert "Acme" in before
    assert "handoff" not in before.casefold()
    assert "Idris" not in before


def test_one_click_confirms_an_account_and_leads_to_the_next(session: Session) -> None:
    acme, birch = own(session, "Acme"), own(session, "Birch")
    which = ask(session)
    done = refresh.confirm(session, actor(MARIA), id_of(acme.id), MONDAY)
    assert done.account == "Acme"
    assert done.next is not None
    assert done.next.number == id_of(birch.id)
    assert session.execute(select(Confirmation.account_id, Confirmation.at)).one() == (
        acme.id, MONDAY,
    )  # fmt: skip
    found = refresh_reading.progress(session, actor(LENA), which, MONDAY)
    assert (found.done, len(found.lines)) == (1, 2)
    check_view(blocks.confirmed(done), "modal")


def test_the_lead_hears_once_all_of_it_is_done(session: Session) -> None:
    acme = own(session)
    which = ask(session)
    refresh.confirm(session, actor(MARIA), id_of(acme.id), MONDAY)
    assert sent(session)[-1] == ("refresh_done", LENA)
    assert "up to date" in said(session)
    assert session.get_one(Refresh, which).next_at is None


def test_what_is_written_section_by_section_counts_like_a_confirmation(session: Session) -> None:
    acme = own(session)
    which = ask(session)
    number = id_of(acme.id)
    found = refresh_reading.progress(session, actor(LENA), which, MONDAY)
    assert found.lines[0].percent == 0
    write_all(session, number)
    found = refresh_reading.progress(session, actor(LENA), which, MONDAY)
    assert (found.lines[0].percent, found.lines[0].is_done) == (100, True)


def write_all(session: Session, number: int) -> None:
    """Answer all questions of the mini dump as having nothing to report."""
    asked = sections.asked(Kind.CSM_TO_CSM, Depth.MINI)
    values = {NOTHING + q.key: ["nothing"] for part in asked for q in part.questions}
    place = Place(number, "why", rendering(), {})
    dump.turn(session, actor(MARIA), typed(values), place, place, MONDAY, goes_on=True)


def test_nobody_else_confirms_for_the_owner_but_their_lead(session: Session) -> None:
    acme = own(session)
    hold(session, acme, TOM, OwnershipRole.BACKUP)
    for stranger in (IDRIS, TOM, LENA):
        with pytest.raises(NotThere):
            refresh.confirm(session, actor(stranger), id_of(acme.id), MONDAY)
    lead(session)
    assert refresh.confirm(session, actor(LENA), id_of(acme.id), MONDAY).account


def test_on_the_day_the_person_hears_and_on_the_next_the_lead(session: Session) -> None:
    own(session)
    which = ask(session)
    morning = refresh.next_due(session)
    assert morning is not None
    assert morning.date() == FRIDAY
    assert refresh.fall_due(session, morning) == 1
    assert sent(session)[-1] == ("refresh_due", MARIA)
    assert "Today is the day" in said(session)
    later = refresh.next_due(session)
    assert later is not None
    assert later.date() == FRIDAY + timedelta(days=3)  # Monday: Lena does not work on Saturdays
    refresh.fall_due(session, later)
    assert sent(session)[-1] == ("refresh_late", LENA)
    assert "not up to date" in said(session)
    assert refresh.next_due(session) is None
    refresh.fall_due(session, later + timedelta(days=30))
    assert len(sent(session)) == 3
    late = refresh_reading.progress(session, actor(LENA), which, later)
    assert late.is_late
    assert "late" in words(blocks.progress(late))


def test_another_day_is_told_and_reminded_of_instead(session: Session) -> None:
    own(session)
    which = ask(session)
    new = FRIDAY + timedelta(days=7)
    refresh.move(session, actor(LENA), which, new, MONDAY)
    assert sent(session)[-1] == ("refresh_moved", MARIA)
    due = refresh.next_due(session)
    assert due is not None
    assert due.date() == new


def test_withdrawn_nobody_is_reminded_any_more(session: Session) -> None:
    own(session)
    which = ask(session)
    refresh.withdraw(session, actor(LENA), which, MONDAY)
    assert sent(session)[-1] == ("refresh_withdrawn", MARIA)
    assert refresh.next_due(session) is None
    with pytest.raises(NotNow):
        refresh.move(session, actor(LENA), which, FRIDAY, MONDAY)
    row = session.scalars(select(Outgoing)).first()
    assert row is not None
    assert handlers.MESSAGES["refresh_asked"](session, row, MONDAY) is None


def test_only_the_lead_who_asked_sees_how_far_it_is(session: Session) -> None:
    own(session)
    which = ask(session)
    session.get_one(Person, (WORKSPACE, TOM)).is_lead = True
    for other in (TOM, MARIA):
        with pytest.raises(NotThere):
            refresh_reading.progress(session, actor(other), which, MONDAY)
    with pytest.raises(NotThere):
        refresh_reading.mine(session, actor(IDRIS), which)


def test_the_summary_of_an_account_in_no_handoff_offers_to_say_that_it_is_up_to_date(
    session: Session,
) -> None:
    acme = own(session)
    write_all(session, id_of(acme.id))
    shown = dump.open_at(session, actor(MARIA), id_of(acme.id), SUMMARY, rendering())
    assert isinstance(shown, SummaryShown)
    assert shown.touched["why"] == MONDAY
    view = dump_blocks.view(shown)
    check_view(view, "modal")
    assert "submit" not in view
    assert buttons(view, "refresh.confirm")
    assert "last touched" in words(view)


def test_sixty_accounts_cost_as_many_statements_as_one_and_fit_every_surface(
    session: Session,
) -> None:
    own(session, "Acme")
    first = ask(session)
    with counted(session) as few:
        refresh_reading.progress(session, actor(LENA), first, MONDAY)
    for n in range(60):
        own(session, f"Account {n:02}")
    many = ask(session, key="k2")
    with counted(session) as more:
        found = refresh_reading.progress(session, actor(LENA), many, MONDAY)
    assert len(few) == len(more)
    for page in range(4):
        check_view(blocks.progress(found, page), "modal")
        check_view(blocks.mine(refresh_reading.mine(session, actor(MARIA), many), page), "modal")
    assert "… and" in said(session)
    check_view(blocks.form(refresh_reading.of_lead(session, actor(LENA), MONDAY)), "modal")


def test_typed_accounts_are_those_of_the_chosen_people(session: Session) -> None:
    own(session, "Acme")
    own(session, "Cedar", owner=TOM)
    lead(session)
    offered = refresh.offer_accounts(session, actor(LENA), "", [])
    assert [one.name for one in offered] == ["Acme"]
    offered = refresh.offer_accounts(session, actor(LENA), "ced", [TOM])
    assert [one.name for one in offered] == ["Cedar"]


# ------------------------------------------------------------------ the cadence of each tier


LATER = MONDAY + timedelta(days=196, hours=2)
"""A Monday at ten, more than half a year on."""


def look_over(session: Session) -> None:
    """Let the workspace's accounts be looked over in half a year."""
    session.get_one(Workspace, WORKSPACE).fresh_at = None
    cadence.fall_due(session, LATER)


def test_what_nobody_touched_for_long_is_gathered_into_one_message_a_month(
    session: Session,
) -> None:
    own(session, "Acme")
    own(session, "Birch", tier=Tier.HIGH)
    look_over(session)
    look_over(session)
    assert sent(session) == [("blueprints_stale", MARIA)]
    row = session.scalars(select(Outgoing)).one()
    message = handlers.MESSAGES["blueprints_stale"](session, row, LATER)
    assert message is not None
    check_blocks(list(message.blocks), "message")
    text = words(list(message.blocks))
    assert "Acme" in text
    assert "Birch" in text


def test_an_account_in_a_handoff_is_not_prompted_but_one_in_a_draft_is(session: Session) -> None:
    running = handoffs.start(session, account="Acme")
    look_over(session)
    assert sent(session) == []
    running.state = State.DRAFT
    look_over(session)
    assert sent(session) == [("blueprints_stale", MARIA)]


def test_what_was_confirmed_is_fresh(session: Session) -> None:
    acme = own(session)
    refresh.confirm(session, actor(MARIA), id_of(acme.id), LATER - timedelta(days=179))
    look_over(session)
    assert sent(session) == []


def test_nobody_is_prompted_at_night(session: Session) -> None:
    own(session)
    cadence.fall_due(session, LATER.replace(hour=1))
    assert sent(session) == []


def test_nobody_is_prompted_in_the_month_after_installation(session: Session) -> None:
    own(session, tier=Tier.HIGH)
    assert cadence.fall_due(session, MONDAY + timedelta(days=29)) == 0
