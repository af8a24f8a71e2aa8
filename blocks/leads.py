"""The modal in which admins name the leads (R32)."""

from collections.abc import Sequence

from blocks.kit import Json, input_block, modal, multi_users_select, section
from playbook.words import _


def form(leads: Sequence[str]) -> Json:
    """Return the modal. Takes the ids of those who lead now."""
    select = multi_users_select("leads", leads, placeholder=_("Choose people"))
    said = _("Leads see and open the handoffs of their people, and the reasons behind them.")
    kept = _("Whoever is taken off keeps the handoffs that they lead already.")
    blocks = [
        section(said),
        input_block(_("Leads"), select, "leads", optional=True, hint=kept),
    ]
    return modal("leads.save", _("Leads"), blocks, submit=_("Save"), close=_("Cancel"))
