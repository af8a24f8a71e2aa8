"""The digest in Slack: sent once a working day, and brought up to date by each click in it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from blocks import checklist as checklist_blocks
from blocks import digest as blocks
from handlers import checklist as posted
from handlers import due
from handlers.messages import Compose, Message
from handlers.request import Request, Services
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.slack import Passing, Permanent
from handlers.values import date_in, id_in, ids_in, inputs_of, metadata_of
from playbook import (
    checklist,
    digest,
    digest_answers,
    last_call,
    not_mine,
    reminders,
    snooze,
)
from playbook.digest_answers import Today
from playbook.snooze import Until
from playbook.words import language
from storage.tables import Outgoing

_NUDGE = "nudge"


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["digest.done"] = tick
    router.actions["digest.tomorrow"] = until_tomorrow
    router.actions["digest.later"] = until_later
    router.actions["digest.not_mine"] = hand_back
    router.actions["digest.not_asked"] = hand_on
    router.actions["digest.leave"] = leave
    router.submissions["digest.until"] = until_a_date


async def tick(request: Request) -> Answer | None:
    """Tick a task, as in the checklist."""
    ids = ids_in(request.value)
    ticked = await request.db.run_briefly(checklist.tick, request.actor, *ids, request.now)
    if ticked.changed:
        posted.refresh_after(request, ticked.handoff_id)
    _show_again(request, checklist_blocks.ticked(ticked))
    return None


async def until_tomorrow(request: Request) -> Answer | None:
    """Put a task off until the next working day."""
    await _put_off(request, request.value, Until.TOMORROW)
    return None


async def until_later(request: Request) -> Answer | None:
    """Put a task off until next week, or ask until when."""
    word, _colon, value = request.value.partition(":")
    if word == Until.NEXT_WEEK:
        await _put_off(request, value, Until.NEXT_WEEK)
        return None
    handoff_id, task_id = ids_in(value)
    channel_id, ts = _message_of(request)
    where = {"channel": channel_id, "ts": ts, "nudge": _is_nudge(request)}
    show(request, blocks.until_form({"handoff": handoff_id, "task": task_id, **where}))
    return None


async def until_a_date(request: Request) -> Answer | None:
    """Put a task off until the chosen date, or move what somebody else hears of it."""
    meta = metadata_of(request.view)
    if meta.get("person"):
        return await due.move(request)
    ids = id_in(meta.get("handoff")), id_in(meta.get("task"))
    on = date_in(inputs_of(request.view).get("on"))
    done = await request.db.run(snooze.put_off, request.actor, *ids, on, request.now)
    place = str(meta.get("channel") or ""), str(meta.get("ts") or "")
    _show_in(request, place, blocks.put_off(done), is_nudge=bool(meta.get("nudge")))
    return None


async def hand_back(request: Request) -> Answer | None:
    """Hand a task back to the lead."""
    ids = ids_in(request.value)
    done = await request.db.run(snooze.hand_back, request.actor, *ids, request.now)
    _show_again(request, blocks.handed_back(done))
    return None


async def hand_on(request: Request) -> Answer | None:
    """Let somebody else be asked what is not one's own."""
    which = id_in(request.value)
    done = await request.db.run(not_mine.hand_on, request.actor, which, request.now)
    posted.refresh_after(request, done.handoff_id)
    _show_again(request, blocks.handed_on(done))
    return None


async def leave(request: Request) -> Answer | None:
    """Leave a task that was handed back with whose it was."""
    ids = ids_in(request.value)
    done = await request.db.run(snooze.leave_with, request.actor, *ids, request.now)
    _show_again(request, blocks.left_with(done))
    return None


async def _put_off(request: Request, value: str, until: Until) -> None:
    ids = ids_in(value)
    done = await request.db.run(snooze.put_off, request.actor, *ids, until, request.now)
    _show_again(request, blocks.put_off(done))


async def show_answered(
    services: Services,
    workspace_id: str,
    check_in_ids: Sequence[int],
    *,
    but_for: str | None = None,
) -> None:
    """Let the digests of today that ask these check-ins show what has become of them.

    `but_for` is whose digest shows it already, with a word about it. Raises as `_bring_up_to_date`.
    """
    now = services.clock.now()
    found = await services.database.read(
        digest_answers.of_check_ins, workspace_id, check_in_ids, now
    )
    await _bring_up_to_date(services, workspace_id, found, but_for)


async def show_question(services: Services, workspace_id: str, question_id: int) -> None:
    """Let the digest of today that tells of a question of the blueprint show how it stands.

    Raises as `_bring_up_to_date`.
    """
    now = services.clock.now()
    found = await services.database.read(digest_answers.of_question, workspace_id, question_id, now)
    await _bring_up_to_date(services, workspace_id, found)


async def _bring_up_to_date(
    services: Services, workspace_id: str, found: Today, but_for: str | None = None
) -> None:
    """Show in digests what is the case now. One that Slack will not change stays as it is.

    Raises Passing while one more is being sent, and what else Slack says.
    """
    now = services.clock.now()
    for row in found.arrived:
        if row.person_id != but_for:
            await _show_now(services, workspace_id, row, now)
    if not found.is_complete:
        raise Passing("digest_under_way")


async def _show_now(services: Services, workspace_id: str, row: Outgoing, now: datetime) -> None:
    person_id = str(row.person_id)
    found = await services.database.read(digest.read, workspace_id, person_id, now)
    with language(services.people.locale_of(workspace_id, person_id)):
        text, content = blocks.message(found)
    with suppress(Permanent):
        slack = services.slack.of(workspace_id)
        await slack.update(str(row.channel_id), str(row.ts), text, content)


def _show_again(request: Request, note: str) -> None:
    _show_in(request, _message_of(request), note, is_nudge=_is_nudge(request))


def _show_in(request: Request, place: tuple[str, str], note: str, *, is_nudge: bool) -> None:
    """Bring the message up to date, once for all clicks that come meanwhile."""
    work = partial(_update, request, *place, note, is_nudge=is_nudge)
    key = "digest", request.actor.workspace_id, *place
    request.after(partial(request.services.gathering.run, key, work))


async def _update(request: Request, channel_id: str, ts: str, note: str, *, is_nudge: bool) -> None:
    """Show in the message what was done, and what is left (chat.update)."""
    text, content = blocks.answered(note)
    if not is_nudge:
        who = request.actor
        now = request.services.clock.now()
        found = await request.db.read(digest.read, who.workspace_id, who.id, now)
        text, content = blocks.message(found, note)
    with suppress(Permanent):  # whoever deleted it meanwhile needs no newer one
        await request.slack.update(channel_id, ts, text, content)


def _message_of(request: Request) -> tuple[str, str]:
    container = request.payload.get("container") or {}
    return str(container.get("channel_id") or ""), str(container.get("message_ts") or "")


def _is_nudge(request: Request) -> bool:
    return str(request.action.get("block_id")).startswith(_NUDGE)


def _digest(session: Session, row: Outgoing, now: datetime) -> Message | None:
    found = digest.for_row(session, row, now)
    return Message(*blocks.message(found)) if found else None


def _overdue(session: Session, row: Outgoing, now: datetime) -> Message | None:
    found = digest.overdue(session, row, now)
    return Message(*blocks.overdue(found), channel_id=found.channel_id) if found else None


def _nudge(session: Session, row: Outgoing, now: datetime) -> Message | None:
    found = digest.nudge(session, row, now)
    return Message(*blocks.nudge(found)) if found else None


def _last_call(session: Session, row: Outgoing, now: datetime) -> Message | None:
    found = last_call.read(session, row, now)
    return Message(*blocks.last_call(found)) if found else None


MESSAGES: Mapping[str, Compose] = {
    reminders.DIGEST: _digest,
    reminders.OVERDUE: _overdue,
    snooze.NUDGE: _nudge,
    last_call.LAST_CALL: _last_call,
}
"""What this journey says of its own accord."""
