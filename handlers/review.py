"""The review in Slack: its people read a blueprint, the incoming CSM accepts or returns it."""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from blocks import review as blocks
from blocks.kit import Json
from handlers import checklist
from handlers.dump_views import new_rendering, place_of, typed_in, update
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import handoff_in, id_in
from playbook import changes, last_read, people, review, sections, weighing
from playbook.people import Actor
from playbook.review import Reading, Standing
from playbook.states import RUNNING
from playbook.verdict import last_verdict
from storage.choices import State, Verdict
from storage.tables import Account, Handoff, Outgoing, Review


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["review.open"] = open_blueprint
    router.actions["review.show"] = show_section
    router.actions["review.contact"] = read_contact
    router.actions["review.item"] = read_item
    router.actions["review.accept"] = accept
    router.actions["review.return"] = open_form
    router.submissions["review.return"] = give_back


async def open_blueprint(request: Request) -> Answer | None:
    """Open the blueprint of a handoff, at a glance."""
    found = await _read(request, id_in(request.value), blocks.OVERVIEW, 0)
    show(request, blocks.reading(found))
    return None


async def show_section(request: Request) -> Answer | None:
    """Show another section, or another page of this one."""
    section, _colon, page = request.value.partition(":")
    found = await _read(request, handoff_in(request.view), section, id_in(page or 0))
    _show(request, blocks.reading(found))
    return None


async def read_contact(request: Request) -> Answer | None:
    """Show all that is known of a person, on top of the list."""
    contact_id, _slash, asking = request.value.partition("/")
    handoff_id = handoff_in(request.view)
    found = await request.db.read(review.contact, request.actor, handoff_id, id_in(contact_id))
    show(request, blocks.whole_contact(handoff_id, found, asking))
    return None


async def read_item(request: Request) -> Answer | None:
    """Show all that was written about an open item, on top of the list."""
    item_id, _slash, asking = request.value.partition("/")
    handoff_id = handoff_in(request.view)
    found = await request.db.read(review.item, request.actor, handoff_id, id_in(item_id))
    show(request, blocks.whole_item(handoff_id, found, asking))
    return None


async def accept(request: Request) -> Answer | None:
    """Accept the blueprint; whoever wrote it hears of it."""
    handoff_id = id_in(request.value)
    judged = await request.db.run(review.accept, request.actor, handoff_id, request.now)
    _show(request, blocks.judged(judged))
    checklist.refresh_after(request, handoff_id)
    return None


async def open_form(request: Request) -> Answer | None:
    """Show the form in which gaps are named, with what was typed into it before."""
    found = await request.db.read(review.returning, request.actor, id_in(request.value))
    _show(request, blocks.returning(found, new_rendering(request)))
    return None


async def give_back(request: Request) -> Answer | None:
    """Return the blueprint with the gaps named; the dump is open again."""
    handoff_id, typed = place_of(request).handoff_id, typed_in(request)
    judged = await request.db.run(review.give_back, request.actor, handoff_id, typed, request.now)
    checklist.refresh_after(request, handoff_id)
    return {"response_action": "update", "view": blocks.judged(judged)}


def compose_ready(session: Session, row: Outgoing, now: datetime) -> Message | None:
    """Compose the DM that the blueprint waits; None if it does not wait for them any more."""
    found = _told(session, row)
    if found is None:
        return None
    handoff, account = found
    standing = review.standing_of(session, handoff, _last(session, row))
    if row.person_id != handoff.incoming_id or standing is not Standing.WAITING:
        return None
    done = weighing.completeness(session, handoff)
    by = _name(session, row, str(row.detail.get("by", "")))
    reader = Actor(row.workspace_id, str(row.person_id))
    news = changes.news_of(session, reader, handoff.id, now)
    return Message(*blocks.ready_message(handoff.id, handoff.kind, account.name, by, done, news))


def compose_accepted(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    """Compose the DM that the blueprint is accepted."""
    found, last = _told(session, row), _last(session, row)
    if found is None or last is None or last.verdict is not Verdict.ACCEPTED:
        return None
    handoff, account = found
    by = _name(session, row, last.by)
    return Message(*blocks.accepted_message(handoff.id, handoff.kind, account.name, by))


def compose_returned(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    """Compose the DM that names the gaps; None if they are accepted meanwhile."""
    found, last = _told(session, row), _last(session, row)
    if found is None or last is None or last.verdict is not Verdict.RETURNED:
        return None
    handoff, account = found
    asked = sections.asked(handoff.kind, handoff.depth)
    missing = [section for section in asked if section.key in last.sections]
    by = _name(session, row, last.by)
    gaps = last.gaps or ""
    return Message(
        *blocks.returned_message(handoff.id, handoff.kind, account.name, by, gaps, missing)
    )


MESSAGES: dict[str, Compose] = {
    "blueprint_ready": compose_ready,
    "blueprint_accepted": compose_accepted,
    "blueprint_returned": compose_returned,
}
"""What this journey says of its own accord."""


async def _read(request: Request, handoff_id: int, section: str, page: int) -> Reading:
    found = await request.db.read(
        review.read, request.actor, handoff_id, section, page, request.now
    )
    request.after(partial(request.db.run, last_read.look, request.actor, handoff_id, request.now))
    return found


def _show(request: Request, view: Json) -> None:
    request.after(partial(update, request, str(request.view["id"]), view))


def _told(session: Session, row: Outgoing) -> tuple[Handoff, Account] | None:
    """Return the handoff that a message is about, if it still goes on."""
    handoff = session.get(Handoff, row.handoff_id)
    if handoff is None or handoff.workspace_id != row.workspace_id:
        return None
    if handoff.state not in (*RUNNING, State.BAU, State.ON_HOLD):
        return None
    return handoff, session.get_one(Account, handoff.account_id)


def _last(session: Session, row: Outgoing) -> Review | None:
    return last_verdict(session, row.workspace_id, row.handoff_id or 0)


def _name(session: Session, row: Outgoing, person_id: str) -> str:
    return people.names(session, row.workspace_id, [person_id]).get(person_id, "")
