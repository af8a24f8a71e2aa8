"""What a section and a question are (R5, R6). Frozen: they never change while the program runs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from playbook.errors import PlaybookError
from playbook.visibility import Field
from storage.choices import Depth, ItemKind, Kind


class SectionsError(PlaybookError):
    """The file of sections is wrong. The message names the file, the place and the reason."""


class Input(StrEnum):
    """How a question is answered: typed, picked, or as a list of people or of open items."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    PEOPLE = "people"
    ITEMS = "items"


LISTS = frozenset({Input.PEOPLE, Input.ITEMS})


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `key` is "section.question"; `item` the kind of open item that it lists.

    `sees` is the field that guards its answer; `choices` are the value and label of each choice.
    `known_from` is the key of the question whose answer it begins as, where there is one.
    """

    key: str
    label: str
    help: str
    input: Input
    depths: frozenset[Depth]
    sees: Field
    item: ItemKind | None
    choices: tuple[tuple[str, str], ...]
    known_from: str | None = None

    @property
    def is_list(self) -> bool:
        """Whether it is answered by entries of their own, not by one value."""
        return self.input in LISTS


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a blueprint. It is asked at the depths that it has a weight for (R7)."""

    key: str
    kind: Kind
    title: str
    weight: Mapping[Depth, int]
    questions: tuple[Question, ...]

    def at(self, depth: Depth) -> "Section":
        """Return the section with the questions of this depth only."""
        return replace(self, questions=tuple(q for q in self.questions if depth in q.depths))


@dataclass(frozen=True, slots=True)
class Walk:
    """How a depth is walked: how many questions a view has, and which sections share one."""

    questions_a_view: int
    together: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that sections.toml says."""

    sections: tuple[Section, ...]
    walks: Mapping[Depth, Walk]

    def asked(self, kind: Kind, depth: Depth) -> tuple[Section, ...]:
        """Return the sections of a kind of handoff with the questions of its depth, in order."""
        wanted = (s for s in self.sections if s.kind is kind and depth in s.weight)
        return tuple(section.at(depth) for section in wanted)

    @property
    def by_key(self) -> Mapping[str, Question]:
        """Every question, by its key."""
        return {q.key: q for s in self.sections for q in s.questions}

    def questions(self, kind: Kind) -> Mapping[str, Question]:
        """Return every question of a kind of handoff by its key, whatever the depth."""
        return {q.key: q for s in self.sections if s.kind is kind for q in s.questions}
