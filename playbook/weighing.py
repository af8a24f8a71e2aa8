"""How complete a handoff's blueprint is, by the weights of its own template (R7, R12).

A workspace's own template may weigh sections otherwise than sections.toml does, those that the
product ships never do. A running handoff keeps the version that it started with, and so its
weights.
"""

from collections.abc import Collection, Mapping
from typing import TypeAlias

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from playbook import blueprint, template_copies, templates
from playbook.blueprint import Known
from playbook.completeness import Completeness
from storage.tables import Handoff, TemplateVersion

Version: TypeAlias = tuple[str, int]
"""The name of a template and the number of its version, as a handoff keeps them."""


def completeness(session: Session, handoff: Handoff) -> Completeness:
    """Return how complete the blueprint of a handoff is, as it stands now."""
    session.flush()
    found = blueprint.known(session, handoff.workspace_id, handoff.account_id)
    return complete(session, handoff, found)


def complete(session: Session, handoff: Handoff, found: Known) -> Completeness:
    """Return how complete a blueprint that holds this is for what the handoff asks.

    A template is read only where it may say otherwise: an account that is in no handoff has none.
    """
    is_own = handoff.template and template_copies.is_own(handoff.template)
    weights = template_copies.of(session, handoff).weights if is_own else None
    return blueprint.complete_as(found, handoff.kind, handoff.depth, weights)


def weights_of(
    session: Session, workspace_id: str, versions: Collection[Version]
) -> Mapping[Version, Mapping[str, int]]:
    """Return the weights of each of these versions of templates, in one statement."""
    name_and_number = tuple_(TemplateVersion.name, TemplateVersion.version)
    query = select(TemplateVersion).where(
        TemplateVersion.workspace_id == workspace_id, name_and_number.in_(set(versions))
    )
    kept = {(one.name, one.version): one for one in session.scalars(query)} if versions else {}
    return {
        version: (
            template_copies.parsed(kept[version]) if version in kept else templates.load(version[0])
        ).weights
        for version in set(versions)
    }
