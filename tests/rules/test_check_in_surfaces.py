"""Check-ins, settings and leads as Slack gets them, with names and notes that would break them.

The local workspace's rules (workspace.blockkit) say what Slack would refuse.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks import check_in as blocks
from blocks import leads as lead_blocks
from blocks import settings as setting_blocks
from playbook.sentiment import AT_MOST, TREND, Felt, Sheet, Stakeholder
from playbook.settings import LONGEST, Defaults, Mine, Settings
from storage.choices import CheckInState, Score
from tests.northwind import IDRIS, LENA, MONDAY
from workspace.blockkit.validate import check_blocks, check_view
from workspace.client import words

NOTE = "She named a <competitor> & *left*"
DANA = Stakeholder(1, "Dana Fox", "VP Operations")

SHEET = Sheet(
    check_in_id=5,
    handoff_id=7,
    account="Acme Robotics",
    person_id=LENA,
    incoming_id=IDRIS,
    due_on=date(2026, 3, 9),
    state=CheckInState.ASKED,
    is_over=False,
    answered_at=None,
    answered_by=None,
    newest=0,
    stakeholders=(DANA,),
)

hostile = st.text(min_size=1, max_size=200) | st.sampled_from(
    ["<!channel>", "&" * 200, "<@U0LENA>" * 20, "*" * 200, "🐙" * 200, "{name} {count}", "\u202e"]
)
scores = st.sampled_from([None, *Score])
stakeholders = st.builds(
    Stakeholder,
    contact_id=st.integers(1, 10**6),
    name=hostile,
    title=hostile,
    score=scores,
    note=st.just("") | st.text(max_size=3000) | st.just("&" * 3000),
    trail=st.lists(st.builds(Felt, st.sampled_from(Score), st.just(MONDAY)), max_size=TREND).map(
        tuple
    ),
)
sheets = st.builds(
    replace,
    st.just(SHEET),
    account=hostile,
    state=st.sampled_from([CheckInState.ASKED, CheckInState.ANSWERED]),
    is_over=st.booleans(),
    answered_at=st.sampled_from([None, MONDAY]),
    answered_by=st.sampled_from([None, LENA]),
    stakeholders=st.lists(stakeholders, max_size=AT_MOST, unique_by=lambda one: one.contact_id).map(
        tuple
    ),
    left_out=st.integers(0, 100),
)


@given(sheets)
def test_slack_takes_every_message_and_modal_whatever_people_wrote(sheet: Sheet) -> None:
    for _text, content in (blocks.message(sheet), blocks.alarm(sheet)):
        check_blocks(content, "message")
    check_view(blocks.form(sheet), "modal")
    check_view(blocks.answers(sheet), "modal")


@given(sheets)
def test_what_people_wrote_never_becomes_a_mention(sheet: Sheet) -> None:
    named = replace(sheet, account="<!channel>", answered_by=None, incoming_id=None)
    for text, content in (blocks.message(named), blocks.alarm(named)):
        assert "<!channel>" not in text
        assert "<!channel>" not in _formatted(content)
        assert "<@" not in _formatted(content)


def test_notes_are_in_no_message() -> None:
    noted = replace(DANA, score=Score.AT_RISK, note=NOTE)
    sheet = _answered(noted)
    for text, content in (blocks.message(sheet), blocks.alarm(sheet)):
        assert "competitor" not in text + words(content)
    assert NOTE in words(blocks.answers(sheet))


def test_a_message_that_asks_has_one_primary_button_and_shows_the_trend() -> None:
    before = replace(DANA, trail=(Felt(Score.UNEASY, MONDAY),))
    _text, content = blocks.message(replace(SHEET, stakeholders=(before,)))
    assert _styles(content) == ["primary", None]
    assert "Last time: Uneasy" in words(content)


@pytest.mark.parametrize(
    ("before", "first"),
    [
        (Score.COMFORTABLE, "All as before"),
        (Score.UNEASY, "Say how it is now"),
        (Score.AT_RISK, "Say how it is now"),
        (Score.NO_SIGNAL, "Say how it is now"),
    ],
)
def test_of_somebody_unhappy_or_silent_as_before_is_not_the_primary_answer(
    before: Score, first: str
) -> None:
    sheet = replace(SHEET, stakeholders=(replace(DANA, trail=(Felt(before, MONDAY),)),))
    _text, content = blocks.message(sheet)
    pressed = [element for block in content for element in block.get("elements", ())]
    primary = [one["text"]["text"] for one in pressed if one.get("style") == "primary"]
    assert primary == [first]
    assert "All as before" in words(content)


def test_an_answered_message_asks_no_more_and_shows_before_and_now() -> None:
    changed = replace(DANA, score=Score.COMFORTABLE, trail=(Felt(Score.UNEASY, MONDAY),))
    _text, content = blocks.message(_answered(changed))
    assert _styles(content) == [None]
    assert "*Comfortable*, before: Uneasy" in words(content)


def test_a_check_in_that_is_over_says_so_and_offers_nothing() -> None:
    _text, content = blocks.message(replace(SHEET, is_over=True))
    assert _styles(content) == []
    assert "nothing to answer any more" in words(content)


def test_the_alarm_names_only_those_who_need_attention() -> None:
    unhappy = replace(DANA, score=Score.UNEASY)
    glad = Stakeholder(2, "Kofi Mensah", "CTO", score=Score.DELIGHTED)
    text, content = blocks.alarm(_answered(unhappy, glad))
    assert "Dana Fox (Uneasy)" in text
    assert "Kofi" not in text + words(content)


def test_stakeholders_beyond_what_a_modal_holds_are_counted() -> None:
    assert "3 more key stakeholders are not asked" in words(blocks.form(replace(SHEET, left_out=3)))


def test_every_score_is_offered_with_what_it_means() -> None:
    select = blocks.form(SHEET)["blocks"][-2]["element"]
    assert [option["value"] for option in select["options"]] == [score.value for score in Score]
    assert all(option["description"]["text"] for option in select["options"])


lines = st.none() | st.text(min_size=1, max_size=LONGEST)
own_settings = st.builds(
    Settings,
    country=st.sampled_from([None, "DE", "XX"]),
    work_start=st.none() | st.times(),
    work_end=st.none() | st.times(),
    manager_id=st.sampled_from([None, LENA]),
    deputy_id=st.sampled_from([None, IDRIS]),
    credentials=lines,
    industries=lines,
    languages=lines,
    personal_line=lines,
)
defaults = st.builds(
    Defaults,
    country=st.sampled_from([None, "DE", "XX"]),
    work_start=st.times(),
    work_end=st.times(),
    leads_channel_id=st.sampled_from([None, "C0LEADS"]),
    team_channel_id=st.none(),
)


@given(own_settings, defaults)
def test_slack_takes_the_settings_whatever_is_set(own: Settings, workspace: Defaults) -> None:
    check_view(setting_blocks.form(Mine(own, workspace, "Europe/Berlin")), "modal")
    check_view(setting_blocks.workspace_form(workspace), "modal")


@pytest.mark.parametrize("leads", [[], [LENA, IDRIS]])
def test_slack_takes_the_modal_that_names_leads(leads: list[str]) -> None:
    check_view(lead_blocks.form(leads), "modal")


@pytest.mark.parametrize("typed", ["", "a", "germany", "nowhere at all"])
def test_at_most_a_hundred_countries_are_offered_and_the_default_first(typed: str) -> None:
    offered = setting_blocks.country_options(typed, setting_blocks.no_country())
    assert offered[0]["value"] == setting_blocks.EMPTY
    assert len(offered) <= 100


def _answered(*stakeholders: Stakeholder) -> Sheet:
    return replace(
        SHEET,
        state=CheckInState.ANSWERED,
        answered_at=MONDAY,
        answered_by=LENA,
        stakeholders=stakeholders,
    )


def _styles(content: list[Any]) -> list[str | None]:
    rows = [block["elements"] for block in content if block["type"] == "actions"]
    return [element.get("style") for row in rows for element in row]


def _formatted(part: Any) -> str:
    """All mrkdwn in it: the text in which a mention would work."""
    if isinstance(part, list):
        return "\n".join(map(_formatted, part))
    if not isinstance(part, dict):
        return ""
    own = part["text"] if part.get("type") == "mrkdwn" else ""
    return own + "".join(map(_formatted, part.values()))
