"""The next account of a book whose dump is not handed over: one click away from the last (R5)."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, defer

from playbook.access import FINISHED, Opened, led_by
from playbook.templates.model import Event
from playbook.visibility import role_in
from playbook.writers import WRITERS
from storage.choices import State
from storage.tables import Account, Handoff, Task


@dataclass(frozen=True, slots=True)
class NextAccount:
    """The account whose dump is due first, and how many are left, this one included."""

    handoff_id: int
    account: str
    left: int


def after(session: Session, opened: Opened) -> NextAccount | None:
    """Return the next account of the same outgoing CSM whose dump this person may fill.

    None where there is no other, or where nobody hands over.
    """
    if opened.handoff.outgoing_id is None:
        return None
    viewer, led = opened.viewer, led_by(session, opened.viewer)
    rows = session.execute(_others(opened)).all()
    theirs = [r for r in rows if role_in(viewer, r.Handoff, frozenset(), led) in WRITERS]
    if not theirs:
        return None
    return NextAccount(theirs[0].Handoff.id, theirs[0].name, len(theirs))


def _others(opened: Opened) -> Select[Handoff, str]:
    handoff = opened.handoff
    return (
        select(Handoff, Account.name)
        .join(Account, Account.id == Handoff.account_id)
        .join(Task, Task.handoff_id == Handoff.id)
        .where(
            Handoff.workspace_id == handoff.workspace_id,
            Handoff.outgoing_id == handoff.outgoing_id,
            Handoff.account_id != opened.account.id,
            Handoff.state.not_in((State.DRAFT, *FINISHED)),
            Task.workspace_id == handoff.workspace_id,
            Task.event == Event.DUMP_COMPLETE,
            Task.done_at.is_(None),
            Task.skipped_at.is_(None),
        )
        .order_by(Task.due_on, Account.name_key)
        .options(defer(Handoff.reason))
    )
