"""The mode is suggested from the reason and the notice given, and the suggestion explained (R3)."""

from datetime import date, timedelta

import pytest

from playbook import templates
from playbook.modes import anchor_of, suggest_mode
from storage.choices import Anchor, Kind, Mode, Reason, Tier

TODAY = date(2026, 3, 2)
SOFT = templates.shipped(Kind.CSM_TO_CSM, Mode.SOFT, Tier.MID)


@pytest.mark.parametrize(
    ("reason", "days", "mode", "why"),
    [
        (Reason.LEFT, 9, Mode.HARD, "Leaves in 9 days, a soft handoff takes 28: hard."),
        (Reason.LEFT, 1, Mode.HARD, "Leaves in 1 day, a soft handoff takes 28: hard."),
        (Reason.LEFT, 0, Mode.ABRUPT, "Has left already, nobody is there to ask: abrupt."),
        (Reason.LEAVE, 0, Mode.ABRUPT, "Is away already, nobody is there to ask: abrupt."),
        (Reason.LEAVE, 30, Mode.SOFT, "Leaves in 30 days, both CSMs can overlap: soft."),
        (Reason.LEFT, 40, Mode.SOFT, "Leaves in 40 days, both CSMs can overlap: soft."),
        (Reason.PROMOTION, 28, Mode.SOFT, "Changes hands in 28 days, both CSMs can overlap: soft."),
        (Reason.PROMOTION, 27, Mode.HARD, "Changes hands in 27 days, a soft handoff takes 28: "),
        (None, 35, Mode.SOFT, "Changes hands in 35 days"),
        (None, -3, Mode.HARD, "Changes hands in 0 days"),
    ],
)
def test_reason_and_notice_suggest_a_mode(
    reason: Reason | None, days: int, mode: Mode, why: str
) -> None:
    on = TODAY + timedelta(days=days)
    suggestion = suggest_mode(Kind.CSM_TO_CSM, reason, on, TODAY, SOFT)
    assert suggestion.mode is mode
    assert suggestion.why.startswith(why)


def test_a_segment_move_at_short_notice_warns() -> None:
    soon, later = TODAY + timedelta(days=13), TODAY + timedelta(days=14)
    move = Reason.RESEGMENTATION
    assert "14 days" in suggest_mode(Kind.CSM_TO_CSM, move, soon, TODAY, SOFT).warning
    assert not suggest_mode(Kind.CSM_TO_CSM, move, later, TODAY, SOFT).warning


def test_without_a_date_the_suggestion_waits_for_one() -> None:
    suggestion = suggest_mode(Kind.CSM_TO_CSM, Reason.LEFT, None, TODAY, SOFT)
    assert suggestion.mode is Mode.SOFT
    assert "date" in suggestion.why


@pytest.mark.parametrize(
    ("kind", "mode", "anchor"),
    [
        (Kind.CSM_TO_CSM, Mode.SOFT, Anchor.SWITCH),
        (Kind.CSM_TO_CSM, Mode.HARD, Anchor.LAST_CONTACT),
        (Kind.CSM_TO_CSM, Mode.ABRUPT, Anchor.DEPARTURE),
        (Kind.SALES_TO_CS, Mode.SOFT, Anchor.SIGNATURE),
        (Kind.SALES_TO_CS, Mode.ABRUPT, Anchor.SIGNATURE),
    ],
)
def test_kind_and_mode_decide_which_date_is_firm(kind: Kind, mode: Mode, anchor: Anchor) -> None:
    assert anchor_of(kind, mode) is anchor
