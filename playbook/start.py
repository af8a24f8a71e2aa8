"""Starting a handoff: by a lead at once, or proposed to a lead as a silent draft (R31, R32).

Everything that a start decides is written in one transaction: the handoff, its plan, its check-ins
and the effect that sets up its place. What is wrong with the input is raised as FieldErrors.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from playbook import access, accounts, once, opening, people
from playbook.errors import NotAllowed, NotNow, NotThere
from playbook.hours import local_date
from playbook.modes import anchor_of
from playbook.people import Actor, Viewer
from playbook.start_checks import Checked, check, new_account, planned
from playbook.start_fit import Around
from playbook.visibility import Role
from playbook.wish import Channel, Wish
from playbook.words import _
from storage import outbox
from storage.choices import Place, State
from storage.tables import Account, Handoff, Observer


@dataclass(frozen=True, slots=True)
class Started:
    """What has become of a wish: an open handoff, or a draft that waits for its lead.

    `gaps` is what it was opened without, in words.
    """

    handoff_id: int
    account: str
    is_open: bool
    outgoing_id: str | None
    incoming_id: str | None
    temporary_id: str | None
    returns_on: date | None
    lead_id: str
    place: Place
    gaps: tuple[str, ...] = ()


def begin(session: Session, actor: Actor, wish: Wish, now: datetime, key: str) -> Started | None:
    """Open the handoff if a lead asks for it, else propose it. Raises as these do."""
    viewer = people.viewer(session, actor)
    use_case = _start if viewer.is_lead else _propose
    return use_case(session, viewer, wish, now, key)


def start(session: Session, actor: Actor, wish: Wish, now: datetime, key: str) -> Started | None:
    """Open a handoff for a lead, with its plan, and queue the set-up of its place.

    Returns None for a request that was dealt with before. Raises NotAllowed, FieldErrors.
    """
    return _start(session, _lead(session, actor), wish, now, key)


def _start(session: Session, viewer: Viewer, wish: Wish, now: datetime, key: str) -> Started | None:
    if not once.first_time(session, viewer.workspace_id, key, now):
        return None
    checked = check(session, viewer, wish, now)
    account = checked.account or new_account(session, viewer, wish, now)
    handoff = _new(session, viewer, account, checked, now, opened_at=now)
    opening.begin(session, viewer, handoff, account, checked, now)
    return _started(handoff, account, checked)


def propose(session: Session, actor: Actor, wish: Wish, now: datetime, key: str) -> Started | None:
    """Keep the wish of somebody who is no lead as a draft, and queue a DM to the lead they chose.

    Nobody else hears of it; the reason is not kept, even if one were sent along (R31, R32).
    Returns None for a request that was dealt with before. Raises NotAllowed, FieldErrors.
    """
    return _propose(session, people.viewer(session, actor), wish, now, key)


def _propose(
    session: Session, viewer: Viewer, wish: Wish, now: datetime, key: str
) -> Started | None:
    if not once.first_time(session, viewer.workspace_id, key, now):
        return None
    checked = check(session, viewer, replace(wish, reason=None, waiver=""), now)
    account = checked.account or new_account(session, viewer, wish, now)
    handoff = _new(session, viewer, account, checked, now)
    opening.record(session, viewer, handoff, "handoff_proposed", now)
    outbox.put(
        session,
        viewer.workspace_id,
        "draft",
        now,
        handoff_id=handoff.id,
        person_id=handoff.lead_id,
        once_key=f"draft:{handoff.id}",
    )
    return _started(handoff, account, checked)


def keep_draft(session: Session, viewer: Viewer, wish: Wish, now: datetime) -> Handoff:
    """Keep a lead's wish for a known account as a draft, incomplete as it is (R31).

    Nobody hears of it. Raises NotThere where the account is not known any more.
    """
    account = accounts.find(session, viewer.workspace_id, wish.account_id or 0)
    around = Around.of(account, local_date(now, viewer.zone), now)
    checked = planned(session, viewer, wish, account, around)
    if checked.account is None:
        raise NotThere(_("I cannot find this account any more."))
    handoff = _new(session, viewer, checked.account, checked, now)
    opening.record(session, viewer, handoff, "handoff_proposed", now)
    return handoff


def open_draft(
    session: Session, actor: Actor, handoff_id: int, wish: Wish, now: datetime
) -> Started:
    """Open a draft, as its lead completed or changed it, like a handoff that they start.

    Raises NotThere, NotAllowed, NotNow when it is open already, FieldErrors.
    """
    viewer = _lead(session, actor)
    opened = access.open_handoff(session, actor, handoff_id, for_change=True)
    access.require(opened, Role.LEAD)
    handoff = opened.handoff
    if handoff.state is not State.DRAFT:
        raise NotNow(
            _("The handoff of {account} is open already.").format(account=opened.account.name)
        )
    checked = check(session, viewer, wish, now, draft_id=handoff_id)
    account = checked.account or new_account(session, viewer, wish, now)
    _fill(handoff, account, checked)
    session.execute(
        delete(Observer).where(
            Observer.workspace_id == handoff.workspace_id, Observer.handoff_id == handoff.id
        )
    )
    _observe(session, handoff, checked.observers)
    opening.begin(session, viewer, handoff, account, checked, now)
    return _started(handoff, account, checked)


def choose_place(
    session: Session, actor: Actor, handoff_id: int, channel: Channel, now: datetime, key: str
) -> str:
    """Post the checklist as a thread in this channel; return the account's name.

    For a handoff whose own channel could not be made. Raises NotThere, NotAllowed, NotNow.
    """
    opened = access.open_handoff(session, actor, handoff_id, for_change=True)
    access.require(opened, Role.LEAD)
    access.require_running(opened)
    handoff = opened.handoff
    if handoff.checklist_ts is not None:
        raise NotNow(_("The checklist has its place already."))
    if channel.is_shared or channel.is_archived:
        raise NotNow(
            _("I post nothing where other organisations read along, or in archived channels.")
        )
    if once.first_time(session, actor.workspace_id, key, now):
        handoff.place, handoff.channel_id = Place.THREAD, channel.id
        handoff.version += 1
        opening.record(session, opened.viewer, handoff, "place_chosen", now)
        opening.put_place(session, handoff, now, f"place:{handoff.id}:{handoff.version}")
    return opened.account.name


def _lead(session: Session, actor: Actor) -> Viewer:
    viewer = people.viewer(session, actor)
    if not viewer.is_lead:
        raise NotAllowed(_("Only a lead can open a handoff."))
    return viewer


def _new(
    session: Session,
    viewer: Viewer,
    account: Account,
    checked: Checked,
    now: datetime,
    *,
    opened_at: datetime | None = None,
) -> Handoff:
    """Add the handoff with its observers; it is a draft until it is opened."""
    handoff = Handoff(
        workspace_id=viewer.workspace_id,
        state=State.PREPARING if opened_at else State.DRAFT,
        opened_at=opened_at,
        started_by=viewer.id,
        version=1,
        shown_version=0,
        created_at=now,
    )
    _fill(handoff, account, checked)
    session.add(handoff)
    session.flush()
    _observe(session, handoff, checked.observers)
    return handoff


def _fill(handoff: Handoff, account: Account, checked: Checked) -> None:
    wish, template = checked.wish, checked.fit.template
    handoff.account_id = account.id
    handoff.kind, handoff.mode, handoff.tier = wish.kind, wish.mode, wish.tier
    handoff.depth = template.depth
    handoff.reason = wish.reason
    handoff.anchor, handoff.anchor_on = anchor_of(wish.kind, wish.mode), checked.anchor_on
    handoff.template, handoff.template_version = template.name, template.version
    handoff.outgoing_id, handoff.incoming_id = wish.outgoing_id, wish.incoming_id
    handoff.temporary_id, handoff.returns_on = wish.temporary_id, wish.returns_on
    handoff.incoming_starts_on = wish.incoming_starts_on
    handoff.lead_id = checked.lead_id
    handoff.place = wish.place
    thread_in = wish.channel if wish.place is Place.THREAD else None
    handoff.channel_id = thread_in.id if thread_in else None


def _observe(session: Session, handoff: Handoff, observers: Sequence[str]) -> None:
    session.add_all(
        Observer(workspace_id=handoff.workspace_id, handoff_id=handoff.id, person_id=person_id)
        for person_id in observers
    )


def _started(handoff: Handoff, account: Account, checked: Checked) -> Started:
    return Started(
        handoff_id=handoff.id,
        account=account.name,
        is_open=handoff.state is not State.DRAFT,
        outgoing_id=handoff.outgoing_id,
        incoming_id=handoff.incoming_id,
        temporary_id=handoff.temporary_id,
        returns_on=handoff.returns_on,
        lead_id=checked.lead_id,
        place=handoff.place,
        gaps=checked.gaps,
    )
