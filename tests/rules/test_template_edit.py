"""Leads edit the workspace's own copies of the templates (R12)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks.template_words import overtaken
from playbook import template_copies, template_edit, template_list, templates
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from playbook.people import Actor
from playbook.template_changes import Change
from playbook.template_edit import Overtaken
from playbook.templates import Template
from storage.choices import Kind, Mode, Tier
from storage.database import Database
from storage.tables import AuditEntry, Handoff, Person, TemplateVersion
from tests.northwind import ADA, LENA, MARIA, MONDAY, WORKSPACE, actor, move_in

NAME = "soft-mid"
LENA_HERSELF = actor(LENA)
ADA_HERSELF = actor(ADA)


@pytest.fixture
def own(session: Session) -> Session:
    """A session in which Lena has copied the template, and Ada leads too."""
    session.get_one(Person, (WORKSPACE, ADA)).is_lead = True
    template_edit.copy(session, LENA_HERSELF, NAME, MONDAY)
    return session


def _in_use(session: Session) -> Template:
    return template_copies.choose(session, WORKSPACE, Kind.CSM_TO_CSM, Mode.SOFT, Tier.MID).template


def _typed(session: Session, key: str, **different: Any) -> dict[str, Any]:
    """What the form of a task holds, with some fields typed otherwise."""
    task = _in_use(session).task(key)
    held = {
        "title": task.title,
        "phase": task.phase,
        "owner": task.owner,
        "due": ", ".join(str(offset) for offset in task.due),
        "starts": str(task.starts or ""),
        "every_days": str(task.every_days or ""),
        "latest": str(task.latest or ""),
        "rule": task.rule,
        "needs": list(task.needs),
    }
    return held | different


def _save(
    session: Session, key: str, who: Actor = LENA_HERSELF, version: int = 0, **different: Any
) -> None:
    seen = version or _in_use(session).version
    typed = _typed(session, key, **different)
    template_edit.save(session, who, NAME, seen, key, typed, MONDAY)


def _refused(session: Session, key: str, **different: Any) -> dict[str, str]:
    with pytest.raises(FieldErrors) as refused:
        _save(session, key, **different)
    return refused.value.fields


def _titles(session: Session) -> list[str]:
    return [task.key for task in _in_use(session).tasks]


def test_only_leads_see_and_edit_templates(session: Session) -> None:
    for use_case in (
        lambda: template_list.listed(session, actor(MARIA)),
        lambda: template_list.opened(session, actor(MARIA), NAME),
        lambda: template_edit.copy(session, actor(MARIA), NAME, MONDAY),
    ):
        with pytest.raises(NotAllowed):
            use_case()


def test_the_list_has_all_twelve_and_says_which_are_the_workspace_s_own(own: Session) -> None:
    found = template_list.listed(own, LENA_HERSELF)
    assert [one.name for one in found] == list(templates.names())
    assert [(one.name, one.by) for one in found if one.is_own] == [(NAME, "Lena Vogt")]


def test_a_copy_begins_as_the_shipped_one_and_is_made_once(own: Session) -> None:
    template_edit.copy(own, LENA_HERSELF, NAME, MONDAY)
    found = _in_use(own)
    assert (found.name, found.version) == ("own-soft-mid", 2)
    assert found.tasks == templates.load(NAME).tasks


def test_a_shipped_template_is_copied_before_it_is_changed(session: Session) -> None:
    with pytest.raises(NotNow, match="make a copy"):
        template_edit.cross_out(session, LENA_HERSELF, NAME, "plan", MONDAY)
    with pytest.raises(FieldErrors):
        _save(session, "dump", title="Write it all down")


def test_a_template_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotThere):
        template_edit.copy(session, LENA_HERSELF, "own-soft-mid", MONDAY)


def test_every_save_is_a_new_version_and_who_changed_what_is_written_down(own: Session) -> None:
    _save(own, "dump", title="Write it all down", due="t − 23")
    found = _in_use(own)
    assert found.version == 3
    assert (found.task("dump").title, str(found.task("dump").due[0])) == (
        "Write it all down",
        "T-23",
    )
    entry = own.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.what, entry.actor_id, entry.at) == ("template_changed", LENA, MONDAY)
    assert entry.detail["version"] == 3
    assert {
        "what": "changed",
        "task": "Complete the data dump in writing",
        "field": "due",
        "before": "T-22",
        "after": "T-23",
    } in entry.detail["changes"]


def test_saving_what_is_there_already_makes_no_version(own: Session) -> None:
    _save(own, "calls")
    _save(own, "sentiment")
    assert _in_use(own).version == 2


def test_what_the_form_does_not_show_stays(own: Session) -> None:
    before = _in_use(own).task("sentiment")
    _save(own, "sentiment", due="T+7, T+21, T+40")
    after = _in_use(own).task("sentiment")
    assert len(after.due) == 3
    assert replace(after, due=before.due) == before


def test_a_running_handoff_keeps_the_version_it_started_with(own: Session) -> None:
    started = _in_use(own)
    running = Handoff(
        workspace_id=WORKSPACE, template=started.name, template_version=started.version
    )
    _save(own, "dump", title="Write it all down")
    assert template_copies.of(own, running).task("dump") == started.task("dump")


def test_a_shipped_version_that_a_handoff_started_with_is_kept(session: Session) -> None:
    shipped = templates.load(NAME)
    template_copies.keep(session, WORKSPACE, shipped, MONDAY)
    template_copies.keep(session, WORKSPACE, shipped, MONDAY)
    (row,) = session.scalars(select(TemplateVersion)).all()
    assert (row.body, row.is_shipped) == (templates.text_of(NAME), True)
    running = Handoff(workspace_id=WORKSPACE, template=NAME, template_version=shipped.version)
    row.body = row.body.replace("Approve the plan", "As it was then")
    assert template_copies.of(session, running).task("plan").title == "As it was then"
    assert template_copies.in_use(session, WORKSPACE, NAME).template == shipped


def test_a_task_is_added_at_the_end_of_its_phase(own: Session) -> None:
    typed = _typed(own, "plan", title="Größe prüfen: call legal!", due="T-20")
    template_edit.save(own, LENA_HERSELF, NAME, 2, "", typed, MONDAY)
    template_edit.save(own, LENA_HERSELF, NAME, 3, "", typed, MONDAY)
    added = [
        key for key in _titles(own) if key not in {one.key for one in templates.load(NAME).tasks}
    ]
    assert len(set(added)) == 2
    assert _titles(own).index(added[1]) < _titles(own).index("champion")
    assert _in_use(own).task(added[0]).source == "p"


def test_a_task_that_changes_phase_stands_there(own: Session) -> None:
    _save(own, "sync", phase="settling")
    phases = [task.phase for task in _in_use(own).tasks]
    assert phases == sorted(
        phases, key=["preparing", "introducing", "overlapping", "settling", "bau"].index
    )


def test_tasks_move_within_their_phase_and_stop_at_its_ends(own: Session) -> None:
    template_edit.move(own, LENA_HERSELF, NAME, "message", -1, MONDAY)
    assert _titles(own)[:2] == ["message", "created"]
    template_edit.move(own, LENA_HERSELF, NAME, "message", -1, MONDAY)
    template_edit.move(own, LENA_HERSELF, NAME, "observers", 1, MONDAY)
    assert _in_use(own).version == 3
    template_edit.move(own, LENA_HERSELF, NAME, "message", 1, MONDAY)
    assert _titles(own) == [task.key for task in templates.load(NAME).tasks]


def test_what_others_need_cannot_be_crossed_out(own: Session) -> None:
    with pytest.raises(NotNow, match="others need it: Background check"):
        template_edit.cross_out(own, LENA_HERSELF, NAME, "people", MONDAY)
    with pytest.raises(NotNow, match=r"of “Debrief.*counts from B"):
        template_edit.cross_out(own, LENA_HERSELF, NAME, "bau", MONDAY)
    template_edit.cross_out(own, LENA_HERSELF, NAME, "dump_call", MONDAY)
    assert "dump_call" not in _titles(own)


def test_the_last_change_can_be_taken_back(own: Session) -> None:
    template_edit.cross_out(own, LENA_HERSELF, NAME, "dump_call", MONDAY)
    found = template_list.opened(own, LENA_HERSELF, NAME)
    assert found.can_take_back
    assert found.history[0].changes == (Change("removed", "Live dump call from the gap agenda"),)
    template_edit.take_back(own, LENA_HERSELF, NAME, 3, MONDAY)
    assert "dump_call" in _titles(own)
    with pytest.raises(NotNow):
        template_edit.take_back(own, LENA_HERSELF, NAME, 3, MONDAY)


def test_restoring_brings_the_shipped_one_back_and_counts_on(own: Session) -> None:
    _save(own, "dump", title="Write it all down")
    template_edit.restore(own, LENA_HERSELF, NAME, MONDAY)
    assert _in_use(own) == templates.load(NAME)
    template_edit.copy(own, LENA_HERSELF, NAME, MONDAY)
    assert _in_use(own).version == 4


@pytest.mark.parametrize(
    ("key", "different", "field", "said"),
    [
        ("dump", {"title": ""}, "title", "“title” is missing"),
        ("dump", {"due": "soon"}, "due", "a date looks like T-28"),
        ("dump", {"due": "S-3"}, "due", "the firm date here is T"),
        ("dump", {"due": ""}, "due", "when is it due?"),
        ("dump", {"due": "T-2, X"}, "due", "known anchors are"),
        ("people", {"due": "T-2"}, "title", "“Background check and stakeholder review”: it is due"),
        ("background", {"due": "T-40"}, "due", "before “Verify the people and mark leavers”"),
        ("people", {"needs": ["background"]}, "needs", "in a circle"),
        ("dump", {"needs": ["dump"]}, "needs", "in a circle"),
        ("dump", {"needs": ["nothing"]}, "needs", "no task of this template"),
        ("dump", {"owner": "boss"}, "owner", "known are all, both"),
        ("dump", {"phase": "closed"}, "phase", "known are bau, introducing"),
        ("dump", {"starts": "T-2"}, "starts", "T-2 is after T-22"),
        ("dump", {"latest": "T-30"}, "latest", "T-22 is after T-30"),
        ("sync", {"every_days": "weekly"}, "every_days", "A number of days"),
        ("sync", {"every_days": "21"}, "every_days", "no room for 21 days"),
        ("dump", {"every_days": "7"}, "every_days", "from when?"),
    ],
)
def test_what_makes_no_plan_is_refused_at_its_field(
    own: Session, key: str, different: dict[str, Any], field: str, said: str
) -> None:
    fields = _refused(own, key, **different)
    assert said in fields.get(field, str(fields))
    assert list(fields) == [field]


def test_two_leads_who_change_different_tasks_both_count(own: Session) -> None:
    _save(own, "dump", title="Write it all down")
    _save(own, "plan", who=ADA_HERSELF, version=2, title="Approve it")
    found = _in_use(own)
    assert (found.task("dump").title, found.task("plan").title) == (
        "Write it all down",
        "Approve it",
    )


def test_two_leads_who_save_at_the_same_moment_both_count(northwind: Database) -> None:
    northwind.run_sync(template_edit.copy, LENA_HERSELF, NAME, MONDAY)

    def cross_out(key: str) -> None:
        northwind.run_sync(template_edit.cross_out, LENA_HERSELF, NAME, key, MONDAY)

    keys = ("dump_call", "taken_over", "look", "sync")
    with ThreadPoolExecutor(len(keys)) as pool:
        list(pool.map(cross_out, keys))
    found = northwind.read_sync(template_copies.in_use, WORKSPACE, NAME).template
    assert found.version == 2 + len(keys)
    assert not {task.key for task in found.tasks} & set(keys)


def test_who_changes_a_task_that_another_changed_hears_what_it_was(own: Session) -> None:
    typed = _typed(own, "dump", title="Mine")
    _save(own, "dump", who=ADA_HERSELF, due="T-24")
    with pytest.raises(FieldErrors) as refused:
        template_edit.save(own, LENA_HERSELF, NAME, 2, "dump", typed, MONDAY)
    assert list(refused.value.fields) == ["due"]
    assert "Somebody changed this meanwhile" in refused.value.fields["due"]
    assert isinstance(refused.value, Overtaken)
    change = refused.value.changes["due"]
    assert "from “T-22” to “T-24”" in overtaken(change, refused.value.kind)


def test_who_changes_a_task_that_another_crossed_out_hears_so(own: Session) -> None:
    typed = _typed(own, "dump_call")
    template_edit.cross_out(own, ADA_HERSELF, NAME, "dump_call", MONDAY)
    with pytest.raises(FieldErrors, match="crossed this task out"):
        template_edit.save(own, LENA_HERSELF, NAME, 2, "dump_call", typed, MONDAY)


@pytest.mark.parametrize("name", templates.names())
def test_every_template_can_be_tried_and_fits_the_first_day_that_is_proposed(
    session: Session, name: str
) -> None:
    found = template_list.tried(session, LENA_HERSELF, name, None, MONDAY)
    assert found.anchor_on >= MONDAY.date()
    assert {task.key.partition("-")[0] for task in found.plan.tasks} == {
        task.key for task in templates.load(name).tasks
    }


def test_a_day_that_is_too_near_is_tried_too(session: Session) -> None:
    near = MONDAY.date() + timedelta(days=2)
    found = template_list.tried(session, LENA_HERSELF, NAME, near, MONDAY)
    assert found.plan.misfit is not None
    later = template_list.tried(session, LENA_HERSELF, NAME, date(2026, 6, 1), MONDAY)
    assert later.plan.misfit is None


def test_another_workspace_keeps_its_own(own: Session) -> None:
    move_in(own, "T0OTHER")
    own.flush()
    assert not template_list.opened(own, actor(LENA, "T0OTHER"), NAME).is_own
