"""How far an effect has come: claimed, fenced, sent once, or in sight where it cannot be sent."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import undelivered as blocks
from playbook import attention, places, undelivered
from storage import deliveries, outbox, sending
from storage.choices import Delivery, State
from storage.database import Database
from storage.deliveries import Claim
from storage.tables import AuditEntry, Handoff, Outgoing, Reminded, Workspace
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, SAM, WORKSPACE
from tests.rules.handoffs import start


def _put(database: Database, handoff_id: int | None = None, person_id: str = MARIA) -> int:
    def put(session: Session) -> int:
        row = outbox.put(
            session, WORKSPACE, "part", MONDAY, handoff_id=handoff_id, person_id=person_id
        )
        assert row is not None
        session.flush()
        return row.id

    return database.run_sync(put)


def _claim(database: Database, outgoing_id: int) -> Claim:
    claim = database.run_sync(deliveries.claim, outgoing_id, MONDAY)
    assert claim is not None
    return claim


def _row(database: Database, outgoing_id: int) -> Outgoing:
    return database.read_sync(lambda session: session.get_one(Outgoing, outgoing_id))


def _is_ours(database: Database, claim: Claim) -> bool:
    return database.read_sync(sending.wait_before, claim, MONDAY) is not None


def test_the_first_attempt_cannot_have_been_sent_and_every_later_one_may(
    northwind: Database,
) -> None:
    outgoing_id = _put(northwind)
    first, second = _claim(northwind, outgoing_id), _claim(northwind, outgoing_id)
    assert not first.may_be_sent
    assert second.may_be_sent


def test_an_attempt_lets_go_when_another_has_begun(northwind: Database) -> None:
    outgoing_id = _put(northwind)
    first = _claim(northwind, outgoing_id)
    assert _is_ours(northwind, first)
    second = _claim(northwind, outgoing_id)
    assert not _is_ours(northwind, first)
    assert _is_ours(northwind, second)


def test_what_was_sent_is_not_claimed_again(northwind: Database) -> None:
    outgoing_id = _put(northwind)
    northwind.run_sync(deliveries.sent, _claim(northwind, outgoing_id), "D1", "1.0", MONDAY)
    assert northwind.run_sync(deliveries.claim, outgoing_id, MONDAY) is None
    assert _row(northwind, outgoing_id).ts == "1.0"


def test_an_attempt_that_was_overtaken_cannot_call_it_undeliverable(northwind: Database) -> None:
    outgoing_id = _put(northwind)
    first = _claim(northwind, outgoing_id)
    _claim(northwind, outgoing_id)
    assert not northwind.run_sync(deliveries.ended, first, Delivery.UNDELIVERABLE, "x")
    assert _row(northwind, outgoing_id).state is Delivery.SENDING


def test_only_what_is_not_yet_done_waits(northwind: Database) -> None:
    done, queued, under_way = (_put(northwind) for _ in range(3))
    northwind.run_sync(deliveries.sent, _claim(northwind, done), "D1", "1.0", MONDAY)
    _claim(northwind, under_way)
    assert northwind.read_sync(_waiting) == {queued, under_way}
    assert northwind.read_sync(deliveries.is_any_waiting)
    for outgoing_id in (queued, under_way):
        northwind.run_sync(deliveries.sent, _claim(northwind, outgoing_id), "D1", "1.0", MONDAY)
    assert not northwind.read_sync(deliveries.is_any_waiting)


def _waiting(session: Session) -> set[int]:
    return set(session.scalars(select(Outgoing.id).where(deliveries.is_waiting())))


def test_what_cannot_be_delivered_raises_the_flag_of_its_handoff(northwind: Database) -> None:
    handoff = northwind.run_sync(lambda session: start(session))
    claim = _claim(northwind, _put(northwind, handoff.id, IDRIS))
    northwind.run_sync(undelivered.note, claim, "user_disabled", MONDAY)
    found = northwind.read_sync(lambda session: session.get_one(Handoff, handoff.id))
    assert found.attention_why == attention.Why.UNDELIVERABLE
    assert found.version > handoff.version
    assert _row(northwind, claim.id).why == "user_disabled"
    words = northwind.read_sync(lambda s: [entry.what for entry in s.query(AuditEntry)])
    assert "undeliverable" in words


def _start(database: Database, account: str) -> int:
    return database.run_sync(lambda session: start(session, account=account).id)


def _digest(database: Database, handoff_ids: list[int]) -> Claim:
    """A digest to Idris that tells of these handoffs, claimed."""
    outgoing_id = _put(database)

    def tell(session: Session) -> None:
        session.get_one(Outgoing, outgoing_id).effect = "digest"
        session.get_one(Outgoing, outgoing_id).person_id = IDRIS
        for number in handoff_ids:
            facts = {"workspace_id": WORKSPACE, "task_id": number, "rung": "due"}
            session.add(Reminded(outgoing_id=outgoing_id, handoff_id=number, **facts))

    database.run_sync(tell)
    return _claim(database, outgoing_id)


def test_a_digest_that_cannot_be_delivered_flags_each_handoff_and_its_lead_hears_once(
    northwind: Database,
) -> None:
    handoffs = [_start(northwind, name) for name in ("Acme", "Aurora")]
    for _day in range(2):
        claim = _digest(northwind, handoffs)
        northwind.run_sync(undelivered.note, claim, "user_disabled", MONDAY)
    for number in handoffs:
        found = northwind.read_sync(Session.get_one, Handoff, number)
        assert found.attention_why == attention.Why.UNDELIVERABLE
    query = select(Outgoing).where(Outgoing.effect == undelivered.UNDELIVERED)
    (told,) = northwind.read_sync(lambda session: session.scalars(query).all())
    assert told.person_id == LENA
    said = northwind.read_sync(undelivered.read, told)
    assert said is not None
    text, _content = blocks.message(said)
    assert text == "My messages do not reach Idris Okafor."


def test_somebody_who_was_reached_since_is_not_called_unreachable(northwind: Database) -> None:
    handoff = northwind.run_sync(lambda session: start(session))
    claim = _claim(northwind, _put(northwind, handoff.id, IDRIS))
    northwind.run_sync(undelivered.note, claim, "user_disabled", MONDAY)
    later = _claim(northwind, _put(northwind, handoff.id, IDRIS))
    northwind.run_sync(deliveries.sent, later, "D1", "1.0", MONDAY)
    query = select(Outgoing).where(Outgoing.effect == undelivered.UNDELIVERED)
    told = northwind.read_sync(lambda session: session.scalars(query).one())
    assert northwind.read_sync(undelivered.read, told) is None


def test_somebody_who_has_no_part_any_more_raises_no_flag(northwind: Database) -> None:
    handoff = northwind.run_sync(lambda session: start(session))
    claim = _claim(northwind, _put(northwind, handoff.id, SAM))
    northwind.run_sync(undelivered.note, claim, "user_disabled", MONDAY)
    found = northwind.read_sync(lambda session: session.get_one(Handoff, handoff.id))
    assert found.attention_why is None


def _place(database: Database, handoff_id: int) -> Claim:
    def put(session: Session) -> int:
        row = outbox.put(session, WORKSPACE, "place", MONDAY, handoff_id=handoff_id)
        assert row is not None
        session.flush()
        return row.id

    return _claim(database, database.run_sync(put))


def test_a_channels_name_is_made_of_what_slack_allows() -> None:
    assert places.slug("Acmé <Robotics> & Co.", 7) == "acme-robotics-co"
    assert places.slug("会社", 7) == "7"
    assert len(places.slug("x" * 200, 7)) == 60


def test_everybody_with_a_part_hears_of_it_once_however_often_the_set_up_ends(
    northwind: Database,
) -> None:
    handoff = northwind.run_sync(lambda session: start(session))
    claim = _place(northwind, handoff.id)
    for _ in range(2):
        northwind.run_sync(places.finished, claim, MONDAY)
    parts = northwind.read_sync(
        lambda s: [row.person_id for row in s.query(Outgoing).filter_by(effect="part")]
    )
    assert sorted(filter(None, parts)) == sorted([MARIA, IDRIS, LENA])


def test_a_lead_is_asked_for_a_channel_when_there_is_none(northwind: Database) -> None:
    handoff = northwind.run_sync(lambda session: start(session))
    claim = _place(northwind, handoff.id)
    northwind.run_sync(places.needs_channel, claim, "restricted_action", MONDAY)
    asked = northwind.read_sync(
        lambda s: [row.person_id for row in s.query(Outgoing).filter_by(effect="place_needed")]
    )
    assert asked == [LENA]
    assert _row(northwind, claim.id).state is Delivery.DROPPED


def test_the_set_up_of_a_handoff_that_is_cancelled_is_over(northwind: Database) -> None:
    handoff = northwind.run_sync(lambda session: start(session, state=State.CANCELLED))
    assert northwind.read_sync(places.read, _place(northwind, handoff.id)).is_over


def test_the_teams_channel_is_offered_where_one_is_set(northwind: Database) -> None:
    def choose(session: Session) -> None:
        session.get_one(Workspace, WORKSPACE).team_channel_id = "C0CSTEAM"

    northwind.run_sync(choose)
    handoff = northwind.run_sync(lambda session: start(session))
    setting = northwind.read_sync(places.read, _place(northwind, handoff.id))
    assert setting.team_channel_id == "C0CSTEAM"
    assert setting.people == (MARIA, IDRIS, LENA)
