"""The templates as leads look at them: which there are, what they hold, who changed what (R12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy.orm import Session

from playbook import debriefs, people, plan, template_changes, template_copies, templates
from playbook.calendar import EVERYWHERE
from playbook.debriefs import Lesson
from playbook.errors import NotAllowed, NotThere
from playbook.hours import local_date
from playbook.people import Actor, Viewer
from playbook.plan import Circumstances, Plan
from playbook.template_changes import Change
from playbook.templates import Template, TemplateTask
from playbook.words import _
from storage.choices import Anchor, Kind
from storage.tables import TemplateVersion


@dataclass(frozen=True, slots=True)
class Listed:
    """One template in the list. `by` and `at` say who wrote the own copy last, and when."""

    name: str
    title: str
    version: int
    is_own: bool
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """One own version: who made it, when, and what it changed."""

    version: int
    by: str
    at: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A template as leads see it. `name` is the shipped one's; `can_take_back` the last change."""

    name: str
    template: Template
    is_own: bool
    history: tuple[Written, ...]
    can_take_back: bool
    lessons: tuple[Lesson, ...] = ()


def listed(session: Session, actor: Actor) -> tuple[Listed, ...]:
    """Return all templates, in the order of TEMPLATES.md. Raises NotAllowed for who is no lead."""
    viewer = lead(session, actor)
    own = template_copies.own_copies(session, viewer.workspace_id)
    names = people.names(session, viewer.workspace_id, [row.written_by for row in own.values()])
    return tuple(_listed(name, own.get(name), names) for name in templates.names())


def opened(session: Session, actor: Actor, name: str) -> Opened:
    """Return a template as new handoffs get it. Raises NotAllowed, NotThere."""
    viewer = lead(session, actor)
    choice = template_copies.in_use(session, viewer.workspace_id, known(name))
    learned = _lessons(session, viewer, choice.template)
    if not choice.is_own:
        return Opened(name, choice.template, False, (), can_take_back=False, lessons=learned)
    rows = template_copies.own_versions(session, viewer.workspace_id, name)
    history = _history(session, viewer, rows)
    can_take_back = len(rows) > 1 and bool(history and history[0].changes)
    return Opened(name, choice.template, True, history, can_take_back, learned)


@dataclass(frozen=True, slots=True)
class Trial:
    """A template tried on an example account, of people who have weekends off and no holidays."""

    name: str
    title: str
    kind: Kind
    anchor: Anchor
    anchor_on: date
    plan: Plan


def tried(
    session: Session, actor: Actor, name: str, anchor_on: date | None, now: datetime
) -> Trial:
    """Return the dated plan for this firm date; without one, for the first that leaves time.

    Raises NotAllowed, NotThere.
    """
    viewer = lead(session, actor)
    template = template_copies.in_use(session, viewer.workspace_id, known(name)).template
    today = local_date(now, viewer.zone)
    if anchor_on is None:
        notice = max(template.notice_days, template.usual_notice or 0)
        anchor_on = EVERYWHERE.at_or_after(today + timedelta(days=notice))
    made = plan.make(template, anchor_on, Circumstances(today=today))
    return Trial(name, template.title, template.kind, template.anchor, anchor_on, made)


def task_of(found: Opened, key: str) -> TemplateTask:
    """Return one task of it. Raises NotThere for one that is gone."""
    for task in found.template.tasks:
        if task.key == key:
            return task
    raise NotThere(_("This task is not in the template any more."))


def lead(session: Session, actor: Actor) -> Viewer:
    """Return who asks. Raises NotAllowed for who is no lead."""
    viewer = people.viewer(session, actor)
    if not viewer.is_lead:
        raise NotAllowed(_("Only leads see and edit the templates."))
    return viewer


def known(name: str) -> str:
    """Return the name of a shipped template. Raises NotThere for any other."""
    if name not in templates.names():
        raise NotThere(_("There is no such template."))
    return name


def _lessons(session: Session, viewer: Viewer, template: Template) -> tuple[Lesson, ...]:
    which = (template.kind, template.mode, template.tier)
    return debriefs.lessons(session, viewer.workspace_id, *which)


def _listed(name: str, own: TemplateVersion | None, names: Mapping[str, str]) -> Listed:
    if own is None:
        shipped = templates.load(name)
        return Listed(name, shipped.title, shipped.version, is_own=False)
    by = names.get(own.written_by or "", "")
    title = template_copies.parsed(own).title
    return Listed(name, title, own.version, True, by, own.written_at)


def _history(
    session: Session, viewer: Viewer, rows: Sequence[TemplateVersion]
) -> tuple[Written, ...]:
    """Return what each of these versions changed, against the one before it."""
    names = people.names(session, viewer.workspace_id, [row.written_by for row in rows])
    return tuple(
        Written(
            new.version,
            names.get(new.written_by or "", ""),
            new.written_at,
            template_changes.between(template_copies.parsed(old), template_copies.parsed(new)),
        )
        for new, old in pairwise(rows)
    )
