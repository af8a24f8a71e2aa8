"""The language that people read: gettext, chosen per person.

A language is added as a file, `locales/<language>/LC_MESSAGES/handoff.mo`; English needs none.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

LOCALES = Path(__file__).parent.parent / "locales"

COMMON = "en"
"""What is said where several people read it, and to whom we have not met."""

_language: ContextVar[str] = ContextVar("language", default=COMMON)


@lru_cache
def _translations(language: str) -> gettext.NullTranslations:
    short = language.split("-")[0].split("_")[0]
    wanted = [language.replace("-", "_"), short]
    return gettext.translation("handoff", LOCALES, wanted, fallback=True)


def _(text: str) -> str:
    """Return the text in the language in use. Takes a literal; fill in names afterwards."""
    return _translations(_language.get()).gettext(text)


def n_(one: str, many: str, count: int) -> str:
    """Return the form of the text that fits the count."""
    return _translations(_language.get()).ngettext(one, many, count)


def later(text: str) -> str:
    """Mark a text of a table for translation; it is translated with `_` when it is shown."""
    return text


@contextmanager
def language(locale: str) -> Iterator[None]:
    """Speak this language inside the block. Takes a locale as Slack gives it ("de-DE")."""
    token = _language.set(locale)
    try:
        yield
    finally:
        _language.reset(token)
