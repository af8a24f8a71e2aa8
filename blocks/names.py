"""What the playbook's words are called where people read them."""

from playbook.words import _

REASONS = (
    "left", "promotion", "underperformance", "new_hire", "workload", "resegmentation", "leave",
    "role_change", "other",
)  # fmt: skip
PLACES = ("channel", "thread", "book")
"""What there is to choose from, in the order in which it is offered."""


def state_name(state: str) -> str:
    """Return the name of a handoff's state."""
    return {
        "draft": _("Draft"),
        "preparing": _("Preparing"),
        "introducing": _("Introducing"),
        "overlapping": _("Overlapping"),
        "settling": _("Settling"),
        "bau": _("Business as usual"),
        "closed": _("Closed"),
        "on_hold": _("On hold"),
        "cancelled": _("Cancelled"),
    }[state]


def move_name(move: str) -> str:
    """Return what a move, or another step that a waiver is about, is called."""
    return {
        "open": _("Open it"),
        "introduce": _("Start the introductions"),
        "overlap": _("Start the overlap"),
        "settle": _("Hand the account over"),
        "confirm_bau": _("Confirm business as usual"),
        "close": _("Close the handoff"),
        "hold": _("Put it on hold"),
        "resume": _("Take it up again"),
        "cancel": _("Cancel the handoff"),
        "reopen": _("Open it again"),
        "replan": _("Change the plan"),
    }[move]


def anchor_name(anchor: str) -> str:
    """Return what happens on the date a plan is counted from."""
    return {
        "T": _("Ownership switches"),
        "L": _("Last contact"),
        "D": _("Departure known"),
        "S": _("Signature"),
        "B": _("Business as usual"),
    }[anchor]


def phase_name(phase: str) -> str:
    """Return the name of a plan's phase; a template's own phase is called as it is written."""
    known = {
        "preparing": _("Prepare"),
        "introducing": _("Introduce"),
        "overlapping": _("Overlap"),
        "settling": _("Settle"),
        "bau": _("After business as usual"),
    }
    return known.get(phase) or phase.replace("_", " ").capitalize()


def event_name(event: str) -> str:
    """Return what happened when a task ticked itself."""
    known = {
        "opened": _("handoff opened"),
        "message_approved": _("message approved"),
        "observers_acknowledged": _("observers acknowledged"),
        "dump_complete": _("dump complete"),
        "blueprint_accepted": _("blueprint accepted"),
        "check_in_answered": _("check-in answered"),
        "looked": _("the lead has looked"),
        "debrief_closed": _("debrief closed"),
        "touchpoint_recorded": _("touchpoint recorded"),
        "bau_confirmed": _("business as usual confirmed"),
        "temporary_named": _("temporary contact named"),
        "incoming_named": _("incoming CSM named"),
        "release_ready": _("ready for release"),
        "customer_told": _("customer told"),
    }
    return known.get(event.partition(":")[0]) or _("by itself")


def owner_name(owner: str, kind: str = "csm_to_csm") -> str:
    """Return who in a handoff does a task, in a template that knows no persons yet."""
    if kind == "sales_to_cs" and owner in ("outgoing", "both"):
        return {"outgoing": _("AE"), "both": _("AE and CSM")}[owner]
    return {
        "outgoing": _("Outgoing CSM"),
        "incoming": _("Incoming CSM"),
        "lead": _("Lead"),
        "both": _("Outgoing and incoming CSM"),
        "lead_and_incoming": _("Lead and incoming CSM"),
        "all": _("All three"),
    }[owner]


def kind_name(kind: str) -> str:
    """Return what a kind of handoff is called (R1)."""
    return {"csm_to_csm": _("CSM to CSM"), "sales_to_cs": _("Sales to CS")}[kind]


def mode_name(mode: str) -> str:
    """Return what a mode is called, with what it means (R3)."""
    return {
        "soft": _("Soft: both CSMs overlap"),
        "hard": _("Hard: a firm date of last contact"),
        "abrupt": _("Abrupt: nobody there to ask"),
    }[mode]


def tier_name(tier: str) -> str:
    """Return what a tier is called (R4)."""
    return {"high": _("High touch"), "mid": _("Mid touch"), "low": _("Low touch")}[tier]


def place_name(place: str) -> str:
    """Return what a kind of place is called, in which checklists are posted."""
    return {
        "channel": _("A private channel of its own"),
        "thread": _("A thread in a channel"),
        "book": _("One channel for the outgoing CSM's whole book"),
    }[place]


def reason_name(reason: str) -> str:
    """Return what a reason is called (R2). Only leads are ever shown one."""
    return {
        "left": _("Leaves or left the company"),
        "promotion": _("Promotion"),
        "underperformance": _("Underperformance"),
        "new_hire": _("New hire"),
        "workload": _("Workload reallocation"),
        "resegmentation": _("Resegmentation"),
        "leave": _("Leave (parental, sick)"),
        "role_change": _("Role change"),
        "other": _("Other"),
    }[reason]
