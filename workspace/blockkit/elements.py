"""Finding the interactive elements in blocks, and giving blocks and elements their ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workspace.state import Json

NewId = Callable[[str], str]
"""Gives an id that was not used before, beginning with a letter."""

NESTED = {"actions": "elements", "context_actions": "elements", "card": "actions"}
"""Blocks that hold a list of elements, and in which field."""

SINGLE = {"section": "accessory", "input": "element"}
"""Blocks that hold one element, and in which field."""

CHILDREN = {"carousel": "elements", "container": "child_blocks", "plan": "tasks"}
"""Blocks that hold blocks, and in which field."""


@dataclass(frozen=True)
class Found:
    """An interactive element and the block it stands in."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        """The id of its block."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """Its own id."""
        return str(self.element["action_id"])

    @property
    def type(self) -> str:
        """Slack's name for the kind of element."""
        return str(self.element["type"])


def all_blocks(blocks: list[Json]) -> Iterator[Json]:
    """The blocks and those that stand in them, in the order of reading."""
    for block in blocks:
        yield block
        yield from all_blocks(children_of(block))


def children_of(block: Json) -> list[Json]:
    """The blocks that stand in a block."""
    children: list[Json] = block.get(CHILDREN.get(block["type"], ""), [])
    return children


def interactive(blocks: list[Json]) -> Iterator[Found]:
    """All elements that somebody can press, choose in or type in."""
    for block in all_blocks(blocks):
        for element in elements_of(block):
            if "action_id" in element:
                yield Found(block, element)


def with_ids(blocks: list[Json], new_id: NewId) -> list[Json]:
    """The blocks with an id for each block and element that the app gave none, as Slack does."""
    return [_with_ids(block, new_id) for block in blocks]


def _with_ids(block: Json, new_id: NewId) -> Json:
    block = block if block.get("block_id") else {**block, "block_id": new_id("b")}
    kind = block["type"]
    if kind in NESTED and NESTED[kind] in block:
        elements = [_with_action_id(e, new_id) for e in block[NESTED[kind]]]
        return {**block, NESTED[kind]: elements}
    if kind in SINGLE and SINGLE[kind] in block:
        return {**block, SINGLE[kind]: _with_action_id(block[SINGLE[kind]], new_id)}
    if kind in CHILDREN:
        return {**block, CHILDREN[kind]: with_ids(children_of(block), new_id)}
    return block


def _with_action_id(element: Json, new_id: NewId) -> Json:
    if element.get("action_id") or element["type"] == "image":
        return element
    return {**element, "action_id": new_id("a")}


def elements_of(block: Json) -> list[Json]:
    """The elements that stand in one block itself."""
    kind = block["type"]
    if kind in NESTED:
        elements: list[Json] = block.get(NESTED[kind], [])
        return elements
    if kind in SINGLE and SINGLE[kind] in block:
        return [block[SINGLE[kind]]]
    return []
