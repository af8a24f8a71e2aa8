"""An account's backup: named by its lead or its owner, and proposed when somebody is gone (R26)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import correct as correct_blocks
from blocks import status as status_blocks
from playbook import backup, correct, ownership, status, temporary
from playbook.errors import FieldErrors, NotAllowed, NotNow
from storage.choices import Mode, OwnershipRole, State
from storage.tables import AuditEntry, Handoff, Ownership
from tests.northwind import (
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
from tests.rules.handoffs import start
from tests.rules.surfaces import buttons, words
from workspace.blockkit.validate import check_view

DAY = timedelta(days=1)


def name(
    session: Session,
    handoff: Handoff,
    person_id: str | None,
    who: str = LENA,
    *,
    seen: str | None = None,
) -> None:
    """Name the backup of Acme Robotics."""
    backup.name(session, actor(who), handoff.id, person_id, MONDAY, seen=seen)
    session.flush()


def backup_of(session: Session, handoff: Handoff) -> str | None:
    """Who is the backup now."""
    return backup.backup_of(session, WORKSPACE, handoff.account_id)


def periods(session: Session) -> list[tuple[str, bool]]:
    """Everybody who was the backup, and whether they are it still."""
    query = select(Ownership).where(Ownership.role == OwnershipRole.BACKUP).order_by(Ownership.id)
    return [(row.person_id, row.until is None) for row in session.scalars(query)]


@pytest.mark.parametrize("who", [LENA, MARIA])
def test_the_lead_and_the_owner_name_the_backup(
    session: Session, handoff: Handoff, who: str
) -> None:
    version = handoff.version
    name(session, handoff, TOM, who)
    assert backup_of(session, handoff) == TOM
    assert handoff.version == version + 1
    assert session.scalars(select(AuditEntry.what)).all() == ["backup_named"]


@pytest.mark.parametrize("who", [IDRIS, PRIYA])
def test_others_do_not(session: Session, handoff: Handoff, who: str) -> None:
    with pytest.raises(NotAllowed, match="lead or the owner"):
        name(session, handoff, TOM, who)


def test_the_incoming_csm_names_the_backup_once_the_account_is_theirs(
    session: Session, handoff: Handoff
) -> None:
    ownership.change_owner(session, handoff, LENA, MONDAY)
    name(session, handoff, TOM, IDRIS)
    assert backup_of(session, handoff) == TOM
    with pytest.raises(NotAllowed):
        name(session, handoff, None, MARIA, seen=TOM)


def test_who_was_the_backup_before_stays_in_the_history(session: Session, handoff: Handoff) -> None:
    name(session, handoff, TOM)
    name(session, handoff, SAM, seen=TOM)
    assert periods(session) == [(TOM, False), (SAM, True)]
    name(session, handoff, None, seen=SAM)
    assert periods(session) == [(TOM, False), (SAM, False)]
    assert backup_of(session, handoff) is None
    shown = words(status_blocks.message(status.read(session, actor(MARIA), handoff.id, MONDAY))[1])
    assert "Lena Vogt took Sam Whitaker out as the account's backup" in shown
    assert "Lena Vogt named Tom Becker as the account's backup" in shown


def test_what_somebody_else_has_changed_meanwhile_is_said_and_stays(
    session: Session, handoff: Handoff
) -> None:
    name(session, handoff, TOM)
    with pytest.raises(FieldErrors, match="the backup is Tom Becker now"):
        name(session, handoff, SAM, MARIA)
    assert backup_of(session, handoff) == TOM


def test_naming_the_same_person_again_changes_nothing(session: Session, handoff: Handoff) -> None:
    name(session, handoff, TOM)
    version = handoff.version
    name(session, handoff, TOM, seen=TOM)
    assert (handoff.version, periods(session)) == (version, [(TOM, True)])


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (MARIA, "have the account already"),
        (GITA, "guest"),
        (OTTO, "deactivated"),
        ("U0NOBODY", "cannot find"),
    ],
)
def test_who_cannot_be_the_backup_is_refused_at_the_field(
    session: Session, handoff: Handoff, who: str, why: str
) -> None:
    with pytest.raises(FieldErrors, match=why) as refused:
        name(session, handoff, who)
    assert list(refused.value.fields) == ["backup"]


@pytest.mark.parametrize("state", [State.DRAFT, State.CLOSED])
def test_nothing_is_changed_in_a_draft_or_after_the_end(session: Session, state: State) -> None:
    handoff = start(session, state=state)
    with pytest.raises(NotNow):
        name(session, handoff, TOM)


def test_a_backup_who_takes_the_account_over_backs_nobody_up_any_more(
    session: Session, handoff: Handoff
) -> None:
    name(session, handoff, IDRIS)
    ownership.change_owner(session, handoff, LENA, MONDAY + DAY)
    session.expire_all()
    assert periods(session) == [(IDRIS, False)]


def test_who_is_named_is_proposed_as_the_temporary_contact(session: Session) -> None:
    handoff = start(session, mode=Mode.ABRUPT, incoming_id=None)
    name(session, handoff, TOM)
    found = temporary.naming(session, actor(LENA), handoff.id)
    assert (found.suggested_id, found.is_backup) == (TOM, True)


def test_everybody_who_sees_the_plan_sees_the_backup(session: Session, handoff: Handoff) -> None:
    name(session, handoff, TOM)
    for who, sees in ((LENA, True), (MARIA, True), (IDRIS, True), (PRIYA, False)):
        shown = words(
            status_blocks.message(status.read(session, actor(who), handoff.id, MONDAY))[1]
        )
        assert (f"*Backup:* <@{TOM}>" in shown) is sees


def test_the_menu_offers_it_to_those_who_may(session: Session, handoff: Handoff) -> None:
    for who, may in ((LENA, True), (MARIA, True), (IDRIS, False)):
        found = correct.read(session, actor(who), handoff.id)
        assert bool(buttons(correct_blocks.menu(found), "correct.backup")) is may
        check_view(correct_blocks.backup_form(found), "modal")
