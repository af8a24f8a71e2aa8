"""The start form: what is known by default, who may be the lead, suggestions (R3, R31, R32)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import accounts, people, start, start_form
from playbook.accounts import UnderWay
from playbook.errors import NotAllowed, NotNow
from playbook.start_form import Form, Wish
from storage.choices import Mode, Tier
from storage.database import Database
from storage.tables import Ownership, Person, PersonSettings
from tests.northwind import (
    ADA,
    GITA,
    IDRIS,
    LENA,
    MARIA,
    MONDAY,
    OTTO,
    SAM,
    TOM,
    WORKSPACE,
    actor,
)
from tests.rules.starts import (
    WISH,
    make_lead,
    set_channel,
)


def form_for(northwind: Database, person_id: str, account_name: str = "") -> Form:
    """Return the form that somebody begins with."""
    return northwind.read_sync(start_form.start_form, actor(person_id), account_name, MONDAY)


def again(northwind: Database, wish: Wish, **options: Any) -> Form:
    """Return the form for what Lena's modal holds by now."""
    return northwind.read_sync(
        lambda session: start_form.form_again(session, actor(LENA), wish, MONDAY, **options)
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
    assert again(northwind, soon, suggested=Mode.SOFT).wish.mode is Mode.HARD


def test_a_mode_that_the_lead_chose_stays(northwind: Database) -> None:
    chosen = replace(WISH, mode=Mode.ABRUPT, anchor_on=MONDAY.date() + timedelta(days=9))
    form = again(northwind, chosen, suggested=Mode.SOFT)
    assert form.wish.mode is Mode.ABRUPT
    assert form.suggestion.mode is Mode.HARD


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
    account = accounts.find_or_create(session, WORKSPACE, name, MONDAY)
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
