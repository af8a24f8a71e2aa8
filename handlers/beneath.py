"""What a form about a question lies on, shown afresh once the form has changed what it says.

A form remembers the list or the section from which it was opened; a form that has taken its place
leaves none to go back to (https://docs.slack.dev/surfaces/modals#view_stack).
"""

from functools import partial

from blocks import clarify as clarify_blocks
from blocks import review as review_blocks
from blocks.kit import Json
from handlers.dump_views import update
from handlers.request import Request
from handlers.telling import is_deepest
from handlers.values import id_in, metadata_of
from playbook import clarify, review

LIST = "clarify.list"
"""The modal that lists questions."""

READING = "review.reading"
"""The modal in which a blueprint is read."""


def under(request: Request) -> Json:
    """Return what a form that is opened here lies on, for its metadata; else nothing."""
    view = request.view
    if view.get("callback_id") not in (LIST, READING) or is_deepest(view):
        return {}
    meta = metadata_of(view)
    where = {name: meta[name] for name in ("section", "page") if name in meta}
    return {"view": str(view["id"]), **where}


def show_again(request: Request, handoff_id: int) -> None:
    """Show afresh what the form, or what stands in its place now, lies on."""
    under_it = metadata_of(request.view).get("under")
    if isinstance(under_it, dict) and under_it.get("view"):
        request.after(partial(_show, request, handoff_id, under_it))


async def _show(request: Request, handoff_id: int, under_it: Json) -> None:
    """Read it anew and update it. Raises Refused and SlackError."""
    page, section = id_in(under_it.get("page") or 0), under_it.get("section")
    if section is None:
        listed = await request.db.read(clarify.listed, request.actor, handoff_id, page)
        view = clarify_blocks.listing(listed)
    else:
        found = await request.db.read(
            review.read, request.actor, handoff_id, str(section), page, request.now
        )
        view = review_blocks.reading(found)
    await update(request, str(under_it["view"]), view)
