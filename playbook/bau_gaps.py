"""What business as usual still lacks, and who can mend it (R21)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select
from sqlalchemy.orm import Session

from playbook import called, clarify, concern_reading, silence
from playbook.concern_reading import Line
from playbook.due import waits_for_answer
from playbook.holders import owners_of
from playbook.stakeholders import key_among
from playbook.templates.model import ANSWERED, Event
from playbook.words import _, n_
from storage.choices import CheckInKind, ConcernState, Owner, Score, State
from storage.tables import CheckIn, Contact, Handoff, OpenItem, Sentiment, Task

AnyRow = Row[*tuple[Any, ...]]

_NOT_LEFT_OVER = (*ANSWERED.values(), Event.BAU_CONFIRMED)
_UNHAPPY = (Score.UNEASY, Score.AT_RISK)


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing, in a sentence, and the people who can mend it."""

    said: str
    who: tuple[str, ...]
    tells_sentiment: bool = False


def gaps(session: Session, handoff: Handoff, now: datetime) -> tuple[Gap, ...]:
    """Return what is missing; nothing: business as usual may be confirmed.

    R21: tasks left over and open items that are still the outgoing CSM's, questions without an
    answer (R8), concerns that are open, check-ins that are due and unanswered, and every key
    stakeholder whose sentiment is unknown, silent or negative.
    """
    return (
        *_leftovers(session, handoff),
        *_items_not_taken_over(session, handoff),
        *_questions(session, handoff),
        *_concerns(session, handoff),
        *_unanswered(session, handoff, now),
        *_sentiments(session, handoff),
    )


def _leftovers(session: Session, handoff: Handoff) -> Iterable[Gap]:
    query = (
        select(Task.title, Task.event, Task.owner, Task.owner_id)
        .where(
            Task.workspace_id == handoff.workspace_id,
            Task.handoff_id == handoff.id,
            Task.phase != State.BAU,
            Task.done_at.is_(None),
            Task.skipped_at.is_(None),
        )
        .order_by(Task.position)
    )
    for title, event, owner, owner_id in session.execute(query):
        # A check-in counts below, once it is due; confirming ticks its own task.
        if not (event or "").startswith(_NOT_LEFT_OVER):
            said = _("Still to do: {title}").format(title=title)
            yield Gap(said, owners_of(handoff, owner, owner_id))


def _questions(session: Session, handoff: Handoff) -> Iterable[Gap]:
    who = clarify.waited_for(session, handoff)
    if count := len(who):
        said = n_(
            "{n} question about the blueprint is not answered",
            "{n} questions about the blueprint are not answered",
            count,
        ).format(n=count)
        yield Gap(said, tuple(dict.fromkeys(who)))


def _items_not_taken_over(session: Session, handoff: Handoff) -> Iterable[Gap]:
    if handoff.outgoing_id is None:
        return
    query = select(func.count()).where(
        OpenItem.workspace_id == handoff.workspace_id,
        OpenItem.account_id == handoff.account_id,
        OpenItem.owner_id == handoff.outgoing_id,
        OpenItem.closed_at.is_(None),
        OpenItem.removed_at.is_(None),
    )
    if count := session.scalar(query):
        said = n_(
            "{n} open item is still the {outgoing}'s: name a new owner in the {document}",
            "{n} open items are still the {outgoing}'s: name new owners in the {document}",
            count,
        )
        names = {
            "outgoing": called.outgoing(handoff.kind),
            "document": called.document(handoff.kind),
        }
        yield Gap(said.format(n=count, **names), owners_of(handoff, Owner.BOTH, None))


def _concerns(session: Session, handoff: Handoff) -> Iterable[Gap]:
    """R19: each says what it waits for; whoever gave their word can mend it."""
    for line in concern_reading.open_lines(session, handoff):
        who = owners_of(handoff, Owner.INCOMING, line.owner_id) or (handoff.lead_id,)
        said = _("Concern of {name}: {waits}").format(
            name=line.about or _("the customer"), waits=_waits(line)
        )
        yield Gap(said, who)


def _waits(line: Line) -> str:
    return {
        ConcernState.OPEN: _("nobody has acknowledged it"),
        ConcernState.ACKNOWLEDGED: _("no answer was stated"),
        ConcernState.ANSWERED: _("no plan was agreed"),
        ConcernState.AGREED: _("the word is still to be kept"),
    }[line.state]


def _unanswered(session: Session, handoff: Handoff, now: datetime) -> Iterable[Gap]:
    """Debriefs and touchpoints come after; a look is done, too, when its task is ticked."""
    is_look = (CheckIn.kind == CheckInKind.LOOK) & Task.done_at.is_(None)
    query = (
        select(CheckIn.person_id)
        .outerjoin(Task, Task.id == CheckIn.task_id)
        .where(
            CheckIn.workspace_id == handoff.workspace_id,
            CheckIn.handoff_id == handoff.id,
            or_(CheckIn.kind == CheckInKind.SENTIMENT, is_look),
            waits_for_answer(now),
        )
        .order_by(CheckIn.id)
    )
    if asked := session.scalars(query).all():
        said = n_(
            "{n} check-in is due and not answered",
            "{n} check-ins are due and not answered",
            len(asked),
        )
        yield Gap(said.format(n=len(asked)), tuple(dict.fromkeys(asked)))


def _sentiments(session: Session, handoff: Handoff) -> Iterable[Gap]:
    stakeholders = _stakeholders(session, handoff)
    if not stakeholders:
        said = _("Nobody at the customer is marked as a key stakeholder")
        yield Gap(said, owners_of(handoff, Owner.BOTH, None))
    last = last_scores(session, handoff)
    silent = silence.no_signal(session, handoff)
    for contact in stakeholders:
        score = last.get(contact.id) or (Score.NO_SIGNAL if contact.id in silent else None)
        if feeling := _feeling(score):
            yield Gap(feeling.format(name=contact.name), (handoff.lead_id,), tells_sentiment=True)


def _feeling(score: Score | None) -> str | None:
    if score is None:
        return _("How {name} feels is not known")
    if score is Score.NO_SIGNAL:
        return _("No signal from {name}: silence is not approval")
    if score in _UNHAPPY:
        return _("{name} is not happy")
    return None


def _stakeholders(session: Session, handoff: Handoff) -> list[AnyRow]:
    """The key stakeholders; where nobody is marked one, the points of contact."""
    query = (
        select(Contact.id, Contact.name, Contact.is_key_stakeholder, Contact.roles)
        .where(
            Contact.workspace_id == handoff.workspace_id,
            Contact.account_id == handoff.account_id,
            Contact.has_left.is_(False),
            Contact.removed_at.is_(None),
        )
        .order_by(Contact.id)
    )
    return key_among(session.execute(query).all())


def last_scores(session: Session, handoff: Handoff) -> dict[int, Score]:
    """Return what was answered last about each stakeholder of a handoff, by contact."""
    session.flush()  # what is read below goes past the session
    here = {"workspace": handoff.workspace_id, "handoff": handoff.id}
    rows = session.connection().execute(_LAST_SCORES, here)
    return {row.contact_id: row.score for row in rows}


_LAST_SCORES = (
    select(Sentiment.contact_id, Sentiment.score)
    .join(CheckIn, CheckIn.id == Sentiment.check_in_id)
    .where(
        Sentiment.workspace_id == bindparam("workspace"),
        Sentiment.handoff_id == bindparam("handoff"),
        Sentiment.replaced_at.is_(None),
    )
    .order_by(CheckIn.due_on, Sentiment.at, Sentiment.id)
)
