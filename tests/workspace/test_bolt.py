"""Bolt for Python, unmodified: the whole round over HTTP and over Socket Mode."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.blocks import Json, actions, button, home, labelled, modal, option, text_input
from tests.workspace.serving import KEYS, Running, bolt_over_http, in_loop_thread
from workspace.client import Person

Connect = Callable[[Running, Callable[[AsyncApp], None]], AbstractContextManager[None]]


@contextmanager
def bolt_over_socket(run: Running, listen: Callable[[AsyncApp], None]) -> Iterator[None]:
    """A Bolt app that connects by Socket Mode, as its documentation starts it."""
    with in_loop_thread() as loop:

        async def connect() -> AsyncSocketModeHandler:
            client = AsyncWebClient(KEYS.bot_token, base_url=f"{run.url}/api/")
            app = AsyncApp(client=client, signing_secret=KEYS.signing_secret)
            listen(app)
            handler = AsyncSocketModeHandler(app, KEYS.app_token, web_client=client)
            await handler.connect_async()  # type: ignore[no-untyped-call]
            return handler

        handler = asyncio.run_coroutine_threadsafe(connect(), loop).result(10)
        try:
            yield
        finally:
            closing = handler.close_async()  # type: ignore[no-untyped-call]
            asyncio.run_coroutine_threadsafe(closing, loop).result(10)


FORM = modal(
    text_input("account"),
    labelled({"type": "external_select", "action_id": "owner", "min_query_length": 0}, "who"),
    labelled({"type": "datepicker", "action_id": "when"}, "when", dispatch_action=True),
)


def start_form(app: AsyncApp) -> None:
    """A small app: a command opens a form whose submission is answered by a message."""

    @app.command("/handoff")
    async def command(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.options("owner")
    async def owners(ack: Any) -> None:
        await ack(options=[option("idris"), option("maria")])

    @app.action("when")
    async def when(ack: Any, body: Json, action: Json, client: AsyncWebClient) -> None:
        await ack()
        view = {**FORM, "title": {"type": "plain_text", "text": action["selected_date"]}}
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)

    @app.view("form")
    async def submitted(ack: Any, body: Json, client: AsyncWebClient) -> None:
        values = body["view"]["state"]["values"]
        if values["account"]["text"]["value"] == "Taken":
            await ack(response_action="errors", errors={"account": "Acme is taken."})
            return
        await ack()
        owner = values["who"]["owner"]["selected_option"]["value"]
        blocks = [actions(button("Done", "done"))]
        await client.chat_postMessage(channel=body["user"]["id"], text=owner, blocks=blocks)

    @app.action("done")
    async def done(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Thank you", replace_original=True)

    @app.event("app_home_opened")
    async def opened(event: Json, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view=home())


def go_round(run: Running, maria: Person) -> None:
    """Maria uses the app whole: command, modal, options, errors, message, button, App Home."""
    assert maria.command("/handoff start")["ok"] is True
    maria.wait_for(lambda seen: seen["views"], why="the form")
    maria.choose("when", "2026-03-20")
    run.workspace.quiet()
    assert maria.view["title"]["text"] == "2026-03-20"
    maria.choose("owner", "Idris")
    maria.type("text", "Taken")
    maria.submit()
    assert maria.view["errors"] == {"account": "Acme is taken."}
    maria.type("text", "Acme")
    maria.submit()
    maria.wait_for(lambda seen: not seen["views"], why="the form to close")
    run.workspace.quiet()
    assert maria.dm[-1]["text"] == "idris"
    maria.press("Done", in_=maria.dm[-1])
    run.workspace.quiet()
    assert maria.dm[-1]["text"] == "Thank you"
    maria.open_home()
    run.workspace.quiet()
    assert maria.home["blocks"][0]["type"] == "section"


@pytest.mark.parametrize("connect", [bolt_over_http, bolt_over_socket])
def test_the_whole_round_of_an_unmodified_bolt_app(
    run: Running, maria: Person, connect: Connect
) -> None:
    with connect(run, start_form):
        go_round(run, maria)


def test_a_socket_that_is_told_to_refresh_connects_anew(run: Running, maria: Person) -> None:
    with bolt_over_socket(run, start_form):
        assert run.workspace.post("/control/disconnect")["connections"] == 1
        maria.wait_for(lambda _seen: maria.command("/handoff")["ok"], why="the app again")
        maria.wait_for(lambda seen: seen["views"], why="the form")


def test_a_socket_needs_a_ticket_that_was_handed_out(run: Running) -> None:
    async def connect() -> int:
        async with aiohttp.ClientSession() as session:
            try:
                await session.ws_connect(f"{run.url}/socket?ticket=guessed")
            except aiohttp.WSServerHandshakeError as error:
                return error.status
        return 101

    assert asyncio.run(connect()) == 403
