"""Files: what is announced, sent and read (https://docs.slack.dev/reference/objects/file-object)."""

from __future__ import annotations

import base64
import mimetypes
from email import message_from_bytes

from workspace.hub import Hub
from workspace.state import Json, Person, StoredFile

LARGEST = 20_000_000
"""Bytes of a file; Slack takes a gigabyte, which nobody wants in a local workspace's memory."""


def announce(hub: Hub, name: str, size: int, alt_txt: str) -> StoredFile:
    """Note a file that is going to be sent."""
    file = StoredFile(
        id=hub.state.new_id("F"),
        name=name,
        title=name,
        user=hub.app.bot_user,
        created=hub.seconds(),
        size=size,
        alt_txt=alt_txt,
    )
    hub.state.files[file.id] = file
    return file


def take(file: StoredFile, content_type: str, body: bytes) -> bool:
    """Keep what was sent, raw or as a form; false unless it has the announced size."""
    content = _in_form(content_type, body) if _is_form(content_type) else body
    if len(content) != file.size or file.complete:
        return False
    file.content = base64.b64encode(content).decode()
    return True


def content_of(file: StoredFile) -> bytes:
    """What was sent."""
    return base64.b64decode(file.content)


def mimetype_of(file: StoredFile) -> str:
    """The type that a file's name stands for."""
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def readable(hub: Hub, person: Person, file: StoredFile) -> bool:
    """Whether a person is in a channel where the file was shared."""
    rooms = (hub.state.channels.get(room) for room in file.shares)
    return any(room is not None and person.id in room.members for room in rooms)


def file_json(hub: Hub, file_id: str) -> Json:
    """A file object; a deleted file leaves its id."""
    file = hub.state.files.get(file_id)
    if file is None:
        return {"id": file_id, "mode": "tombstone"}
    address = f"{hub.base_url}/files/{file.id}/download"
    kind = file.name.rpartition(".")[2] if "." in file.name else "text"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": mimetype_of(file),
        "filetype": kind.lower(),
        "pretty_type": kind.upper(),
        "user": file.user,
        "user_team": hub.state.team.id,
        "editable": False,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": any(not hub.state.channels[room].is_private for room in _rooms(hub, file)),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": address,
        "url_private_download": address,
        "permalink": address,
        "alt_txt": file.alt_txt,
        **_shares(hub, file),
    }


def _shares(hub: Hub, file: StoredFile) -> Json:
    kinds: dict[str, list[str]] = {"channels": [], "groups": [], "ims": []}
    shares: dict[str, Json] = {}
    for room in _rooms(hub, file):
        channel = hub.state.channels[room]
        word = {"channel": "channels", "im": "ims"}.get(channel.kind, "groups")
        kinds[word].append(room)
        where = "public" if channel.kind == "channel" else "private"
        entries = [{"ts": ts, "channel_name": channel.name} for ts in file.shares[room]]
        shares.setdefault(where, {})[room] = entries
    return {**kinds, "shares": shares}


def _rooms(hub: Hub, file: StoredFile) -> list[str]:
    return [room for room in file.shares if room in hub.state.channels]


def _is_form(content_type: str) -> bool:
    return content_type.lower().startswith("multipart/form-data")


def _in_form(content_type: str, body: bytes) -> bytes:
    """The first file in a form, as ``curl -F filename=@report.txt`` sends it."""
    form = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    parts = form.get_payload() if form.is_multipart() else []
    for part in parts:
        if not isinstance(part, str) and part.get_filename() is not None:
            return bytes(part.get_payload(decode=True))
    return b""
