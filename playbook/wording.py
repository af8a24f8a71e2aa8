"""What differs between two versions of a text, line by line or word by word, as people read it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Change:
    """A place where two texts differ: the lines that stood there and those that do now."""

    was: str
    now: str


def changes(old: str, new: str) -> tuple[Change, ...]:
    """Return where two texts differ, in their order. Blank lines count as nothing."""
    before, after = _lines(old), _lines(new)
    found = SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    return tuple(
        Change("\n".join(before[a:b]), "\n".join(after[c:d]))
        for how, a, b, c, d in found
        if how != "equal"
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand together in one of two texts; `differs`: the other text has not got them."""

    text: str
    differs: bool


def by_words(old: str, new: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Return both texts in runs of words that the other one has or has not got.

    A line's end is a run of its own, and so is never inside one.
    """
    before, after = _words(old), _words(new)
    found = SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    was = [run for how, a, b, _c, _d in found for run in _runs(before[a:b], how != "equal")]
    now = [run for how, _a, _b, c, d in found for run in _runs(after[c:d], how != "equal")]
    return tuple(was), tuple(now)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _runs(words: list[str], differs: bool) -> Iterator[Run]:
    for is_end, group in groupby(words, "\n".__eq__):
        text = ("" if is_end else " ").join(group)
        yield Run(text, differs and not is_end)


_WORD = re.compile(r"\n|\S{1,400}")
"""A word, or the end of a line. What has no blank for long is parted, so that it can be shown."""
