"""Plans that run, as re-planning reads them: many handoffs in as many statements as one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, select
from sqlalchemy.orm import Session, defer

from playbook import plan_rows, template_copies, waivers
from playbook.difference import Dated
from playbook.holders import holders, people_of
from playbook.hours import STANDARD, Hours, hours_of, local_date
from playbook.plan import Circumstances, Firm
from playbook.templates import Template
from storage.tables import Account, FirmDate, Handoff, Task

TaskRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Running:
    """A handoff with its plan as it stands. `handoff` is live; `tasks` are columns of the rows.

    `waived` is what a lead has set aside already, by its title.
    """

    handoff: Handoff
    account: Account
    template: Template
    tasks: Sequence[TaskRow]
    firm: tuple[Firm, ...]
    hours: Mapping[str, Hours]
    waived: frozenset[str] = frozenset()

    @property
    def zone(self) -> str:
        """The lead's zone: what "today" means."""
        return self.hours.get(self.handoff.lead_id, STANDARD).zone

    @property
    def dated(self) -> Dated:
        """What the plan is counted from as it stands."""
        handoff = self.handoff
        return Dated(
            mode=handoff.mode,
            tier=handoff.tier,
            anchor=handoff.anchor,
            anchor_on=handoff.anchor_on,
            incoming_starts_on=handoff.incoming_starts_on,
            firm=self.firm,
        )

    def circumstances(self, after: Dated, now: datetime) -> Circumstances:
        """Return what the plan is made for now: what is done or set by hand stays.

        Working hours go on from the opening, unless the day they count from is another one.
        """
        today = local_date(now, self.zone)
        owners = holders(self.handoff).items()
        is_same = (after.anchor, after.anchor_on) == (self.handoff.anchor, self.handoff.anchor_on)
        return Circumstances(
            today=today,
            hours={owner: self.hours[who] for owner, who in owners if who and who in self.hours},
            is_sensitive=self.account.is_sensitive,
            incoming_starts_on=after.incoming_starts_on,
            firm=after.firm,
            known_at=self.handoff.opened_at if is_same else now,
            given={task.key: self.hours[task.owner_id] for task in self.tasks if self._given(task)},
            done=dict(self._done()),
            fixed={task.key: task.due_on for task in self.undone if task.moved_by},
            overdue={task.key: task.due_on for task in self.undone if task.due_on < today},
        )

    @property
    def undone(self) -> list[TaskRow]:
        """The tasks that are still to do."""
        return [task for task in self.tasks if is_undone(task)]

    def _given(self, task: TaskRow) -> bool:
        return task.owner_id in self.hours

    def _done(self) -> Iterator[tuple[str, date]]:
        """What is skipped holds nothing back either."""
        for task in self.tasks:
            if at := task.done_at or task.skipped_at:
                yield task.key, local_date(at, self.zone)


def is_undone(task: TaskRow) -> bool:
    """Whether a task is still to do."""
    return not (task.done_at or task.skipped_at)


def load(
    session: Session, workspace_id: str, handoff_ids: Collection[int], *, for_change: bool = False
) -> list[Running]:
    """Return these handoffs with their plans, in the order of their ids; locked for a change."""
    session.flush()  # the tasks are read past the session
    which = {"workspace_id": workspace_id, "ids": list(handoff_ids)}
    found = session.execute(_LOCKED if for_change else _HANDOFFS, which).all()
    tasks = _by_handoff(session, _TASKS, workspace_id, handoff_ids)
    firm = _by_handoff(session, _FIRM, workspace_id, handoff_ids)
    people = {person for handoff, _account in found for person in people_of(handoff)}
    people |= {task.owner_id for of_one in tasks.values() for task in of_one if task.owner_id}
    hours = hours_of(session, workspace_id, people)
    waived = waivers.shared(session, workspace_id, handoff_ids)
    templates: dict[tuple[str, int], Template] = {}
    return [
        Running(
            handoff=handoff,
            account=account,
            template=_template(session, handoff, templates),
            tasks=tasks.get(handoff.id, []),
            firm=plan_rows.firm(
                (row.kind, row.title, row.falls_on) for row in firm.get(handoff.id, [])
            ),
            hours=hours,
            waived=frozenset(gap for one in waived.get(handoff.id, ()) for gap in one.missing),
        )
        for handoff, account in found
    ]


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_HANDOFFS = (
    select(Handoff, Account)
    .join(Account, Account.id == Handoff.account_id)
    .where(Handoff.workspace_id == bindparam("workspace_id"), Handoff.id.in_(_IDS))
    .order_by(Handoff.id)
    .options(defer(Handoff.reason))  # decrypted only where somebody reads it
)
_LOCKED = _HANDOFFS.with_for_update(of=Handoff)
_TASKS = (
    select(*Task.__table__.columns)
    .where(Task.workspace_id == bindparam("workspace_id"), Task.handoff_id.in_(_IDS))
    .order_by(Task.handoff_id, Task.position, Task.id)
)
_FIRM = (
    select(FirmDate.handoff_id, FirmDate.kind, FirmDate.title, FirmDate.falls_on)
    .where(FirmDate.workspace_id == bindparam("workspace_id"), FirmDate.handoff_id.in_(_IDS))
    .order_by(FirmDate.handoff_id, FirmDate.falls_on, FirmDate.id)
)


def _by_handoff(
    session: Session,
    query: Select[*tuple[Any, ...]],
    workspace_id: str,
    handoff_ids: Collection[int],
) -> dict[int, list[TaskRow]]:
    which = {"workspace_id": workspace_id, "ids": list(handoff_ids)}
    rows = session.connection().execute(query, which)
    return {id_: list(found) for id_, found in groupby(rows, key=lambda row: row.handoff_id)}


def _template(
    session: Session, handoff: Handoff, known: dict[tuple[str, int], Template]
) -> Template:
    """A book's handoffs have few templates: each version is read once."""
    key = (handoff.template, handoff.template_version)
    if key not in known:
        known[key] = template_copies.of(session, handoff)
    return known[key]
