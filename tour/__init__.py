"""Scripted tours: people of an invented company do a whole handoff, one printed line a step.

A tour speaks to the bot only as Slack would, through the local workspace; it imports none of it.
"""
