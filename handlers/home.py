"""App Home: published when it is opened, and when something on it was done there."""

from handlers.request import Request


async def publish(request: Request) -> None:
    """Show the person their App Home as it is now (views.publish)."""
