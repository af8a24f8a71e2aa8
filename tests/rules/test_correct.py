"""Mistakes are corrected under way; what somebody else has changed meanwhile is not overwritten."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import correct
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from playbook.wish import Channel
from storage import outbox
from storage.choices import Place, Reason, State
from storage.tables import Account, AuditEntry, Handoff, Observer, Outgoing
from tests.northwind import GITA, IDRIS, LENA, MARIA, MONDAY, PRIYA, SAM, TOM, WORKSPACE, actor
from tests.rules.handoffs import start

TEAM = Channel("C0TEAM")


def rename(session: Session, handoff: Handoff, name: str, *, who: str = MARIA) -> None:
    """Correct the name of Acme Robotics."""
    correct.rename(session, actor(who), handoff.id, name, MONDAY, seen="Acme Robotics")


def move(
    session: Session,
    handoff: Handoff,
    place: Place,
    channel: Channel | None = None,
    *,
    who: str = LENA,
    public_is_fine: bool = False,
) -> None:
    """Move the checklist of a handoff."""
    correct.move(
        session, actor(who), handoff.id, place, channel, MONDAY, public_is_fine=public_is_fine
    )
    session.flush()


def observing(session: Session, handoff: Handoff) -> set[str]:
    """Who observes a handoff."""
    query = select(Observer.person_id).where(Observer.handoff_id == handoff.id)
    return set(session.scalars(query))


def test_a_name_is_corrected_and_every_open_checklist_of_the_account_shows_it(
    session: Session, handoff: Handoff
) -> None:
    version = handoff.version
    rename(session, handoff, "  ACME  Robots ")
    session.expire_all()
    assert session.get_one(Account, handoff.account_id).name == "ACME Robots"
    assert handoff.version == version + 1
    assert session.scalars(select(AuditEntry.what)).all() == ["account_renamed"]


def test_another_accounts_name_is_refused_and_the_case_may_change(
    session: Session, handoff: Handoff
) -> None:
    start(session, account="Umbra")
    with pytest.raises(FieldErrors, match="Another account"):
        rename(session, handoff, "UMBRA")
    assert session.get_one(Account, handoff.account_id).name == "Acme Robotics"


@pytest.mark.parametrize(("name", "said"), [("  ", "called"), ("x" * 201, "at most 200")])
def test_a_name_that_cannot_be_is_refused(
    session: Session, handoff: Handoff, name: str, said: str
) -> None:
    with pytest.raises(FieldErrors, match=said):
        rename(session, handoff, name)


def test_a_name_that_somebody_has_corrected_meanwhile_is_shown_and_stays(
    session: Session, handoff: Handoff
) -> None:
    rename(session, handoff, "Acme Robots")
    with pytest.raises(FieldErrors, match="Acme Robots"):
        rename(session, handoff, "Acme Inc.")


def test_the_reason_is_the_leads_to_correct_and_confidential(
    session: Session, handoff: Handoff
) -> None:
    handoff.reason = Reason.LEFT
    for who in (MARIA, IDRIS):
        with pytest.raises(NotAllowed):
            correct.change_reason(
                session, actor(who), handoff.id, Reason.OTHER, MONDAY, seen=Reason.LEFT
            )
        assert correct.read(session, actor(who), handoff.id).reason is None
    correct.change_reason(
        session, actor(LENA), handoff.id, Reason.PROMOTION, MONDAY, seen=Reason.LEFT
    )
    assert handoff.reason == Reason.PROMOTION
    (entry,) = session.scalars(select(AuditEntry))
    assert entry.detail == {}
    assert entry.confidential == {"from": "left", "to": "promotion"}
    with pytest.raises(FieldErrors, match="meanwhile"):
        correct.change_reason(
            session, actor(LENA), handoff.id, Reason.OTHER, MONDAY, seen=Reason.LEFT
        )


def test_observers_that_two_people_change_at_once_are_all_kept(
    session: Session, handoff: Handoff
) -> None:
    seen = [PRIYA]
    correct.change_observers(session, actor(LENA), handoff.id, [PRIYA, SAM], MONDAY, seen=seen)
    correct.change_observers(session, actor(MARIA), handoff.id, [PRIYA, TOM], MONDAY, seen=seen)
    assert observing(session, handoff) == {PRIYA, SAM, TOM}
    correct.change_observers(session, actor(LENA), handoff.id, [], MONDAY, seen=[PRIYA, SAM])
    assert observing(session, handoff) == {TOM}


def test_who_takes_part_or_can_hold_no_role_does_not_observe(
    session: Session, handoff: Handoff
) -> None:
    correct.change_observers(session, actor(LENA), handoff.id, [IDRIS], MONDAY, seen=[])
    assert observing(session, handoff) == {PRIYA}
    with pytest.raises(FieldErrors, match="guest"):
        correct.change_observers(session, actor(LENA), handoff.id, [GITA], MONDAY, seen=[])


def test_a_moved_checklist_is_set_up_anew_and_the_old_message_told_of(
    session: Session, handoff: Handoff
) -> None:
    ts = handoff.checklist_ts
    move(session, handoff, Place.THREAD, TEAM)
    assert (handoff.place, handoff.channel_id, handoff.checklist_ts) == (
        Place.THREAD,
        "C0TEAM",
        None,
    )
    left, set_up = session.scalars(select(Outgoing).order_by(Outgoing.id))
    assert (left.effect, left.detail) == ("place_left", {"channel": "C0ACME", "ts": ts})
    assert set_up.effect == "place"
    found = correct.left_place(session, left.id)
    assert (found.channel_id, found.ts, found.now_in) == ("C0ACME", ts, "C0TEAM")


def test_a_place_that_was_lost_is_left_for_good(session: Session) -> None:
    handoff = start(session, place_lost_at=MONDAY, place_lost_why="archived")
    move(session, handoff, Place.CHANNEL)
    assert (handoff.channel_id, handoff.place_lost_at) == (None, None)


@pytest.mark.parametrize(
    ("place", "channel", "field"),
    [
        (Place.CHANNEL, None, "place"),
        (Place.THREAD, None, "channel"),
        (Place.THREAD, Channel("C0ACME"), "channel"),
        (Place.THREAD, replace(TEAM, is_shared=True), "channel"),
        (Place.THREAD, replace(TEAM, is_archived=True), "channel"),
        (Place.THREAD, replace(TEAM, is_public=True), "channel"),
    ],
)
def test_a_place_that_cannot_be_is_refused_at_its_field(
    session: Session, handoff: Handoff, place: Place, channel: Channel | None, field: str
) -> None:
    with pytest.raises(FieldErrors) as refused:
        move(session, handoff, place, channel)
    assert list(refused.value.fields) == [field]
    assert handoff.channel_id == "C0ACME"


def test_a_public_channel_is_fine_once_that_is_said(session: Session, handoff: Handoff) -> None:
    move(session, handoff, Place.THREAD, replace(TEAM, is_public=True), public_is_fine=True)
    assert handoff.channel_id == "C0TEAM"


def test_without_an_outgoing_csm_there_is_no_book(session: Session) -> None:
    handoff = start(session, outgoing_id=None)
    with pytest.raises(FieldErrors, match="no book"):
        move(session, handoff, Place.BOOK)


def test_a_place_is_not_moved_while_it_is_being_set_up(session: Session, handoff: Handoff) -> None:
    outbox.put(session, WORKSPACE, "place", MONDAY, handoff_id=handoff.id)
    session.flush()
    with pytest.raises(NotNow, match="just now"):
        move(session, handoff, Place.THREAD, TEAM)


def test_observers_and_strangers_correct_nothing_nor_does_anybody_what_is_over(
    session: Session, handoff: Handoff
) -> None:
    with pytest.raises(NotAllowed):
        correct.read(session, actor(PRIYA), handoff.id)
    with pytest.raises(NotThere):
        correct.read(session, actor(TOM), handoff.id)
    for state in (State.CLOSED, State.DRAFT):
        over = start(session, account=state, state=state)
        with pytest.raises(NotNow):
            correct.read(session, actor(LENA), over.id)
