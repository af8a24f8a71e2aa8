"""The Python client: finding things as a person names them, and errors that say what was there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.workspace.blocks import actions, button, labelled, modal, option, section, text_input
from tests.workspace.serving import Recorder, Running, acknowledge, recording
from workspace.client import Json, NotSeen, Person, Workspace, WorkspaceError


@pytest.fixture
def app(run: Running) -> Iterator[Recorder]:
    with recording(run, acknowledge) as recorder:
        yield recorder


def show(run: Running, person: Person) -> None:
    menu = {"type": "static_select", "options": [option("soft"), option("hard")]}
    view = modal(
        text_input("account", label={"type": "plain_text", "text": "Account"}),
        labelled(menu, "mode", label={"type": "plain_text", "text": "Mode"}),
        title="Start",
    )
    run.web.views_open(trigger_id=run.hub.tickets.trigger(person.id), view=view)


def test_inputs_are_found_by_their_labels_and_options_by_their_texts(
    run: Running, maria: Person
) -> None:
    show(run, maria)
    maria.type("Account", "Acme")
    maria.choose("Mode", "Hard")
    values = maria.view["state"]["values"]
    assert values["account"]["text"]["value"] == "Acme"
    assert values["mode"]["entry"]["selected_option"]["value"] == "hard"


def test_a_modal_that_is_drawn_anew_after_the_look_is_looked_at_again(
    run: Running, app: Recorder, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(run, maria)
    once = [maria.view]
    do = Person._do

    def draw_first(person: Person, what: str, body: Json) -> Json:
        if once:
            view = once.pop()
            menu = {"type": "static_select", "options": [option("soft"), option("hard")]}
            anew = labelled(menu, "mode@1", label={"type": "plain_text", "text": "Mode"})
            run.web.views_update(view_id=view["id"], view=modal(anew, title="Start"))
        return do(person, what, body)

    monkeypatch.setattr(Person, "_do", draw_first)
    maria.choose("Mode", "Hard")
    values = maria.view["state"]["values"]
    assert values["mode@1"]["entry"]["selected_option"]["value"] == "hard"
    with pytest.raises(NotSeen, match="nothing called 'Account'"):
        maria.type("Account", "Acme")


def test_what_is_not_there_is_answered_with_what_is(run: Running, maria: Person) -> None:
    show(run, maria)
    with pytest.raises(NotSeen, match="nothing called 'Tier' to use; there is: Account, Mode"):
        maria.choose("Tier", "high")
    with pytest.raises(WorkspaceError, match="no option 'Abrupt'; there are: 'Soft', 'Hard'"):
        maria.choose("Mode", "Abrupt")
    with pytest.raises(NotSeen, match="no channel 'handoff-acme'; there are: general"):
        maria.channel("handoff-acme")


def test_waiting_in_vain_says_what_the_person_saw(run: Running, maria: Person) -> None:
    run.web.chat_postMessage(channel=maria.id, text="Your part: write the dump")
    with pytest.raises(NotSeen, match=r"did not see the check-in in 0 s.*write the dump"):
        maria.wait_for(lambda seen: seen["views"], timeout=0, why="the check-in")


def test_somebody_hears_at_once_of_what_they_wait_for(run: Running, maria: Person) -> None:
    version = maria.sees()["version"]
    run.web.chat_postMessage(channel=maria.id, text="Here it is")
    assert maria.wait_for(lambda seen: seen["version"] > version) is True


def test_buttons_are_pressed_by_their_words_also_in_a_message_for_one(
    run: Running, app: Recorder, maria: Person
) -> None:
    run.web.chat_postEphemeral(
        channel="C0CSTEAM",
        user=maria.id,
        text="Sure?",
        blocks=[section(accessory=button("Not sure", "no")), actions(button("Sure", "yes"))],
    )
    message = maria.channel("#cs-team")["messages"][-1]
    maria.press("Sure", in_=message)
    assert app.latest["actions"][0]["action_id"] == "yes"
    assert app.latest["container"]["is_ephemeral"] is True
    body = {"channel": "C0CSTEAM", "ts": message["ts"], "action_id": "yes"}
    with pytest.raises(WorkspaceError, match="no message"):
        run.workspace.post("/control/people/U0IDRIS/act", body)


def test_a_click_counts_though_the_message_changed_after_the_look(
    run: Running, app: Recorder, maria: Person
) -> None:
    def blocks() -> list[Json]:
        return [actions(button("Done", "tick"))]

    sent = run.web.chat_postMessage(channel=maria.id, text="A task", blocks=blocks())
    looked_at = maria.dm[-1]
    run.web.chat_update(channel=sent["channel"], ts=sent["ts"], text="A task", blocks=blocks())
    assert maria.dm[-1]["blocks"][0]["block_id"] != looked_at["blocks"][0]["block_id"]
    maria.press("Done", in_=looked_at)
    assert app.latest["actions"][0]["action_id"] == "tick"


def test_unread_messages_count_until_they_are_read(run: Running, maria: Person) -> None:
    run.workspace.person("U0IDRIS").message("C0CSTEAM", "Good morning")
    assert maria.channel("cs-team")["unread"] == 1
    maria.read("C0CSTEAM")
    assert maria.channel("cs-team")["unread"] == 0


def test_nobody_sees_what_is_not_for_them(run: Running, maria: Person) -> None:
    run.workspace.person("U0LENA").message("C0LEADS", "Between us")
    assert "C0LEADS" not in {channel["id"] for channel in maria.sees()["channels"]}
    with pytest.raises(WorkspaceError, match="not in a channel"):
        maria.message("C0LEADS", "Hello?")


def test_a_workspace_that_is_not_there_is_said_to_be_unreachable() -> None:
    with pytest.raises(WorkspaceError, match="ConnectionRefusedError"):
        Workspace("http://127.0.0.1:9").people()
