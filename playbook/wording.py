"""What differs between two versions of a text, line by line, as people read it."""

from dataclasses import dataclass
from difflib import SequenceMatcher


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
