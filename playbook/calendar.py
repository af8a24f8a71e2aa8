"""Working days: weekends and holidays of the countries concerned (R13, R33).

Pure. Dates are local dates. A country is an ISO 3166 code ("DE"); None, or one that the holidays
library does not know, has Saturday and Sunday off and no holidays.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_DAY = timedelta(days=1)
_SATURDAY_AND_SUNDAY = frozenset({5, 6})


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which people of several countries all work: a day off in one is a day off."""

    countries: frozenset[str] = frozenset()

    @classmethod
    def of(cls, countries: Iterable[str | None]) -> "Calendar":
        """Return the calendar of these countries; unknown ones (None) are left out."""
        return cls(frozenset(country for country in countries if country))

    def is_working_day(self, on: date) -> bool:
        """Whether everybody works on that date."""
        if not self.countries:
            return on.weekday() not in _SATURDAY_AND_SUNDAY
        return all(_works(country, on) for country in self.countries)

    def at_or_before(self, on: date) -> date:
        """Return the date, or the working day before it (deadlines)."""
        while not self.is_working_day(on):
            on -= _DAY
        return on

    def at_or_after(self, on: date) -> date:
        """Return the date, or the working day after it (check-ins)."""
        while not self.is_working_day(on):
            on += _DAY
        return on


EVERYWHERE = Calendar()
"""Weekends only."""


def _works(country: str, on: date) -> bool:
    weekend, holidays = _days_off(country, on.year)
    return on.weekday() not in weekend and on not in holidays


@lru_cache(maxsize=512)
def _days_off(country: str, year: int) -> tuple[frozenset[int], frozenset[date]]:
    # Imported when the first country is looked up: it takes longer than all else at start.
    import holidays

    if country not in holidays.list_supported_countries():
        return _SATURDAY_AND_SUNDAY, frozenset()
    found = holidays.country_holidays(country, years=year)
    return frozenset(found.weekend), frozenset(found)
