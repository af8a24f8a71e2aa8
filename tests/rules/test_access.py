"""Opening a handoff: who reads its blueprint is told of it what who changes it is told."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import DetachedInstanceError

from playbook import access
from playbook.errors import Refused
from playbook.people import Actor
from storage.choices import State
from storage.tables import Handoff
from tests.northwind import ADA, GITA, IDRIS, LENA, MARIA, OTTO, PRIYA, SAM, actor
from tests.rules import handoffs

EVERYBODY = (MARIA, IDRIS, LENA, SAM, PRIYA, ADA, GITA, OTTO, "U0NOBODY")
READ = (
    "id", "workspace_id", "account_id", "kind", "depth", "state", "template", "template_version",
    "outgoing_id", "incoming_id", "lead_id", "temporary_id",
)  # fmt: skip


Opening = Callable[[Session, Actor, int], access.Opened]


def facts(opened: access.Opened) -> list[object]:
    account = opened.account
    return [
        opened.viewer,
        opened.role,
        *(getattr(opened.handoff, name) for name in READ),
        *(account.id, account.workspace_id, account.name, account.renewal_on),
    ]


def outcome(opening: Opening, session: Session, person: str, handoff: Handoff) -> list[object]:
    """Return what somebody finds, or how they are refused."""
    try:
        return facts(opening(session, actor(person), handoff.id))
    except Refused as refused:
        return [type(refused), str(refused)]


@pytest.mark.parametrize("state", [State.DRAFT, State.PREPARING])
def test_reading_opens_what_changing_opens(session: Session, state: State) -> None:
    handoff = handoffs.start(session, state=state)
    handoff.temporary_id = SAM
    for person in EVERYBODY:
        live = outcome(access.open_handoff, session, person, handoff)
        assert outcome(access.open_to_read, session, person, handoff) == live


def test_a_fact_that_readers_do_not_ask_is_refused_rather_than_empty(
    session: Session, handoff: Handoff
) -> None:
    opened = access.open_to_read(session, actor(MARIA), handoff.id)
    with pytest.raises(DetachedInstanceError):
        assert opened.handoff.anchor_on
    with pytest.raises(DetachedInstanceError):
        assert opened.account.tier


def test_there_is_nothing_to_read_of_no_handoff(session: Session, handoff: Handoff) -> None:
    for opening in (access.open_handoff, access.open_to_read):
        with pytest.raises(Refused, match="no such handoff"):
            opening(session, actor(MARIA), handoff.id + 1)
