"""Reading one table of a template's file, field by field, with errors that name the place."""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from playbook.templates.model import Offset, TemplateError
from storage.choices import Anchor

Word = TypeVar("Word", bound=StrEnum)
Kept = TypeVar("Kept")

_DATE = re.compile(r"([A-Z])(?:([+-]\d{1,3})(h?))?")


class Part:
    """A table of the file, read field by field; whatever is wrong is said with its place."""

    def __init__(self, place: str, data: Any) -> None:
        self.place = place
        if not isinstance(data, Mapping):
            raise self.wrong("a table is expected here")
        self._data = data

    def wrong(self, why: str) -> TemplateError:
        """Return the error that says what is wrong here."""
        return TemplateError(f"{self.place}: {why}")

    def only(self, known: frozenset[str]) -> None:
        """Refuse fields that are none of these."""
        for field in self._data:
            if field not in known:
                raise self.wrong(f"there is no field {field!r}; known are {_listed(known)}")

    def has(self, field: str) -> bool:
        """Whether the field is there."""
        return field in self._data

    def get(self, field: str, kind: type[Kept]) -> Kept:
        """Return a field that must be there and be of this type."""
        if field not in self._data:
            raise self.wrong(f"{field!r} is missing")
        value = self._data[field]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.wrong(f"{field!r} is {value!r}, but a {kind.__name__} is expected")
        return value

    def word(self, field: str, words: type[Word]) -> Word:
        """Return a field that holds one of these words."""
        return self.as_word(field, self.get(field, str), words)

    def as_word(self, field: str, value: object, words: type[Word]) -> Word:
        """Return the word that a value of this field stands for."""
        for word in words:
            if word == value:
                return word
        raise self.wrong(f"{field!r} is {value!r}; known are {_listed(words)}")

    def number(self, field: str, least: int, most: int) -> int:
        """Return a whole number within bounds."""
        value = self.get(field, int)
        if not least <= value <= most:
            raise self.wrong(f"{field!r} is {value}, but {least} to {most} is possible")
        return value

    def words(self, field: str) -> tuple[str, ...]:
        """Return a list of words."""
        values = self.get(field, list)
        if not all(isinstance(value, str) for value in values):
            raise self.wrong(f"{field!r} is {values!r}, but a list of words is expected")
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
            raise self.wrong(f"{field!r} is {value!r}, but a date looks like T-28, S or D+4h")
        anchor, offset, hours = found.groups()
        if anchor not in list(Anchor):
            raise self.wrong(f"{field!r} is {value!r}; known anchors are {_listed(Anchor)}")
        count = int(offset or 0)
        if hours and count <= 0:
            raise self.wrong(f"{field!r} is {value!r}, but working hours are counted forward")
        return Offset(Anchor(anchor), 0, count) if hours else Offset(Anchor(anchor), count)

    def maybe(self, field: str, read: Callable[[str], Kept]) -> Kept | None:
        """Return what `read` makes of the field, or None where it is not there."""
        return read(field) if self.has(field) else None


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(str(word) for word in words))
