"""The dated plan of a handoff, as it would be if it were opened now (R12, R13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from playbook import accounts, people
from playbook.accounts import KnownAccount
from playbook.errors import NotNow
from playbook.hours import local_date
from playbook.modes import anchor_of
from playbook.people import Actor, Viewer
from playbook.plan import Misfit, Planned
from playbook.start_fit import Around, fit
from playbook.wish import Wish
from playbook.words import _
from storage.choices import Anchor, Owner


@dataclass(frozen=True, slots=True)
class Preview:
    """What the reader sees before anything is opened. `owners` are the people, by role.

    `late` are titles of tasks that come later than the template has them; `misfit` the worst, where
    the plan does not fit. `handed_over_at` is the account's last handoff within a year (R27).
    """

    account: str
    template: str
    anchor: Anchor
    anchor_on: date
    tasks: tuple[Planned, ...]
    hand_back: tuple[Planned, ...]
    late: tuple[str, ...]
    misfit: Misfit | None
    owners: Mapping[Owner, str | None]
    returns_on: date | None
    handed_over_at: datetime | None


def preview(session: Session, actor: Actor, wish: Wish, now: datetime) -> Preview:
    """Return the plan of a wish, complete or not. Raises NotAllowed, NotNow without a date."""
    viewer, wish = people.viewer(session, actor), wish.in_short()
    account = _account(session, viewer, wish, now)
    around = Around.of(account, local_date(now, viewer.zone), now)
    found = fit(session, viewer, wish, around)
    if found is None or wish.anchor_on is None:
        raise NotNow(_("Choose a date first: the plan counts from it."))
    return Preview(
        account=account.name if account else wish.account_name,
        template=found.template.title,
        anchor=anchor_of(wish.kind, wish.mode),
        anchor_on=wish.anchor_on,
        tasks=found.plan.tasks,
        hand_back=found.hand_back,
        late=found.late,
        misfit=found.misfit,
        owners={
            Owner.OUTGOING: wish.outgoing_id,
            Owner.INCOMING: wish.incoming_id or wish.temporary_id,
            Owner.LEAD: wish.lead_id,
        },
        returns_on=wish.returns_on,
        handed_over_at=account.handed_over_at if account else None,
    )


def _account(session: Session, viewer: Viewer, wish: Wish, now: datetime) -> KnownAccount | None:
    if wish.account_id is not None:
        return accounts.known_by_id(session, viewer, wish.account_id, now)
    return accounts.known(session, viewer, wish.account_name, now) if wish.account_name else None
