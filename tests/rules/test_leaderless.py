"""A lead is gone and nobody is one up: the leads' channel hears, and any lead puts somebody in."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import leaderless as blocks
from handlers.leaderless import MESSAGES
from handlers.messages import Message
from playbook import leaderless, leavers
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from storage.choices import State
from storage.tables import AuditEntry, Handoff, Outgoing, Person, PersonSettings, Workspace
from tests.northwind import ADA, LENA, MARIA, MONDAY, SAM, TOM, WORKSPACE, actor
from tests.rules.handoffs import start
from tests.rules.surfaces import buttons, words
from workspace.blockkit.validate import check_blocks, check_view


@pytest.fixture
def acme(session: Session) -> Handoff:
    """Acme Robotics, whose lead is gone. Tom is a lead too, and there is a leads' channel."""
    session.get_one(Workspace, WORKSPACE).leads_channel_id = "C0LEADS"
    session.get_one(Person, (WORKSPACE, TOM)).is_lead = True
    session.get_one(Person, (WORKSPACE, LENA)).deactivated_at = MONDAY
    return start(session, account="Acme <!channel>")


def leave(session: Session, person_id: str = LENA) -> list[Outgoing]:
    """Slack says twice that somebody is deactivated; return what leads hear of vacant handoffs."""
    for _event in range(2):
        leavers.somebody_left(session, WORKSPACE, person_id, MONDAY)
        session.flush()
    query = select(Outgoing).where(Outgoing.effect == "lead_left").order_by(Outgoing.id)
    return list(session.scalars(query))


def compose(session: Session, row: Outgoing) -> Message | None:
    return MESSAGES["lead_left"](session, row, MONDAY)


@pytest.mark.usefixtures("acme")
def test_the_leads_channel_hears_once_of_all_they_led(session: Session) -> None:
    start(session, account="Umbra")
    start(session, account="Over", state=State.CLOSED)
    start(session, account="Silent", state=State.DRAFT)
    (row,) = leave(session)
    message = compose(session, row)
    assert message is not None
    assert (row.person_id, message.channel_id) == (None, "C0LEADS")
    assert "Lena Vogt is deactivated, and led 2 handoffs that nobody leads now" in message.text
    assert len(buttons(list(message.blocks), "leaderless.open")) == 2
    assert "<!channel>" not in words(list(message.blocks))
    check_blocks(list(message.blocks), "message")


@pytest.mark.usefixtures("acme")
def test_without_such_a_channel_every_lead_hears(session: Session) -> None:
    session.get_one(Workspace, WORKSPACE).leads_channel_id = None
    (row,) = leave(session)
    message = compose(session, row)
    assert message is not None
    assert (row.person_id, message.channel_id) == (TOM, None)


@pytest.mark.usefixtures("acme")
def test_with_somebody_one_up_only_they_hear(session: Session) -> None:
    session.add(
        PersonSettings(workspace_id=WORKSPACE, person_id=LENA, deputy_id=TOM, updated_at=MONDAY)
    )
    session.flush()
    assert leave(session) == []
    query = select(Outgoing.person_id).where(Outgoing.effect == "person_left")
    assert session.scalars(query).all() == [TOM]


@pytest.mark.usefixtures("acme")
def test_of_somebody_who_leads_nothing_the_channel_hears_nothing(session: Session) -> None:
    session.get_one(Person, (WORKSPACE, MARIA)).deactivated_at = MONDAY
    assert leave(session, MARIA) == []


def test_more_than_a_message_holds_follow_in_another(session: Session, acme: Handoff) -> None:
    for n in range(leaderless.SHOWN):
        start(session, account=f"Account {n}", observed=False)
    counts = []
    for row in leave(session):
        message = compose(session, row)
        assert message is not None
        check_blocks(list(message.blocks), "message")
        counts.append(len(buttons(list(message.blocks), "leaderless.open")))
    assert counts == [leaderless.SHOWN, 1]
    assert acme.lead_id == LENA


def test_any_lead_puts_somebody_in_and_is_proposed(session: Session, acme: Handoff) -> None:
    (row,) = leave(session)
    view = blocks.question(leaderless.question(session, actor(TOM), acme.id))
    check_view(view, "modal")
    assert "Lena Vogt led the handoff" in words(view)
    done = leaderless.put_in(session, actor(TOM), acme.id, TOM, MONDAY)
    assert (done.from_id, done.to_id, acme.lead_id) == (LENA, TOM, TOM)
    assert session.scalars(select(AuditEntry.what)).all() == ["lead_swapped"]
    assert compose(session, row) is None


def test_the_second_lead_reads_who_leads_it_by_now(session: Session, acme: Handoff) -> None:
    session.get_one(Person, (WORKSPACE, SAM)).is_lead = True
    leaderless.put_in(session, actor(TOM), acme.id, TOM, MONDAY)
    with pytest.raises(NotNow, match="Tom Becker leads it by now"):
        leaderless.put_in(session, actor(SAM), acme.id, SAM, MONDAY)


def test_who_is_no_lead_neither_asks_nor_is_put_in(session: Session, acme: Handoff) -> None:
    with pytest.raises(NotAllowed, match="Only leads"):
        leaderless.question(session, actor(ADA), acme.id)
    with pytest.raises(FieldErrors, match="not a lead"):
        leaderless.put_in(session, actor(TOM), acme.id, MARIA, MONDAY)


@pytest.mark.parametrize("state", [State.DRAFT, State.CANCELLED])
def test_what_is_silent_or_over_is_not_there(session: Session, acme: Handoff, state: State) -> None:
    acme.state = state
    with pytest.raises(NotThere):
        leaderless.question(session, actor(TOM), acme.id)
