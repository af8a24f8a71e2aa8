"""Modals: one stack a person, what stays when a view changes, the answers to a submission."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.responses import Response

from tests.workspace.blocks import Json, labelled, modal, plain, text_input
from tests.workspace.serving import Recorder, Running, acknowledge, answering, recording
from workspace.client import NotSeen, Person, WorkspaceError


@pytest.fixture
def app(run: Running) -> Iterator[Recorder]:
    """An app that acknowledges everything until it is told otherwise."""
    with recording(run, acknowledge) as recorder:
        yield recorder


def open_modal(run: Running, app: Recorder, person: Person, view: Json) -> Json:
    assert person.command("/handoff")["error"] is None
    opened = run.web.views_open(trigger_id=app.latest["trigger_id"], view=view)
    shown: Json = opened["view"]
    return shown


def push_modal(run: Running, person: Person, view: Json) -> None:
    """As an app does it: with the trigger of something done in the modal."""
    trigger = run.hub.tickets.trigger(person.id)
    run.web.views_push(trigger_id=trigger, view=view)


def titles(person: Person) -> list[str]:
    return [view["title"]["text"] for view in person.sees()["views"]]


def test_a_submitted_modal_carries_what_was_entered_and_closes(
    run: Running, app: Recorder, maria: Person
) -> None:
    view = open_modal(run, app, maria, modal(text_input(), private_metadata="kept"))
    maria.type("Label", "Acme")
    assert maria.submit()["ok"] is True
    payload = app.latest
    assert payload["type"] == "view_submission"
    assert payload["user"]["id"] == maria.id
    assert payload["view"]["id"] == view["id"]
    assert payload["view"]["callback_id"] == "form"
    assert payload["view"]["private_metadata"] == "kept"
    assert payload["view"]["state"]["values"] == {
        "name": {"text": {"type": "plain_text_input", "value": "Acme"}}
    }
    assert titles(maria) == []


def test_a_required_input_is_asked_for_before_the_app_hears_of_it(
    run: Running, app: Recorder, maria: Person
) -> None:
    open_modal(run, app, maria, modal(text_input(), text_input("note", optional=True)))
    answer = maria.submit()
    assert answer["response"] == {"name": "Please complete this required field."}
    assert maria.view["errors"] == answer["response"]
    assert app.latest.get("command") == "/handoff", "nothing was submitted"
    maria.type("Label", "Acme")
    assert maria.view["errors"] == {}


CHECKED: list[tuple[Json, str, str]] = [
    ({"type": "email_text_input"}, "nobody", "maria@example.org"),
    ({"type": "url_text_input"}, "example.org", "https://example.org"),
    ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "15"),
    ({"type": "number_input", "is_decimal_allowed": True}, "many", "1.5"),
    ({"type": "number_input", "is_decimal_allowed": False, "min_value": "3"}, "2", "3"),
    ({"type": "number_input", "is_decimal_allowed": False, "max_value": "3"}, "4", "3"),
    ({"type": "plain_text_input", "min_length": 3}, "ab", "abc"),
    ({"type": "plain_text_input", "max_length": 3}, "abcd", "abc"),
]


@pytest.mark.parametrize(("element", "wrong", "right"), CHECKED)
def test_what_slacks_client_checks_is_checked_here(
    run: Running, app: Recorder, maria: Person, element: Json, wrong: str, right: str
) -> None:
    open_modal(run, app, maria, modal(labelled(element)))
    maria.type("Label", wrong)
    assert list(maria.submit()["response"]) == ["block"]
    maria.type("Label", right)
    assert maria.submit()["ok"] is True


def test_errors_are_shown_at_their_fields_and_the_modal_stays(
    run: Running, app: Recorder, maria: Person
) -> None:
    open_modal(run, app, maria, modal(text_input()))
    maria.type("Label", "Acme")
    app.answer = answering({"response_action": "errors", "errors": {"name": "Taken."}})
    maria.submit()
    assert maria.view["errors"] == {"name": "Taken."}
    assert maria.view["state"]["values"]["name"]["text"]["value"] == "Acme"


REFUSED: list[Any] = [
    {"response_action": "errors", "errors": {"elsewhere": "No such input."}},
    {"response_action": "errors", "errors": {}},
    {"response_action": "update", "view": modal(title="A title that is much too long")},
    {"response_action": "update"},
    {"response_action": "vanish"},
    ["what"],
]


@pytest.mark.parametrize("answer", REFUSED)
def test_an_answer_that_slack_would_refuse_is_a_failure_the_person_sees(
    run: Running, app: Recorder, maria: Person, answer: Any
) -> None:
    open_modal(run, app, maria, modal(text_input(optional=True)))
    app.answer = answering(answer)
    assert maria.submit()["ok"] is False
    assert titles(maria) == ["Modal"]
    assert "trouble" in maria.sees()["notices"][-1]["text"]


def test_a_submission_can_update_the_view_or_push_another(
    run: Running, app: Recorder, maria: Person
) -> None:
    open_modal(run, app, maria, modal(text_input(optional=True)))
    app.answer = answering({"response_action": "update", "view": modal(title="Second")})
    maria.submit()
    assert titles(maria) == ["Second"]
    app.answer = answering({"response_action": "push", "view": modal(title="On top")})
    maria.submit()
    assert titles(maria) == ["Second", "On top"]
    below, top = maria.sees()["views"]
    assert (top["previous_view_id"], top["root_view_id"]) == (below["id"], below["id"])


def test_clear_closes_the_whole_stack_and_an_empty_answer_the_top(
    run: Running, app: Recorder, maria: Person
) -> None:
    open_modal(run, app, maria, modal(title="First"))
    push_modal(run, maria, modal(title="Second"))
    maria.submit()
    assert titles(maria) == ["First"]
    push_modal(run, maria, modal(title="Second"))
    app.answer = answering({"response_action": "clear"})
    maria.submit()
    assert titles(maria) == []


def test_a_stack_holds_three_views(run: Running, app: Recorder, maria: Person) -> None:
    open_modal(run, app, maria, modal(title="First"))
    push_modal(run, maria, modal(title="Second"))
    push_modal(run, maria, modal(title="Third"))
    with pytest.raises(Exception, match="push_limit_reached"):
        push_modal(run, maria, modal(title="Fourth"))
    assert titles(maria) == ["First", "Second", "Third"]


def test_what_was_entered_stays_where_block_and_action_id_stay(
    run: Running, app: Recorder, maria: Person
) -> None:
    view = open_modal(run, app, maria, modal(text_input("kept"), text_input("dropped")))
    for block_id in ("kept", "dropped"):
        block = next(b for b in maria.view["blocks"] if b["block_id"] == block_id)
        where = {"view": view["id"], "block_id": block_id, "action_id": "text"}
        run.workspace.post(f"/control/people/{maria.id}/type", {**where, "value": block_id})
        assert block["element"]["action_id"] == "text"
    new = labelled({"type": "plain_text_input", "initial_value": "Begin here"}, "new")
    changed = labelled({"type": "plain_text_input", "initial_value": "Ignored"}, "kept")
    changed["element"]["action_id"] = "text"
    run.web.views_update(view_id=view["id"], view=modal(changed, new))
    assert maria.view["state"]["values"] == {
        "kept": {"text": {"type": "plain_text_input", "value": "kept"}},
        "new": {"entry": {"type": "plain_text_input", "value": "Begin here"}},
    }


def test_cancel_tells_the_app_that_asked_for_it(run: Running, app: Recorder, maria: Person) -> None:
    open_modal(run, app, maria, modal(title="First", notify_on_close=True))
    push_modal(run, maria, modal(title="Second", notify_on_close=True))
    maria.close()
    assert app.latest["type"] == "view_closed"
    assert app.latest["is_cleared"] is False
    assert titles(maria) == ["First"]
    push_modal(run, maria, modal(title="Second"))
    maria.close(everything=True)
    assert app.latest["view"]["title"] == plain("First")
    assert app.latest["is_cleared"] is True
    assert titles(maria) == []


def test_a_view_that_clears_on_close_takes_the_stack_with_it(
    run: Running, app: Recorder, maria: Person
) -> None:
    open_modal(run, app, maria, modal(title="First"))
    push_modal(run, maria, modal(title="Second", clear_on_close=True))
    maria.close()
    assert titles(maria) == []


def test_a_closed_view_cannot_be_updated(run: Running, app: Recorder, maria: Person) -> None:
    view = open_modal(run, app, maria, modal())
    maria.close()
    with pytest.raises(Exception, match="not_found"):
        run.web.views_update(view_id=view["id"], view=modal())


def test_each_person_has_modals_of_their_own(run: Running, app: Recorder, maria: Person) -> None:
    idris = run.workspace.person("U0IDRIS")
    view = open_modal(run, app, maria, modal())
    with pytest.raises(NotSeen):
        _ = idris.view
    with pytest.raises(WorkspaceError, match="no view"):
        idris.submit(view)


def test_an_app_that_fails_at_a_submission_leaves_the_modal_open(
    run: Running, app: Recorder, maria: Person
) -> None:
    open_modal(run, app, maria, modal())

    async def fail(_payload: Json) -> Response:
        return Response(status_code=500)

    app.answer = fail
    answer = maria.submit()
    assert (answer["ok"], answer["status"], answer["error"]) == (False, 500, "http_error")
    assert titles(maria) == ["Modal"]


def test_a_menu_that_asks_for_it_gives_a_url_to_respond_in_the_chosen_channel(
    run: Running, app: Recorder, maria: Person
) -> None:
    menus = [
        labelled({"type": kind, "response_url_enabled": True}, kind, optional=True)
        for kind in ("conversations_select", "channels_select")
    ]
    open_modal(run, app, maria, modal(*menus))
    maria.choose("entry", "C0CSTEAM")
    maria.submit()
    (url,) = app.latest["response_urls"]
    assert (url["block_id"], url["action_id"]) == ("conversations_select", "entry")
    assert url["channel_id"] == "C0CSTEAM"
    httpx.post(url["response_url"], json={"text": "Done", "response_type": "in_channel"})
    assert maria.channel("cs-team")["messages"][-1]["text"] == "Done"
