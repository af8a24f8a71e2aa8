"""What `/handoff due` reads of plans says the same as whole checklists do."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import climbs, coming_reading, reminders
from playbook.climbs import Climbing
from playbook.ladder import Part
from storage.choices import CheckInState, State, Tier
from storage.tables import (
    AuditEntry,
    HandedBack,
    Handoff,
    PersonSettings,
    QuietDays,
    Snooze,
    Task,
)
from tests.northwind import ADA, IDRIS, LENA, MARIA, MONDAY, OTTO, SAM, TOM, WORKSPACE, actor
from tests.rules.check_ins import checked_in_on
from tests.rules.handoffs import PLAN, TODAY, start

EVERYBODY = (ADA, IDRIS, LENA, MARIA, SAM, TOM)


def test_what_climbs_to_whom_and_when_they_hear_is_as_whole_checklists_have_it(
    session: Session,
) -> None:
    _much_happens(session)
    seen = set()
    for person_id in EVERYBODY:
        ahead = coming_reading.read(session, actor(person_id), MONDAY)
        led = coming_reading.led_ids(session, ahead.viewer)
        whole = climbs.of_handoffs(session, WORKSPACE, ahead.plans, MONDAY, person_id, led)
        slim = [
            climb
            for id_, tasks in ahead.tasks.items()
            for climb in climbs.of_plan(
                ahead.plans[id_], tasks, ahead.known, None if id_ in led else person_id
            )
        ]
        assert {id_ for id_, plan in ahead.plans.items() if plan.is_led} == led
        assert _facts(slim) == _facts(whole)
        rhythms = reminders.rhythms(session, WORKSPACE, ahead.rhythms, MONDAY)
        assert ahead.rhythms == rhythms
        seen |= _facts(slim)
    assert {fact[2] for fact in seen} == set(Part)
    assert all(any(column) for column in zip(*seen, strict=True))


def _facts(found: Iterable[Climbing[Any, Any]]) -> set[tuple[object, ...]]:
    return {
        (
            one.plan.account,
            one.person_id,
            one.part,
            one.task.title,
            one.task.due_on,
            one.free_at,
            one.put_off,
            one.handed_back,
            one.is_top,
            one.asked,
        )
        for one in found
    }


def _much_happens(session: Session) -> None:
    """A task is done, one skipped, put off, handed back, given to somebody; questions are asked;
    somebody is gone or has quiet days, nobody is named, one handoff is on hold, another was."""
    here = {"workspace_id": WORKSPACE}
    session.add(PersonSettings(**here, person_id=LENA, manager_id=ADA, updated_at=MONDAY))
    acme = start(session)
    tasks = {task.key: task for task in session.scalars(select(Task))}
    tasks["dump"].done_at = MONDAY - timedelta(days=1)
    tasks["message"].skipped_at = MONDAY
    tasks["plan"].owner_id = TOM
    row = {**here, "handoff_id": acme.id, "task_id": tasks["accepted"].id, "at": MONDAY}
    session.add(Snooze(**row, person_id=MARIA, until_on=TODAY + timedelta(days=12), by=MARIA))
    session.add(HandedBack(**row, person_id=IDRIS))
    start(session, account="Blue Yonder", incoming_id=None, temporary_id=SAM)
    start(session, account="Contoso", outgoing_id=OTTO, lead_id=TOM, tier=Tier.LOW)
    start(session, account="Duff", state=State.ON_HOLD)
    resumed = start(session, PLAN[:1], account="Echo")
    session.add(_gone_on(resumed))
    session.add_all([_quiet(MARIA, 1, 2), _quiet(MARIA, 8, 9), _quiet(MARIA, -90, -80)])
    looks = checked_in_on(session, 1, 9, account="Foxtrot", incoming_id=SAM)
    looks[0].state, looks[0].asked_at = CheckInState.ASKED, MONDAY - timedelta(days=3)
    session.flush()


def _gone_on(handoff: Handoff) -> AuditEntry:
    return AuditEntry(
        workspace_id=WORKSPACE,
        handoff_id=handoff.id,
        what="moved",
        at=MONDAY - timedelta(hours=2),
        detail={"from": "on_hold", "to": "preparing"},
    )


def _quiet(person_id: str, first: int, last: int) -> QuietDays:
    return QuietDays(
        workspace_id=WORKSPACE,
        person_id=person_id,
        starts_on=TODAY + timedelta(days=first),
        ends_on=TODAY + timedelta(days=last),
        by=LENA,
        at=MONDAY,
    )
