"""What the start modal shows: what was asked for so far, and what is known to help with it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from playbook import access, accounts, people
from playbook.accounts import KnownAccount
from playbook.calendar import EVERYWHERE
from playbook.errors import NotNow
from playbook.hours import local_date
from playbook.modes import Suggestion, suggest_mode
from playbook.people import Actor, Viewer
from playbook.visibility import Role
from playbook.words import _
from storage.choices import Kind, Mode, Place, Reason, State, Tier
from storage.tables import Handoff, Observer, Person, PersonSettings

_person, _settings = Person.__table__.c, PersonSettings.__table__.c
_LEADS = (
    select(_person.id, _person.name)
    .where(
        _person.workspace_id == bindparam("workspace_id"),
        _person.is_lead,
        _person.deactivated_at.is_(None),
    )
    .order_by(_person.name)
)
_MANAGER = select(_settings.manager_id).where(
    _settings.workspace_id == bindparam("workspace_id"),
    _settings.person_id == bindparam("person_id"),
)

USUAL_NOTICE = timedelta(days=35)
"""How far ahead the date is that the modal offers at first: five weeks leave a soft plan room."""


@dataclass(frozen=True, slots=True)
class Channel:
    """What the handoff's checklist would be posted into, as Slack describes it."""

    id: str
    is_public: bool = False
    is_shared: bool = False
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for, complete or not. An account is known by its id, or new by its name.

    `anchor_on` is the firm date that kind and mode plan from (playbook.modes.anchor_of).
    """

    account_id: int | None = None
    account_name: str = ""
    kind: Kind = Kind.CSM_TO_CSM
    mode: Mode = Mode.SOFT
    tier: Tier = Tier.MID
    reason: Reason | None = None
    outgoing_id: str | None = None
    incoming_id: str | None = None
    lead_id: str | None = None
    anchor_on: date | None = None
    observers: tuple[str, ...] = ()
    place: Place = Place.CHANNEL
    channel: Channel | None = None
    public_is_fine: bool = False

    @property
    def people(self) -> list[str]:
        """Everybody named in it."""
        named = (self.outgoing_id, self.incoming_id, self.lead_id, *self.observers)
        return [person_id for person_id in named if person_id]


@dataclass(frozen=True, slots=True)
class Lead:
    """Somebody who may be chosen as the lead."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Form:
    """The start modal for one person.

    `draft_id` is the draft that is being opened; empty for a new handoff.
    """

    wish: Wish
    is_lead: bool
    leads: tuple[Lead, ...]
    account: KnownAccount | None
    suggestion: Suggestion
    draft_id: int | None = None


def start_form(session: Session, actor: Actor, account_name: str, now: datetime) -> Form:
    """Return the form that somebody begins with. Raises NotAllowed, and NotNow without leads."""
    viewer = people.viewer(session, actor)
    leads = _leads(session, viewer)
    today = local_date(now, viewer.zone)
    wish = Wish(
        account_name=accounts.clean_name(account_name),
        lead_id=_usual_lead(session, viewer, leads),
        anchor_on=EVERYWHERE.at_or_after(today + USUAL_NOTICE),
    )
    account = _account(session, viewer, wish)
    wish = _with_account(wish, account)
    return _form(viewer, leads, wish, account, today, suggested=wish.mode)


def draft_form(session: Session, actor: Actor, handoff_id: int, now: datetime) -> Form:
    """Return the form of a draft, for its lead. Raises NotThere, NotAllowed, NotNow."""
    opened = access.open_handoff(session, actor, handoff_id)
    access.require(opened, Role.LEAD)
    if opened.handoff.state is not State.DRAFT:
        raise NotNow(
            _("The handoff of {account} is no draft any more.").format(account=opened.account.name)
        )
    wish = _wish_of(session, opened.handoff, opened.account.name)
    form = form_again(session, actor, wish, now)
    return replace(form, draft_id=handoff_id)


def form_again(
    session: Session,
    actor: Actor,
    wish: Wish,
    now: datetime,
    *,
    suggested: Mode | None = None,
    is_new_account: bool = False,
) -> Form:
    """Return the form for what the modal holds by now.

    `suggested` is the mode that was suggested last: where it is still the one chosen, a new
    suggestion takes its place. `is_new_account`: take over what is known of the account.
    """
    viewer = people.viewer(session, actor)
    account = _account(session, viewer, wish)
    if is_new_account:
        wish = _with_account(wish, account)
    leads, today = _leads(session, viewer), local_date(now, viewer.zone)
    return _form(viewer, leads, wish, account, today, suggested)


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


def _form(
    viewer: Viewer,
    leads: tuple[Lead, ...],
    wish: Wish,
    account: KnownAccount | None,
    today: date,
    suggested: Mode | None,
) -> Form:
    suggestion = suggest_mode(wish.kind, wish.tier, wish.reason, wish.anchor_on, today)
    if wish.mode is suggested:
        wish = replace(wish, mode=suggestion.mode)
    return Form(
        wish=wish,
        is_lead=viewer.is_lead,
        leads=leads,
        account=account,
        suggestion=suggestion,
    )


def _account(session: Session, viewer: Viewer, wish: Wish) -> KnownAccount | None:
    if wish.account_id is not None:
        return accounts.known_by_id(session, viewer, wish.account_id)
    if wish.account_name:
        return accounts.known(session, viewer, wish.account_name)
    return None


def _leads(session: Session, viewer: Viewer) -> tuple[Lead, ...]:
    found = session.execute(_LEADS, {"workspace_id": viewer.workspace_id})
    leads = tuple(Lead(*row) for row in found)
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
        lead_id=handoff.lead_id,
        anchor_on=handoff.anchor_on,
        observers=tuple(session.scalars(query)),
        place=handoff.place,
        channel=Channel(handoff.channel_id) if handoff.channel_id else None,
    )
