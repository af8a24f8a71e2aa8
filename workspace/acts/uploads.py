"""Files that people give: uploaded one by one, then chosen in a file input.

https://docs.slack.dev/reference/block-kit/block-elements/file-input-element
"""

from __future__ import annotations

from workspace import files
from workspace.errors import ControlError
from workspace.hub import Hub
from workspace.state import Json, Person

RAW = "application/octet-stream"
MOST_FILES = 10


def upload(hub: Hub, person: Person, name: str, content: bytes) -> Json:
    """Keep a person's file; its file object."""
    if not name or not content:
        raise ControlError("no_file", "A file needs a name and a content.")
    file = files.announce(hub, name, len(content), "")
    file.user = person.id
    files.take(file, RAW, content)
    file.complete = True
    return files.file_json(hub, file.id)


def chosen(hub: Hub, person: Person, element: Json, ids: list[str]) -> list[Json]:
    """The file objects that a file input holds. Raises `ControlError` for what it cannot take."""
    most = element.get("max_files", MOST_FILES)
    if len(ids) > most:
        raise ControlError("too_many_files", f"At most {most} files can be given here.")
    return [_taken(hub, person, element.get("filetypes", []), file_id) for file_id in ids]


def _taken(hub: Hub, person: Person, kinds: list[str], file_id: str) -> Json:
    file = hub.state.files.get(file_id)
    if file is None or file.user != person.id:
        raise ControlError("file_not_found", f"{person.real_name} uploaded no file {file_id!r}.")
    about = files.file_json(hub, file_id)
    if kinds and about["filetype"] not in kinds:
        raise ControlError("invalid_filetype", f"Only {', '.join(kinds)} files are taken here.")
    return about
