"""What must hold before a handoff starts: every wrong field is named, all at once (R2, R3, R32)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from playbook import accounts, plan_fit, proposal, start_fit
from playbook.accounts import LONGEST_NAME, UnderWay
from playbook.errors import FieldErrors
from playbook.hours import local_date
from playbook.people import Viewer, barred
from playbook.start_fit import Around, Fit
from playbook.wish import Wish
from playbook.words import _
from storage.choices import Kind, Place
from storage.tables import Account, Person, Workspace

FURTHEST_AHEAD = timedelta(days=731)
FURTHEST_BACK = timedelta(days=30)
"""Only a signature, or the day a departure was known, may lie in the past."""

MOST_OBSERVERS = 50

Wrong = Iterator[tuple[str, str]]
"""Pairs of a field's name and what is wrong with it."""


class AccountTaken(FieldErrors):
    """The account has an open handoff. `under_way` says where, as far as the person may know."""

    def __init__(self, fields: Mapping[str, str], under_way: UnderWay) -> None:
        super().__init__(fields)
        self.under_way = under_way


class Unready(FieldErrors):
    """Nothing stands in the way but what a lead may set aside with a reason (`Wish.waiver`)."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A wish that holds, with its account (None: a new one) and its plan.

    `gaps` is what it lacks, in words: a lead has set it aside.
    """

    wish: Wish
    account: Account | None
    fit: Fit
    lead_id: str
    anchor_on: date
    observers: tuple[str, ...]
    gaps: tuple[str, ...]


def check(
    session: Session, viewer: Viewer, wish: Wish, now: datetime, *, draft_id: int | None = None
) -> Checked:
    """Return the wish with its plan, or raise FieldErrors with everything that is wrong.

    `draft_id` is the draft that the wish is about; its own proposal is then not in the way.
    Raises AccountTaken where the account has an open handoff, and Unready for a lead whose plan
    does not fit, or who has nobody for the customer to turn to. A proposal may lack both: its lead
    decides.
    """
    wish, today = wish.in_short(), local_date(now, viewer.zone)
    account = _account(session, viewer, wish)
    errors = dict(_wrong_account(session, viewer, wish, account, draft_id))
    taken = accounts.under_way(session, viewer, account.id) if account else None
    if account and taken:
        errors["account"] = _already_open(account, taken)
    errors.update(_wrong(session, viewer, wish, today))
    if taken:
        raise AccountTaken(errors, taken)
    if errors:
        raise FieldErrors(errors)
    checked = planned(session, viewer, wish, account, Around.of(account, today, now))
    if viewer.is_lead and checked.gaps and not wish.waiver.strip():
        raise Unready(dict(_unready(checked)))
    return checked


def new_account(session: Session, viewer: Viewer, wish: Wish, now: datetime) -> Account:
    """Add the account that a checked wish names.

    Raises AccountTaken if somebody else has added it, and opened its handoff, at the same moment.
    """
    workspace_id, name = viewer.workspace_id, wish.account_name
    account, is_new = accounts.find_or_create(session, workspace_id, name, now)
    if is_new:
        return account
    if taken := accounts.under_way(session, viewer, account.id):
        raise AccountTaken({"account": _already_open(account, taken)}, taken)
    return account


def _account(session: Session, viewer: Viewer, wish: Wish) -> Account | None:
    if wish.account_id is not None:
        return accounts.find(session, viewer.workspace_id, wish.account_id)
    return accounts.find_by_name(session, viewer.workspace_id, wish.account_name)


def _wrong_account(
    session: Session, viewer: Viewer, wish: Wish, account: Account | None, draft_id: int | None
) -> Wrong:
    if account is None and wish.account_id is not None:
        yield "account", _("I cannot find this account any more. Choose another.")
    elif account is None and not accounts.clean_name(wish.account_name):
        yield "account", _("Which account is it? Choose one or type a new name.")
    elif account is None and len(accounts.clean_name(wish.account_name)) > LONGEST_NAME:
        yield (
            "account",
            _("A name has at most {most} characters; this one has {count}.").format(
                most=LONGEST_NAME, count=len(accounts.clean_name(wish.account_name))
            ),
        )
    elif account and not draft_id and proposal.of_account(session, viewer, wish):
        yield "account", _("You have proposed this handoff already; its lead has been asked.")


def _already_open(account: Account, taken: UnderWay) -> str:
    if taken.handoff_id is None:
        said = _("{account} has a handoff under way already. Ask its people or your lead.")
    else:
        said = _("{account} has a handoff under way already: /handoff status shows it.")
    return said.format(account=account.name)


def _known(session: Session, viewer: Viewer, wish: Wish) -> dict[str, Person]:
    named = {"workspace": viewer.workspace_id, "people": wish.people}
    return {person.id: person for person in session.scalars(_PEOPLE, named)}


_PEOPLE = select(Person).where(
    Person.workspace_id == bindparam("workspace"),
    Person.id.in_(bindparam("people", expanding=True)),
)


def _wrong(session: Session, viewer: Viewer, wish: Wish, today: date) -> dict[str, str]:
    known = _known(session, viewer, wish)
    errors = dict(_wrong_people(known, wish))
    errors.update(_wrong_temporary(known, wish))
    errors.update(_wrong_date(wish, today))
    errors.update(_wrong_further_dates(wish, today))
    errors.update(_wrong_place(session, viewer, wish))
    if viewer.is_lead and wish.reason is None and wish.kind is Kind.CSM_TO_CSM:
        errors["reason"] = _("Choose the reason. Only leads see it.")
    return errors


def _wrong_people(known: Mapping[str, Person], wish: Wish) -> Wrong:
    """Roles first, then who is missing, then who is there twice: the last one found is told."""
    if wish.outgoing_id is None and wish.is_leave:
        yield "outgoing", _("Who is away?")
    elif wish.outgoing_id is None and not wish.is_abrupt:
        yield "outgoing", _("Who hands over? Only an abrupt handoff has nobody.")
    if wish.incoming_id is None and not wish.takes_temporary:
        yield "incoming", _("Who takes over?")
    elif wish.incoming_id and wish.incoming_id == wish.outgoing_id:
        yield "incoming", _("The same person cannot hand over and take over.")
    yield from _wrong_lead(known, wish)
    named = {"outgoing": wish.outgoing_id, "incoming": wish.incoming_id, "lead": wish.lead_id}
    for field, person_id in named.items():
        if person_id and (why := barred(known.get(person_id))):
            yield field, why
    yield from _wrong_observers(known, wish)


def _wrong_lead(known: Mapping[str, Person], wish: Wish) -> Wrong:
    if wish.lead_id is None:
        yield "lead", _("Which lead oversees it?")
    elif wish.lead_id in known and not known[wish.lead_id].is_lead:
        yield (
            "lead",
            _("{name} is not a lead. Admins name leads in my Home tab.").format(
                name=known[wish.lead_id].name
            ),
        )


def _wrong_temporary(known: Mapping[str, Person], wish: Wish) -> Wrong:
    person_id, field = wish.temporary_id, "temporary"
    if person_id is None:
        if wish.is_leave:
            yield field, _("Who stands in until they are back?")
    elif person_id == wish.outgoing_id:
        yield field, _("Who hands over cannot stand in for themselves.")
    elif person_id == wish.incoming_id:
        yield field, _("They take over already: leave this empty.")
    elif why := barred(known.get(person_id)):
        yield field, why


def _wrong_observers(known: Mapping[str, Person], wish: Wish) -> Wrong:
    if len(wish.observers) > MOST_OBSERVERS:
        yield "observers", _("At most {most} people can observe.").format(most=MOST_OBSERVERS)
    for person_id in wish.observers:
        if why := barred(known.get(person_id)):
            yield "observers", why


def _wrong_date(wish: Wish, today: date) -> Wrong:
    on, field = wish.anchor_on, "anchor_on"
    if on is None:
        yield field, _("Choose a date.")
    elif on > today + FURTHEST_AHEAD:
        yield field, _("That is more than two years ahead.")
    elif wish.kind is Kind.SALES_TO_CS or wish.is_abrupt:
        if on < today - FURTHEST_BACK:
            yield field, _("That is more than 30 days ago.")
        elif on > today and wish.is_abrupt:
            yield field, _("The departure is known by now: choose today, or the day it was.")
    elif on < today:
        yield field, _("This date is in the past.")


def _wrong_further_dates(wish: Wish, today: date) -> Wrong:
    begins_on = max(wish.anchor_on or today, today)
    if wish.is_leave and wish.returns_on is None:
        yield "returns_on", _("When are they back? If nobody knows, choose a new owner instead.")
    elif wish.returns_on and wish.returns_on <= begins_on:
        yield "returns_on", _("They are back after they have gone: choose a later date.")
    for field in ("returns_on", "incoming_starts_on"):
        on = getattr(wish, field)
        if on and on > today + FURTHEST_AHEAD:
            yield field, _("That is more than two years ahead.")


def _wrong_place(session: Session, viewer: Viewer, wish: Wish) -> Wrong:
    if wish.place is not Place.THREAD:
        return
    channel, field = wish.channel, "channel"
    if channel is None:
        yield field, _("In which channel?")
    elif channel.is_shared:
        yield field, _("People of other organisations read this channel. Choose another.")
    elif channel.is_archived:
        yield field, _("This channel is archived. Choose another.")
    elif channel.is_public and not (
        wish.public_is_fine or _is_the_teams(session, viewer, channel.id)
    ):
        yield (
            field,
            _("Everybody in the workspace can read this channel. Confirm below if it is fine."),
        )


def _is_the_teams(session: Session, viewer: Viewer, channel_id: str) -> bool:
    """Whether admins have chosen this channel for the team's handoffs."""
    return session.get_one(Workspace, viewer.workspace_id).team_channel_id == channel_id


def planned(
    session: Session, viewer: Viewer, wish: Wish, account: Account | None, around: Around
) -> Checked:
    """Return a wish that has a date and a lead with its plan, whatever else it lacks."""
    found = start_fit.fit(session, viewer, wish, around)
    if found is None or wish.anchor_on is None or wish.lead_id is None:
        raise ValueError("an unchecked wish has no plan")
    return Checked(
        wish=wish,
        account=account,
        fit=found,
        lead_id=wish.lead_id,
        anchor_on=wish.anchor_on,
        observers=_observers(wish),
        gaps=(*_nobody(wish), *(found.late if found.misfit else ())),
    )


def _nobody(wish: Wish) -> tuple[str, ...]:
    """What an abrupt handoff lacks that nobody is named for."""
    if wish.incoming_id or wish.temporary_id:
        return ()
    return (_("Name a temporary contact or the incoming CSM"),)


def _unready(checked: Checked) -> Wrong:
    if _nobody(checked.wish):
        yield (
            "temporary",
            _(
                "Whom can the customer turn to? Name somebody who stands in, or who takes over; "
                "or say below why it begins without."
            ),
        )
    if checked.fit.misfit:
        yield "anchor_on", f"{plan_fit.why_not(checked.fit.misfit)} {_what_fits(checked.fit)}"


def _what_fits(found: Fit) -> str:
    earliest = found.offers.earliest if found.offers else None
    if earliest is None:
        return _("What would fit is offered below.")
    said = _("It fits from {earliest} on; what else would fit is offered below.")
    return said.format(earliest=f"{earliest.day} {earliest:%b %Y}")


def _observers(wish: Wish) -> tuple[str, ...]:
    """Who takes part hears of everything anyway, and observes nothing."""
    part = {wish.outgoing_id, wish.incoming_id, wish.temporary_id, wish.lead_id}
    return tuple(dict.fromkeys(one for one in wish.observers if one not in part))
