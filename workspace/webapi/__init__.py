"""The Web API methods, with Slack's own answers and error codes."""
