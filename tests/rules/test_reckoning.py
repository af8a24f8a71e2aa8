"""What is due is reckoned, listed and digested for many handoffs at once."""

from sqlalchemy.orm import Session

from playbook import coming, digest, reminders
from storage.choices import Owner
from storage.database import Database
from tests.northwind import MARIA, MONDAY, WORKSPACE, actor
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

    assert statements(("Acme",)) == statements(("Blue Yonder", "Contoso", "Duff")) <= 22


def test_many_handoffs_are_listed_and_digested_in_as_many_statements_as_one(
    northwind: Database,
) -> None:
    def add(session: Session, accounts: tuple[str, ...]) -> None:
        for account in accounts:
            start(session, [DUMP], account=account)
        reminders.reckon(session, MONDAY)

    def statements(session: Session) -> tuple[int, int]:
        with counted(session) as listed:
            assert coming.read(session, actor(MARIA), MONDAY).lines
        with counted(session) as digested:
            digest.read(session, WORKSPACE, MARIA, MONDAY)
        return len(listed), len(digested)

    northwind.run_sync(add, ("Acme",))
    one = northwind.read_sync(statements)
    northwind.run_sync(add, ("Blue Yonder", "Contoso", "Duff"))
    assert northwind.read_sync(statements) == one == (4, 18)
