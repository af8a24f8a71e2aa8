"""Admins name the leads; bots, guests, strangers and people who left cannot lead (R32)."""

import pytest
from sqlalchemy import select

from playbook import leads
from playbook.errors import FieldErrors, NotAllowed
from playbook.people import Actor
from storage.database import Database
from storage.tables import AuditEntry
from tests.northwind import ADA, BOT, GITA, LENA, MARIA, MONDAY, OTTO, TOM, WORKSPACE, actor


def test_admins_name_who_leads_and_who_does_no_longer(northwind: Database) -> None:
    assert northwind.read_sync(leads.read, actor(ADA)) == [LENA]
    northwind.run_sync(leads.name, actor(ADA), [TOM, ADA], MONDAY)
    assert northwind.read_sync(leads.read, actor(ADA)) == [ADA, TOM]


def test_whom_the_settings_of_the_program_name_may_name_leads(northwind: Database) -> None:
    northwind.run_sync(leads.name, Actor(WORKSPACE, MARIA, named_admin=True), [TOM], MONDAY)
    assert northwind.read_sync(leads.read, actor(ADA)) == [TOM]


@pytest.mark.parametrize("person_id", [LENA, MARIA])
def test_leads_and_csms_name_nobody(northwind: Database, person_id: str) -> None:
    with pytest.raises(NotAllowed):
        northwind.run_sync(leads.name, actor(person_id), [person_id], MONDAY)
    with pytest.raises(NotAllowed):
        northwind.read_sync(leads.read, actor(person_id))


@pytest.mark.parametrize("person_id", [BOT, GITA, OTTO, "U0NOBODY"])
def test_who_can_hold_no_role_is_refused_at_the_field_and_nobody_is_named(
    northwind: Database, person_id: str
) -> None:
    with pytest.raises(FieldErrors) as refused:
        northwind.run_sync(leads.name, actor(ADA), [TOM, person_id], MONDAY)
    assert set(refused.value.fields) == {"leads"}
    assert northwind.read_sync(leads.read, actor(ADA)) == [LENA]


def test_a_lead_who_has_left_can_be_taken_off(northwind: Database) -> None:
    northwind.run_sync(leads.name, actor(ADA), [], MONDAY)
    assert northwind.read_sync(leads.read, actor(ADA)) == []


def test_the_trail_says_who_was_named_and_who_taken_off(northwind: Database) -> None:
    northwind.run_sync(leads.name, actor(ADA), [TOM], MONDAY)
    northwind.run_sync(leads.name, actor(ADA), [TOM], MONDAY)
    entries = northwind.read_sync(
        lambda session: session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    )
    assert [(one.what, one.actor_id, one.detail) for one in entries] == [
        ("leads_named", ADA, {"added": [TOM], "removed": [LENA]})
    ]
