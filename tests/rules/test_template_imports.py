"""Templates go out as files and come in again: all of them or none (R12)."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from playbook import template_copies, template_edit, template_files, templates
from playbook.template_files import FilesRefused
from storage.tables import AuditEntry, TemplateVersion
from tests.northwind import LENA, MONDAY, WORKSPACE, actor

TITLE, OTHER = "Approve the plan", "Approve it, please"


def _edited(name: str, before: str = TITLE, after: str = OTHER) -> str:
    text = templates.text_of(name)
    assert before in text
    return text.replace(before, after)


def _refused(session: Session, files: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(FilesRefused) as refused:
        template_files.take(session, WORKSPACE, files, MONDAY)
    assert session.scalar(select(func.count()).select_from(TemplateVersion)) == 0
    return refused.value.why


def _in_use(session: Session, name: str) -> str:
    return template_copies.in_use(session, WORKSPACE, name).template.task("plan").title


def test_what_goes_out_comes_in_again_and_changes_nothing(session: Session) -> None:
    texts = template_files.texts(session, WORKSPACE)
    assert list(texts) == list(templates.names())
    taken = template_files.take(session, WORKSPACE, texts, MONDAY)
    assert not any(one.is_changed for one in taken)
    assert template_copies.own_copies(session, WORKSPACE) == {}


def test_an_edited_file_becomes_the_workspace_s_own_copy(session: Session) -> None:
    files = {"ours": _edited("soft-mid"), "hard-mid": templates.text_of("hard-mid")}
    taken = template_files.take(session, WORKSPACE, files, MONDAY)
    assert [(one.name, one.is_changed) for one in taken] == [
        ("soft-mid", True),
        ("hard-mid", False),
    ]
    assert _in_use(session, "soft-mid") == OTHER
    assert list(template_copies.own_copies(session, WORKSPACE)) == ["soft-mid"]


def test_an_import_is_in_the_audit_trail(session: Session) -> None:
    template_files.take(session, WORKSPACE, {"soft-mid": _edited("soft-mid")}, MONDAY)
    (entry,) = session.scalars(select(AuditEntry)).all()
    assert (entry.what, entry.actor_id) == ("template_imported", None)
    assert entry.detail["changes"] == [
        {"what": "changed", "task": TITLE, "field": "title", "before": TITLE, "after": OTHER}
    ]


def test_checking_changes_nothing(session: Session) -> None:
    found = template_files.check(session, WORKSPACE, {"soft-mid": _edited("soft-mid")})
    assert found[0].is_changed
    assert _in_use(session, "soft-mid") == TITLE


def test_one_wrong_file_keeps_all_out_and_every_mistake_is_named(session: Session) -> None:
    wrong = _edited("hard-mid", 'owner = "all"', 'owner = "boss"')
    files = {"soft-mid": _edited("soft-mid"), "hard-mid": wrong, "more": "title ="}
    why = _refused(session, files)
    line = wrong[: wrong.index('owner = "boss"')].count("\n") + 1
    assert why == (
        f"hard-mid.toml, line {line}, task 'message': “owner” is “boss”; "
        "known are all, both, incoming, lead, lead_and_incoming, outgoing",
        "more.toml: it is not TOML: Invalid value (at end of document)",
    )


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        ("soft-mid", 'anchor = "T"', 'anchor = "L"', "line 9: such a handoff counts from T"),
        ("sales-mid", 'mode = "soft"', 'mode = "hard"', "line 7: sales to CS has the mode soft"),
        ("soft-mid", "version = 1", "version = 7", "line 5: it is version 7, but 1 is in use"),
        (
            "soft-mid",
            'due = "T-22"',
            'due = "T-2"',
            "it is due T-20, before “Complete the data dump in writing”",
        ),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_its_line(
    session: Session, name: str, before: str, after: str, said: str
) -> None:
    text = _edited(name, before, after).replace(TITLE, OTHER)
    (why,) = _refused(session, {name: text})
    assert why.startswith(f"{name}.toml, line ")
    assert said in why


def test_two_files_for_the_same_handoffs_are_refused(session: Session) -> None:
    (why,) = _refused(session, {"one": _edited("soft-mid"), "two": templates.text_of("soft-mid")})
    assert why == "two.toml, line 8: one.toml is for the same kind, mode and tier"


def test_what_was_changed_in_slack_since_the_export_is_not_written_over(session: Session) -> None:
    text = _edited("soft-mid")
    template_edit.copy(session, actor(LENA), "soft-mid", MONDAY)
    with pytest.raises(FilesRefused, match="it is version 1, but 2 is in use"):
        template_files.take(session, WORKSPACE, {"soft-mid": text}, MONDAY)
    exported = template_files.texts(session, WORKSPACE)["soft-mid"].replace(TITLE, OTHER)
    template_files.take(session, WORKSPACE, {"soft-mid": exported}, MONDAY)
    assert _in_use(session, "soft-mid") == OTHER
