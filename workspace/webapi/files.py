"""External file upload in three steps, and what is asked of files afterwards.

https://docs.slack.dev/messaging/working-with-files#uploading_files: announce the file, send it to
the address that is answered, complete it; only then is it shared.
"""

from __future__ import annotations

from typing import Any

from workspace import channels, events, files, messages
from workspace.blockkit.validate import check_blocks
from workspace.errors import SlackError
from workspace.files import file_json
from workspace.state import Channel, Json, StoredFile
from workspace.webapi.arguments import array, names, text, whole
from workspace.webapi.lookup import find_channel, is_member, thread_of
from workspace.webapi.method import Call, Method

LONGEST_ALT = 1000
LARGEST_SNIPPET = 1_000_000
MOST_CHANNELS = 100


def get_upload_url(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/files.getUploadURLExternal"""
    length = call.args["length"]
    problem = _announcement_problem(call, length)
    if problem:
        raise SlackError(problem)
    file = files.announce(call.hub, call.text("filename"), length, call.text("alt_txt"))
    ticket = call.hub.tickets.upload(file.id)
    return {"upload_url": f"{call.hub.base_url}/upload/{ticket}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/files.completeUploadExternal

    One message with all files goes to each channel; without a channel the files stay private.
    """
    blocks = call.args.get("blocks", [])
    check_blocks(blocks, "message")
    rooms = _targets(call)
    sent = [_sent_file(call, item) for item in call.args["files"]]
    if not sent:
        raise SlackError("invalid_arguments", "[ERROR] no fewer than 1 items allowed")
    for file, item in zip(sent, call.args["files"], strict=True):
        file.title, file.complete = str(item.get("title") or file.name), True
        events.file_event(call.hub, "file_created", file)
    for room in rooms:
        _share(call, room, sent, blocks)
    return {"files": [file_json(call.hub, file.id) for file in sent]}


def info(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/files.info (of files; of canvases what is known)"""
    canvas = call.hub.state.canvases.get(call.text("file"))
    if canvas is None:
        return {"file": file_json(call.hub, _find(call).id)}
    link = f"{call.hub.base_url}/docs/{call.hub.state.team.id}/{canvas.id}"
    about = {"id": canvas.id, "title": canvas.title, "user": canvas.owner, "permalink": link}
    kind = {"filetype": "quip", "mode": "quip", "pretty_type": "Canvas"}
    times = {"created": canvas.created, "updated": canvas.updated}
    return {"file": {**about, **kind, **times}}


def delete(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/files.delete"""
    file = _find(call)
    if file.user != call.hub.app.bot_user:
        raise SlackError("cant_delete_file")
    del call.hub.state.files[file.id]
    for room in file.shares.keys() & call.hub.state.channels.keys():
        call.hub.touch_channel(call.hub.state.channels[room])
    events.file_event(call.hub, "file_deleted", file)
    return {}


def _announcement_problem(call: Call, length: int) -> str:
    """Slack's error code for a file that cannot be uploaded, or nothing."""
    if not call.hub.state.policy.file_uploads_enabled:
        return "file_uploads_disabled"
    if length <= 0:
        return "missing_argument"
    if length > files.LARGEST:
        return "file_upload_size_restricted"
    if len(call.text("alt_txt")) > LONGEST_ALT:
        return "alt_txt_too_large"
    too_long = call.text("snippet_type") and length > LARGEST_SNIPPET
    return "snippet_too_large" if too_long else ""


def _sent_file(call: Call, item: Any) -> StoredFile:
    """A file that was sent and is not complete yet. Raises `SlackError` file_not_found."""
    file_id = item.get("id") if isinstance(item, dict) else None
    file = call.hub.state.files.get(str(file_id))
    if file is None or file.complete or not file.content:
        raise SlackError("file_not_found")
    return file


def _targets(call: Call) -> list[Channel]:
    """The conversations to share in, by id or, for direct messages, by a person's."""
    wanted = [*([call.text("channel_id")] if call.text("channel_id") else [])]
    wanted += [room for room in call.args.get("channels", []) if room not in wanted]
    if len(wanted) > MOST_CHANNELS:
        raise SlackError("channels_limit_exceeded")
    return [_target(call, room) for room in wanted]


def _target(call: Call, room: str) -> Channel:
    person = call.hub.state.people.get(room)
    if person is not None and not person.is_bot and not person.deleted:
        return channels.open_im(call.hub, person.id)
    channel = find_channel(Call(call.hub, {"channel": room}))
    if not is_member(call, channel):
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("posting_to_channel_denied")
    return channel


def _share(call: Call, channel: Channel, sent: list[StoredFile], blocks: list[Any]) -> None:
    comment = call.text("initial_comment")
    ids = [file.id for file in sent]
    for file in sent:
        file.shares.setdefault(channel.id, [])
    message = messages.post_as_app(
        call.hub,
        channel,
        comment,
        blocks=[] if comment else blocks,
        thread_ts=thread_of(call, channel),
        subtype="file_share",
        details={"upload": True, "display_as_bot": False},
        files=ids,
    )
    for file in sent:
        file.shares[channel.id].append(message.ts)
        events.file_event(call.hub, "file_shared", file, channel)


def _find(call: Call) -> StoredFile:
    file = call.hub.state.files.get(call.text("file"))
    if file is None or not file.complete:
        raise SlackError("file_not_found")
    return file


WRITE = ("files:write",)
FILE = {"file": text}

METHODS = (
    Method(
        "files.getUploadURLExternal",
        get_upload_url,
        WRITE,
        needs={"filename": text, "length": whole},
        takes={"alt_txt": text, "snippet_type": text},
        tier=4,
    ),
    Method(
        "files.completeUploadExternal",
        complete_upload,
        WRITE,
        needs={"files": array},
        takes={
            "channel_id": text,
            "channels": names,
            "initial_comment": text,
            "thread_ts": text,
            "blocks": array,
        },
        tier=4,
    ),
    Method("files.info", info, ("files:read",), needs=FILE, tier=4),
    Method("files.delete", delete, WRITE, needs=FILE),
)
