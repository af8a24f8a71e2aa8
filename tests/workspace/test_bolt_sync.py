"""Bolt for Python without asyncio, unmodified: the same round over HTTP and over Socket Mode."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_sdk import WebClient
from starlette.requests import Request
from starlette.responses import Response

from tests.workspace.blocks import Json, actions, button, home, option
from tests.workspace.serving import KEYS, Running
from tests.workspace.test_bolt import FORM, go_round
from workspace.client import Person

Connect = Callable[[Running, App], AbstractContextManager[None]]


@contextmanager
def over_http(run: Running, app: App) -> Iterator[None]:
    """The app behind Bolt's own adapter for Starlette."""
    handler = SlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    with run.apps.serve(endpoint) as url:
        run.workspace.set_app(url)
        yield


@contextmanager
def over_socket(run: Running, app: App) -> Iterator[None]:
    """The app over Bolt's built-in Socket Mode client, which runs in threads."""
    handler = SocketModeHandler(app, KEYS.app_token, web_client=app.client)
    handler.connect()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        handler.close()  # type: ignore[no-untyped-call]


def small_app(run: Running) -> App:
    """A command opens a form whose submission is answered by a message."""
    client = WebClient(KEYS.bot_token, base_url=f"{run.url}/api/")
    app = App(client=client, signing_secret=KEYS.signing_secret)
    app.command("/handoff")(command)
    app.options("owner")(owners)
    app.action("when")(when)
    app.view("form")(submitted)
    app.action("done")(done)
    app.event("app_home_opened")(opened)
    return app


def command(ack: Any, body: Json, client: WebClient) -> None:
    ack()
    client.views_open(trigger_id=body["trigger_id"], view=FORM)


def owners(ack: Any) -> None:
    ack(options=[option("idris"), option("maria")])


def when(ack: Any, body: Json, action: Json, client: WebClient) -> None:
    ack()
    view = {**FORM, "title": {"type": "plain_text", "text": action["selected_date"]}}
    client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)


def submitted(ack: Any, body: Json, client: WebClient) -> None:
    values = body["view"]["state"]["values"]
    if values["account"]["text"]["value"] == "Taken":
        ack(response_action="errors", errors={"account": "Acme is taken."})
        return
    ack()
    owner = values["who"]["owner"]["selected_option"]["value"]
    blocks = [actions(button("Done", "done"))]
    client.chat_postMessage(channel=body["user"]["id"], text=owner, blocks=blocks)


def done(ack: Any, respond: Any) -> None:
    ack()
    respond(text="Thank you", replace_original=True)


def opened(event: Json, client: WebClient) -> None:
    client.views_publish(user_id=event["user"], view=home())


@pytest.mark.parametrize("connect", [over_http, over_socket])
def test_the_whole_round_of_an_unmodified_app_without_asyncio(
    run: Running, maria: Person, connect: Connect
) -> None:
    with connect(run, small_app(run)):
        go_round(run, maria)
