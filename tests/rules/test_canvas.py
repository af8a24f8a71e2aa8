"""When a canvas is brought up to date, where there can be one, and what its lead hears."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import canvas as blocks
from blocks import markdown
from blocks.blueprint_text import document
from playbook import canvas, contacts_privacy, correct, places, settings
from playbook.canvas import APART, InAMessage, Left, Sheet
from storage import deliveries, outbox
from storage.choices import Delivery, Place, State
from storage.deliveries import Claim
from storage.tables import Canvas, Contact, Handoff, Outgoing
from tests.northwind import ADA, LENA, MONDAY, WORKSPACE, actor
from tests.rules import blueprints, handoffs
from tests.rules.surfaces import words
from workspace.blockkit.validate import check_blocks

LATER = MONDAY + timedelta(seconds=20)
NEXT = MONDAY + APART


def queued(session: Session, effect: str = canvas.EFFECT) -> Sequence[Outgoing]:
    """The jobs of an effect, oldest first."""
    query = select(Outgoing).where(Outgoing.effect == effect).order_by(Outgoing.id)
    return session.scalars(query).all()


def begin(session: Session, handoff: Handoff, now: datetime = MONDAY) -> Claim:
    """Let the handoff's canvas fall due, and begin the job."""
    canvas.placed(session, handoff, now)
    session.flush()
    assert canvas.fall_due(session, now) == 1
    return attempt(session)


def attempt(session: Session) -> Claim:
    """Begin an attempt at the newest job."""
    session.flush()
    claim = deliveries.claim(session, queued(session)[-1].id, MONDAY)
    assert claim is not None
    return claim


def sheet(session: Session, claim: Claim) -> Sheet:
    """What the job is to show."""
    session.flush()
    found = canvas.sheet(session, claim)
    assert found is not None
    return found


def due_at(session: Session, handoff: Handoff) -> object:
    """When the handoff's canvas is due."""
    session.flush()
    session.expire_all()
    return session.get_one(Canvas, handoff.id).due_at


def make(session: Session, handoff: Handoff) -> Claim:
    """Make the handoff's canvas."""
    claim = begin(session, handoff)
    canvas.shown(session, claim, sheet(session, claim), "F1", "digest", MONDAY)
    return claim


def test_a_canvas_is_made_once_the_handoff_has_its_place(
    session: Session, handoff: Handoff
) -> None:
    places.finished(session, _of_place(session, handoff), MONDAY)
    assert due_at(session, handoff) == MONDAY
    assert canvas.fall_due(session, MONDAY) == 1
    assert due_at(session, handoff) is None
    assert [row.handoff_id for row in queued(session)] == [handoff.id]


def _of_place(session: Session, handoff: Handoff) -> Claim:
    row = outbox.put(session, WORKSPACE, "place", MONDAY, handoff_id=handoff.id)
    assert row is not None
    session.flush()
    claim = deliveries.claim(session, row.id, MONDAY)
    assert claim is not None
    return claim


def test_changes_are_gathered_and_two_edits_are_a_minute_apart(
    session: Session, handoff: Handoff
) -> None:
    make(session, handoff)
    for text in ("Grow", "Grow more"):
        blueprints.answer(session, handoff, {"why.goals": text}, now=LATER)
    assert due_at(session, handoff) == NEXT
    assert canvas.fall_due(session, NEXT - timedelta(seconds=1)) == 0
    assert canvas.fall_due(session, NEXT) == 1
    assert len(queued(session)) == 2


def test_a_change_after_a_long_while_is_shown_at_once(session: Session, handoff: Handoff) -> None:
    make(session, handoff)
    at = MONDAY + timedelta(days=1)
    blueprints.answer(session, handoff, {"why.goals": "Grow"}, now=at)
    assert due_at(session, handoff) == at


def test_while_a_job_is_under_way_the_next_one_waits(session: Session, handoff: Handoff) -> None:
    begin(session, handoff)
    canvas.changed(session, WORKSPACE, handoff.account_id, NEXT)
    session.expire_all()
    canvas.fall_due(session, NEXT)
    assert len(queued(session)) == 1
    assert due_at(session, handoff) == NEXT + APART


def test_a_job_that_ends_late_pushes_the_next_one_on(session: Session, handoff: Handoff) -> None:
    claim = begin(session, handoff)
    canvas.changed(session, WORKSPACE, handoff.account_id, LATER)
    session.expire_all()
    ended = MONDAY + timedelta(seconds=50)
    canvas.shown(session, claim, sheet(session, claim), "F1", "digest", ended)
    assert due_at(session, handoff) == ended + APART


@pytest.mark.parametrize("state", [State.CLOSED, State.CANCELLED, State.DRAFT])
def test_what_is_over_or_silent_is_not_followed(
    session: Session, handoff: Handoff, state: State
) -> None:
    claim = make(session, handoff)
    handoff.state = state
    session.flush()
    canvas.changed(session, WORKSPACE, handoff.account_id, NEXT)
    assert due_at(session, handoff) is None
    assert canvas.sheet(session, claim) is None


def test_other_accounts_and_workspaces_are_left_alone(session: Session, handoff: Handoff) -> None:
    make(session, handoff)
    other = handoffs.start(session, account="Beta")
    canvas.changed(session, WORKSPACE, other.account_id, LATER)
    canvas.changed(session, "T0OTHER", handoff.account_id, LATER)
    assert due_at(session, handoff) is None


def test_an_account_s_new_name_is_followed(session: Session, handoff: Handoff) -> None:
    make(session, handoff)
    before = "Acme Robotics"
    correct.rename(session, actor(LENA), handoff.id, "Acme", LATER, seen=before)
    assert due_at(session, handoff) == NEXT


def test_somebody_who_is_erased_goes_from_the_canvas_too(
    session: Session, handoff: Handoff
) -> None:
    blueprints.add_contact(session, handoff, "Dana Reyes")
    claim = make(session, handoff)
    (dana,) = session.scalars(select(Contact.id)).all()
    contacts_privacy.erase(session, actor(LENA), handoff.id, dana, "Dana Reyes", LATER)
    assert due_at(session, handoff) == NEXT
    whole = sheet(session, claim).whole
    assert whole is not None
    assert "Dana" not in markdown.canvas(document(whole), None)


def test_a_place_that_is_lost_is_written_to_no_more(session: Session, handoff: Handoff) -> None:
    claim = make(session, handoff)
    handoff.place_lost_at = MONDAY
    session.flush()
    assert canvas.sheet(session, claim) is None


def test_in_a_place_of_its_own_a_handoff_shows_its_answers_elsewhere_only_how_complete_it_is(
    session: Session, handoff: Handoff
) -> None:
    claim = begin(session, handoff)
    assert sheet(session, claim).wants_canvas
    for place in (Place.THREAD, Place.BOOK):
        handoff.place = place
        found = sheet(session, claim)
        assert found.whole is None
        assert not found.wants_canvas


def test_when_the_place_moves_what_was_there_is_left_and_it_begins_anew(
    session: Session, handoff: Handoff
) -> None:
    claim = make(session, handoff)
    handoff.channel_id = "C0OTHER"
    found = sheet(session, claim)
    assert found.left is not None
    assert (found.left.channel_id, found.left.canvas_id) == ("C0ACME", "F1")
    assert (found.canvas_id, found.is_begun, found.digest) == (None, False, None)
    canvas.has_left(session, claim)
    found = sheet(session, claim)
    assert (found.left, found.canvas_id, found.wants_canvas) == (None, None, True)


def test_a_canvas_that_was_begun_before_a_crash_is_known_to_be_ours(
    session: Session, handoff: Handoff
) -> None:
    claim = begin(session, handoff)
    assert not sheet(session, claim).is_begun
    canvas.begun(session, claim, sheet(session, claim), MONDAY)
    assert sheet(session, claim).is_begun


def test_of_what_holds_for_the_workspace_a_lead_hears_once_of_one_channel_each_time(
    session: Session, handoff: Handoff
) -> None:
    other = handoffs.start(session, account="Beta", channel_id="C0BETA")
    for now, why in ((MONDAY, "canvas_disabled_user_team"), (NEXT, canvas.GONE)):
        for one in (handoff, other):
            claim = begin(session, one, now)
            canvas.cannot_be(session, claim, sheet(session, claim), why, MONDAY)
            deliveries.ended(session, claim, Delivery.SENT)
    told = queued(session, canvas.IN_A_MESSAGE)
    assert [row.handoff_id for row in told] == [handoff.id, handoff.id, other.id]
    assert {row.person_id for row in told} == {LENA}
    found = canvas.in_a_message(session, handoff.id)
    assert found == InAMessage("Acme Robotics", "C0ACME", canvas.GONE)


def test_the_message_shows_the_answers_in_short_with_a_way_to_all(
    session: Session, handoff: Handoff
) -> None:
    blueprints.answer(session, handoff, {"why.goals": "<!channel> " + "long " * 500})
    for n in range(30):
        blueprints.add_item(session, handoff, f"Issue {n}")
    claim = begin(session, handoff)
    text, content = blocks.message(sheet(session, claim))
    check_blocks(content, "message")
    assert "&lt;!channel&gt; long" in words(content)
    assert "… and 25 more" in words(content)
    assert "Show all" in words(content)
    assert "Acme Robotics" in text


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("team_tier_cannot_create_channel_canvases", "your Slack plan has no canvas"),
        ("missing_scope", "`canvases:write`"),
        ("canvas_not_found", "somebody has deleted it"),
        ("never_heard_of", "Slack did not take it"),
    ],
)
def test_the_lead_reads_why_there_is_no_canvas_and_what_they_can_do(why: str, said: str) -> None:
    _text, content = blocks.in_a_message(InAMessage("Acme <b>", "C0ACME", why))
    check_blocks(content, "message")
    assert said in words(content)
    assert "Acme &lt;b&gt;" in words(content)
    assert "pinned message" in words(content)


def test_an_admin_does_without_canvases_and_what_stands_there_is_replaced_both_ways(
    session: Session, handoff: Handoff
) -> None:
    claim = make(session, handoff)
    with_canvases = settings.read_defaults(session, actor(ADA))
    without = replace(with_canvases, has_canvases=False)
    settings.save_defaults(session, actor(ADA), without, LATER)
    assert due_at(session, handoff) == NEXT
    found = sheet(session, claim)
    assert (found.left, found.wants_canvas) == (Left("C0ACME", "F1", None), False)
    canvas.has_left(session, claim)
    canvas.said(session, claim, sheet(session, claim), "1.2", "digest", NEXT)
    found = sheet(session, claim)
    assert (found.left, found.message_ts, found.wants_canvas) == (None, "1.2", False)
    settings.save_defaults(session, actor(ADA), with_canvases, NEXT)
    found = sheet(session, claim)
    assert (found.left, found.wants_canvas) == (Left("C0ACME", None, "1.2"), True)


def test_what_slack_refused_is_tried_once_more_when_an_admin_wants_canvases_again(
    session: Session, handoff: Handoff
) -> None:
    claim = begin(session, handoff)
    canvas.cannot_be(session, claim, sheet(session, claim), "missing_scope", MONDAY)
    assert not sheet(session, claim).wants_canvas
    canvas.all_change(session, WORKSPACE, LATER)
    session.expire_all()
    assert sheet(session, claim).wants_canvas


def test_an_edit_whose_process_died_is_made_once_more_and_shows_what_is_then_the_case(
    session: Session, handoff: Handoff
) -> None:
    """Our rows are the same whether it died before Slack's answer or after: it replaces the whole,
    so that doing it twice harms nothing."""
    make(session, handoff)
    blueprints.answer(session, handoff, {"why.goals": "Grow"}, now=LATER)
    session.expire_all()
    canvas.fall_due(session, NEXT)
    died = attempt(session)
    blueprints.answer(session, handoff, {"why.goals": "Grow more"}, now=NEXT)
    again = attempt(session)
    found = sheet(session, again)
    assert (again.id, again.attempt) == (died.id, died.attempt + 1)
    assert (found.canvas_id, found.digest) == ("F1", "digest")  # so that it is written, not skipped
    assert found.whole is not None
    assert "Grow more" in markdown.canvas(document(found.whole), None)
    canvas.shown(session, again, found, "F1", "newer", NEXT)
    session.expire_all()
    assert session.get_one(Canvas, handoff.id).digest == "newer"
    assert deliveries.claim(session, again.id, NEXT) is None
