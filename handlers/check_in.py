"""Check-ins in Slack: the DM that asks, the modal that takes the answer, the DM that shows it."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from blocks import check_in as blocks
from handlers import checklist, digest, gathered, home
from handlers.messages import Compose, Message
from handlers.request import Request, Services
from handlers.router import Answer, Router
from handlers.slack import Passing, Permanent, RateLimited
from handlers.values import id_in, inputs_of, metadata_of
from playbook import answering, matters, not_mine, sentiment
from playbook.answering import Given
from playbook.errors import FieldErrors, NotThere
from playbook.sentiment import Common, Sheet
from playbook.words import _, language
from storage.choices import CheckInState, Score
from storage.tables import Outgoing

NEW = "new"
"""What stands for a contact's id where somebody is named for the first time."""


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["check_in.open"] = open_form
    router.actions["check_in.read"] = open_answers
    router.actions["check_in.common"] = answer_common
    router.submissions["check_in.answer"] = answer


async def open_form(request: Request) -> Answer | None:
    """Open the modal that takes the answer, or its correction."""
    sheet = await request.db.read(answering.open_sheet, request.actor, id_in(request.value))
    request.after(partial(request.slack.open_view, request.trigger_id, blocks.form(sheet)))
    return None


async def open_answers(request: Request) -> Answer | None:
    """Open the answers with their notes, for one person."""
    sheet = await request.db.read(answering.read_sheet, request.actor, id_in(request.value))
    request.after(partial(request.slack.open_view, request.trigger_id, blocks.answers(sheet)))
    return None


async def answer(request: Request) -> Answer | None:
    """Take the answer: the DMs that asked, the checklist and the person's home then show it."""
    meta = metadata_of(request.view)
    sheet = await request.db.run(
        answering.answer,
        request.actor,
        id_in(meta.get("check_in")),
        list(_given(request.view)),
        request.now,
        key=request.key,
        seen=id_in(meta.get("seen")),
    )
    _show_everywhere(request, sheet)
    return None


async def answer_common(request: Request) -> Answer | None:
    """Take the answer that one click gives for everybody."""
    check_in_id, common, seen = _common(request.value)
    sheet = await request.db.run(
        answering.answer_common,
        request.actor,
        check_in_id,
        common,
        request.now,
        key=request.key,
        seen=seen,
    )
    _show_everywhere(request, sheet)
    return None


def _show_everywhere(request: Request, sheet: Sheet) -> None:
    workspace_id = request.actor.workspace_id
    request.after(partial(_show_at_once, request, sheet.check_in_id))
    request.after(partial(checklist.refresh, request.services, workspace_id, sheet.handoff_id))
    ids = [sheet.check_in_id]
    request.after(partial(gathered.show, request.services, workspace_id, ids))
    request.after(partial(home.publish, request))


async def show_answer(services: Services, workspace_id: str, check_in_id: int) -> bool:
    """Let every DM and digest that asked show the answer; return False while one is being sent.

    One that was deleted, or that Slack will not change, stays as it is. Raises RateLimited and
    Passing.
    """
    found = await services.database.read(answering.to_show, workspace_id, check_in_id)
    with language(services.people.locale_of(workspace_id, found.sheet.person_id)):
        text, content = (
            blocks.handed_on(found.sheet, found.handed_to)
            if found.handed_to
            else blocks.message(found.sheet)
        )
    slack = services.slack.of(workspace_id)
    for channel_id, ts in found.asks:
        with suppress(Permanent):
            await slack.update(channel_id, ts, text, content)
    clicked_by = found.sheet.person_id if found.handed_to else None  # theirs says so already
    await digest.show_answered(services, workspace_id, [check_in_id], but_for=clicked_by)
    if found.is_complete:
        now = services.clock.now()
        await services.database.run(answering.shown, workspace_id, check_in_id, now)
    return found.is_complete


def compose_ask(session: Session, row: Outgoing, now: datetime) -> Message | None:
    """Compose the DM that asks; None if it was answered, handed on or called off meanwhile."""
    sheet = _sheet_of(session, row)
    if sheet is None or sheet.is_over or sheet.state is not CheckInState.ASKED:
        return None
    if sheet.person_id != row.person_id:
        return None
    open_matters = matters.of(session, row.workspace_id, sheet.handoff_id, now)
    not_of = not_mine.said_by(session, row.workspace_id, sheet.check_in_id)
    return Message(*blocks.message(sheet, open_matters, not_of))


def compose_alarm(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    """Compose the DM about somebody unhappy or silent; None if that was corrected meanwhile."""
    sheet = _sheet_of(session, row)
    if sheet is None or sheet.is_over:
        return None
    if not any(one.needs_attention for one in sheet.stakeholders):
        return None
    return Message(*blocks.alarm(sheet, reopened=bool(row.detail.get("reopened"))))


MESSAGES: Mapping[str, Compose] = {"check_in": compose_ask, "attention": compose_alarm}


async def _show_at_once(request: Request, check_in_id: int) -> None:
    """Show the answer without waiting for the outbox, which keeps the promise if Slack cannot."""
    with suppress(RateLimited, Passing):
        await show_answer(request.services, request.actor.workspace_id, check_in_id)


def _sheet_of(session: Session, row: Outgoing) -> Sheet | None:
    if row.check_in_id is None:
        return None
    return sentiment.read(session, row.workspace_id, row.check_in_id)


def _given(view: Mapping[str, Any]) -> Iterator[Given]:
    """Read the answers out of the modal. Raises FieldErrors where a score is missing."""
    values = inputs_of(view)
    for block_id, value in values.items():
        field, _at, who = block_id.partition("@")
        if field != "score":
            continue
        yield Given(
            score=_score(value),
            note=values.get(f"note@{who}") or "",
            contact_id=None if who == NEW else id_in(who),
            name=values.get("name") or "",
        )


def _common(value: str) -> tuple[int, Common, int]:
    """Read a button's value "check-in:answer:newest answer". Raises NotThere."""
    check_in, _colon, rest = value.partition(":")
    word, _colon, seen = rest.partition(":")
    if word not in tuple(Common):
        raise NotThere(_("This button leads nowhere any more."))
    return id_in(check_in), Common(word), id_in(seen)


def _score(word: object) -> Score:
    try:
        return Score(str(word))
    except ValueError:
        raise FieldErrors({"score": _("Choose how they feel, or “No signal”.")}) from None
