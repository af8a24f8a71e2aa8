"""Every limit that Block Kit's rules state, each with blocks that reach it.

`EDGES` is read from the rules themselves, so that a new block is tried at its limits without a
line here; that the rules state Slack's numbers is held by a list of its own (test_limits.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.workspace.blocks import Json, labelled, modal, plain
from workspace.blockkit import rules
from workspace.blockkit.block_rules import BLOCKS, CHARTS, RICH_PART, RICH_TEXT, SURFACES, VIEWS
from workspace.blockkit.element_rules import (
    ELEMENT_SURFACES,
    ELEMENTS,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
)
from workspace.blockkit.rules import Rule, Surface
from workspace.blockkit.validate import TABLES

Make = Callable[[Any], Any]
"""Puts a value where it belongs, in all that is around it."""


@dataclass(frozen=True)
class Edge:
    """A limit: where it is, which number it is, and how a whole is made that has so many there.

    `kind` is the block, element or view whose rule it is, `path` the place below it; `at` points
    to the place in the whole as Slack's errors do; with `beyond` instead of `number` there, Slack
    says the `words`.
    """

    kind: str
    path: str
    at: str
    number: int
    make: Callable[[int], Json]
    words: str
    beyond: int
    surface: Surface

    def __str__(self) -> str:
        return f"{self.kind}{self.path} {self.words}"


@dataclass(frozen=True)
class Place:
    """Somewhere in a whole: `fill` makes the whole with a value put there."""

    kind: str
    path: str
    at: str
    fill: Make
    surface: Surface

    def below(self, name: str | int, around: Make) -> Place:
        """The place of a part of what stands here."""
        inner = self.fill
        part = f"/{name}"
        return Place(
            self.kind,
            self.path + part,
            self.at + part,
            lambda value: inner(around(value)),
            self.surface,
        )

    def edge(self, number: int, make: Make, words: str, beyond: int, part: str = "") -> Edge:
        """A limit of what stands here."""
        return Edge(
            kind=self.kind,
            path=self.path,
            at=self.at + part,
            number=number,
            make=lambda count: self.fill(make(count)),
            words=words,
            beyond=beyond,
            surface=self.surface,
        )


def all_edges() -> Iterator[Edge]:
    """The limits of all blocks, elements, rich texts, charts and views."""
    for place, rule in _roots():
        yield from _edges(rule, place)


def _roots() -> Iterator[tuple[Place, rules.Part]]:
    for kind, rule in BLOCKS.items():
        surface = _surface(kind)
        at = "/blocks/0" if surface == "message" else "/view/blocks/0"
        yield Place(kind, "", at, _block_of(surface), surface), _with_type(kind, rule)
    for kind, rule in ELEMENTS.items():
        if (carrier := _carrier(kind)) is not None:
            yield Place(kind, "", *carrier), _with_type(kind, rule)
    for kind, rule in CHARTS.items():
        fill = _in_a_message(lambda chart: {**minimal_block("data_visualization"), "chart": chart})
        yield Place(kind, "", "/blocks/0/chart", fill, "message"), _with_type(kind, rule)
    for kind in sorted(RICH_PART.names):
        at = "/blocks/0/elements/0"
        yield (
            Place(kind, "", at, _in_a_message(_rich_text), "message"),
            _with_type(kind, RICH_TEXT[kind]),
        )
    for kind in ("raw_text", "raw_number"):
        at = "/blocks/0/rows/1/0"
        yield (
            Place(kind, "", at, _in_a_message(_data_table), "message"),
            _with_type(kind, RICH_TEXT[kind]),
        )
    for name, view in VIEWS.items():
        fields = {**view.fields, "blocks": rules.FREE}
        rule = _with_type(name, rules.Part(fields, view.needs))
        yield Place(name, "", "/view", lambda value: value, name), rule


def _surface(kind: str) -> Surface:
    if kind == "input" or "message" not in SURFACES.get(kind, {"message"}):
        return "modal"
    return "message"


def _block_of(surface: Surface) -> Make:
    if surface == "message":
        return _in_a_message(lambda block: block)
    return modal


def _in_a_message(around: Make) -> Make:
    return lambda value: {"blocks": [around(value)]}


def _carrier(kind: str) -> tuple[str, Make, Surface] | None:
    """Where an element stands: the pointer, what makes the whole, the surface."""
    if kind in IN_ACTIONS:
        return "/blocks/0/elements/0", _in_a_message(_actions), "message"
    if kind in IN_CONTEXT_ACTIONS:
        return "/blocks/0/elements/0", _in_a_message(_context_actions), "message"
    if kind in IN_INPUT:
        assert "modal" in ELEMENT_SURFACES.get(kind, {"modal"})
        return "/view/blocks/0/element", lambda element: modal(labelled(element)), "modal"
    if kind == "image":
        fill = _in_a_message(lambda element: {"type": "context", "elements": [element]})
        return "/blocks/0/elements/0", fill, "message"
    card = minimal_block("task_card")
    return "/blocks/0/sources/0", _in_a_message(lambda url: {**card, "sources": [url]}), "message"


def _actions(element: Json) -> Json:
    return {"type": "actions", "elements": [element]}


def _context_actions(element: Json) -> Json:
    return {"type": "context_actions", "elements": [element]}


def _rich_text(part: Json) -> Json:
    return {"type": "rich_text", "elements": [part]}


def _data_table(cell: Json) -> Json:
    rows = [[{"type": "raw_text", "text": "Account"}], [cell]]
    return {**minimal_block("data_table"), "rows": rows}


def _edges(rule: Rule, place: Place) -> Iterator[Edge]:
    """The limits of a rule and of what stands in it; what has a type is a root of its own."""
    match rule:
        case rules.Str(among=()) if not rule.pattern or rule.pattern == r"https://.+":
            yield from _of_texts(rule.most, rule.least, place, _url if rule.pattern else _letters)
        case rules.Text():
            yield from _of_texts(rule.most, 1, place, lambda n: plain("x" * n), "/text")
        case rules.Whole():
            words = f"must be between {rule.least} and {rule.most}"
            yield place.edge(rule.most, int, words, rule.most + 1)
            yield place.edge(rule.least, int, words, rule.least - 1)
        case rules.Items():
            yield from _of_lists(rule, place)
        case rules.Part():
            for name, part in rule.fields.items():
                whole = minimal(
                    rules.Part(rule.fields, rule.needs) if name in rule.one_of else rule
                )
                yield from _edges(part, place.below(name, _putting(whole, name)))


def _of_texts(most: int, least: int, place: Place, make: Make, part: str = "") -> Iterator[Edge]:
    yield place.edge(most, make, f"must be less than {most + 1} characters", most + 1, part)
    if least:
        words = f"must be more than {least - 1} characters"
        if make is not _url:
            yield place.edge(least, make, words, least - 1, part)


def _of_lists(rule: rules.Items, place: Place) -> Iterator[Edge]:
    item = minimal(rule.of)

    def make(count: int) -> list[Any]:
        return [item] * count

    yield place.edge(rule.most, make, f"no more than {rule.most} items allowed", rule.most + 1)
    if rule.least:
        words = f"no fewer than {rule.least} items allowed"
        yield place.edge(rule.least, make, words, rule.least - 1)
    yield from _edges(rule.of, place.below(0, lambda value: [value, *[item] * (rule.least - 1)]))


def _putting(whole: Json, name: str) -> Make:
    return lambda value: {**whole, name: value}


def _letters(count: int) -> str:
    return "x" * count


def _url(count: int) -> str:
    return "https://".ljust(count, "x")


def _with_type(kind: str, rule: rules.Part) -> rules.Part:
    typed = {"type": rules.Str(among=(kind,)), **rule.fields}
    return rules.Part(typed, ("type", *rule.needs), rule.one_of)


LEAST: dict[type, Any] = {
    rules.Flag: False,
    rules.Number: 1,
    rules.Text: plain("x"),
    rules.Free: [],
}


def minimal_block(kind: str) -> Json:
    """The least that a block may be."""
    block: Json = minimal(_with_type(kind, BLOCKS[kind]))
    return block


def minimal(rule: Rule) -> Any:
    """The least that a rule takes."""
    match rule:
        case rules.Str():
            return rule.among[0] if rule.among else _example(rule)
        case rules.Whole():
            return rule.least
        case rules.Items():
            return [minimal(rule.of)] * rule.least
        case rules.Part():
            needed = [*rule.needs, *rule.one_of[:1]]
            return {name: minimal(rule.fields[name]) for name in needed if name in rule.fields}
        case rules.Typed():
            return _minimal_typed(rule)
    return LEAST[type(rule)]


def _example(rule: rules.Str) -> str:
    if not rule.pattern:
        return "x" * max(rule.least, 1)
    examples = {r"https://.+": "https://x", r"\d{4}-\d\d-\d\d": "2026-03-02"}
    return examples.get(rule.pattern, "09:00")


def _minimal_typed(rule: rules.Typed) -> Json:
    kind = min(rule.names)
    if "mrkdwn" in rule.names:
        return plain("x")
    made: Json = minimal(_with_type(kind, TABLES[rule.table][kind]))
    return made


EDGES = list(all_edges())
