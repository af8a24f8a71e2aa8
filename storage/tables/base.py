"""What every table shares: the workspace in every row, names for constraints, our column types."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, Enum, Index, MetaData, String, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage import choices
from storage.types import UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def _choice(words: type[StrEnum]) -> Enum:
    """A column of one of these words, kept as text so that a new word needs no migration."""
    return Enum(
        words,
        native_enum=False,
        create_constraint=False,
        length=20,
        values_callable=lambda enum: [word.value for word in enum],
    )


_CHOICES = {
    words: _choice(words)
    for words in vars(choices).values()
    if isinstance(words, type) and issubclass(words, StrEnum) and words is not StrEnum
}


class Base(DeclarativeBase):
    """Every row belongs to one workspace, and every query says which.

    People are named by the id that the workspace gave them, without a foreign key: somebody may
    be named before we have met them.
    """

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        str: Text(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        **_CHOICES,
    }


class Workspaced:
    """Mixin: the workspace that a row belongs to (Slack's team id)."""

    workspace_id: Mapped[str] = mapped_column(String(40), index=False)


PersonId = String(40)
ChannelId = String(40)
Ts = String(40)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the rows that satisfy `where`, on both databases."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
