"""Reading one table of a template's file, field by field, with errors that name the place."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from playbook.templates.lines import Lines
from playbook.templates.model import Offset, TemplateError
from playbook.words import _
from storage.choices import Anchor

Word = TypeVar("Word", bound=StrEnum)
Kept = TypeVar("Kept")

_DATE = re.compile(r"([A-Z])(?:([+-]\d{1,3})(h?))?")

_QUOTED = 80

# Before the departure is known nothing can be done about it, and business as usual is known when
# it happens.
_ONLY_AFTER = (Anchor.DEPARTURE, Anchor.BAU)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something of a template stands: in its head, or in the task of this number and key.

    `lines` is None for a template that is no file; `inside` is the field whose table it is.
    """

    name: str
    lines: Lines | None = None
    number: int = 0
    key: str = ""
    inside: str = ""

    def task(self, number: int, key: str) -> "Place":
        """Return the place of a task of this template; numbers count from 1."""
        return replace(self, number=number, key=key)

    def wrong(self, why: str, field: str = "") -> TemplateError:
        """Return the error that says what is wrong here."""
        field = self.inside or field
        line = self.lines.of(self.number, field) if self.lines else None
        return TemplateError(self.name, why, line=line, task=self.key, field=field)


class Part:
    """A table of the file, read field by field; whatever is wrong is said with its place."""

    def __init__(self, place: Place, data: Any) -> None:
        self.place = place
        if not isinstance(data, Mapping):
            raise place.wrong(_("a table is expected here"))
        self._data = data

    def wrong(self, why: str, field: str = "") -> TemplateError:
        """Return the error that says what is wrong here, at this field."""
        return self.place.wrong(why, field)

    def table(self, field: str) -> "Part":
        """Return a field that is a table of its own."""
        return Part(replace(self.place, inside=field), self.get(field, dict))

    def only(self, known: frozenset[str]) -> None:
        """Refuse fields that are none of these."""
        for field in self._data:
            if field not in known:
                said = _("there is no field “{field}”; known are {known}")
                raise self.wrong(said.format(field=field, known=_listed(known)), field)

    def has(self, field: str) -> bool:
        """Whether the field is there."""
        return field in self._data

    def get(self, field: str, kind: type[Kept]) -> Kept:
        """Return a field that must be there and be of this type."""
        if field not in self._data:
            raise self.wrong(_("“{field}” is missing").format(field=field), field)
        value = self._data[field]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            said = _("“{field}” is {value}, but {kind} is expected")
            raise self.wrong(said.format(field=field, value=_shown(value), kind=_kind(kind)), field)
        return value

    def text(self, field: str, most: int) -> str:
        """Return a text of one line that is not empty, nor longer than `most` characters."""
        value = self.get(field, str).strip()
        if len(value) > most or len(value.splitlines()) != 1:
            said = _("“{field}” is one line of 1 to {most} characters")
            raise self.wrong(said.format(field=field, most=most), field)
        return value

    def word(self, field: str, words: type[Word]) -> Word:
        """Return a field that holds one of these words."""
        return self.as_word(field, self.get(field, str), words)

    def as_word(self, field: str, value: object, words: Iterable[Word]) -> Word:
        """Return the word that a value of this field stands for."""
        for word in words:
            if word == value:
                return word
        said = _("“{field}” is {value}; known are {known}")
        known = _listed(words)
        raise self.wrong(said.format(field=field, value=_shown(value), known=known), field)

    def number(self, field: str, least: int, most: int) -> int:
        """Return a whole number within bounds."""
        value = self.get(field, int)
        if not least <= value <= most:
            said = _("“{field}” is {value}, but {least} to {most} is possible")
            raise self.wrong(said.format(field=field, value=value, least=least, most=most), field)
        return value

    def words(self, field: str) -> tuple[str, ...]:
        """Return a list of words."""
        values = self.get(field, list)
        if not all(isinstance(value, str) for value in values):
            said = _("“{field}” is {value}, but a list of words is expected")
            raise self.wrong(said.format(field=field, value=_shown(values)), field)
        return tuple(values)

    def date(self, field: str) -> Offset:
        """Return a date."""
        return self.as_date(field, self.get(field, str))

    def dates(self, field: str) -> tuple[Offset, ...]:
        """Return the dates of a field that holds one, several or none."""
        if not self.has(field):
            return ()
        value = self._data[field]
        values = value if isinstance(value, list) else [value]
        return tuple(self.as_date(field, one) for one in values)

    def as_date(self, field: str, value: object) -> Offset:
        """Return the date that a value of this field stands for."""
        found = _DATE.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            said = _("“{field}” is {value}, but a date looks like T-28, S or D+4h")
            raise self.wrong(said.format(field=field, value=_shown(value)), field)
        anchor, offset, hours = found.groups()
        if anchor not in list(Anchor):
            said = _("“{field}” is {value}; known anchors are {known}")
            raise self.wrong(
                said.format(field=field, value=_shown(value), known=_listed(Anchor)), field
            )
        count = int(offset or 0)
        if count < 0 and (hours or anchor in _ONLY_AFTER):
            said = _("“{field}” is {value}, but working hours, D and B are counted forward only")
            raise self.wrong(said.format(field=field, value=_shown(value)), field)
        return Offset(Anchor(anchor), 0, count) if hours else Offset(Anchor(anchor), count)

    def maybe(self, field: str, read: Callable[[str], Kept]) -> Kept | None:
        """Return what `read` makes of the field, or None where it is not there."""
        return read(field) if self.has(field) else None


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(str(word) for word in words))


def _shown(value: object) -> str:
    """Return a value of the file as it is quoted in a message: not all of a long one."""
    text = f"“{value}”" if isinstance(value, str) else str(value)
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"


def _kind(kind: type) -> str:
    names = {str: _("a text"), int: _("a whole number"), list: _("a list"), dict: _("a table")}
    return names[kind]
