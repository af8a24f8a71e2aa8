"""Two people in the same section: each hears of the other's changes, nothing is overwritten."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import dump as blocks
from blocks import dump_forms
from playbook import dump, dump_items, dump_people
from playbook.drafts import Values
from playbook.dump import Turned
from playbook.dump_view import Place, Shown, StepShown
from playbook.forms import Clash, Form
from storage.tables import Answer, Contact, Handoff, OpenItem
from tests.northwind import IDRIS, MARIA, MONDAY, actor
from tests.rules.blueprints import (
    add_contact,
    add_item,
    answer,
    at,
    opened,
    rendering,
    typed,
)
from tests.rules.surfaces import words


def step_of(shown: Shown | None) -> StepShown:
    assert isinstance(shown, StepShown)
    return shown


def idris_writes(session: Session, handoff: Handoff, text: str, key: str = "why.goals") -> None:
    answer(session, handoff, {key: text}, who=actor(IDRIS), now=MONDAY + timedelta(minutes=5))


def maria_goes_on(
    session: Session, handoff: Handoff, left: Place, text: str | None, to: str = "people"
) -> Turned:
    values = typed({"why.goals": text})
    there = at(handoff, to)
    return dump.turn(session, actor(MARIA), values, left, there, MONDAY, goes_on=True)


def current(session: Session, question: str = "why.goals") -> str | None:
    query = select(Answer).where(Answer.question == question, Answer.replaced_at.is_(None))
    return session.scalars(query).one().text


def test_a_stale_answer_stays_on_the_step_and_both_texts_stand_there(
    session: Session, handoff: Handoff
) -> None:
    left = opened(session, handoff, "why").place
    idris_writes(session, handoff, "Grow in Asia")
    turned = maria_goes_on(session, handoff, left, "Grow in Peru")
    shown = step_of(turned.shown)
    assert shown.place.step == "why"
    assert "Idris Okafor has answered this meanwhile" in turned.problems[0].text
    said = words(blocks.view(shown, turned.problems, turned.news))
    assert "Grow in Asia" in said
    assert shown.typed["why.goals"] == "Grow in Peru"
    assert current(session) == "Grow in Asia"


def test_who_has_seen_both_goes_on_with_the_one_that_they_made_of_them(
    session: Session, handoff: Handoff
) -> None:
    left = opened(session, handoff, "why").place
    idris_writes(session, handoff, "Grow in Asia")
    again = step_of(maria_goes_on(session, handoff, left, "Grow in Peru").shown)
    turned = maria_goes_on(session, handoff, again.place, "Grow in Asia and Peru")
    assert step_of(turned.shown).place.step == "people"
    assert current(session) == "Grow in Asia and Peru"


def test_a_third_answer_is_told_again(session: Session, handoff: Handoff) -> None:
    left = opened(session, handoff, "why").place
    idris_writes(session, handoff, "Grow in Asia")
    again = step_of(maria_goes_on(session, handoff, left, "Grow in Peru").shown)
    idris_writes(session, handoff, "Grow in Chile")
    turned = maria_goes_on(session, handoff, again.place, "Grow in Peru")
    assert turned.problems
    assert current(session) == "Grow in Chile"


def test_who_left_an_answer_alone_hears_who_has_changed_it(
    session: Session, handoff: Handoff
) -> None:
    answer(session, handoff, {"why.goals": "Grow"})
    left = opened(session, handoff, "why").place
    idris_writes(session, handoff, "Grow in Asia")
    turned = maria_goes_on(session, handoff, left, "Grow")
    said = words(blocks.view(step_of(turned.shown), turned.problems, turned.news))
    assert "Changed by Idris Okafor since you opened this: Primary goals" in said
    assert current(session) == "Grow in Asia"


def test_typing_shows_what_others_have_answered_in_the_same_view(
    session: Session, handoff: Handoff
) -> None:
    left = opened(session, handoff, "why").place
    mine = typed({"why.goals": "Grow in P"}, ts="1")
    assert dump.keep(session, actor(MARIA), mine, left, MONDAY) is None
    idris_writes(session, handoff, "Grow in Asia")
    mine = typed({"why.goals": "Grow in Peru"}, ts="2")
    again = step_of(dump.keep(session, actor(MARIA), mine, left, MONDAY))
    assert again.place.rendering == left.rendering
    said = words(blocks.view(again))
    assert "Changed by Idris Okafor since you opened this: Primary goals" in said
    assert "Grow in Asia" in said
    assert dump.keep(session, actor(MARIA), mine, again.place, MONDAY) is None
    maria_goes_on(session, handoff, again.place, "Grow in Peru and Asia")
    assert current(session) == "Grow in Peru and Asia"


def test_an_untouched_input_that_was_kept_does_not_hide_what_another_wrote(
    session: Session, handoff: Handoff
) -> None:
    answer(session, handoff, {"commercial.oddities": "None"})
    left = opened(session, handoff, "commercial").place
    both = {"commercial.oddities": "None", "commercial.discounts": "Ten per cent"}
    dump.keep(session, actor(MARIA), typed(both, ts="1"), left, MONDAY)
    idris_writes(session, handoff, "A month's notice", "commercial.oddities")
    again = opened(session, handoff, "commercial")
    assert "commercial.oddities" not in again.typed
    assert again.typed["commercial.discounts"] == "Ten per cent"


def test_a_blank_input_that_was_kept_does_not_hide_what_another_wrote(
    session: Session, handoff: Handoff
) -> None:
    left = opened(session, handoff, "commercial").place
    both = {"commercial.oddities": None, "commercial.discounts": "Ten per cent"}
    dump.keep(session, actor(MARIA), typed(both, ts="1"), left, MONDAY)
    idris_writes(session, handoff, "A month's notice", "commercial.oddities")
    assert "commercial.oddities" not in opened(session, handoff, "commercial").typed


def test_a_draft_that_is_older_than_anothers_answer_is_shown_beside_it(
    session: Session, handoff: Handoff
) -> None:
    left = opened(session, handoff, "why").place
    dump.keep(session, actor(MARIA), typed({"why.goals": "Peru"}, ts="1"), left, MONDAY)
    idris_writes(session, handoff, "Grow in Asia")
    again = opened(session, handoff, "why")
    assert again.typed["why.goals"] == "Peru"
    assert again.theirs["why.goals"].text == "Grow in Asia"


def test_emptying_anothers_answer_lasts_when_the_view_is_shown_afresh(
    session: Session, handoff: Handoff
) -> None:
    idris_writes(session, handoff, "Grow in Asia")
    left = opened(session, handoff, "why").place
    dump.keep(session, actor(MARIA), typed({"why.goals": None}, ts="1"), left, MONDAY)
    here = replace(left, rendering=rendering(), is_again=True)
    turned = dump.turn(session, actor(MARIA), typed(), left, here, MONDAY, goes_on=False)
    assert step_of(turned.shown).typed["why.goals"] is None


def test_two_people_in_one_persons_form_keep_what_each_has_changed(
    session: Session, handoff: Handoff
) -> None:
    add_contact(session, handoff, "Dana Reyes", concerns="Price")
    dana = session.scalars(select(Contact)).one()
    form = dump_people.form(session, actor(MARIA), handoff.id, dana.id, typed(), MONDAY)
    dana.concerns, dana.written_by = "Price and support", IDRIS
    session.flush()
    save_dana(session, handoff, form, {**form.values, "title": "CTO"})
    assert (dana.title, dana.concerns) == ("CTO", "Price and support")


def test_two_people_in_one_field_of_a_form_see_both_texts_there(
    session: Session, handoff: Handoff
) -> None:
    add_contact(session, handoff, "Dana Reyes", concerns="Price")
    dana = session.scalars(select(Contact)).one()
    form = dump_people.form(session, actor(MARIA), handoff.id, dana.id, typed(), MONDAY)
    dana.concerns, dana.written_by = "Support", IDRIS
    session.flush()
    with pytest.raises(Clash) as clash:
        save_dana(session, handoff, form, {**form.values, "concerns": "Price, mostly"})
    again = clash.value.form
    view = dump_forms.person(again, at(handoff))
    assert "Idris Okafor has changed this meanwhile: Support" in words(view)
    assert again.values["concerns"] == "Price, mostly"
    assert dana.concerns == "Support"
    save_dana(session, handoff, again, again.values)
    assert dana.concerns == "Price, mostly"


def test_two_people_in_one_field_of_an_item_see_both_texts_there(
    session: Session, handoff: Handoff
) -> None:
    add_item(session, handoff, "Exports fail")
    item = session.scalars(select(OpenItem)).one()
    form = dump_items.form(session, actor(MARIA), handoff.id, item.id, None, typed(), MONDAY)
    item.text, item.written_by = "Exports fail on Mondays", IDRIS
    session.flush()
    values = typed({**form.values, "text": "Imports fail"}, form.name)
    with pytest.raises(Clash) as clash:
        dump_items.save(
            session, actor(MARIA), item.id, values, at(handoff), "k", MONDAY, form.marks
        )
    assert clash.value.form.theirs == {"text": "Exports fail on Mondays"}


def save_dana(session: Session, handoff: Handoff, form: Form, values: Values) -> None:
    dump_people.save(
        session, actor(MARIA), form.entry_id, typed(values, form.name), at(handoff), "k", MONDAY,
        form.marks,
    )  # fmt: skip
