"""What DMs that were sent have to say by now, to be shown in them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from playbook import languages
from storage.choices import Delivery
from storage.tables import Outgoing

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Posted(Generic[T]):
    """A DM that was sent; `effect` says which it is, `locale` what its person reads."""

    effect: str
    channel_id: str
    ts: str
    locale: str
    told: T


@dataclass(frozen=True, slots=True)
class Anew(Generic[T]):
    """The DMs to be shown anew. Not `is_complete`: one more is being sent."""

    posted: tuple[Posted[T], ...]
    is_complete: bool


def of_rows(
    session: Session, rows: Sequence[Outgoing], told_of: Callable[[Outgoing], T | None]
) -> Anew[T]:
    """Return what the DMs of these rows of the outbox tell now.

    Those that were not sent are left out, and those of which `told_of` says None.
    """
    is_complete = all(row.state is not Delivery.SENDING for row in rows)
    return Anew(tuple(_posted(session, rows, told_of)), is_complete)


def _posted(
    session: Session, rows: Sequence[Outgoing], told_of: Callable[[Outgoing], T | None]
) -> Iterator[Posted[T]]:
    for row in rows:
        told = told_of(row) if row.channel_id and row.ts else None
        if told is not None:
            locale = languages.locale_of(session, row.workspace_id, row.person_id)
            yield Posted(row.effect, str(row.channel_id), str(row.ts), locale, told)
