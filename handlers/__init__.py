"""Slack comes in: one module a journey. Parse, one playbook call, one answer."""
