"""A task as its form shows it to one person, and what somebody else has changed in it since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import access, people, plan_news
from playbook.access import Opened
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from playbook.holders import owners_of
from playbook.people import Actor
from playbook.templates.model import Event
from playbook.visibility import Role
from playbook.words import _
from storage.tables import AuditEntry, Task


@dataclass(frozen=True, slots=True)
class Seen:
    """A task as somebody saw it when they opened its form."""

    version: int
    title: str
    due_on: date
    owner_id: str | None


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody wants a task to be. `owner_id` None: the role that the template says."""

    title: str
    due_on: date | None
    owner_id: str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A task as its form shows it, to one person.

    `owner_id` is who does it, if that is one person; `owners` all of them. `needs` are the titles
    and dates of what comes first. `may_give`: to somebody else; `may_rename` and `may_skip`.
    """

    handoff_id: int
    task_id: int
    account: str
    title: str
    due_on: date
    latest_on: date | None
    owners: tuple[str, ...]
    owner_id: str | None
    needs: tuple[tuple[str, date], ...]
    version: int
    may_give: bool
    may_rename: bool
    may_skip: bool

    @property
    def seen(self) -> Seen:
        """What the person has seen of it."""
        return Seen(self.version, self.title, self.due_on, self.owner_id)


class Overtaken(FieldErrors):
    """Somebody else has changed the task. `fields` say what, `sheet` is how it stands now."""

    def __init__(self, fields: Mapping[str, str], sheet: Sheet) -> None:
        super().__init__(fields)
        self.sheet = sheet


def open_plan(
    session: Session, actor: Actor, handoff_id: int, *, for_change: bool = False
) -> Opened:
    opened = access.open_handoff(session, actor, handoff_id, for_change=for_change)
    access.require(opened, Role.LEAD, Role.OUTGOING, Role.INCOMING)
    access.require_running(opened)
    return opened


def open_task(
    session: Session, actor: Actor, handoff_id: int, task_id: int, *, for_change: bool = False
) -> tuple[Opened, Task]:
    opened = open_plan(session, actor, handoff_id, for_change=for_change)
    task = session.get(Task, task_id, populate_existing=True)
    if task is None or task.handoff_id != handoff_id:
        raise NotThere(_("This task is not in the plan any more."))
    if opened.role is not Role.LEAD and actor.id not in owners(opened, task):
        raise NotAllowed(
            _("You can change your own tasks. For “{title}” ask the lead.").format(title=task.title)
        )
    return opened, task


def owners(opened: Opened, task: Task) -> tuple[str, ...]:
    return owners_of(opened.handoff, task.owner, task.owner_id)


def require_undone(session: Session, task: Task) -> None:
    if task.done_at is None and task.skipped_at is None:
        return
    by = people.names(session, task.workspace_id, [task.done_by, task.skipped_by])
    who = by.get(task.done_by or task.skipped_by or "") or _("an event")
    said = _("“{title}” is done: {who} was first. Take the tick back to change it.")
    if task.done_at is None:
        said = _("{who} left “{title}” out: {why}")
    raise NotNow(said.format(title=task.title, who=who, why=task.skipped_why))


def may_skip(opened: Opened, task: Task) -> bool:
    return task.event != Event.BAU_CONFIRMED and (opened.role is Role.LEAD or task.is_own)


def read_sheet(session: Session, opened: Opened, task: Task) -> Sheet:
    query = select(Task.title, Task.due_on).where(
        Task.handoff_id == task.handoff_id,
        Task.key.in_(task.needs),
        Task.done_at.is_(None),
        Task.skipped_at.is_(None),
    )
    doing = owners(opened, task)
    return Sheet(
        handoff_id=task.handoff_id,
        task_id=task.id,
        account=opened.account.name,
        title=task.title,
        due_on=task.due_on,
        latest_on=task.latest_on,
        owners=doing,
        owner_id=doing[0] if len(doing) == 1 else None,
        needs=tuple((title, on) for title, on in session.execute(query.order_by(Task.due_on))),
        version=task.version,
        may_give=opened.role is Role.LEAD,
        may_rename=task.is_own,
        may_skip=may_skip(opened, task),
    )


def since(session: Session, task: Task, seen: Seen, sheet: Sheet) -> dict[str, str]:
    """Return, by field, who changed it meanwhile, from what to what."""
    names = people.names(session, task.workspace_id, [seen.owner_id, sheet.owner_id])
    who = _who_changed(session, task)
    fields = {}
    if seen.due_on != sheet.due_on:
        moved = _("{who} moved it from {was} to {now} meanwhile. Save again to set your date.")
        fields["due_on"] = moved.format(who=who, was=on_day(seen.due_on), now=on_day(sheet.due_on))
    if seen.owner_id != sheet.owner_id:
        given = _("{who} gave it from {was} to {now} meanwhile. Save again to set your choice.")
        several = _("several people")
        was, now = names.get(seen.owner_id or "", several), names.get(sheet.owner_id or "", several)
        fields["owner"] = given.format(who=who, was=was, now=now)
    if seen.title != sheet.title:
        named = _("{who} renamed it from “{was}” to “{now}” meanwhile.")
        fields["title"] = named.format(who=who, was=seen.title, now=sheet.title)
    if not fields:
        again = _("{who} changed this task meanwhile. Save again if yours shall stand.")
        fields["due_on"] = again.format(who=who)
    return fields


def _who_changed(session: Session, task: Task) -> str:
    query = (
        select(AuditEntry.actor_id, AuditEntry.detail)
        .where(
            AuditEntry.workspace_id == task.workspace_id,
            AuditEntry.handoff_id == task.handoff_id,
            AuditEntry.what.in_(plan_news.WORDS),
        )
        .order_by(AuditEntry.id.desc())
    )
    for actor_id, detail in session.execute(query):
        if task.key in (detail.get("task"), *detail.get("keys", ())):
            known = people.names(session, task.workspace_id, [actor_id])
            return known.get(actor_id or "") or _("Somebody")
    return _("Somebody")


def on_day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
