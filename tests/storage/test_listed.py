"""Asking for one of several values with a statement that is built once."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.listed import listed, one_of
from storage.tables import Person
from tests.northwind import IDRIS, LENA, MARIA, WORKSPACE, move_in


def test_one_of_finds_what_is_listed(session: Session) -> None:
    move_in(session)
    asked = (MARIA, IDRIS, "U0NOBODY")
    query = select(Person.id).where(Person.workspace_id == WORKSPACE, one_of(Person.id, len(asked)))
    assert set(session.scalars(query, listed(asked))) == {MARIA, IDRIS}
    assert set(session.scalars(query, listed((LENA,) * 3))) == {LENA}


def test_nothing_is_one_of_none(session: Session) -> None:
    query = select(Person.id).where(one_of(Person.id, 0))
    assert session.scalars(query, listed(())).all() == []


def test_its_places_stand_in_the_text_and_are_not_put_into_it_at_each_run() -> None:
    assert "POSTCOMPILE" not in str(select(Person.id).where(one_of(Person.id, 2)))
    assert "POSTCOMPILE" in str(select(Person.id).where(Person.id.in_(["a", "b"])))
