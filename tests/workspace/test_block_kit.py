"""Block Kit's rules: each limit at its edge and one above, and what Slack says of each fault."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workspace.blocks import (
    Json,
    actions,
    button,
    home,
    labelled,
    modal,
    mrkdwn,
    option,
    plain,
    section,
    text_input,
)
from workspace.blockkit.rules import Surface
from workspace.blockkit.validate import check_blocks, check_view, problems_of_options
from workspace.errors import SlackError


def faults(blocks: list[Any], surface: Surface = "message") -> list[str]:
    try:
        check_blocks(blocks, surface)
    except SlackError as error:
        return told(error, "invalid_blocks")
    return []


def told(error: SlackError, code: str) -> list[str]:
    assert error.code == code
    return list(error.messages)


def view_faults(view: Any) -> list[str]:
    try:
        check_view(view, "home" if view.get("type") == "home" else "modal")
    except SlackError as error:
        return told(error, "invalid_arguments")
    return []


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", **more}


def options(count: int) -> list[Json]:
    return [option(str(number)) for number in range(count)]


def chart(categories: int = 2, series: int = 1, label: str = "Mon") -> Json:
    names = [f"{label}{n}" for n in range(categories)]
    data = [{"label": name, "value": 1} for name in names]
    lines = [{"name": f"S{n}", "data": data} for n in range(series)]
    axis = {"categories": names}
    body = {"type": "line", "series": lines, "axis_config": axis}
    return {"type": "data_visualization", "title": "Sentiment", "chart": body}


def pie(segments: int) -> Json:
    parts = [{"label": f"P{n}", "value": 1} for n in range(segments)]
    body = {"type": "pie", "segments": parts}
    return {"type": "data_visualization", "title": "Share", "chart": body}


def cell(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def table(rows: int, columns: int = 1, kind: str = "table", **more: Any) -> Json:
    return {"type": kind, "rows": [[cell()] * columns for _ in range(rows)], **more}


def confirm(**more: Any) -> Json:
    parts = {
        "title": plain("Sure?"),
        "text": mrkdwn("Really?"),
        "confirm": plain("Yes"),
        "deny": plain("No"),
    }
    return {**parts, **more}


MESSAGE_EDGES: list[tuple[str, Any, int]] = [
    ("blocks in a message", lambda n: [section()] * n, 50),
    ("section text", lambda n: [section("x" * n)], 3000),
    ("section fields", lambda n: [{"type": "section", "fields": [mrkdwn("x")] * n}], 10),
    ("text of a field", lambda n: [{"type": "section", "fields": [mrkdwn("x" * n)]}], 2000),
    ("header", lambda n: [{"type": "header", "text": plain("x" * n)}], 150),
    ("button text", lambda n: [actions(button("x" * n))], 75),
    ("button value", lambda n: [actions(button(value="x" * n))], 2000),
    ("button url", lambda n: [actions(button(url="x" * n))], 3000),
    ("action id", lambda n: [actions(button(action_id="x" * n))], 255),
    ("block id", lambda n: [section(block_id="x" * n)], 255),
    ("actions", lambda n: [actions(*(button(action_id=str(i)) for i in range(n)))], 25),
    ("context", lambda n: [{"type": "context", "elements": [mrkdwn("x")] * n}], 10),
    ("options", lambda n: [actions(select(options=options(n)))], 100),
    ("option text", lambda n: [actions(select(options=[option("a", "x" * n)]))], 75),
    ("option value", lambda n: [actions(select(options=[option("x" * n, "A")]))], 150),
    ("radio", lambda n: [actions({"type": "radio_buttons", "options": options(n)})], 10),
    ("checkboxes", lambda n: [actions({"type": "checkboxes", "options": options(n)})], 10),
    ("overflow", lambda n: [actions({"type": "overflow", "options": options(n)})], 5),
    (
        "placeholder",
        lambda n: [actions(select(options=options(1), placeholder=plain("x" * n)))],
        150,
    ),
    ("confirm title", lambda n: [actions(button(confirm=confirm(title=plain("x" * n))))], 100),
    ("confirm text", lambda n: [actions(button(confirm=confirm(text=plain("x" * n))))], 300),
    ("confirm button", lambda n: [actions(button(confirm=confirm(deny=plain("x" * n))))], 30),
    ("image alt text", lambda n: [{"type": "image", "image_url": "u", "alt_text": "x" * n}], 2000),
    ("markdown", lambda n: [{"type": "markdown", "text": "x" * n}], 12_000),
    ("table rows", lambda n: [table(n)], 100),
    ("table columns", lambda n: [table(1, n)], 20),
    ("table characters", lambda n: [{"type": "table", "rows": [[cell("x" * n)]]}], 10_000),
    ("data table rows", lambda n: [table(n, kind="data_table", caption="Due")], 101),
    ("data table page", lambda n: [table(2, kind="data_table", caption="D", page_size=n)], 100),
    ("chart title", lambda n: [{**chart(), "title": "x" * n}], 50),
    ("chart categories", lambda n: [chart(n)], 20),
    ("chart label", lambda n: [chart(1, label="x" * (n - 1))], 20),
    ("chart series", lambda n: [chart(series=n)], 6),
    ("pie segments", lambda n: [pie(n)], 6),
    ("charts in a message", lambda n: [chart()] * n, 2),
    ("card title", lambda n: [{"type": "card", "title": plain("x" * n)}], 150),
    ("card body", lambda n: [{"type": "card", "body": mrkdwn("x" * n)}], 200),
    (
        "carousel",
        lambda n: [{"type": "carousel", "elements": [{"type": "card", "body": plain("x")}] * n}],
        10,
    ),
]

VIEW_EDGES: list[tuple[str, Any, int]] = [
    ("blocks in a modal", lambda n: modal(*[section()] * n), 100),
    ("blocks in a home", lambda n: home(*[section()] * n), 100),
    ("title", lambda n: modal(title="x" * n), 24),
    ("submit", lambda n: modal(submit=plain("x" * n)), 24),
    ("close", lambda n: modal(close=plain("x" * n)), 24),
    ("private metadata", lambda n: modal(private_metadata="x" * n), 3000),
    ("callback id", lambda n: modal(callback_id="x" * n), 255),
    ("external id", lambda n: modal(external_id="x" * n), 255),
    ("input label", lambda n: modal(text_input(label=plain("x" * n))), 2000),
    ("input hint", lambda n: modal(text_input(hint=plain("x" * n))), 2000),
    (
        "initial text",
        lambda n: modal(labelled({"type": "plain_text_input", "initial_value": "x" * n})),
        3000,
    ),
    ("text length", lambda n: modal(labelled({"type": "plain_text_input", "max_length": n})), 3000),
    ("files", lambda n: modal(labelled({"type": "file_input", "max_files": n})), 10),
    ("alert", lambda n: modal({"type": "alert", "text": plain("x" * n)}), 200),
]


@pytest.mark.parametrize(("name", "make", "edge"), MESSAGE_EDGES, ids=[e[0] for e in MESSAGE_EDGES])
def test_a_message_may_have_as_much_as_the_limit_and_no_more(
    name: str, make: Any, edge: int
) -> None:
    assert faults(make(edge)) == []
    assert faults(make(edge + 1)), f"{edge + 1} was accepted"


@pytest.mark.parametrize(("name", "make", "edge"), VIEW_EDGES, ids=[e[0] for e in VIEW_EDGES])
def test_a_view_may_have_as_much_as_the_limit_and_no_more(name: str, make: Any, edge: int) -> None:
    assert view_faults(make(edge)) == []
    assert view_faults(make(edge + 1)), f"{edge + 1} was accepted"


ELSEWHERE: list[tuple[Json, Surface]] = [
    ({"type": "alert", "text": plain("x")}, "message"),
    ({"type": "alert", "text": plain("x")}, "home"),
    ({"type": "markdown", "text": "x"}, "modal"),
    (chart(), "home"),
    (chart(), "modal"),
    (table(1), "modal"),
    (labelled({"type": "email_text_input"}), "message"),
    (labelled({"type": "number_input", "is_decimal_allowed": False}), "home"),
    (labelled({"type": "url_text_input"}), "home"),
    (labelled({"type": "file_input"}), "message"),
]


@pytest.mark.parametrize(("block", "surface"), ELSEWHERE)
def test_a_block_is_refused_on_a_surface_that_does_not_take_it(
    block: Json, surface: Surface
) -> None:
    assert any("unsupported type" in fault for fault in faults([block], surface))


WORDS: list[tuple[Any, str, str]] = [
    ({"type": "section"}, "must define either `text` or `fields`", ""),
    ({"type": "header", "text": mrkdwn("x")}, "must be a valid enum value", "/text/type"),
    ({"type": "header", "text": plain("")}, "must be more than 0 characters", "/text/text"),
    ({"type": "header"}, "missing required field: text", ""),
    ({"type": "divider", "colour": "red"}, "invalid additional property: colour", ""),
    ({"type": "banner"}, "unsupported type: banner", "/type"),
    ({}, "missing required field: type", ""),
    ("section", "must provide an object", ""),
    (section(accessory=None), "must provide an object", "/accessory"),
    (actions(button("x" * 76)), "must be less than 76 characters", "/elements/0/text/text"),
    (actions(button(style="blue")), "must be a valid enum value", "/elements/0/style"),
    (
        actions({"type": "plain_text_input"}),
        "unsupported type: plain_text_input",
        "/elements/0/type",
    ),
    (actions(), "no fewer than 1 items allowed", "/elements"),
    (actions(button(), button()), "`action_id` press already exists in this block", ""),
    (actions(select()), "must define either `options` or `option_groups`", "/elements/0"),
    (
        actions(select(options=options(2), initial_option=option("9"))),
        "initial_option(s) must be among the options",
        "",
    ),
    (
        actions({"type": "datepicker", "initial_date": "20 March"}),
        "does not match the expected pattern",
        "/elements/0/initial_date",
    ),
    (
        labelled({"type": "plain_text_input", "min_length": 9, "max_length": 3}),
        "min_length must not be greater than max_length",
        "",
    ),
    (
        labelled({"type": "plain_text_input", "multiline": "yes"}),
        "must be a boolean",
        "/element/multiline",
    ),
    (
        labelled({"type": "plain_text_input", "max_length": "9"}),
        "must be an integer",
        "/element/max_length",
    ),
]


@pytest.mark.parametrize(("block", "words", "at"), WORDS)
def test_each_fault_is_told_in_slacks_words_with_a_pointer(block: Any, words: str, at: str) -> None:
    assert faults([block]) == [f"[ERROR] {words} [json-pointer:/blocks/0{at}]"]


def test_block_ids_are_unique_in_a_message() -> None:
    twice = [section(block_id="one"), section(block_id="one")]
    assert "must be unique" in faults(twice)[0]


def test_a_modal_with_inputs_needs_a_submit_button() -> None:
    without = modal(text_input())
    del without["submit"]
    assert view_faults(without) == ["[ERROR] missing required field: submit [json-pointer:/view]"]
    assert view_faults(modal(section())) == []


def test_a_modal_needs_a_title_and_blocks() -> None:
    missing = [
        "[ERROR] missing required field: title [json-pointer:/view]",
        "[ERROR] missing required field: blocks [json-pointer:/view]",
    ]
    assert view_faults({"type": "modal"}) == missing


def test_a_home_has_no_title_and_no_submit() -> None:
    assert view_faults({**home(), "title": plain("Home")}) == [
        "[ERROR] invalid additional property: title [json-pointer:/view]"
    ]


def test_charts_need_a_value_for_each_category() -> None:
    gap = chart()
    gap["chart"]["series"][0]["data"].pop()
    assert "data labels must match the categories" in faults([gap])[0]


def test_all_rows_of_a_data_table_are_equally_long() -> None:
    ragged = {"type": "data_table", "caption": "Due", "rows": [[cell()], [cell(), cell()]]}
    assert "same number of cells" in faults([ragged])[0]


def test_the_header_of_a_data_table_is_plain() -> None:
    rows = [[rich_text()], [cell()]]
    (fault,) = faults([{"type": "data_table", "caption": "Due", "rows": rows}])
    assert fault.endswith(
        "rich_text is not allowed in header cells [json-pointer:/blocks/0/rows/0]"
    )
    assert faults([{"type": "data_table", "caption": "Due", "rows": rows[::-1]}]) == []


def test_only_one_input_takes_the_focus() -> None:
    inputs = [labelled({"type": "datepicker", "focus_on_load": True}, str(n)) for n in range(2)]
    assert view_faults(modal(*inputs))


EVERY_INPUT: list[Json] = [
    {"type": "plain_text_input", "multiline": True},
    {"type": "rich_text_input"},
    {"type": "number_input", "is_decimal_allowed": True},
    {"type": "email_text_input"},
    {"type": "url_text_input"},
    {"type": "datepicker", "initial_date": "2026-03-20"},
    {"type": "timepicker", "initial_time": "09:30"},
    {"type": "datetimepicker", "initial_date_time": 1772438400},
    {"type": "static_select", "options": options(2), "initial_option": option("1")},
    {"type": "static_select", "option_groups": [{"label": plain("A"), "options": options(2)}]},
    {"type": "external_select", "min_query_length": 0},
    {"type": "users_select", "initial_user": "U0MARIA"},
    {"type": "conversations_select", "default_to_current_conversation": True},
    {"type": "channels_select"},
    {"type": "multi_static_select", "options": options(2), "max_selected_items": 1},
    {"type": "multi_external_select"},
    {"type": "multi_users_select"},
    {"type": "multi_conversations_select", "filter": {"include": ["private", "public"]}},
    {"type": "multi_channels_select"},
    {"type": "checkboxes", "options": [{"text": mrkdwn("*Yes*"), "value": "yes"}]},
    {"type": "radio_buttons", "options": options(2)},
    {"type": "file_input", "max_files": 3},
]


@pytest.mark.parametrize("element", EVERY_INPUT, ids=[e["type"] for e in EVERY_INPUT])
def test_every_kind_of_input_is_taken_in_a_modal(element: Json) -> None:
    assert view_faults(modal(labelled(element))) == []


def test_rich_text_is_taken_everywhere() -> None:
    line = {"type": "rich_text_section", "elements": [{"type": "text", "text": "Hello"}]}
    bullets = {"type": "rich_text_list", "style": "bullet", "elements": [line]}
    block = {"type": "rich_text", "elements": [line, bullets]}
    surfaces: tuple[Surface, ...] = ("message", "modal", "home")
    assert [faults([block], surface) for surface in surfaces] == [[], [], []]


def test_suggested_options_are_held_to_the_same_limits() -> None:
    assert problems_of_options({"options": options(100)}) == []
    assert problems_of_options({"options": []}) == []
    assert problems_of_options({"options": options(101)})
    assert problems_of_options({})


def container(*children: Json, **more: Any) -> Json:
    return {
        "type": "container",
        "title": plain("Acme"),
        "child_blocks": list(children) or [section()],
        **more,
    }


def video(**more: Any) -> Json:
    return {
        "type": "video",
        "alt_text": "How to hand over",
        "title": plain("Handing over"),
        "thumbnail_url": "https://films.example/handing-over.png",
        "video_url": "https://films.example/handing-over",
        **more,
    }


def rich_text(text: str = "Done") -> Json:
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [words]}


def task_card(**more: Any) -> Json:
    return {"type": "task_card", "task_id": "t1", "title": "Brief the champion", **more}


SOURCE = {"type": "url", "url": "https://acme.example", "text": "acme.example"}


@pytest.mark.parametrize(
    "block",
    [
        container(*[section()] * 10, title=plain("a" * 150), subtitle=mrkdwn("a" * 150)),
        container(title=None, rich_text_title=rich_text(), width="wide", is_collapsible=True),
        video(author_name="a" * 50, title=plain("a" * 200), description=plain("a" * 200)),
        task_card(status="in_progress", details=rich_text(), sources=[SOURCE]),
        {"type": "plan", "title": "Overlap", "tasks": [task_card()]},
    ],
    ids=lambda block: block["type"],
)
def test_the_newer_blocks_are_taken_up_to_their_limits(block: Json) -> None:
    given = {name: value for name, value in block.items() if value is not None}
    assert faults([given]) == []


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        (container(*[section()] * 11), "no more than 10 items allowed"),
        (container(title=plain("a" * 151)), "must be less than 151 characters"),
        (container(width="huge"), "must be a valid enum value"),
        (container(container()), "unsupported type: container"),
        (video(author_name="a" * 51), "must be less than 51 characters"),
        (video(video_url="http://films.example"), "does not match the expected pattern"),
        (video(title=mrkdwn("Handing over")), "must be a valid enum value"),
        (task_card(status="done"), "must be a valid enum value"),
        (task_card(sources=[{**SOURCE, "text": ""}]), "must be more than 0 characters"),
        (task_card(output={"type": "rich_text"}), "missing required field: elements"),
        ({"type": "plan", "title": "Overlap", "tasks": [section()]}, "unsupported type: section"),
        ({"type": "file", "source": "remote", "external_id": "1"}, "unsupported type: file"),
    ],
)
def test_what_the_newer_blocks_do_not_take_is_named(block: Json, fault: str) -> None:
    (told_fault,) = faults([block])
    assert fault in told_fault


def test_what_stands_in_a_container_is_checked_as_if_it_stood_alone() -> None:
    twins = actions(button(), button())
    (fault,) = faults([container(section(), twins)])
    assert fault.endswith("[json-pointer:/blocks/0/child_blocks/1]")
    (fault,) = faults([section(block_id="a"), container(section(block_id="a"))])
    assert "`block_id` a is used 2 times" in fault
    without_submit = modal(container(text_input()), submit=None)
    assert view_faults(without_submit) == [
        "[ERROR] missing required field: submit [json-pointer:/view]"
    ]


@pytest.mark.parametrize(
    ("kind", "surfaces"),
    [
        ("rich_text_input", {"modal", "home"}),
        ("datetimepicker", {"modal", "message"}),
        ("email_text_input", {"modal"}),
        ("plain_text_input", {"modal", "message", "home"}),
        ("multi_users_select", {"modal", "message", "home"}),
    ],
)
def test_each_element_is_allowed_on_its_surfaces_only(kind: str, surfaces: set[Surface]) -> None:
    everywhere: tuple[Surface, ...] = ("message", "modal", "home")
    taken = {s for s in everywhere if not faults([labelled({"type": kind})], s)}
    assert taken == surfaces


def test_menus_for_several_choices_stand_in_sections_and_inputs_but_not_in_actions() -> None:
    menu = {"type": "multi_users_select", "action_id": "people"}
    assert faults([section(accessory=menu), labelled(menu)]) == []
    assert "unsupported type: multi_users_select" in faults([actions(menu)])[0]


def test_a_response_url_is_asked_for_in_inputs_of_modals_only() -> None:
    menu = {"type": "conversations_select", "action_id": "room", "response_url_enabled": True}
    assert view_faults(modal(labelled(menu))) == []
    assert "response_url_enabled" in faults([actions(menu)])[0]
