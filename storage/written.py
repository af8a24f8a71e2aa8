"""Our own words, written out in a statement, where they are the same in every run.

A parameter does not match the condition of a partial index, and SQLite, which has to look whether
its value would, prepares the statement anew at each run.
https://www.sqlite.org/c3ref/prepare.html ("host parameters ... might influence the query plan")
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, literal_column


def written(words: Iterable[str]) -> list[ColumnElement[Any]]:
    """Return words as they stand in SQL, for `in_`.

    A list of values is put into the statement anew each time that it runs, which costs as much as
    to run it. The order is kept: a database knows the condition of a partial index by it.
    """
    return [word(one) for one in words]


def word(one: str) -> ColumnElement[Any]:
    """Return one word as it stands in SQL."""
    return literal_column(f"'{one}'")
