"""Who may see what: one table, role × field, asked by every surface (R31, R32, DESIGN.md).

Channel posts, pins and canvases are seen by every member, so they carry only what SHARED allows.
"""

from enum import StrEnum

from playbook.holders import Named, people_of
from playbook.people import Viewer
from storage.choices import State


class Role(StrEnum):
    """What a person is to one handoff."""

    LEAD = "lead"
    OUTGOING = "outgoing"
    INCOMING = "incoming"
    OBSERVER = "observer"
    NONE = "none"


class Field(StrEnum):
    """What there is to be seen of a handoff."""

    EXISTENCE = "existence"
    PLAN = "plan"
    BLUEPRINT = "blueprint"
    SENTIMENT = "sentiment"
    JUDGEMENT = "judgement"
    TEMPERAMENT = "temperament"
    PERSONAL_DETAILS = "personal_details"
    AUDIT = "audit"
    REASON = "reason"
    OBSERVERS_SUMMARY = "observers_summary"
    CUSTOMER_MESSAGE = "customer_message"
    TOUCHPOINT = "touchpoint"
    CONCERNS = "concerns"


SHARED = frozenset({Field.EXISTENCE, Field.PLAN, Field.BLUEPRINT, Field.OBSERVERS_SUMMARY})
_PEOPLE = SHARED | {
    Field.JUDGEMENT,
    Field.TEMPERAMENT,
    Field.PERSONAL_DETAILS,
    Field.AUDIT,
    Field.CUSTOMER_MESSAGE,
    Field.CONCERNS,
}

SEES: dict[Role, frozenset[Field]] = {
    Role.LEAD: frozenset(Field),
    Role.OUTGOING: _PEOPLE,
    Role.INCOMING: _PEOPLE | {Field.SENTIMENT},
    Role.OBSERVER: frozenset({Field.EXISTENCE, Field.OBSERVERS_SUMMARY}),
    Role.NONE: frozenset(),
}


def may_see(role: Role, field: Field, state: State) -> bool:
    """Whether a person with this role sees the field. A draft is silent to all but leads (R31)."""
    if state is State.DRAFT and role is not Role.LEAD:
        return False
    return field in SEES[role]


def role_in(viewer: Viewer, handoff: Named, observers: frozenset[str], led: set[str]) -> Role:
    """Return what the viewer is to the handoff. `led` are the people whose lead they are (R32).

    The temporary contact is as the incoming CSM while nobody is named; after that they hand over
    what they know, as the outgoing CSM does.
    """
    if viewer.id == handoff.lead_id or (viewer.is_lead and led & _people(handoff)):
        return Role.LEAD
    if viewer.id == handoff.outgoing_id:
        return Role.OUTGOING
    if viewer.id == handoff.incoming_id:
        return Role.INCOMING
    if viewer.id == handoff.temporary_id:
        return Role.OUTGOING if handoff.incoming_id else Role.INCOMING
    return Role.OBSERVER if viewer.id in observers else Role.NONE


def _people(handoff: Named) -> set[str]:
    return set(people_of(handoff))
