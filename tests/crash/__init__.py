"""Killing and freezing processes at random moments, with a Slack that fails: `make crash`."""
