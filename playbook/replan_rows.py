"""Writing revised plans down: however many handoffs, in a fixed number of statements (R14)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from playbook import audit, canvas, check_in, moves, plan_news, plan_rows, template_copies
from playbook.catching_up import catch_up
from playbook.holders import people_of
from playbook.hours import STANDARD
from playbook.people import Actor
from playbook.plan import Firm, Planned
from playbook.revision import Revision
from playbook.running import TaskRow
from playbook.templates.model import ANSWERED
from storage import outbox
from storage.choices import FirmDateKind, Kind
from storage.tables import FirmDate, Handoff, Task
from storage.upsert import insert_into

Row = dict[str, Any]


def write(
    session: Session, revisions: Sequence[Revision], actor: Actor, now: datetime, reason: str
) -> None:
    """Write the plans and what they are counted from; everybody concerned hears, once each.

    The handoffs are locked. Nothing is written, nor said, of one in which nothing changes.
    """
    revisions = [one for one in revisions if not one.difference.is_empty]
    if not revisions:
        return
    _set_facts(session, revisions, now)
    _set_firm_dates(session, revisions, actor.id, now)
    write_tasks(session, revisions)
    for one in revisions:
        if one.added or one.running.handoff.kind is Kind.SALES_TO_CS:
            catch_up(session, one.running.handoff, actor.id, now)
    details = [(one.running.handoff, _detail(one, reason)) for one in revisions]
    audit.record_all(session, actor.id, plan_news.REPLANNED, now, details)
    _tell(session, revisions, actor, now)


def write_tasks(session: Session, revisions: Sequence[Revision]) -> None:
    """Write the tasks of the plans, and let their check-ins move with them."""
    if gone := [task.id for one in revisions for task in one.dropped]:
        check_in.call_off(session, gone)
        session.execute(delete(Task).where(Task.id.in_(gone)))
    dated, others = _changes(revisions)
    _run(session, _DATE, dated)
    _run(session, _CHANGE, others)
    _run(session, _PLACE, [row for one in revisions for row in _places(one)])
    if new := [row for one in revisions for row in _additions(one)]:
        session.execute(insert_into(Task, session.get_bind().dialect.name), new)
    _ask_no_more(session, revisions)
    _move_check_ins(session, revisions)


def _set_facts(session: Session, revisions: Iterable[Revision], now: datetime) -> None:
    kept: set[tuple[str, int]] = set()
    for one in revisions:
        handoff, after, template = one.running.handoff, one.after, one.template
        is_other_mode = handoff.mode is not after.mode
        handoff.mode, handoff.tier = after.mode, after.tier
        handoff.anchor, handoff.anchor_on = after.anchor, after.anchor_on
        moves.set_clock(session, handoff, one.running.hours.get(handoff.lead_id))
        if is_other_mode:
            handoff.acts_at = now  # its guards are others now: the worker looks whether they hold
        handoff.incoming_starts_on = after.incoming_starts_on
        is_other = template is not one.running.template
        if is_other:
            handoff.depth = template.depth
            handoff.template, handoff.template_version = template.name, template.version
            canvas.changed(session, handoff.workspace_id, handoff.account_id, now)
        if is_other and (template.name, template.version) not in kept:
            kept.add((template.name, template.version))
            template_copies.keep(session, handoff.workspace_id, template, now)
        handoff.version += 1
        moves.set_clock(session, handoff, one.running.hours.get(handoff.lead_id, STANDARD))


def _set_firm_dates(
    session: Session, revisions: Iterable[Revision], actor_id: str, now: datetime
) -> None:
    other = [one for one in revisions if one.after.firm != one.running.firm]
    if not other:
        return
    ids = [one.running.handoff.id for one in other]
    session.execute(delete(FirmDate).where(FirmDate.handoff_id.in_(ids)))
    session.add_all(
        FirmDate(
            workspace_id=one.running.handoff.workspace_id,
            handoff_id=one.running.handoff.id,
            kind=firm.kind,
            title=firm.title,
            falls_on=firm.on,
            by=actor_id,
            at=now,
        )
        for one in other
        for firm in one.after.firm
    )
    for one in other:
        # One that lies beyond the handoff is no firm date of it, and stays with the account.
        if _renewals(one.after.firm) != _renewals(one.running.firm):
            one.running.account.renewal_on = min(_renewals(one.after.firm), default=None)


def _renewals(dates: Iterable[Firm]) -> list[date]:
    return [firm.on for firm in dates if firm.kind is FirmDateKind.RENEWAL]


_TASK = Task.__table__.c


def _setting(names: Iterable[str]) -> Any:
    """Return the statement that sets these columns. An index is touched only where it must be."""
    new = {_TASK[name]: bindparam(f"new_{name}", type_=_TASK[name].type) for name in names}
    changed = new | {_TASK.version: _TASK.version + 1}
    return update(Task).where(_TASK.id == bindparam("task_id")).values(changed)


_DATE, _CHANGE = _setting(plan_rows.DATES), _setting(plan_rows.VALUES)
_PLACE = (
    update(Task).where(_TASK.id == bindparam("task_id")).values(position=bindparam("new_position"))
)


def _run(session: Session, statement: Any, rows: Sequence[Row]) -> None:
    if rows:
        session.connection().execute(statement, rows)


def _changes(revisions: Iterable[Revision]) -> tuple[list[Row], list[Row]]:
    """Return the new values of the tasks in which only dates change, and of the others."""
    dated, others = [], []
    for task, planned in (pair for one in revisions for pair in one.changed):
        if plan_rows.has_same_words(task, planned):
            dated.append(_new(task, plan_rows.dates(planned)))
        else:
            others.append(_new(task, plan_rows.values(planned)))
    return dated, others


def _new(task: TaskRow, values: Row) -> Row:
    return {"task_id": task.id} | {f"new_{name}": value for name, value in values.items()}


def _places(one: Revision) -> Iterable[Row]:
    places = {key: place for place, key in enumerate(one.order)}
    for task in one.running.tasks:
        if task.key in places and places[task.key] != task.position:
            yield {"task_id": task.id, "new_position": places[task.key]}


def _additions(one: Revision) -> Iterable[Row]:
    handoff = one.running.handoff
    here = {"workspace_id": handoff.workspace_id, "handoff_id": handoff.id}
    for planned in one.added:
        place = {"position": one.order.index(planned.key), "is_own": planned.is_own}
        yield here | {"key": planned.key} | place | plan_rows.values(planned)


def _ask_no_more(session: Session, revisions: Sequence[Revision]) -> None:
    """Call off what a task asked that asks nothing in its new template: low touch has reports."""
    asking = tuple(ANSWERED.values())
    silent = [
        task.id
        for one in revisions
        for task, planned in one.changed
        if not (planned.event or "").startswith(asking)
    ]
    if silent:
        check_in.call_off(session, silent)


def _move_check_ins(session: Session, revisions: Sequence[Revision]) -> None:
    asking = {
        (one.running.handoff.id, planned.key): planned
        for one in revisions
        for planned in _written(one)
        if planned.check_in
    }
    if not asking:
        return
    handoffs = {one.running.handoff.id: one.running.handoff for one in revisions}
    asked: dict[int, list[tuple[Any, Any]]] = {}
    for task in _asking_tasks(session, asking.keys()):
        question = asking[task.handoff_id, task.key].check_in
        asked.setdefault(task.handoff_id, []).append((task, question))
    workspace_id = revisions[0].running.handoff.workspace_id
    check_in.plan_many(session, workspace_id, [(handoffs[id_], q) for id_, q in asked.items()])


def _written(one: Revision) -> Iterable[Planned]:
    return (*(planned for _task, planned in one.changed), *one.added)


def _asking_tasks(session: Session, asking: Iterable[tuple[int, str]]) -> list[Any]:
    wanted = set(asking)
    query = select(_TASK.id, _TASK.handoff_id, _TASK.key, _TASK.due_on).where(
        _TASK.handoff_id.in_({handoff_id for handoff_id, _key in wanted}),
        _TASK.key.in_({key for _handoff_id, key in wanted}),
    )
    rows = session.connection().execute(query)
    return [row for row in rows if (row.handoff_id, row.key) in wanted]


def _detail(one: Revision, reason: str) -> Row:
    difference = one.difference
    before, after = difference.before, difference.after
    detail: Row = {
        "anchor": after.anchor,
        "on": after.anchor_on.isoformat(),
        "moved": len(difference.moved),
        "keys": [step.key for step in difference.steps if step.on],
    }
    if reason:
        detail["reason"] = reason
    if misfit := difference.misfit:
        detail["misfit"] = {"task": misfit.title, "days": misfit.days}
    for name in ("anchor", "anchor_on", "mode", "tier", "incoming_starts_on"):
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            detail[f"was_{name}"] = str(was) if was else None
    return detail


def _tell(session: Session, revisions: Sequence[Revision], actor: Actor, now: datetime) -> None:
    """Put one message a person, about all handoffs in which something moves for them."""
    concerned: dict[str, list[int]] = {}
    for one in revisions:
        for person_id in _concerned(one, one.running.handoff):
            concerned.setdefault(person_id, []).append(one.running.handoff.id)
    concerned.pop(actor.id, None)
    for person_id, handoff_ids in concerned.items():
        outbox.put(
            session,
            actor.workspace_id,
            plan_news.EFFECT,
            now,
            handoff_id=handoff_ids[0] if len(handoff_ids) == 1 else None,
            person_id=person_id,
            detail={"handoffs": handoff_ids},
        )


def _concerned(one: Revision, handoff: Handoff) -> Iterable[str]:
    owners = (person for step in one.difference.steps for person in step.owners)
    return dict.fromkeys((*people_of(handoff), *owners))
