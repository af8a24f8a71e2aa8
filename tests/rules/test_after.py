"""What comes after: looks, the debrief and its catalogue, the touchpoint to day 90 (R22, R23)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import debrief as debrief_blocks
from blocks import debriefs as catalogue_blocks
from blocks import looks as look_blocks
from blocks import touchpoint as touchpoint_blocks
from playbook import (
    bau,
    bau_gaps,
    check_in,
    checklist,
    debrief,
    debriefs,
    looks,
    people,
    template_list,
    touchpoint,
    waiting,
)
from playbook.debrief import Part
from playbook.debriefs import Wanted
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from playbook.templates import Question
from playbook.templates.model import ANSWERED
from playbook.touchpoint import Given
from storage.choices import Anchor, CheckInKind, CheckInState, Impression, Mode, Owner, State, Tier
from storage.database import Database
from storage.tables import (
    CheckIn,
    Handoff,
    Look,
    Outgoing,
    PersonSettings,
    Task,
    Touchpoint,
    Workspace,
)
from tests.northwind import ADA, IDRIS, LENA, MARIA, MONDAY, TOM, WORKSPACE, actor
from tests.rules.check_ins import add_contacts, plan
from tests.rules.handoffs import Planned, start
from tests.rules.surfaces import buttons, words

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

IN_A_WEEK = datetime(2026, 3, 9, 9, tzinfo=UTC)
ALL_THREE = (Owner.OUTGOING, Owner.INCOMING, Owner.LEAD)


def ask(
    session: Session, kind: CheckInKind, asked: tuple[Owner, ...] = (Owner.LEAD,), **different: Any
) -> Handoff:
    """Start a handoff in business as usual with one such task, a week from today."""
    event = f"{ANSWERED[kind]}:{kind.value}"
    task = Planned(kind.value, Owner.LEAD, 7, "bau", event=event)
    handoff = start(session, [task], **{"state": State.BAU, **different})
    plan(session, handoff, Question(kind, asked))
    return handoff


def fall_due(session: Session, now: datetime = IN_A_WEEK) -> None:
    """Ask everything that is due, and flush."""
    check_in.fall_due(session, now)
    session.flush()


def sent(session: Session, effect: str) -> list[str | None]:
    """To whom this effect goes, in order."""
    query = select(Outgoing.person_id).where(Outgoing.effect == effect).order_by(Outgoing.id)
    return list(session.scalars(query))


def asked_of(session: Session, handoff: Handoff) -> dict[str, CheckIn]:
    """The questions of a handoff, by who is asked."""
    session.flush()
    query = select(CheckIn).where(CheckIn.handoff_id == handoff.id)
    found = session.scalars(query.execution_options(populate_existing=True))
    return {one.person_id: one for one in found}


def task_of(session: Session, handoff: Handoff) -> Task:
    """The one task of a handoff."""
    return session.scalars(select(Task).where(Task.handoff_id == handoff.id)).one()


# Looks


def test_the_lead_is_asked_to_look_and_one_click_ticks_that_look_alone(session: Session) -> None:
    tasks = [
        Planned(f"look-{n}", Owner.LEAD, 7 * n, "settling", event=f"looked:look-{n}")
        for n in (1, 2)
    ]
    handoff = start(session, tasks, state=State.SETTLING)
    plan(session, handoff, Question(CheckInKind.LOOK, (Owner.LEAD,)))
    fall_due(session)
    assert sent(session, "look") == [LENA]
    first = session.scalars(select(CheckIn).where(CheckIn.key == "look-1")).one()
    found = looks.looked(session, actor(LENA), first.id, "", IN_A_WEEK)
    assert (found.by, found.has_finding) == (LENA, False)
    done = {key: event for key, event in session.execute(select(Task.key, Task.done_event))}  # noqa: C416
    assert done == {"look-1": "looked:look-1", "look-2": None}
    with pytest.raises(NotNow):
        looks.looked(session, actor(LENA), first.id, "late", IN_A_WEEK)


def test_a_finding_is_kept_encrypted_for_leads_and_stands_in_no_message(session: Session) -> None:
    handoff = ask(session, CheckInKind.LOOK)
    fall_due(session)
    which = asked_of(session, handoff)[LENA].id
    found = looks.looked(session, actor(LENA), which, " Dana <is> silent ", IN_A_WEEK)
    assert "Dana" not in str(look_blocks.message(found))
    seen = looks.open_look(session, actor(LENA), which, IN_A_WEEK)
    assert [text for _at, text in seen.findings] == ["Dana <is> silent"]
    assert "Dana <is> silent" in words(look_blocks.findings(seen))
    assert session.get_one(Look, which).by == LENA
    for other in (IDRIS, MARIA):
        with pytest.raises(NotAllowed):
            looks.open_look(session, actor(other), which, IN_A_WEEK)


def test_a_look_shows_what_there_is_to_look_at(session: Session) -> None:
    late = Planned("late", Owner.OUTGOING, 1, "settling")
    look = Planned("look", Owner.LEAD, 7, "settling", event="looked:look")
    handoff = start(session, [look], state=State.SETTLING)
    plan(session, handoff, Question(CheckInKind.LOOK, (Owner.LEAD,)))
    session.add(
        Task(
            workspace_id=WORKSPACE, handoff_id=handoff.id, key="late", position=1,
            phase="settling", title="Move the <tickets>", owner=Owner.OUTGOING,
            anchor=handoff.anchor, offset_days=0, due_on=late.due_on, needs=[],
        )
    )  # fmt: skip
    fall_due(session)
    which = asked_of(session, handoff)[LENA].id
    found = looks.read(session, WORKSPACE, which, IN_A_WEEK)
    assert found
    assert [one.title for one in found.late] == ["Move the <tickets>"]
    text, content = look_blocks.message(found)
    assert text == "Time to look in on Acme Robotics."
    assert "1 task is late" in words(content)
    assert "Move the &lt;tickets&gt;" in words(content)
    assert "0 % complete" in words(content)


def test_a_look_that_is_ticked_by_hand_is_not_asked_for(session: Session) -> None:
    handoff = ask(session, CheckInKind.LOOK)
    checklist.tick(session, actor(LENA), handoff.id, task_of(session, handoff).id, MONDAY)
    fall_due(session)
    assert sent(session, "look") == []
    assert asked_of(session, handoff)[LENA].state is CheckInState.CANCELLED


def test_unanswered_looks_raise_no_flag_but_hold_business_as_usual_up(session: Session) -> None:
    handoff = ask(session, CheckInKind.LOOK, state=State.SETTLING)
    for day in range(28):
        fall_due(session, IN_A_WEEK + timedelta(days=day))
    assert handoff.attention_since is None
    assert sent(session, "look") == [LENA]
    said = [gap.said for gap in bau_gaps.gaps(session, handoff, IN_A_WEEK)]
    assert "1 check-in is due and not answered" in said


# The debrief


def test_all_three_are_asked_for_a_debrief_once_business_as_usual_is_reached(
    session: Session,
) -> None:
    handoff = ask(session, CheckInKind.DEBRIEF, ALL_THREE, state=State.SETTLING)
    fall_due(session)
    assert sent(session, "debrief") == []
    handoff.state = State.BAU
    fall_due(session, IN_A_WEEK + timedelta(days=1, hours=1))
    assert sorted(map(str, sent(session, "debrief"))) == [IDRIS, LENA, MARIA]


def test_reaching_business_as_usual_dates_the_debrief_anew(session: Session) -> None:
    handoff = ask(session, CheckInKind.DEBRIEF, ALL_THREE, state=State.SETTLING)
    task = task_of(session, handoff)
    task.anchor, task.offset_days = Anchor.BAU, 5
    add_contacts(session, handoff.id, ["Dana Fox"])
    session.flush()
    bau.confirm(session, actor(LENA), handoff.id, "It is time", IN_A_WEEK)
    assert task.due_on == date(2026, 3, 16)  # five days after is a Saturday
    assert {one.due_on for one in asked_of(session, handoff).values()} == {task.due_on}


def test_the_lead_reads_every_part_and_closes_it_which_ticks_the_task(session: Session) -> None:
    handoff = ask(session, CheckInKind.DEBRIEF, ALL_THREE)
    fall_due(session)
    own = Part("The dump", "Too *late*", "Start <earlier>", ("dump", "time"), "Coffee & cake")
    debrief.contribute(session, actor(MARIA), handoff.id, own, IN_A_WEEK)
    session.flush()
    found = debrief.whole(session, actor(LENA), handoff.id)
    assert [(part.by, part.worked, part.themes) for part in found.parts] == [
        (MARIA, "The dump", ("dump", "time"))
    ]
    assert set(found.waits_for) == {IDRIS, LENA}
    assert "Coffee &amp; cake" in words(debrief_blocks.whole(found))
    debrief.close(session, actor(LENA), handoff.id, IN_A_WEEK)
    assert task_of(session, handoff).done_event == "debrief_closed:debrief"
    states = {who: one.state for who, one in asked_of(session, handoff).items()}
    assert states == {
        MARIA: CheckInState.ANSWERED,
        IDRIS: CheckInState.CANCELLED,
        LENA: CheckInState.ANSWERED,
    }


def test_a_part_is_written_again_until_the_debrief_is_closed(session: Session) -> None:
    handoff = ask(session, CheckInKind.DEBRIEF, ALL_THREE)
    debrief.contribute(session, actor(IDRIS), handoff.id, Part("One", themes=("dump",)), MONDAY)
    debrief.contribute(session, actor(IDRIS), handoff.id, Part("Two", themes=("time",)), MONDAY)
    (part,) = debrief.whole(session, actor(LENA), handoff.id).parts
    assert (part.worked, part.themes) == ("Two", ("time",))
    debrief.close(session, actor(LENA), handoff.id, MONDAY)
    with pytest.raises(NotNow):
        debrief.contribute(session, actor(IDRIS), handoff.id, Part("Three"), MONDAY)
    with pytest.raises(NotNow):
        debrief.close(session, actor(LENA), handoff.id, MONDAY)


def test_nobody_but_its_people_writes_and_nobody_but_the_lead_reads_or_closes(
    session: Session,
) -> None:
    handoff = ask(session, CheckInKind.DEBRIEF, ALL_THREE)
    with pytest.raises(NotThere):
        debrief.contribute(session, actor(TOM), handoff.id, Part("x"), MONDAY)
    for other in (MARIA, IDRIS):
        with pytest.raises(NotAllowed):
            debrief.whole(session, actor(other), handoff.id)
        with pytest.raises(NotAllowed):
            debrief.close(session, actor(other), handoff.id, MONDAY)
    with pytest.raises(FieldErrors):
        debrief.contribute(session, actor(IDRIS), handoff.id, Part("  "), MONDAY)
    with pytest.raises(NotNow):
        debrief.close(session, actor(LENA), handoff.id, MONDAY)


# The catalogue


@pytest.fixture
def learned(session: Session) -> Session:
    """Seven closed debriefs: of soft mid touch, but for one of an abrupt handoff."""
    for number in range(7):
        mode = Mode.ABRUPT if number == 6 else Mode.SOFT
        handoff = ask(
            session, CheckInKind.DEBRIEF, ALL_THREE, account=f"Account <{number}>", mode=mode
        )
        themes = ("time", "dump") if number % 2 else ("time",)
        part = Part("It *went*", "", f"Change & {number}", themes, "Ours" if number == 6 else "")
        at = MONDAY + timedelta(days=number)
        debrief.contribute(session, actor(MARIA), handoff.id, part, at)
        debrief.close(session, actor(LENA), handoff.id, at)
    open_one = ask(session, CheckInKind.DEBRIEF, ALL_THREE, account="Open")
    debrief.contribute(session, actor(MARIA), open_one.id, Part("Not closed"), MONDAY)
    session.flush()
    return session


def test_the_catalogue_counts_filters_and_pages(learned: Session) -> None:
    found = debriefs.read(learned, actor(LENA), Wanted())
    assert (found.total, found.pages, len(found.entries)) == (7, 2, 5)
    assert found.counts == (("time", 7), ("dump", 3), ("Ours", 1))
    assert found.entries[0].account == "Account <6>"
    second = debriefs.read(learned, actor(LENA), Wanted(), 1)
    assert [entry.to_change for entry in second.entries] == [("Change & 1",), ("Change & 0",)]
    soft = debriefs.read(learned, actor(LENA), Wanted(mode=Mode.SOFT, theme="dump"))
    assert (soft.total, soft.counts[0]) == (3, ("time", 6))
    assert debriefs.read(learned, actor(LENA), Wanted(tier=Tier.HIGH)).total == 0
    shown = words(catalogue_blocks.catalogue(found))
    assert "Account &lt;6&gt;" in shown
    assert "Change &amp; 6" in shown
    assert "Maria" not in shown


def test_another_lead_learns_from_it_without_the_account(learned: Session) -> None:
    tom = people.find(learned, WORKSPACE, TOM)
    assert tom
    tom.is_lead = True
    learned.flush()
    found = debriefs.read(learned, actor(TOM), Wanted())
    assert {entry.account for entry in found.entries} == {""}
    assert "An account" in words(catalogue_blocks.catalogue(found))
    with pytest.raises(NotAllowed):
        debriefs.read(learned, actor(MARIA), Wanted())


def test_a_template_shows_what_its_newest_debriefs_want_changed(learned: Session) -> None:
    found = template_list.opened(learned, actor(LENA), "soft-mid")
    assert [one.to_change for one in found.lessons] == ["Change & 5", "Change & 4", "Change & 3"]
    assert template_list.opened(learned, actor(LENA), "hard-mid").lessons == ()


# The touchpoint


def test_a_touchpoint_is_asked_weekly_until_day_90_and_then_missed_once(session: Session) -> None:
    handoff = ask(session, CheckInKind.TOUCHPOINT, anchor_on=date(2026, 1, 5))  # day 90: 5 April
    session.add(
        PersonSettings(workspace_id=WORKSPACE, person_id=LENA, manager_id=ADA, updated_at=MONDAY)
    )
    for day in range(40):
        fall_due(session, IN_A_WEEK + timedelta(days=day))
    assert sent(session, "touchpoint") == [LENA] * 4
    assert sent(session, "touchpoint_missed") == [ADA]
    found = touchpoint.read(session, WORKSPACE, handoff.id, IN_A_WEEK)
    assert found
    assert found.missed_at
    assert task_of(session, handoff).done_at is None
    assert "missed" in words(touchpoint_blocks.in_status(found))


@pytest.mark.parametrize(("channel", "hears"), [("C0LEADS", None), (None, LENA)])
def test_a_missed_touchpoint_is_told_where_nobody_is_one_up(
    session: Session, channel: str | None, hears: str | None
) -> None:
    session.get_one(Workspace, WORKSPACE).leads_channel_id = channel
    ask(session, CheckInKind.TOUCHPOINT, anchor_on=date(2025, 12, 1))
    fall_due(session, IN_A_WEEK + timedelta(days=1))
    assert sent(session, "touchpoint_missed") == [hears]


def test_recording_it_ticks_the_task_and_closes_the_handoff_with_the_debrief(
    session: Session,
) -> None:
    handoff = ask(session, CheckInKind.TOUCHPOINT)
    (dana, _lou) = add_contacts(session, handoff.id, ["Dana Fox", "Lou Reed"])
    fall_due(session)
    given = Given(IN_A_WEEK.date(), (dana,), Impression.GLAD, "She *likes* Idris")
    found = touchpoint.record(session, actor(LENA), handoff.id, given, IN_A_WEEK, key="1")
    assert task_of(session, handoff).done_event == "touchpoint_recorded:touchpoint"
    assert handoff.state is State.CLOSED
    assert found.held
    assert found.held.names == ("Dana Fox",)
    assert "likes" not in str(touchpoint_blocks.message(found))
    row = session.scalars(select(Touchpoint)).one()
    assert (row.notes, row.contact_ids) == ("She *likes* Idris", [dana])


def test_a_touchpoint_that_was_missed_is_recorded_late_all_the_same(session: Session) -> None:
    handoff = ask(session, CheckInKind.TOUCHPOINT, anchor_on=date(2025, 12, 1))
    fall_due(session, IN_A_WEEK + timedelta(days=1))
    given = Given(IN_A_WEEK.date(), (), Impression.MIXED)
    found = touchpoint.record(session, actor(LENA), handoff.id, given, IN_A_WEEK, key="1")
    assert (found.missed_at, task_of(session, handoff).done_at) == (None, IN_A_WEEK)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Given(None, (), Impression.GLAD), "held_on"),
        (Given(date(2026, 3, 10), (), Impression.GLAD), "held_on"),
        (Given(MONDAY.date(), (), None), "impression"),
        (Given(MONDAY.date(), (4711,), Impression.GLAD), "with"),
    ],
)
def test_what_is_wrong_with_a_touchpoint_is_said_at_its_field(
    session: Session, given: Given, field: str
) -> None:
    handoff = ask(session, CheckInKind.TOUCHPOINT)
    with pytest.raises(FieldErrors) as refused:
        touchpoint.record(session, actor(LENA), handoff.id, given, IN_A_WEEK, key="1")
    assert set(refused.value.fields) == {field}


def test_not_yet_asks_again_on_the_day_that_was_chosen_until_day_90(session: Session) -> None:
    handoff = ask(session, CheckInKind.TOUCHPOINT, anchor_on=date(2026, 1, 5))
    fall_due(session)
    later = date(2026, 3, 20)
    touchpoint.not_yet(session, actor(LENA), handoff.id, later, IN_A_WEEK)
    for day in range(12):
        fall_due(session, IN_A_WEEK + timedelta(days=day))
    assert sent(session, "touchpoint") == [LENA, LENA]
    assert asked_of(session, handoff)[LENA].asked_at == datetime(2026, 3, 20, 9, tzinfo=UTC)
    for wrong in (None, IN_A_WEEK.date(), date(2026, 4, 6)):
        with pytest.raises(FieldErrors):
            touchpoint.not_yet(session, actor(LENA), handoff.id, wrong, IN_A_WEEK)


def test_soft_questions_follow_the_tier(session: Session) -> None:
    said = {}
    for tier in Tier:
        handoff = ask(session, CheckInKind.TOUCHPOINT, tier=tier, account=tier.value)
        found = touchpoint.open_sheet(session, actor(LENA), handoff.id, MONDAY)
        said[tier] = len(found.questions)
    assert said[Tier.HIGH] > said[Tier.MID] > said[Tier.LOW] > 0


def test_home_and_status_offer_what_is_asked_with_its_own_button(northwind: Database) -> None:
    def asked(session: Session) -> set[str]:
        ask(session, CheckInKind.TOUCHPOINT)
        ask(session, CheckInKind.DEBRIEF, ALL_THREE, account="Umbrella")
        ask(session, CheckInKind.LOOK, account="Initech")
        fall_due(session)
        viewer = people.viewer(session, actor(LENA))
        return {due.kind.value for due in waiting.for_viewer(session, viewer, IN_A_WEEK)}

    assert northwind.run_sync(asked) == {"touchpoint", "debrief", "look"}


def test_a_touchpoint_has_one_primary_button(session: Session) -> None:
    handoff = ask(session, CheckInKind.TOUCHPOINT)
    found = touchpoint.open_sheet(session, actor(LENA), handoff.id, MONDAY)
    _text, content = touchpoint_blocks.message(found)
    styles = [one.get("style") for one in buttons(content, "touchpoint.open")]
    assert styles == ["primary"]
    assert "style" not in buttons(content, "touchpoint.later")[0]
