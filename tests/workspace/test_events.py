"""Which events the app hears: what it subscribed to, about what it can see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.workspace.blocks import Json
from tests.workspace.calls import BOT, MARIA, error_of, make_channel
from tests.workspace.serving import Recorder, Running, acknowledge, recording, running
from workspace.app import from_manifest
from workspace.client import Person, WorkspaceError

LENA = "U0LENA"


@pytest.fixture
def app(run: Running) -> Iterator[Recorder]:
    with recording(run, acknowledge) as recorder:
        yield recorder


def heard(run: Running, app: Recorder) -> list[Json]:
    run.workspace.quiet(idle_ms=0)
    return [payload["event"] for payload in app.received if "event" in payload]


def test_opening_the_home_is_told(run: Running, app: Recorder, maria: Person) -> None:
    maria.open_home()
    (event,) = heard(run, app)
    assert (event["type"], event["user"], event["tab"]) == ("app_home_opened", maria.id, "home")
    assert "view" not in event, "nothing was published yet"
    outer = app.received[0]
    assert outer["type"] == "event_callback"
    assert outer["authorizations"][0]["user_id"] == run.hub.app.bot_user


def test_a_message_to_the_app_is_told(run: Running, app: Recorder, maria: Person) -> None:
    maria.message(run.hub.app.bot_user, "Hello")
    (event,) = heard(run, app)
    assert (event["type"], event["channel_type"], event["text"]) == ("message", "im", "Hello")
    assert event["user"] == maria.id


def test_messages_in_a_channel_are_told_only_while_the_app_is_in_it(
    run: Running, app: Recorder, maria: Person
) -> None:
    maria.message("C0CSTEAM", "Before")
    run.web.conversations_join(channel="C0CSTEAM")
    maria.message("C0CSTEAM", "After")
    told = [event for event in heard(run, app) if event["type"] == "message"]
    assert [event["text"] for event in told if "subtype" not in event] == ["After"]
    assert told[0]["subtype"] == "channel_join"


def told(run: Running, app: Recorder) -> dict[str, Json]:
    """The events that are no messages, by their names."""
    return {event["type"]: event for event in heard(run, app) if event["type"] != "message"}


def test_joining_leaving_and_archiving_are_told(run: Running, app: Recorder) -> None:
    channel = make_channel(run.web)
    run.web.conversations_invite(channel=channel, users=MARIA)
    run.web.conversations_kick(channel=channel, user=MARIA)
    run.web.conversations_rename(channel=channel, name="acme-2")
    run.web.conversations_archive(channel=channel)
    events = told(run, app)
    kinds = {"member_joined_channel", "member_left_channel", "group_rename", "group_archive"}
    assert events.keys() == kinds
    assert events["member_joined_channel"]["inviter"] == BOT
    assert events["group_archive"]["channel"] == channel
    assert events["group_archive"]["user"] == BOT
    assert events["group_rename"]["channel"]["name"] == "acme-2"


PEOPLE_DO: list[tuple[Json, str, str, Json]] = [
    ({"archived": True}, "channel_archive", "group_archive", {"user": LENA}),
    ({"name": "new-name"}, "channel_rename", "group_rename", {}),
    ({"is_ext_shared": True}, "channel_shared", "channel_shared", {}),
    ({"add": "U0SAM"}, "member_joined_channel", "member_joined_channel", {"inviter": LENA}),
    ({"remove": MARIA}, "member_left_channel", "member_left_channel", {"user": MARIA}),
    ({"remove": BOT}, "channel_left", "group_left", {"actor_id": LENA}),
]


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize(
    ("change", "public_kind", "private_kind", "fields"),
    PEOPLE_DO,
    ids=[f"{kind} {next(iter(change))}" for change, kind, _, _ in PEOPLE_DO],
)
def test_what_people_do_to_a_channel_is_told(
    run: Running,
    app: Recorder,
    private: bool,
    change: Json,
    public_kind: str,
    private_kind: str,
    fields: Json,
) -> None:
    channel = run.workspace.add_channel("acme", [LENA, MARIA, BOT], is_private=private)
    heard(run, app)
    app.received.clear()
    run.workspace.change_channel(channel, by=LENA, **change)
    (event,) = told(run, app).values()
    assert event["type"] == (private_kind if private else public_kind)
    about = event["channel"]
    assert channel in (about, about["id"] if isinstance(about, dict) else "")
    assert fields.items() <= event.items()


def test_a_channel_that_comes_back_is_told_under_slacks_two_field_names(
    run: Running, app: Recorder
) -> None:
    for private, who in ((False, "user"), (True, "actor_id")):
        channel = run.workspace.add_channel(
            f"acme-{who}".replace("_", "-"), [LENA, BOT], is_private=private
        )
        run.workspace.change_channel(channel, archived=True)
        run.workspace.change_channel(channel, archived=False, by=LENA)
        kind = "group_unarchive" if private else "channel_unarchive"
        assert told(run, app)[kind][who] == LENA


@pytest.mark.parametrize(("private", "kind"), [(False, "channel_deleted"), (True, "group_deleted")])
def test_a_deleted_channel_is_told_and_gone(
    run: Running, app: Recorder, private: bool, kind: str
) -> None:
    channel = run.workspace.add_channel("acme", [LENA, BOT], is_private=private)
    run.workspace.delete_channel(channel, by=LENA)
    assert told(run, app)[kind]["actor_id"] == LENA
    assert error_of(run.web, "conversations.info", channel=channel) == "channel_not_found"
    assert error_of(run.web, "chat.postMessage", channel=channel, text="x") == "channel_not_found"
    assert channel not in {c["id"] for c in run.workspace.person(LENA).sees()["channels"]}


def test_nothing_is_told_of_a_private_channel_in_which_the_app_is_not(
    run: Running, app: Recorder
) -> None:
    run.workspace.change_channel("C0LEADS", archived=True)
    run.workspace.delete_channel("C0LEADS")
    assert heard(run, app) == []


def test_being_taken_out_and_a_channel_that_becomes_shared_are_told(
    run: Running, app: Recorder
) -> None:
    run.web.conversations_join(channel="C0CSTEAM")
    run.workspace.change_channel("C0CSTEAM", is_ext_shared=True)
    run.workspace.quiet(idle_ms=0)
    assert app.received[-1]["is_ext_shared_channel"] is True
    run.workspace.change_channel("C0CSTEAM", is_ext_shared=False)
    run.workspace.change_channel("C0CSTEAM", remove=BOT)
    events = told(run, app)
    kinds = {"member_joined_channel", "channel_shared", "channel_unshared", "channel_left"}
    assert events.keys() == kinds
    connected = events["channel_shared"]["connected_team_id"]
    assert events["channel_unshared"]["previously_connected_team_id"] == connected


def test_a_message_that_its_author_edits_and_deletes_is_told_with_what_it_was(
    run: Running, app: Recorder, maria: Person
) -> None:
    ts = maria.message(BOT, "First")["ts"]
    maria.edit(maria.dm[-1], "Second")
    maria.delete(maria.dm[-1])
    _, changed, deleted = heard(run, app)
    assert changed["subtype"] == "message_changed"
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("Second", "First")
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)
    assert deleted["previous_message"]["text"] == "Second"
    assert maria.dm == []


def test_only_administrators_delete_what_others_wrote(run: Running, app: Recorder) -> None:
    run.web.conversations_join(channel="C0CSTEAM")
    run.web.chat_postMessage(channel="C0CSTEAM", text="The checklist")
    maria, ada = run.workspace.person(MARIA), run.workspace.person("U0ADA")
    message = maria.channel("cs-team")["messages"][-1]
    with pytest.raises(WorkspaceError, match="administrators can"):
        maria.delete(message)
    with pytest.raises(WorkspaceError, match="own messages only"):
        ada.edit(message, "Mine now")
    ada.delete(message)
    assert heard(run, app)[-1]["deleted_ts"] == message["ts"]


def test_people_join_and_leave_by_themselves(run: Running, app: Recorder) -> None:
    run.web.conversations_join(channel="C0CSTEAM")
    sam = run.workspace.person("U0SAM")
    sam.join("C0CSTEAM")
    sam.leave("C0CSTEAM")
    events = told(run, app)
    assert "inviter" not in events["member_joined_channel"]
    assert events["member_left_channel"]["user"] == sam.id
    with pytest.raises(WorkspaceError, match="cannot join"):
        sam.join("C0LEADS")
    with pytest.raises(WorkspaceError, match="Nobody can leave"):
        sam.leave("C0GENERAL")


def test_a_changed_person_is_told(run: Running, app: Recorder, maria: Person) -> None:
    maria.change(deleted=True)
    (event,) = heard(run, app)
    assert event["type"] == "user_change"
    assert event["user"]["deleted"] is True


def test_a_new_person_is_told(run: Running, app: Recorder) -> None:
    new = run.workspace.add_person("Nora Lind", tz="Europe/Oslo")
    (event,) = heard(run, app)
    assert (event["type"], event["user"]["id"]) == ("team_join", new.id)


def test_only_events_of_the_manifest_are_told() -> None:
    manifest = {
        "features": {"app_home": {"home_tab_enabled": True}},
        "oauth_config": {"scopes": {"bot": ["users:read"]}},
        "settings": {"event_subscriptions": {"bot_events": ["user_change"]}},
    }
    with running(from_manifest(manifest)) as run, recording(run, acknowledge) as app:
        maria = run.workspace.person("U0MARIA")
        maria.open_home()
        maria.change(title="Lead")
        assert [event["type"] for event in heard(run, app)] == ["user_change"]


def test_an_event_needs_its_scope_beside_the_subscription() -> None:
    manifest = {
        "oauth_config": {"scopes": {"bot": ["channels:read", "channels:join"]}},
        "settings": {
            "event_subscriptions": {"bot_events": ["channel_archive", "message.channels"]}
        },
    }
    with running(from_manifest(manifest)) as run, recording(run, acknowledge) as app:
        run.web.conversations_join(channel="C0CSTEAM")
        run.workspace.person(MARIA).message("C0CSTEAM", "Hello")
        run.workspace.change_channel("C0CSTEAM", archived=True)
        assert [event["type"] for event in heard(run, app)] == ["channel_archive"]


def test_a_shared_file_is_told(run: Running, app: Recorder) -> None:
    opened = run.web.conversations_open(users=[MARIA])["channel"]["id"]
    run.web.files_upload_v2(channel=opened, filename="plan.txt", content="Acme")
    kinds = {event["type"] for event in heard(run, app)}
    assert kinds == {"file_created", "file_shared", "message"}
