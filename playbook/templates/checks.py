"""What must hold between the tasks of a template: names, needs, and dates that can be kept."""

from collections.abc import Callable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from playbook.templates.model import Event, Offset, TemplateTask
from playbook.templates.part import Place
from playbook.words import _
from storage.choices import Anchor

Where = Callable[[TemplateTask], Place]


def check(head: Place, anchor: Anchor, tasks: Sequence[TemplateTask]) -> tuple[str, ...]:
    """Return the keys so that each task comes after what its date depends on.

    `anchor` is the firm date of the template. Raises TemplateError for tasks of one name, needs
    that lead nowhere or in a circle, anchors that are not known here, and dates before what they
    need.
    """
    numbers = {id(task): number for number, task in enumerate(tasks, 1)}

    def where(task: TemplateTask) -> Place:
        return head.task(numbers[id(task)], task.key)

    known = _named(tasks, where)
    _check_needs(tasks, known, where)
    _check_anchors(anchor, tasks, where)
    order = _order(known, where)
    _check_offsets(anchor, [known[key] for key in order], where)
    return order


def _named(tasks: Sequence[TemplateTask], where: Where) -> Mapping[str, TemplateTask]:
    known: dict[str, TemplateTask] = {}
    for task in tasks:
        if task.key in known:
            raise where(task).wrong(_("two tasks are called “{key}”").format(key=task.key), "key")
        known[task.key] = task
    return known


def _check_needs(
    tasks: Sequence[TemplateTask], known: Mapping[str, TemplateTask], where: Where
) -> None:
    for task in tasks:
        for needed in task.needs:
            if needed not in known:
                said = _("it needs “{needed}”, which is no task of this template")
                raise where(task).wrong(said.format(needed=needed), "needs")


def _check_anchors(anchor: Anchor, tasks: Sequence[TemplateTask], where: Where) -> None:
    bau = [task for task in tasks if task.event == Event.BAU_CONFIRMED]
    for task in tasks:
        for unknown in task.anchors - {anchor, Anchor.SWITCH, Anchor.BAU}:
            said = _("it counts from {unknown}, but the firm date here is {anchor}")
            raise where(task).wrong(said.format(unknown=unknown, anchor=anchor), "due")
        if Anchor.BAU in task.anchors and len(bau) != 1:
            said = _("it counts from B, so one task must have the event “{event}”")
            raise where(task).wrong(said.format(event=Event.BAU_CONFIRMED), "due")


def _order(known: Mapping[str, TemplateTask], where: Where) -> tuple[str, ...]:
    bau = [task.key for task in known.values() if task.event == Event.BAU_CONFIRMED]
    graph = {
        key: [*task.needs, *(bau if Anchor.BAU in task.anchors else ())]
        for key, task in known.items()
    }
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        titles = " → ".join(f"“{known[key].title}”" for key in circle)
        said = _("tasks need each other in a circle: {circle}").format(circle=titles)
        raise where(known[circle[0]]).wrong(said, "needs") from error


def _check_offsets(anchor: Anchor, ordered: Sequence[TemplateTask], where: Where) -> None:
    """Refuse a date before that of a task it needs, as far as both count from the firm date."""
    last: dict[str, tuple[int, TemplateTask]] = {}
    for task in ordered:
        firm = [one.days for one in task.due if one.anchor in (anchor, Anchor.SWITCH)]
        waited = max((last[key] for key in task.needs if key in last), key=_days, default=None)
        if waited and firm and _first(task, firm) < waited[0]:
            said = _("it is due {due}, before “{needed}” that it needs")
            raise where(task).wrong(
                said.format(due=Offset(anchor, _first(task, firm)), needed=waited[1].title), "due"
            )
        if firm:
            last[task.key] = (max(firm), task)
        elif waited and not task.due:
            last[task.key] = (waited[0], task)


def _first(task: TemplateTask, firm: Sequence[int]) -> int:
    if task.starts and task.every_days:
        return task.starts.days + task.every_days
    return min(firm)


def _days(found: tuple[int, TemplateTask]) -> int:
    return found[0]
