"""The domain: the rules of a handoff and the use cases that apply them. Knows nothing of Slack.

Use cases are plain functions `(session, actor, now, …)` that return frozen read models.
"""
