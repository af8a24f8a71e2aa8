"""Templates: the shipped files hold what TEMPLATES.md says; a wrong one is refused with reasons."""

from pathlib import Path

import pytest

from playbook import templates
from playbook.templates import Event, Rule, Stakeholders, TemplateError, Together
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
        ("title = ", "mine.toml is not TOML"),
        (HEAD, "mine.toml: 'task' is missing"),
        (HEAD + "task = []", "mine.toml: a template needs at least one task"),
        (HEAD.replace("soft", "slow") + TASK, "'mode' is 'slow'; known are abrupt, hard, soft"),
        (HEAD.replace('"T"', '"B"') + TASK, "'anchor' is B, which is not a firm date"),
        (HEAD.replace("version = 1", "version = true") + TASK, "'version' is True"),
        (HEAD + "colour = 1\n" + TASK, "there is no field 'colour'"),
        (HEAD + "least_notice = { because = 3 }\n" + TASK, "no field 'because'"),
        (HEAD + TASK + TASK, "two tasks are called 'a'"),
        (HEAD + TASK.replace("lead", "boss"), "task 'a': 'owner' is 'boss'; known are all, both"),
        (HEAD + TASK.replace("T-3", "X-3"), "task 'a': 'due' is 'X-3'; known anchors are"),
        (HEAD + TASK.replace("T-3", "S-3"), "task 'a' counts from S, but the firm date here is T"),
        (HEAD + TASK.replace("T-3", "soon"), "a date looks like T-28, S or D+4h"),
        (HEAD + TASK.replace("T-3", "T-3h"), "working hours are counted forward"),
        (HEAD + TASK.replace("T-3", "T-9999"), "a date looks like"),
        (HEAD + TASK.replace("T-3", "B+3"), "one task must have the event 'bau_confirmed'"),
        (HEAD + TASK.replace('key = "a"', 'key = "A!"'), "task 'A!': a key is up to 18"),
        (HEAD + TASK.replace('due = "T-3"', ""), "it has neither 'due' nor 'needs'"),
        (HEAD + TASK + 'starts = "T-1"', "task 'a': T-1 is after T-3"),
        (HEAD + TASK + 'latest = "T-9"', "task 'a': T-3 is after T-9"),
        (HEAD + TASK + "every_days = 7", "'every_days' needs 'starts'"),
        (HEAD + TASK + 'needs = ["z"]', "task 'a': it needs 'z', which is no task"),
        (HEAD + TASK + 'needs = ["a"]', "tasks need each other in a circle: a → a"),
        (HEAD + TASK + 'needs = ["b"]' + _other(needs='["a"]'), "in a circle: "),
        (HEAD + TASK + 'event = "rain"', "'event' is 'rain'; known are"),
        (HEAD + TASK + 'check_in = { kind = "sentiment", asked = ["all"], about = "x" }', "asked"),
        (HEAD + TASK + 'check_in = "yes"', "'check_in' is 'yes', but a dict is expected"),
        (HEAD + "task = [3]", "mine.toml, task 1: a table is expected here"),
        (HEAD + TASK + "sample_percent = 0", "'sample_percent' is 0, but 1 to 100 is possible"),
        (HEAD + TASK + "needs = [1]", "a list of words is expected"),
    ],
)
def test_a_wrong_template_is_refused_with_file_task_and_reason(text: str, said: str) -> None:
    with pytest.raises(TemplateError) as refused:
        templates.parse("mine", text)
    assert "mine.toml" in str(refused.value)
    assert said in str(refused.value)
