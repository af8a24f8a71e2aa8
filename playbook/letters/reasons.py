"""Words that give a reason away: found in what people type, and named to them (R2, R11).

The words of all reasons are looked for, whatever the handoff's own is: a warning tells nobody
which reason it has.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

MOST = 20
"""Words that a warning names."""

_FILE = Path(__file__).with_name("reasons.toml")


def spoken_of(text: str, approved: str = "") -> tuple[str, ...]:
    """Return the words of `text` that speak of a reason, as they were typed, each once.

    What stands in the `approved` sentence was approved, and is not looked at. After the first MOST
    of them nobody needs more.
    """
    rest = text.replace(approved, " ") if approved else text
    found = dict.fromkeys(word.group(0) for word in _pattern().finditer(rest))
    return tuple(found)[:MOST]


@lru_cache
def _pattern() -> re.Pattern[str]:
    words = {word for words in by_reason().values() for word in words}
    return re.compile(rf"\b(?:{'|'.join(map(_any, sorted(words)))})\b", re.IGNORECASE)


@lru_cache
def by_reason() -> dict[str, tuple[str, ...]]:
    """Return the words of each reason, in all languages, as the file has them."""
    found = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        reason: tuple(word for words in by_language.values() for word in words)
        for reason, by_language in found.items()
    }


def _any(word: str) -> str:
    """Return the pattern of a word; between its parts any white space may stand."""
    ending = r"\w*" if word.endswith("*") else ""
    return r"\s+".join(re.escape(part) for part in word.rstrip("*").split()) + ending
