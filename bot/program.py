"""The program, assembled: everything is made here once, in order, and ended in the reverse one."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot import journeys
from bot.answers import AnswerShower
from bot.archiving import Archiver
from bot.asks import AskShower
from bot.bolt import Dispatcher, make_dispatcher
from bot.canvas import CanvasKeeper
from bot.clock import FollowedClock, RealClock
from bot.customer_messages import MessageShower
from bot.delivery import Deliverer
from bot.engine import Engine, Pace
from bot.installations import Installation, Installations, introduce
from bot.leaving import Leaver, PlaceLeaver
from bot.outage import Outage, told_in_short
from bot.people import Directory
from bot.place import PlaceMaker
from bot.questions import QuestionShower
from bot.readiness import make_ready
from bot.sender import Sender, Turn
from bot.settings import Settings
from bot.tasks import Tasks
from bot.web_client import make_client, make_session
from bot.worker import Rhythm, Worker
from handlers.request import Services
from handlers.shell import Shell, log_unexpected
from handlers.slack import Passing, Slack, SlackError, WorkspaceSlack
from playbook import asks, message_writing
from storage.crypto import key_ring
from storage.database import Database, make_engine
from storage.sending import Holder, Limits
from storage.tables import Outgoing

log = logging.getLogger(__name__)

_DRAIN_SECONDS = 5.0
_IDLE_SECONDS = 10.0
"""How long a transaction may stand still; a use case takes milliseconds between two statements."""
_TRIES = 5
_YOUNG = 10_000
"""Objects that are made between two passes of the collector. A request makes some thousands, nearly
all of which go by themselves: passing after each 700, as Python does, looks at them for nothing."""


class CannotStart(Exception):
    """The program cannot start. `str()` says why, and how to mend it."""


@dataclass(frozen=True)
class Program:
    """What a transport needs."""

    settings: Settings
    client: AsyncWebClient
    dispatcher: Dispatcher
    database: Database


@asynccontextmanager
async def running(settings: Settings, role: str, *, works: bool) -> AsyncIterator[Program]:
    """Assemble the program and keep it running inside the block.

    `works`: also carry out jobs. `role` tells processes on one machine apart. Raises CannotStart.
    """
    async with AsyncExitStack() as stack:
        key_ring.use(list(settings.encryption_keys))
        database = await _open_database(stack, settings)
        _report_outages(stack, database, settings, works=works)
        session = await stack.enter_async_context(make_session(settings))
        client, poster = make_client(settings, session), make_client(settings, session, waits=False)
        clock = _make_clock(settings, session)
        await clock.begin()
        installations = Installations()
        installations.add(await _introduce(client, settings, database, clock))
        slack = Slack(client, installations.token_of)
        directory = Directory(database, slack, clock)
        services = Services(database, slack, clock, installations.bot_user_id, directory)
        tasks = Tasks()
        stack.push_async_callback(tasks.drain, _DRAIN_SECONDS)
        engine = Engine(database, settings.executor_for(role), _pace(settings))
        stack.push_async_callback(engine.close, _DRAIN_SECONDS)
        database.enqueue_with(engine.enqueue)
        _in_background(stack, clock.follow())
        if works:
            deliverer = _make_deliverer(services, engine, Slack(poster, installations.token_of))
            work = Work(settings, services, engine, clock, tasks, installations, deliverer)
            await _begin_work(stack, work)
            _in_background(stack, _meet_people(directory, installations))
        shell = Shell(services, journeys.make_router(), tasks.start, frozenset(settings.admins))
        _settle()
        dispatcher = make_dispatcher(client, installations, shell)
        yield Program(settings, client, dispatcher, database)


def _settle() -> None:
    """Tell the collector that what is made by now stays: a pass over it takes a tenth of a second.

    https://docs.python.org/3/library/gc.html#gc.freeze
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG)


def _make_clock(settings: Settings, session: aiohttp.ClientSession) -> RealClock:
    if settings.workspace_url is None:
        return RealClock()
    return FollowedClock(settings.workspace_url, session)


def _pace(settings: Settings) -> Pace:
    return Pace(
        places_a_minute=settings.places_a_minute,
        polling_seconds=settings.queue_seconds,
        call_seconds=settings.http_timeout,
    )


async def _open_database(stack: AsyncExitStack, settings: Settings) -> Database:
    database = Database(make_engine(settings.database_url, idle_seconds=_IDLE_SECONDS))
    stack.callback(database.close)
    make_ready(database.engine, settings.database_url)
    return database


def _report_outages(
    stack: AsyncExitStack, database: Database, settings: Settings, *, works: bool
) -> None:
    if database.engine.dialect.name == "sqlite":
        return  # a file does not hang up
    every = f"every {settings.queue_seconds:g} s" if works else "with each request"
    stack.enter_context(told_in_short(database.engine, Outage(f"Trying again {every}.")))


async def _introduce(
    client: AsyncWebClient, settings: Settings, database: Database, clock: RealClock
) -> Installation:
    slack = WorkspaceSlack(client, settings.slack_bot_token)
    for attempt in range(_TRIES):
        try:
            return await introduce(slack, database, clock.now())
        except Passing as error:
            log.warning("Slack cannot be reached (%s); trying again.", error.code)
            await asyncio.sleep(2**attempt / 4)
        except SlackError as error:
            raise CannotStart(
                f"Slack does not accept SLACK_BOT_TOKEN ({error.code}). Copy it again from "
                "“OAuth & Permissions” of your app; `handoff doctor` says more."
            ) from error
    raise CannotStart(f"Slack cannot be reached at {settings.slack_api_url}.")


def _make_deliverer(services: Services, engine: Engine, poster: Slack) -> Deliverer:
    deliverer = Deliverer(services, journeys.composers(), engine.enqueue, poster)
    deliverer.effects["place"] = PlaceMaker(services, deliverer)
    deliverer.effects["archive"] = Archiver(services)
    deliverer.effects["leave"] = Leaver(services)
    deliverer.effects["place_left"] = PlaceLeaver(services)
    deliverer.effects["canvas"] = CanvasKeeper(services, deliverer)
    deliverer.effects["answer_shown"] = AnswerShower(services)
    deliverer.effects["question_shown"] = QuestionShower(services)
    deliverer.effects[message_writing.SHOWN] = MessageShower(services)
    deliverer.effects[asks.SHOWN] = AskShower(services, deliverer.composers)
    return deliverer


@dataclass(frozen=True)
class Work:
    """What a process that works needs."""

    settings: Settings
    services: Services
    engine: Engine
    clock: RealClock
    tasks: Tasks
    installations: Installations
    deliverer: Deliverer


async def _begin_work(stack: AsyncExitStack, work: Work) -> None:
    """Carry out jobs, send messages and pass over what is due, in the background."""
    settings, services = work.settings, work.services
    rhythm = Rhythm(settings.scan_seconds, settings.http_timeout)
    worker = Worker(services, work.engine, work.clock, work.tasks, rhythm)
    sender = Sender(services, work.deliverer, work.installations, _turn(work), worker.wake)

    async def carry_out(outgoing_id: int) -> None:
        await work.deliverer.carry_out(outgoing_id)
        worker.wake()

    def enqueue(session: Session, row: Outgoing) -> None:
        work.engine.enqueue(session, row)
        worker.announce()

    services.database.enqueue_with(enqueue)
    await worker.begin()
    await work.engine.launch(carry_out)
    stack.push_async_callback(sender.drain, _DRAIN_SECONDS)
    _in_background(stack, sender.run())
    _in_background(stack, worker.run())


def _turn(work: Work) -> Turn:
    settings = work.settings
    limits = Limits(settings.messages_a_second, settings.messages_a_minute / 60)
    call = timedelta(seconds=settings.http_timeout)
    return Turn(limits, Holder(work.engine.executor, 4 * call, call), settings.queue_seconds)


def _in_background(stack: AsyncExitStack, work: Coroutine[Any, Any, None]) -> None:
    """Start some work that goes on until the program ends."""
    task = asyncio.create_task(work)
    task.add_done_callback(_ended)
    stack.push_async_callback(_cancel, task)


def _ended(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log_unexpected(error)


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})


async def _meet_people(directory: Directory, installations: Installations) -> None:
    """Learn who there is, once Slack says so: until then strangers are asked for one by one."""
    for workspace_id in installations.workspace_ids():
        wait = 1.0
        while True:
            try:
                await directory.meet_everybody(workspace_id)
                break
            except SlackError as error:
                log.warning("The people of a workspace are not known yet: %s", error.code)
                await asyncio.sleep(wait)
                wait = min(wait * 2, 300.0)
