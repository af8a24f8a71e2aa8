"""What must fit together in well formed blocks: ids, options and initial values, tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workspace.blockkit.block_rules import MOST_OF_KIND
from workspace.blockkit.element_rules import ELEMENT_SURFACES
from workspace.blockkit.elements import all_blocks, elements_of
from workspace.blockkit.inputs import own_options
from workspace.blockkit.report import Report
from workspace.blockkit.rules import Surface
from workspace.state import Json

LONGEST_TABLE = 10_000
"""Characters in all cells of one table."""


def check_block(block: Json, at: str, surface: Surface, report: Report) -> None:
    """One block in itself."""
    seen: set[str] = set()
    for element in elements_of(block):
        action_id = element.get("action_id")
        if action_id in seen:
            report.add(at, f"`action_id` {action_id} already exists in this block")
        if action_id:
            seen.add(action_id)
        if surface not in ELEMENT_SURFACES.get(element["type"], {surface}):
            report.add(f"{at}/element/type", f"unsupported type: {element['type']}")
        if element.get("response_url_enabled") and (surface, block["type"]) != ("modal", "input"):
            report.add(at, "response_url_enabled only works in input blocks in modals")
        _check_options(element, at, report)
        _check_bounds(element, at, report)
    if block["type"] in ("table", "data_table"):
        _check_table(block, at, report)
    if block["type"] == "data_visualization" and "series" in block["chart"]:
        _check_series(block["chart"], f"{at}/chart", report)


def check_together(blocks: list[Json], at: str, surface: Surface, report: Report) -> None:
    """All blocks of a message or view, with those that stand in others."""
    blocks = list(all_blocks(blocks))
    ids = Counter(block["block_id"] for block in blocks if block.get("block_id"))
    for block_id, times in ids.items():
        if times > 1:
            report.add(at, f"`block_id` {block_id} is used {times} times; it must be unique")
    kinds = Counter(block["type"] for block in blocks)
    for kind, most in MOST_OF_KIND.items():
        if kinds[kind] > most:
            report.add(at, f"no more than {most} {kind} blocks allowed")
    focused = sum(1 for e in _all_elements(blocks) if e.get("focus_on_load"))
    if focused > 1 and surface != "message":
        report.add(at, "only one element can have focus_on_load")


def _all_elements(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        yield from elements_of(block)


def _check_options(element: Json, at: str, report: Report) -> None:
    if "options" in element and "option_groups" in element:
        report.add(at, "must define either `options` or `option_groups`, not both")
    if "options" not in element and "option_groups" not in element:
        return
    there = own_options(element)
    initial = element.get("initial_options", [])
    if "initial_option" in element:
        initial = [element["initial_option"]]
    for option in initial:
        if not any(_same(option, other) for other in there):
            report.add(at, "initial_option(s) must be among the options")


def _same(one: Json, other: Json) -> bool:
    return bool(one["value"] == other["value"] and one["text"]["text"] == other["text"]["text"])


def _check_bounds(element: Json, at: str, report: Report) -> None:
    if element.get("min_length", 0) > element.get("max_length", 3000):
        report.add(at, "min_length must not be greater than max_length")
    if len(element.get("initial_options", [])) > element.get("max_selected_items", 1000):
        report.add(at, "no more initial options than max_selected_items allowed")


def _check_table(block: Json, at: str, report: Report) -> None:
    """https://docs.slack.dev/reference/block-kit/blocks/data-table-block#usage-info"""
    widths = {len(row) for row in block["rows"]}
    if block["type"] == "data_table" and len(widths) > 1:
        report.add(f"{at}/rows", "all rows must have the same number of cells")
    if block["type"] == "data_table" and any(c["type"] == "rich_text" for c in block["rows"][0]):
        report.add(f"{at}/rows/0", "rich_text is not allowed in header cells")
    length = sum(len(str(cell.get("text", ""))) for row in block["rows"] for cell in row)
    if length > LONGEST_TABLE:
        report.add(f"{at}/rows", f"must be less than {LONGEST_TABLE + 1} characters in all cells")


def _check_series(chart: Json, at: str, report: Report) -> None:
    categories = chart["axis_config"]["categories"]
    for number, series in enumerate(chart["series"]):
        labels = [point["label"] for point in series["data"]]
        if sorted(labels) != sorted(categories):
            report.add(f"{at}/series/{number}", "data labels must match the categories")
    names = [series["name"] for series in chart["series"]]
    if len(names) != len(set(names)):
        report.add(f"{at}/series", "series names must be unique")
