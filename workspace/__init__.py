"""A Slack workspace on your own machine, for trying and testing any Slack app.

It speaks Slack's own language on both sides: the Web API that an app calls, and the signed requests
(HTTP or Socket Mode) that an app receives. It imports nothing of the app it serves.
Start it with ``python -m workspace --port 9100``; drive it with `workspace.client`.
"""
