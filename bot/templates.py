"""`handoff templates`: a workspace's templates as files, out and in again."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from bot import workspaces
from bot.settings import load_database
from playbook import template_files
from playbook.template_files import Arriving, FilesRefused

Found = TypeVar("Found")


class TemplatesRefused(Exception):
    """Nothing was written or taken in. `str()` says why, and how to mend it."""


def export(folder: Path, workspace: str, *, over: bool) -> str:
    """Write the templates that new handoffs follow into a folder; return what to say.

    `workspace` is an id, or empty where there is one only. Files that are there already are
    written over only if `over` says so. Raises TemplatesRefused.
    """
    with workspaces.opened(load_database().database_url) as database:
        found = database.read_sync(_there, workspace, template_files.texts)
    paths = {folder / f"{name}.toml": text for name, text in found.items()}
    there = next((path for path in paths if path.exists()), None)
    if there and not over:
        raise TemplatesRefused(f"{there} is there already. Write over it with --over.")
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in paths.items():
        path.write_text(text, "utf-8")
    return f"{len(paths)} templates are in {folder}."


def take_in(files: Sequence[Path], workspace: str, *, only_check: bool) -> str:
    """Let new handoffs follow these files, all of them or none; return what to say of each.

    Raises TemplatesRefused, with the file, the line and the reason of every mistake.
    """
    texts = _read(files)
    now = datetime.now(UTC)
    with workspaces.opened(load_database().database_url) as database:
        try:
            if only_check:
                found = database.read_sync(_there, workspace, _with(template_files.check, texts))
            else:
                taking = _with(template_files.take, texts, now)
                found = database.run_sync(_there, workspace, taking)
        except FilesRefused as error:
            raise TemplatesRefused(f"{error}\nNothing was imported.") from error
    return "\n".join(_said(one, only_check=only_check) for one in found)


def _read(files: Sequence[Path]) -> Mapping[str, str]:
    texts: dict[str, str] = {}
    for path in files:
        if path.stem in texts:
            raise TemplatesRefused(f"Two of the files are called {path.stem}.")
        try:
            texts[path.stem] = path.read_text("utf-8-sig")
        except OSError as error:
            raise TemplatesRefused(f"{path} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise TemplatesRefused(f"{path} is not in UTF-8.") from error
    return texts


def _said(found: Arriving, *, only_check: bool) -> str:
    if not found.is_changed:
        return f"{found.file}: as it is in use already."
    if only_check:
        return f"{found.file}: fine. It would be a new version of “{found.template.title}”."
    return f"{found.file}: new handoffs follow it, as a new version of “{found.template.title}”."


def _with(use_case: Callable[..., Found], *details: object) -> Callable[[Session, str], Found]:
    return lambda session, workspace_id: use_case(session, workspace_id, *details)


def _there(session: Session, workspace: str, use_case: Callable[[Session, str], Found]) -> Found:
    """Do something in the workspace of this id, or in the only one. Raises WhichWorkspace."""
    return use_case(session, workspaces.meant(session, workspace))
