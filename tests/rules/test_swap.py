"""People leave in the middle of a handoff: what is open goes to who comes, what is done stays."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks.correct import menu, person_left
from playbook import correct, review, swap
from playbook.access import open_handoff
from playbook.errors import FieldErrors, NotAllowed, NotNow
from playbook.ownership import current_owner
from playbook.templates import Question, Stakeholders
from playbook.verdict import last_verdict
from playbook.visibility import Role
from storage import outbox
from storage.choices import CheckInKind, CheckInState, Delivery, Owner, Place, State, Verdict
from storage.deliveries import Claim
from storage.tables import (
    AuditEntry,
    CheckIn,
    Handoff,
    Observer,
    Outgoing,
    Person,
    PersonSettings,
    Review,
    Task,
)
from tests.northwind import (
    ADA,
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
from tests.rules.check_ins import plan
from tests.rules.handoffs import Planned, start
from tests.rules.surfaces import words

ASKS_INCOMING = Question(CheckInKind.SENTIMENT, (Owner.INCOMING,), Stakeholders.KEY)


def change(session: Session, handoff: Handoff, role: str, to: str, who: str = LENA) -> swap.Swapped:
    """Put somebody in for whoever has the role."""
    seen = str(getattr(handoff, swap.COLUMNS[role]))
    done = swap.swap(session, actor(who), handoff.id, role, to, MONDAY, seen_id=seen)
    session.flush()
    return done


def queued(session: Session, effect: str) -> list[Outgoing]:
    """The rows of the outbox with this effect."""
    return list(session.scalars(select(Outgoing).where(Outgoing.effect == effect)))


def wrong(session: Session, handoff: Handoff, role: str, to: str) -> str:
    """What is said at the field."""
    with pytest.raises(FieldErrors) as refused:
        change(session, handoff, role, to)
    return refused.value.fields["person"]


@pytest.mark.parametrize("role", [Role.OUTGOING, Role.INCOMING])
def test_open_tasks_that_name_the_leaver_go_to_the_newcomer_and_done_ones_stay(
    session: Session, handoff: Handoff, role: Role
) -> None:
    gone = str(getattr(handoff, swap.COLUMNS[role]))
    tasks = session.scalars(select(Task).order_by(Task.position)).all()
    tasks[0].done_at, tasks[0].done_by, tasks[0].owner_id = MONDAY, gone, gone
    tasks[1].owner_id = gone
    version = tasks[1].version
    change(session, handoff, role, TOM)
    session.expire_all()
    assert (tasks[0].done_by, tasks[0].owner_id) == (gone, gone)
    assert (tasks[1].owner_id, tasks[1].version) == (TOM, version + 1)


def test_the_newcomer_can_do_what_the_leaver_could_and_the_leaver_sees_nothing_more(
    session: Session, handoff: Handoff
) -> None:
    change(session, handoff, Role.OUTGOING, TOM)
    assert open_handoff(session, actor(TOM), handoff.id).role is Role.OUTGOING
    with pytest.raises(Exception, match="no such handoff"):
        open_handoff(session, actor(MARIA), handoff.id)


def test_check_ins_that_are_open_are_asked_anew_and_answered_ones_stay(session: Session) -> None:
    handoff = start(session, [Planned(f"s{n}", Owner.INCOMING, n) for n in (1, 7)])
    answered, asked = plan(session, handoff, ASKS_INCOMING)
    answered.state = CheckInState.ANSWERED
    asked.state, asked.times_asked, asked.asked_at = CheckInState.ASKED, 2, MONDAY
    done = change(session, handoff, Role.INCOMING, TOM)
    assert done.check_ins == 1
    assert answered.person_id == IDRIS
    assert (asked.person_id, asked.state, asked.times_asked) == (TOM, CheckInState.PLANNED, 0)
    assert asked.zone == "Europe/Berlin"


def test_nobody_is_asked_the_same_twice_because_of_a_swap(session: Session) -> None:
    handoff = start(session, [Planned("s1", Owner.INCOMING, 3)])
    both = Question(CheckInKind.SENTIMENT, (Owner.LEAD_AND_INCOMING,), Stakeholders.KEY)
    plan(session, handoff, both)
    people_lead(session, TOM)
    change(session, handoff, Role.INCOMING, TOM)
    change(session, handoff, Role.LEAD, TOM)
    open_ones = [one for one in session.scalars(select(CheckIn)) if one.state == "planned"]
    assert [one.person_id for one in open_ones] == [TOM]


def test_messages_that_wait_go_to_the_newcomer_and_those_under_way_do_not(
    session: Session, handoff: Handoff
) -> None:
    for state in (Delivery.QUEUED, Delivery.SENDING, Delivery.SENT):
        row = outbox.put(
            session, WORKSPACE, "reminder", MONDAY, handoff_id=handoff.id, person_id=MARIA
        )
        assert row is not None
        row.state = state
    session.flush()
    change(session, handoff, Role.OUTGOING, TOM)
    session.expire_all()
    found = {row.state: row.person_id for row in queued(session, "reminder")}
    assert found == {
        Delivery.QUEUED: TOM,
        Delivery.SENDING: MARIA,
        Delivery.SENT: MARIA,
    }


def test_the_account_goes_along_with_its_owners_part_and_the_history_is_kept(
    session: Session, handoff: Handoff
) -> None:
    change(session, handoff, Role.INCOMING, SAM)
    assert current_owner(session, WORKSPACE, handoff.account_id) == MARIA
    change(session, handoff, Role.OUTGOING, TOM)
    assert current_owner(session, WORKSPACE, handoff.account_id) == TOM
    trail = session.execute(
        select(AuditEntry.what, AuditEntry.detail).order_by(AuditEntry.id)
    ).all()
    assert ("outgoing_swapped", {"from": MARIA, "to": TOM}) in [tuple(row) for row in trail]
    assert ("owner_changed", {"from": MARIA, "to": TOM}) in [tuple(row) for row in trail]


def test_the_newcomer_hears_their_part_the_others_who_it_is_and_the_leaver_thanks(
    session: Session, handoff: Handoff
) -> None:
    change(session, handoff, Role.OUTGOING, TOM)
    said = {row.effect: row.person_id for row in session.scalars(select(Outgoing))}
    assert said == {"part": TOM, "place": None, "swapped": IDRIS, "leave": MARIA, "thanks": MARIA}


def test_who_comes_back_to_a_part_hears_it_again(session: Session, handoff: Handoff) -> None:
    for person_id in (TOM, MARIA, TOM):
        change(session, handoff, Role.OUTGOING, person_id)
    assert [row.person_id for row in queued(session, "part")].count(TOM) == 2


def test_who_is_deactivated_can_be_replaced_and_is_written_to_no_more(
    session: Session, handoff: Handoff
) -> None:
    session.get_one(Person, (WORKSPACE, MARIA)).deactivated_at = MONDAY
    change(session, handoff, Role.OUTGOING, TOM)
    assert handoff.outgoing_id == TOM
    assert queued(session, "thanks") == []


def test_who_keeps_another_part_is_neither_thanked_nor_taken_out(session: Session) -> None:
    handoff = start(session, outgoing_id=LENA)
    change(session, handoff, Role.OUTGOING, TOM)
    assert queued(session, "thanks") == queued(session, "leave") == []


@pytest.mark.parametrize(
    ("role", "to", "said"),
    [
        (Role.OUTGOING, MARIA, "already"),
        (Role.OUTGOING, IDRIS, "same person"),
        (Role.INCOMING, MARIA, "same person"),
        (Role.INCOMING, GITA, "guest"),
        (Role.INCOMING, OTTO, "deactivated"),
        (Role.INCOMING, "U0NOBODY", "cannot find"),
        (Role.LEAD, TOM, "not a lead"),
    ],
)
def test_who_cannot_have_the_part_is_refused_at_the_field(
    session: Session, handoff: Handoff, role: Role, to: str, said: str
) -> None:
    assert said in wrong(session, handoff, role, to)


def test_what_another_lead_has_changed_meanwhile_is_named_and_not_overwritten(
    session: Session, handoff: Handoff
) -> None:
    change(session, handoff, Role.INCOMING, TOM)
    with pytest.raises(FieldErrors, match="Tom Becker"):
        swap.swap(session, actor(LENA), handoff.id, Role.INCOMING, SAM, MONDAY, seen_id=IDRIS)
    assert handoff.incoming_id == TOM


@pytest.mark.parametrize("who", [MARIA, IDRIS])
def test_only_the_lead_replaces_people(session: Session, handoff: Handoff, who: str) -> None:
    with pytest.raises(NotAllowed):
        change(session, handoff, Role.INCOMING, TOM, who)


def test_a_part_that_nobody_has_is_not_swapped_and_nothing_that_is_over(session: Session) -> None:
    vacant = start(session, incoming_id=None)
    with pytest.raises(NotNow):
        change(session, vacant, Role.INCOMING, TOM)
    over = start(session, account="Umbra", state=State.CLOSED)
    with pytest.raises(NotNow):
        change(session, over, Role.INCOMING, TOM)


def test_an_observer_who_takes_a_part_observes_no_more(session: Session, handoff: Handoff) -> None:
    change(session, handoff, Role.INCOMING, PRIYA)
    assert session.get(Observer, (handoff.id, PRIYA)) is None


def test_a_new_incoming_csm_reads_and_accepts_the_blueprint_themselves(
    session: Session, handoff: Handoff
) -> None:
    for task in session.scalars(select(Task).where(Task.key.in_(["dump", "accepted"]))):
        task.done_at, task.done_event = MONDAY, task.event
    session.add(verdict(handoff))
    session.flush()
    assert standing(session, handoff) is review.Standing.ACCEPTED
    change(session, handoff, Role.INCOMING, TOM)
    assert standing(session, handoff) is review.Standing.WAITING
    accepted = session.scalars(select(Task).where(Task.key == "accepted")).one()
    assert accepted.done_at is None
    assert [row.person_id for row in queued(session, "blueprint_ready")] == [TOM]


def test_a_leaver_is_taken_out_of_the_channel_unless_another_handoff_there_needs_them(
    session: Session, handoff: Handoff
) -> None:
    change(session, handoff, Role.OUTGOING, TOM)
    claim = claim_of(queued(session, "leave")[0])
    assert swap.channel_to_leave(session, claim) == "C0ACME"
    start(session, account="Umbra")  # in the same channel, with Maria
    assert swap.channel_to_leave(session, claim) is None


def test_nobody_is_taken_out_of_a_teams_channel(session: Session) -> None:
    handoff = start(session, place=Place.THREAD)
    change(session, handoff, Role.OUTGOING, TOM)
    assert swap.channel_to_leave(session, claim_of(queued(session, "leave")[0])) is None


def test_the_lead_hears_once_that_somebody_was_deactivated(
    session: Session, handoff: Handoff
) -> None:
    assert swap.somebody_left(session, WORKSPACE, MARIA, MONDAY) == 0
    session.get_one(Person, (WORKSPACE, MARIA)).deactivated_at = MONDAY
    for _event in range(2):
        swap.somebody_left(session, WORKSPACE, MARIA, MONDAY)
        session.flush()
    assert [row.person_id for row in queued(session, "person_left")] == [LENA]
    found = swap.leaver(session, handoff, "Acme Robotics", MARIA)
    assert found is not None
    assert found.roles == (Role.OUTGOING,)
    change(session, handoff, Role.OUTGOING, TOM)
    assert swap.leaver(session, handoff, "Acme Robotics", MARIA) is None


def test_of_a_lead_who_left_their_manager_hears(session: Session, handoff: Handoff) -> None:
    session.add(
        PersonSettings(workspace_id=WORKSPACE, person_id=LENA, manager_id=ADA, updated_at=MONDAY)
    )
    session.get_one(Person, (WORKSPACE, LENA)).deactivated_at = MONDAY
    swap.somebody_left(session, WORKSPACE, LENA, MONDAY)
    assert [row.person_id for row in queued(session, "person_left")] == [ADA]


class TestTheTemporaryContact:
    @pytest.fixture
    def vacant(self, session: Session) -> Handoff:
        """Nobody is named to take Acme Robotics over; Tom stands in."""
        return start(session, incoming_id=None, temporary_id=TOM)

    def test_somebody_else_stands_in_with_all_that_was_open(
        self, session: Session, vacant: Handoff
    ) -> None:
        task = session.scalars(select(Task).where(Task.key == "intro")).one()
        task.owner_id = TOM
        outbox.put(session, WORKSPACE, "reminder", MONDAY, handoff_id=vacant.id, person_id=TOM)
        session.flush()
        done = change(session, vacant, swap.TEMPORARY, SAM)
        session.expire_all()
        assert (done.from_id, done.to_id, vacant.temporary_id) == (TOM, SAM, SAM)
        assert task.owner_id == SAM
        assert [row.person_id for row in queued(session, "reminder")] == [SAM]
        assert open_handoff(session, actor(SAM), vacant.id).role is Role.INCOMING

    def test_both_hear_of_it_and_who_stood_in_leaves(
        self, session: Session, vacant: Handoff
    ) -> None:
        change(session, vacant, swap.TEMPORARY, SAM)
        session.expire_all()
        heard = {row.effect: row.person_id for row in session.scalars(select(Outgoing))}
        assert heard == {"temporary": SAM, "relieved": TOM, "leave": TOM, "place": None}
        claim = claim_of(queued(session, "leave")[0])
        assert swap.channel_to_leave(session, claim) == "C0ACME"

    @pytest.mark.parametrize(
        ("to", "said"), [(TOM, "already"), (MARIA, "same person"), (GITA, "guest")]
    )
    def test_who_cannot_stand_in_is_refused_at_the_field(
        self, session: Session, vacant: Handoff, to: str, said: str
    ) -> None:
        assert said in wrong(session, vacant, swap.TEMPORARY, to)

    def test_what_was_changed_meanwhile_is_named(self, session: Session, vacant: Handoff) -> None:
        change(session, vacant, swap.TEMPORARY, SAM)
        with pytest.raises(FieldErrors, match="Sam Whitaker"):
            swap.swap(session, actor(LENA), vacant.id, swap.TEMPORARY, PRIYA, MONDAY, seen_id=TOM)

    def test_nobody_stands_in_once_the_incoming_csm_is_named(
        self, session: Session, vacant: Handoff
    ) -> None:
        vacant.incoming_id = IDRIS
        with pytest.raises(NotNow, match="nobody to replace"):
            change(session, vacant, swap.TEMPORARY, SAM)

    def test_of_one_who_is_deactivated_the_lead_hears_while_they_stand_in(
        self, session: Session, vacant: Handoff
    ) -> None:
        session.get_one(Person, (WORKSPACE, TOM)).deactivated_at = MONDAY
        assert swap.somebody_left(session, WORKSPACE, TOM, MONDAY) == 1
        found = swap.leaver(session, vacant, "Acme Robotics", TOM)
        assert found is not None
        assert "Tom Becker is deactivated, and is the temporary contact" in person_left(found)[0]
        vacant.incoming_id = IDRIS
        assert swap.somebody_left(session, WORKSPACE, TOM, MONDAY) == 0

    def test_the_menu_has_a_line_while_somebody_stands_in(
        self, session: Session, vacant: Handoff
    ) -> None:
        found = correct.read(session, actor(LENA), vacant.id)
        assert f"*Temporary contact*\n<@{TOM}>" in words(menu(found))
        vacant.incoming_id = IDRIS
        found = correct.read(session, actor(LENA), vacant.id)
        assert "Temporary contact" not in words(menu(found))


def people_lead(session: Session, person_id: str) -> None:
    """Make somebody a lead."""
    session.get_one(Person, (WORKSPACE, person_id)).is_lead = True


def standing(session: Session, handoff: Handoff) -> review.Standing:
    """How far the blueprint is."""
    last = last_verdict(session, WORKSPACE, handoff.id)
    return review.standing_of(session, handoff, last)


def verdict(handoff: Handoff) -> Review:
    """Idris has accepted the blueprint."""
    return Review(
        workspace_id=WORKSPACE,
        handoff_id=handoff.id,
        verdict=Verdict.ACCEPTED,
        sections=[],
        by=IDRIS,
        at=MONDAY,
    )


def claim_of(row: Outgoing) -> Claim:
    """The first attempt at a row."""
    to = (row.handoff_id, row.person_id)
    return Claim(row.id, WORKSPACE, row.effect, *to, row.delivery_id, 1, False, MONDAY)
