"""Changing a handoff that is under way: the menu, a form for each thing, and who hears of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from blocks import correct as blocks
from blocks.notice import notice
from handlers import checklist
from handlers.channels import describe
from handlers.messages import Compose, Message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.slack import Json, Permanent
from handlers.telling import is_deepest
from handlers.values import id_in, inputs_of, metadata_of
from playbook import backup, correct, swap
from playbook.access import FINISHED
from playbook.correct import Correctable
from playbook.errors import FieldErrors, NotThere, Refused
from playbook.wish import Channel
from playbook.words import _
from storage.choices import Place, Reason
from storage.tables import Account, Handoff, Outgoing

Form = Callable[[Correctable, str], Json]


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["correct.open"] = open_menu
    router.actions["correct.swap"] = open_swap
    for name, form in _FORMS.items():
        router.actions[f"correct.{name}"] = partial(_open_form, form=form)
    router.submissions["correct.swap"] = submit_swap
    router.submissions["correct.name"] = submit_name
    router.submissions["correct.reason"] = submit_reason
    router.submissions["correct.observers"] = submit_observers
    router.submissions["correct.backup"] = submit_backup
    router.submissions["correct.place"] = submit_place


_FORMS: Mapping[str, Form] = {
    "name": blocks.name_form,
    "reason": blocks.reason_form,
    "observers": blocks.observers_form,
    "backup": blocks.backup_form,
    "place": blocks.place_form,
}


@dataclass(frozen=True, slots=True)
class _Submitted:
    """A form that was sent off: its handoff, the menu beneath it, what it showed, what it holds."""

    handoff_id: int
    beneath: str
    meta: Mapping[str, Any]
    inputs: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Return what an input holds; empty where it is."""
        return str(self.inputs.get(name) or "")

    def seen(self) -> str:
        """Return what the form showed as the present value."""
        return str(self.meta.get("seen") or "")


async def open_menu(request: Request) -> Answer | None:
    """Show what can be changed."""
    found = await _read(request, id_in(request.value))
    show(request, blocks.menu(found))
    return None


async def open_swap(request: Request) -> Answer | None:
    """Ask who takes a role; the button's id says which."""
    role = _role(str(request.action.get("action_id")).partition(":")[2])
    found = await _read(request, id_in(request.value))
    show(request, blocks.swap_form(found, role, _beneath(request)))
    return None


async def submit_swap(request: Request) -> Answer | None:
    """Give the role to who was chosen."""
    sent = _submitted(request)
    person_id = sent.text("person")
    await request.services.people.know(request.actor.workspace_id, [person_id])
    done = await request.db.run(
        swap.swap,
        request.actor,
        sent.handoff_id,
        _role(str(sent.meta.get("role"))),
        person_id,
        request.now,
        seen_id=sent.seen(),
    )
    _changed(request, sent, blocks.swapped(done))
    return None


async def submit_name(request: Request) -> Answer | None:
    """Correct the account's name."""
    sent = _submitted(request)
    said = _("The account's name is corrected.")
    await _correct(request, sent, said, correct.rename, sent.text("name"), seen=sent.seen())
    return None


async def submit_reason(request: Request) -> Answer | None:
    """Correct the reason."""
    sent = _submitted(request)
    reason, said = _word(sent, "reason", Reason), _("The reason is corrected.")
    await _correct(request, sent, said, correct.change_reason, reason, seen=sent.seen() or None)
    return None


async def submit_observers(request: Request) -> Answer | None:
    """Add and take out observers."""
    sent = _submitted(request)
    wanted = [str(one) for one in sent.inputs.get("observers") or ()]
    await request.services.people.know(request.actor.workspace_id, wanted)
    seen = [str(one) for one in sent.meta.get("seen") or ()]
    said = _("The observers are changed.")
    await _correct(request, sent, said, correct.change_observers, wanted, seen=seen)
    return None


async def submit_backup(request: Request) -> Answer | None:
    """Name the account's backup, or nobody."""
    sent = _submitted(request)
    chosen = [str(one) for one in sent.inputs.get("backup") or ()]
    await request.services.people.know(request.actor.workspace_id, chosen)
    person_id, said = chosen[0] if chosen else None, _("The backup is changed.")
    await _correct(request, sent, said, backup.name, person_id, seen=sent.seen() or None)
    return None


async def submit_place(request: Request) -> Answer | None:
    """Move the checklist."""
    sent = _submitted(request)
    place = _word(sent, "place", Place)
    channel = await _channel(request, sent) if place is Place.THREAD else None
    is_fine = blocks.PUBLIC_IS_FINE in (sent.inputs.get("public_is_fine") or ())
    said = _("The checklist moves; that takes a moment.")
    await _correct(request, sent, said, correct.move, place, channel, public_is_fine=is_fine)
    return None


async def _open_form(request: Request, form: Form) -> Answer | None:
    found = await _read(request, id_in(request.value))
    show(request, form(found, _beneath(request)))
    return None


async def _read(request: Request, handoff_id: int) -> Correctable:
    return await request.db.read(correct.read, request.actor, handoff_id)


def _beneath(request: Request) -> str:
    """The menu over which a form is laid; a form that takes its place leaves none to go back to."""
    view = request.view
    is_menu = view.get("callback_id") == "correct.menu" and not is_deepest(view)
    return str(view["id"]) if is_menu else ""


def _submitted(request: Request) -> _Submitted:
    meta = metadata_of(request.view)
    return _Submitted(
        handoff_id=id_in(meta.get("handoff")),
        beneath=str(meta.get("beneath") or ""),
        meta=meta,
        inputs=inputs_of(request.view),
    )


async def _correct(
    request: Request,
    sent: _Submitted,
    said: str,
    use_case: Callable[..., object],
    *given: object,
    **seen: object,
) -> None:
    """Give a use case what was chosen and what the form showed, and let everybody see it."""
    await request.db.run(use_case, request.actor, sent.handoff_id, *given, request.now, **seen)
    _changed(request, sent, said)


def _changed(request: Request, sent: _Submitted, said: str) -> None:
    """Let everybody see it: the posted checklist, and the menu that the form was laid over."""
    checklist.refresh_after(request, sent.handoff_id)
    if sent.beneath:
        request.after(partial(_show_menu_again, request, sent, said))


async def _show_menu_again(request: Request, sent: _Submitted, said: str) -> None:
    try:
        view = blocks.menu(await _read(request, sent.handoff_id), said)
    except Refused:  # who has given their own part away may look no more
        view = notice(said)
    await request.slack.update_view(sent.beneath, view)


async def _channel(request: Request, sent: _Submitted) -> Channel | None:
    channel_id = sent.text("channel")
    if not channel_id:
        return None
    try:
        return await describe(request.slack, channel_id)
    except Permanent as error:
        raise FieldErrors(
            {"channel": _("I cannot see this channel. Invite me there first: /invite @Handoff")}
        ) from error


def _role(word: str) -> str:
    if word not in swap.COLUMNS:
        raise NotThere(_("This button leads nowhere any more."))
    return word


def _word(sent: _Submitted, field: str, words: Any) -> Any:
    if sent.inputs.get(field) not in list(words):
        raise FieldErrors({field: _("Choose one of the list.")})
    return words(sent.inputs[field])


def _news(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    found = _under_way(session, row)
    if found is None:
        return None
    (handoff, account), detail = found, row.detail
    return Message(
        *blocks.news(account, handoff.kind, detail["role"], detail["from"], detail["to"])
    )


def _thanks(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    found = _under_way(session, row)
    if found is None:
        return None
    (handoff, account), detail = found, row.detail
    return Message(*blocks.thanks(account, handoff.kind, detail["role"], detail["to"]))


def _person_left(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    found = _under_way(session, row)
    left = swap.leaver(session, *found, row.detail["person"]) if found else None
    return Message(*blocks.person_left(left)) if left else None


def _under_way(session: Session, row: Outgoing) -> tuple[Handoff, str] | None:
    handoff = session.get_one(Handoff, row.handoff_id)
    if handoff.state in FINISHED:
        return None
    return handoff, session.get_one(Account, handoff.account_id).name


MESSAGES: Mapping[str, Compose] = {
    "swapped": _news,
    "thanks": _thanks,
    "person_left": _person_left,
}
