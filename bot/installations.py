"""The workspaces that the app is installed in, known without asking Slack at each request."""

from dataclasses import dataclass
from datetime import datetime

from handlers.slack import Json, WorkspaceSlack
from playbook import workspaces
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Installation:
    """The app in one workspace (auth.test): the bot's token, and who it is there."""

    workspace_id: str
    name: str
    enterprise_id: str | None
    bot_user_id: str
    bot_id: str | None
    token: str


class Installations:
    """The installations of this process, by workspace."""

    def __init__(self) -> None:
        self._known: dict[str, Installation] = {}

    def add(self, installation: Installation) -> None:
        """Know an installation from now on."""
        self._known[installation.workspace_id] = installation

    def token_of(self, workspace_id: str) -> str:
        """Return the bot token of a workspace. Raises KeyError where we are not installed."""
        return self._known[workspace_id].token

    def bot_user_id(self, workspace_id: str) -> str:
        """Return who the bot is in a workspace. Raises KeyError where we are not installed."""
        return self._known[workspace_id].bot_user_id

    def workspace_ids(self) -> list[str]:
        """Return the workspaces that we are installed in."""
        return list(self._known)

    def find(self, workspace_id: str | None) -> Installation | None:
        """Return the installation in a workspace, if there is one."""
        return self._known.get(workspace_id or "")


async def introduce(slack: WorkspaceSlack, database: Database, now: datetime) -> Installation:
    """Ask Slack once where the token belongs (auth.test), and write the workspace down.

    https://docs.slack.dev/reference/methods/auth.test. Raises SlackError.
    """
    installation = _installation(await slack.call("auth.test"), slack.token)
    await database.run(
        workspaces.install,
        installation.workspace_id,
        installation.name,
        installation.bot_user_id,
        now,
    )
    return installation


def _installation(answer: Json, token: str) -> Installation:
    return Installation(
        workspace_id=str(answer["team_id"]),
        name=str(answer.get("team") or answer["team_id"]),
        enterprise_id=answer.get("enterprise_id"),
        bot_user_id=str(answer["user_id"]),
        bot_id=answer.get("bot_id"),
        token=token,
    )
