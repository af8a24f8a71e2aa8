"""Handing a complete blueprint over to whoever reads it, and whether that was done (R7, R8)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import access, audit, called, checklist, dump_next, people, weighing
from playbook.access import Opened
from playbook.completeness import Completeness
from playbook.dump_next import NextAccount
from playbook.errors import NotNow
from playbook.people import Actor
from playbook.visibility import Role
from playbook.words import _
from playbook.writers import open_for_writing
from storage import outbox
from storage.choices import Kind
from storage.tables import Handoff, Task

COMPLETE = "dump_complete"
"""The event that the blueprint is handed over (it proves the task of the same meaning, R16)."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The blueprint is handed over; `incoming` is a name, empty where nobody is named yet.

    `is_own`: who handed it over is the incoming CSM, who rebuilt it. `next` is the next account
    of the book.
    """

    handoff_id: int
    kind: Kind
    account: str
    incoming: str
    is_own: bool
    next: NextAccount | None = None


def hand_over(session: Session, actor: Actor, handoff_id: int, now: datetime) -> HandedOver:
    """Hand the complete blueprint over to the incoming CSM, who is told of it (R7, R8).

    An incoming CSM who rebuilt it themselves knows.

    Raises NotNow if something is missing, or if it was handed over before.
    """
    opened = open_for_writing(session, actor, handoff_id, for_change=True)
    _require_handing_over(opened)
    handoff = opened.handoff
    _require_complete(weighing.completeness(session, opened.handoff))
    incoming = incoming_of(session, opened)
    if is_handed_over(session, handoff):
        raise NotNow(
            _("The {document} of {account} is handed over already.").format(
                document=called.document(handoff.kind), account=opened.account.name
            )
        )
    audit.record(session, handoff.workspace_id, actor.id, "dump_completed", now, handoff=handoff)
    checklist.happened(session, handoff, COMPLETE, actor.id, now)
    if handoff.incoming_id and not is_own(opened):
        let_read(session, handoff, actor.id, now)
    return HandedOver(
        handoff_id,
        handoff.kind,
        opened.account.name,
        incoming,
        is_own=is_own(opened),
        next=dump_next.after(session, opened),
    )


def let_read(session: Session, handoff: Handoff, by: str, now: datetime) -> None:
    """Let the incoming CSM hear that the blueprint waits for them, and whom to thank."""
    outbox.put(
        session,
        handoff.workspace_id,
        "blueprint_ready",
        now,
        handoff_id=handoff.id,
        person_id=handoff.incoming_id,
        detail={"by": by},
    )


def is_handed_over(session: Session, handoff: Handoff) -> bool:
    """Whether the plan waits for the dump no more: its task is done, or was taken out (R16)."""
    query = select(Task.id).where(
        Task.workspace_id == handoff.workspace_id,
        Task.handoff_id == handoff.id,
        Task.event == COMPLETE,
        Task.done_at.is_(None),
        Task.skipped_at.is_(None),
    )
    return session.scalar(query.limit(1)) is None


def may_hand_over(opened: Opened) -> bool:
    """Whether this person hands over: the outgoing CSM or the lead; with nobody gone, who is left.

    An abrupt handoff has nobody to ask: the incoming CSM rebuilds the blueprint (TEMPLATES.md).
    """
    return opened.role is not Role.INCOMING or opened.handoff.outgoing_id is None


def is_own(opened: Opened) -> bool:
    """Whether who fills the blueprint is who will read it."""
    return opened.viewer.id == opened.handoff.incoming_id


def incoming_of(session: Session, opened: Opened) -> str:
    """Return the incoming CSM's name, empty where nobody is named yet."""
    incoming_id = opened.handoff.incoming_id or ""
    return people.names(session, opened.handoff.workspace_id, [incoming_id]).get(incoming_id, "")


def _require_handing_over(opened: Opened) -> None:
    if not may_hand_over(opened):
        access.require(opened, Role.OUTGOING, Role.LEAD)


def _require_complete(found: Completeness) -> None:
    if found.is_complete:
        return
    titles = ", ".join(progress.section.title for progress in found.missing)
    raise NotNow(
        _("{percent} % are there. Something is still missing in: {sections}.").format(
            percent=found.percent, sections=titles
        )
    )
