"""What the start modal shows: what was asked for so far, and what is known to help with it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, or_, select
from sqlalchemy.orm import Session

from playbook import access, accounts, people, proposal, template_copies, templates
from playbook.accounts import KnownAccount
from playbook.calendar import EVERYWHERE
from playbook.errors import NotNow
from playbook.hours import local_date
from playbook.modes import Suggestion, suggest_mode
from playbook.people import Actor, Viewer
from playbook.proposal import Proposed
from playbook.start_fit import Around, Fit, fit
from playbook.templates import Template
from playbook.visibility import Role
from playbook.wish import Channel, Wish
from playbook.words import _
from storage.choices import Kind, Mode, Place, Reason, State, Tier
from storage.tables import Handoff, Observer, Person, PersonSettings, Workspace

_person, _settings, _workspace = (
    Person.__table__.c, PersonSettings.__table__.c, Workspace.__table__.c
)  # fmt: skip
_MANAGER = select(_settings.manager_id).where(
    _settings.workspace_id == bindparam("workspace_id"),
    _settings.person_id == bindparam("person_id"),
)
_VIEWER_LEADS_AND_PLACES = (
    select(
        *people.WHO,
        _workspace.high_place,
        _workspace.mid_place,
        _workspace.low_place,
        _workspace.team_channel_id,
        template_copies.HAS_OWN,
    )
    .join(Workspace, Workspace.id == Person.workspace_id)
    .where(
        _person.workspace_id == bindparam("workspace_id"),
        or_(_person.id == bindparam("person_id"), _person.is_lead),
    )
    .order_by(_person.name)
)
"""A row for the viewer and for each lead; in each stands what the workspace has set."""

USUAL_NOTICE = timedelta(days=35)
"""How far ahead the date is that the modal offers at first: five weeks leave a soft plan room."""


@dataclass(frozen=True, slots=True)
class Lead:
    """Somebody who may be chosen as the lead."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Last:
    """What the modal suggested when it was shown last, and what has been changed in it since.

    A mode or place that is still the one suggested gives way to a new suggestion; one that
    somebody chose stays. `changed` is the name of the field.
    """

    mode: Mode | None = None
    place: Place | None = None
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """The start modal for one person.

    `usual_place` is where the workspace puts the checklists of such accounts. `fit` is the plan as
    it would be now; it is looked at as soon as something was changed. `proposed` is the viewer's
    own proposal that waits already. `draft_id` is the draft that is being opened.
    """

    wish: Wish
    is_lead: bool
    leads: tuple[Lead, ...]
    account: KnownAccount | None
    suggestion: Suggestion
    usual_place: Place
    fit: Fit | None = None
    proposed: Proposed | None = None
    draft_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known when a form is made."""

    viewer: Viewer
    today: date
    leads: tuple[Lead, ...]
    account: KnownAccount | None
    places: dict[Tier, Place]
    team_channel_id: str | None
    has_own_templates: bool


def start_form(session: Session, actor: Actor, account_name: str, now: datetime) -> Form:
    """Return the form that somebody begins with. Raises NotAllowed, and NotNow without leads."""
    named = Wish(account_name=accounts.clean_name(account_name))
    known = _known(session, actor, named, now)
    wish = Wish(
        account_name=named.account_name,
        lead_id=_usual_lead(session, known.viewer, known.leads),
        anchor_on=EVERYWHERE.at_or_after(known.today + USUAL_NOTICE),
    )
    last = Last(wish.mode, wish.place, "account")
    return _form(session, known, wish, last)


def draft_form(session: Session, actor: Actor, handoff_id: int, now: datetime) -> Form:
    """Return the form of a draft, for its lead. Raises NotThere, NotAllowed, NotNow."""
    opened = access.open_handoff(session, actor, handoff_id)
    access.require(opened, Role.LEAD)
    if opened.handoff.state is not State.DRAFT:
        raise NotNow(
            _("The handoff of {account} is no draft any more.").format(account=opened.account.name)
        )
    wish = _wish_of(session, opened.handoff, opened.account.name)
    form = form_again(session, actor, wish, now, Last())
    return replace(form, draft_id=handoff_id)


def form_again(session: Session, actor: Actor, wish: Wish, now: datetime, last: Last) -> Form:
    """Return the form for what the modal holds by now, with its plan."""
    known = _known(session, actor, wish, now)
    form = _form(session, known, wish, last)
    around = Around.of(known.account, known.today, now)
    return replace(form, fit=fit(session, known.viewer, form.wish.in_short(), around))


def _known(session: Session, actor: Actor, wish: Wish, now: datetime) -> _Known:
    who = {"workspace_id": actor.workspace_id, "person_id": actor.id}
    rows = session.connection().execute(_VIEWER_LEADS_AND_PLACES, who).all()
    row = next((row for row in rows if row.id == actor.id), None)
    if row is None:
        raise people.stranger()
    viewer = people.viewer_of(actor, row)
    return _Known(
        viewer=viewer,
        today=local_date(now, viewer.zone),
        leads=_leads(rows),
        account=_account(session, viewer, wish, now),
        places={Tier.HIGH: row.high_place, Tier.MID: row.mid_place, Tier.LOW: row.low_place},
        team_channel_id=row.team_channel_id,
        has_own_templates=row.has_own_templates,
    )


def _form(session: Session, known: _Known, wish: Wish, last: Last) -> Form:
    if last.changed == "account":
        wish = _with_account(wish, known.account)
    suggestion = _suggestion(session, known, wish)
    if wish.mode is last.mode and wish.mode is not suggestion.mode:
        wish = replace(wish, mode=suggestion.mode)
    dated = _with_date(wish, known.today, last.changed)
    if dated is not wish:
        wish, suggestion = dated, _suggestion(session, known, dated)
    wish = _with_temporary(wish, known.account)
    usual_place = known.places[wish.tier]
    if wish.place is last.place:
        wish = _with_place(wish, usual_place, known.team_channel_id)
    return Form(
        wish=wish,
        is_lead=known.viewer.is_lead,
        leads=known.leads,
        account=known.account,
        suggestion=suggestion,
        usual_place=usual_place,
        proposed=_proposed(session, known.viewer, wish),
    )


def _suggestion(session: Session, known: _Known, wish: Wish) -> Suggestion:
    soft = _soft(session, known, wish)
    return suggest_mode(wish.kind, wish.reason, wish.anchor_on, known.today, soft)


def _soft(session: Session, known: _Known, wish: Wish) -> Template:
    """Return the template that a soft handoff would follow."""
    name = templates.name_of(wish.kind, Mode.SOFT, wish.tier)
    if not known.has_own_templates:
        return templates.load(name)
    return template_copies.in_use(session, known.viewer.workspace_id, name).template


def _with_account(wish: Wish, account: KnownAccount | None) -> Wish:
    if account is None:
        return wish
    return replace(
        wish,
        account_id=account.id,
        account_name=account.name,
        tier=account.tier or wish.tier,
        outgoing_id=account.owner_id or wish.outgoing_id,
    )


def _with_date(wish: Wish, today: date, changed: str) -> Wish:
    """Return it with a date that its kind and mode can have.

    A departure is known by now, and a signature is of today, until somebody says another; who
    goes back to soft gets a date that leaves it room.
    """
    on = wish.anchor_on or today
    is_signature = wish.kind is Kind.SALES_TO_CS and changed == "kind"
    if on > today and (is_signature or (wish.is_abrupt and changed != "anchor_on")):
        return replace(wish, anchor_on=today)
    if on == today and changed in ("mode", "kind") and wish.mode is Mode.SOFT and not is_signature:
        return replace(wish, anchor_on=EVERYWHERE.at_or_after(today + USUAL_NOTICE))
    return wish


def _with_temporary(wish: Wish, account: KnownAccount | None) -> Wish:
    """Propose the account's backup where somebody is to stand in (R26)."""
    backup_id = account.backup_id if account else None
    if not wish.takes_temporary or wish.temporary_id or backup_id == wish.outgoing_id:
        return wish
    return replace(wish, temporary_id=backup_id)


def _with_place(wish: Wish, place: Place, team_channel_id: str | None) -> Wish:
    """Put it where the workspace has such accounts; a thread goes to the team's channel."""
    team_channel = Channel(team_channel_id) if team_channel_id else None
    channel = wish.channel or team_channel if place is Place.THREAD else None
    if (place, channel) == (wish.place, wish.channel):
        return wish
    return replace(wish, place=place, channel=channel)


def _proposed(session: Session, viewer: Viewer, wish: Wish) -> Proposed | None:
    """Who opens drafts needs no word of their own."""
    return None if viewer.is_lead else proposal.of_account(session, viewer, wish)


def _account(session: Session, viewer: Viewer, wish: Wish, now: datetime) -> KnownAccount | None:
    if wish.account_id is not None:
        return accounts.known_by_id(session, viewer, wish.account_id, now)
    if wish.account_name:
        return accounts.known(session, viewer, wish.account_name, now)
    return None


def _leads(rows: Iterable[Row[*tuple[Any, ...]]]) -> tuple[Lead, ...]:
    there = (row for row in rows if row.is_lead and row.deactivated_at is None)
    leads = tuple(Lead(row.id, row.name) for row in there)
    if not leads:
        raise NotNow(
            _(
                "Nobody is named as a lead yet, and every handoff needs one. "
                "An admin names leads in my Home tab."
            )
        )
    return leads


def _usual_lead(session: Session, viewer: Viewer, leads: tuple[Lead, ...]) -> str | None:
    """The starter if a lead, else their manager, else the only lead there is (R32, R33)."""
    if viewer.is_lead:
        return viewer.id
    whose = {"workspace_id": viewer.workspace_id, "person_id": viewer.id}
    manager_id: str | None = session.scalar(_MANAGER, whose)
    if manager_id in {lead.id for lead in leads}:
        return manager_id
    return leads[0].id if len(leads) == 1 else None


def _wish_of(session: Session, handoff: Handoff, account_name: str) -> Wish:
    query = select(Observer.person_id).where(
        Observer.workspace_id == handoff.workspace_id, Observer.handoff_id == handoff.id
    )
    return Wish(
        account_id=handoff.account_id,
        account_name=account_name,
        kind=handoff.kind,
        mode=handoff.mode,
        tier=handoff.tier,
        reason=Reason(handoff.reason) if handoff.reason else None,
        outgoing_id=handoff.outgoing_id,
        incoming_id=handoff.incoming_id,
        temporary_id=handoff.temporary_id,
        lead_id=handoff.lead_id,
        anchor_on=handoff.anchor_on,
        returns_on=handoff.returns_on,
        incoming_starts_on=handoff.incoming_starts_on,
        observers=tuple(session.scalars(query)),
        place=handoff.place,
        channel=Channel(handoff.channel_id) if handoff.channel_id else None,
    )
