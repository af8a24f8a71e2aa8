"""Which language each person reads, as Slack says it."""

from collections.abc import Iterable

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from playbook.words import COMMON
from storage.tables import Person

_person = Person.__table__.c
_LOCALES = select(_person.id, _person.locale).where(
    _person.workspace_id == bindparam("workspace_id"),
    _person.id.in_(bindparam("person_ids", expanding=True)),
)


def locales(session: Session, workspace_id: str, person_ids: Iterable[str]) -> dict[str, str]:
    """Return the locale ("de-DE") of each of these people whom we know, by id."""
    who = {"workspace_id": workspace_id, "person_ids": list(person_ids)}
    return {person_id: locale for person_id, locale in session.execute(_LOCALES, who)}  # noqa: C416


def locale_of(session: Session, workspace_id: str, person_id: str | None) -> str:
    """Return the locale to speak to a person in; what is for several is said in the common one."""
    if person_id is None:
        return COMMON
    return locales(session, workspace_id, [person_id]).get(person_id, COMMON)
