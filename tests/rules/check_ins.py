"""Check-ins on a handoff of Acme Robotics, and people at Acme Robotics to answer about."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import check_in
from playbook.templates import Question, Stakeholders
from storage.choices import CheckInKind, CheckInState, Owner, State
from storage.tables import CheckIn, Contact, Handoff, Task
from tests.northwind import LENA, MARIA, MONDAY, WORKSPACE
from tests.rules.handoffs import Planned, start

QUESTION = Question(CheckInKind.SENTIMENT, (Owner.LEAD,), Stakeholders.KEY)
DUE_ON = date(2026, 3, 9)
"""A Monday, a week after the tests' today."""
DUE_AT = datetime(2026, 3, 9, 8, tzinfo=UTC)
"""Nine in Berlin, where Lena is."""


def checked_in_on(
    session: Session,
    /,
    *in_days: int,
    question: Question = QUESTION,
    account: str = "Acme Robotics",
    **different: Any,
) -> list[CheckIn]:
    """Start a handoff that is settling, with check-ins so many days from today; return them."""
    tasks = [
        Planned(f"sentiment_{days}", Owner.LEAD, days, "settling", event=_event(days))
        for days in in_days
    ]
    handoff = start(session, tasks, account=account, **{"state": State.SETTLING, **different})
    return plan(session, handoff, question)


def plan(session: Session, handoff: Handoff, question: Question = QUESTION) -> list[CheckIn]:
    """Plan check-ins for all tasks of a handoff; return those that are new."""
    query = select(Task).where(Task.handoff_id == handoff.id).order_by(Task.due_on)
    questions = [(task, question) for task in session.scalars(query)]
    of_handoff = select(CheckIn).where(CheckIn.handoff_id == handoff.id).order_by(CheckIn.id)
    before = set(session.scalars(of_handoff))
    count = check_in.plan(session, handoff, questions)
    found = [one for one in session.scalars(of_handoff) if one not in before]
    assert len(found) == count
    return found


def add_check_in(session: Session, handoff: Handoff, key: str, in_days: int) -> CheckIn:
    """Plan a check-in of Lena, so many days from today; `key` names it."""
    due_at = MONDAY + timedelta(days=in_days)
    found = CheckIn(
        workspace_id=WORKSPACE,
        handoff_id=handoff.id,
        key=key,
        kind=CheckInKind.SENTIMENT,
        role=Owner.LEAD,
        about="key_stakeholders",
        person_id=LENA,
        due_on=due_at.date(),
        zone="Europe/Berlin",
        due_at=due_at,
        state=CheckInState.PLANNED,
    )
    session.add(found)
    session.flush()
    return found


def add_contacts(
    session: Session, handoff_id: int, names: Sequence[str], **different: Any
) -> list[int]:
    """Add people at the customer, key stakeholders unless told otherwise; return their ids."""
    facts = {"is_key_stakeholder": True, "written_by": MARIA, "written_at": MONDAY, **different}
    handoff = session.get_one(Handoff, handoff_id)
    contacts = [
        Contact(
            workspace_id=handoff.workspace_id, account_id=handoff.account_id, name=name, **facts
        )
        for name in names
    ]
    session.add_all(contacts)
    session.flush()
    return [contact.id for contact in contacts]


def _event(days: int) -> str:
    return check_in.EVENT.format(key=f"sentiment_{days}")
