"""The page docs/states.md, made from the table of moves: `make docs` writes it."""

import sys
from collections.abc import Iterable

from playbook.states import MOVES, Fact, Move, Name, Trigger
from storage.choices import Kind, Mode

TASKS = {
    "dump": ("the data dump is complete for its depth (R7)", "outgoing CSM"),
    "accepted": ("questions are answered, the blueprint is accepted", "both CSMs"),
    "message": ("the customer message is approved (R11)", "both CSMs and the lead"),
    "observers": ("the observers have acknowledged (R10)", "lead, who tells and asks them"),
    "record": ("the record is complete (R6)", "AE"),
    "rebuilt": ("the blueprint is rebuilt", "incoming CSM"),
    "customer_told": ("the customer is told", "who the template says"),
    "intro": ("the intro call was held, or the introduction e-mail sent", "both CSMs"),
    "calls": ("the incoming CSM is on all scheduled calls", "incoming CSM"),
    "moved": ("CRM, invites, channels, tickets and open items are moved", "outgoing CSM"),
    "incoming": ("the incoming CSM is named", "lead"),
    "lead_message": ("the lead's message is sent", "lead"),
    "prospect_told": ("the prospect knows that a CSM follows", "AE"),
    "welcome": ("the welcome meeting was held (R15)", "AE and CSM"),
    "debrief": ("the debrief is recorded (R22)", "lead and incoming CSM"),
    "touchpoint": ("the leadership touchpoint is recorded (R23)", "lead"),
}
"""The tasks that guards ask for: in words, and who can mend it."""

FACTS = {
    Fact.REASON_AND_MODE: ("reason and mode are given", "lead"),
    Fact.SOMEBODY_NAMED: ("an incoming CSM or a temporary contact is named", "lead"),
    Fact.CAPACITY: ("capacity is within the cap, or overridden (R25)", "lead"),
    Fact.ACCEPTED: (
        "the incoming CSM has accepted the blueprint (R8; low touch: where its plan asks)",
        "incoming CSM",
    ),
    Fact.NOTHING_ASKED: ("no clarifying question is open (R8)", "who is asked, or who asked"),
    Fact.FIRM_DATE: ("the day of the switch or of last contact has come", "nobody: time does"),
    Fact.READY_FOR_BAU: (
        "no leftovers, and a known and not negative sentiment of every key stakeholder (R21)",
        "whoever is named beside each gap",
    ),
    Fact.NO_OTHER_OPEN: ("no other handoff of the account is open", "lead"),
}

TRIGGERS = {
    Trigger.PLAN_AND_PLACE: "plan, check-ins and place are set up, each person hears their part",
    Trigger.OWNER_CHANGES: "the account is the incoming CSM's, if it is not yet",
    Trigger.AFTER_BAU_IS_DATED: "what counts from business as usual gets its dates",
    Trigger.CLOSING_SUMMARY: "the channel gets the closing summary",
    Trigger.ENDS: "it ends: nothing falls due any more",
    Trigger.CHECK_INS_WAIT: "check-ins wait, no task is late, the lead is asked on the named day",
    Trigger.CHECK_INS_GO_ON: "check-ins go on; of those that passed each person is asked the last",
    Trigger.PLANNED_ANEW: "what was done stands; business as usual and what follows is anew",
    Trigger.PEOPLE_HEAR: "everybody concerned hears by DM",
}

_HEAD = """\
# The states of a handoff

<!-- Made from playbook/states.py by `make docs`; a test holds them equal. Do not edit it here. -->

A guard that does not hold says what is missing and who can mend it: `/handoff status`, “Move on…”.
A lead may set it aside with a written reason where the table says so: the waiver and its gaps stay
listed to the end, in status, checklist and closing summary. The reason is for leads alone.

In a hard handoff the account changes hands on the day of last contact, whatever the state; in an
abrupt one when the incoming CSM is named.
"""


def page() -> str:
    """Return the page: the diagram, the table, and what each guard asks for."""
    parts = [_HEAD, _diagram(), "## The moves", _table(), "## What guards ask for", _needs()]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _diagram() -> str:
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> draft"]
    arrows = [
        f"    {source} --> {move.target}: {_title(move.name)}"
        for move in MOVES
        if move.target and move.name not in (Name.HOLD, Name.CANCEL)
        for source in move.sources
    ]
    lines += dict.fromkeys(arrows)
    lines += [
        "    running: preparing to bau",
        "    running --> on_hold: hold",
        "    on_hold --> running: resume",
        "    running --> cancelled: cancel, before bau",
        "    closed --> [*]",
        "    cancelled --> [*]",
        "```",
    ]
    return "\n".join(lines)


def _table() -> str:
    rows = ["| move | from → to | in | guard | made by | triggers |", "|---|---|---|---|---|---|"]
    rows += [_row(move) for move in MOVES]
    return "\n".join(rows)


def _row(move: Move) -> str:
    target = move.target.value if move.target else "where it was"
    sources = ", ".join(state.value for state in move.sources)
    cells = (
        f"**{_title(move.name)}**",
        f"{sources} → {target}",
        _where(move),
        _guard(move),
        _who(move),
        "; ".join(TRIGGERS[trigger] for trigger in move.triggers),
    )
    return f"| {' | '.join(cells)} |"


def _guard(move: Move) -> str:
    needs = [FACTS[fact][0] for fact in move.guard.facts]
    needs += [TASKS[key][0] for key in move.guard.tasks]
    text = "; ".join(needs) or "–"
    if passed := [TASKS[key][0] for key in move.guard.not_waited_for]:
        text += f". Not waited for, listed as gaps: {'; '.join(passed)}"
    return text


def _who(move: Move) -> str:
    by_hand = _listed(role.value for role in move.who)
    text = f"by itself; {by_hand}" if move.by_itself else by_hand
    if move.asks_why:
        return f"{text}, with a reason"
    if move.takes_why:
        return f"{text}, with a reason if they like"
    has_guard = bool(move.guard.tasks or move.guard.facts)
    return f"{text}, who may waive" if has_guard and move.waivable else text


def _where(move: Move) -> str:
    kinds = "all" if move.kinds == tuple(Kind) else _listed(kind.value for kind in move.kinds)
    if move.modes == tuple(Mode):
        return kinds
    return f"{kinds}: {_listed(mode.value for mode in move.modes)}"


def _needs() -> str:
    rows = ["| it asks that | who can mend it |", "|---|---|"]
    rows += [f"| {words} | {who} |" for words, who in (*FACTS.values(), *TASKS.values())]
    return "\n".join(rows)


def _title(name: Name) -> str:
    return name.value.replace("_", " ").replace("bau", "BAU")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


if __name__ == "__main__":
    sys.stdout.write(page())
