"""The daily sweep, carried out: asks Slack for each owner and acts on who is gone or back (R30).

https://docs.slack.dev/reference/methods/users.info
"""

import logging

from handlers.events import hear_of
from handlers.profiles import profile
from handlers.request import Services
from handlers.slack import Gone, SlackError
from playbook import sweep as playbook

log = logging.getLogger(__name__)


async def sweep(services: Services) -> None:
    """Sweep the next workspace that is due. Where Slack will not answer, the rest waits a day."""
    now = services.clock.now()
    due = await services.database.run(playbook.begin, now)
    if due is None:
        return
    workspace_id, person_ids = due
    slack = services.slack.of(workspace_id)
    for person_id in person_ids:
        try:
            answer = await slack.call("users.info", user=person_id, include_locale=True)
        except Gone:
            continue
        except SlackError as error:
            log.info("The sweep of a workspace ends early: %s", error.code)
            return
        await hear_of(services, workspace_id, profile(workspace_id, answer["user"]), now)
