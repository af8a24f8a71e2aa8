"""The digest as a message: within Slack's limits, escaped, with the buttons of each reader."""

from datetime import UTC, date, datetime, timedelta

import pytest

from blocks import digest as blocks
from blocks.kit import LIMITS
from playbook.clarify import Waiting
from playbook.climbs import Climb
from playbook.digest import Digest
from playbook.digest_answers import Answered
from playbook.home import Draft
from playbook.ladder import Part
from playbook.promises import Promise
from playbook.waiting import DueCheckIn
from tests.northwind import ADA, IDRIS, LENA, MARIA
from tests.rules.surfaces import make_checklist, make_task, words

TODAY = date(2026, 3, 9)
AT = datetime(2026, 3, 9, 8, tzinfo=UTC)


def line(n: int, part: Part = Part.OWNER, person_id: str = MARIA, in_days: int = 0) -> Climb:
    """Return a line about a task so many days from today."""
    task = make_task(n, due_on=TODAY + timedelta(days=in_days), owners=(MARIA,))
    plan = make_checklist((task,), account="Acme <Robotics> & *Sons*", lead_id=LENA)
    return Climb(plan, task, person_id, part)


def full() -> Digest:
    """Return a digest with more of everything than a message holds."""
    days = (-1, 0, 1)
    own = [line(n, in_days=days[n % 3]) for n in range(1, 31)]
    back = [Climb(one.plan, one.task, LENA, Part.LEAD, handed_back=(MARIA, AT)) for one in own[:2]]
    others = [line(n, Part.LEAD, LENA, -3) for n in range(40, 44)]
    return Digest(
        LENA,
        TODAY,
        (*own[:14], *back, *others, *own[14:]),
        tuple(DueCheckIn(n, "Acme", TODAY) for n in range(9)),
        tuple(Draft(n, "Acme", "Tom") for n in range(9)),
        tuple(Waiting(n, "Acme <Ltd>", n) for n in range(9)),
        tuple(Promise(n, "Acme <Ltd>", TODAY) for n in range(9)),
        tuple(Answered("Check-in", "Acme <Ltd>", MARIA, AT) for n in range(9)),
    )


def test_a_digest_of_any_length_fits_into_one_message() -> None:
    _text, content = blocks.message(full(), "Noted.")
    assert len(content) <= LIMITS["message_blocks"]
    ids = [block["block_id"] for block in content if "block_id" in block]
    assert len(ids) == len(set(ids))
    assert "more are in the list" in words(content)
    assert "The word you gave is due:" in words(content)
    assert "Answered since:" in words(content)
    assert "• and 4 more" in words(content)


def test_the_text_says_how_much_there_is_of_what() -> None:
    text, _content = blocks.message(Digest(MARIA, TODAY, (line(1), line(2, in_days=-1))))
    assert text == "Your day: 1 late, 1 due today."


def test_what_people_wrote_is_shown_as_they_wrote_it() -> None:
    _text, content = blocks.message(Digest(MARIA, TODAY, (line(1),)))
    assert "Acme &lt;Robotics&gt; &amp;" in words(content)


def test_an_owner_can_do_it_snooze_it_and_hand_it_back() -> None:
    _text, content = blocks.message(Digest(MARIA, TODAY, (line(1),)))
    for action in ("digest.done", "digest.tomorrow", "digest.later", "digest.not_mine"):
        assert f"'action_id': '{action}:" in str(content)


def test_a_lead_gives_their_own_task_to_somebody_instead_of_handing_it_back() -> None:
    _text, content = blocks.message(Digest(LENA, TODAY, (line(1, person_id=LENA),)))
    assert "digest.not_mine" not in str(content)
    assert "plan.edit" in str(content)


def test_who_is_one_up_can_only_snooze() -> None:
    _text, content = blocks.message(Digest(ADA, TODAY, (line(1, Part.ONE_UP, ADA, -6),)))
    assert "digest.tomorrow" in str(content)
    for action in ("digest.done", "digest.not_mine", "plan.edit", "status.show"):
        assert action not in str(content)


@pytest.mark.parametrize(
    ("owners", "said"),
    [
        ((), "Nobody has it yet."),
        ((MARIA,), f"It is for <@{MARIA}> to do."),
        ((MARIA, IDRIS), f"It is for <@{MARIA}> or <@{IDRIS}> to do."),
        ((ADA, MARIA, IDRIS), f"It is for <@{ADA}>, <@{MARIA}> or <@{IDRIS}> to do."),
    ],
)
def test_a_lead_reads_whose_a_late_task_is(owners: tuple[str, ...], said: str) -> None:
    task = make_task(1, due_on=TODAY - timedelta(days=3), owners=owners)
    late = Climb(make_checklist((task,), lead_id=LENA), task, LENA, Part.LEAD)
    assert said in words(blocks.message(Digest(LENA, TODAY, (late,)))[1])


def test_one_button_of_a_digest_is_the_primary_one() -> None:
    lines = (line(1, in_days=-1), line(2), line(3, in_days=1))
    _text, content = blocks.message(Digest(IDRIS, TODAY, lines))
    assert str(content).count("'style': 'primary'") == 1
