"""Every cell of TEMPLATES.md, held against the files that the product ships."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from playbook import templates
from playbook.templates import Event, Stakeholders, Template, TemplateTask, Through
from storage.choices import Anchor, Depth, Kind, Mode, Owner, Reason, Tier

Row = dict[str, str]

TIERS = ("high", "mid", "low")
NAMES = [f"{mode}-{tier}" for mode in ("soft", "hard", "abrupt", "sales") for tier in TIERS]
LETTERS = {
    Owner.OUTGOING: "O",
    Owner.INCOMING: "N",
    Owner.LEAD: "M",
    Owner.BOTH: "ON",
    Owner.LEAD_AND_INCOMING: "MN",
    Owner.ALL: "A",
}
ABOUT = {Stakeholders.KEY: "key", Stakeholders.POINT_OF_CONTACT: "contact"}


def _rows() -> Iterator[tuple[str, str, str, Row]]:
    """Yield mode, task, usual owner and the cells by tier, as the table has them."""
    mode = ""
    for line in (Path(__file__).parent / "default-dates.txt").read_text("utf-8").splitlines():
        if line.startswith("== "):
            mode = line.removeprefix("== ")
        elif mode and line and not line.startswith("task "):
            key, owner, *cells = (cell.strip() for cell in line.split("|"))
            yield mode, key, owner, dict(zip(TIERS, cells, strict=True))


OWNERS = {(mode, key): owner for mode, key, owner, _cells in _rows()}
QUOTED = re.compile(r' "([^"]+)"')


def _expected(name: str) -> Row:
    """Return the column of the table: task to cell, without the words of the title."""
    mode, tier = name.split("-")
    cells = {key: cells[tier] for where, key, _owner, cells in _rows() if where == mode}
    return {key: QUOTED.sub("", cell) for key, cell in cells.items() if cell != "none"}


def _written(template: Template) -> Row:
    """Return what a template's file says, in the words of the table."""
    mode = template.name.split("-")[0]
    return {task.key: _cell(task, OWNERS.get((mode, task.key), "")) for task in template.tasks}


def _cell(task: TemplateTask, usual: str) -> str:
    owner = LETTERS[task.owner]
    parts = [
        _when(task),
        task.through and "by " + " or ".join(task.through),
        task.together and f"for the {task.together}",
        task.check_in and f"asks {_asked(task)}",
        task.if_sensitive and f"{LETTERS[task.if_sensitive]} if sensitive",
        task.sample_percent and f"sample {task.sample_percent} %",
        owner != usual and f"({owner})",
    ]
    return " ".join(part for part in parts if part)


def _when(task: TemplateTask) -> str:
    if not task.due:
        return "with " + " + ".join(task.needs)
    due = ", ".join(str(offset) for offset in task.due)
    latest = f", latest {task.latest}" if task.latest else ""
    if not task.starts:
        return due + latest
    starts = f"{task.starts} or {task.starts_latest}" if task.starts_latest else str(task.starts)
    weekly = "weekly " if task.every_days == 7 else ""
    return f"{weekly}{starts} to {due}{latest}"


def _asked(task: TemplateTask) -> str:
    assert task.check_in
    asked = "".join(LETTERS[owner] for owner in task.check_in.asked)
    return f"{asked} of {ABOUT[task.check_in.about]}" if task.check_in.about else asked


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_of_the_column_is_what_the_file_says(name: str) -> None:
    assert _written(templates.load(name)) == _expected(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_row_too_few_and_a_row_too_many_are_noticed(name: str) -> None:
    shipped = templates.load(name)
    fewer = replace(shipped, tasks=shipped.tasks[1:])
    more = replace(shipped, tasks=(*shipped.tasks, replace(shipped.tasks[0], key="more")))
    assert _written(fewer) != _expected(name)
    assert _written(more) != _expected(name)


def test_titles_say_what_the_table_says_in_words() -> None:
    said = [
        (f"{mode}-{tier}", key, words)
        for mode, key, _owner, cells in _rows()
        for tier, cell in cells.items()
        for words in QUOTED.findall(cell)
    ]
    assert len(said) > 15
    for name, key, words in said:
        assert words in templates.load(name).task(key).title, name


def test_there_is_one_file_for_every_column_and_no_other() -> None:
    assert sorted(path.stem for path in templates.FILES.glob("*.toml")) == sorted(NAMES)


@pytest.mark.parametrize(
    ("mode", "kind", "anchor"),
    [
        ("soft", Kind.CSM_TO_CSM, Anchor.SWITCH),
        ("hard", Kind.CSM_TO_CSM, Anchor.LAST_CONTACT),
        ("abrupt", Kind.CSM_TO_CSM, Anchor.DEPARTURE),
        ("sales", Kind.SALES_TO_CS, Anchor.SIGNATURE),
    ],
)
@pytest.mark.parametrize(
    ("tier", "depth"),
    [(Tier.HIGH, Depth.FULL), (Tier.MID, Depth.SHORT), (Tier.LOW, Depth.MINI)],
)
def test_the_head_says_what_the_file_is_for(
    mode: str, kind: Kind, anchor: Anchor, tier: Tier, depth: Depth
) -> None:
    found = templates.shipped(kind, Mode.SOFT if mode == "sales" else Mode(mode), tier)
    assert found.name == f"{mode}-{tier}"
    assert (found.kind, found.tier, found.anchor, found.depth) == (kind, tier, anchor, depth)


@pytest.mark.parametrize("name", NAMES)
def test_only_soft_warns_of_short_notice_and_only_hard_has_a_usual_one(name: str) -> None:
    found = templates.load(name)
    assert found.least_notice == ({Reason.RESEGMENTATION: 14} if name[:4] == "soft" else {})
    assert found.usual_notice == (14 if name[:4] == "hard" else None)


@pytest.mark.parametrize("name", NAMES)
def test_every_task_names_its_source(name: str) -> None:
    for task in templates.load(name).tasks:
        assert set(task.source.split(", ")) <= {"S0", "S1", "S2", "S3", "S4", "p"}


@pytest.mark.parametrize(
    ("names", "event", "key"),
    [
        (("soft", "hard"), Event.OPENED, "created"),
        (("soft", "hard"), Event.MESSAGE_APPROVED, "message"),
        (("soft", "hard"), Event.DUMP_COMPLETE, "dump"),
        (("soft", "hard"), Event.OBSERVERS_ACKNOWLEDGED, "observers"),
        (("soft",), Event.BLUEPRINT_ACCEPTED, "accepted"),
        (("soft", "hard", "abrupt"), Event.BAU_CONFIRMED, "bau"),
        (("abrupt",), Event.TEMPORARY_NAMED, "temporary"),
        (("abrupt",), Event.INCOMING_NAMED, "incoming"),
        (("abrupt",), Event.DUMP_COMPLETE, "rebuilt"),
        (("sales",), Event.DUMP_COMPLETE, "record"),
        (("sales",), Event.WELCOME_HELD, "welcome"),
        (("sales",), Event.RELEASE_READY, "released"),
    ],
)
@pytest.mark.parametrize("tier", TIERS)
def test_what_can_be_proven_completes_its_task(
    names: tuple[str, ...], event: Event, key: str, tier: str
) -> None:
    for mode in names:
        assert templates.load(f"{mode}-{tier}").task(key).event is event


def test_a_low_touch_sale_is_accepted_by_its_complete_record() -> None:
    accepted = templates.load("sales-low").task("accepted")
    assert (accepted.event, accepted.through) == (Event.DUMP_COMPLETE, (Through.AUTOMATIC,))
    for name in ("sales-high", "sales-mid"):
        assert templates.load(name).task("accepted").event is Event.BLUEPRINT_ACCEPTED
