"""Which mode fits: suggested from the reason and the notice given, and always explained (R3)."""

from dataclasses import dataclass
from datetime import date

from playbook.templates import Template
from playbook.words import _, n_
from storage.choices import Anchor, Kind, Mode, Reason

_LEAVING = frozenset({Reason.LEFT, Reason.LEAVE})
_ANCHORS = {Mode.SOFT: Anchor.SWITCH, Mode.HARD: Anchor.LAST_CONTACT, Mode.ABRUPT: Anchor.DEPARTURE}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The mode that fits, and why in one line; `warning` is empty where there is none."""

    mode: Mode
    why: str
    warning: str = ""


def anchor_of(kind: Kind, mode: Mode) -> Anchor:
    """Return the firm date that a handoff of this kind and mode is planned from (TEMPLATES.md)."""
    return Anchor.SIGNATURE if kind is Kind.SALES_TO_CS else _ANCHORS[mode]


def suggest_mode(
    kind: Kind, reason: Reason | None, anchor_on: date | None, today: date, soft: Template
) -> Suggestion:
    """Return the mode that the reason and the calendar days until the firm date suggest.

    `soft` is the template that a soft handoff would follow: soft where its plan still fits, else
    hard; abrupt when somebody has left, or is away, already. The reason may be unknown: who is not
    a lead is not asked for it (R32).
    """
    if kind is Kind.SALES_TO_CS:
        return Suggestion(Mode.SOFT, _("The dates count from the signature."))
    if anchor_on is None:
        return Suggestion(Mode.SOFT, _("Choose a date, and I suggest what fits."))
    days = (anchor_on - today).days
    if days <= 0 and reason in _LEAVING:
        return Suggestion(Mode.ABRUPT, _gone(reason))
    needed = soft.notice_days
    mode = Mode.SOFT if days >= needed else Mode.HARD
    why = _why(mode, days, needed, leaving=reason in _LEAVING)
    return Suggestion(mode, why, _warning(soft, reason, days))


def _gone(reason: Reason | None) -> str:
    if reason is Reason.LEAVE:
        return _("Is away already, nobody is there to ask: abrupt.")
    return _("Has left already, nobody is there to ask: abrupt.")


def _why(mode: Mode, days: int, needed: int, *, leaving: bool) -> str:
    if leaving:
        when = n_("Leaves in {days} day", "Leaves in {days} days", days)
    else:
        when = n_("Changes hands in {days} day", "Changes hands in {days} days", days)
    if mode is Mode.SOFT:
        why = _("{when}, both CSMs can overlap: soft.")
    else:
        why = _("{when}, a soft handoff takes {needed}: hard.")
    return why.format(when=when.format(days=max(days, 0)), needed=needed)


def _warning(template: Template, reason: Reason | None, days: int) -> str:
    least = template.least_notice.get(reason, 0) if reason else 0
    if days >= least:
        return ""
    return _("Customers should get at least {least} days of notice for this reason.").format(
        least=least
    )
