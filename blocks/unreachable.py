"""What a lead hears when somebody is gone who still owns accounts (R30)."""

from blocks.kit import Json, button, context, cut, escape, section
from playbook.unreachable import Unreachable
from playbook.words import _, n_

_MOST = 20
_NAME = 150


def message(found: Unreachable) -> tuple[str, list[Json]]:
    """Return who is gone and which accounts nobody looks after: text and blocks."""
    n = len(found.accounts)
    text = n_(
        "{name} is deactivated and owns {n} account that nobody looks after now.",
        "{name} is deactivated and owns {n} accounts that nobody looks after now.",
        n,
    ).format(name=escape(cut(found.name, _NAME)), n=n)
    next_step = _("Start an abrupt handoff of each, and name who stands in.")
    blocks = [section(f"{text} {next_step}")]
    for at, account in enumerate(found.accounts[:_MOST]):
        name = escape(cut(account, _NAME)).replace("*", "∗")
        starting = button(_("Start a handoff"), f"start.open:{at}", account)
        blocks.append(section(f"*{name}*", starting))
    if n > _MOST:
        blocks.append(context(_("and {n} more").format(n=n - _MOST)))
    return text, blocks
