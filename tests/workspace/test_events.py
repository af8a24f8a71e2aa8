"""Which events the app hears: what it subscribed to, about what it can see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.workspace.blocks import Json
from tests.workspace.serving import Recorder, Running, acknowledge, recording, running
from workspace.app import from_manifest
from workspace.client import Person


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
    texts = [event["text"] for event in heard(run, app) if event["type"] == "message"]
    assert texts == ["After"]


def test_joining_leaving_and_archiving_are_told(run: Running, app: Recorder) -> None:
    channel = run.web.conversations_create(name="acme", is_private=True)["channel"]["id"]
    run.web.conversations_invite(channel=channel, users="U0MARIA")
    run.web.conversations_kick(channel=channel, user="U0MARIA")
    run.web.conversations_archive(channel=channel)
    events = {event["type"]: event for event in heard(run, app)}
    assert events.keys() == {"member_joined_channel", "member_left_channel", "group_archive"}
    assert events["member_joined_channel"]["inviter"] == run.hub.app.bot_user
    assert events["group_archive"]["channel"] == channel


def test_being_taken_out_and_a_channel_that_becomes_shared_are_told(
    run: Running, app: Recorder
) -> None:
    run.web.conversations_join(channel="C0CSTEAM")
    run.workspace.change_channel("C0CSTEAM", is_ext_shared=True)
    run.workspace.quiet(idle_ms=0)
    assert app.received[-1]["is_ext_shared_channel"] is True
    run.workspace.change_channel("C0CSTEAM", remove=run.hub.app.bot_user)
    kinds = {event["type"] for event in heard(run, app)}
    assert kinds == {"member_joined_channel", "channel_shared", "channel_left"}


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
        "settings": {"event_subscriptions": {"bot_events": ["user_change"]}},
    }
    with running(from_manifest(manifest)) as run, recording(run, acknowledge) as app:
        maria = run.workspace.person("U0MARIA")
        maria.open_home()
        maria.change(title="Lead")
        assert [event["type"] for event in heard(run, app)] == ["user_change"]
