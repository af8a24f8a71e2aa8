"""Our own words, written out in a statement."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, literal_column


def written(words: Iterable[str]) -> list[ColumnElement[str]]:
    """Return words as they stand in SQL, for `in_`, where they are the same in every run.

    A list of values is put into the statement anew each time that it runs, which costs as much as
    to run it. The order is kept: a database knows the condition of a partial index by it.
    """
    return [literal_column(f"'{word}'") for word in words]
