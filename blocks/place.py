"""Where a handoff's checklist is, when it is not where it was wanted."""

from blocks.kit import Json, bold, section
from playbook.words import _


def moved(account: str, channel_id: str) -> tuple[str, list[Json]]:
    """Return what the lead reads when the workspace forbids channels of ours."""
    text = _(
        "Your workspace does not let me make channels, so the checklist of {account} is a thread "
        "in {channel}. Everybody who has a part in it hears from me."
    ).format(account=bold(account), channel=f"<#{channel_id}>")
    return text, [section(text)]
