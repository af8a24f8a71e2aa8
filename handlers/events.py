"""What happens in the workspace by itself: people join and change (R30, R33).

`user_change` also comes with every change of a status.
https://docs.slack.dev/reference/events/user_change https://docs.slack.dev/reference/events/team_join
"""

from datetime import datetime

from handlers.profiles import profile
from handlers.request import Request, Services
from handlers.router import Answer, Router
from playbook import leavers
from playbook.people import Profile


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.events["user_change"] = meet
    router.events["team_join"] = meet


async def meet(request: Request) -> Answer | None:
    """Write down what Slack says of a person; their check-ins follow them to a new zone."""
    workspace_id = request.actor.workspace_id
    said = profile(workspace_id, request.payload["event"]["user"])
    await hear_of(request.services, workspace_id, said, request.now)
    return None


async def hear_of(services: Services, workspace_id: str, said: Profile, now: datetime) -> None:
    """Keep what Slack says of a person, from an event or because we asked, and act on it.

    If they are deactivated, the leads of their handoffs hear that somebody has to take over, or
    that the plan waits for an observer in vain; so does who leads them, of accounts that nobody
    looks after now. If they are back, what was proposed because of it is withdrawn.
    """
    await services.people.meet(workspace_id, [said])
    if said.is_deactivated:
        await services.database.run(leavers.somebody_left, workspace_id, said.id, now)
    elif await services.database.read(leavers.may_be_back, workspace_id, said.id):
        await services.database.run(leavers.somebody_is_back, workspace_id, said.id, now)
