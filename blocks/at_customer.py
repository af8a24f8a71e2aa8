"""The people at the customer, as a handoff's status tells of them: one section with its menu."""

from blocks import more, repeated
from blocks.check_in import score_name
from blocks.checklist import concerns_line
from blocks.kit import Json, cut, escape, section
from playbook.at_customer import AtCustomer, Somebody
from playbook.status import Status
from playbook.words import _, n_

_SHOWN = 6
"""People who are named; the menu leads to all of them."""

_NAME = 80


def in_status(status: Status) -> Json:
    """Return who they are and how they feel, what they worry about, what they had to repeat."""
    menu = more.of_customer(status.checklist.handoff_id, sees_sentiment=status.sees_sentiment)
    feedback = _(
        "This account is sensitive: ask for feedback at the intro call, and open a concern from "
        "whatever worries them."
    )
    numbers = (concerns_line(status.checklist), repeated.in_status(status.repeated))
    lines = (
        _("*People at the customer*"),
        _people(status.at_customer, sees_sentiment=status.sees_sentiment),
        " · ".join(number for number in numbers if number),
        feedback if status.asks_feedback else "",
    )
    return section("\n".join(line for line in lines if line), menu)


def _people(found: AtCustomer, *, sees_sentiment: bool) -> str:
    if not found.people:
        return _("Nobody is marked as a key stakeholder yet.")
    named = [_person(one, sees_sentiment=sees_sentiment) for one in found.people[:_SHOWN]]
    if left := len(found.people) - len(named):
        named.append(n_("and {n} more", "and {n} more", left).format(n=left))
    return ", ".join(named)


def _person(one: Somebody, *, sees_sentiment: bool) -> str:
    name = escape(cut(one.name, _NAME))
    if not sees_sentiment:
        return name
    if one.is_silent:
        return _("{name} (silent)").format(name=name)
    if one.score is None:
        return _("{name} (not asked about yet)").format(name=name)
    return _("{name} ({feeling})").format(name=name, feeling=score_name(one.score).lower())
