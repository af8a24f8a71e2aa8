"""Reading sections.toml, and saying where it is wrong: the file, the section, the question."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from playbook.questions import Catalogue, Input, Question, Section, SectionsError, Walk
from playbook.visibility import Field
from storage.choices import Depth, ItemKind, Kind

SHIPPED = Path(__file__).with_name("sections.toml")

Table = Mapping[str, Any]
Word = TypeVar("Word", bound=StrEnum)

_SECTION = {"key": str, "kind": str, "title": str, "weight": dict, "question": list}
_QUESTION = {"key": str, "label": str, "help": str, "input": str, "depths": list}
_MAY_HAVE = {"item": str, "sees": str, "choices": list, "known_from": str}
_TYPED = frozenset({Input.LINE, Input.TEXT})
_WALK = {"questions_a_view": int}


class _Place:
    """Where in the file we are, for the message of an error."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def within(self, name: str) -> "_Place":
        return _Place(*self.names, name)

    def error(self, problem: str) -> SectionsError:
        return SectionsError(", ".join(self.names) + ": " + problem)


def load(path: Path) -> Catalogue:
    """Return the catalogue in a file. Raises SectionsError."""
    return parse(path.read_text("utf-8"), path.name)


def parse(text: str, name: str) -> Catalogue:
    """Return the catalogue in a text; `name` is what errors call it. Raises SectionsError."""
    place = _Place(name)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise place.error(str(error)) from error
    _check(content, {"depth": dict, "section": list}, {}, place)
    sections = tuple(_section(table, place) for table in content["section"])
    _unique((f"{s.kind} {s.key}" for s in sections), place)
    questions = [question for section in sections for question in section.questions]
    _unique((question.key for question in questions), place)
    _check_known(questions, place)
    return Catalogue(sections, _walks(content["depth"], sections, place))


def _section(table: Table, place: _Place) -> Section:
    place = place.within(f"section “{_name(table)}”")
    _check(table, _SECTION, {}, place)
    section = Section(
        key=table["key"],
        kind=_word(Kind, table["kind"], place),
        title=table["title"],
        weight={_word(Depth, depth, place): weight for depth, weight in table["weight"].items()},
        questions=tuple(_question(found, table["key"], place) for found in table["question"]),
    )
    _check_weights(section, place)
    return section


def _check_weights(section: Section, place: _Place) -> None:
    if any(not isinstance(weight, int) or weight < 1 for weight in section.weight.values()):
        raise place.error("a weight is a whole number above 0")
    asked = {depth for question in section.questions for depth in question.depths}
    for depth in asked ^ set(section.weight):
        raise place.error(f"needs a weight and a question for depth “{depth}”, or neither")


def _question(table: Table, section: str, place: _Place) -> Question:
    place = place.within(f"question “{_name(table)}”")
    _check(table, _QUESTION, _MAY_HAVE, place)
    question = Question(
        key=f"{section}.{table['key']}",
        label=table["label"],
        help=table["help"],
        input=_word(Input, table["input"], place),
        depths=frozenset(_word(Depth, depth, place) for depth in table["depths"]),
        sees=_word(Field, table.get("sees", Field.BLUEPRINT), place),
        item=_word(ItemKind, table["item"], place) if "item" in table else None,
        choices=_choices(table.get("choices", []), place),
        known_from=table.get("known_from"),
    )
    _check_parts(question, place)
    return question


def _check_parts(question: Question, place: _Place) -> None:
    for given, wanted_by, name in (
        (bool(question.item), Input.ITEMS, "item"),
        (bool(question.choices), Input.CHOICE, "choices"),
    ):
        if given is not (question.input is wanted_by):
            raise place.error(f"“{name}” goes with input “{wanted_by}”, and with no other")


def _check_known(questions: Sequence[Question], place: _Place) -> None:
    """An answer that begins as another must not be seen by more people than that one."""
    known = {question.key: question for question in questions}
    for question in questions:
        source = known.get(question.known_from or "")
        if question.known_from and (source is None or source.input not in _TYPED):
            raise place.error(f"“{question.key}” is known from no text: “{question.known_from}”")
        if source and source.sees is not question.sees:
            raise place.error(f"“{question.key}” is seen by others than “{source.key}”")


def _choices(pairs: list[Any], place: _Place) -> tuple[tuple[str, str], ...]:
    for pair in pairs:
        if not (
            isinstance(pair, list) and len(pair) == 2 and all(isinstance(p, str) for p in pair)
        ):
            raise place.error("“choices” is a list of pairs of a value and a label")
    return tuple((value, label) for value, label in pairs)


def _walks(table: Table, sections: tuple[Section, ...], place: _Place) -> Mapping[Depth, Walk]:
    walks = {_word(Depth, depth, place): found for depth, found in table.items()}
    for depth in set(Depth) - set(walks):
        raise place.error(f"has no [depth.{depth}]")
    keys = {section.key for section in sections}
    return {
        depth: _walk(found, keys, place.within(f"depth.{depth}")) for depth, found in walks.items()
    }


def _walk(table: Table, keys: set[str], place: _Place) -> Walk:
    _check(table, _WALK, {"together": list}, place)
    if table["questions_a_view"] < 1:
        raise place.error("“questions_a_view” is a whole number above 0")
    together = tuple(tuple(group) for group in table.get("together", []))
    for key in {key for group in together for key in group} - keys:
        raise place.error(f"“together” names “{key}”, and there is no such section")
    return Walk(table["questions_a_view"], together)


def _check(
    table: Any, must_have: Mapping[str, type], may_have: Mapping[str, type], place: _Place
) -> None:
    if not isinstance(table, dict):
        raise place.error("is a table")
    for name in must_have.keys() - table.keys():
        raise place.error(f"“{name}” is missing")
    for name, value in table.items():
        kind = must_have.get(name) or may_have.get(name)
        if kind is None:
            raise place.error(f"“{name}” is not known here")
        if not isinstance(value, kind):
            raise place.error(f"“{name}” has to be of type {kind.__name__}")


def _word(words: type[Word], value: Any, place: _Place) -> Word:
    known = [word.value for word in words]
    if value not in known:
        raise place.error(f"“{value}” is none of {', '.join(known)}")
    return words(value)


def _unique(names: Iterable[str], place: _Place) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise place.error(f"“{name}” is there twice")
        seen.add(name)


def _name(table: Any) -> str:
    return str(table.get("key", "?")) if isinstance(table, dict) else "?"
