"""Handoffs that nobody leads: what the leads' channel reads, and the question who leads them."""

from blocks.kit import (
    Json,
    bold,
    button,
    context,
    cut,
    escape,
    input_block,
    modal,
    section,
    users_select,
)
from playbook.leaderless import LeftBehind, Question
from playbook.words import _, n_

_NAME = 200


def message(found: LeftBehind) -> tuple[str, list[Json]]:
    """Return what the leads' channel reads, once: text and blocks."""
    count = len(found.handoffs)
    text = n_(
        "{name} is deactivated, and led {n} handoff that nobody leads now.",
        "{name} is deactivated, and led {n} handoffs that nobody leads now.",
        count,
    ).format(name=escape(cut(found.lead, _NAME)), n=count)
    ask = _("I know no manager or deputy of theirs who could. Any lead can say who leads next.")
    return text, [section(f"{text}\n{ask}"), *(_line(*one) for one in found.handoffs)]


def question(found: Question) -> Json:
    """Return the modal that asks who leads a handoff; whoever asks is proposed."""
    said = _("{lead} led the handoff of {account} and is gone. Who leads it now?").format(
        lead=escape(cut(found.lead, _NAME)), account=bold(cut(found.account, _NAME))
    )
    hint = _("They hear their part from me, and have what was open.")
    return modal(
        "leaderless.put_in",
        _("Lead"),
        [
            section(said),
            input_block(_("Who leads it?"), users_select("person", found.viewer_id), "person"),
            context(hint),
        ],
        submit=_("Save"),
        close=_("Cancel"),
        metadata=str(found.handoff_id),
    )


def _line(handoff_id: int, account: str) -> Json:
    choose = button(_("Say who leads"), "leaderless.open", str(handoff_id))
    return section(bold(cut(account, _NAME)), choose)
