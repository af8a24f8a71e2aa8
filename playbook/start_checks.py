"""What must hold before a handoff starts: every wrong field is named, all at once (R2, R3, R32)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import accounts, plan, plan_rows, template_copies, templates
from playbook.accounts import LONGEST_NAME, UnderWay
from playbook.errors import FieldErrors
from playbook.hours import Hours, local_date
from playbook.modes import anchor_of
from playbook.people import Viewer, can_hold_a_role
from playbook.plan import Circumstances, Misfit, Plan
from playbook.start_form import Wish
from playbook.words import _, n_
from storage.choices import Anchor, Kind, Mode, Owner, Place, State
from storage.tables import Account, Handoff, Person

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


@dataclass(frozen=True, slots=True)
class Checked:
    """A wish that holds, with its account (None: a new one) and its plan."""

    wish: Wish
    account: Account | None
    choice: templates.Choice
    plan: Plan
    incoming_id: str
    lead_id: str
    anchor_on: date
    observers: tuple[str, ...]


def check(
    session: Session, viewer: Viewer, wish: Wish, now: datetime, *, draft_id: int | None = None
) -> Checked:
    """Return the wish with its plan, or raise FieldErrors with everything that is wrong.

    `draft_id` is the draft that the wish is about; its own proposal is then not in the way.
    Raises AccountTaken where the account has an open handoff.
    """
    today = local_date(now, viewer.zone)
    account = _account(session, viewer, wish)
    errors = dict(_wrong_account(session, viewer, wish, account, draft_id))
    taken = accounts.under_way(session, viewer, account.id) if account else None
    if account and taken:
        errors["account"] = _already_open(account, taken)
    errors.update(_wrong_people(_known(session, viewer, wish), wish))
    errors.update(_wrong_date(wish, today))
    errors.update(_wrong_place(wish))
    if viewer.is_lead and wish.reason is None:
        errors["reason"] = _("Choose the reason. Only leads see it.")
    if taken:
        raise AccountTaken(errors, taken)
    if errors:
        raise FieldErrors(errors)
    return _planned(session, viewer, wish, account, today)


def new_account(session: Session, viewer: Viewer, wish: Wish, now: datetime) -> Account:
    """Add the account that a checked wish names.

    Raises AccountTaken if somebody else has added it, and opened its handoff, at the same moment.
    """
    account = accounts.find_or_create(session, viewer.workspace_id, wish.account_name, now)
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
    elif account and not draft_id and _has_proposed(session, viewer, account):
        yield "account", _("You have proposed this handoff already; its lead has been asked.")


def _has_proposed(session: Session, viewer: Viewer, account: Account) -> bool:
    """Whether the person's own draft waits. Somebody else's is not to be known of (R31)."""
    query = select(Handoff.id).where(
        Handoff.workspace_id == viewer.workspace_id,
        Handoff.account_id == account.id,
        Handoff.state == State.DRAFT,
        Handoff.started_by == viewer.id,
    )
    return session.scalar(query.limit(1)) is not None


def _already_open(account: Account, taken: UnderWay) -> str:
    if taken.handoff_id is None:
        said = _("{account} has a handoff under way already. Ask its people or your lead.")
    else:
        said = _("{account} has a handoff under way already: /handoff status shows it.")
    return said.format(account=account.name)


def _known(session: Session, viewer: Viewer, wish: Wish) -> dict[str, Person]:
    query = select(Person).where(
        Person.workspace_id == viewer.workspace_id, Person.id.in_(wish.people)
    )
    return {person.id: person for person in session.scalars(query)}


def _wrong_people(known: Mapping[str, Person], wish: Wish) -> Wrong:
    """Roles first, then who is missing, then who is there twice: the last one found is told."""
    if wish.outgoing_id is None and wish.mode is not Mode.ABRUPT:
        yield "outgoing", _("Who hands over? Only an abrupt handoff has nobody.")
    if wish.incoming_id is None:
        yield "incoming", _("Who takes over?")
    elif wish.incoming_id == wish.outgoing_id:
        yield "incoming", _("The same person cannot hand over and take over.")
    if wish.lead_id is None:
        yield "lead", _("Which lead oversees it?")
    elif wish.lead_id in known and not known[wish.lead_id].is_lead:
        yield (
            "lead",
            _("{name} is not a lead. Admins name leads in my Home tab.").format(
                name=known[wish.lead_id].name
            ),
        )
    named = {"outgoing": wish.outgoing_id, "incoming": wish.incoming_id, "lead": wish.lead_id}
    for field, person_id in named.items():
        if person_id and (why := _barred(known.get(person_id))):
            yield field, why
    yield from _wrong_observers(known, wish)


def _wrong_observers(known: Mapping[str, Person], wish: Wish) -> Wrong:
    if len(wish.observers) > MOST_OBSERVERS:
        yield "observers", _("At most {most} people can observe.").format(most=MOST_OBSERVERS)
    for person_id in wish.observers:
        if why := _barred(known.get(person_id)):
            yield "observers", why


def _barred(person: Person | None) -> str:
    """Return why somebody can hold no role in a handoff (R32); empty if they can."""
    if person is None:
        return _("I cannot find this person in the workspace.")
    if can_hold_a_role(person):
        return ""
    if person.is_bot:
        why = _("{name} is an app, not a person.")
    elif person.deactivated_at is not None:
        why = _("{name} is deactivated.")
    elif person.is_foreign:
        why = _("{name} belongs to another organisation.")
    else:
        why = _("{name} is a guest here.")
    return why.format(name=person.name)


def _wrong_date(wish: Wish, today: date) -> Wrong:
    on, field = wish.anchor_on, "anchor_on"
    if on is None:
        yield field, _("Choose a date.")
    elif on > today + FURTHEST_AHEAD:
        yield field, _("That is more than two years ahead.")
    elif wish.kind is Kind.SALES_TO_CS or wish.mode is Mode.ABRUPT:
        if on < today - FURTHEST_BACK:
            yield field, _("That is more than 30 days ago.")
        elif on > today and wish.kind is not Kind.SALES_TO_CS:
            yield field, _("The departure is known by now: choose today, or the day it was.")
    elif on < today:
        yield field, _("This date is in the past.")


def _wrong_place(wish: Wish) -> Wrong:
    if wish.place is not Place.THREAD:
        return
    channel, field = wish.channel, "channel"
    if channel is None:
        yield field, _("In which channel?")
    elif channel.is_shared:
        yield field, _("People of other organisations read this channel. Choose another.")
    elif channel.is_archived:
        yield field, _("This channel is archived. Choose another.")
    elif channel.is_public and not wish.public_is_fine:
        yield (
            field,
            _("Everybody in the workspace can read this channel. Confirm below if it is fine."),
        )


def _planned(
    session: Session, viewer: Viewer, wish: Wish, account: Account | None, today: date
) -> Checked:
    anchor_on, incoming_id, lead_id = wish.anchor_on, wish.incoming_id, wish.lead_id
    if anchor_on is None or incoming_id is None or lead_id is None:
        raise ValueError("an unchecked wish has no plan")
    choice = template_copies.choose(session, viewer.workspace_id, wish.kind, wish.mode, wish.tier)
    around = Circumstances(
        today=today,
        hours=_hours(session, viewer, wish),
        is_sensitive=account is not None and account.is_sensitive,
    )
    made = plan.make(choice.template, anchor_on, around)
    # Only a soft handoff has the time that its template takes: what is short of it is hard or
    # abrupt, where whatever should have been done is due today.
    if made.misfit and anchor_of(wish.kind, wish.mode) is Anchor.SWITCH:
        earliest = plan.earliest_anchor(choice.template, around)
        raise FieldErrors({"anchor_on": _too_near(made.misfit, earliest)})
    return Checked(
        wish=wish,
        account=account,
        choice=choice,
        plan=made,
        incoming_id=incoming_id,
        lead_id=lead_id,
        anchor_on=anchor_on,
        observers=_observers(wish),
    )


def _hours(session: Session, viewer: Viewer, wish: Wish) -> dict[Owner, Hours]:
    holders = {
        Owner.OUTGOING: wish.outgoing_id,
        Owner.INCOMING: wish.incoming_id,
        Owner.LEAD: wish.lead_id,
    }
    return plan_rows.hours_by_owner(session, viewer.workspace_id, holders)


def _too_near(misfit: Misfit, earliest: date) -> str:
    late = n_(
        "Too near: “{task}” would have been due {days} day ago.",
        "Too near: “{task}” would have been due {days} days ago.",
        misfit.days,
    ).format(task=misfit.title, days=misfit.days)
    offer = _("A soft handoff fits from {earliest} on; or choose hard or abrupt.").format(
        earliest=f"{earliest.day} {earliest:%b %Y}"
    )
    return f"{late} {offer}"


def _observers(wish: Wish) -> tuple[str, ...]:
    """Who takes part hears of everything anyway, and observes nothing."""
    part = {wish.outgoing_id, wish.incoming_id, wish.lead_id}
    return tuple(dict.fromkeys(one for one in wish.observers if one not in part))
