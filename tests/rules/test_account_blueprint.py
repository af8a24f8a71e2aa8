"""The blueprint of an account that is in no handoff, and how fresh blueprints are (R9)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import (
    account_blueprint,
    drafts,
    dump,
    dump_items,
    dump_people,
    sections,
    staleness,
)
from playbook.drafts import ANSWERS, Typed
from playbook.dump_view import Place, StepShown
from playbook.errors import NotThere
from playbook.visibility import Role
from storage.choices import Depth, Kind, OwnershipRole, State, Tier
from storage.tables import (
    Account,
    Answer,
    AuditEntry,
    Contact,
    Handoff,
    OpenItem,
    Ownership,
    PersonSettings,
)
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, PRIYA, TOM, WORKSPACE, actor
from tests.rules import handoffs
from tests.rules.blueprints import answer, rendering, typed


def own(
    session: Session,
    name: str = "Birchwood Bank",
    owner: str = MARIA,
    tier: Tier | None = Tier.LOW,
) -> Account:
    """Write an account that is in no handoff."""
    account = Account(
        workspace_id=WORKSPACE,
        name=name,
        name_key=name.casefold(),
        tier=tier,
        created_at=MONDAY - timedelta(days=400),
    )
    session.add(account)
    session.flush()
    hold(session, account, owner)
    return account


def hold(
    session: Session,
    account: Account,
    person: str,
    role: OwnershipRole = OwnershipRole.OWNER,
) -> None:
    """Let a person hold the account."""
    since = MONDAY - timedelta(days=400)
    session.add(
        Ownership(
            workspace_id=WORKSPACE,
            account_id=account.id,
            person_id=person,
            role=role,
            since=since,
        )
    )
    session.flush()


def lead(session: Session, person: str = MARIA, manager: str = LENA) -> None:
    """Let the manager lead this person."""
    session.add(
        PersonSettings(
            workspace_id=WORKSPACE, person_id=person, manager_id=manager, updated_at=MONDAY
        )
    )
    session.flush()


def test_an_owner_fills_a_blueprint_without_any_handoff(session: Session) -> None:
    account = own(session)
    blueprint_id = account_blueprint.id_of(account.id)
    shown = dump.open_at(session, actor(MARIA), blueprint_id, None, rendering())
    assert isinstance(shown, StepShown)
    assert (shown.account, shown.count) == ("Birchwood Bank", 2)
    place = Place(blueprint_id, shown.place.step, rendering(), {})
    kept = Typed(ANSWERS, rendering(), {"why.use_cases": "Fraud ch"}, "1.0")
    drafts.save(session, actor(MARIA), blueprint_id, kept, MONDAY)
    dump.turn(
        session, actor(MARIA), typed({"why.use_cases": "Fraud checks"}), place, place, MONDAY,
        goes_on=True,
    )  # fmt: skip
    dump_people.save(
        session, actor(MARIA), None, typed({"name": "Dana"}, "people/new"), place, "k1", MONDAY
    )
    dump_items.save(
        session, actor(MARIA), None, typed({"text": "Slow", "kind": "issue"}, "items/issue/new"),
        place, "k2", MONDAY,
    )  # fmt: skip
    assert session.scalars(select(Answer.text)).one() == "Fraud checks"
    assert session.scalars(select(Contact.account_id)).one() == account.id
    assert session.scalars(select(OpenItem.account_id)).one() == account.id
    assert session.scalars(select(Handoff.id)).all() == []
    written = session.execute(
        select(AuditEntry.account_id, AuditEntry.handoff_id).order_by(AuditEntry.id)
    ).all()
    assert set(written) == {(account.id, None)}


def test_the_owner_and_their_lead_open_it_and_nobody_else(session: Session) -> None:
    account = own(session)
    lead(session)
    hold(session, account, TOM, OwnershipRole.BACKUP)
    roles = {
        who: account_blueprint.open_account(session, actor(who), account.id).role
        for who in (MARIA, LENA)
    }
    assert roles == {MARIA: Role.OUTGOING, LENA: Role.LEAD}
    for stranger in (IDRIS, PRIYA, TOM):
        with pytest.raises(NotThere):
            account_blueprint.open_account(session, actor(stranger), account.id)


def test_a_lead_of_others_does_not_open_it(session: Session) -> None:
    account = own(session)
    with pytest.raises(NotThere):
        account_blueprint.open_account(session, actor(LENA), account.id)


def test_what_leads_to_no_account_is_refused_like_what_is_not_theirs(session: Session) -> None:
    with pytest.raises(NotThere):
        account_blueprint.open_account(session, actor(MARIA), 999)


def test_while_a_handoff_is_under_way_its_blueprint_is_the_handoffs(session: Session) -> None:
    handoff = handoffs.start(session)
    found = account_blueprint.open_account(session, actor(IDRIS), handoff.account_id)
    assert (found.handoff.id, found.role) == (handoff.id, Role.INCOMING)


@pytest.mark.parametrize("state", [State.DRAFT, State.CLOSED, State.CANCELLED])
def test_a_draft_changes_nothing_for_the_owner_nor_does_what_is_over(
    session: Session, state: State
) -> None:
    handoff = handoffs.start(session, state=state)
    found = account_blueprint.open_account(session, actor(MARIA), handoff.account_id)
    assert found.handoff.id is None
    with pytest.raises(NotThere):
        account_blueprint.open_account(session, actor(IDRIS), handoff.account_id)


def test_each_section_says_when_it_was_last_touched(session: Session) -> None:
    handoff = handoffs.start(session)
    answer(session, handoff, {"why.goals": "Halve the downtime"}, now=MONDAY)
    later = MONDAY + timedelta(days=40)
    answer(session, handoff, {"commercial.discounts": "10 %"}, now=later)
    found = staleness.read(session, WORKSPACE, [handoff.account_id])[handoff.account_id]
    asked = sections.asked(Kind.CSM_TO_CSM, Depth.SHORT)
    assert found.sections(asked) == {"why": MONDAY, "commercial": later}


@pytest.mark.parametrize(("tier", "days"), [(Tier.HIGH, 30), (Tier.MID, 90), (Tier.LOW, 180)])
def test_what_is_stale_depends_on_the_tier(tier: Tier, days: int) -> None:
    almost = MONDAY + timedelta(days=days) - timedelta(seconds=1)
    assert not staleness.is_stale(MONDAY, tier, almost)
    assert staleness.is_stale(MONDAY, tier, MONDAY + timedelta(days=days))
    assert staleness.is_stale(None, tier, MONDAY)
