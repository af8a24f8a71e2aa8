"""When people hear of what is due is reckoned for all changed handoffs at once."""

from sqlalchemy.orm import Session

from playbook import reminders
from storage.choices import Owner
from storage.database import Database
from tests.northwind import MONDAY
from tests.rules.handoffs import Planned, start
from tests.rules.statements import counted

DUMP = Planned("dump", Owner.OUTGOING, 9)


def test_many_changed_plans_are_reckoned_in_as_many_statements_as_one(northwind: Database) -> None:
    def statements(accounts: tuple[str, ...]) -> int:
        def counting(session: Session) -> int:
            for account in accounts:
                start(session, [DUMP], account=account)
            with counted(session) as sent:
                assert reminders.reckon(session, MONDAY) == len(accounts)
                session.flush()
            return len(sent)

        return northwind.run_sync(counting)

    assert statements(("Acme",)) == statements(("Blue Yonder", "Contoso", "Duff")) <= 25
