"""The Web API methods that the workspace answers. A new one is an entry in a module's METHODS."""

from __future__ import annotations

from workspace.webapi import (
    auth,
    canvases,
    chat,
    conversations,
    files,
    history,
    marks,
    membership,
    users,
    views,
)
from workspace.webapi.method import Method

MODULES = (auth, canvases, chat, conversations, files, history, marks, membership, users, views)

TABLE: dict[str, Method] = {method.name: method for module in MODULES for method in module.METHODS}
