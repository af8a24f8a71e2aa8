"""A proposal is a silent draft: its lead, and nobody else, opens it (R31, R32)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from playbook import start, start_form
from playbook.access import open_handoff
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from playbook.start_checks import AccountTaken
from playbook.wish import Wish
from storage.choices import (
    Reason,
    State,
)
from storage.database import Database
from storage.tables import (
    AuditEntry,
    CheckIn,
    Handoff,
    Observer,
    Outgoing,
    Ownership,
    Task,
)
from tests.northwind import (
    ADA,
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
    WISH,
    count,
    open_acme,
    propose_acme,
    rows,
)


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


def _no_reason() -> Wish:
    return replace(WISH, reason=None)
