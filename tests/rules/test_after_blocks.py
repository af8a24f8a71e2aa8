"""Debriefs and touchpoints as Slack gets them: what the lead reads of what remains."""

from datetime import datetime

import pytest

from blocks import debrief as debrief_blocks
from blocks import touchpoint as touchpoint_blocks
from playbook.debrief import Part, Sheet
from storage.choices import Impression, Kind
from tests.northwind import MONDAY
from tests.rules.surfaces import words


@pytest.mark.parametrize(
    ("written", "remains"),
    [
        (None, "your part, and then close it"),
        (MONDAY, "your part is written, closing it remains"),
    ],
)
def test_the_lead_reads_what_remains_of_a_debrief(written: datetime | None, remains: str) -> None:
    found = Sheet(7, "Acme", Kind.CSM_TO_CSM, True, Part(at=written), (), None, False)
    text, content = debrief_blocks.message(found)
    assert remains in text
    assert ("read everybody's part, and close it" in words(content)) is bool(written)


def test_how_the_customer_spoke_is_told_in_clear_words() -> None:
    mixed = touchpoint_blocks.impression_name(Impression.MIXED)
    assert mixed == "Mixed: some of it went well, some did not"
