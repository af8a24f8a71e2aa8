"""Under which of the blueprint's sections log entries are filed, and who reads them there (R31)."""

from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import sections
from playbook.questions import Section
from playbook.standing import Standing
from playbook.visibility import Field
from storage.choices import Kind, State
from storage.tables import Handoff


def offered(session: Session, opened: Standing) -> tuple[Section, ...]:
    """Return the sections that this person files under: those of the account's last handoff."""
    query = select(Handoff.kind).where(
        Handoff.workspace_id == opened.account.workspace_id,
        Handoff.account_id == opened.account.id,
        Handoff.state != State.DRAFT,
    )
    kind = session.scalar(query.order_by(Handoff.id.desc()).limit(1)) or Kind.CSM_TO_CSM
    found = (one for one in sections.catalogue().sections if one.kind is kind)
    return tuple(one for one in found if may_read(one.key, opened.sees))


def may_read(section_key: str | None, sees: frozenset[Field]) -> bool:
    """Whether somebody who sees these fields reads what is filed under a section, or under none."""
    return guards(section_key) <= sees


def guards(section_key: str | None) -> frozenset[Field]:
    """Return the fields that somebody must see to read what is filed under a section."""
    return _guards().get(section_key or "", frozenset())


def hidden(sees: frozenset[Field]) -> list[str]:
    """Return the keys of the sections that somebody who sees these fields does not read."""
    return [key for key in _guards() if not may_read(key, sees)]


def title_of(section_key: str | None) -> str | None:
    """Return what a section is called (untranslated); None for none."""
    every = sections.catalogue().sections
    return next((one.title for one in every if one.key == section_key), None)


@lru_cache
def _guards() -> Mapping[str, frozenset[Field]]:
    found: dict[str, frozenset[Field]] = {}
    for section in sections.catalogue().sections:
        fields = {question.sees for question in section.questions}
        found[section.key] = found.get(section.key, frozenset()) | fields
    return found
