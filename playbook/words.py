"""The language that people read: gettext, chosen per person.

A language is added as a file, `locales/<language>/LC_MESSAGES/handoff.mo`; English needs none.
"""

import gettext
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

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


def kept(size: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the last `size` results of a pure function, for each language its own.

    For what is shown often and seldom differs. Arguments must be hashable, and nobody may change
    what was returned.
    """

    def keeping(function: Callable[P, R]) -> Callable[P, R]:
        @lru_cache
        def spoken_in(_language: str) -> Callable[P, R]:
            return cast("Callable[P, R]", lru_cache(maxsize=size)(function))

        @wraps(function)
        def in_language(*args: P.args, **kwargs: P.kwargs) -> R:
            return spoken_in(_language.get())(*args, **kwargs)

        return in_language

    return keeping
