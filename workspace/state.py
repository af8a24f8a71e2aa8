"""What a workspace holds: people, channels, messages and views. Plain data that JSON can carry.

Ids are Slack's kind of ids (``U…``, ``C…``, ``D…``, ``V…``). A message's ``ts`` is the workspace's
own time in seconds with six decimals and is unique in the workspace, as Slack's is in a channel.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

Json = dict[str, Any]
Values = dict[str, dict[str, Json]]
"""``view.state.values``: block id → action id → what is entered there."""


@dataclass
class Person:
    """A member of the workspace, a guest, someone deactivated, or the app's bot user."""

    id: str
    name: str
    real_name: str
    tz: str = "Etc/UTC"
    display_name: str = ""
    email: str = ""
    title: str = ""
    locale: str = "en-US"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False
    bot_id: str = ""
    updated: int = 0


@dataclass
class Message:
    """A message. `to` names the only person who sees it when it is ephemeral.

    `subtype` is Slack's word for a message that nobody wrote (``channel_join`` …), `details` are
    the further fields that such a message carries.
    """

    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    bot_id: str = ""
    username: str = ""
    thread_ts: str = ""
    broadcast: bool = False
    replies: list[str] = field(default_factory=list)
    to: str = ""
    edited: str = ""
    reactions: dict[str, list[str]] = field(default_factory=dict)
    metadata: Json | None = None
    entered: dict[str, Values] = field(default_factory=dict)
    subtype: str = ""
    details: Json = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below another message."""
        return bool(self.thread_ts) and self.thread_ts != self.ts


@dataclass
class Channel:
    """A channel or a direct message (`with_user` is then the person the app talks with)."""

    id: str
    name: str
    created: int
    creator: str
    is_private: bool = False
    is_im: bool = False
    is_mpim: bool = False
    is_general: bool = False
    is_ext_shared: bool = False
    is_archived: bool = False
    with_user: str = ""
    topic: Json = field(default_factory=lambda: noted("", "", 0))
    purpose: Json = field(default_factory=lambda: noted("", "", 0))
    members: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    pins: list[Json] = field(default_factory=list)
    bookmarks: list[Json] = field(default_factory=list)
    last_read: dict[str, str] = field(default_factory=dict)
    previous_names: list[str] = field(default_factory=list)

    @property
    def kind(self) -> Literal["channel", "group", "im", "mpim"]:
        """Slack's word for the kind of conversation, which scopes are named after."""
        if self.is_im:
            return "im"
        if self.is_mpim:
            return "mpim"
        return "group" if self.is_private else "channel"


@dataclass
class View:
    """A modal on somebody's screen, or the App Home published for them.

    `body` holds the fields that the app gave (blocks, title, private_metadata, …).
    """

    id: str
    kind: Literal["modal", "home"]
    user: str
    body: Json
    hash: str
    values: Values = field(default_factory=dict)
    root_view_id: str = ""
    previous_view_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)


@dataclass
class Canvas:
    """A document in a channel or by itself, as sections of markdown, each with an id.

    `channel` is where it is a tab (`of_channel`: as the channel's own canvas), `access` says who
    may do what with it beside its owner: people's and channels' ids → ``read`` or ``write``.
    """

    id: str
    title: str
    owner: str
    created: int
    updated: int
    channel: str = ""
    of_channel: bool = False
    sections: list[Json] = field(default_factory=list)
    access: dict[str, str] = field(default_factory=dict)

    @property
    def markdown(self) -> str:
        """The whole text."""
        return "\n\n".join(section["markdown"] for section in self.sections)


@dataclass
class StoredFile:
    """A file that the app uploads: first announced, then sent (`content`, as base64), then complete
    and shared in channels (`shares`: channel → the messages that carry it).
    """

    id: str
    name: str
    title: str
    user: str
    created: int
    size: int
    alt_txt: str = ""
    content: str = ""
    complete: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Policy:
    """What the workspace's administrators allow, and what its plan has."""

    members_can_create_private: bool = True
    members_can_create_public: bool = True
    canvases_enabled: bool = True
    free_plan: bool = False
    file_uploads_enabled: bool = True


@dataclass
class Team:
    """The workspace itself."""

    id: str
    name: str
    domain: str


@dataclass
class State:
    """Everything that is kept."""

    seed: str
    team: Team
    start: str
    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    stacks: dict[str, list[str]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    canvases: dict[str, Canvas] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    notices: dict[str, list[Json]] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    last_ts: int = 0
    last_id: int = 0

    def new_id(self, letter: str) -> str:
        """The next id of a kind: a letter and ten characters, as Slack's."""
        self.last_id += 1
        return f"{letter}{self.last_id:010X}"

    def new_ts(self, now: datetime) -> str:
        """A message's ``ts`` for this moment, later than every one given before."""
        micros = int(now.timestamp() * 1_000_000)
        self.last_ts = max(micros, self.last_ts + 1)
        return f"{self.last_ts // 1_000_000}.{self.last_ts % 1_000_000:06d}"

    def im_with(self, person: str) -> Channel | None:
        """The direct message between the app and a person, when it was opened before."""
        return self.channels.get(im_id(person))

    def channel_named(self, name: str) -> Channel | None:
        """The channel with this name (archived ones keep their names, as in Slack)."""
        rooms = (c for c in self.channels.values() if not c.is_im and not c.is_mpim)
        return next((c for c in rooms if c.name == name), None)

    def group_of(self, members: set[str]) -> Channel | None:
        """The direct message of just these people and the app, when it was opened before."""
        groups = (c for c in self.channels.values() if c.is_mpim)
        return next((c for c in groups if set(c.members) == members), None)

    def stack(self, person: str) -> list[View]:
        """The modal views a person has open, the visible one last."""
        return [self.views[view_id] for view_id in self.stacks.get(person, [])]


def noted(value: str, creator: str, at: int) -> Json:
    """A topic or a purpose with who set it and when (seconds)."""
    return {"value": value, "creator": creator, "last_set": at}


def im_id(person: str) -> str:
    """The stable id of the app's direct message with a person."""
    return "D" + person[1:]


def ts_time(ts: str) -> str:
    """The moment of a ``ts`` as an ISO string in UTC, to the second."""
    return iso(datetime.fromtimestamp(int(ts.partition(".")[0]), UTC))


def iso(moment: datetime) -> str:
    """A moment as the control interface writes it: UTC with a Z, a fraction if there is one."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
