"""What somebody types into a dump, kept as they type it (DESIGN.md, "Nothing typed is lost").

A draft is one input's newest value, for one person and account. It is shown again until the view
it stands in is submitted; then it is part of the blueprint, and a save that was still on its way
changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from playbook import access, account_blueprint
from playbook.access import Opened
from playbook.people import Actor
from playbook.writers import WRITERS
from storage.tables import DumpDraft
from storage.upsert import Insert, insert_into

Value: TypeAlias = str | list[str] | None
Values: TypeAlias = Mapping[str, Value]
"""What stands in each input, by the input's name. An empty input is None or an empty list."""

ANSWERS = "answers"
"""The form of all questions that are answered by one value."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a view's inputs at a moment.

    `form` is what they belong to. `rendering` names the view: new each time that it is shown, and
    sorting by time. `action_ts` is Slack's time of the action, sorting too; empty for a submission,
    which has none.
    """

    form: str
    rendering: str
    values: Values
    action_ts: str


def save(session: Session, actor: Actor, handoff_id: int, typed: Typed, now: datetime) -> Opened:
    """Keep what somebody has typed so far, and return what they opened for it.

    The newest save wins, input by input, in whatever order they arrive; an input that is not
    among the values stays as it was. Raises NotAllowed or NotThere.
    """
    opened = account_blueprint.open_to_read(session, actor, handoff_id)
    access.require(opened, *WRITERS)
    keep(session, opened, typed, now)
    return opened


def keep(session: Session, opened: Opened, typed: Typed, now: datetime) -> None:
    """Keep what was typed, in one statement."""
    if not typed.values:
        return
    rows = [
        {**_whose(opened, typed.form), "field": field, "value": value, "is_saved": False,
         "rendering": typed.rendering, "action_ts": typed.action_ts, "saved_at": now}
        for field, value in typed.values.items()
    ]  # fmt: skip
    session.connection().execute(_keeping(_dialect(session)), rows)


def put_away(
    session: Session, opened: Opened, typed: Typed, fields: Iterable[str], now: datetime
) -> None:
    """Note that these inputs of a submitted view are in the blueprint: they are drafts no more."""
    rows = [
        {**_whose(opened, typed.form), "field": field, "value": None, "is_saved": True,
         "rendering": typed.rendering, "action_ts": typed.action_ts, "saved_at": now}
        for field in fields
    ]  # fmt: skip
    if rows:
        session.connection().execute(_putting_away(_dialect(session)), rows)


def read(session: Session, opened: Opened, form: str) -> dict[str, Value]:
    """Return what this person has typed into a form and not submitted, by the input's name."""
    rows = session.connection().execute(_TYPED, _whose(opened, form))
    return {row.field: row.value for row in rows}


def _whose(opened: Opened, form: str) -> dict[str, Any]:
    return {
        "workspace_id": opened.handoff.workspace_id,
        "account_id": opened.account.id,
        "person_id": opened.viewer.id,
        "step": form,
    }


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


@lru_cache
def _keeping(dialect: str) -> Insert:
    insert = insert_into(DumpDraft, dialect)
    new = insert.excluded
    return insert.on_conflict_do_update(
        index_elements=_KEY,
        set_={
            name: new[name] for name in ("value", "is_saved", "rendering", "action_ts", "saved_at")
        },
        where=or_(DumpDraft.action_ts <= new.action_ts, _is_submitted(new))
        & or_(DumpDraft.is_saved.is_(False), DumpDraft.rendering != new.rendering),
    )


def _is_submitted(new: ReadOnlyColumnCollection[str, Any]) -> ColumnElement[bool]:
    """Whether this is what stood in the view, or an older one, as it was submitted: the newest."""
    return and_(new.action_ts == "", DumpDraft.rendering <= new.rendering)


@lru_cache
def _putting_away(dialect: str) -> Insert:
    insert = insert_into(DumpDraft, dialect)
    new = insert.excluded
    return insert.on_conflict_do_update(
        index_elements=_KEY,
        set_={name: new[name] for name in ("value", "is_saved", "rendering", "saved_at")},
        # What was typed into a view that was shown later is not part of this submission.
        where=DumpDraft.rendering <= new.rendering,
    )


_KEY = ["workspace_id", "account_id", "person_id", "step", "field"]
_TYPED = select(DumpDraft.field, DumpDraft.value).where(
    DumpDraft.workspace_id == bindparam("workspace_id"),
    DumpDraft.account_id == bindparam("account_id"),
    DumpDraft.person_id == bindparam("person_id"),
    DumpDraft.step == bindparam("step"),
    DumpDraft.is_saved.is_(False),
)
"""Built once, as the two above: somebody waits for it at every view, or types."""
