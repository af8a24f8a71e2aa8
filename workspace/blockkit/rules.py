"""What rules of Block Kit are made of: texts, numbers, lists and objects, with their limits.

`element_rules` and `block_rules` describe Slack's elements, blocks and views in these words, and
`validate` reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Surface = Literal["message", "modal", "home"]
Table = Literal["block", "element", "rich text", "chart"]


@dataclass(frozen=True)
class Str:
    """A text of `least` to `most` characters, of a pattern, or one of some words."""

    most: int = 255
    least: int = 0
    pattern: str = ""
    among: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flag:
    """Yes or no."""


@dataclass(frozen=True)
class Whole:
    """A whole number between bounds."""

    least: int = 0
    most: int = 10**12


@dataclass(frozen=True)
class Number:
    """Any number."""


@dataclass(frozen=True)
class Text:
    """A text object of at most so many characters; `plain` ones only, or also mrkdwn."""

    most: int
    plain: bool = True


@dataclass(frozen=True)
class Items:
    """A list of `least` to `most` items, all of one kind."""

    of: Rule
    most: int
    least: int = 1


@dataclass(frozen=True)
class Part:
    """An object: its fields, which of them it needs, and of which it needs at least one."""

    fields: Mapping[str, Rule] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Typed:
    """An object whose ``type`` is one of these names, described in a table."""

    names: frozenset[str]
    table: Table


@dataclass(frozen=True)
class Free:
    """Anything; Slack's documentation gives no limits for it."""


Rule = Str | Flag | Whole | Number | Text | Items | Part | Typed | Free

FLAG, FREE = Flag(), Free()
ID, URL = Str(255, 1), Str(3000, 1)
DATE, TIME = Str(pattern=r"\d{4}-\d\d-\d\d"), Str(pattern=r"([01]\d|2[0-3]):[0-5]\d")
PLACEHOLDER, LABEL = Text(150), Text(75)
