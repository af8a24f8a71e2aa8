"""How complete a handoff's blueprint is, by the weights of its own template (R7, R12).

A template may weigh sections otherwise than sections.toml does; a running handoff keeps the
version that it started with, and so its weights.
"""

from sqlalchemy.orm import Session

from playbook import blueprint, template_copies
from playbook.blueprint import Known
from playbook.completeness import Completeness
from storage.tables import Handoff


def completeness(session: Session, handoff: Handoff) -> Completeness:
    """Return how complete the blueprint of a handoff is, as it stands now."""
    session.flush()
    found = blueprint.known(session, handoff.workspace_id, handoff.account_id)
    return complete(session, handoff, found)


def complete(session: Session, handoff: Handoff, found: Known) -> Completeness:
    """Return how complete a blueprint that holds this is for what the handoff asks.

    An account that is in no handoff has no template: its sections weigh as they are shipped.
    """
    weights = template_copies.of(session, handoff).weights if handoff.template else None
    return blueprint.complete_as(found, handoff.kind, handoff.depth, weights)
