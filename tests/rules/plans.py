"""Running plans made from the product's templates, as rows of the tables or without a database."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import check_in, plan, plan_rows, templates
from playbook.hours import Hours
from playbook.plan import Circumstances, Plan
from playbook.running import Running
from storage.choices import Anchor, Kind, Mode, State, Tier
from storage.tables import Account, Handoff, Task
from storage.upsert import insert_into
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, WORKSPACE
from tests.rules import handoffs

SWITCH = MONDAY.date() + timedelta(days=35)
"""Five weeks from the tests' today: a soft handoff fits."""


def start(
    session: Session,
    *,
    name: str = "soft-mid",
    anchor_on: date = SWITCH,
    account: str = "Acme Robotics",
    now: datetime = MONDAY,
    **different: Any,
) -> Handoff:
    """Write a running handoff with the whole plan and check-ins of a template."""
    template = templates.load(name)
    facts = {
        "mode": template.mode,
        "tier": template.tier,
        "depth": template.depth,
        "anchor": template.anchor,
        "anchor_on": anchor_on,
        "template": name,
        "template_version": template.version,
    }
    handoff = handoffs.start(session, (), account=account, now=now, **{**facts, **different})
    made = plan.make(template, anchor_on, Circumstances(now.date()))
    rows = plan_rows.rows(handoff, made.tasks, now, LENA)
    session.execute(insert_into(Task, session.get_bind().dialect.name), rows)
    asking = {planned.key: planned.check_in for planned in made.tasks if planned.check_in}
    tasks = session.scalars(select(Task).where(Task.handoff_id == handoff.id))
    questions = [(task, asking[task.key]) for task in tasks if task.key in asking]
    check_in.plan(session, handoff, questions)
    session.flush()
    return handoff


def tasks_of(session: Session, handoff: Handoff) -> dict[str, Task]:
    """Return the tasks of a plan by key, as the database has them."""
    session.flush()
    session.expire_all()
    query = select(Task).where(Task.handoff_id == handoff.id).order_by(Task.position)
    return {task.key: task for task in session.scalars(query)}


def running(
    name: str, made: Plan, anchor_on: date, now: datetime, countries: tuple[str | None, ...]
) -> Running:
    """Return a running handoff with this plan, without any database."""
    template = templates.load(name)
    handoff = Handoff(
        id=1,
        workspace_id=WORKSPACE,
        version=1,
        kind=Kind.CSM_TO_CSM,
        state=State.PREPARING,
        mode=Mode(template.mode),
        tier=Tier(template.tier),
        anchor=Anchor(template.anchor),
        anchor_on=anchor_on,
        outgoing_id=MARIA,
        incoming_id=IDRIS,
        lead_id=LENA,
        opened_at=now,
    )
    rows = plan_rows.rows(handoff, made.tasks, now, LENA)
    unset = dict.fromkeys(("owner_id", "moved_by", "skipped_at"))
    people = zip((MARIA, IDRIS, LENA), countries, strict=True)
    tasks: list[Any] = [SimpleNamespace(id=n, **unset, **row) for n, row in enumerate(rows)]
    return Running(
        handoff=handoff,
        account=Account(name="Acme Robotics", is_sensitive=False),
        template=template,
        tasks=tasks,
        firm=(),
        hours={who: Hours("UTC", country, time(9), time(17)) for who, country in people},
    )
