"""What a list reads of a handoff says the same as its whole checklist does (R16)."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import overview as blocks
from blocks import status
from playbook import checklist_reading, overview
from playbook.overview import Line
from playbook.progress import Outline
from playbook.templates.model import ANSWERED
from storage.choices import Kind, Owner, State
from storage.tables import Handoff, Task
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, PRIYA, SAM, TOM, WORKSPACE, actor
from tests.rules.handoffs import Planned, start
from tests.rules.statements import counted

LATE_ON_MONDAY = MONDAY + timedelta(hours=15)
"""23:00 UTC: Tuesday for some of Northwind's people, Monday for the others."""

STATES = [state for state in State if state not in (State.CLOSED, State.CANCELLED)]
EVENTS = (None, None, "dump_complete", "message_approved", "bau_confirmed", *ANSWERED.values())


def handoffs_of_all_kinds(session: Session, count: int) -> None:
    """Write handoffs whose plans differ in all that says who can do what, and when."""
    chance = Random(7)  # noqa: S311  (the same handoffs every time)
    for number in range(count):
        handoff = start(
            session,
            [planned(chance, task) for task in range(chance.randrange(8))],
            account=f"Account {number}",
            state=chance.choice(STATES),
            kind=chance.choice(list(Kind)),
            outgoing_id=chance.choice((MARIA, SAM, None)),
            incoming_id=chance.choice((IDRIS, MARIA, None)),
            temporary_id=chance.choice((TOM, None)),
            lead_id=chance.choice((LENA, IDRIS)),
            welcome_by=chance.choice((None, MONDAY + timedelta(days=1))),
        )
        for task in session.scalars(select(Task).where(Task.handoff_id == handoff.id)):
            change(chance, task)
    session.flush()


def planned(chance: Random, number: int) -> Planned:
    key = f"task_{number}"
    event = chance.choice(EVENTS)
    return Planned(
        key,
        chance.choice(list(Owner)),
        chance.randrange(-2, 4),
        needs=tuple(f"task_{chance.randrange(9)}" for _need in range(chance.randrange(3))),
        event=f"{event}:{key}" if event in ANSWERED.values() else event,
    )


def change(chance: Random, task: Task) -> None:
    task.owner_id = chance.choice((None, None, None, MARIA, SAM))
    task.due_at = chance.choice((None, None, MONDAY + timedelta(hours=chance.randrange(30))))
    task.done_at = chance.choice((None, None, MONDAY))
    task.skipped_at = chance.choice((None, None, None, MONDAY))


def listed(session: Session, who: str) -> Iterator[Line]:
    found = overview.mine(session, actor(who), LATE_ON_MONDAY)
    for page in range(found.pages):
        yield from overview.mine(session, actor(who), LATE_ON_MONDAY, page).lines


def shown(line: Line, whole: Outline, who: str) -> Iterator[object]:
    """All that a list or a home can show of it, whatever is asked beside it."""
    questions = [task.event or "" for task in whole.tasks if ":" in (task.event or "")]
    for asked in ((), questions[:1], questions):
        yield blocks.line(who, line, asked)
        yield status.your_button(line.checklist, who, asked, is_primary=True)
    yield line.checklist.done, line.checklist.total


def test_a_list_says_of_each_handoff_what_its_whole_checklist_says(session: Session) -> None:
    handoffs_of_all_kinds(session, 50)
    ids = session.scalars(select(Handoff.id)).all()
    wholes = checklist_reading.read_many(session, WORKSPACE, ids, LATE_ON_MONDAY)
    seen = 0
    for who in (MARIA, IDRIS, LENA, TOM, SAM, PRIYA):
        for line in listed(session, who):
            whole = wholes[line.checklist.handoff_id]
            in_full = Line(line.role, whole)
            assert list(shown(line, whole, who)) == list(shown(in_full, whole, who))
            seen += 1
    assert seen > 100


def test_only_what_can_be_shown_of_a_plan_is_read(session: Session) -> None:
    start(session, [Planned(f"task_{n}", in_days=n) for n in range(20)])
    (line,) = listed(session, MARIA)
    assert [task.key for task in line.checklist.tasks] == ["task_0"]
    assert (line.checklist.done, line.checklist.total) == (0, 20)


def test_what_holds_somebody_up_is_read_in_one_more_statement(session: Session) -> None:
    for name in ("Acme", "Globex"):
        sales = Planned("dump", Owner.OUTGOING)
        start(session, [sales, Planned("accepted", Owner.INCOMING, needs=("dump",))], account=name)
    with counted(session) as statements:
        lines = overview.mine(session, actor(IDRIS), MONDAY).lines
    assert [len(line.checklist.tasks) for line in lines] == [2, 2]
    assert len(statements) == 4  # who asks, the list, what they wait for, what they proposed
