"""The table of behaviours in docs/workspace.md: its tests are there, its links lead to Slack."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "workspace.md"
SUBJECTS = [
    "Block Kit",
    "Web API",
    "Views",
    "Conversations",
    "Messages, pins, bookmarks",
    "Canvases and files",
    "People",
    "Response URLs",
    "Rates and faults",
    "Delivery",
]


def table() -> str:
    """The part of the page that holds the tables."""
    return PAGE.read_text().partition("## What it holds to")[2].partition("\n## ")[0]


def behaviours() -> list[list[str]]:
    """The rows: what it is, Slack's pages, the tests."""
    rows = [line.strip("| ").split(" | ") for line in table().splitlines() if "](" in line]
    assert rows
    return rows


@cache
def defined_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_subject_has_its_table() -> None:
    assert re.findall(r"^### (.+)$", table(), re.MULTILINE) == SUBJECTS


@pytest.mark.parametrize("row", behaviours(), ids=lambda row: row[0])
def test_a_behaviour_has_slacks_page_and_tests_that_exist(row: list[str]) -> None:
    _, pages, tests = row
    links = re.findall(r"\]\(([^)]+)\)", pages)
    assert links
    assert {urlsplit(link)[:2] for link in links} == {("https", "docs.slack.dev")}
    named = [name.split("::") for name in re.findall(r"`([^`]+)`", tests)]
    assert named
    for file, test in named:
        assert test in defined_in(HERE / file)
