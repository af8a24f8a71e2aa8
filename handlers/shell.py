"""Around every handler: finds it, asks who is there, answers what it refuses, starts what is left.

A handler returns what to acknowledge with, and leaves calls to Slack to `request.after`. Whatever
goes wrong ends here, with an answer to the person: no handler catches more than it can mend.

`request.payload` is what Slack sent; of an event the whole envelope, with the event as "event".
"""

import logging
import traceback
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from blocks.kit import cut, escape
from handlers import telling
from handlers.kinds import Kind, actor_of, channel_of, key_of, kind_of
from handlers.replays import Replays
from handlers.request import Request, Services
from handlers.router import Answer, Handler, Router
from handlers.slack import Gone, Passing, RateLimited, SlackError
from playbook.errors import FieldErrors, Refused
from playbook.words import _, language

log = logging.getLogger(__name__)

Failed = Callable[[BaseException], Coroutine[Any, Any, None]]

ERROR = "unexpected"
"""Where a record of `log_unexpected` carries the error, for who decides whether it is written."""


class Start(Protocol):
    """Starts work that goes on after the acknowledgement; waits while too much is under way."""

    async def __call__(self, work: Coroutine[Any, Any, None], failed: Failed | None = None) -> None:
        """Start it; `failed` is awaited with what it raised, if it raises."""


@dataclass
class Shell:
    """Answers payloads. `admins` are the people whom the settings name (HANDOFF_ADMINS)."""

    services: Services
    router: Router
    start: Start
    admins: frozenset[str] = frozenset()
    _replays: Replays = field(default_factory=Replays)

    async def answer(self, payload: Mapping[str, Any]) -> Answer | None:
        """Return what to acknowledge a payload with; a replay gets the answer of the first time.

        Raises what a handler did not expect; `apologise` then has the answer.
        """
        request = self._request(payload)
        kind = kind_of(payload)
        key = f"{kind}:{request.actor.workspace_id}:{request.key}"
        return await self._replays.once(key, lambda: self._handle(kind, request))

    async def apologise(self, payload: Mapping[str, Any], error: BaseException) -> Answer | None:
        """Log an error that nobody expected and return the answer that says so."""
        log_unexpected(error)
        request = self._request(payload)
        with self._their_language(request):
            return await self._refuse(request, _sorry())

    def _request(self, payload: Mapping[str, Any]) -> Request:
        return Request(
            payload=payload,
            actor=actor_of(payload, self.admins),
            now=self.services.clock.now(),
            key=key_of(payload),
            services=self.services,
            trigger_id=str(payload.get("trigger_id") or ""),
            channel_id=channel_of(payload),
        )

    async def _handle(self, kind: Kind, request: Request) -> Answer | None:
        handler = _find(self.router, kind, request)
        if handler is not None:
            await self._meet(request)
        with self._their_language(request):
            if handler is None:
                return await self._refuse(request, _unknown(self.router, kind, request))
            return await self._answer_with(handler, request)

    async def _answer_with(self, handler: Handler, request: Request) -> Answer | None:
        try:
            answer = await handler(request)
        except FieldErrors as error:
            return telling.field_errors(request, error)
        except Refused as error:
            return await self._refuse(request, escape(str(error)))
        if request.later:
            await self.start(self._finish(request), partial(_apologise_afterwards, request))
        return answer

    async def _meet(self, request: Request) -> None:
        """Make sure that we know who acts. If Slack cannot say, they are a stranger for now."""
        actor = request.actor
        if not actor.id:
            return
        try:
            await self.services.people.know(actor.workspace_id, [actor.id])
        except SlackError as error:
            log.warning("Slack did not say who somebody is: %s", error.code)

    def _their_language(self, request: Request) -> AbstractContextManager[None]:
        """Speak the language of who acts, also in work that is started meanwhile."""
        actor = request.actor
        return language(self.services.people.locale_of(actor.workspace_id, actor.id))

    async def _refuse(self, request: Request, text: str | None) -> Answer | None:
        if text is None:
            return None
        answer = telling.at_once(request, text)
        if answer is None:
            await self.start(telling.try_to_tell(request, text))
        return answer

    async def _finish(self, request: Request) -> None:
        """Do what the handler left for after the acknowledgement, in its order."""
        try:
            for work in request.later:
                await work()
        except Refused as error:
            await telling.try_to_tell(request, escape(str(error)))
        except SlackError as error:
            log.warning("Slack refused what was left to do: %s", error.code)
            await telling.try_to_tell(request, _why_not(error))


async def _apologise_afterwards(request: Request, error: BaseException) -> None:
    log_unexpected(error)
    await telling.try_to_tell(request, _sorry())


def _find(router: Router, kind: Kind, request: Request) -> Handler | None:
    payload = request.payload
    match kind:
        case Kind.COMMAND:
            return router.commands.get(_subcommand(request))
        case Kind.ACTION:
            return router.action(str(request.action.get("action_id")))
        case Kind.SUBMISSION:
            return router.submissions.get(str(request.view.get("callback_id")))
        case Kind.CLOSING:
            return router.closings.get(str(request.view.get("callback_id")))
        case Kind.SHORTCUT:
            return router.shortcuts.get(str(payload.get("callback_id")))
        case Kind.OPTIONS:
            return router.options.get(str(payload.get("action_id")).partition(":")[0])
        case Kind.EVENT:
            return router.events.get(str(payload["event"]["type"]))


def _unknown(router: Router, kind: Kind, request: Request) -> str | None:
    """Return what to say about something that nothing answers; None where nobody waits."""
    if kind is Kind.COMMAND:
        return _nearest(router, request)
    if kind is Kind.OPTIONS:
        return ""
    clicked = kind is Kind.ACTION and request.action.get("type") == "button"
    if clicked or kind in (Kind.SUBMISSION, Kind.SHORTCUT):
        return _("This is from an earlier version of Handoff. `/handoff help` shows what I can do.")
    return None


def _nearest(router: Router, request: Request) -> str:
    word = _subcommand(request)
    name = str(request.payload.get("command"))
    known = [command for command in router.commands if command]
    # A word that was begun is meant before one that merely looks alike.
    close = [command for command in known if command.startswith(word)] or get_close_matches(
        word, known, 1, 0.5
    )
    said = _("I do not know “{word}”.").format(word=escape(cut(word, 50)))
    if close:
        return said + " " + _("Did you mean `{command}`?").format(command=f"{name} {close[0]}")
    return said + " " + _("`{command}` shows what I can do.").format(command=f"{name} help")


def _subcommand(request: Request) -> str:
    words = request.words
    return words[0].lower() if words else ""


def _why_not(error: SlackError) -> str:
    if isinstance(error, Gone):
        return _("That took too long, or is not there any more. Please try again.")
    if isinstance(error, RateLimited | Passing):
        return _("Slack could not do that just now. Please try again in a minute.")
    return _sorry()


def _sorry() -> str:
    return _("Something went wrong on my side. Please try again; if it stays so, tell your admin.")


def log_unexpected(error: BaseException) -> None:
    """Log an error by its kind and place; its message, which may quote people, is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[:-6:-1])
    log.error("Unexpected %s at %s", type(error).__name__, places, extra={ERROR: error})
