"""What becomes of one running plan when what it is counted from changes (R14). Pure.

Undone tasks get the dates that the new facts give them. With another template, those that it does
not have go, and those that it has besides come. What is done, skipped or added by hand stays.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from playbook import plan, plan_fit, plan_rows
from playbook.difference import Dated, Difference, Step
from playbook.holders import holders, owners_among
from playbook.plan import Circumstances, Plan, Planned
from playbook.running import Running, TaskRow, is_undone
from playbook.templates import Template
from storage.choices import Mode, Owner, State, Tier

TELL_WITHIN = timedelta(days=2)
"""Calendar days within which the customer hears that the handoff takes longer (R11)."""

_PLACES = {state.value: place for place, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class Revision:
    """A running plan and what becomes of it: the facts, and the tasks to write.

    `changed` are undone tasks with their new values, `added` new ones, `dropped` those that go.
    `order` has the keys of all tasks that there then are, as they are shown.
    """

    running: Running
    template: Template
    around: Circumstances
    after: Dated
    changed: tuple[tuple[TaskRow, Planned], ...]
    added: tuple[Planned, ...]
    dropped: tuple[TaskRow, ...]
    order: tuple[str, ...]
    difference: Difference


def revise(running: Running, template: Template, after: Dated, now: datetime) -> Revision:
    """Return what becomes of the plan if it is made from these facts, with this template, now."""
    around = running.circumstances(after, now)
    made = plan.make(template, after.anchor_on, around)
    told = tuple(_tell_customer(running, after, around))
    known = {task.key: task for task in running.tasks}
    planned = {task.key: task for task in (*made.tasks, *told)}
    undone = {key: task for key, task in known.items() if is_undone(task)}
    changed = tuple(
        (task, planned[key])
        for key, task in undone.items()
        if key in planned and _differs(task, planned[key])
    )
    is_other = template is not running.template
    added = tuple(
        task
        for key, task in planned.items()
        if key not in known and (is_other or task.is_firm or task.is_own)
    )
    dropped = tuple(
        task
        for key, task in undone.items()
        if key not in planned and not task.is_own and (is_other or task.is_firm)
    )
    return Revision(
        running=running,
        template=template,
        around=around,
        after=after,
        changed=changed,
        added=added,
        dropped=dropped,
        order=_order(known, added, changed, dropped),
        difference=_difference(running, after, made, changed, added, dropped),
    )


def _differs(task: TaskRow, planned: Planned) -> bool:
    return not (plan_rows.has_same_dates(task, planned) and plan_rows.has_same_words(task, planned))


def _order(
    known: Mapping[str, TaskRow],
    added: Iterable[Planned],
    changed: Iterable[tuple[TaskRow, Planned]],
    dropped: Iterable[TaskRow],
) -> tuple[str, ...]:
    """Return the keys of what there then is, by phase and date."""
    shown = {key: _place(task) for key, task in known.items()}
    shown |= {new.key: _place(new) for _old, new in changed}
    shown |= {new.key: _place(new) for new in added}
    for task in dropped:
        del shown[task.key]
    return tuple(sorted(shown, key=shown.__getitem__))


def _place(task: Any) -> tuple[int, date]:
    return _PLACES[task.phase], task.due_on


def _tell_customer(running: Running, after: Dated, around: Circumstances) -> Iterator[Planned]:
    """R11: whoever has told the customer tells them, too, that the handoff takes longer."""
    before = running.dated
    is_longer = after.anchor is before.anchor and after.anchor_on > before.anchor_on
    is_told = any(task.key == "customer_told" and task.done_at for task in running.tasks)
    if not (is_longer and is_told):
        return
    has_outgoing = running.handoff.outgoing_id is not None and after.mode is not Mode.ABRUPT
    owner = Owner.OUTGOING if has_outgoing and after.tier is not Tier.HIGH else Owner.LEAD
    due_on = around.calendar(owner).at_or_after(around.today + TELL_WITHIN)
    yield Planned(
        key=f"longer-{after.anchor_on:%Y%m%d}",
        title="Tell the customer that the handoff takes longer, and until when",
        phase=_phase_now(running.handoff.state),
        owner=owner,
        anchor=after.anchor,
        offset_days=(due_on - after.anchor_on).days,
        due_on=due_on,
        is_own=True,
    )


def _phase_now(state: State) -> State:
    return State.INTRODUCING if state in (State.PREPARING, State.ON_HOLD) else state


def _difference(
    running: Running,
    after: Dated,
    made: Plan,
    changed: tuple[tuple[TaskRow, Planned], ...],
    added: tuple[Planned, ...],
    dropped: tuple[TaskRow, ...],
) -> Difference:
    handoff, named = running.handoff, holders(running.handoff)
    steps = [_moved(named, task, new) for task, new in changed if task.due_on != new.due_on]
    steps += [
        Step(new.key, new.title, owners_among(named, new.owner, None), None, new.due_on, new.late)
        for new in added
    ]
    steps += [
        Step(old.key, old.title, owners_among(named, old.owner, old.owner_id), old.due_on, None)
        for old in dropped
    ]
    by_hand = [task.title for task in running.undone if task.moved_by or task.is_own]
    misfit = made.misfit if plan_fit.is_back_planned(handoff.kind, after.mode) else None
    late = plan_fit.late(made) if misfit else ()
    return Difference(
        handoff_id=handoff.id,
        version=handoff.version,
        account=running.account.name,
        before=running.dated,
        after=after,
        steps=tuple(sorted(steps, key=lambda step: step.on or step.was_on or date.min)),
        by_hand=tuple(by_hand),
        misfit=misfit,
        offers=None,
        tells_customer=any(task.is_own for task in added),
        gaps=tuple(title for title in late if title not in running.waived),
    )


def _moved(named: Mapping[Owner, str | None], task: TaskRow, new: Planned) -> Step:
    owners = owners_among(named, new.owner, task.owner_id)
    return Step(task.key, new.title, owners, task.due_on, new.due_on, new.late)


def with_offers(revision: Revision, others: Mapping[Mode, Template]) -> Difference:
    """Return the difference with what would fit instead, if the new plan does not."""
    difference = revision.difference
    if difference.misfit is None:
        return difference
    on, around = revision.after.anchor_on, revision.around
    return replace(difference, offers=plan_fit.offers(revision.template, on, around, others))
