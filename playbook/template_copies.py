"""The templates of a workspace: its own copies of those that the product ships (R12).

A version is kept as its file's text: each one of the workspace's own, and each shipped one that a
handoff started with, so that a running handoff keeps its version whatever is edited or shipped
later. Own versions are counted under a name of their own ("own-soft-mid"), beside the shipped ones.
"""

from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import templates
from playbook.templates import Choice, Template
from storage.choices import Kind, Mode, Tier
from storage.tables import Handoff, TemplateVersion
from storage.upsert import insert_into

_OWN = "own-"


def choose(session: Session, workspace_id: str, kind: Kind, mode: Mode, tier: Tier) -> Choice:
    """Return what new handoffs of this kind, mode and tier get: the own copy, else the shipped."""
    name = templates.name_of(kind, mode, tier)
    own = session.scalar(
        select(TemplateVersion).where(
            TemplateVersion.workspace_id == workspace_id,
            TemplateVersion.name == own_name(name),
            TemplateVersion.is_current.is_(True),
        )
    )
    if own is None:
        return Choice(templates.load(name), is_own=False)
    return Choice(_parsed(own.name, own.body), is_own=True)


def of(session: Session, handoff: Handoff) -> Template:
    """Return the template that a handoff's plan was made from, in the version it started with."""
    key = (handoff.workspace_id, handoff.template, handoff.template_version)
    kept = session.get(TemplateVersion, key)
    return _parsed(kept.name, kept.body) if kept else templates.load(handoff.template)


def keep(session: Session, workspace_id: str, template: Template, now: datetime) -> None:
    """Store the text of a shipped version that a handoff starts with; an own one is stored."""
    if is_own(template):
        return
    statement = insert_into(TemplateVersion, session.get_bind().dialect.name)
    row = {
        "workspace_id": workspace_id,
        "name": template.name,
        "version": template.version,
        "body": templates.text_of(template.name),
        "is_shipped": True,
        "is_current": False,
        "written_at": now,
    }
    session.execute(statement.on_conflict_do_nothing(), row)


def own_name(name: str) -> str:
    """Return the name under which a workspace's own versions of a shipped template are kept."""
    return f"{_OWN}{name}"


def is_own(template: Template) -> bool:
    """Whether this is a workspace's own copy."""
    return template.name.startswith(_OWN)


_parsed = lru_cache(maxsize=256)(templates.parse)
