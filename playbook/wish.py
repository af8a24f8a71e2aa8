"""What somebody asks for when a handoff is to begin: everything that the start modal holds."""

from dataclasses import dataclass, replace
from datetime import date

from storage.choices import Kind, Mode, Place, Reason, Tier


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
    `temporary_id` stands in while nobody is named (abrupt), or until the outgoing CSM is back on
    `returns_on` (leave); `is_transfer` makes a leave a handoff to a new owner instead (R2).
    `incoming_starts_on` is the incoming CSM's first day, where it is still to come. `waiver` is
    the reason for which a lead opens it although something is missing.
    """

    account_id: int | None = None
    account_name: str = ""
    kind: Kind = Kind.CSM_TO_CSM
    mode: Mode = Mode.SOFT
    tier: Tier = Tier.MID
    reason: Reason | None = None
    is_transfer: bool = False
    outgoing_id: str | None = None
    incoming_id: str | None = None
    temporary_id: str | None = None
    lead_id: str | None = None
    anchor_on: date | None = None
    returns_on: date | None = None
    incoming_starts_on: date | None = None
    observers: tuple[str, ...] = ()
    place: Place = Place.CHANNEL
    channel: Channel | None = None
    public_is_fine: bool = False
    waiver: str = ""

    @property
    def people(self) -> list[str]:
        """Everybody named in it."""
        named = (
            self.outgoing_id, self.incoming_id, self.temporary_id, self.lead_id, *self.observers
        )  # fmt: skip
        return [person_id for person_id in named if person_id]

    @property
    def is_abrupt(self) -> bool:
        """Whether nobody is there to be asked."""
        return self.mode is Mode.ABRUPT and self.kind is Kind.CSM_TO_CSM

    @property
    def is_leave(self) -> bool:
        """Whether somebody stands in until the outgoing CSM is back (R2, R30)."""
        is_away = self.reason is Reason.LEAVE and self.kind is Kind.CSM_TO_CSM
        return is_away and not self.is_transfer

    @property
    def takes_temporary(self) -> bool:
        """Whether a temporary contact is asked for."""
        return self.is_leave or self.is_abrupt

    def in_short(self) -> "Wish":
        """Return it without what this kind, mode and reason do not ask for.

        A field that was filled in before another hid it is not meant any more.
        """
        is_sale = self.kind is Kind.SALES_TO_CS
        return replace(
            self,
            mode=Mode.SOFT if is_sale else self.mode,
            reason=None if is_sale else self.reason,
            incoming_id=None if self.is_leave else self.incoming_id,
            incoming_starts_on=None if self.is_leave else self.incoming_starts_on,
            temporary_id=self.temporary_id if self.takes_temporary else None,
            returns_on=self.returns_on if self.is_leave else None,
        )
