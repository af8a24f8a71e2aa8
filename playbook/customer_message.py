"""The customer message as its people read it: the text, who approved it, what goes with it (R11).

Until somebody keeps a version there is a draft, made anew each time from what is then the case.
Both CSMs and the lead read it; an observer does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from playbook import access, letters, message_draft
from playbook.access import FINISHED, Opened
from playbook.errors import NotNow
from playbook.holders import holders
from playbook.letters.reasons import spoken_of
from playbook.people import Actor
from playbook.templates.model import Event
from playbook.visibility import Field, Role
from playbook.wording import Change, changes
from playbook.words import _
from storage.choices import Mode, Owner, Situation, Stance, State
from storage.tables import Handoff, MessageApproval, MessageVersion, Task


@dataclass(frozen=True, slots=True)
class Text:
    """A message: its subject and its body, as they were written."""

    subject: str
    body: str

    @property
    def whole(self) -> str:
        """Subject and body in one, to be compared or searched."""
        return f"{self.subject}\n{self.body}"


@dataclass(frozen=True, slots=True)
class Approval:
    """One of those who must approve, and since when they do; None: not yet."""

    person_id: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Sent:
    """That the customer was told: the date, and who says so since when."""

    on: date
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the message is. `number` 0: there is only the draft."""

    number: int
    approvals: tuple[Approval, ...]
    sent: Sent | None

    @property
    def waiting(self) -> tuple[str, ...]:
        """Those who have not approved it."""
        return tuple(one.person_id for one in self.approvals if one.at is None)

    @property
    def is_approved(self) -> bool:
        """Whether all have approved it."""
        return self.number > 0 and not self.waiting


@dataclass(frozen=True, slots=True)
class Message:
    """A handoff's message as one person may deal with it.

    `words` speak of a reason, as they stand in the text; `left_out` are facts that the draft had no
    room for. `ticks` are the titles of the tasks that are done once it is sent, and `before` of
    those that should be done before. `unwritten`, `sentence` and `has_profile` are as in `Draft`.
    """

    handoff_id: int
    account: str
    viewer_id: str
    role: Role
    situation: Situation
    language: str
    unwritten: str | None
    text: Text
    timeline: str
    standing: Standing
    written_by: str | None
    written_at: datetime | None
    words: tuple[str, ...]
    left_out: tuple[str, ...]
    sender_id: str
    newcomer_id: str | None
    has_profile: bool
    stance: Stance
    sentence: str
    ticks: tuple[str, ...]
    before: tuple[str, ...]
    is_open: bool
    may_send: bool

    @property
    def may_approve(self) -> bool:
        """Whether the viewer's approval is waited for."""
        return self.is_open and self.standing.number > 0 and self.viewer_id in self.standing.waiting

    @property
    def may_write_sentence(self) -> bool:
        """Whether the viewer writes the sentence about the why: the lead of an open workspace."""
        return self.is_open and self.role is Role.LEAD and self.stance is Stance.BE_OPEN


@dataclass(frozen=True, slots=True)
class Version:
    """One version, with what it changed in the one before it."""

    number: int
    written_by: str
    written_at: datetime
    text: Text
    changes: tuple[Change, ...]
    approved_by: tuple[str, ...]
    sent: Sent | None


def read(session: Session, actor: Actor, handoff_id: int, now: datetime) -> Message:
    """Return the message. Raises NotThere, NotAllowed, NotNow for a handoff not opened yet."""
    return of(session, open_message(session, actor, handoff_id), now)


def to_send(session: Session, actor: Actor, handoff_id: int, now: datetime) -> Message:
    """Return the message that may go out. Raises as `read` does, and NotNow before all approve."""
    found = read(session, actor, handoff_id, now)
    if not found.standing.is_approved:
        raise NotNow(_("Not all have approved the message: it is not to be sent yet."))
    return found


def versions(session: Session, actor: Actor, handoff_id: int) -> tuple[Version, ...]:
    """Return the versions, newest first. Raises as `read` does."""
    opened = open_message(session, actor, handoff_id)
    rows = _rows(session, opened.handoff)
    olds: list[MessageVersion | None] = [None, *rows[:-1]]
    approved = _approvals(session, rows)
    found = (
        Version(
            number=row.number,
            written_by=row.written_by,
            written_at=row.written_at,
            text=text_of(row),
            changes=changes(text_of(old).whole, text_of(row).whole) if old else (),
            approved_by=tuple(approved.get(row.id, ())),
            sent=sent_of(row),
        )
        for old, row in zip(olds, rows, strict=True)
    )
    return tuple(reversed(list(found)))


def open_message(
    session: Session, actor: Actor, handoff_id: int, *, for_change: bool = False
) -> Opened:
    """Return the handoff for somebody who deals with its message; `for_change` locks it.

    Raises NotThere, NotAllowed for an observer, NotNow before it is opened, or once it is over.
    """
    opened = access.open_handoff(session, actor, handoff_id, for_change=for_change)
    if not opened.sees(Field.CUSTOMER_MESSAGE):
        access.require(opened, Role.LEAD, Role.OUTGOING, Role.INCOMING)
    if opened.handoff.state is State.DRAFT:
        raise NotNow(_("Open the handoff first: a draft tells nobody anything."))
    if for_change:
        access.require_running(opened)
    return opened


def of(session: Session, opened: Opened, now: datetime) -> Message:
    """Return the message of an opened handoff."""
    handoff = opened.handoff
    draft, row = message_draft.make(session, opened, now), newest(session, handoff)
    text = text_of(row) if row else Text(draft.letter.subject, draft.letter.body)
    ticks, before = _tasks(session, handoff)
    return Message(
        handoff_id=handoff.id,
        account=opened.account.name,
        viewer_id=opened.viewer.id,
        role=opened.role,
        situation=row.situation if row else draft.situation,
        language=row.language if row else draft.letter.language,
        unwritten=None if row else draft.unwritten,
        text=text,
        timeline=draft.timeline,
        standing=standing_of(session, handoff, row),
        written_by=row.written_by if row else None,
        written_at=row.written_at if row else None,
        words=spoken_of(text.whole, draft.sentence),
        left_out=() if row else draft.letter.left_out,
        sender_id=draft.sender_id,
        newcomer_id=draft.newcomer_id,
        has_profile=draft.has_profile,
        stance=draft.stance,
        sentence=draft.sentence,
        ticks=tuple(task.title for task in ticks),
        before=before,
        is_open=handoff.state not in FINISHED,
        may_send=may_send(opened, ticks),
    )


def standing(session: Session, handoff: Handoff) -> Standing:
    """Return how far a handoff's message is."""
    return standing_of(session, handoff, newest(session, handoff))


def standing_of(session: Session, handoff: Handoff, row: MessageVersion | None) -> Standing:
    """Return how far the message is of which this is the newest version."""
    given = _approvals(session, [row])[row.id] if row else {}
    return Standing(
        number=row.number if row else 0,
        approvals=tuple(Approval(one, given.get(one)) for one in approvers(handoff)),
        sent=sent_of(row) if row else None,
    )


def approvers(handoff: Handoff) -> tuple[str, ...]:
    """Return who must approve: both CSMs and the lead; abrupt: the lead and the incoming (R11).

    While nobody is named, the temporary contact stands for the incoming CSM.
    """
    who = holders(handoff)
    is_abrupt = handoff.mode is Mode.ABRUPT
    roles = (Owner.INCOMING, Owner.LEAD) if is_abrupt else (Owner.OUTGOING, *_TAKING)
    return tuple(dict.fromkeys(person for role in roles if (person := who[role])))


_TAKING = (Owner.INCOMING, Owner.LEAD)


def newest(session: Session, handoff: Handoff) -> MessageVersion | None:
    """Return the newest version that was kept."""
    here = {"workspace": handoff.workspace_id, "handoff": handoff.id}
    return session.scalar(_NEWEST, here)


_NEWEST = (
    select(MessageVersion)
    .where(
        MessageVersion.workspace_id == bindparam("workspace"),
        MessageVersion.handoff_id == bindparam("handoff"),
    )
    .order_by(MessageVersion.number.desc())
    .limit(1)
)


def text_of(row: MessageVersion) -> Text:
    """Return what a version says."""
    return Text(row.subject, row.body)


def sent_of(row: MessageVersion) -> Sent | None:
    """Return when a version went to the customer, if it did."""
    if row.sent_on is None or row.sent_by is None or row.sent_at is None:
        return None
    return Sent(row.sent_on, row.sent_by, row.sent_at)


def telling_tasks(session: Session, handoff: Handoff) -> Sequence[Task]:
    """Return the undone tasks that are done once the customer is told."""
    query = select(Task).where(
        Task.workspace_id == handoff.workspace_id,
        Task.handoff_id == handoff.id,
        Task.event == Event.CUSTOMER_TOLD,
        Task.done_at.is_(None),
        Task.skipped_at.is_(None),
    )
    return session.scalars(query.order_by(Task.position)).all()


def may_send(opened: Opened, ticks: Sequence[Task]) -> bool:
    """Whether this person marks it as sent: the lead, or one of those whose task the telling is."""
    if opened.role is Role.LEAD or not ticks:
        return True
    who = holders(opened.handoff)
    tellers = {task.owner_id or who[role] for task in ticks for role in task.owner.each}
    return opened.viewer.id in tellers


def _tasks(session: Session, handoff: Handoff) -> tuple[Sequence[Task], tuple[str, ...]]:
    """Return the tasks that the telling is, and the titles of what they wait for."""
    ticks = telling_tasks(session, handoff)
    needs = {key for task in ticks for key in task.needs}
    query = select(Task.title).where(
        Task.workspace_id == handoff.workspace_id,
        Task.handoff_id == handoff.id,
        Task.key.in_(needs),
        Task.done_at.is_(None),
        Task.skipped_at.is_(None),
        Task.event.is_distinct_from(Event.MESSAGE_APPROVED),
    )
    return ticks, tuple(session.scalars(query.order_by(Task.position)))


def _rows(session: Session, handoff: Handoff) -> Sequence[MessageVersion]:
    query = select(MessageVersion).where(
        MessageVersion.workspace_id == handoff.workspace_id,
        MessageVersion.handoff_id == handoff.id,
    )
    return session.scalars(query.order_by(MessageVersion.number)).all()


def _approvals(
    session: Session, rows: Sequence[MessageVersion]
) -> Mapping[int, Mapping[str, datetime]]:
    found: dict[int, dict[str, datetime]] = {row.id: {} for row in rows}
    query = select(MessageApproval).where(
        MessageApproval.version_id.in_(found),
        MessageApproval.workspace_id.in_({row.workspace_id for row in rows}),
    )
    for one in session.scalars(query.order_by(MessageApproval.at)):
        found[one.version_id][one.person_id] = one.at
    return found


def languages() -> Mapping[str, str]:
    """Return the languages that drafts are written in, by code."""
    return letters.languages()
