"""What bots and local workspaces read before they do anything; read once (tests.journeys.forks)."""

import bot.cli
import bot.serving
import bot.socket_mode
import workspace.__main__

__all__ = ["bot", "workspace"]
