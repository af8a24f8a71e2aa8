"""`IN` with as many places as a statement is built with, for statements that are built once.

SQLAlchemy puts the places of an expanding parameter into the text anew at each execution, and that
costs as much again. A few keys make few statements: each is built for its count and kept.
https://docs.sqlalchemy.org/en/21/core/sqlelement.html#sqlalchemy.sql.expression.bindparam.params.expanding
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy.orm import InstrumentedAttribute


def one_of(column: InstrumentedAttribute[str], count: int) -> ColumnElement[bool]:
    """Return whether the column is one of so many values, which `listed` gives the execution."""
    return column.in_([bindparam(_name(number)) for number in range(count)])


def listed(values: Iterable[str]) -> dict[str, str]:
    """Return the parameters that stand for these values in `one_of`."""
    return {_name(number): value for number, value in enumerate(values)}


def _name(number: int) -> str:
    return f"one_of_{number}"
