"""A handoff of Acme Robotics from Maria to Idris, led by Lena, written straight into the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from storage.choices import Anchor, Depth, Kind, Mode, Owner, OwnershipRole, Place, State, Tier
from storage.tables import Account, Handoff, Observer, Ownership, Task
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, PRIYA, WORKSPACE

TODAY = MONDAY.date()
SWITCH = TODAY + timedelta(days=28)


@dataclass(frozen=True)
class Planned:
    """A task of a test's plan: what it is called, whose it is, and when it is due."""

    key: str
    owner: Owner = Owner.OUTGOING
    in_days: int = 7
    phase: str = "preparing"
    needs: tuple[str, ...] = ()
    event: str | None = None

    @property
    def due_on(self) -> date:
        """The date, counted from the tests' today."""
        return TODAY + timedelta(days=self.in_days)


DUMP = Planned("dump", event="dump_complete")
ACCEPTED = Planned("accepted", Owner.BOTH, 9, needs=("dump",), event="blueprint_accepted")
MESSAGE = Planned("message", Owner.ALL, 8)
APPROVAL = Planned("plan", Owner.LEAD, 9)
INTRO = Planned("intro", Owner.BOTH, 14, "introducing", needs=("accepted",))
MOVED = Planned("moved", Owner.OUTGOING, 28, "overlapping", needs=("intro",))
PLAN = (DUMP, ACCEPTED, MESSAGE, APPROVAL, INTRO, MOVED)


def start(
    session: Session,
    tasks: Sequence[Planned] = PLAN,
    *,
    account: str = "Acme Robotics",
    now: datetime = MONDAY,
    observed: bool = True,
    **different: Any,
) -> Handoff:
    """Write a running handoff with these tasks; Priya observes it. Flushed, so that it has ids."""
    found = Account(
        workspace_id=WORKSPACE, name=account, name_key=account.casefold(), created_at=now
    )
    session.add(found)
    session.flush()
    handoff = Handoff(**{**_facts(found.id, now), **different})
    session.add(handoff)
    session.flush()
    session.add(_owned(handoff, now))
    session.add_all(_task(handoff, position, task) for position, task in enumerate(tasks))
    if observed:
        session.add(Observer(workspace_id=WORKSPACE, handoff_id=handoff.id, person_id=PRIYA))
    session.flush()
    return handoff


def _facts(account_id: int, now: datetime) -> dict[str, Any]:
    return {
        "workspace_id": WORKSPACE,
        "account_id": account_id,
        "kind": Kind.CSM_TO_CSM,
        "mode": Mode.SOFT,
        "tier": Tier.MID,
        "depth": Depth.SHORT,
        "state": State.PREPARING,
        "anchor": Anchor.SWITCH,
        "anchor_on": SWITCH,
        "template": "soft-mid",
        "template_version": 1,
        "outgoing_id": MARIA,
        "incoming_id": IDRIS,
        "lead_id": LENA,
        "started_by": LENA,
        "place": Place.CHANNEL,
        "channel_id": "C0ACME",
        "checklist_ts": "1772438400.000100",
        "created_at": now,
        "opened_at": now,
    }


def _owned(handoff: Handoff, now: datetime) -> Ownership:
    return Ownership(
        workspace_id=WORKSPACE,
        account_id=handoff.account_id,
        person_id=handoff.outgoing_id or LENA,
        role=OwnershipRole.OWNER,
        since=now - timedelta(days=400),
    )


def _task(handoff: Handoff, position: int, task: Planned) -> Task:
    return Task(
        workspace_id=WORKSPACE,
        handoff_id=handoff.id,
        key=task.key,
        position=position,
        phase=task.phase,
        title=task.key.replace("_", " ").capitalize(),
        owner=task.owner,
        anchor=Anchor.SWITCH,
        offset_days=(task.due_on - SWITCH).days,
        due_on=task.due_on,
        needs=list(task.needs),
        event=task.event,
    )
