"""The status as Slack gets it: what each role reads, and what they can press."""

import pytest

from blocks import status as status_blocks
from playbook.history import WHAT, Entry
from playbook.progress import TaskState
from playbook.visibility import Role
from tests.northwind import IDRIS, LENA, MARIA, MONDAY
from tests.rules.surfaces import buttons, make_checklist, make_status, make_task, words


def test_an_observer_sees_state_people_and_date_only() -> None:
    found = make_status(make_checklist((make_task(0),)), role=Role.OBSERVER, sees_plan=False)
    _text, content = status_blocks.message(found)
    assert "Task 0" not in words(content)
    assert not buttons(content, "checklist.plan")
    assert f"<@{IDRIS}> takes over from <@{MARIA}>" in words(content)


@pytest.mark.parametrize("what", WHAT)
def test_every_word_of_the_trail_is_a_sentence_even_if_its_entry_knows_little(what: str) -> None:
    bare = {"who": "Maria"} | ({"from": "preparing", "to": "bau"} if what == "moved" else {})
    said = status_blocks.sentence(Entry(MONDAY, what, WHAT[what].sentence, bare))
    assert "{" not in said.partition(">: ")[2]
    assert said.partition(">: ")[2]


def test_why_a_handoff_was_moved_stands_beside_it_for_whom_it_is_told() -> None:
    facts = {"who": "Lena", "from": "preparing", "to": "cancelled"}
    entry = Entry(MONDAY, "moved", WHAT["moved"].sentence, facts, "They <stay>")
    assert status_blocks.sentence(entry).endswith(" · Why: They &lt;stay&gt;")


def test_of_a_handoff_that_is_over_nothing_waits_for_anybody() -> None:
    plan = make_checklist((make_task(0, owners=(MARIA,)),), state="cancelled")
    found = make_status(plan, role=Role.OUTGOING, viewer_id=MARIA)
    _text, content = status_blocks.message(found)
    assert "Nothing waits for you." in words(content)
    assert not buttons(content, "checklist.tick")
    assert not buttons(content, "dump.open")


def test_what_is_next_is_told_once_to_whose_step_it_is() -> None:
    plan = make_checklist((make_task(0, owners=(MARIA,)), make_task(1, owners=(IDRIS,))))
    for viewer_id, times in ((MARIA, 1), (IDRIS, 2)):
        found = make_status(plan, role=Role.OUTGOING, viewer_id=viewer_id)
        _text, content = status_blocks.message(found)
        assert words(content).count("Task ") == times, viewer_id


def test_who_is_blocked_reads_whom_they_wait_for() -> None:
    need = make_task(0, title="Dump")
    more = make_task(1)
    blocked = make_task(2, state=TaskState.BLOCKED, waits_for=("task_0", "task_1"), owners=(IDRIS,))
    step = status_blocks.your_step(make_checklist((need, more, blocked)), IDRIS)
    assert "Blocked: waits for “Dump” and 1 more" in step
    assert f"*You wait for:* <@{MARIA}>" in step


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        (Role.OUTGOING, {"dump.open"}),
        (Role.INCOMING, {"dump.open", "review.open"}),
        (Role.LEAD, {"review.open", "bau.open"}),
    ],
)
def test_buttons_are_those_of_the_role(role: Role, actions: set[str]) -> None:
    found = make_status(make_checklist((make_task(0),)), role=role, viewer_id="U0NOBODY")
    _text, content = status_blocks.message(found)
    wanted = {"dump.open", "review.open", "bau.open"}
    offered = {action for action in wanted if buttons(content, action)}
    assert actions <= offered
    assert ("bau.open" in offered) is (role is Role.LEAD)
    assert ("dump.open" in offered) is (role is not Role.LEAD)


def test_business_as_usual_is_offered_once_when_it_is_the_leads_next_step() -> None:
    bau = make_task(0, event="bau_confirmed", owners=(LENA,))
    found = make_status(make_checklist((bau,)), role=Role.LEAD, viewer_id=LENA)
    _text, content = status_blocks.message(found)
    assert len(buttons(content, "bau.open")) == 1
