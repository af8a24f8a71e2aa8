"""What the lead hears when the handoff's place is not the one that was chosen."""

from datetime import datetime

from sqlalchemy.orm import Session

from blocks import place as blocks
from handlers.messages import Compose, Message
from playbook.access import FINISHED
from storage.tables import Account, Handoff, Outgoing


def _moved(session: Session, row: Outgoing, _now: datetime) -> Message | None:
    handoff = session.get_one(Handoff, row.handoff_id)
    if handoff.state in FINISHED or handoff.channel_id is None:
        return None
    account = session.get_one(Account, handoff.account_id)
    return Message(*blocks.moved(account.name, handoff.channel_id))


MESSAGES: dict[str, Compose] = {"place_moved": _moved}
