"""A small modal that says one thing: why something was not done."""

from blocks.kit import Json, modal, section
from playbook.words import _


def notice(text: str) -> Json:
    """Return the modal. The text is mrkdwn, escaped where people wrote in it."""
    return modal("notice", _("Handoff"), [section(text)], close=_("OK"))
