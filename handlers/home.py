"""App Home in Slack: published when it is opened, and when something was done on it."""

from functools import partial

from blocks import home as blocks
from handlers.request import Request
from handlers.router import Answer, Router
from playbook import home


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.events["app_home_opened"] = opened
    router.actions["home.refresh"] = refresh


async def opened(request: Request) -> Answer | None:
    """Publish the home; the same event also tells of the messages tab, which needs nothing.

    https://docs.slack.dev/reference/events/app_home_opened
    """
    if request.payload["event"].get("tab", "home") == "home":
        request.after(partial(publish, request))
    return None


async def refresh(request: Request) -> Answer | None:
    """Publish the home again."""
    request.after(partial(publish, request))
    return None


async def publish(request: Request) -> None:
    """Show the person their App Home as it is now (views.publish)."""
    now = request.services.clock.now()
    found = await request.db.read(home.read, request.actor, now)
    view = blocks.view(found) if found else blocks.for_guests()
    await request.slack.publish_home(request.actor.id, view)
