"""Which account somebody means who types its name in front of something else."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from playbook.accounts import Found, name_key

_WORDS = re.compile(r"\S+")
_QUOTED = re.compile(r"\s*[\"“”„](?P<name>[^\"“”„]+)[\"“”„][:,]?")
_MOST_WORDS = 12
_MOST_NEAR = 5


@dataclass(frozen=True, slots=True)
class Meant:
    """The account that was meant and the text behind its name; else the names near to it."""

    account: Found | None
    text: str
    near: tuple[str, ...] = ()


def meant(known: Sequence[Found], typed: str) -> Meant:
    """Return which of these accounts the text begins with, and what follows its name.

    A whole name goes before the first words of one, and the longer name before the shorter.
    """
    starts = list(_starts(typed))
    for key, text in starts:
        if found := [one for one in known if name_key(one.name) == key]:
            return Meant(found[0], text)
    for key, text in starts:
        found = [one for one in known if name_key(one.name).startswith(f"{key} ")]
        if len(found) == 1:
            return Meant(found[0], text)
        if found:
            return Meant(None, text, first(found))
    return Meant(None, typed, _near(known, [key for key, _text in starts]))


def first(known: Sequence[Found]) -> tuple[str, ...]:
    """Return the first few names, to choose from."""
    return tuple(one.name for one in known[:_MOST_NEAR])


def _starts(typed: str) -> Iterator[tuple[str, str]]:
    """Yield what may be the name, longest first, each with the text behind it."""
    if quoted := _QUOTED.match(typed):
        yield name_key(quoted["name"]), typed[quoted.end() :].strip()
        return
    ends = [word.end() for word in _WORDS.finditer(typed)][:_MOST_WORDS]
    for end in reversed(ends):
        yield name_key(typed[:end].rstrip(":,")), typed[end:].strip()


def _near(known: Sequence[Found], keys: Sequence[str]) -> tuple[str, ...]:
    names = {name_key(one.name): one.name for one in known}
    first_words = {key.split()[0]: name for key, name in names.items() if key}
    close = [
        found[near]
        for key in keys
        for found in (names, first_words)
        for near in get_close_matches(key, found, _MOST_NEAR)
    ]
    return tuple(dict.fromkeys(close))[:_MOST_NEAR]
