"""A small Bolt app for the page's tests: one command, one modal with many fields, a home tab."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from workspace.app import Command, InstalledApp, Shortcut

Json = dict[str, Any]

APP = InstalledApp(
    commands=(Command("/small", "Try the small app", "start | charts | dm"),),
    shortcuts=(Shortcut("Write a note", "message", "note", "About this message"),),
)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def marked(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str) -> Json:
    return {"text": plain(text), "value": text.lower()}


def field(label: str, element: Json, **more: Any) -> Json:
    name = label.lower().replace(" ", "_")
    element = {"action_id": name, **element}
    return {"type": "input", "block_id": name, "label": plain(label), "element": element, **more}


CHARACTERS = {"trigger_actions_on": ["on_character_entered"]}
NOTES = {
    "type": "plain_text_input",
    "multiline": True,
    "max_length": 200,
    "dispatch_action_config": CHARACTERS,
}
KINDS = [
    {"label": plain("Usual"), "options": [option("Sales"), option("Support")]},
    {"label": plain("Rare"), "options": [option("Legal")]},
]


def start_modal(saved: str = "Nothing saved yet") -> Json:
    """One field of most kinds."""
    soft_or_hard = [option("Soft"), option("Hard")]
    return {
        "type": "modal",
        "callback_id": "start",
        "title": plain("Start"),
        "submit": plain("Begin"),
        "close": plain("Not now"),
        "blocks": [
            {"type": "section", "block_id": "words", "text": marked("Hand over *one* account.")},
            {"type": "alert", "block_id": "alert", "level": "warning", "text": marked("Soon")},
            field("Account", {"type": "external_select", "min_query_length": 0}),
            field("Kind", {"type": "static_select", "option_groups": KINDS}, optional=True),
            field("Incoming", {"type": "users_select"}, hint=plain("Who takes over")),
            field("Observers", {"type": "multi_users_select"}, optional=True),
            field("Day", {"type": "datepicker", "initial_date": "2026-03-20"}),
            field("Moment", {"type": "datetimepicker"}, optional=True),
            field("Mode", {"type": "radio_buttons", "options": soft_or_hard}, optional=True),
            field("Also", {"type": "checkboxes", "options": [option("Tell")]}, optional=True),
            field("Notes", NOTES, dispatch_action=True, hint=plain(saved)),
            field("Seats", {"type": "number_input", "is_decimal_allowed": False}, optional=True),
            {"type": "context", "block_id": "saved", "elements": [marked(saved)]},
        ],
    }


BUTTON = {"type": "button", "action_id": "again", "text": plain("Start again"), "style": "primary"}
MENU = {
    "type": "overflow",
    "action_id": "menu",
    "options": [option("Later"), option("Never")],
}
HOME = [
    {"type": "header", "text": plain("Good morning")},
    {"type": "section", "text": marked("*Acme* waits for you"), "accessory": BUTTON},
    {"type": "section", "text": marked("Or"), "accessory": MENU},
    {"type": "divider"},
    {"type": "context", "elements": [marked(":seedling: 1 handoff")]},
]
POINTS = [{"label": "Ada", "value": 3}, {"label": "Bo", "value": 5}]
AXIS = {"categories": ["Ada", "Bo"], "x_label": "CSM", "y_label": "Accounts"}
BARS = {"type": "bar", "series": [{"name": "Now", "data": POINTS}], "axis_config": AXIS}
ROWS = [
    [{"type": "raw_text", "text": "Account"}, {"type": "raw_text", "text": "Days"}],
    [{"type": "raw_text", "text": "Acme"}, {"type": "raw_number", "value": 30, "text": "30"}],
    [{"type": "raw_text", "text": "Bolt"}, {"type": "raw_number", "value": 4, "text": "4"}],
]
CHARTS: list[Json] = [
    {"type": "data_visualization", "title": "Capacity", "chart": BARS},
    {"type": "data_visualization", "title": "Share", "chart": {"type": "pie", "segments": POINTS}},
    {"type": "data_table", "caption": "Waiting", "rows": ROWS},
    {"type": "markdown", "text": "# Plan\n- **one**\n- two"},
]


async def command(
    ack: AsyncAck, command: Json, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    await ack()
    if command["text"] == "start":
        await client.views_open(trigger_id=command["trigger_id"], view=start_modal())
    elif command["text"] == "charts":
        await respond("Charts", blocks=CHARTS)
    elif command["text"] == "dm":
        await client.chat_postMessage(channel=command["user_id"], text="Hello")
    else:
        await respond("Try `/small start`")


async def notes(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
    await ack()
    text = body["view"]["state"]["values"]["notes"]["notes"]["value"] or ""
    saved = start_modal(f"Saved {len(text)} letters")
    await client.views_update(view_id=body["view"]["id"], view=saved)


async def again(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
    await ack()
    await client.views_open(trigger_id=body["trigger_id"], view=start_modal())


async def accounts(ack: AsyncAck, payload: Json) -> None:
    names = ("Acme", "Bolt", "Cargo")
    wanted = payload["value"].lower()
    await ack(options=[option(name) for name in names if wanted in name.lower()])


async def submitted(ack: AsyncAck, view: Json, body: Json, client: AsyncWebClient) -> None:
    values = view["state"]["values"]
    if values["incoming"]["incoming"]["selected_user"] == body["user"]["id"]:
        await ack(response_action="errors", errors={"incoming": "That is you."})
        return
    await ack()
    account = values["account"]["account"]["selected_option"]["value"].title()
    day, words = values["day"]["day"]["selected_date"], values["notes"]["notes"]["value"]
    text = f"{account} on {day}: {words}"
    await client.chat_postMessage(channel=body["user"]["id"], text=text)


async def home(event: Json, client: AsyncWebClient) -> None:
    await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": HOME})


def listen(app: AsyncApp) -> None:
    """Registers what the app hears."""
    app.command("/small")(command)
    app.action("notes")(notes)
    app.action("again")(again)
    app.options("account")(accounts)
    app.view("start")(submitted)
    app.event("app_home_opened")(home)
