"""Whether the plan fits, in the start modal: what breaks it, what would fit, and waiving it."""

from collections.abc import Iterator
from datetime import date

from blocks.kit import Json, actions, button, day, escape, input_block, section, text_input
from playbook.plan_fit import why_not
from playbook.start_fit import Fit
from playbook.start_form import Form
from playbook.words import _

LONGEST_WAIVER = 500
"""Characters of the reason for which a handoff opens with something missing."""


def fields(form: Form, *, waives: bool) -> list[Json]:
    """Return what is said and offered of a plan that does not fit; nothing if it does.

    `waives`: something else is missing that a lead may set aside with a reason.
    """
    blocks = _misfit(form)
    if waives and not blocks:
        blocks.append(
            section(
                _(
                    "*Whom can the customer turn to?* Name somebody who stands in, or who takes "
                    "over; or say why it begins without."
                )
            )
        )
    if form.is_lead and (blocks or waives):
        blocks.append(_waiver(form))
    return blocks


def handed_over(on: date) -> str:
    """Warn of an account that had a handoff within the last twelve months (R27)."""
    said = _("⚠ It was handed over only lately, {date}: another one strains the customer's trust.")
    return said.format(date=day(on))


def plain_day(on: date) -> str:
    """Return a date where Slack formats none: on a button."""
    return f"{on.day} {on:%b %Y}"


def _misfit(form: Form) -> list[Json]:
    found = form.fit
    if found is None or found.misfit is None:
        return []
    said = _("*This plan does not fit.* {why}").format(why=escape(why_not(found.misfit)))
    buttons = list(_offers(form, found))
    return [section(said), *([actions(buttons, "offers")] if buttons else [])]


def _offers(form: Form, found: Fit) -> Iterator[Json]:
    """What would fit, as clicks: a later date, then the quicker modes."""
    if found.offers is None or form.wish.anchor_on is None:
        return
    if found.offers.earliest:
        yield _offer(_later(form, found.offers.earliest), form.wish.mode, found.offers.earliest)
    for mode in found.offers.modes:
        label = {"hard": _("Make it hard"), "abrupt": _("Make it abrupt, from today")}[mode]
        yield _offer(label, mode, form.wish.anchor_on)


def _later(form: Form, on: date) -> str:
    if form.wish.is_leave:
        return _("Away from {date}").format(date=plain_day(on))
    if form.wish.mode == "hard":
        return _("Last contact on {date}").format(date=plain_day(on))
    return _("Switch on {date}").format(date=plain_day(on))


def _offer(label: str, mode: str, on: date) -> Json:
    return button(label, f"start.offer:{mode}", f"{mode}:{on.isoformat()}")


def _waiver(form: Form) -> Json:
    return input_block(
        _("Or open it anyway, because…"),
        text_input("start.value", form.wish.waiver, max_length=LONGEST_WAIVER),
        "waiver",
        optional=True,
        hint=_("What is late is due today. What is missing stays visible to the end."),
    )
