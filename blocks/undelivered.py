"""What a lead hears when somebody cannot be reached."""

from blocks.kit import Json, cut, escape, section
from playbook.undelivered import Undelivered
from playbook.words import _

_NAME = 150
_GONE = frozenset({"account_inactive", "user_disabled", "user_not_found"})


def message(found: Undelivered) -> tuple[str, list[Json]]:
    """Return who does not get my messages, why, and what is next: text and blocks."""
    text = _("My messages do not reach {name}.").format(name=escape(cut(found.name, _NAME)))
    why = _("Slack says that their account is deactivated.")
    if found.why not in _GONE:
        why = _("Slack does not take direct messages to them.")
    next_step = _(
        "Tell them what waits for them; `/handoff status` shows the handoffs, and you can put "
        "somebody else in their place there."
    )
    return text, [section(f"{text} {why}\n{next_step}")]
