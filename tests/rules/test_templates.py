"""Templates: the shipped files hold what TEMPLATES.md says; a wrong one is refused with reasons."""

from pathlib import Path

import pytest

from playbook import templates
from playbook.templates import Event, Rule, Stakeholders, TemplateError, Through, Together
from storage.choices import Anchor, Owner

EXAMPLE = (Path(__file__).parent / "every-field.toml").read_text("utf-8")


def test_check_ins_move_on_and_deadlines_move_back() -> None:
    asked_later = {
        task.key for task in templates.load("soft-mid").tasks if task.rule is Rule.CHECK_IN
    }
    assert asked_later == {"sentiment", "look", "debrief", "touchpoint"}


def test_the_format_carries_what_the_other_columns_need() -> None:
    found = templates.parse("every-field", EXAMPLE)
    temporary, named = found.task("temporary"), found.task("named")
    assert temporary.due[0].working_hours == 4
    assert str(temporary.due[0]) == "D+4h"
    assert str(named.latest) == "D+5"
    look = found.task("look")
    assert (str(look.starts), look.every_days, str(look.due[0])) == ("D", 7, "D+28")
    assert (str(look.starts_latest), found.usual_notice) == ("D+7", 14)
    assert found.task("ready").through == (Through.EMAIL, Through.POOL)
    sentiment = found.task("sentiment")
    assert [offset.days for offset in sentiment.due] == [3, 7, 14]
    assert sentiment.check_in is not None
    assert sentiment.check_in.asked == (Owner.LEAD, Owner.INCOMING)
    assert sentiment.check_in.about is Stakeholders.POINT_OF_CONTACT
    assert found.task("message").together is Together.WAVE
    assert found.task("touchpoint").sample_percent == 10
    assert found.task("ready").due == ()
    assert found.task("debrief").anchors == {Anchor.BAU}
    assert found.task("bau").event is Event.BAU_CONFIRMED


def test_what_is_needed_comes_first_in_the_order() -> None:
    found = templates.parse("every-field", EXAMPLE)
    assert found.order.index("named") < found.order.index("ready")
    assert found.order.index("bau") < found.order.index("debrief")


HEAD = """
title = "t"
version = 1
kind = "csm_to_csm"
mode = "soft"
tier = "mid"
anchor = "T"
depth = "short"
"""
TASK = """
[[task]]
key = "a"
title = "A"
phase = "preparing"
owner = "lead"
due = "T-3"
source = "p"
"""


def _other(**fields: str) -> str:
    """Return a second task, with some fields written otherwise."""
    lines = {"key": '"b"', "title": '"B"', "phase": '"preparing"', "owner": '"lead"'}
    lines |= {"due": '"T-1"', "source": '"p"'} | fields
    return "\n[[task]]\n" + "\n".join(f"{name} = {value}" for name, value in lines.items())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "mine.toml: it is not TOML: Invalid value (at end of document)"),
        ("title = 1\n= 2", "mine.toml: it is not TOML: Invalid statement (at line 2, column 1)"),
        (HEAD, "mine.toml, line 1: “task” is missing"),
        (HEAD + "task = []", "mine.toml, line 9: a template has 1 to 60 tasks"),
        (HEAD + 61 * "[[task]]\n", "mine.toml, line 9: a template has 1 to 60 tasks"),
        (HEAD.replace("soft", "slow") + TASK, "line 5: “mode” is “slow”; known are abrupt, hard"),
        (HEAD.replace('"T"', '"B"') + TASK, "line 7: B is no firm date"),
        (HEAD.replace("version = 1", "version = true") + TASK, "line 3: “version” is True, but a"),
        (HEAD + "colour = 1\n" + TASK, "line 9: there is no field “colour”; known are anchor"),
        (HEAD + "least_notice = { because = 3 }\n" + TASK, "line 9: there is no field “because”"),
        (HEAD + "[weights]\ngossip = 3\n" + TASK, "line 9: there is no field “gossip”"),
        (HEAD + "weights = { why = 0 }\n" + TASK, "line 9: “why” is 0, but 1 to 100 is possible"),
        (HEAD + "[least_notice]\nbecause = 3\n" + TASK, "line 9: there is no field “because”"),
        (HEAD + TASK + TASK, "line 19, task 'a': two tasks are called “a”"),
        (HEAD + TASK.replace("lead", "boss"), "line 14, task 'a': “owner” is “boss”; known are"),
        (HEAD + TASK.replace('"A"', '""'), "line 12, task 'a': “title” is one line of 1 to 120"),
        (HEAD + TASK.replace('"A"', '"""A\nB"""'), "line 12, task 'a': “title” is one line of"),
        (HEAD + TASK.replace("prep", "on_hold") + TASK, "line 13, task 'a': “phase” is “on_holdar"),
        (
            HEAD + TASK.replace("preparing", "closed"),
            "“phase” is “closed”; known are bau, introducing, overlapping",
        ),
        (HEAD + TASK.replace("T-3", "X-3"), "line 15, task 'a': “due” is “X-3”; known anchors are"),
        (HEAD + TASK.replace("T-3", "S-3"), "line 15, task 'a': it counts from S, but the firm"),
        (HEAD + TASK.replace("T-3", "soon"), "line 15, task 'a': “due” is “soon”, but a date look"),
        (HEAD + TASK.replace("T-3", "T-3h"), "line 15, task 'a': “due” is “T-3h”, but working h"),
        (HEAD + TASK.replace("T-3", "B-3"), "D and B are counted forward only"),
        (HEAD + TASK.replace("T-3", "D-3"), "D and B are counted forward only"),
        (HEAD + TASK.replace("T-3", "T-9999"), "line 15, task 'a': “due” is “T-9999”, but a date"),
        (
            HEAD + TASK.replace("T-3", "B+3"),
            "line 15, task 'a': it counts from B, so one task must",
        ),
        (HEAD + TASK.replace('key = "a"', 'key = "A!"'), "line 11, task 'A!': a key is up to 18"),
        (HEAD + TASK.replace('due = "T-3"', ""), "line 10, task 'a': it has neither “due” nor"),
        (HEAD + TASK + 'starts = "T-1"', "line 17, task 'a': T-1 is after T-3"),
        (
            HEAD + TASK + 'starts_latest = "T-9"',
            "line 17, task 'a': “starts_latest” needs “starts”",
        ),
        (HEAD + TASK + 'latest = "T-9"', "line 17, task 'a': T-3 is after T-9"),
        (HEAD + TASK + "every_days = 7", "line 17, task 'a': “every_days” needs “starts”"),
        (
            HEAD + TASK + 'starts = "T-9"\nevery_days = 7',
            "line 18, task 'a': from T-9 to T-3 there",
        ),
        (HEAD + TASK + 'needs = ["z"]', "line 17, task 'a': it needs “z”, which is no task of"),
        (
            HEAD + TASK + 'needs = ["a"]',
            "line 17, task 'a': tasks need each other in a circle: “A”",
        ),
        (HEAD + TASK + 'needs = ["b"]' + _other(needs='["a"]'), "in a circle: “"),
        (HEAD + TASK + 'needs = ["b"]' + _other(), "line 15, task 'a': it is due T-3, before “B”"),
        (HEAD + TASK + 'event = "rain"', "line 17, task 'a': “event” is “rain”; known are"),
        (HEAD + TASK + 'through = ["post"]', "line 17, task 'a': “through” is “post”; known are"),
        (HEAD + TASK + 'check_in = { kind = "sentiment", asked = ["all"], about = "x" }', "asked"),
        (HEAD + TASK + 'check_in = "yes"', "“check_in” is “yes”, but a table is expected"),
        (HEAD + "task = [3]", "mine.toml, line 9, task '1': a table is expected here"),
        (HEAD + TASK + "sample_percent = 0", "“sample_percent” is 0, but 1 to 100 is possible"),
        (HEAD + TASK + "needs = [1]", "line 17, task 'a': “needs” is [1], but a list of words is"),
    ],
)
def test_a_wrong_template_is_refused_with_file_line_task_and_reason(text: str, said: str) -> None:
    with pytest.raises(TemplateError) as refused:
        templates.parse("mine", text)
    assert str(refused.value).startswith("mine.toml")
    assert said in str(refused.value)


def test_a_wait_that_goes_through_a_task_without_a_date_is_noticed() -> None:
    between = _other(needs='["a"]', key='"c"').replace('due = "T-1"\n', "")
    late = _other(due='"T-4"', needs='["c"]')
    with pytest.raises(TemplateError, match="it is due T-4, before “B” that it needs"):
        templates.parse("mine", HEAD + TASK + between + late)


def test_what_stands_inside_a_long_text_is_no_field_and_no_task() -> None:
    long = TASK.replace('"p"', "'''p\n[[task]]\nowner = 1\n'''")
    with pytest.raises(TemplateError) as refused:
        templates.parse("mine", HEAD + long + _other(owner='"boss"'))
    assert (refused.value.line, refused.value.task, refused.value.field) == (25, "b", "owner")
