"""The menus of a handoff: what is done now and then, one click away and out of the buttons' row.

An option's value is the action that it stands for and that action's value.
"""

from blocks.kit import Json, option, overflow
from playbook.words import _

_BETWEEN = "|"


def of_blueprint(handoff_id: int) -> Json:
    """Return the menu beside the blueprint."""
    return _menu(
        "more:blueprint",
        handoff_id,
        (_("Account log"), "log.open"),
        (_("Questions"), "clarify.open"),
        (_("Call agenda"), "agenda.open"),
        (_("Brief for a call"), "brief.open"),
        (_("What has changed"), "history.open"),
    )


def of_customer(handoff_id: int, *, sees_sentiment: bool) -> Json:
    """Return the menu for what concerns the people at the customer."""
    sentiment = [(_("Sentiment so far"), "trend.open")] if sees_sentiment else []
    return _menu(
        "more:customer",
        handoff_id,
        (_("Concerns"), "concern.list"),
        *sentiment,
        (_("They had to repeat something"), "repeated.open"),
        (_("Contacts and privacy"), "contacts.open"),
    )


def parted(value: str) -> tuple[str, str]:
    """Return the action that an option stands for, and that action's value."""
    action_id, _between, rest = value.partition(_BETWEEN)
    return action_id, rest


def _menu(action_id: str, handoff_id: int, *things: tuple[str, str]) -> Json:
    options = [option(name, f"{action}{_BETWEEN}{handoff_id}") for name, action in things]
    return overflow(action_id, options)
