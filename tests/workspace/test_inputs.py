"""Each kind of input: what it holds at first, what it holds then, and when the app hears of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workspace.blocks import Json, actions, button, home, labelled, modal, option, section
from tests.workspace.serving import Running, acknowledge, answering, recording
from workspace.client import Person, WorkspaceError

A, B = option("a"), option("b")
GROUPS = [{"label": {"type": "plain_text", "text": "Group"}, "options": [A, B]}]

KINDS: list[tuple[Json, str, Any, Any]] = [
    ({"type": "static_select", "options": [A, B]}, "selected_option", "a", A),
    ({"type": "static_select", "option_groups": GROUPS}, "selected_option", "B", B),
    ({"type": "radio_buttons", "options": [A, B]}, "selected_option", "b", B),
    ({"type": "checkboxes", "options": [A, B]}, "selected_options", ["a", "b"], [A, B]),
    ({"type": "multi_static_select", "options": [A, B]}, "selected_options", ["b"], [B]),
    ({"type": "users_select"}, "selected_user", "U0IDRIS", "U0IDRIS"),
    ({"type": "multi_users_select"}, "selected_users", ["U0IDRIS"], ["U0IDRIS"]),
    ({"type": "conversations_select"}, "selected_conversation", "C0LEADS", "C0LEADS"),
    ({"type": "multi_conversations_select"}, "selected_conversations", ["C0LEADS"], ["C0LEADS"]),
    ({"type": "channels_select"}, "selected_channel", "C0CSTEAM", "C0CSTEAM"),
    ({"type": "multi_channels_select"}, "selected_channels", ["C0CSTEAM"], ["C0CSTEAM"]),
    ({"type": "datepicker"}, "selected_date", "2026-03-20", "2026-03-20"),
    ({"type": "timepicker"}, "selected_time", "09:30", "09:30"),
    ({"type": "datetimepicker"}, "selected_date_time", "2026-03-20T09:00:00Z", 1773997200),
]


def show(run: Running, person: Person, *blocks: Json) -> None:
    trigger = run.hub.tickets.trigger(person.id)
    run.web.views_open(trigger_id=trigger, view=modal(*blocks))


def held(person: Person) -> Json:
    entry: Json = person.view["state"]["values"]["block"]["entry"]
    return entry


@pytest.mark.parametrize(
    ("element", "key", "plain", "value"), KINDS, ids=[kind[0]["type"] for kind in KINDS]
)
def test_a_choice_is_held_in_slacks_shape_and_told_to_the_app(
    run: Running, maria: Person, element: Json, key: str, plain: Any, value: Any
) -> None:
    with recording(run, acknowledge) as app:
        show(run, maria, labelled(element, dispatch_action=True))
        maria.choose("Label", plain)
        assert held(maria) == {"type": element["type"], key: value}
        action = app.latest["actions"][0]
        assert (action["block_id"], action["action_id"]) == ("block", "entry")
        assert (action["type"], action[key]) == (element["type"], value)
        assert app.latest["view"]["state"]["values"]["block"]["entry"] == held(maria)
        maria.choose("Label", None)
        assert held(maria)[key] == ([] if isinstance(value, list) else None)


INITIAL: list[tuple[Json, Any]] = [
    ({"type": "static_select", "options": [A, B], "initial_option": B}, B),
    ({"type": "checkboxes", "options": [A, B], "initial_options": [A]}, [A]),
    ({"type": "datepicker", "initial_date": "2026-03-20"}, "2026-03-20"),
    ({"type": "users_select", "initial_user": "U0TOM"}, "U0TOM"),
    ({"type": "plain_text_input", "initial_value": "Hello"}, "Hello"),
    ({"type": "plain_text_input"}, None),
]


@pytest.mark.parametrize(("element", "value"), INITIAL)
def test_an_input_begins_with_its_initial_value(
    run: Running, maria: Person, element: Json, value: Any
) -> None:
    show(run, maria, labelled(element))
    kind, first = held(maria).values()
    assert (kind, first) == (element["type"], value)


def test_what_is_done_later_has_a_later_time_even_while_the_clock_stands(
    run: Running, maria: Person
) -> None:
    with recording(run, acknowledge) as app:
        run.web.views_publish(user_id=maria.id, view=home(actions(button())))
        for _ in range(3):
            maria.press("Press", in_=maria.home)
        stamps = [payload["actions"][0]["action_ts"] for payload in app.received]
        assert stamps == sorted(set(stamps))


def test_a_menu_can_begin_with_the_conversation_in_which_somebody_is(
    run: Running, maria: Person
) -> None:
    with recording(run, acknowledge) as app:
        maria.command("/handoff", channel="C0CSTEAM")
        here = {"type": "conversations_select", "default_to_current_conversation": True}
        trigger = app.latest["trigger_id"]
        run.web.views_open(trigger_id=trigger, view=modal(labelled(here)))
        assert held(maria)["selected_conversation"] == "C0CSTEAM"


WRONG: list[tuple[Json, Any]] = [
    ({"type": "static_select", "options": [A]}, "c"),
    ({"type": "multi_static_select", "options": [A, B], "max_selected_items": 1}, ["a", "b"]),
    ({"type": "users_select"}, "C0LEADS"),
    ({"type": "channels_select"}, "U0TOM"),
    ({"type": "datepicker"}, "tomorrow"),
    ({"type": "datetimepicker"}, "2026-03-20T09:00:00"),
    ({"type": "timepicker"}, {"hour": 9}),
]


@pytest.mark.parametrize(("element", "value"), WRONG)
def test_what_an_element_cannot_take_is_refused_in_words(
    run: Running, maria: Person, element: Json, value: Any
) -> None:
    show(run, maria, labelled(element))
    with pytest.raises(WorkspaceError):
        maria.choose("Label", value)


def test_an_input_is_silent_unless_its_block_dispatches(run: Running, maria: Person) -> None:
    with recording(run, acknowledge) as app:
        show(run, maria, labelled({"type": "datepicker"}))
        assert maria.choose("Label", "2026-03-20")["dispatched"] is False
        assert app.received == []


TYPING: list[tuple[Json, bool, bool]] = [
    ({}, False, True),
    ({"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}, True, False),
    (
        {
            "dispatch_action_config": {
                "trigger_actions_on": ["on_enter_pressed", "on_character_entered"]
            }
        },
        True,
        True,
    ),
]


@pytest.mark.parametrize(("config", "on_character", "on_enter"), TYPING)
def test_a_text_is_told_as_its_dispatch_configuration_says(
    run: Running, maria: Person, config: Json, on_character: bool, on_enter: bool
) -> None:
    with recording(run, acknowledge) as app:
        show(run, maria, labelled({"type": "plain_text_input", **config}, dispatch_action=True))
        assert maria.type("Label", "Acm")["dispatched"] is on_character
        assert maria.type("Label", "Acme", enter=True)["dispatched"] is on_enter
        assert held(maria)["value"] == "Acme"
        values = [payload["actions"][0]["value"] for payload in app.received]
        assert values == ["Acm"] * on_character + ["Acme"] * on_enter
        assert maria.choose("Label", "Pasted")["dispatched"] is on_character


def test_the_app_suggests_options_and_one_of_them_is_chosen(run: Running, maria: Person) -> None:
    with recording(run, answering({"options": [A, B]})) as app:
        external = {"type": "external_select", "min_query_length": 0}
        show(run, maria, labelled(external))
        assert maria.options("Label", "x") == [A, B]
        payload = app.latest
        assert (payload["type"], payload["value"]) == ("block_suggestion", "x")
        assert (payload["block_id"], payload["action_id"]) == ("block", "entry")
        assert payload["view"]["callback_id"] == "form"
        maria.choose("Label", "B")
        assert held(maria)["selected_option"] == B


def test_options_are_not_asked_for_before_enough_was_typed(run: Running, maria: Person) -> None:
    with recording(run, answering({"options": [A]})) as app:
        show(run, maria, labelled({"type": "external_select"}))
        assert maria.options("Label", "ab") == []
        assert maria.options("Label", "abc") == [A]
        assert len(app.received) == 1


def test_options_are_asked_for_at_their_own_address(run: Running, maria: Person) -> None:
    with recording(run, answering({"options": [A]})) as other:
        options_url = run.hub.endpoint.url
        with recording(run, acknowledge) as app:
            run.workspace.set_app(run.hub.endpoint.url, options_url)
            show(run, maria, labelled({"type": "external_select", "min_query_length": 0}))
            assert maria.options("Label") == [A]
            assert (len(other.received), len(app.received)) == (1, 0)


def test_options_beyond_slacks_limits_are_refused(run: Running, maria: Person) -> None:
    many = [option(str(number)) for number in range(101)]
    with recording(run, answering({"options": many})):
        show(run, maria, labelled({"type": "external_select", "min_query_length": 0}))
        with pytest.raises(WorkspaceError, match="no more than 100 items"):
            maria.options("Label")


def test_people_and_conversations_are_offered_by_the_workspace(run: Running, maria: Person) -> None:
    show(run, maria, labelled({"type": "users_select"}))
    assert [o["value"] for o in maria.options("Label", "idris")] == ["U0IDRIS"]
    assert maria.options("Label", "otto") == [], "deactivated people are not offered"
    only = {"filter": {"include": ["public"], "exclude_external_shared_channels": True}}
    show(run, maria, labelled({"type": "conversations_select", **only}))
    assert {o["value"] for o in maria.options("Label")} == {"C0GENERAL", "C0CSTEAM"}


def test_a_button_in_a_home_and_a_menu_in_a_section_tell_the_app(
    run: Running, maria: Person
) -> None:
    menu = {"type": "overflow", "action_id": "more", "options": [A, B]}
    with recording(run, acknowledge) as app:
        view = home(section(accessory=menu), actions(button(value="17", style="primary")))
        run.web.views_publish(user_id=maria.id, view=view)
        maria.press("Press", in_=maria.home)
        action = app.latest["actions"][0]
        assert (action["value"], action["style"]) == ("17", "primary")
        assert app.latest["view"]["type"] == "home"
        maria.press("more", in_=maria.home, value="b")
        assert app.latest["actions"][0]["selected_option"] == B


def test_a_choice_in_a_message_is_held_for_each_person(run: Running, maria: Person) -> None:
    select = {"type": "static_select", "action_id": "pick", "options": [A, B]}
    run.web.chat_postMessage(channel="C0CSTEAM", text="Pick", blocks=[actions(select)])
    idris = run.workspace.person("U0IDRIS")
    with recording(run, acknowledge) as app:
        message = maria.channel("cs-team")["messages"][-1]
        maria.choose("pick", "b", in_=message)
        payload = app.latest
        assert payload["container"]["type"] == "message"
        assert payload["container"]["message_ts"] == message["ts"]
        assert payload["channel"] == {"id": "C0CSTEAM", "name": "cs-team"}
        (chosen,) = payload["state"]["values"].values()
        assert chosen["pick"]["selected_option"] == B
        (of_idris,) = idris.channel("cs-team")["messages"][-1]["state"]["values"].values()
        assert of_idris["pick"]["selected_option"] is None
