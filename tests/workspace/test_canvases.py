"""Canvases: made, changed and read back; who may see them; what a plan has not."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.workspace.blocks import Json
from tests.workspace.calls import BOT, IDRIS, MARIA, error_of, make_channel
from tests.workspace.serving import Running
from workspace.canvases import LONGEST, sections_of
from workspace.client import NotSeen

BLUEPRINT = "# Acme\n\nWhat we know.\n\n- [ ] Renewal\n- [x] Stakeholders\n\n## Risks\nNone\nyet."


def content(markdown: str) -> Json:
    return {"type": "markdown", "markdown": markdown}


def shared_channel(web: WebClient) -> str:
    channel = make_channel(web)
    web.conversations_invite(channel=channel, users=MARIA)
    return channel


def channel_canvas(web: WebClient, channel: str, markdown: str = BLUEPRINT) -> str:
    made = web.conversations_canvases_create(
        channel_id=channel, title="Blueprint", document_content=content(markdown)
    )
    canvas_id: str = made["canvas_id"]
    return canvas_id


def section(web: WebClient, canvas: str, **criteria: Any) -> str:
    """The id of the only section that fits."""
    (found,) = web.canvases_sections_lookup(canvas_id=canvas, criteria=criteria)["sections"]
    section_id: str = found["id"]
    return section_id


def test_each_heading_paragraph_and_item_is_a_section() -> None:
    parts = [one["markdown"] for one in sections_of(f"{BLUEPRINT}\n\n```\ncode\n\n- same\n```")]
    assert parts == [
        "# Acme",
        "What we know.",
        "- [ ] Renewal",
        "- [x] Stakeholders",
        "## Risks",
        "None\nyet.",
        "```\ncode\n\n- same\n```",
    ]


def test_a_channels_canvas_is_read_by_its_members_only(run: Running) -> None:
    channel = shared_channel(run.web)
    canvas = channel_canvas(run.web, channel)
    seen = run.workspace.person(MARIA).canvas("handoff-acme")
    assert (seen["id"], seen["title"]) == (canvas, "Blueprint")
    assert seen["markdown"].startswith("# Acme\n\nWhat we know.")
    about = run.web.conversations_info(channel=channel)["channel"]["properties"]["canvas"]
    assert about == {"file_id": canvas, "is_empty": False}
    with pytest.raises(NotSeen):
        run.workspace.person(IDRIS).canvas()


CHANGES: list[tuple[str, bool, str, list[str]]] = [
    ("insert_at_start", False, "new", ["new", "# A", "b"]),
    ("insert_at_end", False, "new", ["# A", "b", "new"]),
    ("insert_before", True, "new", ["# A", "new", "b"]),
    ("insert_after", True, "new", ["# A", "b", "new"]),
    ("replace", True, "new", ["# A", "new"]),
    ("replace", False, "new", ["new"]),
    ("delete", True, "", ["# A"]),
]


@pytest.mark.parametrize(
    ("operation", "at_b", "text", "after"),
    CHANGES,
    ids=[f"{operation} {'section' if at_b else 'whole'}" for operation, at_b, _, _ in CHANGES],
)
def test_every_operation_changes_what_it_names(
    run: Running, operation: str, at_b: bool, text: str, after: list[str]
) -> None:
    canvas = channel_canvas(run.web, shared_channel(run.web), "# A\n\nb")
    change: Json = {"operation": operation}
    if text:
        change["document_content"] = content(text)
    if at_b:
        change["section_id"] = section(run.web, canvas, contains_text="b")
    run.web.canvases_edit(canvas_id=canvas, changes=[change])
    sections = run.workspace.person(MARIA).canvas()["sections"]
    assert [one["markdown"] for one in sections] == after


def test_a_canvas_is_renamed_and_deleted(run: Running) -> None:
    canvas = channel_canvas(run.web, shared_channel(run.web))
    rename = {"operation": "rename", "title_content": content("Acme's blueprint")}
    run.web.canvases_edit(canvas_id=canvas, changes=[rename])
    assert run.workspace.person(MARIA).canvas()["title"] == "Acme's blueprint"
    run.web.canvases_delete(canvas_id=canvas)
    assert error_of(run.web, "canvases.delete", canvas_id=canvas) == "canvas_not_found"


def test_headings_are_found_by_level_and_words(web: WebClient) -> None:
    canvas = channel_canvas(web, make_channel(web))
    headings = web.canvases_sections_lookup(
        canvas_id=canvas, criteria={"section_types": ["any_header"]}
    )["sections"]
    assert len(headings) == 2
    assert section(web, canvas, section_types=["h2"]) == headings[1]["id"]
    assert (
        section(web, canvas, section_types=["h1", "h2"], contains_text="risk")
        == (headings[1]["id"])
    )


def test_a_canvas_of_its_own_is_opened_to_people_and_channels(run: Running) -> None:
    canvas = run.web.canvases_create(title="Notes", document_content=content("Hello"))["canvas_id"]
    maria, idris = run.workspace.person(MARIA), run.workspace.person(IDRIS)
    run.web.canvases_access_set(canvas_id=canvas, access_level="read", user_ids=[IDRIS])
    run.web.canvases_access_set(
        canvas_id=canvas, access_level="write", channel_ids=[shared_channel(run.web)]
    )
    assert maria.canvas()["markdown"] == idris.canvas()["markdown"] == "Hello"
    run.web.canvases_access_delete(canvas_id=canvas, user_ids=[IDRIS])
    with pytest.raises(NotSeen):
        idris.canvas()


def test_a_canvas_handed_over_belongs_to_its_new_owner(web: WebClient) -> None:
    canvas = web.canvases_create(title="Notes")["canvas_id"]
    web.canvases_access_set(canvas_id=canvas, access_level="owner", user_ids=[MARIA])
    assert error_of(web, "canvases.delete", canvas_id=canvas) == "restricted_action"


def test_a_channel_has_one_canvas_of_its_own(web: WebClient) -> None:
    channel = make_channel(web)
    channel_canvas(web, channel)
    again = error_of(web, "conversations.canvases.create", channel_id=channel)
    assert again == "channel_canvas_already_exists"


def test_a_canvas_is_written_where_the_app_may_write(web: WebClient) -> None:
    method = "conversations.canvases.create"
    assert error_of(web, method, channel_id="C0CSTEAM") == "restricted_action"
    assert error_of(web, method, channel_id="C0LEADS") == "channel_not_found"
    channel = make_channel(web)
    web.conversations_archive(channel=channel)
    assert error_of(web, method, channel_id=channel) == "restricted_action"


BAD_CHANGES: list[list[Any]] = [
    [],
    [{"operation": "insert_at_end", "document_content": content("a")}] * 2,
    ["insert_at_end"],
    [{"operation": "shuffle"}],
    [{"operation": "insert_at_end"}],
    [{"operation": "insert_after", "document_content": content("a")}],
    [{"operation": "delete"}],
    [{"operation": "delete", "section_id": 7}],
    [{"operation": "replace", "document_content": {"type": "html", "markdown": "a"}}],
    [{"operation": "replace", "document_content": {"type": "markdown", "markdown": 7}}],
    [{"operation": "rename", "document_content": content("a")}],
]


@pytest.mark.parametrize("changes", BAD_CHANGES, ids=str)
def test_a_change_that_cannot_be_is_refused(web: WebClient, changes: list[Any]) -> None:
    canvas = channel_canvas(web, make_channel(web))
    with pytest.raises(SlackApiError) as raised:
        web.api_call("canvases.edit", json={"canvas_id": canvas, "changes": changes})
    assert raised.value.response["error"] == "invalid_arguments"
    assert raised.value.response["response_metadata"]["messages"]


def test_a_section_that_is_not_there_fails_the_edit(web: WebClient) -> None:
    canvas = channel_canvas(web, make_channel(web))
    change = {"operation": "delete", "section_id": "temp:C:gone"}
    assert error_of(web, "canvases.edit", canvas_id=canvas, changes=[change]) == (
        "canvas_editing_failed"
    )


def test_a_canvas_takes_a_mebibyte_and_no_more(web: WebClient) -> None:
    channel_canvas(web, make_channel(web), "a" * LONGEST)
    longer = {"document_content": content("a" * (LONGEST + 1))}
    assert error_of(web, "canvases.create", **longer) == "invalid_arguments"


ACCESS_ERRORS: list[tuple[str, Json]] = [
    ("invalid_parameters", {}),
    ("invalid_parameters", {"user_ids": [MARIA], "channel_ids": ["C0CSTEAM"]}),
    ("user_not_found", {"user_ids": ["U404"]}),
    ("channel_not_found", {"channel_ids": ["C404"]}),
    ("invalid_arguments", {"user_ids": [MARIA], "access_level": "comment"}),
    ("invalid_arguments", {"channel_ids": ["C0CSTEAM"], "access_level": "owner"}),
]


@pytest.mark.parametrize(("code", "arguments"), ACCESS_ERRORS)
def test_access_that_cannot_be_given_is_refused(web: WebClient, code: str, arguments: Json) -> None:
    canvas = web.canvases_create(title="Notes")["canvas_id"]
    call = {"canvas_id": canvas, "access_level": "read", **arguments}
    assert error_of(web, "canvases.access.set", **call) == code


def test_a_free_plan_has_only_canvases_in_tabs(run: Running) -> None:
    web, channel = run.web, make_channel(run.web)
    alone = web.canvases_create(title="Notes")["canvas_id"]
    run.workspace.set_policy(free_plan=True)
    edit = {
        "canvas_id": alone,
        "changes": [{"operation": "replace", "document_content": content("")}],
    }
    tabbed: Json = {"channel_id": channel}
    assert error_of(web, "canvases.create") == "free_teams_cannot_create_non_tabbed_canvases"
    assert error_of(web, "canvases.edit", **edit) == "free_teams_cannot_edit_standalone_canvases"
    assert error_of(web, "conversations.canvases.create", **tabbed) == (
        "team_tier_cannot_create_channel_canvases"
    )
    web.canvases_create(**tabbed)
    assert error_of(web, "canvases.create", **tabbed) == "free_team_canvas_tab_already_exists"


def test_where_canvases_are_switched_off_every_method_says_so(run: Running) -> None:
    canvas = run.web.canvases_create(title="Notes")["canvas_id"]
    run.workspace.set_policy(canvases_enabled=False)
    lookup = {"canvas_id": canvas, "criteria": {"contains_text": "a"}}
    assert error_of(run.web, "canvases.create") == "canvas_disabled_user_team"
    assert error_of(run.web, "canvases.sections.lookup", **lookup) == "canvas_disabled_user_team"


def test_a_deleted_channel_takes_its_canvas_with_it(run: Running) -> None:
    channel = shared_channel(run.web)
    canvas = channel_canvas(run.web, channel)
    run.workspace.delete_channel(channel, by=BOT)
    assert error_of(run.web, "canvases.delete", canvas_id=canvas) == "canvas_not_found"
