"""Whether an error says that PostgreSQL cannot be reached, and why."""

from sqlalchemy.exc import DBAPIError

_GONE = ("08", "57P")
"""How the SQLSTATE of such an error begins: the connection fails, or the server ends it.

https://www.postgresql.org/docs/current/errcodes-appendix.html
"""


def is_unreachable(error: BaseException) -> bool:
    """Whether no connection could be made, or the one in use was lost.

    Where there is no connection there is no SQLSTATE either: of all errors of its kind only these
    have none. https://www.psycopg.org/psycopg3/docs/api/errors.html
    """
    from psycopg import OperationalError

    cause = _of_driver(error)
    if not isinstance(cause, OperationalError):
        return False
    return cause.sqlstate is None or cause.sqlstate.startswith(_GONE)


def why(error: BaseException) -> str:
    """Return the reason in a few words: what stands before it may be a part of DATABASE_URL."""
    first_line = str(_of_driver(error)).partition("\n")[0]
    return first_line.rpartition(": ")[2].strip().rstrip(".")


def _of_driver(error: BaseException) -> BaseException | None:
    return error.orig if isinstance(error, DBAPIError) else error
