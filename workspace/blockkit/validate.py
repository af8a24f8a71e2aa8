"""Checking blocks and views by the rules, with Slack's words and a pointer to what is wrong.

https://docs.slack.dev/reference/methods/views.open#errors: ``response_metadata.messages`` names
each fault like ``must be less than 76 characters
[json-pointer:/view/blocks/0/elements/0/text/text]``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Literal

from workspace.blockkit import consistency, rules
from workspace.blockkit.block_rules import (
    BLOCKS,
    CHARTS,
    LARGEST_VIEW,
    MOST_BLOCKS,
    RICH_TEXT,
    SURFACES,
    VIEWS,
)
from workspace.blockkit.element_rules import ELEMENTS, SUGGESTED
from workspace.blockkit.elements import CHILDREN, all_blocks, children_of
from workspace.blockkit.report import Report
from workspace.blockkit.rules import Rule, Surface
from workspace.errors import SlackError
from workspace.state import Json

TABLES = {
    "block": BLOCKS,
    "element": ELEMENTS,
    "rich text": RICH_TEXT,
    "chart": CHARTS,
}
TEXT_FIELDS = {"plain_text": {"type", "text", "emoji"}, "mrkdwn": {"type", "text", "verbatim"}}
LONGEST_CONTEXT_TEXT = 3000


def check_blocks(blocks: list[Any], surface: Surface) -> None:
    """Raises `SlackError` invalid_blocks unless Slack would take these blocks on this surface."""
    report = Report()
    _blocks(blocks, "/blocks", surface, report)
    if report.faults:
        raise SlackError("invalid_blocks", *report.messages(), errors=report.faults)


def check_view(view: Any, surface: Literal["modal", "home"]) -> Json:
    """The view, if Slack would take it. Raises `SlackError` invalid_arguments, view_too_large."""
    report = Report()
    if not isinstance(view, dict):
        report.add("/view", "must provide an object")
        raise SlackError("invalid_arguments", *report.messages())
    if len(json.dumps(view, ensure_ascii=False).encode("utf-8", "replace")) > LARGEST_VIEW:
        raise SlackError("view_too_large")
    _view(view, surface, report)
    if report.faults:
        raise SlackError("invalid_arguments", *report.messages())
    return {name: value for name, value in view.items() if value is not None}


def problems_of_options(body: Json) -> list[str]:
    """What is wrong with the options that an app suggested."""
    report = Report()
    given = {name: value for name, value in body.items() if name in SUGGESTED.fields}
    if body.get("options") != [] and body.get("option_groups") != []:
        _part(given, SUGGESTED, "", report)
    return report.faults


def _view(view: Json, surface: Literal["modal", "home"], report: Report) -> None:
    if view.get("type") != surface:
        report.add("/view/type", f"must be {surface}")
    rule = VIEWS[surface]
    fields = {n: v for n, v in view.items() if n not in ("type", "blocks") and v is not None}
    blocks = view.get("blocks")
    given = {"blocks": blocks} if isinstance(blocks, list) else {}
    _part({**fields, **given}, rule, "/view", report, skip=("blocks",))
    if isinstance(blocks, list):
        _blocks(blocks, "/view/blocks", surface, report)
        has_input = not report.faults and any(b["type"] == "input" for b in all_blocks(blocks))
        if surface == "modal" and has_input and not view.get("submit"):
            report.add("/view", "missing required field: submit")


def _blocks(blocks: list[Any], at: str, surface: Surface, report: Report) -> None:
    most = MOST_BLOCKS[surface]
    if len(blocks) > most:
        report.add(at, f"no more than {most} items allowed")
        return
    for number, block in enumerate(blocks):
        here = f"{at}/{number}"
        before = len(report.faults)
        _typed(block, rules.Typed(frozenset(BLOCKS), "block"), here, report)
        if len(report.faults) == before:
            _placed(block, here, surface, report)
    if not report.faults:
        consistency.check_together(blocks, at, surface, report)


def _placed(block: Json, at: str, surface: Surface, report: Report) -> None:
    """A well formed block, and those in it: whether it may stand here and fits in itself."""
    kind = block["type"]
    if surface not in SURFACES.get(kind, {surface}):
        report.add(f"{at}/type", f"unsupported type: {kind}")
        return
    consistency.check_block(block, at, surface, report)
    for number, child in enumerate(children_of(block)):
        _placed(child, f"{at}/{CHILDREN[kind]}/{number}", surface, report)


def _part(
    value: Any, rule: rules.Part, at: str, report: Report, skip: tuple[str, ...] = ()
) -> None:
    if not isinstance(value, dict):
        report.add(at, "must provide an object")
        return
    _needed(value, rule, at, report)
    for name, part in value.items():
        if name in skip:
            continue
        if name not in rule.fields:
            report.add(at, f"invalid additional property: {name[:60]}")
        else:
            _check(part, rule.fields[name], f"{at}/{name}", report)


def _needed(value: Json, rule: rules.Part, at: str, report: Report) -> None:
    for name in rule.needs:
        if value.get(name) is None:
            report.add(at, f"missing required field: {name}")
    if rule.one_of and not any(value.get(name) for name in rule.one_of):
        report.add(at, f"must define either `{'` or `'.join(rule.one_of)}`")


def _typed(value: Any, rule: rules.Typed, at: str, report: Report) -> None:
    if not isinstance(value, dict):
        report.add(at, "must provide an object")
        return
    kind = value.get("type")
    if kind is None:
        report.add(at, "missing required field: type")
    elif not isinstance(kind, str) or kind not in rule.names:
        report.add(f"{at}/type", f"unsupported type: {str(kind)[:60]}")
    elif kind in TEXT_FIELDS:
        _text(value, rules.Text(LONGEST_CONTEXT_TEXT, plain=False), at, report)
    else:
        _part(value, TABLES[rule.table][kind], at, report, skip=("type",))


def _text(value: Any, rule: rules.Text, at: str, report: Report) -> None:
    if not isinstance(value, dict):
        report.add(at, "must provide an object")
        return
    kind = value.get("type")
    if kind not in TEXT_FIELDS or (rule.plain and kind != "plain_text"):
        report.add(f"{at}/type", "must be a valid enum value")
        return
    for name in value.keys() - TEXT_FIELDS[kind]:
        report.add(at, f"invalid additional property: {name[:60]}")
    _str(value.get("text"), rules.Str(rule.most, 1), f"{at}/text", report)


def _str(value: Any, rule: rules.Str, at: str, report: Report) -> None:
    if not isinstance(value, str):
        report.add(at, "must provide a string")
    elif len(value) > rule.most:
        report.add(at, f"must be less than {rule.most + 1} characters")
    elif len(value) < rule.least:
        report.add(at, f"must be more than {rule.least - 1} characters")
    elif rule.among and value not in rule.among:
        report.add(at, "must be a valid enum value")
    elif rule.pattern and not re.fullmatch(rule.pattern, value):
        report.add(at, "does not match the expected pattern")


def _items(value: Any, rule: rules.Items, at: str, report: Report) -> None:
    if not isinstance(value, list):
        report.add(at, "must provide an array")
    elif len(value) > rule.most:
        report.add(at, f"no more than {rule.most} items allowed")
    elif len(value) < rule.least:
        report.add(at, f"no fewer than {rule.least} items allowed")
    else:
        for number, item in enumerate(value):
            _check(item, rule.of, f"{at}/{number}", report)


def _whole(value: Any, rule: rules.Whole, at: str, report: Report) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        report.add(at, "must be an integer")
    elif not rule.least <= value <= rule.most:
        report.add(at, f"must be between {rule.least} and {rule.most}")


def _number(value: Any, _rule: rules.Number, at: str, report: Report) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        report.add(at, "must be a number")


def _flag(value: Any, _rule: rules.Flag, at: str, report: Report) -> None:
    if not isinstance(value, bool):
        report.add(at, "must be a boolean")


def _free(_value: Any, _rule: rules.Free, _at: str, _report: Report) -> None:
    return


CHECKS: dict[type, Callable[[Any, Any, str, Report], None]] = {
    rules.Str: _str,
    rules.Flag: _flag,
    rules.Whole: _whole,
    rules.Number: _number,
    rules.Text: _text,
    rules.Items: _items,
    rules.Part: _part,
    rules.Typed: _typed,
    rules.Free: _free,
}


def _check(value: Any, rule: Rule, at: str, report: Report) -> None:
    CHECKS[type(rule)](value, rule, at, report)
