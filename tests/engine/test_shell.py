"""Around every handler: what it refuses, and what goes wrong, ends with an answer to the person."""

import asyncio
import logging
import socket
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.tasks import Tasks
from handlers.request import Request, Services
from handlers.router import Answer, Router
from handlers.shell import Shell
from handlers.slack import Gone, Slack
from playbook import words
from playbook.errors import FieldErrors, NotNow
from playbook.people import Profile
from storage.database import Database, make_engine
from tests.engine.requests import clicked
from tests.northwind import BOT, MONDAY

Call = tuple[str, dict[str, Any]]
ZAMENHOF = "U0ZAMENHOF"
_LONG = 60.0
"""Seconds: what hangs is given up long before, on a slow machine too."""


class RecordingClient(AsyncWebClient):
    """Answers every call with ok and writes it down."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Call] = []

    async def api_call(self, api_method: str, **parts: Any) -> AsyncSlackResponse:
        """Write the call down."""
        self.calls.append((api_method, parts["json"] or parts["data"]))
        answer = {"ok": True, "ts": "1.0", "view": {}, "channel": {"id": "D1"}}
        return AsyncSlackResponse(
            client=self,
            http_verb="POST",
            api_url=api_method,
            req_args={},
            data=answer,
            headers={},
            status_code=200,
        )


class Monday:
    """It is always Monday."""

    def now(self) -> datetime:
        """Monday morning."""
        return MONDAY


class Everybody:
    """Everybody is known; Zamenhof reads Esperanto."""

    async def know(self, _workspace_id: str, _person_ids: Sequence[str]) -> None:
        """They are."""

    async def meet(self, _workspace_id: str, _profiles: Sequence[Profile]) -> None:
        """They were met before."""

    def locale_of(self, _workspace_id: str, person_id: str) -> str:
        """Return what they read."""
        return "eo" if person_id == ZAMENHOF else "en-US"


class Bench:
    """A shell with a router to fill, and what Slack was asked."""

    def __init__(self, database: Database) -> None:
        self.client = RecordingClient()
        self.router = Router()
        self.tasks = Tasks()
        services = Services(
            database, Slack(self.client, lambda _: "xoxb-1"), Monday(), lambda _: BOT, Everybody()
        )
        self.shell = Shell(services, self.router, self.tasks.start)

    async def answer(self, payload: dict[str, Any]) -> Answer | None:
        """Answer as the program does, and wait for what goes on afterwards."""
        try:
            return await self.shell.answer(payload)
        except (ZeroDivisionError, OperationalError) as error:
            return await self.shell.apologise(payload, error)
        finally:
            await self.tasks.drain(5)
            await self.tasks.drain(5)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    database = Database(make_engine(f"sqlite:///{tmp_path / 'shell.sqlite'}"))
    yield Bench(database)
    database.close()


@pytest.fixture
def silent() -> Iterator[Database]:
    """A database whose server takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        database = Database(
            make_engine(f"postgresql://lena@127.0.0.1:{server.getsockname()[1]}/db")
        )
        yield database
        database.close()


def _command(text: str) -> dict[str, Any]:
    return {
        "command": "/handoff",
        "text": text,
        "team_id": "T1",
        "user_id": "U1",
        "channel_id": "C1",
        "trigger_id": f"t-{text}",
    }


def _submission(blocks: list[str], depth: int = 1) -> dict[str, Any]:
    previous = {1: None, 2: "V1", 3: "V9"}[depth]
    return {
        "type": "view_submission",
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "trigger_id": "t-submission",
        "view": {
            "id": "V1" if depth == 1 else "V5",
            "type": "modal",
            "root_view_id": "V1",
            "previous_view_id": previous,
            "callback_id": "some.form",
            "blocks": [{"type": "input", "block_id": block} for block in blocks],
        },
    }


async def _refuse(_request: Request) -> Answer | None:
    raise NotNow("It is closed.")


async def _break(_request: Request) -> Answer | None:
    return {"text": str(1 // 0)}


async def _complain(_request: Request) -> Answer | None:
    raise FieldErrors({"goals": "Say more.", "elsewhere": "And here."})


async def test_a_refused_command_is_answered_where_it_was_typed(bench: Bench) -> None:
    bench.router.commands["go"] = _refuse
    answer = await bench.answer(_command("go"))
    assert answer == {"response_type": "ephemeral", "text": "It is closed."}


async def test_a_refused_click_on_a_message_is_answered_beside_it(bench: Bench) -> None:
    bench.router.actions["old.button"] = _refuse
    assert await bench.answer(clicked("old.button")) is None
    [(method, arguments)] = bench.client.calls
    assert method == "chat.postEphemeral"
    assert (arguments["user"], arguments["text"]) == ("U0MARIA", "It is closed.")


async def test_a_refused_submission_keeps_what_was_typed_below_the_answer(bench: Bench) -> None:
    bench.router.submissions["some.form"] = _refuse
    answer = await bench.answer(_submission(["goals"]))
    assert answer is not None
    assert answer["response_action"] == "push"


async def test_on_the_third_modal_a_refusal_takes_its_place(bench: Bench) -> None:
    bench.router.submissions["some.form"] = _refuse
    answer = await bench.answer(_submission(["goals"], depth=3))
    assert answer is not None
    assert answer["response_action"] == "update"


async def test_a_field_error_stands_at_its_field_whatever_its_suffix(bench: Bench) -> None:
    bench.router.submissions["some.form"] = _complain
    answer = await bench.answer(_submission(["name", "goals@3"]))
    assert answer == {"response_action": "errors", "errors": {"goals@3": "Say more."}}


async def test_errors_of_fields_that_are_not_shown_are_told_all_the_same(bench: Bench) -> None:
    bench.router.submissions["some.form"] = _complain
    answer = await bench.answer(_submission(["name"]))
    assert "Say more. And here." in str(answer)


async def test_an_error_that_nobody_expected_is_apologised_for(bench: Bench) -> None:
    bench.router.commands["go"] = _break
    answer = await bench.answer(_command("go"))
    assert answer is not None
    assert "went wrong on my side" in answer["text"]


async def test_a_database_that_never_answers_is_apologised_for_within_seconds(
    silent: Database,
) -> None:
    async def look(request: Request) -> Answer | None:
        await request.db.read(lambda session: session.scalar(select(1)))
        return {"text": "never seen"}

    bench = Bench(silent)
    bench.router.commands["go"] = look
    async with asyncio.timeout(_LONG):
        answer, reached = await asyncio.gather(
            bench.answer(_command("go")), silent.is_reached(_LONG)
        )
    assert answer is not None
    assert "went wrong on my side" in answer["text"]
    assert not reached


async def test_it_is_logged_by_kind_and_place_without_what_people_wrote(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    async def quote(_request: Request) -> Answer | None:
        raise ZeroDivisionError("Acme is furious")

    bench.router.commands["go"] = quote
    with caplog.at_level(logging.ERROR):
        await bench.answer(_command("go"))
    assert "Unexpected ZeroDivisionError at test_shell.py:" in caplog.text
    assert "furious" not in caplog.text


async def test_an_error_after_the_acknowledgement_is_told_beside_the_click(bench: Bench) -> None:
    async def promise(request: Request) -> Answer | None:
        async def fail() -> None:
            await _break(request)

        request.after(fail)
        return None

    bench.router.actions["some.button"] = promise
    await bench.answer(clicked("some.button"))
    [(method, arguments)] = bench.client.calls
    assert method == "chat.postEphemeral"
    assert "went wrong on my side" in arguments["text"]


async def test_a_modal_that_came_too_late_is_said_to(bench: Bench) -> None:
    async def too_late(request: Request) -> Answer | None:
        async def fail() -> None:
            raise Gone("expired_trigger_id")

        request.after(fail)
        return None

    bench.router.actions["some.button"] = too_late
    await bench.answer(clicked("some.button"))
    assert "took too long" in bench.client.calls[-1][1]["text"]


async def test_a_replay_is_answered_as_before_and_does_nothing_again(bench: Bench) -> None:
    done: list[str] = []

    async def once(request: Request) -> Answer | None:
        done.append(request.key)
        return {"text": "done"}

    bench.router.commands["go"] = once
    answers = [await bench.answer(_command("go")) for _ in range(3)]
    assert answers == [{"text": "done"}] * 3
    assert len(done) == 1


async def test_what_failed_may_be_tried_again(bench: Bench) -> None:
    bench.router.commands["go"] = _break
    await bench.answer(_command("go"))

    async def work(_request: Request) -> Answer | None:
        return {"text": "done"}

    bench.router.commands["go"] = work
    assert await bench.answer(_command("go")) == {"text": "done"}


async def test_a_button_of_an_earlier_version_is_answered_kindly(bench: Bench) -> None:
    await bench.answer(clicked("long.gone"))
    assert "earlier version" in bench.client.calls[-1][1]["text"]


async def test_the_same_trigger_in_two_workspaces_is_two_requests(bench: Bench) -> None:
    seen: list[str] = []

    async def note(request: Request) -> Answer | None:
        seen.append(request.actor.workspace_id)
        return None

    bench.router.commands["go"] = note
    await bench.answer(_command("go"))
    await bench.answer(_command("go") | {"team_id": "T2"})
    assert seen == ["T1", "T2"]


async def test_a_language_is_added_as_a_file_and_spoken_everywhere_to_who_reads_it(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "LOCALES", tmp_path / "locales")
    _add_language(words.LOCALES / "eo", {"Help": "Helpo"})
    said = []

    async def help_(request: Request) -> Answer | None:
        said.append(words._("Help"))
        said.append(await request.db.read(lambda _session: words._("Help")))

        async def afterwards() -> None:
            said.append(words._("Help"))

        request.after(afterwards)
        return None

    bench.router.commands["help"] = help_
    await bench.answer({**_command("help"), "user_id": ZAMENHOF})
    assert said == ["Helpo"] * 3
    await bench.answer({**_command("help"), "trigger_id": "t-2"})
    assert said[3:] == ["Help"] * 3


def _add_language(folder: Path, texts: dict[str, str]) -> None:
    catalog = Catalog()
    for text, translated in texts.items():
        catalog.add(text, translated)
    (folder / "LC_MESSAGES").mkdir(parents=True)
    with (folder / "LC_MESSAGES" / "handoff.mo").open("wb") as file:
        write_mo(file, catalog)
