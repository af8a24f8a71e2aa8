"""Questions that were put to somebody by DM: opening one, answering it, finding what asked it.

For looks, debriefs and touchpoints; of sentiment see playbook.answering.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from playbook import access, asking, checklist
from playbook.access import Opened
from playbook.due import still_to_do
from playbook.errors import NotNow, NotThere
from playbook.people import Actor
from playbook.templates.model import ANSWERED
from playbook.visibility import Role
from playbook.words import _
from storage import outbox
from storage.choices import CheckInKind, CheckInState, Delivery, State
from storage.tables import CheckIn, Handoff, Outgoing, Task

SHOWN = "asks_shown"
"""The effect by which the DMs that asked show what has become of it, also after a crash."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A row of the outbox that asked something, and where its message is."""

    outgoing_id: int
    person_id: str
    effect: str
    channel_id: str
    ts: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a row of the outbox (SHOWN) promises to show: questions, and the DMs that asked them.

    `is_complete` is False while one more is being sent. `but_for` is whose digest shows it already,
    with a word about it.
    """

    check_in_ids: tuple[int, ...]
    sent: tuple[Sent, ...]
    is_complete: bool
    but_for: str | None = None


def open_for(
    session: Session, actor: Actor, handoff_id: int, *roles: Role, for_change: bool = False
) -> Opened:
    """Return a handoff that goes on, for somebody with one of these roles.

    Raises NotThere, NotAllowed, NotNow for one that is over or still a draft.
    """
    opened = access.open_handoff(session, actor, handoff_id, for_change=for_change)
    access.require(opened, *roles)
    access.require_running(opened)
    if opened.handoff.state is State.DRAFT:
        raise NotNow(_("The handoff of {account} is a draft.").format(account=opened.account.name))
    return opened


def open_to_read(session: Session, actor: Actor, handoff_id: int) -> Opened:
    """Return a handoff, also one that is over, for who leads it. Raises NotThere, NotAllowed."""
    opened = access.open_handoff(session, actor, handoff_id)
    access.require(opened, Role.LEAD)
    return opened


def find(session: Session, actor: Actor, check_in_id: int, kind: CheckInKind) -> CheckIn:
    """Return the question of this id and kind. Raises NotThere."""
    found = session.get(CheckIn, check_in_id)
    if found is None or found.workspace_id != actor.workspace_id or found.kind is not kind:
        raise NotThere(_("I can find no such question any more."))
    return found


def of_handoff(session: Session, handoff: Handoff, kind: CheckInKind) -> Sequence[CheckIn]:
    """Return the questions of a kind in a handoff, the first due first."""
    query = (
        select(CheckIn)
        .where(
            CheckIn.workspace_id == handoff.workspace_id,
            CheckIn.handoff_id == handoff.id,
            CheckIn.kind == kind,
        )
        .order_by(CheckIn.due_on, CheckIn.id)
    )
    return session.scalars(query).all()


def answered(check_in: CheckIn, person_id: str, now: datetime) -> None:
    """Note that a question is answered; one that was keeps its first date."""
    if check_in.state is not CheckInState.ANSWERED:
        check_in.state = CheckInState.ANSWERED
        check_in.answered_at, check_in.answered_by = now, person_id


def close(
    session: Session, opened: Opened, kind: CheckInKind, now: datetime, key: str | None = None
) -> None:
    """Tick the tasks of a kind (of one key, where it is named) and ask no more for them (R16)."""
    handoff = opened.handoff
    session.flush()
    mine = (CheckIn.workspace_id == handoff.workspace_id, CheckIn.handoff_id == handoff.id)
    asked = update(CheckIn).where(*mine, CheckIn.kind == kind, still_to_do())
    if key is not None:
        asked = asked.where(CheckIn.key == key)
    session.execute(asked.values(state=CheckInState.CANCELLED))
    for event in _events(session, handoff, kind, key):
        checklist.happened(session, handoff, event, opened.viewer.id, now)
    handoff.version += 1
    show(session, handoff, kind, now)


def show(session: Session, handoff: Handoff, kind: CheckInKind, now: datetime) -> None:
    """Let the DMs that asked a handoff's questions of this kind show how they stand."""
    outbox.put(
        session, handoff.workspace_id, SHOWN, now, handoff_id=handoff.id, detail={"kind": kind}
    )


def show_handed_on(session: Session, handoff: Handoff, check_in: CheckIn, now: datetime) -> None:
    """Let the DM that asked this question show to whom it went; the others stay as they are.

    The digest in which its person handed it on says so already.
    """
    outbox.put(
        session, handoff.workspace_id, SHOWN, now, handoff_id=handoff.id, check_in_id=check_in.id,
        detail={"kind": check_in.kind, "but_for": check_in.person_id},
    )  # fmt: skip


def to_show(session: Session, outgoing_id: int) -> Asked:
    """Return what a row of the outbox (SHOWN) promises to show."""
    row = session.get_one(Outgoing, outgoing_id)
    kind = CheckInKind(row.detail["kind"])
    query = (
        select(Outgoing)
        .join(CheckIn, CheckIn.id == Outgoing.check_in_id)
        .where(
            Outgoing.workspace_id == row.workspace_id,
            Outgoing.handoff_id == row.handoff_id,
            Outgoing.effect == asking.effect(kind),
            CheckIn.handoff_id == row.handoff_id,
            CheckIn.kind == kind,
        )
        .order_by(Outgoing.id)
    )
    if row.check_in_id is not None:
        query = query.where(CheckIn.id == row.check_in_id)
    asks = session.scalars(query).all()
    return Asked(
        tuple(dict.fromkeys(one.check_in_id for one in asks if one.check_in_id)),
        tuple(
            Sent(one.id, str(one.person_id), one.effect, str(one.channel_id), one.ts)
            for one in asks
            if one.ts
        ),
        is_complete=all(one.state is not Delivery.SENDING for one in asks),
        but_for=row.detail.get("but_for"),
    )


def _events(
    session: Session, handoff: Handoff, kind: CheckInKind, key: str | None
) -> Sequence[str]:
    query = select(Task.event).where(
        Task.workspace_id == handoff.workspace_id, Task.handoff_id == handoff.id
    )
    if key is None:
        query = query.where(Task.event.startswith(f"{ANSWERED[kind]}:"))
    else:
        query = query.where(Task.event == f"{ANSWERED[kind]}:{key}")
    return [event for event in session.scalars(query.distinct()) if event]
