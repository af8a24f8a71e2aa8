"""Which function answers what. Bolt has one listener a payload type; the journeys fill this.

Bolt tries its listeners one after the other, so a hundred of them cost ten times one (DESIGN.md);
a dictionary does not.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from handlers.request import Request

Answer = Mapping[str, Any]
Handler = Callable[[Request], Awaitable[Answer | None]]
"""Takes a request, does its database work, and returns what to acknowledge with (None: nothing).

Calls to Slack belong into `request.after(…)`: they start once Slack has its acknowledgement.
"""


@dataclass
class Router:
    """The handlers, by what Slack calls them.

    An action's id may carry a suffix after ":" that makes it unique on its surface ("tick:12");
    it is looked up without.
    """

    commands: dict[str, Handler] = field(default_factory=dict)
    actions: dict[str, Handler] = field(default_factory=dict)
    submissions: dict[str, Handler] = field(default_factory=dict)
    closings: dict[str, Handler] = field(default_factory=dict)
    shortcuts: dict[str, Handler] = field(default_factory=dict)
    options: dict[str, Handler] = field(default_factory=dict)
    events: dict[str, Handler] = field(default_factory=dict)

    def action(self, action_id: str) -> Handler | None:
        """Return the handler of an action."""
        return self.actions.get(action_id.partition(":")[0])
