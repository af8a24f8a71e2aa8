"""The countries of the world and their names (ISO 3166-1), as the time zone data has them."""

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def names() -> dict[str, str]:
    """Return the English name of each country by its two-letter code, in the order of the names."""
    lines = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return dict(sorted(((code, name) for code, name in pairs), key=lambda pair: pair[1]))


def search(typed: str) -> list[tuple[str, str]]:
    """Return the countries, as code and name, that somebody may mean: a code first, then names."""
    wanted = typed.strip().casefold()
    found = [(code, name) for code, name in names().items() if wanted in name.casefold()]
    exact = [(code, name) for code, name in names().items() if wanted == code.casefold()]
    return [*exact, *(pair for pair in found if pair not in exact)]
