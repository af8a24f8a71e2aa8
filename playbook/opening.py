"""What the opening of a handoff sets going: its plan, check-ins, ownership, waiver and place."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Row
from sqlalchemy.orm import Session

from playbook import (
    audit,
    check_in,
    moves,
    ownership,
    plan_rows,
    template_copies,
    temporary,
    waivers,
)
from playbook.catching_up import catch_up
from playbook.check_in import Dated
from playbook.people import Viewer
from playbook.plan import Firm, Planned
from playbook.start_checks import Checked
from playbook.states import Name
from playbook.templates import Question
from storage import outbox
from storage.choices import Mode, OwnershipRole, State
from storage.tables import Account, FirmDate, Handoff, Ownership, Task
from storage.upsert import insert_into


def begin(
    session: Session,
    viewer: Viewer,
    handoff: Handoff,
    account: Account,
    checked: Checked,
    now: datetime,
) -> None:
    """Open a handoff whose row stands, and queue the set-up of its place."""
    handoff.state = State.PREPARING
    handoff.opened_at = now
    account.tier = account.tier or handoff.tier
    moves.set_clock(session, handoff)
    template_copies.keep(session, viewer.workspace_id, checked.fit.template, now)
    tasks = _add_tasks(session, viewer, handoff, checked, now)
    _add_firm_dates(session, viewer, handoff, checked.fit.firm, now)
    check_in.plan(session, handoff, _questions(tasks, checked.fit.tasks))
    _own(session, viewer, handoff, now)
    _waive(session, viewer, handoff, checked, now)
    record(session, viewer, handoff, "handoff_opened", now)
    temporary.begin(session, handoff, now)
    catch_up(session, handoff, viewer.id, now)
    put_place(session, handoff, now, f"place:{handoff.id}")


def put_place(session: Session, handoff: Handoff, now: datetime, once_key: str) -> None:
    """Queue the set-up of the handoff's place."""
    outbox.put(
        session, handoff.workspace_id, "place", now, handoff_id=handoff.id, once_key=once_key
    )


def record(session: Session, viewer: Viewer, handoff: Handoff, what: str, now: datetime) -> None:
    """Write down what was decided, with what the handoff is."""
    audit.record(
        session,
        viewer.workspace_id,
        viewer.id,
        what,
        now,
        handoff=handoff,
        detail={
            "kind": handoff.kind,
            "mode": handoff.mode,
            "tier": handoff.tier,
            "anchor": handoff.anchor,
            "anchor_on": handoff.anchor_on.isoformat(),
            "place": handoff.place,
        },
        confidential={"reason": handoff.reason} if handoff.reason else None,
    )


def _add_tasks(
    session: Session, viewer: Viewer, handoff: Handoff, checked: Checked, now: datetime
) -> Sequence[Row[int, str, date]]:
    """Add the plan's tasks in one statement; return id, key and due date of each.

    Those of a hand-back count as added by hand: no new plan of the template takes them out.
    """
    own = {planned.key for planned in checked.fit.hand_back}
    rows = plan_rows.rows(handoff, checked.fit.tasks, now, viewer.id)
    with_own = [row | {"is_own": row["key"] in own} for row in rows]
    insert = insert_into(Task, session.get_bind().dialect.name)
    return session.execute(insert.returning(Task.id, Task.key, Task.due_on), with_own).all()


def _add_firm_dates(
    session: Session, viewer: Viewer, handoff: Handoff, dates: Sequence[Firm], now: datetime
) -> None:
    session.add_all(
        FirmDate(
            workspace_id=handoff.workspace_id,
            handoff_id=handoff.id,
            kind=firm.kind,
            title=firm.title,
            falls_on=firm.on,
            by=viewer.id,
            at=now,
        )
        for firm in dates
    )


def _questions(
    stored: Iterable[Row[int, str, date]], tasks: Iterable[Planned]
) -> list[tuple[Dated, Question]]:
    """Return the tasks that ask something, as they are stored, with what they ask."""
    asking = {planned.key: planned.check_in for planned in tasks if planned.check_in}
    return [(task, asking[task.key]) for task in stored if task.key in asking]


def _own(session: Session, viewer: Viewer, handoff: Handoff, now: datetime) -> None:
    """Note the outgoing CSM as the owner of an account of which none is known (R27).

    In an abrupt handoff the account is the incoming CSM's as soon as they are named (States).
    """
    owner_id = ownership.current_owner(session, handoff.workspace_id, handoff.account_id)
    if handoff.outgoing_id and owner_id is None:
        session.add(
            Ownership(
                workspace_id=handoff.workspace_id,
                account_id=handoff.account_id,
                person_id=handoff.outgoing_id,
                role=OwnershipRole.OWNER,
                since=now,
            )
        )
    if handoff.mode is Mode.ABRUPT:
        ownership.change_owner(session, handoff, viewer.id, now)


def _waive(
    session: Session, viewer: Viewer, handoff: Handoff, checked: Checked, now: datetime
) -> None:
    """Write down what the lead has set aside, and why (States)."""
    if not checked.gaps:
        return
    reason = checked.wish.waiver.strip()
    waivers.write(session, handoff, Name.OPEN, checked.gaps, reason, viewer.id, now)
