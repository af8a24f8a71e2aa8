"""App Home and help as Slack gets them: for leads, admins, guests, and in every mix."""

import json

import pytest

from blocks import help as help_blocks
from blocks import home as home_blocks
from playbook.home import Draft, Home
from playbook.overview import Line, Listed
from playbook.visibility import Role
from playbook.waiting import DueCheckIn
from storage.choices import CheckInKind
from tests.northwind import MARIA, MONDAY
from tests.rules.surfaces import (
    buttons,
    make_checklist,
    make_task,
    make_viewer,
    words,
)
from workspace.blockkit.validate import check_blocks, check_view


@pytest.mark.parametrize("is_lead", [True, False])
@pytest.mark.parametrize("is_admin", [True, False])
def test_help_says_what_this_person_can_do(is_lead: bool, is_admin: bool) -> None:
    _text, content = help_blocks.message(make_viewer(is_lead=is_lead, is_admin=is_admin))
    check_blocks(content, "message")
    assert ("open a handoff" if is_lead else "propose a handoff to a lead") in words(content)
    assert bool(buttons(content, "leads.open")) is is_admin


def test_guests_get_a_kind_line() -> None:
    view = home_blocks.for_guests()
    check_view(view, "home")
    assert "ask a colleague" in words(view)


def test_a_question_that_waits_is_there_once() -> None:
    look = make_task(0, event="looked:task_0", owners=(MARIA,), title="Look in")
    listed = Listed(MARIA, (Line(Role.LEAD, make_checklist((look,))),), 0, 1)
    due = DueCheckIn(1, "Acme", MONDAY, CheckInKind.LOOK, 7, key="task_0")
    view = home_blocks.view(Home(make_viewer(), (due,), (), listed))
    assert words(view).count("Look in") == 1
    assert not buttons(view["blocks"], "checklist.tick")


def test_a_surface_has_one_primary_button_at_most() -> None:
    lines = tuple(Line(Role.OUTGOING, make_checklist((make_task(n),))) for n in range(3))
    listed = Listed(MARIA, lines, 0, 3)
    due = (DueCheckIn(1, "Acme", MONDAY), DueCheckIn(2, "Globex", MONDAY))
    drafts = (Draft(3, "Initech", "Maria"),)
    for check_ins, proposed in (((), ()), (due, ()), ((), drafts), (due, drafts)):
        view = home_blocks.view(Home(make_viewer(), check_ins, proposed, listed))
        assert json.dumps(view).count('"style": "primary"') == 1
