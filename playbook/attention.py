"""The attention flag of a handoff: somebody is unhappy, or nobody says anything (R18)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from playbook import audit
from playbook.holders import people_of
from storage.choices import CheckInKind, CheckInState, Delivery, Score
from storage.tables import CheckIn, Contact, Handoff, Outgoing, Reminded, Sentiment, Silence

ROUNDS_IN_VAIN = 1
"""R18: a check-in that waits for an answer longer than so many rounds of the ladder, of five
working days each, raises the flag."""


class Why(StrEnum):
    """What raised the flag, gravest first."""

    AT_RISK = "at_risk"
    UNEASY = "uneasy"
    SILENCE = "silence"
    UNANSWERED = "unanswered"
    UNDELIVERABLE = "undeliverable"


def reckon(session: Session, handoff: Handoff, now: datetime, actor_id: str | None = None) -> None:
    """Raise the flag or take it down, as the answers and the unanswered check-ins demand.

    One that is up already keeps its date when its cause changes. `actor_id` is whose answer it
    was, if it was one.
    """
    why = _judge(session, handoff)
    if why == handoff.attention_why:
        return
    handoff.attention_since = (handoff.attention_since or now) if why else None
    handoff.attention_why = why
    handoff.version += 1
    audit.record(
        session,
        handoff.workspace_id,
        actor_id,
        "attention_raised" if why else "attention_lowered",
        now,
        handoff=handoff,
        confidential={"why": why} if why else None,  # it tells of somebody's sentiment
    )


def _judge(session: Session, handoff: Handoff) -> Why | None:
    scores = _scores(session, handoff)
    last = {history[-1] for history in scores}
    if Score.AT_RISK in last:
        return Why.AT_RISK
    if Score.UNEASY in last:
        return Why.UNEASY
    if any(history[-2:] == [Score.NO_SIGNAL] * 2 for history in scores):
        return Why.SILENCE
    if _is_unanswered(session, handoff):
        return Why.UNANSWERED
    return Why.UNDELIVERABLE if _is_undeliverable(session, handoff) else None


def _scores(session: Session, handoff: Handoff) -> Sequence[list[Score]]:
    """What was answered about each stakeholder who is still there, one score a date, in order."""
    query = (
        select(Sentiment.contact_id, CheckIn.due_on, Sentiment.score)
        .join(CheckIn, CheckIn.id == Sentiment.check_in_id)
        .join(Contact, Contact.id == Sentiment.contact_id)
        .where(
            Sentiment.workspace_id == handoff.workspace_id,
            Sentiment.handoff_id == handoff.id,
            Sentiment.replaced_at.is_(None),
            Contact.has_left.is_(False),
            Contact.removed_at.is_(None),
        )
        .order_by(CheckIn.due_on, Sentiment.at, Sentiment.id)
    )
    found: dict[int, dict[date, Score]] = {}
    for contact_id, due_on, score in session.execute(query):
        found.setdefault(contact_id, {})[due_on] = score
    for contact_id, raised_at in _silent(session, handoff):
        found.setdefault(contact_id, {}).setdefault(raised_at.date(), Score.NO_SIGNAL)
    return [[score for _on, score in sorted(history.items())] for history in found.values()]


def _silent(session: Session, handoff: Handoff) -> Iterable[tuple[int, datetime]]:
    """Whose silence counts as no signal, and since when (playbook.silence)."""
    query = (
        select(Silence.contact_id, Silence.raised_at)
        .join(Contact, Contact.id == Silence.contact_id)
        .where(
            Silence.workspace_id == handoff.workspace_id,
            Silence.handoff_id == handoff.id,
            Silence.raised_at.is_not(None),
            Silence.heard_at.is_(None),
            Contact.has_left.is_(False),
            Contact.removed_at.is_(None),
        )
    )
    return [(row.contact_id, row.raised_at) for row in session.execute(query)]


def _is_unanswered(session: Session, handoff: Handoff) -> bool:
    in_vain = exists().where(
        CheckIn.workspace_id == handoff.workspace_id,
        CheckIn.handoff_id == handoff.id,
        CheckIn.kind == CheckInKind.SENTIMENT,
        CheckIn.state == CheckInState.ASKED,
        CheckIn.times_asked > ROUNDS_IN_VAIN,
    )
    return bool(session.scalar(select(in_vain)))


def _is_undeliverable(session: Session, handoff: Handoff) -> bool:
    """Whether something did not reach the channel, or somebody who still has a part in this.

    A digest counts for every handoff that it told of.
    """
    digests = select(Reminded.outgoing_id).where(
        Reminded.workspace_id == handoff.workspace_id, Reminded.handoff_id == handoff.id
    )
    lost = exists().where(
        Outgoing.workspace_id == handoff.workspace_id,
        or_(Outgoing.handoff_id == handoff.id, Outgoing.id.in_(digests)),
        Outgoing.state == Delivery.UNDELIVERABLE,
        or_(Outgoing.person_id.is_(None), Outgoing.person_id.in_(people_of(handoff))),
    )
    return bool(session.scalar(select(lost)))
