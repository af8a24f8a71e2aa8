"""Answering a check-in (R16 to R18); what follows from the answer is playbook.answered.

The lead answers whom it was put to, or whoever leads the handoff. A correction is a new row beside
the first, which stays in the history. Notes are encrypted and leave in no message.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from playbook import access, answered, canvas, once, people, sentiment
from playbook.access import Opened
from playbook.errors import FieldErrors, NotNow, NotThere
from playbook.people import Actor
from playbook.sentiment import Common, Sheet
from playbook.templates.model import Stakeholders
from playbook.visibility import Role
from playbook.words import _
from storage import deliveries
from storage.choices import CheckInKind, CheckInState, Delivery, Score
from storage.tables import CheckIn, Contact, Outgoing, Sentiment


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody answered about one stakeholder.

    Without a `contact_id` it is about somebody who is named here for the first time.
    """

    score: Score
    note: str = ""
    contact_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Showing:
    """What the messages that asked have to show. `asks` are they, as channel and ts.

    `is_complete` is False while one more is being sent. `handed_to` is who is asked instead, where
    the person said that it is not theirs.
    """

    sheet: Sheet
    asks: tuple[tuple[str, str], ...]
    is_complete: bool
    handed_to: str | None = None


def open_sheet(session: Session, actor: Actor, check_in_id: int) -> Sheet:
    """Return the check-in with its notes for somebody who may answer it.

    Raises NotThere, NotAllowed, or NotNow for one that is over or has gone to somebody else.
    """
    return _sheet(session, *_open(session, actor, check_in_id), with_notes=True)


def read_sheet(session: Session, actor: Actor, check_in_id: int) -> Sheet:
    """Return the answers with their notes for somebody who may read sentiment.

    Raises NotThere or NotAllowed.
    """
    check_in = _find(session, actor, check_in_id)
    opened = access.open_handoff(session, actor, check_in.handoff_id)
    access.require(opened, Role.LEAD, Role.INCOMING)
    return _sheet(session, check_in, opened, with_notes=True)


def answer(
    session: Session,
    actor: Actor,
    check_in_id: int,
    given: Sequence[Given],
    now: datetime,
    *,
    key: str,
    seen: int,
) -> Sheet:
    """Write down an answer, or correct one, and let the plan and the people know.

    `key` is the request's; `seen` the newest answer that the person saw (Sheet.newest). Raises
    what `open_sheet` does; NotNow where somebody else has answered meanwhile, NotThere for
    somebody who is not at this account, FieldErrors for a missing name or no score at all.
    """
    if not given:
        raise FieldErrors({"score": _("Choose how they feel, or “No signal”.")})
    check_in, opened = _open(session, actor, check_in_id, for_change=True)
    if once.first_time(session, actor.workspace_id, key, now):
        standing = _standing(session, check_in)
        _refuse_if_stale(session, check_in, standing, seen)
        written = _write(session, opened, check_in, standing, given, now)
        if written:
            session.flush()
            found = _sheet(session, check_in, opened).stakeholders
            about = [one for one in found if one.contact_id in written]
            answered.follow_up(session, opened, check_in, about, now)
    return _sheet(session, check_in, opened)


def answer_common(
    session: Session,
    actor: Actor,
    check_in_id: int,
    common: Common,
    now: datetime,
    *,
    key: str,
    seen: int,
) -> Sheet:
    """Answer for all stakeholders at once, as before or comfortable.

    `seen` is what the person saw when they were asked (Sheet.basis). Raises what `answer` does, and
    NotNow where something else has been answered meanwhile.
    """
    sheet = _sheet(session, *_open(session, actor, check_in_id))
    if not sheet.is_answered and (sheet.basis, sheet.common) != (seen, common):
        raise NotNow(
            _(
                "Something was answered on {account} meanwhile: please answer this one in full."
            ).format(account=sheet.account)
        )
    scores = {one.contact_id: sentiment.commonly(one, common) for one in sheet.stakeholders}
    given = [Given(score, contact_id=who) for who, score in scores.items() if score]
    return answer(session, actor, check_in_id, given, now, key=key, seen=seen)


def promised(session: Session, outgoing_id: int) -> int:
    """Return the check-in whose answer a row of the outbox (`answer_shown`) promises to show."""
    row = session.get_one(Outgoing, outgoing_id)
    if row.check_in_id is None:
        raise NotThere(_no_such())
    return row.check_in_id


def to_show(session: Session, workspace_id: str, check_in_id: int) -> Showing:
    """Return what the messages that asked have to show now. Raises NotThere."""
    sheet = sentiment.read(session, workspace_id, check_in_id)
    if sheet is None:
        raise NotThere(_no_such())
    query = (
        select(Outgoing.channel_id, Outgoing.ts, Outgoing.state)
        .where(*_is_ask(workspace_id, sheet.handoff_id, check_in_id))
        .order_by(Outgoing.id)
    )
    rows = session.execute(query).all()
    return Showing(
        sheet,
        tuple((row.channel_id, row.ts) for row in rows if row.channel_id and row.ts),
        is_complete=all(row.state is not Delivery.SENDING for row in rows),
        handed_to=session.get_one(CheckIn, check_in_id).handed_to,
    )


def shown(session: Session, workspace_id: str, check_in_id: int, now: datetime) -> None:
    """Note that the messages show the answer, so that the outbox need not see to it."""
    session.execute(
        update(Outgoing)
        .where(
            Outgoing.workspace_id == workspace_id,
            Outgoing.check_in_id == check_in_id,
            Outgoing.effect == "answer_shown",
            Outgoing.state.in_(deliveries.WAITING),
        )
        .values(state=Delivery.SENT, sent_at=now)
    )


def _open(
    session: Session, actor: Actor, check_in_id: int, *, for_change: bool = False
) -> tuple[CheckIn, Opened]:
    check_in = _find(session, actor, check_in_id)
    opened = _opened_for(session, actor, check_in, for_change=for_change)
    if for_change:
        session.refresh(check_in, with_for_update=True)
    if opened.viewer.id != check_in.person_id:
        access.require(opened, Role.LEAD)
    access.require_running(opened)
    if check_in.state is CheckInState.CANCELLED and check_in.handed_to:
        raise NotNow(_is_somebodys(session, actor, check_in.handed_to))
    if check_in.state is CheckInState.CANCELLED:
        raise NotNow(
            _("This check-in on {account} is not needed any more.").format(
                account=opened.account.name
            )
        )
    return check_in, opened


def _is_somebodys(session: Session, actor: Actor, person_id: str) -> str:
    names = people.names(session, actor.workspace_id, [person_id])
    said = _("This check-in is {name}’s now: you said that it is not yours.")
    return said.format(name=names.get(person_id, _("somebody else")))


def _find(session: Session, actor: Actor, check_in_id: int) -> CheckIn:
    found = session.get(CheckIn, check_in_id)
    is_there = found is not None and found.workspace_id == actor.workspace_id
    if found is None or not is_there or found.kind is not CheckInKind.SENTIMENT:
        raise NotThere(_no_such())
    return found


def _opened_for(session: Session, actor: Actor, check_in: CheckIn, *, for_change: bool) -> Opened:
    try:
        return access.open_handoff(session, actor, check_in.handoff_id, for_change=for_change)
    except NotThere:
        # Who was asked once knows of the handoff, and is owed more than "no such thing".
        if not _was_asked(session, actor, check_in):
            raise
        names = people.names(session, actor.workspace_id, [check_in.person_id])
        raise NotNow(
            _("This check-in is {name}’s now: you have no part in the handoff any more.").format(
                name=names.get(check_in.person_id, _("somebody else"))
            )
        ) from None


def _was_asked(session: Session, actor: Actor, check_in: CheckIn) -> bool:
    asks = _is_ask(check_in.workspace_id, check_in.handoff_id, check_in.id)
    asked = exists().where(*asks, Outgoing.person_id == actor.id)
    return bool(session.scalar(select(asked)))


def _is_ask(
    workspace_id: str, handoff_id: int, check_in_id: int
) -> tuple[ColumnElement[bool], ...]:
    return (
        Outgoing.workspace_id == workspace_id,
        Outgoing.handoff_id == handoff_id,
        Outgoing.check_in_id == check_in_id,
        Outgoing.effect == "check_in",
    )


def _sheet(
    session: Session, check_in: CheckIn, opened: Opened, *, with_notes: bool = False
) -> Sheet:
    return sentiment.sheet(session, check_in, opened.handoff, opened.account, with_notes=with_notes)


def _standing(session: Session, check_in: CheckIn) -> dict[int, Sentiment]:
    """The answers to this check-in that stand, by contact."""
    query = select(Sentiment).where(
        Sentiment.workspace_id == check_in.workspace_id,
        Sentiment.handoff_id == check_in.handoff_id,
        Sentiment.check_in_id == check_in.id,
        Sentiment.replaced_at.is_(None),
    )
    return {found.contact_id: found for found in session.scalars(query)}


def _refuse_if_stale(
    session: Session, check_in: CheckIn, standing: Mapping[int, Sentiment], seen: int
) -> None:
    newest = max(standing.values(), key=lambda found: found.id, default=None)
    if newest is None or newest.id == seen:
        return
    names = people.names(session, check_in.workspace_id, [newest.by])
    raise NotNow(
        _(
            "{name} answered while this was open, so nothing was changed. "
            "Open the check-in again to see the answer and, if need be, to correct it."
        ).format(name=names.get(newest.by, _("Somebody else")))
    )


def _write(
    session: Session,
    opened: Opened,
    check_in: CheckIn,
    standing: Mapping[int, Sentiment],
    given: Sequence[Given],
    now: datetime,
) -> set[int]:
    """Add what is new or changed, and return about which contacts."""
    contacts = _contacts(session, opened.account.id, check_in)
    written: set[int] = set()
    for one in given:
        contact_id = _contact_id(session, opened, one, contacts, now)
        before = standing.get(contact_id)
        note = one.note.strip() or None
        if before is not None:
            if (before.score, before.note) == (one.score, note):
                continue
            before.replaced_at = now
        session.add(_answer(opened, check_in, contact_id, one.score, note, now))
        written.add(contact_id)
    return written


def _contacts(session: Session, account_id: int, check_in: CheckIn) -> frozenset[int]:
    query = select(Contact.id).where(
        Contact.workspace_id == check_in.workspace_id, Contact.account_id == account_id
    )
    return frozenset(session.scalars(query))


def _contact_id(
    session: Session, opened: Opened, one: Given, contacts: frozenset[int], now: datetime
) -> int:
    if one.contact_id is None:
        return _named(session, opened, one.name.strip(), now)
    if one.contact_id not in contacts:
        raise NotThere(
            _("One of these people is not at {account}.").format(account=opened.account.name)
        )
    return one.contact_id


def _named(session: Session, opened: Opened, name: str, now: datetime) -> int:
    """Add the point of contact whom nobody had named: a check-in is always on somebody."""
    if not name:
        raise FieldErrors({"name": _("Say who your point of contact is.")})
    contact = Contact(
        workspace_id=opened.handoff.workspace_id,
        account_id=opened.account.id,
        name=name,
        roles=[Stakeholders.POINT_OF_CONTACT.value],
        is_key_stakeholder=True,
        written_by=opened.viewer.id,
        written_at=now,
    )
    session.add(contact)
    session.flush()
    canvas.changed(session, opened.handoff.workspace_id, opened.account.id, now)
    return contact.id


def _answer(
    opened: Opened,
    check_in: CheckIn,
    contact_id: int,
    score: Score,
    note: str | None,
    now: datetime,
) -> Sentiment:
    return Sentiment(
        workspace_id=check_in.workspace_id,
        handoff_id=check_in.handoff_id,
        check_in_id=check_in.id,
        contact_id=contact_id,
        score=score,
        note=note,
        by=opened.viewer.id,
        at=now,
    )


def _no_such() -> str:
    return _("I can find no such check-in among yours.")
