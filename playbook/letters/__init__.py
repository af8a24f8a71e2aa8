"""The drafts of customer messages: one readable file a language, one part a situation (R11).

In a file, a blank line parts paragraphs, and the lines of a paragraph become one, but for those of
a list ("- …"). A name in braces stands for a fact of `Facts`. A line is left out where such a fact
is empty; so is one that announces a list ("…:") of which nothing is left. A language is added as a
file of its own: nothing else names it.

`Facts` are all that a draft is made of. The confidential reason is none of them (R31).
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

from storage.choices import Situation

LONGEST = 3000
"""Characters of a message: what an input of Slack holds.

https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
"""

COMMON = "en"
"""The language of accounts whose own has no file."""

_FOLDER = Path(__file__).parent
_NO_LETTERS = "reasons"
_LEFT_OUT_FIRST = ("personal_line", "languages", "industries", "credentials")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a draft may say, as the customer may read it; empty where it is not known.

    `newcomer` takes over or stands in, `turn_to` is they or, while nobody is named, the lead.
    `honest` is the one sentence about the why that the lead wrote, where the stance is open. The
    next four are the newcomer's profile. Dates are local ones.
    """

    company: str
    account: str
    sender: str
    outgoing: str = ""
    newcomer: str = ""
    turn_to: str = ""
    honest: str = ""
    credentials: str = ""
    industries: str = ""
    languages: str = ""
    personal_line: str = ""
    switch_on: date | None = None
    intro_on: date | None = None
    welcome_on: date | None = None
    returns_on: date | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it was drafted. `left_out` names facts for which there was no room."""

    language: str
    subject: str
    body: str
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Milestone:
    """A date in the customer-facing timeline: `what` is a word of the files' timeline part."""

    what: str
    on: date


def languages() -> Mapping[str, str]:
    """Return the languages that there are files for: what each calls itself, by its code."""
    return {code: _file(code)["name"] for code in _codes()}


def language_for(locale: str) -> str:
    """Return the language to write in for an account's ("de-AT" is "de"); else the common one."""
    short = locale.replace("_", "-").partition("-")[0].lower()
    return short if short in _codes() else COMMON


def draft(situation: Situation, facts: Facts, language: str) -> Letter:
    """Return the draft for a situation. What does not fit into LONGEST is left out and named."""
    part = _file(language)[situation]
    said = _said(facts, language)
    left_out: tuple[str, ...] = ()
    body = _text(part["body"], said)
    for name in _LEFT_OUT_FIRST:
        if len(body) <= LONGEST:
            break
        if said[name]:
            left_out, said = (*left_out, name), said | {name: ""}
            body = _text(part["body"], said)
    return Letter(language, part["subject"].format_map(said), body, left_out)


def timeline(milestones: Iterable[Milestone], facts: Facts, language: str) -> str:
    """Return the customer-facing timeline, a date a line; empty where there is none."""
    words, said = _file(language)["timeline"], _said(facts, language)
    lines = [
        f"{said_date(one.on, language)}: {words[one.what].format_map(said)}"
        for one in sorted(milestones, key=lambda one: one.on)
        if _is_known(words[one.what], said)
    ]
    return "\n".join([words["title"], *lines]) if lines else ""


def said_date(on: date, language: str) -> str:
    """Return a date as it is written in a language."""
    file = _file(language)
    return str(file["date"]).format(day=on.day, month=file["months"][on.month - 1], year=on.year)


def _said(facts: Facts, language: str) -> dict[str, str]:
    values = {one.name: getattr(facts, one.name) for one in fields(facts)}
    return {
        name: said_date(value, language) if isinstance(value, date) else (value or "").strip()
        for name, value in values.items()
    }


def _text(body: str, said: Mapping[str, str]) -> str:
    paragraphs = (_paragraph(part, said) for part in body.strip().split("\n\n"))
    return "\n\n".join(part for part in paragraphs if part)


def _paragraph(part: str, said: Mapping[str, str]) -> str:
    lines = [line.format_map(said) for line in part.splitlines() if _is_known(line, said)]
    if lines and lines[-1].endswith(":"):
        lines = lines[:-1]
    return "".join(f"{_joint(line)}{line}" for line in lines).strip()


def _joint(line: str) -> str:
    return "\n" if line.startswith("- ") else " "


def _is_known(line: str, said: Mapping[str, str]) -> bool:
    names = (name for _text, name, _spec, _how in Formatter().parse(line) if name)
    return all(said[name] for name in names)


@lru_cache
def _codes() -> tuple[str, ...]:
    found = (path.stem for path in _FOLDER.glob("*.toml"))
    return tuple(sorted(code for code in found if code != _NO_LETTERS))


@lru_cache
def _file(language: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
