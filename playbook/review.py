"""The review: the incoming CSM reads the blueprint, and accepts it or returns it (R8).

Accepting says "I could run the first call with this". Returning names the gaps, and the dump is
open again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import (
    access,
    audit,
    blueprint,
    called,
    changes,
    checklist,
    clarify,
    drafts,
    entries,
    handing_over,
    log_beside,
    moves,
    people,
    sections,
    staleness,
    weighing,
)
from playbook.access import Opened
from playbook.account_log import LogLine
from playbook.answers import too_long
from playbook.blueprint import Pages, SectionRead
from playbook.changes import News
from playbook.completeness import Completeness
from playbook.drafts import Typed, Value
from playbook.entries import ContactLine, ItemLine
from playbook.errors import FieldErrors, NotNow, NotThere
from playbook.people import Actor
from playbook.questions import Section
from playbook.readers import open_for_reading
from playbook.verdict import accepts, last_verdict
from playbook.visibility import Role
from playbook.words import _
from storage import outbox
from storage.choices import Kind, State, Verdict
from storage.tables import Handoff, Review, Task

ACCEPTED = "blueprint_accepted"
"""The event that the incoming CSM has accepted (R16)."""

GAPS = "gaps"
"""The form in which gaps are named; what is typed into it is kept like a dump's."""


class Standing(StrEnum):
    """How far a blueprint is between the two: being filled, waiting, returned, or accepted."""

    OPEN = "open"
    WAITING = "waiting"
    RETURNED = "returned"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Reading:
    """One section of a blueprint as somebody reads it, or all of it at a glance (`section` None).

    `outgoing` and `incoming` are names, empty where nobody is named. `gaps` are what the last
    return named. `may_judge`: this person accepts or returns; `may_ask`: they ask about it.
    `questions_open` counts the questions without an answer. `log` is what was filed about the
    section all along, `news` how much is new to the reader, and `earlier` has the keys of the
    section's questions that were answered differently before.
    """

    handoff_id: int
    kind: Kind
    account: str
    outgoing: str
    incoming: str
    sections: tuple[Section, ...]
    section: SectionRead | None
    completeness: Completeness
    standing: Standing
    gaps: str | None
    may_judge: bool
    may_ask: bool = False
    questions_open: int = 0
    log: tuple[LogLine, ...] = ()
    news: News = field(default_factory=News)
    earlier: frozenset[str] = frozenset()
    touched: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Returning:
    """The form in which gaps are named, with what was typed into it before."""

    handoff_id: int
    kind: Kind
    account: str
    outgoing: str
    sections: tuple[Section, ...]
    typed: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, and who hears of it (a name, empty where there is nobody)."""

    handoff_id: int
    kind: Kind
    account: str
    verdict: Verdict
    other: str


def read(
    session: Session,
    actor: Actor,
    handoff_id: int,
    section: str | None,
    page: int,
    now: datetime,
) -> Reading:
    """Return the blueprint at a glance, or a page of one section, as this person may see it.

    Raises Refused.
    """
    opened = open_for_reading(session, actor, handoff_id)
    handoff, asked = opened.handoff, _asked(opened)
    fresh = staleness.of(session, opened)
    found = fresh.known
    part = next((one for one in asked if one.key == section), None)
    last = _last(session, opened)
    standing = standing_of(session, handoff, last)
    names = people.names(session, handoff.workspace_id, [handoff.outgoing_id, handoff.incoming_id])
    return Reading(
        handoff_id=handoff_id,
        kind=handoff.kind,
        account=opened.account.name,
        outgoing=names.get(handoff.outgoing_id or "", ""),
        incoming=names.get(handoff.incoming_id or "", ""),
        sections=asked,
        section=_section(session, opened, part, found, page) if part else None,
        completeness=weighing.complete(session, handoff, found),
        standing=standing,
        gaps=last.gaps if last and standing is Standing.RETURNED else None,
        may_judge=opened.role is Role.INCOMING and standing is Standing.WAITING,
        may_ask=clarify.may_ask(opened) and handoff.state not in (State.DRAFT, *access.FINISHED),
        questions_open=clarify.open_count(session, handoff),
        log=log_beside.read(session, opened, [part.key]) if part else (),
        news=changes.news(session, opened, now),
        earlier=changes.earlier(session, opened, part) if part else frozenset(),
        touched=fresh.sections(asked),
    )


def contact(session: Session, actor: Actor, handoff_id: int, contact_id: int) -> ContactLine:
    """Return one person of the account, as far as this reader may see. Raises Refused."""
    found = entries.contact(session, open_for_reading(session, actor, handoff_id), contact_id)
    if found is None:
        raise _taken_out()
    return found


def item(session: Session, actor: Actor, handoff_id: int, item_id: int) -> ItemLine:
    """Return one item of the account. Raises Refused."""
    found = entries.item(session, open_for_reading(session, actor, handoff_id), item_id)
    if found is None:
        raise _taken_out()
    return found


def accept(session: Session, actor: Actor, handoff_id: int, now: datetime) -> Judged:
    """Accept the blueprint. Raises Refused; NotNow says what is the case instead."""
    opened = open_for_reading(session, actor, handoff_id, for_change=True)
    _require_waiting(session, opened)
    _add(session, opened, Verdict.ACCEPTED, [], None, now)
    checklist.happened(session, opened.handoff, ACCEPTED, actor.id, now)
    moves.advance(session, opened.handoff, actor.id, now)  # a plan may have no task of it
    return _tell(session, opened, Verdict.ACCEPTED, now)


def returning(session: Session, actor: Actor, handoff_id: int) -> Returning:
    """Return the form in which gaps are named. Raises Refused."""
    opened = open_for_reading(session, actor, handoff_id)
    _require_waiting(session, opened)
    outgoing_id = opened.handoff.outgoing_id or ""
    names = people.names(session, opened.handoff.workspace_id, [outgoing_id])
    return Returning(
        handoff_id=handoff_id,
        kind=opened.handoff.kind,
        account=opened.account.name,
        outgoing=names.get(outgoing_id, ""),
        sections=_asked(opened),
        typed=drafts.read(session, opened, GAPS),
    )


def give_back(
    session: Session, actor: Actor, handoff_id: int, typed: Typed, now: datetime
) -> Judged:
    """Return the blueprint with its gaps named: the sections chosen, and a text.

    The dump's task is undone again. Raises FieldErrors and Refused.
    """
    opened = open_for_reading(session, actor, handoff_id, for_change=True)
    _require_waiting(session, opened)
    chosen, gaps = _gaps(opened, typed)
    _add(session, opened, Verdict.RETURNED, chosen, gaps, now)
    for task_id in _dump_tasks(session, opened):
        checklist.untick(session, actor, handoff_id, task_id, now)
    drafts.put_away(session, opened, typed, typed.values.keys(), now)
    return _tell(session, opened, Verdict.RETURNED, now)


def standing_of(session: Session, handoff: Handoff, last: Review | None) -> Standing:
    """Return how far the blueprint is; `last` is the newest review.

    What somebody accepted who has no part any more, their successor has still to read.
    """
    if accepts(last, handoff):
        return Standing.ACCEPTED
    if handing_over.is_handed_over(session, handoff):
        return Standing.WAITING
    return Standing.RETURNED if last else Standing.OPEN


def begin_again(session: Session, handoff: Handoff, now: datetime) -> None:
    """Let a new incoming CSM read and accept the blueprint too, while it is being prepared (R8)."""
    if handoff.state is not State.PREPARING or handoff.incoming_id is None:
        return
    if standing_of(session, handoff, last_verdict(session, handoff.workspace_id, handoff.id)) is (
        Standing.WAITING
    ):
        _take_back(session, handoff, now)
        handing_over.let_read(session, handoff, handoff.outgoing_id or handoff.lead_id, now)


def _take_back(session: Session, handoff: Handoff, now: datetime) -> None:
    """Untick what the acceptance had ticked."""
    query = select(Task).where(
        Task.workspace_id == handoff.workspace_id,
        Task.handoff_id == handoff.id,
        Task.done_event == ACCEPTED,
    )
    for task in session.scalars(query):
        task.done_at = task.done_by = task.done_event = None
        detail = {"task": task.key, "title": task.title}
        audit.record(
            session,
            handoff.workspace_id,
            None,
            "task_undone",
            now,
            handoff=handoff,
            detail=detail,
        )


def _taken_out() -> NotThere:
    return NotThere(_("Somebody has taken this out of the blueprint meanwhile."))


def _asked(opened: Opened) -> tuple[Section, ...]:
    return sections.asked(opened.handoff.kind, opened.handoff.depth)


def _section(
    session: Session, opened: Opened, part: Section, found: blueprint.Known, page: int
) -> SectionRead:
    pages: Pages = {question.key: page for question in part.questions}
    return blueprint.read(session, opened, [part], found, pages)[0]


def _last(session: Session, opened: Opened) -> Review | None:
    return last_verdict(session, opened.handoff.workspace_id, opened.handoff.id)


def _require_waiting(session: Session, opened: Opened) -> None:
    """Raise unless this is the incoming CSM, and the blueprint waits for their verdict."""
    access.require(opened, Role.INCOMING)
    access.require_running(opened)
    refusals = {
        Standing.ACCEPTED: _("You have accepted the {document} of {account} already."),
        Standing.RETURNED: _("The {document} of {account} is returned, and being filled in."),
        Standing.OPEN: _("The {document} of {account} is not handed over yet."),
    }
    standing = standing_of(session, opened.handoff, _last(session, opened))
    if standing in refusals:
        document = called.document(opened.handoff.kind)
        raise NotNow(refusals[standing].format(document=document, account=opened.account.name))


def _gaps(opened: Opened, typed: Typed) -> tuple[list[str], str]:
    wanted = typed.values.get("sections")
    text = typed.values.get("gaps")
    chosen = [one.key for one in _asked(opened) if isinstance(wanted, list) and one.key in wanted]
    gaps = text.strip() if isinstance(text, str) else ""
    problems = {}
    if not chosen:
        problems["sections"] = _("Please choose at least one section.")
    if problem := _("Please say what is missing.") if not gaps else too_long(gaps):
        problems["gaps"] = problem
    if problems:
        raise FieldErrors(problems)
    return chosen, gaps


def _add(
    session: Session,
    opened: Opened,
    verdict: Verdict,
    chosen: Sequence[str],
    gaps: str | None,
    now: datetime,
) -> None:
    handoff, person_id = opened.handoff, opened.viewer.id
    session.add(
        Review(
            workspace_id=handoff.workspace_id,
            handoff_id=handoff.id,
            verdict=verdict,
            gaps=gaps,
            sections=list(chosen),
            by=person_id,
            at=now,
        )
    )
    handoff.version += 1
    what, detail = f"blueprint_{verdict}", {"sections": list(chosen)}
    audit.record(
        session, handoff.workspace_id, person_id, what, now, handoff=handoff, detail=detail
    )


def _dump_tasks(session: Session, opened: Opened) -> Sequence[int]:
    query = select(Task.id).where(
        Task.workspace_id == opened.handoff.workspace_id,
        Task.handoff_id == opened.handoff.id,
        Task.event == handing_over.COMPLETE,
        Task.done_at.is_not(None),
    )
    return session.scalars(query).all()


def _tell(session: Session, opened: Opened, verdict: Verdict, now: datetime) -> Judged:
    """Let the outgoing CSM hear of it; where there is none, the lead."""
    handoff = opened.handoff
    other_id = handoff.outgoing_id or handoff.lead_id
    effect = f"blueprint_{verdict}"
    outbox.put(
        session, handoff.workspace_id, effect, now, handoff_id=handoff.id, person_id=other_id
    )
    other = people.names(session, handoff.workspace_id, [other_id]).get(other_id, "")
    return Judged(handoff.id, handoff.kind, opened.account.name, verdict, other)
