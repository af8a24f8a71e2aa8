"""What the playbook's words are called where people read them."""

from playbook.words import _, later

REASONS = (
    "left", "promotion", "underperformance", "new_hire", "workload", "resegmentation", "leave",
    "role_change", "other",
)  # fmt: skip
PLACES = ("channel", "thread", "book")
"""What there is to choose from, in the order in which it is offered."""

_STATES = {
    "draft": later("Draft"),
    "preparing": later("Preparing"),
    "introducing": later("Introducing"),
    "overlapping": later("Overlapping"),
    "settling": later("Settling"),
    "bau": later("Business as usual"),
    "closed": later("Closed"),
    "on_hold": later("On hold"),
    "cancelled": later("Cancelled"),
}
_MOVES = {
    "open": later("Open it"),
    "introduce": later("Start the introductions"),
    "overlap": later("Start the overlap"),
    "settle": later("Hand the account over"),
    "confirm_bau": later("Confirm business as usual"),
    "close": later("Close the handoff"),
    "hold": later("Put it on hold"),
    "resume": later("Take it up again"),
    "cancel": later("Cancel the handoff"),
    "reopen": later("Open it again"),
    "replan": later("Change the plan"),
}
_ANCHORS = {
    "T": later("Ownership switches"),
    "L": later("Last contact"),
    "D": later("Departure known"),
    "S": later("Signature"),
    "B": later("Business as usual"),
}
_PHASES = {
    "preparing": later("Prepare"),
    "introducing": later("Introduce"),
    "overlapping": later("Overlap"),
    "settling": later("Settle"),
    "bau": later("After business as usual"),
}
_EVENTS = {
    "opened": later("handoff opened"),
    "message_approved": later("message approved"),
    "observers_acknowledged": later("observers acknowledged"),
    "dump_complete": later("dump complete"),
    "blueprint_accepted": later("blueprint accepted"),
    "check_in_answered": later("check-in answered"),
    "looked": later("the lead has looked"),
    "debrief_closed": later("debrief closed"),
    "touchpoint_recorded": later("touchpoint recorded"),
    "bau_confirmed": later("business as usual confirmed"),
    "temporary_named": later("temporary contact named"),
    "incoming_named": later("incoming CSM named"),
    "release_ready": later("ready for release"),
    "customer_told": later("customer told"),
}
_OWNERS = {
    "outgoing": later("Outgoing CSM"),
    "incoming": later("Incoming CSM"),
    "lead": later("Lead"),
    "both": later("Outgoing and incoming CSM"),
    "lead_and_incoming": later("Lead and incoming CSM"),
    "all": later("All three"),
}
_KINDS = {
    "csm_to_csm": later("CSM to CSM"),
    "sales_to_cs": later("Sales to CS"),
}
_MODES = {
    "soft": later("Soft: both CSMs overlap"),
    "hard": later("Hard: a firm date of last contact"),
    "abrupt": later("Abrupt: nobody there to ask"),
}
_TIERS = {
    "high": later("High touch"),
    "mid": later("Mid touch"),
    "low": later("Low touch"),
}
_PLACES = {
    "channel": later("A private channel of its own"),
    "thread": later("A thread in a channel"),
    "book": later("One channel for the outgoing CSM's whole book"),
}
_REASONS = {
    "left": later("Leaves or left the company"),
    "promotion": later("Promotion"),
    "underperformance": later("Underperformance"),
    "new_hire": later("New hire"),
    "workload": later("Workload reallocation"),
    "resegmentation": later("Resegmentation"),
    "leave": later("Leave (parental, sick)"),
    "role_change": later("Role change"),
    "other": later("Other"),
}
_SELLERS = {"outgoing": later("AE"), "both": later("AE and CSM")}
_BY_ITSELF = later("by itself")


def state_name(state: str) -> str:
    """Return the name of a handoff's state."""
    return _(_STATES[state])


def move_name(move: str) -> str:
    """Return what a move, or another step that a waiver is about, is called."""
    return _(_MOVES[move])


def anchor_name(anchor: str) -> str:
    """Return what happens on the date a plan is counted from."""
    return _(_ANCHORS[anchor])


def phase_name(phase: str) -> str:
    """Return the name of a plan's phase; a template's own phase is called as it is written."""
    known = _PHASES.get(phase)
    return _(known) if known else phase.replace("_", " ").capitalize()


def event_name(event: str) -> str:
    """Return what happened when a task ticked itself."""
    return _(_EVENTS.get(event.partition(":")[0], _BY_ITSELF))


def owner_name(owner: str, kind: str = "csm_to_csm") -> str:
    """Return who in a handoff does a task, in a template that knows no persons yet."""
    if kind == "sales_to_cs" and owner in ("outgoing", "both"):
        return _(_SELLERS[owner])
    return _(_OWNERS[owner])


def kind_name(kind: str) -> str:
    """Return what a kind of handoff is called (R1)."""
    return _(_KINDS[kind])


def mode_name(mode: str) -> str:
    """Return what a mode is called, with what it means (R3)."""
    return _(_MODES[mode])


def tier_name(tier: str) -> str:
    """Return what a tier is called (R4)."""
    return _(_TIERS[tier])


def place_name(place: str) -> str:
    """Return what a kind of place is called, in which checklists are posted."""
    return _(_PLACES[place])


def reason_name(reason: str) -> str:
    """Return what a reason is called (R2). Only leads are ever shown one."""
    return _(_REASONS[reason])
