"""Leads edit the workspace's own copies of the templates, task by task (R12).

Every save is a new version: what runs keeps the one it started with. What would make a plan that
cannot be is refused at the field that it is about.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from playbook import audit, template_changes, template_copies, templates
from playbook.errors import FieldErrors, NotNow, NotThere
from playbook.people import Actor, Viewer
from playbook.template_changes import Change
from playbook.template_form import FIELDS, at_field, fields_of, new_key
from playbook.template_list import known, lead
from playbook.templates import Template, TemplateError, TemplateTask, writer
from playbook.templates.loader import read
from playbook.templates.part import Place
from playbook.templates.tasks import PHASES
from playbook.templates.writer import Data
from playbook.words import _
from storage.choices import Kind
from storage.tables import TemplateVersion


class Overtaken(FieldErrors):
    """Somebody else has changed the same task. `changes` has what, by field of the form.

    `kind` is that of the template: of handoffs from sales, or between CSMs.
    """

    def __init__(self, changes: Mapping[str, Change], kind: Kind) -> None:
        said = _("Somebody changed this meanwhile. Open the task again.")
        super().__init__(dict.fromkeys(changes, said))
        self.changes, self.kind = dict(changes), kind


def copy(session: Session, actor: Actor, name: str, now: datetime) -> None:
    """Make an own copy of a shipped template; where there is one already, nothing changes.

    Raises NotAllowed, NotThere.
    """
    viewer = _changing(session, actor, name)
    choice = template_copies.in_use(session, viewer.workspace_id, name)
    if not choice.is_own:
        made = template_copies.write(
            session, viewer.workspace_id, name, choice.template, viewer.id, now
        )
        _record(session, viewer, "template_copied", name, made, (), now)


def restore(session: Session, actor: Actor, name: str, now: datetime) -> None:
    """Let new handoffs have the shipped template again. Raises NotAllowed, NotThere."""
    viewer = _changing(session, actor, name)
    choice = template_copies.in_use(session, viewer.workspace_id, name)
    if choice.is_own:
        template_copies.drop(session, viewer.workspace_id, name)
        changes = template_changes.between(choice.template, templates.load(name))
        _record(session, viewer, "template_restored", name, templates.load(name), changes, now)


def take_back(session: Session, actor: Actor, name: str, version: int, now: datetime) -> None:
    """Write the version before this one again, if this one is still the newest.

    Raises NotNow if somebody changed the template since; NotAllowed, NotThere.
    """
    viewer = _changing(session, actor, name)
    before = _own(session, viewer, name)
    rows = template_copies.own_versions(session, viewer.workspace_id, name)
    if before.version != version or len(rows) < 2:
        raise NotNow(_("Somebody has changed this template since. Open it again to see how."))
    _write(session, viewer, name, before, template_copies.parsed(rows[1]), now)


def move(session: Session, actor: Actor, name: str, key: str, step: int, now: datetime) -> None:
    """Move a task up (-1) or down (1) among those of its phase; at the end it stays.

    Raises NotAllowed, NotThere, NotNow.
    """
    viewer = _changing(session, actor, name)
    before = _own(session, viewer, name)
    task = _task(before, key)
    phase = [one for one in before.tasks if one.phase is task.phase]
    place = phase.index(task) + step
    if 0 <= place < len(phase):
        tasks = list(before.tasks)
        here, there = tasks.index(task), tasks.index(phase[place])
        tasks[here], tasks[there] = tasks[there], tasks[here]
        _write(session, viewer, name, before, replace(before, tasks=tuple(tasks)), now)


def cross_out(session: Session, actor: Actor, name: str, key: str, now: datetime) -> None:
    """Take a task out. Raises NotNow where others need it; NotAllowed, NotThere."""
    viewer = _changing(session, actor, name)
    before = _own(session, viewer, name)
    task = _task(before, key)
    needing = [one.title for one in before.tasks if key in one.needs]
    if needing:
        said = _("“{task}” stays, because others need it: {needing}. Change those first.")
        raise NotNow(said.format(task=task.title, needing=", ".join(needing)))
    kept = [writer.task_data(one) for one in before.tasks if one is not task]
    try:
        after = _built(name, before, kept)
    except TemplateError as error:
        said = _("“{task}” stays: without it, of “{other}”, {why}.")
        raise NotNow(
            said.format(task=task.title, other=_titles(kept).get(error.task, name), why=error.why)
        ) from error
    _write(session, viewer, name, before, after, now)


def save(
    session: Session,
    actor: Actor,
    name: str,
    version: int,
    key: str,
    typed: Mapping[str, Any],
    now: datetime,
) -> None:
    """Save a task as typed; an empty `key` adds one at the end of its phase.

    `version` is the one that the form was opened with. `typed` has the fields FIELDS in the words
    of the file, dates and days as text. Raises FieldErrors, Overtaken where somebody else has
    changed the same task since; NotAllowed, NotThere.
    """
    viewer = _changing(session, actor, name)
    choice = template_copies.in_use(session, viewer.workspace_id, name)
    if not choice.is_own:
        raise FieldErrors({"title": _("Somebody has restored the shipped template meanwhile.")})
    before, fields = choice.template, fields_of(typed)
    if key:
        _check_untouched(session, viewer, name, version, key, before)
        tasks = _changed(before, key, fields)
    else:
        key = new_key(str(fields.get("title", "")), before)
        tasks = [*_data(before), {"key": key, "source": "p", **fields}]
    try:
        after = _built(name, before, tasks)
    except TemplateError as error:
        raise FieldErrors(at_field(error, key, _titles(tasks))) from error
    if after.tasks != before.tasks:
        _write(session, viewer, name, before, after, now)


def _changing(session: Session, actor: Actor, name: str) -> Viewer:
    viewer = lead(session, actor)
    known(name)
    template_copies.lock(session, viewer.workspace_id)
    return viewer


def _own(session: Session, viewer: Viewer, name: str) -> Template:
    choice = template_copies.in_use(session, viewer.workspace_id, name)
    if not choice.is_own:
        raise NotNow(_("This is the shipped template: make a copy of it to change it."))
    return choice.template


def _task(template: Template, key: str) -> TemplateTask:
    for task in template.tasks:
        if task.key == key:
            return task
    raise NotThere(_("This task is not in the template any more."))


def _built(name: str, before: Template, tasks: Iterable[Data]) -> Template:
    """Return the template with these tasks, phase by phase. Raises TemplateError."""
    place = Place(template_copies.own_name(name))
    built = read(place, writer.data(before) | {"task": list(tasks)})
    by_phase = sorted(built.tasks, key=lambda task: PHASES.index(task.phase))
    return replace(built, tasks=tuple(by_phase))


def _write(
    session: Session, viewer: Viewer, name: str, before: Template, after: Template, now: datetime
) -> None:
    written = template_copies.write(session, viewer.workspace_id, name, after, viewer.id, now)
    changes = template_changes.between(before, written)
    _record(session, viewer, "template_changed", name, written, changes, now)


def _record(
    session: Session,
    viewer: Viewer,
    what: str,
    name: str,
    template: Template,
    changes: Iterable[Change],
    now: datetime,
) -> None:
    detail = {
        "template": name,
        "version": template.version,
        "changes": template_changes.as_detail(changes),
    }
    audit.record(session, viewer.workspace_id, viewer.id, what, now, detail=detail)


def _check_untouched(
    session: Session, viewer: Viewer, name: str, version: int, key: str, now_is: Template
) -> None:
    """Refuse to write over what somebody else made of the same task, and say what that is."""
    if version == now_is.version:
        return
    own = template_copies.own_name(name)
    seen = session.get(TemplateVersion, (viewer.workspace_id, own, version))
    if seen is None or all(task.key != key for task in now_is.tasks):
        raise FieldErrors({"title": _("Somebody has crossed this task out meanwhile.")})
    changes = template_changes.of_task(template_copies.parsed(seen), now_is, key)
    if changes:
        fields = {one.field if one.field in FIELDS else "title": one for one in changes}
        raise Overtaken(fields, now_is.kind)


def _data(template: Template) -> list[Data]:
    return [writer.task_data(task) for task in template.tasks]


def _changed(template: Template, key: str, fields: Data) -> list[Data]:
    """Return the tasks with these fields in the one of this key; what is not filled in is gone."""
    tasks = _data(template)
    for task in tasks:
        if task["key"] == key:
            for name in FIELDS:
                task.pop(name, None)
            task.update(fields)
    return tasks


def _titles(tasks: Iterable[Data]) -> dict[str, str]:
    """Return what the tasks of a file are called, by key."""
    return {task["key"]: str(task.get("title", "")) for task in tasks}
