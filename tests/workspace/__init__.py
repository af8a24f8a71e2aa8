"""Tests of the local Slack workspace. They use Slack's own SDK and Bolt, unmodified, against it."""
