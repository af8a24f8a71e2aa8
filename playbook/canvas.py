"""The canvas in a handoff's channel: what members may see of the blueprint, kept as it is (R31).

What changes the blueprint marks the canvas as due (`changed`); what is due becomes one job, once a
minute at most, and the job shows what is then the case (bot.canvas). Only the handoff's own
channel is for its people alone: in a thread, or in the channel of a book, others read along, so a
message there says how complete the blueprint is and opens it for whoever may read it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, func, select, update
from sqlalchemy.orm import Session

from playbook import blueprint, blueprint_text, weighing
from playbook.access import FINISHED
from playbook.blueprint_text import Whole
from playbook.completeness import Completeness
from playbook.visibility import SHARED
from storage import deliveries, outbox
from storage.choices import Delivery, Kind, Place, State
from storage.deliveries import WAITING, Claim
from storage.tables import Account, Canvas, Handoff, Outgoing, Workspace

EFFECT = "canvas"
"""The effect that brings a canvas, or the message in its stead, up to date."""

IN_A_MESSAGE = "canvas_in_a_message"
"""The effect that tells the lead, once, that there is a message instead of a canvas."""

TAKEN = "canvas_of_somebody"
"""Why there is no canvas where the channel has one already that is not ours; our own word."""

GONE = "canvas_not_found"
"""Slack's word for a canvas that somebody has deleted.

https://docs.slack.dev/reference/methods/canvases.edit
"""

APART = timedelta(minutes=1)
"""How far two edits are apart at least."""

_OF_ONE_CHANNEL = frozenset({TAKEN, GONE})
_QUIET = (State.DRAFT, *FINISHED)


@dataclass(frozen=True, slots=True)
class Left:
    """What stands where it does not belong any more: in a place that the handoff has moved from,
    or in another form than the workspace wants."""

    channel_id: str
    canvas_id: str | None
    message_ts: str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a channel is to show of a blueprint, and what it shows now.

    `whole` is None where others read along. `wants_canvas`: not only a message, which stands in
    where the workspace wants no canvas, or Slack has refused one. `is_begun`: we have begun to make
    the canvas, and may have made it. `digest` is of what is shown. `left` is to be taken away.
    """

    handoff_id: int
    kind: Kind
    account: str
    channel_id: str
    thread_ts: str | None
    checklist_ts: str
    canvas_id: str | None
    is_begun: bool
    message_ts: str | None
    wants_canvas: bool
    digest: str | None
    left: Left | None
    completeness: Completeness
    whole: Whole | None


@dataclass(frozen=True, slots=True)
class InAMessage:
    """What a lead is told: there is a message instead of a canvas, in which channel, and why."""

    account: str
    channel_id: str
    why: str


def placed(session: Session, handoff: Handoff, now: datetime) -> None:
    """Let a handoff that has its place, or has it again, show its blueprint there."""
    row = session.get(Canvas, handoff.id)
    if row is None:
        row = Canvas(workspace_id=handoff.workspace_id, handoff_id=handoff.id, not_before=now)
        session.add(row)
    row.due_at = max(now, row.not_before)


def changed(session: Session, workspace_id: str, account_id: int, now: datetime) -> None:
    """Let the canvases of an account follow a change of its blueprint, in the same transaction.

    What is due already stays due when it was: changes are gathered. One statement.
    """
    which = {"workspace": workspace_id, "account": account_id, "now": now}
    session.connection().execute(_CHANGED, which)


def all_change(session: Session, workspace_id: str, now: datetime) -> None:
    """Let all handoffs of a workspace show their blueprint anew, in a canvas or not.

    What Slack has refused before is tried once more.
    """
    session.connection().execute(_ALL_CHANGE, {"workspace": workspace_id, "now": now})


def fall_due(session: Session, now: datetime, limit: int = 100) -> int:
    """Queue the canvases that are due, up to so many; return how many. Another holds: pass over.

    While one is under way for a handoff, the next waits.
    """
    query = (
        select(Canvas)
        .where(Canvas.due_at.is_not(None), Canvas.due_at <= now)
        .order_by(Canvas.due_at, Canvas.handoff_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = session.scalars(query).all()
    busy = _under_way(session, [row.handoff_id for row in rows])
    for row in rows:
        row.not_before = now + APART
        if row.handoff_id in busy:
            row.due_at = row.not_before
            continue
        row.due_at = None
        outbox.put(session, row.workspace_id, EFFECT, now, handoff_id=row.handoff_id)
    return len(rows)


def sheet(session: Session, claim: Claim) -> Sheet | None:
    """Return what is to be shown; None for a handoff that is over or has no place.

    What it holds is what every member of the channel may see (SHARED).
    """
    row, handoff = session.get(Canvas, claim.handoff_id), session.get(Handoff, claim.handoff_id)
    if row is None or handoff is None or handoff.state in _QUIET or handoff.place_lost_at:
        return None
    if handoff.channel_id is None or handoff.checklist_ts is None:
        return None
    account = session.get_one(Account, handoff.account_id)
    is_ours = handoff.place is Place.CHANNEL
    may_be = is_ours and session.get_one(Workspace, handoff.workspace_id).has_canvases
    is_left = _is_left(row, handoff, may_be=may_be)
    found = blueprint.known(session, handoff.workspace_id, account.id)
    return Sheet(
        handoff_id=handoff.id,
        kind=handoff.kind,
        account=account.name,
        channel_id=handoff.channel_id,
        thread_ts=handoff.thread_ts,
        checklist_ts=handoff.checklist_ts,
        canvas_id=None if is_left else row.canvas_id,
        is_begun=row.making_at is not None and not is_left,
        message_ts=None if is_left else row.message_ts,
        wants_canvas=may_be and (is_left or row.why is None),
        digest=None if is_left else row.digest,
        left=_left(row) if is_left else None,
        completeness=weighing.complete(session, handoff, found),
        whole=blueprint_text.read(session, account, SHARED) if is_ours else None,
    )


def has_left(session: Session, claim: Claim) -> None:
    """Note that nothing stands any more where it does not belong."""
    row = _row(session, claim)
    row.channel_id = row.canvas_id = row.message_ts = None
    row.making_at = row.why = row.digest = None


def begun(session: Session, claim: Claim, found: Sheet, now: datetime) -> None:
    """Note that a canvas is being made where there is none: one found later is ours."""
    row = _row(session, claim)
    row.channel_id, row.making_at = found.channel_id, now


def shown(
    session: Session, claim: Claim, found: Sheet, canvas_id: str, digest: str, now: datetime
) -> None:
    """Note what the canvas shows now."""
    row = _row(session, claim)
    row.canvas_id = canvas_id
    _note(session, claim, row, found.channel_id, digest, now)


def said(
    session: Session, claim: Claim, found: Sheet, message_ts: str, digest: str, now: datetime
) -> None:
    """Note what the message in the canvas's stead shows now."""
    row = _row(session, claim)
    row.message_ts = message_ts
    _note(session, claim, row, found.channel_id, digest, now)


def cannot_be(session: Session, claim: Claim, found: Sheet, why: str, now: datetime) -> None:
    """Note that there can be no canvas (`why` is Slack's word), and let the lead hear so, once.

    What holds for the workspace a lead hears once, however many handoffs they lead.
    """
    row = _row(session, claim)
    row.channel_id, row.why = found.channel_id, why
    row.canvas_id = row.making_at = row.digest = None
    lead_id = session.get_one(Handoff, claim.handoff_id).lead_id
    where = found.channel_id if why in _OF_ONE_CHANNEL else "everywhere"
    outbox.put(
        session,
        claim.workspace_id,
        IN_A_MESSAGE,
        now,
        handoff_id=claim.handoff_id,
        person_id=lead_id,
        once_key=f"{IN_A_MESSAGE}:{lead_id}:{where}:{why}",
    )


def put_off(session: Session, claim: Claim) -> None:
    """Let a job go that Slack has failed for long; the next change tries anew."""
    deliveries.ended(session, claim, Delivery.DROPPED, "tried_for_long")


def in_a_message(session: Session, handoff_id: int) -> InAMessage | None:
    """Return what the lead is told; None if there is a canvas by now, or the handoff is over."""
    row, handoff = session.get(Canvas, handoff_id), session.get_one(Handoff, handoff_id)
    if row is None or row.why is None or row.channel_id is None or handoff.state in _QUIET:
        return None
    account = session.get_one(Account, handoff.account_id)
    return InAMessage(account.name, row.channel_id, row.why)


def _note(
    session: Session, claim: Claim, row: Canvas, channel_id: str, digest: str, now: datetime
) -> None:
    row.channel_id, row.digest = channel_id, digest
    row.not_before = now + APART
    if row.due_at is not None:
        row.due_at = max(row.due_at, row.not_before)
    deliveries.ended(session, claim, Delivery.SENT)


def _is_left(row: Canvas, handoff: Handoff, *, may_be: bool) -> bool:
    """Whether what stands somewhere is in another place, or in a form that is not wanted."""
    is_message = row.message_ts is not None and row.why is None
    is_elsewhere = row.channel_id not in (None, handoff.channel_id)
    return is_elsewhere or (is_message if may_be else row.canvas_id is not None)


def _left(row: Canvas) -> Left | None:
    return Left(row.channel_id, row.canvas_id, row.message_ts) if row.channel_id else None


def _row(session: Session, claim: Claim) -> Canvas:
    return session.get_one(Canvas, claim.handoff_id, with_for_update=True)


def _under_way(session: Session, handoff_ids: Iterable[int]) -> set[int | None]:
    query = select(Outgoing.handoff_id).where(
        Outgoing.handoff_id.in_(handoff_ids),
        Outgoing.effect == EFFECT,
        Outgoing.state.in_(WAITING),
    )
    return set(session.scalars(query))


_NOW = bindparam("now", type_=Canvas.due_at.type)
_FOLLOWED = select(Handoff.id).where(
    Handoff.workspace_id == bindparam("workspace"),
    *(Handoff.state != state for state in _QUIET),  # not_in is put together at every execution
)
_DUE = case((Canvas.not_before > _NOW, Canvas.not_before), else_=_NOW)

# Built once: every answer that is saved executes the first.
_CHANGED = (
    update(Canvas)
    .where(
        Canvas.workspace_id == bindparam("workspace"),
        Canvas.due_at.is_(None),
        Canvas.handoff_id.in_(_FOLLOWED.where(Handoff.account_id == bindparam("account"))),
    )
    .values(due_at=_DUE)
)
_ALL_CHANGE = (
    update(Canvas)
    .where(
        Canvas.workspace_id == bindparam("workspace"),
        Canvas.handoff_id.in_(_FOLLOWED),
    )
    .values(due_at=func.coalesce(Canvas.due_at, _DUE), why=None)
)
