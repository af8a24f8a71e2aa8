"""The database as a command uses it: opened for it alone, and the workspace that is meant."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.readiness import NotReady, is_ready
from storage.database import Database, make_engine
from storage.tables import Workspace


class WhichWorkspace(Exception):
    """There is not the one workspace that could be meant. `str()` says which there are."""


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Open the database for one command. Raises NotReady."""
    engine = make_engine(url)
    if not is_ready(engine, url):
        engine.dispose()
        raise NotReady("The database is not at this release yet. Run: handoff migrate")
    database = Database(engine, threads=1)
    try:
        yield database
    finally:
        database.close()


def meant(session: Session, workspace: str) -> str:
    """Return the id of this workspace, or of the only one. Raises WhichWorkspace."""
    ids = session.scalars(select(Workspace.id).order_by(Workspace.id)).all()
    if workspace and workspace in ids:
        return workspace
    if not workspace and len(ids) == 1:
        return ids[0]
    known = ", ".join(ids) or "none yet: start the bot once"
    raise WhichWorkspace(f"Which workspace? Say so with --workspace. Known: {known}.")
