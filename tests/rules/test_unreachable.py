"""Who leads somebody hears at once of the accounts that they leave without an owner (R30)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import unreachable as blocks
from playbook import people, unreachable
from storage.choices import OwnershipRole, State
from storage.database import Database
from storage.tables import Account, Outgoing, Ownership, PersonSettings, Workspace
from tests.northwind import ADA, LENA, MARIA, MONDAY, WORKSPACE
from tests.rules.handoffs import start


@pytest.fixture
def alone(northwind: Database) -> Database:
    """Maria owns Umbrella & Sons, of which no handoff runs, and is deactivated."""

    def leave(session: Session) -> None:
        name = "Umbrella & Sons"
        account = Account(
            workspace_id=WORKSPACE, name=name, name_key=name.casefold(), created_at=MONDAY
        )
        session.add(account)
        session.flush()
        session.add(
            Ownership(
                workspace_id=WORKSPACE,
                account_id=account.id,
                person_id=MARIA,
                role=OwnershipRole.OWNER,
                since=MONDAY,
            )
        )
        maria = people.find(session, WORKSPACE, MARIA)
        assert maria
        maria.deactivated_at = MONDAY

    northwind.run_sync(leave)
    return northwind


def test_the_manager_of_who_is_gone_hears_once_and_can_start_a_handoff(alone: Database) -> None:
    _name_manager(alone)
    assert alone.run_sync(unreachable.somebody_left, WORKSPACE, MARIA, MONDAY) == 1
    assert alone.run_sync(unreachable.somebody_left, WORKSPACE, MARIA, MONDAY) == 0
    (row,) = _rows(alone)
    assert row.person_id == ADA
    found = alone.read_sync(unreachable.read, row)
    assert found
    text, content = blocks.message(found)
    assert text == "Maria Lindqvist is deactivated and owns 1 account that nobody looks after now."
    assert "Umbrella &amp; Sons" in str(content)


def test_where_no_manager_is_known_the_leads_channel_hears_and_without_one_every_lead(
    alone: Database,
) -> None:
    alone.run_sync(unreachable.somebody_left, WORKSPACE, MARIA, MONDAY)
    assert [row.person_id for row in _rows(alone)] == [LENA]

    def name_channel(session: Session) -> None:
        session.get_one(Workspace, WORKSPACE).leads_channel_id = "C0LEADS"

    alone.run_sync(name_channel)
    alone.run_sync(unreachable.somebody_left, WORKSPACE, MARIA, MONDAY)
    in_channel = _rows(alone)[-1]
    assert in_channel.person_id is None
    found = alone.read_sync(unreachable.read, in_channel)
    assert found
    assert found.channel_id == "C0LEADS"


def test_an_account_whose_handoff_runs_is_told_of_there(northwind: Database) -> None:
    def leave(session: Session) -> None:
        start(session, state=State.PREPARING)
        maria = people.find(session, WORKSPACE, MARIA)
        assert maria
        maria.deactivated_at = MONDAY

    northwind.run_sync(leave)
    assert northwind.run_sync(unreachable.somebody_left, WORKSPACE, MARIA, MONDAY) == 0


def test_nothing_is_said_of_somebody_who_is_back(alone: Database) -> None:
    alone.run_sync(unreachable.somebody_left, WORKSPACE, MARIA, MONDAY)

    def come_back(session: Session) -> None:
        maria = people.find(session, WORKSPACE, MARIA)
        assert maria
        maria.deactivated_at = None

    alone.run_sync(come_back)
    assert alone.read_sync(unreachable.read, _rows(alone)[0]) is None


def _name_manager(database: Database) -> None:
    def name(session: Session) -> None:
        session.add(
            PersonSettings(
                workspace_id=WORKSPACE, person_id=MARIA, manager_id=ADA, updated_at=MONDAY
            )
        )

    database.run_sync(name)


def _rows(database: Database) -> list[Outgoing]:
    query = select(Outgoing).filter_by(effect=unreachable.UNREACHABLE).order_by(Outgoing.id)
    return list(database.read_sync(lambda session: session.scalars(query).all()))
