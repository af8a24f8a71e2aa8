"""When something was last touched, in words."""

from datetime import datetime

from blocks.kit import day
from playbook.words import _


def last_touched(at: datetime | None) -> str:
    """Return when a section was last written or confirmed, in the reader's own terms."""
    if at is None:
        return _("not written yet")
    return _("last touched {day}").format(day=day(at.date()))
