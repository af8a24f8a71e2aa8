"""The lists of the dump: the customer's people and open items (R5)."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import dump as blocks
from blocks.kit import LIMITS, Json
from playbook import drafts, dump, dump_items, dump_people
from playbook.dump_view import StepShown
from playbook.errors import FieldErrors, NotNow
from storage.choices import ItemKind
from storage.tables import Contact, Handoff, OpenItem
from tests.northwind import IDRIS, MARIA, MONDAY, TOM, actor
from tests.rules import handoffs
from tests.rules.blueprints import (
    add_contact,
    add_item,
    at,
    opened,
    rendering,
    summary,
    typed,
)
from tests.rules.statements import counted
from tests.rules.surfaces import words


def missing(session: Session, handoff: Handoff) -> set[str]:
    found = summary(session, handoff).completeness
    return {question.key for progress in found.missing for question in progress.missing}


def test_people_and_items_answer_their_lists(session: Session, handoff: Handoff) -> None:
    add_contact(session, handoff, "Dana Reyes", roles=["champion", "pirate"], flags=["has_left"])
    assert "people.contacts" in missing(session, handoff)
    add_contact(session, handoff, "Juno Park", flags=["is_key_stakeholder"])
    add_item(session, handoff, "Exports fail")
    assert not {"people.contacts", "trouble.issues"} & missing(session, handoff)
    dana = session.scalars(select(Contact).where(Contact.name == "Dana Reyes")).one()
    assert (dana.roles, dana.has_left, dana.is_key_stakeholder) == (["champion"], True, False)


def test_removing_an_entry_marks_it_and_takes_it_from_the_list(
    session: Session, handoff: Handoff
) -> None:
    add_item(session, handoff, "Exports fail", owner=IDRIS, due_on="2026-04-01", flags=["closed"])
    item = session.scalars(select(OpenItem)).one()
    assert (item.owner_id, item.due_on, item.closed_at) == (IDRIS, date(2026, 4, 1), MONDAY)
    shown = dump_items.remove(
        session, actor(MARIA), item.id, typed(), at(handoff, "trouble"), MONDAY
    )
    assert isinstance(shown, StepShown)
    assert shown.sections[0].questions[0].items == ()
    assert item.removed_at == MONDAY


def test_a_new_entry_is_added_once_however_often_its_form_arrives(
    session: Session, handoff: Handoff
) -> None:
    form = typed({"name": "Dana Reyes"}, form="people/new")
    for _time in range(2):
        dump_people.save(session, actor(MARIA), None, form, at(handoff), "same", MONDAY)
    assert len(session.scalars(select(Contact)).all()) == 1


def test_a_form_shows_what_was_typed_into_it_until_it_is_saved(
    session: Session, handoff: Handoff
) -> None:
    drafts.save(
        session, actor(MARIA), handoff.id, typed({"name": "Dan"}, form="people/new", ts="1"), MONDAY
    )
    form = dump_people.form(session, actor(MARIA), handoff.id, None, typed(), MONDAY)
    assert form.values["name"] == "Dan"
    add_contact(session, handoff, "Dana Reyes")
    form = dump_people.form(session, actor(MARIA), handoff.id, None, typed(), MONDAY)
    assert form.values == {}


def test_an_entry_without_a_name_or_with_too_long_a_one_is_refused_at_its_field(
    session: Session, handoff: Handoff
) -> None:
    with pytest.raises(FieldErrors) as refused:
        add_contact(session, handoff, "  ", title="x" * 201)
    assert set(refused.value.fields) == {"name", "title"}
    with pytest.raises(FieldErrors) as refused:
        add_item(session, handoff, "Something", "gossip")
    assert set(refused.value.fields) == {"kind"}


def test_an_entry_of_another_account_cannot_be_reached(session: Session, handoff: Handoff) -> None:
    other = handoffs.start(session, account="Umbrella", outgoing_id=TOM, incoming_id=TOM)
    add_contact(session, handoff, "Dana Reyes")
    dana = session.scalars(select(Contact)).one()
    form = typed({"name": "Renamed"}, form=f"people/{dana.id}")
    with pytest.raises(NotNow):
        dump_people.save(session, actor(TOM), dana.id, form, at(other), "key", MONDAY)
    dump_people.remove(session, actor(TOM), dana.id, typed(), at(other), MONDAY)
    assert (dana.name, dana.removed_at) == ("Dana Reyes", None)


def statements_to_open(session: Session, handoff: Handoff, section: str) -> int:
    handoff_id = handoff.id
    session.flush()
    session.expunge_all()
    with counted(session) as statements:
        dump.open_at(session, actor(MARIA), handoff_id, section, rendering())
    handoff = session.get_one(Handoff, handoff_id)
    return len(statements)


def fill(session: Session, handoff: Handoff, contacts: range, items: range) -> None:
    """Write people and open items of all kinds with these numbers straight into the tables."""
    facts = {
        "workspace_id": handoff.workspace_id,
        "account_id": handoff.account_id,
        "written_by": MARIA,
        "written_at": MONDAY,
    }
    kinds = list(ItemKind)
    session.add_all(Contact(**facts, name=f"Contact {number:02}") for number in contacts)
    session.add_all(
        OpenItem(**facts, kind=kinds[number % len(kinds)], text=f"Item {number:03}")
        for number in items
    )
    session.flush()


def elements(view: Json) -> list[Json]:
    """Return the buttons and inputs of a view."""
    return [one for block in view["blocks"] for one in block.get("elements", ())]


@pytest.mark.parametrize("section", ["people", "commitments", "outlook"])
def test_a_long_list_costs_as_many_statements_as_a_short_one_and_shows_a_page(
    session: Session, handoff: Handoff, section: str
) -> None:
    opened(session, handoff, section)  # from here on this is where she was last
    fill(session, handoff, range(1), range(len(ItemKind)))
    few = statements_to_open(session, handoff, section)
    fill(session, handoff, range(1, 60), range(len(ItemKind), 300))
    assert statements_to_open(session, handoff, section) == few <= 7
    shown = opened(session, handoff, section)
    entries = [
        len(question.contacts) + len(question.items)
        for part in shown.sections
        for question in part.questions
    ]
    assert max(entries) == 10
    view = blocks.view(shown)
    assert len(view["blocks"]) <= LIMITS["modal_blocks"]
    assert any(one.get("action_id") == "dump.page:on" for one in elements(view))


def test_a_saved_entry_is_shown_on_the_page_that_it_stands_on(
    session: Session, handoff: Handoff
) -> None:
    for number in range(12):
        add_item(session, handoff, f"Issue {number}")
    form = typed({"text": "The thirteenth", "kind": "issue"}, "items/issue/new")
    place = at(handoff, "trouble")
    shown = dump_items.save(session, actor(MARIA), None, form, place, "new", MONDAY)
    assert isinstance(shown, StepShown)
    found = shown.sections[0].questions[0]
    assert (found.page, found.pages) == (1, 2)
    assert "The thirteenth" in [item.text for item in found.items]


def test_a_person_is_shown_on_the_page_that_they_stand_on(
    session: Session, handoff: Handoff
) -> None:
    for number in range(12):
        add_contact(session, handoff, f"Contact {number:02}")
    form = typed({"name": "Zoe"}, "people/new")
    shown = dump_people.save(
        session, actor(MARIA), None, form, at(handoff, "people"), "new", MONDAY
    )
    assert isinstance(shown, StepShown)
    assert "Zoe" in [contact.name for contact in shown.sections[0].questions[0].contacts]


def test_who_has_left_is_marked_in_one_click_and_stays_in_the_list(
    session: Session, handoff: Handoff
) -> None:
    add_contact(session, handoff, "Dana Reyes", concerns="Price")
    dana = session.scalars(select(Contact)).one()
    place = at(handoff, "people")
    shown = dump_people.mark_left(session, actor(MARIA), dana.id, typed(), place, MONDAY)
    said = words(blocks.view(shown))
    assert "Dana Reyes" in said
    assert "Has left the company" in said
    assert "people.contacts" in missing(session, handoff)
    assert dana.removed_at is None
    dump_people.remove(session, actor(MARIA), dana.id, typed(), place, MONDAY)
    with pytest.raises(NotNow):
        dump_people.mark_left(session, actor(MARIA), dana.id, typed(), place, MONDAY)
