"""The intro call's calendar file in Slack: a form, then a file in the handoff's channel (R8).

https://docs.slack.dev/messaging/working-with-files#uploading_files
"""

from datetime import UTC, datetime
from functools import partial

from blocks import call_file as blocks
from handlers import checklist
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import id_in, inputs_of
from playbook import call_file
from playbook.call_file import USUAL, Made, Wanted

_NAME = "intro-call.ics"


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["call_file.open"] = open_form
    router.submissions["call_file.make"] = make


async def open_form(request: Request) -> Answer | None:
    """Ask for the day, the time and who takes part."""
    found = await request.db.read(call_file.form, request.actor, id_in(request.value), request.now)
    show(request, blocks.form(found))
    return None


async def make(request: Request) -> Answer | None:
    """Make the file, post it in the channel, and say so."""
    handoff_id, wanted = id_in(request.view.get("private_metadata")), _wanted(request)
    made = await request.db.run(call_file.make, request.actor, handoff_id, wanted, request.now)
    request.after(partial(_post, request, made))
    if wanted.moves_plan:
        checklist.refresh_after(request, handoff_id)
    return {"response_action": "update", "view": blocks.posted(made)}


async def _post(request: Request, made: Made) -> None:
    """Post the file where the handoff lives. Raises SlackError."""
    await request.slack.upload(
        made.channel_id,
        _NAME,
        made.content,
        blocks.comment(made),
        thread_ts=made.thread_ts,
    )


def _wanted(request: Request) -> Wanted:
    values = inputs_of(request.view)
    return Wanted(
        title=str(values.get("title") or ""),
        starts_at=_moment(values.get("starts_at")),
        minutes=id_in(values.get("minutes") or USUAL),
        contact_ids=tuple(id_in(one) for one in values.get("contacts") or ()),
        moves_plan=blocks.MOVES in (values.get("moves_plan") or ()),
    )


def _moment(value: object) -> datetime | None:
    """Return the moment that a date and time picker holds: seconds since 1970."""
    return datetime.fromtimestamp(id_in(value), UTC) if value else None
