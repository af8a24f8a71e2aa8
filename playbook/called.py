"""What things are called that have another name in a handoff from sales (R1, R6). Pure."""

from playbook.words import _

_FROM_SALES = "sales_to_cs"


def document(kind: str) -> str:
    """Return what a handoff of this kind calls what is handed over in writing."""
    return _("record") if kind == _FROM_SALES else _("blueprint")


def outgoing(kind: str) -> str:
    """Return what a handoff of this kind calls who hands over."""
    return _("AE") if kind == _FROM_SALES else _("outgoing CSM")
