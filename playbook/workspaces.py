"""The workspaces that use Handoff."""

from datetime import datetime

from sqlalchemy.orm import Session

from storage.tables import Workspace


def install(
    session: Session, workspace_id: str, name: str, bot_user_id: str, now: datetime
) -> None:
    """Note that Handoff is installed in a workspace, under this name and as this bot user."""
    workspace = session.get(Workspace, workspace_id)
    if workspace is None:
        workspace = Workspace(id=workspace_id, installed_at=now)
        session.add(workspace)
    workspace.name = name
    workspace.bot_user_id = bot_user_id
