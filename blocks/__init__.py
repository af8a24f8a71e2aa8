"""Block Kit: pure functions, read models in, plain dicts out. Never a session, never a call."""
