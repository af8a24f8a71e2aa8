"""Filling a blueprint in tests as the dump does it."""

from dataclasses import replace
from datetime import datetime
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import dump, dump_items, dump_people, sections
from playbook.drafts import ANSWERS, Typed, Value, Values
from playbook.dump import Turned
from playbook.dump_view import SUMMARY, Place, StepShown, SummaryShown
from playbook.people import Actor
from playbook.questions import Input
from storage.choices import Depth, Kind
from storage.tables import Answer, Handoff
from tests.northwind import MARIA, MONDAY, actor

_numbers = count(1)


def rendering() -> str:
    """Return a new view's name; later ones sort behind earlier ones."""
    return f"{next(_numbers):013d}-test"


def typed(values: Values | None = None, form: str = ANSWERS, ts: str = "") -> Typed:
    """Return what stands in a view's inputs, by name; `ts` is empty for a submission."""
    return Typed(form, rendering(), values or {}, ts)


def at(handoff: Handoff, step: str = "why") -> Place:
    """Return the place of a view of the handoff's dump."""
    return Place(handoff.id, step, rendering(), {})


def opened(session: Session, handoff: Handoff, section: str | None = None) -> StepShown:
    """Open the dump as Maria, where she was or at a section."""
    shown = dump.open_at(session, actor(MARIA), handoff.id, section, rendering())
    assert isinstance(shown, StepShown)
    return shown


def summary(session: Session, handoff: Handoff, who: str = MARIA) -> SummaryShown:
    """Open the dump's summary."""
    shown = dump.open_at(session, actor(who), handoff.id, SUMMARY, rendering())
    assert isinstance(shown, SummaryShown)
    return shown


def answer(
    session: Session,
    handoff: Handoff,
    values: Values,
    who: Actor | None = None,
    now: datetime = MONDAY,
    shown: tuple[int, ...] | None = None,
) -> Turned:
    """Submit a step with these answers, as Maria unless it is said who.

    The step showed the versions `shown`, else all that there are now.
    """
    if shown is None:
        current = select(Answer.id).where(
            Answer.account_id == handoff.account_id, Answer.replaced_at.is_(None)
        )
        shown = tuple(session.scalars(current))
    left = replace(at(handoff), shown=shown)
    return dump.turn(
        session, who or actor(MARIA), typed(values), left, at(handoff), now, goes_on=True
    )


def add_contact(session: Session, handoff: Handoff, name: str, **more: Value) -> None:
    """Add somebody to the customer's people."""
    form = typed({"name": name, **more}, "people/new")
    key = f"person-{next(_numbers)}"
    dump_people.save(session, actor(MARIA), None, form, at(handoff), key, MONDAY)


def add_item(
    session: Session, handoff: Handoff, text: str, kind: str = "issue", **more: Value
) -> None:
    """Add an open item."""
    form = typed({"text": text, "kind": kind, **more}, f"items/{kind}/new")
    key = f"item-{next(_numbers)}"
    dump_items.save(session, actor(MARIA), None, form, at(handoff), key, MONDAY)


def answer_everything(session: Session, handoff: Handoff, *, but: str | None = None) -> None:
    """Answer every question of the handoff's depth: lists by one entry, the others in a word."""
    texts: dict[str, Value] = {}
    for section in sections.asked(Kind(handoff.kind), Depth(handoff.depth)):
        for question in section.questions:
            if question.key == but:
                continue
            match question.input:
                case Input.PEOPLE:
                    add_contact(session, handoff, "Dana Reyes")
                case Input.ITEMS:
                    add_item(session, handoff, "Something", str(question.item))
                case Input.DATE:
                    texts[question.key] = "2026-09-30"
                case Input.CHOICE:
                    texts[question.key] = question.choices[0][0]
                case _:
                    texts[question.key] = f"What Maria knows of {question.label.lower()}"
    answer(session, handoff, texts)
