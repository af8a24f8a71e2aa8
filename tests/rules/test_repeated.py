"""What the customer had to repeat: noted with who, what and when, and counted (R8)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import repeated as blocks
from playbook import repeated
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere, Refused
from playbook.repeated import Sheet
from storage.choices import State
from storage.tables import Contact, Handoff, Repeated
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, PRIYA, TOM, actor
from tests.rules import handoffs
from tests.rules.blueprints import add_contact, rendering, typed
from tests.rules.surfaces import words
from workspace.blockkit.validate import check_view

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

TODAY = MONDAY.date()


def note(
    session: Session,
    handoff: Handoff,
    what: str = "Which exports fail",
    by: str = IDRIS,
    **more: str,
) -> Sheet:
    values = {"who": "somebody", "what": what, "on": TODAY.isoformat(), **more}
    form = typed(values, repeated.FORM)
    key = more.get("key", form.rendering)
    return repeated.note(session, actor(by), handoff.id, form, key, MONDAY)


def test_it_is_noted_with_who_and_when_and_counted(session: Session, handoff: Handoff) -> None:
    add_contact(session, handoff, "Dana Reyes")
    dana = session.scalars(select(Contact)).one()
    note(session, handoff)
    note(session, handoff, "The goals", by=MARIA)
    form = typed({"who": str(dana.id), "what": "It", "on": "2026-02-27"}, repeated.FORM)
    found = repeated.note(session, actor(LENA), handoff.id, form, "dana", MONDAY)
    assert [(line.who, line.noted_by) for line in found.lines] == [
        ("", MARIA), ("", IDRIS), ("Dana Reyes", LENA),
    ]  # fmt: skip
    assert repeated.count(session, handoff) == found.total == 3
    dana.removed_at = MONDAY
    assert repeated.read(session, actor(LENA), handoff.id, MONDAY).lines[-1].who == "Dana Reyes"


def test_one_request_notes_it_once(session: Session, handoff: Handoff) -> None:
    note(session, handoff, key="one")
    note(session, handoff, key="one")
    assert repeated.count(session, handoff) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("what", ""),
        ("what", "x" * 3001),
        ("on", "soon"),
        ("on", (TODAY + timedelta(days=1)).isoformat()),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    session: Session, handoff: Handoff, field: str, value: str
) -> None:
    with pytest.raises(FieldErrors) as refused:
        note(session, handoff, **{"what": "x", field: value})
    assert set(refused.value.fields) == {field}


def test_who_noted_it_or_the_lead_takes_it_out(session: Session, handoff: Handoff) -> None:
    line = note(session, handoff).lines[0]
    with pytest.raises(NotAllowed):
        repeated.remove(session, actor(MARIA), handoff.id, line.id, MONDAY)
    assert repeated.remove(session, actor(LENA), handoff.id, line.id, MONDAY).total == 0
    assert session.scalars(select(Repeated)).one().what == "Which exports fail"


@pytest.mark.parametrize("who", [PRIYA, TOM])
def test_observers_and_strangers_neither_note_nor_read_it(
    session: Session, handoff: Handoff, who: str
) -> None:
    with pytest.raises(Refused):
        note(session, handoff, by=who)
    with pytest.raises(Refused):
        repeated.read(session, actor(who), handoff.id, MONDAY)


@pytest.mark.parametrize("state", [State.DRAFT, State.CANCELLED])
def test_nothing_is_noted_in_a_draft_or_after_the_end(session: Session, state: State) -> None:
    handoff = handoffs.start(session, state=state)
    with pytest.raises(NotNow):
        note(session, handoff, by=LENA)
    found = repeated.read(session, actor(LENA), handoff.id, MONDAY)
    assert "submit" not in blocks.sheet(found, rendering())


def test_another_handoff_s_note_cannot_be_taken_out_from_here(session: Session) -> None:
    here, there = handoffs.start(session), handoffs.start(session, account="Other Ltd")
    line = note(session, there).lines[0]
    repeated.remove(session, actor(LENA), here.id, line.id, MONDAY)
    assert repeated.count(session, there) == 1
    with pytest.raises(NotThere):
        repeated.remove(session, actor(TOM), there.id, line.id, MONDAY)


def test_many_contacts_and_notes_fit_the_limits(session: Session, handoff: Handoff) -> None:
    for number in range(110):
        add_contact(session, handoff, f"Contact {number:03} <!channel> " + "x" * 150)
    for number in range(30):
        note(session, handoff, f"{number} <!channel> " + "&" * 2900)
    found = repeated.read(session, actor(LENA), handoff.id, MONDAY)
    view = blocks.sheet(found, rendering(), is_noted=True)
    check_view(view, "modal")
    assert "and 20 earlier" in words(view)
    assert "<!channel>" not in words([b for b in view["blocks"] if b["type"] == "section"])
