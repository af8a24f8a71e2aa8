"""The start form: what is known by default, who may be the lead, suggestions (R3, R31, R32)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import accounts, people, start, start_form, template_copies, templates
from playbook.accounts import UnderWay
from playbook.errors import NotAllowed, NotNow
from playbook.start_form import Form, Last
from playbook.templates.model import Offset
from playbook.wish import Channel, Wish
from storage.choices import Anchor, Kind, Mode, OwnershipRole, Place, Reason, Tier
from storage.database import Database
from storage.tables import Ownership, Person, PersonSettings, Workspace
from tests.northwind import (
    ADA,
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
from tests.rules.starts import WISH, make_lead, set_channel
from tests.rules.statements import counted


def form_for(northwind: Database, person_id: str, account_name: str = "") -> Form:
    """Return the form that somebody begins with."""
    return northwind.read_sync(start_form.start_form, actor(person_id), account_name, MONDAY)


def again(northwind: Database, wish: Wish, **last: Any) -> Form:
    """Return the form for what Lena's modal holds by now; `last` is what was suggested last."""
    return northwind.read_sync(
        lambda session: start_form.form_again(session, actor(LENA), wish, MONDAY, Last(**last))
    )


# Defaults


def test_a_lead_who_starts_is_the_lead(northwind: Database) -> None:
    form = form_for(northwind, LENA)
    assert form.is_lead
    assert form.wish.lead_id == LENA


def test_the_only_lead_is_offered_to_who_is_none(northwind: Database) -> None:
    form = form_for(northwind, SAM)
    assert not form.is_lead
    assert form.wish.lead_id == LENA


def test_of_several_leads_the_own_manager_is_offered_or_nobody(northwind: Database) -> None:
    northwind.run_sync(make_lead, TOM)
    assert form_for(northwind, SAM).wish.lead_id is None
    northwind.run_sync(_set_manager, SAM, TOM)
    assert form_for(northwind, SAM).wish.lead_id == TOM
    northwind.run_sync(_set_manager, SAM, ADA)
    assert form_for(northwind, SAM).wish.lead_id is None


def test_without_any_lead_it_is_said_who_names_one(northwind: Database) -> None:
    northwind.run_sync(_no_leads)
    with pytest.raises(NotNow, match="An admin names leads"):
        form_for(northwind, SAM)


def test_a_guest_is_shown_no_form(northwind: Database) -> None:
    with pytest.raises(NotAllowed):
        form_for(northwind, GITA)


def test_what_is_known_of_the_account_is_filled_in(northwind: Database) -> None:
    northwind.run_sync(_add_account, "Acme Robotics", Tier.HIGH, TOM)
    form = form_for(northwind, LENA, "acme ROBOTICS")
    assert form.account is not None
    assert form.account.name == "Acme Robotics"
    assert (form.wish.tier, form.wish.outgoing_id) == (Tier.HIGH, TOM)


def test_an_owner_who_left_is_not_offered_as_outgoing(northwind: Database) -> None:
    northwind.run_sync(_add_account, "Acme Robotics", None, OTTO)
    assert form_for(northwind, LENA, "Acme Robotics").wish.outgoing_id is None


def test_an_open_handoff_is_shown_as_far_as_the_person_may_know_it(northwind: Database) -> None:
    northwind.run_sync(start.start, actor(LENA), WISH, MONDAY, "one")
    northwind.run_sync(set_channel, "C0ACME")
    lenas, toms = (form_for(northwind, who, "Acme Robotics").account for who in (LENA, TOM))
    assert lenas is not None
    assert lenas.under_way is not None
    assert lenas.under_way.channel_id == "C0ACME"
    assert toms is not None
    assert toms.under_way == UnderWay(None, None)


# Suggestions


def test_a_new_date_brings_a_new_mode_while_the_suggested_one_is_chosen(
    northwind: Database,
) -> None:
    soon = replace(WISH, anchor_on=MONDAY.date() + timedelta(days=9))
    assert again(northwind, soon, mode=Mode.SOFT).wish.mode is Mode.HARD


def test_a_mode_that_the_lead_chose_stays(northwind: Database) -> None:
    chosen = replace(WISH, mode=Mode.ABRUPT, anchor_on=MONDAY.date() + timedelta(days=9))
    form = again(northwind, chosen, mode=Mode.SOFT)
    assert form.wish.mode is Mode.ABRUPT
    assert form.suggestion.mode is Mode.HARD


def test_a_mode_is_suggested_by_the_workspaces_own_copy_of_the_soft_plan(
    northwind: Database,
) -> None:
    suggested = form_for(northwind, LENA).suggestion.mode
    northwind.run_sync(_write_slow_plan)
    assert (suggested, form_for(northwind, LENA).suggestion.mode) == (Mode.SOFT, Mode.HARD)


def _write_slow_plan(session: Session) -> None:
    """Let soft handoffs begin two months ahead, here."""
    shipped = templates.load("soft-mid")
    first, *others = shipped.tasks
    slow = replace(shipped, tasks=(replace(first, due=(Offset(Anchor.SWITCH, -60),)), *others))
    template_copies.write(session, WORKSPACE, "soft-mid", slow, LENA, MONDAY)


def test_who_is_known_to_have_left_already_is_an_abrupt_departure(northwind: Database) -> None:
    gone = replace(WISH, reason=Reason.LEFT, anchor_on=MONDAY.date())
    assert again(northwind, gone, mode=Mode.SOFT).wish.mode is Mode.ABRUPT


@pytest.mark.parametrize(
    ("wish", "changed", "days"),
    [
        (replace(WISH, mode=Mode.ABRUPT), "mode", 0),
        (replace(WISH, mode=Mode.ABRUPT), "anchor_on", 35),
        (replace(WISH, kind=Kind.SALES_TO_CS), "kind", 0),
        (replace(WISH, kind=Kind.SALES_TO_CS), "tier", 35),
        (replace(WISH, anchor_on=MONDAY.date()), "mode", 35),
        (replace(WISH, mode=Mode.HARD, anchor_on=MONDAY.date()), "mode", 0),
    ],
)
def test_a_date_that_its_mode_cannot_have_gives_way(
    northwind: Database, wish: Wish, changed: str, days: int
) -> None:
    form = again(northwind, wish, changed=changed)
    assert form.wish.anchor_on == MONDAY.date() + timedelta(days=days)


def test_the_accounts_backup_is_offered_to_stand_in(northwind: Database) -> None:
    northwind.run_sync(_add_account, "Acme Robotics", Tier.MID, MARIA)
    northwind.run_sync(_own, "Acme Robotics", TOM, OwnershipRole.BACKUP)
    assert again(northwind, WISH).wish.temporary_id is None
    for wish in (replace(WISH, mode=Mode.ABRUPT), replace(WISH, reason=Reason.LEAVE)):
        assert again(northwind, wish).wish.temporary_id == TOM
    assert again(northwind, replace(WISH, mode=Mode.ABRUPT, outgoing_id=TOM)).wish.people == [
        TOM, IDRIS, LENA, PRIYA
    ]  # fmt: skip


def test_a_backup_who_left_is_not_offered(northwind: Database) -> None:
    northwind.run_sync(_add_account, "Acme Robotics", Tier.MID, MARIA)
    northwind.run_sync(_own, "Acme Robotics", OTTO, OwnershipRole.BACKUP)
    assert again(northwind, replace(WISH, mode=Mode.ABRUPT)).wish.temporary_id is None


# The place


def test_the_place_is_the_tiers_until_somebody_chooses_another(northwind: Database) -> None:
    northwind.run_sync(_set_places)
    form = form_for(northwind, LENA)
    assert (form.wish.tier, form.wish.place, form.usual_place) == (
        Tier.MID, Place.THREAD, Place.THREAD
    )  # fmt: skip
    assert form.wish.channel == Channel("C0TEAM")
    low = replace(form.wish, tier=Tier.LOW)
    assert again(northwind, low, place=Place.THREAD).wish.place is Place.BOOK
    chosen = replace(low, place=Place.CHANNEL)
    assert again(northwind, chosen, place=Place.THREAD).wish.place is Place.CHANNEL


# What is said of the account


@pytest.mark.parametrize(("days_ago", "is_said"), [(30, True), (364, True), (366, False)])
def test_an_account_that_changed_hands_within_a_year_says_so(
    northwind: Database, days_ago: int, is_said: bool
) -> None:
    northwind.run_sync(_add_account, "Acme Robotics", None, TOM)
    northwind.run_sync(_handed_over, MONDAY - timedelta(days=days_ago))
    account = form_for(northwind, LENA, "Acme Robotics").account
    assert account is not None
    assert (account.handed_over_at is not None) is is_said


def test_a_first_owner_is_no_handoff(northwind: Database) -> None:
    northwind.run_sync(_add_account, "Acme Robotics", None, TOM)
    account = form_for(northwind, LENA, "Acme Robotics").account
    assert account is not None
    assert account.handed_over_at is None


# Whether it fits


def test_what_would_fit_is_found_as_soon_as_a_date_is_chosen(northwind: Database) -> None:
    assert again(northwind, WISH).fit is not None
    soon = again(northwind, replace(WISH, anchor_on=MONDAY.date() + timedelta(days=18)))
    assert soon.fit is not None
    assert soon.fit.misfit is not None
    assert soon.fit.offers is not None
    assert soon.fit.offers.earliest == date(2026, 3, 30)
    assert soon.fit.offers.modes == (Mode.HARD, Mode.ABRUPT)


def test_opening_the_modal_plans_nothing(northwind: Database) -> None:
    assert form_for(northwind, LENA).fit is None


def test_opening_the_modal_takes_few_statements(northwind: Database) -> None:
    northwind.run_sync(_add_account, "Acme Robotics", Tier.MID, MARIA)

    def counting(session: Session) -> int:
        with counted(session) as sent:
            start_form.start_form(session, actor(LENA), "Acme Robotics", MONDAY)
        return len([one for one in sent if not one.startswith("BEGIN")])

    assert northwind.read_sync(counting) <= 5


# The account's select


def test_accounts_are_found_by_any_part_of_their_name_best_first(northwind: Database) -> None:
    for name in ("Acme Robotics", "Big Acme", "Blue_Yonder", "100% Pure"):
        northwind.run_sync(_add_account, name, None, MARIA)
    assert _names(northwind, LENA, "acme") == ["Acme Robotics", "Big Acme"]
    assert _names(northwind, LENA, "_") == ["Blue_Yonder"]
    assert _names(northwind, LENA, "%") == ["100% Pure"]
    assert len(_names(northwind, LENA, "")) == 4


def test_an_account_of_a_silent_draft_is_found_by_leads_only(northwind: Database) -> None:
    northwind.run_sync(start.propose, actor(SAM), WISH, MONDAY, "one")
    assert _names(northwind, LENA, "acme") == ["Acme Robotics"]
    for who in (SAM, MARIA, IDRIS):
        assert _names(northwind, who, "acme") == []
        assert form_for(northwind, who, "Acme Robotics").account is None


def _names(northwind: Database, who: str, typed: str) -> list[str]:
    def search(session: Session) -> list[str]:
        viewer = people.viewer(session, actor(who))
        return [found.name for found in accounts.search(session, viewer, typed)]

    return northwind.read_sync(search)


def _add_account(session: Session, name: str, tier: Tier | None, owner_id: str) -> None:
    account, _is_new = accounts.find_or_create(session, WORKSPACE, name, MONDAY)
    account.tier = tier
    session.add(
        Ownership(
            workspace_id=WORKSPACE,
            account_id=account.id,
            person_id=owner_id,
            role="owner",
            since=MONDAY,
        )
    )


def _own(session: Session, account: str, person_id: str, role: OwnershipRole) -> None:
    found, _is_new = accounts.find_or_create(session, WORKSPACE, account, MONDAY)
    session.add(
        Ownership(
            workspace_id=WORKSPACE,
            account_id=found.id,
            person_id=person_id,
            role=role,
            since=MONDAY,
        )
    )


def _handed_over(session: Session, at: datetime) -> None:
    for held in session.scalars(select(Ownership)):
        held.since, held.handoff_id = at, 1


def _set_places(session: Session) -> None:
    workspace = session.get_one(Workspace, WORKSPACE)
    workspace.team_channel_id = "C0TEAM"
    workspace.mid_place, workspace.low_place = Place.THREAD, Place.BOOK


def _no_leads(session: Session) -> None:
    for person in session.scalars(select(Person)):
        person.is_lead = False


def _set_manager(session: Session, person_id: str, manager_id: str) -> None:
    session.merge(
        PersonSettings(
            workspace_id=WORKSPACE,
            person_id=person_id,
            manager_id=manager_id,
            updated_at=MONDAY,
        )
    )
