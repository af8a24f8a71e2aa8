"""What is different between two versions of a template, task by task. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from playbook.templates import Template, TemplateTask, writer


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `field` is a field of the file's format; "" is the whole task.

    `before` and `after` are its values in the words of the file, tasks by their titles; both are
    empty for a field of a task that is new or gone. `task` is a title.
    """

    what: str
    task: str
    field: str = ""
    before: str = ""
    after: str = ""


def between(old: Template, new: Template) -> tuple[Change, ...]:
    """Return what has changed: "added", "removed", "changed" or "moved", in the file's order."""
    return (*_removed(old, new), *_added_or_changed(old, new), *_moved(old, new))


def of_task(old: Template, new: Template, key: str) -> tuple[Change, ...]:
    """Return the fields of one task that differ; nothing where it is not in both."""
    before, after = _tasks(old).get(key), _tasks(new).get(key)
    if before is None or after is None:
        return ()
    return tuple(_fields(before, after, _titles(old) | _titles(new)))


def as_detail(changes: Iterable[Change]) -> list[dict[str, str]]:
    """Return changes as the audit trail keeps them."""
    return [
        {"what": one.what, "task": one.task, "field": one.field}
        | ({"before": one.before, "after": one.after} if one.field else {})
        for one in changes
    ]


def _removed(old: Template, new: Template) -> Iterator[Change]:
    kept = _tasks(new)
    return (Change("removed", task.title) for task in old.tasks if task.key not in kept)


def _added_or_changed(old: Template, new: Template) -> Iterator[Change]:
    known, titles = _tasks(old), _titles(old) | _titles(new)
    for task in new.tasks:
        if task.key in known:
            yield from _fields(known[task.key], task, titles)
        else:
            yield Change("added", task.title)


def _fields(old: TemplateTask, new: TemplateTask, titles: Mapping[str, str]) -> Iterator[Change]:
    before, after = writer.task_data(old), writer.task_data(new)
    for field in {**before, **after}:
        was, now = before.get(field), after.get(field)
        if was != now:
            yield Change("changed", old.title, field, _said(was, titles), _said(now, titles))


def _said(value: Any, titles: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(titles.get(one, str(one)) for one in value)
    return "" if value is None else str(value)


def _moved(old: Template, new: Template) -> Iterator[Change]:
    """The tasks that stand at another place among those of both versions; of two, the one moved."""
    kept, still = _tasks(new), _tasks(old)
    before = [task.key for task in old.tasks if task.key in kept]
    after = [task.key for task in new.tasks if task.key in still]
    for was, now in zip(before, after, strict=True):
        if was != now:
            yield Change("moved", kept[now].title)
            return


def _tasks(template: Template) -> dict[str, TemplateTask]:
    return {task.key: task for task in template.tasks}


def _titles(template: Template) -> dict[str, str]:
    return {task.key: task.title for task in template.tasks}
