"""A small Bolt app for the page's tests: one command, one modal with many fields, a home tab."""

from __future__ import annotations

import json
from contextlib import suppress

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.pages.gallery import CHARTS, LINES, blocks, every_input
from tests.pages.kit import Json, field, marked, option, plain
from workspace.app import Command, InstalledApp, Shortcut

APP = InstalledApp(
    commands=(
        Command("/small", "Try the small app", "start | charts | dm"),
        Command("/broken", "Have Slack refuse something", should_escape=True),
    ),
    shortcuts=(
        Shortcut("Say hello", "global", "hello", "From anywhere"),
        Shortcut("Write a note", "message", "note", "About this message"),
    ),
)


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
MODALS = {"start": start_modal, "every": every_input}
HOME = [
    {"type": "header", "text": plain("Good morning")},
    {"type": "section", "text": marked("*Acme* waits for you"), "accessory": BUTTON},
    {"type": "section", "text": marked("Or"), "accessory": MENU},
    {"type": "divider"},
    {"type": "context", "elements": [marked(":seedling: 1 handoff")]},
]


async def command(
    ack: AsyncAck, command: Json, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    await ack()
    text, user = command["text"], command["user_id"]
    if text in MODALS:
        await client.views_open(trigger_id=command["trigger_id"], view=MODALS[text]())
    elif text == "charts":
        await respond("Charts", blocks=CHARTS)
    elif text == "blocks":
        picture = client.base_url.replace("/api/", f"/avatar/{user}.svg")
        await client.chat_postMessage(channel=user, text="Blocks", blocks=blocks(picture))
        await client.chat_postMessage(channel=user, text="Lines", blocks=LINES)
    elif text == "dm":
        await client.chat_postMessage(channel=user, text="Hello")
    else:
        await respond("Try `/small start`")


async def broken(ack: AsyncAck, command: Json, client: AsyncWebClient) -> None:
    """Sends what Slack refuses."""
    await ack()
    header = {"type": "header", "text": plain("x" * 151)}
    with suppress(SlackApiError):
        await client.chat_postMessage(channel=command["user_id"], text="x", blocks=[header])


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


async def everything(ack: AsyncAck, view: Json, body: Json, client: AsyncWebClient) -> None:
    """Says back what was entered."""
    await ack()
    values = view["state"]["values"]
    said = {name: held(values[name][name]) for name in values}
    channel = body["user"]["id"]
    await client.chat_postMessage(channel=channel, text=f"```{json.dumps(said)}```")


def held(entry: Json) -> object:
    """What an input holds, under whichever name it keeps it."""
    return next(value for key, value in entry.items() if key != "type")


async def told(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
    await ack()
    words = body["actions"][0].get("value")
    await client.chat_postMessage(channel=body["user"]["id"], text=f"You chose {words}")


async def home(event: Json, client: AsyncWebClient) -> None:
    await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": HOME})


def listen(app: AsyncApp) -> None:
    """Registers what the app hears."""
    app.command("/small")(command)
    app.command("/broken")(broken)
    app.action("notes")(notes)
    app.action("again")(again)
    for name in ("account", "external", "externals"):
        app.options(name)(accounts)
    for name in ("tell", "feedback", "forget", "card"):
        app.action(name)(told)
    app.view("start")(submitted)
    app.view("every")(everything)
    app.event("app_home_opened")(home)
