"""What happens in the workspace by itself: people join and change (R30, R33).

`user_change` also comes with every change of a status.
https://docs.slack.dev/reference/events/user_change https://docs.slack.dev/reference/events/team_join
"""

from handlers.profiles import profile
from handlers.request import Request
from handlers.router import Answer, Router
from playbook import leavers


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.events["user_change"] = meet
    router.events["team_join"] = meet


async def meet(request: Request) -> Answer | None:
    """Write down what Slack says of a person; their check-ins follow them to a new zone.

    If they are deactivated, the leads of their handoffs hear that somebody has to take over, or
    that the plan waits for an observer in vain; so does who leads them, of accounts that nobody
    looks after now.
    """
    workspace_id = request.actor.workspace_id
    said = profile(workspace_id, request.payload["event"]["user"])
    await request.services.people.meet(workspace_id, [said])
    if said.is_deactivated:
        await request.db.run(leavers.somebody_left, workspace_id, said.id, request.now)
    return None
