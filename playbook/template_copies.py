"""The templates of a workspace: its own copies of those that the product ships (R12).

A version is kept as its file's text: each one of the workspace's own, and each shipped one that a
handoff started with, so that a running handoff keeps its version whatever is edited or shipped
later. Own versions are counted under a name of their own ("own-soft-mid"), beside the shipped ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from sqlalchemy import bindparam, exists, func, select, update
from sqlalchemy.orm import Session

from playbook import templates
from playbook.templates import Choice, Template, writer
from storage.choices import Kind, Mode, Tier
from storage.tables import Handoff, TemplateVersion, Workspace
from storage.upsert import insert_into

_OWN = "own-"
_RECENT = 6

_version = TemplateVersion.__table__.c
_CURRENT = select(_version.body).where(
    _version.workspace_id == bindparam("workspace_id"),
    _version.name == bindparam("name"),
    _version.is_current,
)
_KEPT = select(_version.body).where(
    _version.workspace_id == bindparam("workspace_id"),
    _version.name == bindparam("name"),
    _version.version == bindparam("version"),
)
"""Asked whenever a start modal or a blueprint is shown, so they are built once."""

HAS_OWN = (
    exists()
    .where(_version.workspace_id == Workspace.__table__.c.id, _version.is_current)
    .label("has_own_templates")
)
"""A column beside a workspace's others: whether it has any own copy. Most have none to look for."""


def choose(session: Session, workspace_id: str, kind: Kind, mode: Mode, tier: Tier) -> Choice:
    """Return what new handoffs of this kind, mode and tier get: the own copy, else the shipped."""
    return in_use(session, workspace_id, templates.name_of(kind, mode, tier))


def in_use(session: Session, workspace_id: str, name: str) -> Choice:
    """Return the template of this shipped name that new handoffs get, own or shipped."""
    own = own_name(name)
    which = {"workspace_id": workspace_id, "name": own}
    body = session.connection().scalar(_CURRENT, which)
    if body is None:
        return Choice(templates.load(name), is_own=False)
    return Choice(_parsed(own, body), is_own=True)


def of(session: Session, handoff: Handoff) -> Template:
    """Return the template that a handoff's plan was made from, in the version it started with."""
    session.flush()  # what is read below goes past the session
    which = {
        "workspace_id": handoff.workspace_id,
        "name": handoff.template,
        "version": handoff.template_version,
    }
    body = session.connection().scalar(_KEPT, which)
    return templates.load(handoff.template) if body is None else _parsed(handoff.template, body)


def keep(session: Session, workspace_id: str, template: Template, now: datetime) -> None:
    """Store the text of a shipped version that a handoff starts with; an own one is stored."""
    if is_own(template.name):
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


def lock(session: Session, workspace_id: str) -> None:
    """Let nobody else change templates of this workspace until the transaction ends."""
    session.get_one(Workspace, workspace_id, with_for_update=True)


def write(
    session: Session,
    workspace_id: str,
    name: str,
    template: Template,
    writer_id: str | None,
    now: datetime,
) -> Template:
    """Make this the workspace's own copy of the shipped template of this name, as a new version.

    Returns it with its version. Its rules are checked already; the caller holds the lock.
    """
    written = replace(
        template, name=own_name(name), version=_next_version(session, workspace_id, name)
    )
    drop(session, workspace_id, name)
    session.add(
        TemplateVersion(
            workspace_id=workspace_id,
            name=written.name,
            version=written.version,
            body=writer.text(written),
            is_shipped=False,
            is_current=True,
            written_by=writer_id,
            written_at=now,
        )
    )
    session.flush()
    return written


def drop(session: Session, workspace_id: str, name: str) -> None:
    """Let new handoffs have the shipped template again; the own versions stay where they run."""
    session.execute(
        update(TemplateVersion)
        .where(TemplateVersion.workspace_id == workspace_id, TemplateVersion.name == own_name(name))
        .values(is_current=False)
    )


def own_versions(session: Session, workspace_id: str, name: str) -> Sequence[TemplateVersion]:
    """Return the last own versions of a template, the newest first."""
    query = (
        select(TemplateVersion)
        .where(TemplateVersion.workspace_id == workspace_id, TemplateVersion.name == own_name(name))
        .order_by(TemplateVersion.version.desc())
        .limit(_RECENT)
    )
    return session.scalars(query).all()


def own_copies(session: Session, workspace_id: str) -> Mapping[str, TemplateVersion]:
    """Return the own copies in use, by the shipped name."""
    query = select(TemplateVersion).where(
        TemplateVersion.workspace_id == workspace_id,
        TemplateVersion.is_shipped.is_(False),
        TemplateVersion.is_current.is_(True),
    )
    return {row.name.removeprefix(_OWN): row for row in session.scalars(query)}


def own_name(name: str) -> str:
    """Return the name under which a workspace's own versions of a shipped template are kept."""
    return f"{_OWN}{name}"


def is_own(name: str) -> bool:
    """Whether a handoff's template of this name is one of the workspace's own."""
    return name.startswith(_OWN)


def parsed(version: TemplateVersion) -> Template:
    """Return the template that a version's text stands for."""
    return _parsed(version.name, version.body)


def _next_version(session: Session, workspace_id: str, name: str) -> int:
    """Own versions count on from the shipped one that they began as, and are never used twice."""
    query = select(func.max(TemplateVersion.version)).where(
        TemplateVersion.workspace_id == workspace_id, TemplateVersion.name == own_name(name)
    )
    return max(session.scalar(query) or 0, templates.load(name).version) + 1


_parsed = lru_cache(maxsize=256)(templates.parse)
