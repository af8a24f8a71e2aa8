"""The history of a blueprint: who wrote what when, what stood there before, and what is news."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import (
    changes,
    changes_rows,
    contacts_privacy,
    dump_items,
    dump_people,
    last_read,
    personal,
)
from playbook.changes import ALL, NEWS, Changes, How, Part, Written, of_contact, of_item
from playbook.errors import NotAllowed, NotThere
from playbook.readers import open_for_reading
from storage.choices import Depth
from storage.tables import Contact, EntryVersion, Handoff, OpenItem
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, PRIYA, actor
from tests.rules.blueprints import add_contact, add_item, answer, at, typed
from tests.rules.statements import counted

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

GOALS = "why.goals"
TUESDAY = MONDAY + timedelta(days=1)


def read(
    session: Session,
    handoff: Handoff,
    which: str = ALL,
    who: str = IDRIS,
    page: int = 0,
    now: datetime = TUESDAY,
) -> Changes:
    return changes.read(session, actor(who), handoff.id, which, page, now)


def change_contact(session: Session, handoff: Handoff, now: datetime, **values: Any) -> Contact:
    contact = session.scalars(select(Contact)).one()
    form = typed(values, f"people/{contact.id}")
    where = at(handoff)
    dump_people.save(session, actor(MARIA), contact.id, form, where, form.rendering, now)
    return contact


def change_item(session: Session, handoff: Handoff, now: datetime, **values: Any) -> OpenItem:
    item = session.scalars(select(OpenItem)).one()
    form = typed({"kind": "issue", "text": item.text, **values}, f"items/{item.id}")
    dump_items.save(session, actor(MARIA), item.id, form, at(handoff), form.rendering, now)
    return item


def told(found: Iterable[Written]) -> list[tuple[How, str]]:
    return [(one.how, one.label or one.entry) for one in found]


def test_an_answer_shows_what_it_was_and_is_the_newest_first(
    session: Session, handoff: Handoff
) -> None:
    answer(session, handoff, {GOALS: "Faster exports"})
    answer(session, handoff, {GOALS: "Faster exports by summer"}, actor(LENA), TUESDAY)
    newest, oldest = read(session, handoff).written
    assert newest.parts == (Part("answer", "Faster exports", "Faster exports by summer"),)
    assert (newest.by, newest.at, newest.how) == (LENA, TUESDAY, How.CHANGED)
    assert (oldest.by, oldest.how) == (MARIA, How.NEW)


def test_a_person_is_added_changed_and_taken_out(session: Session, handoff: Handoff) -> None:
    add_contact(session, handoff, "Dana Reyes", title="CTO")
    contact = change_contact(session, handoff, TUESDAY, name="Dana Ruiz", title="CTO")
    later = TUESDAY + timedelta(hours=1)
    dump_people.remove(session, actor(LENA), contact.id, typed(), at(handoff), later)
    removed, changed, added = read(session, handoff).written
    assert (removed.how, removed.entry, removed.by) == (How.REMOVED, "Dana Ruiz", LENA)
    assert changed.parts == (Part("name", "Dana Reyes", "Dana Ruiz"),)
    assert (added.how, added.entry, added.by) == (How.NEW, "Dana Reyes", MARIA)


def test_a_form_that_changes_nothing_is_no_change(session: Session, handoff: Handoff) -> None:
    add_contact(session, handoff, "Dana Reyes", title="CTO")
    contact = change_contact(session, handoff, TUESDAY, name="Dana Reyes", title="CTO")
    assert contact.written_at == MONDAY
    assert [one.how for one in read(session, handoff).written] == [How.NEW]


def test_an_item_shows_its_owner_its_date_and_that_it_is_closed(
    session: Session, handoff: Handoff
) -> None:
    add_item(session, handoff, "The export is slow")
    values = {"owner": IDRIS, "due_on": "2026-03-20", "flags": ["closed"]}
    change_item(session, handoff, TUESDAY, **values)
    parts = {part.name: (part.was, part.now) for part in read(session, handoff).written[0].parts}
    assert parts == {
        "owner_id": (None, IDRIS),
        "due_on": (None, "2026-03-20"),
        "is_closed": (False, True),
    }


def test_what_only_some_may_see_is_not_even_counted_for_others(
    session: Session, handoff: Handoff, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_contact(session, handoff, "Dana Reyes", temperament="Short on Mondays")
    change_contact(session, handoff, TUESDAY, name="Dana Reyes", temperament="Short, always")
    (part,) = read(session, handoff).written[0].parts
    assert (part.name, part.was) == ("temperament", "Short on Mondays")
    hidden = frozenset({"temperament", "personal_details", "personal_until"})
    monkeypatch.setattr("playbook.entries.hidden", lambda _reader: hidden)
    found = read(session, handoff)
    assert (found.total, told(found.written)) == (1, [(How.NEW, "Dana Reyes")])


def test_observers_read_no_history(session: Session, handoff: Handoff) -> None:
    with pytest.raises(NotAllowed):
        read(session, handoff, who=PRIYA)


def test_a_section_and_a_question_show_what_is_theirs(session: Session, handoff: Handoff) -> None:
    answer(session, handoff, {GOALS: "Faster exports"})
    add_contact(session, handoff, "Dana Reyes")
    add_item(session, handoff, "The export is slow")
    assert told(read(session, handoff, "people").written) == [(How.NEW, "Dana Reyes")]
    assert told(read(session, handoff, "trouble").written) == [(How.NEW, "The export is slow")]
    one = read(session, handoff, GOALS)
    assert (one.label, told(one.written)) == ("Primary goals", [(How.NEW, "Primary goals")])
    for nowhere in ("nowhere", "why.nowhere", ""):
        with pytest.raises(NotThere):
            read(session, handoff, nowhere)


def test_one_person_or_item_shows_what_it_was_alone(session: Session, handoff: Handoff) -> None:
    add_contact(session, handoff, "Dana Reyes", title="CTO")
    contact = change_contact(session, handoff, TUESDAY, name="Dana Ruiz", title="CTO")
    add_contact(session, handoff, "Nora Quist")
    add_item(session, handoff, "Exports fail")
    item = change_item(session, handoff, TUESDAY, text="Exports fail on Mondays")
    add_item(session, handoff, "Slow")
    theirs = read(session, handoff, of_contact(contact.id))
    assert theirs.is_of_entry
    assert told(theirs.written) == [(How.CHANGED, "Dana Ruiz"), (How.NEW, "Dana Reyes")]
    assert {one.which for one in theirs.written} == {of_contact(contact.id)}
    found = read(session, handoff, of_item(item.id)).written
    assert told(found) == [(How.CHANGED, item.text), (How.NEW, "Exports fail")]
    assert {one.which for one in found} == {of_item(item.id)}
    assert read(session, handoff, "contact/nobody").total == 0


def test_pages_cost_the_same_however_much_there_is(session: Session, handoff: Handoff) -> None:
    def cost() -> int:
        session.flush()
        session.expire_all()
        with counted(session) as sent:
            read(session, handoff)
        return len(sent)

    answer(session, handoff, {GOALS: "0"})
    add_contact(session, handoff, "Dana Reyes")
    add_item(session, handoff, "The export is slow")
    change_contact(session, handoff, MONDAY, name="Dana Ruiz")
    few = cost()
    for number in range(1, 20):
        answer(session, handoff, {GOALS: str(number)}, now=MONDAY + timedelta(minutes=number))
    assert cost() <= few
    found = read(session, handoff, page=99)
    assert (found.page, found.pages, found.total) == (2, 3, 23)


def test_news_is_what_others_wrote_before_this_reading_and_after_the_last(
    session: Session, handoff: Handoff
) -> None:
    answer(session, handoff, {GOALS: "Faster exports"})
    assert read(session, handoff).since is None
    last_read.look(session, actor(IDRIS), handoff.id, MONDAY + timedelta(hours=1))
    answer(session, handoff, {GOALS: "Faster exports by summer"}, now=TUESDAY)
    answer(session, handoff, {"work.projects": "A pilot"}, actor(IDRIS), now=TUESDAY)
    later = TUESDAY + timedelta(hours=1)
    for minutes in (0, 10, 25):  # one sitting: reading does not make it old
        now = later + timedelta(minutes=minutes)
        found = read(session, handoff, NEWS, now=now)
        assert told(found.written) == [(How.CHANGED, "Primary goals")]
        assert found.since == MONDAY + timedelta(hours=1)
        last_read.look(session, actor(IDRIS), handoff.id, now)
    assert read(session, handoff, NEWS, now=later + timedelta(hours=2)).total == 0


def test_one_change_is_read_in_full_by_its_name_and_no_other_accounts(
    session: Session, handoff: Handoff
) -> None:
    answer(session, handoff, {GOALS: "Faster exports"})
    ref = read(session, handoff).written[0].ref
    assert changes.one(session, actor(IDRIS), handoff.id, ref).label == "Primary goals"
    for wrong in ("answer/999", "item/1", "answer/x", "", "answer/" + "9" * 30):
        with pytest.raises(NotThere):
            changes.one(session, actor(IDRIS), handoff.id, wrong)


def test_an_export_has_what_a_person_was_and_whoever_is_erased_has_no_history(
    session: Session, handoff: Handoff
) -> None:
    handoff.depth = Depth.FULL
    add_contact(session, handoff, "Dana Reyes", personal_details="Two children")
    contact = change_contact(session, handoff, TUESDAY, name="Dana Ruiz", personal_details="Three")
    session.flush()
    kept = contacts_privacy.export(session, actor(LENA), handoff.id, contact.id, TUESDAY)
    (earlier,) = kept.data["earlier"]
    assert (earlier["name"], earlier["personal_details"]) == ("Dana Reyes", "Two children")
    contacts_privacy.erase(session, actor(LENA), handoff.id, contact.id, "Dana Ruiz", TUESDAY)
    assert not session.scalars(select(EntryVersion)).all()
    assert read(session, handoff).total == 0


def test_personal_details_that_end_on_their_day_end_in_earlier_versions_too(
    session: Session, handoff: Handoff
) -> None:
    add_contact(session, handoff, "Dana Reyes", personal_details="Two children")
    contact = change_contact(session, handoff, TUESDAY, name="Dana Ruiz", personal_details="Three")
    session.flush()
    assert session.scalars(select(EntryVersion.personal_details)).all() == ["Two children"]
    personal.fall_due(session, MONDAY + timedelta(days=500))
    session.expire_all()
    assert session.scalars(select(EntryVersion.personal_details)).all() == [None]
    assert contact.personal_details is None


def test_the_scope_of_nothing_is_nothing(session: Session, handoff: Handoff) -> None:
    answer(session, handoff, {GOALS: "Faster exports"})
    opened = open_for_reading(session, actor(IDRIS), handoff.id)
    wanted = replace(changes_rows.scope(opened, ()), since=MONDAY)
    assert changes_rows.count(session, opened, wanted) == 0
