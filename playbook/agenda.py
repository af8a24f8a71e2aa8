"""The agenda of a live dump call: what is still missing, fitted into the call's length (R8).

What is typed during the call lands where it belongs: in the blueprint with who wrote it, or in an
open item. Clarifying questions are answered as anywhere (playbook.clarify_writing).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from playbook import (
    answers,
    blueprint,
    clarify,
    drafts,
    dump_items,
    dump_people,
    dump_view,
    entries,
    entry_versions,
    forms,
    people,
    weighing,
)
from playbook.access import Opened
from playbook.answers import NOTHING, Given
from playbook.clarify import Line
from playbook.drafts import ANSWERS, Typed, Value
from playbook.dump_view import Place
from playbook.entries import ItemLine
from playbook.errors import FieldErrors, NotNow, NotThere
from playbook.people import Actor
from playbook.questions import Input, Question
from playbook.visibility import SHARED, Field
from playbook.words import _
from playbook.writers import open_for_writing
from storage import outbox
from storage.choices import ItemKind, State
from storage.tables import OpenItem

LENGTHS = (30, 45, 60)
"""How many minutes a call may have."""

USUAL = 45
"""How many minutes it has unless somebody chooses."""

POSTED = "agenda_posted"
"""The effect: the agenda in the handoff's channel."""

_SHOWN = 10
_NEEDS = {
    Input.LINE: 1,
    Input.DATE: 1,
    Input.CHOICE: 2,
    Input.TEXT: 3,
    Input.PEOPLE: 5,
    Input.ITEMS: 3,
}
_A_QUESTION, _AN_ITEM = 3, 1
"""How many minutes it takes to talk about one."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A section to talk about: its title (to be translated), its minutes, what is missing in it."""

    title: str
    minutes: int
    missing: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """What to talk about in `length` minutes; `needed` are the minutes that all of it would take.

    `questions` and `items` are the first of `questions_total` and `items_total`. `may_post`: there
    is a channel that it can be posted to.
    """

    handoff_id: int
    account: str
    length: int
    needed: int
    topics: tuple[Topic, ...]
    questions: tuple[Line, ...]
    questions_total: int
    question_minutes: int
    items: tuple[ItemLine, ...]
    items_total: int
    item_minutes: int
    may_post: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to talk about."""
        return not (self.topics or self.questions_total or self.items_total)


@dataclass(frozen=True, slots=True)
class Typing:
    """The form of one missing answer. `form` is what its drafts are kept under, `typed` they are.

    `shown` are the ids of the answers that stood there when it was opened.
    """

    handoff_id: int
    account: str
    question: Question
    form: str
    typed: dict[str, Value]
    shown: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Assigning:
    """The form of an item's owner and date."""

    handoff_id: int
    account: str
    item: ItemLine


def read(session: Session, actor: Actor, handoff_id: int, length: int) -> Agenda:
    """Return the agenda for a call of so many minutes, for who may fill the blueprint.

    Raises Refused.
    """
    opened = open_for_writing(session, actor, handoff_id)
    return _build(session, opened, opened.sees, length)


def shared(session: Session, actor: Actor, handoff_id: int, length: int) -> Agenda:
    """Return the agenda as every member of the channel may see it, on this person's behalf.

    Of clarifying questions only what they are about is for everybody. Raises Refused.
    """
    opened = open_for_writing(session, actor, handoff_id)
    return _build(session, opened, SHARED.__contains__, length)


def fit(needs: Sequence[int], length: int) -> tuple[int, ...]:
    """Return the minutes of each topic: what it needs, or its share of a call that is too short.

    Each has a minute at least. What rounding leaves goes to the first that are short.
    """
    total, count = sum(needs), len(needs)
    if total <= length:
        return tuple(needs)
    spare = max(0, length - count)
    shares = [1 + (need - 1) * spare // (total - count) for need in needs]
    left = max(0, length - sum(shares))
    short = [at for at, need in enumerate(needs) if shares[at] < need]
    return tuple(share + (at in short[:left]) for at, share in enumerate(shares))


def post(session: Session, actor: Actor, handoff_id: int, length: int, now: datetime) -> str:
    """Let the agenda be posted in the handoff's channel, and return the channel. Raises Refused."""
    opened = open_for_writing(session, actor, handoff_id)
    if not _has_place(opened):
        raise NotNow(_("There is no channel that I could post it in."))
    outbox.put(
        session,
        actor.workspace_id,
        POSTED,
        now,
        handoff_id=handoff_id,
        detail={"by": actor.id, "minutes": length_of(length)},
    )
    return opened.handoff.channel_id or ""


def length_of(wanted: int) -> int:
    """Return the length of a call that can be chosen; the usual one for any other."""
    return wanted if wanted in LENGTHS else USUAL


def typing(session: Session, actor: Actor, handoff_id: int, key: str) -> Typing:
    """Return the form of one answer. Raises Refused."""
    opened = open_for_writing(session, actor, handoff_id)
    question, form = _question(opened, key)
    found = blueprint.answers_to(session, opened, [key])
    typed = drafts.read(session, opened, form)
    shown = tuple(answer.id for answer in found.values())
    return Typing(handoff_id, opened.account.name, question, form, typed, shown)


def answer(
    session: Session,
    actor: Actor,
    place: Place,
    key: str,
    typed: Typed,
    request_key: str,
    now: datetime,
) -> None:
    """Put what was typed during the call into the blueprint, as this person's.

    `place` is the form's, with the answers that it showed. Raises FieldErrors and Refused; who
    typed over what somebody else wrote meanwhile is told, and nothing is overwritten.
    """
    opened = open_for_writing(session, actor, place.handoff_id, for_change=True)
    question, _form = _question(opened, key)
    given = _given(question, typed)
    if question.is_list and not given.is_nothing:
        _add(session, actor, question, place, typed, request_key, now)
        return
    _refuse_if_stale(session, opened, key, given, place.shown)
    answers.write(session, opened, {key: given}, place.shown, now)
    drafts.put_away(session, opened, typed, typed.values.keys(), now)


def assigning(session: Session, actor: Actor, handoff_id: int, item_id: int) -> Assigning:
    """Return the form of an item's owner and date. Raises Refused."""
    opened = open_for_writing(session, actor, handoff_id)
    found = entries.item(session, opened, item_id)
    if found is None:
        raise forms.gone()
    return Assigning(handoff_id, opened.account.name, found)


def assign(
    session: Session,
    actor: Actor,
    handoff_id: int,
    item_id: int,
    owner_id: str | None,
    due_on: date | None,
    shown: tuple[str | None, date | None],
    now: datetime,
) -> None:
    """Set an item's owner and date; `shown` are those that the form showed. Raises Refused.

    Where somebody else has set others meanwhile, nothing is changed.
    """
    opened = open_for_writing(session, actor, handoff_id, for_change=True)
    item = session.get(OpenItem, item_id, populate_existing=True)
    account = (opened.handoff.workspace_id, opened.account.id)
    if item is None or item.removed_at or (item.workspace_id, item.account_id) != account:
        raise forms.gone()
    stands, wanted = (item.owner_id, item.due_on), (owner_id, due_on)
    if stands not in (shown, wanted):
        raise NotNow(
            _("Somebody has changed this item while it was open. Nothing was changed by you.")
        )
    if stands != wanted:
        with entry_versions.kept(session, item, actor.id, now):
            item.owner_id, item.due_on = wanted
            item.written_by, item.written_at = actor.id, now
        forms.record(session, opened, "item_written", now)


def _build(session: Session, opened: Opened, sees: Callable[[Field], bool], length: int) -> Agenda:
    length = length_of(length)
    topics = _topics(session, opened, sees)
    handoff = opened.handoff
    questions_total = clarify.open_count(session, handoff)
    lines = clarify.open_lines(session, opened, _SHOWN)
    questions = [one for one in lines if sees(clarify.field_of(handoff.kind, one.about))]
    items_total, items = entries.loose_items(session, opened, _kinds(opened, sees), _SHOWN)
    needs = [sum(_NEEDS[one.input] for one in topic.missing) for topic in topics]
    others = [need for need in (questions_total * _A_QUESTION, items_total * _AN_ITEM) if need]
    minutes = list(fit([*needs, *others], length))
    item_minutes = minutes.pop() if items_total else 0
    question_minutes = minutes.pop() if questions_total else 0
    return Agenda(
        handoff_id=handoff.id,
        account=opened.account.name,
        length=length,
        needed=sum(needs) + sum(others),
        topics=tuple(
            replace(topic, minutes=own) for topic, own in zip(topics, minutes, strict=True)
        ),
        questions=tuple(questions),
        questions_total=questions_total,
        question_minutes=question_minutes,
        items=items,
        items_total=items_total,
        item_minutes=item_minutes,
        may_post=_has_place(opened),
    )


def _topics(session: Session, opened: Opened, sees: Callable[[Field], bool]) -> list[Topic]:
    """The sections in which something is missing, the weightiest first."""
    found = blueprint.known(session, opened.handoff.workspace_id, opened.account.id)
    done = weighing.complete(session, opened.handoff, found)
    parts = sorted(done.missing, key=lambda part: -part.weight)
    topics = [
        Topic(part.section.title, 0, tuple(one for one in part.missing if sees(one.sees)))
        for part in parts
    ]
    return [topic for topic in topics if topic.missing]


def _kinds(opened: Opened, sees: Callable[[Field], bool]) -> list[ItemKind]:
    questions = dump_view.questions(opened).values()
    return [one.item for one in questions if one.item and sees(one.sees)]


def _has_place(opened: Opened) -> bool:
    handoff = opened.handoff
    is_there = handoff.channel_id is not None and handoff.place_lost_why is None
    return is_there and handoff.state is not State.DRAFT


def _question(opened: Opened, key: str) -> tuple[Question, str]:
    """Return a question that this person may answer, and the form of its drafts."""
    question = dump_view.questions(opened).get(key)
    if question is None:
        raise NotThere(_("This is not part of the blueprint any more."))
    if question.item:
        return question, forms.name_of(f"{dump_items.ITEMS}/{question.item}", None)
    if question.input is Input.PEOPLE:
        return question, forms.name_of(dump_people.PEOPLE, None)
    return question, ANSWERS


def _given(question: Question, typed: Typed) -> Given:
    """Return what was answered. Raises FieldErrors where that cannot be."""
    key = question.key
    box = {NOTHING + key: typed.values.get(NOTHING + key)}
    values = box if question.is_list else {**box, key: typed.values.get(key)}
    given = answers.given({key: question}, values)
    problem = answers.problems({key: question}, given).get(key)
    is_blank = not question.is_list and given[key] == Given(None, is_nothing=False)
    if is_blank:
        problem = _("Write an answer, or tick “Nothing to report”.")
    if problem:
        raise FieldErrors({key: problem})
    return given[key]


def _add(
    session: Session,
    actor: Actor,
    question: Question,
    place: Place,
    typed: Typed,
    key: str,
    now: datetime,
) -> None:
    """Add an entry to the list that a question is answered by."""
    to = replace(place, step=question.key.partition(".")[0], shown=())
    if question.item is None:
        dump_people.save(session, actor, None, typed, to, key, now)
        return
    values = {**typed.values, "kind": question.item.value}
    dump_items.save(session, actor, None, replace(typed, values=values), to, key, now)


def _refuse_if_stale(
    session: Session, opened: Opened, key: str, given: Given, shown: tuple[int, ...]
) -> None:
    stands = blueprint.answers_to(session, opened, [key]).get(key)
    if stands is None or stands.id in shown or Given(stands.text, stands.is_nothing) == given:
        return
    if Given(stands.text, stands.is_nothing) == Given(None, is_nothing=False):
        return
    names = people.names(session, opened.handoff.workspace_id, [stands.by])
    said = _(
        "{name} has answered this while it was open, so nothing was changed. What you typed is "
        "kept: it stands in the blueprint’s form."
    )
    raise FieldErrors({key: said.format(name=names.get(stands.by, _("Somebody else")))})
