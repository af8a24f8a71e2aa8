"""Where the checklist lives when the first wish cannot be met: a suffix, or a thread, said once."""

import pytest

from tests.journeys.company import Company
from tests.journeys.steps import (
    handoff_channel,
    open_home,
    open_modal,
    start_handoff,
    told,
)
from workspace.client import words

pytestmark = pytest.mark.usefixtures("lead")

CS_TEAM = "C0CSTEAM"


def test_a_name_that_is_taken_gets_a_suffix(company: Company) -> None:
    company.workspace.add_channel("handoff-umbra", ["U0TOM"])
    start_handoff(company, "Umbra")
    handoff_channel(company.maria, "handoff-umbra-2")


def test_people_are_in_the_channel_and_others_are_not(company: Company) -> None:
    start_handoff(company, "Nimbus Ltd.")
    channel = handoff_channel(company.idris, "handoff-nimbus-ltd")
    assert channel["is_private"]
    assert channel["id"] not in [one["id"] for one in company.tom.sees()["channels"]]


def test_where_the_workspace_forbids_channels_it_is_a_thread_in_the_teams(
    company: Company,
) -> None:
    open_modal(company.ada, "workspace.open", open_home(company.ada))
    company.ada.choose("The team’s channel", CS_TEAM)
    company.ada.submit()
    company.workspace.set_policy(members_can_create_private=False)
    try:
        start_handoff(company, "Zephyr")
        moved = told(company.lena, "does not let me make channels")
        assert CS_TEAM in words(moved)
        pinned = company.tom.channel("cs-team")["pins"]
        checklist = next(one for one in company.tom.channel("cs-team")["messages"] if one["bot"])
        assert checklist["ts"] in pinned
        assert "Zephyr" in checklist["text"]
        told(company.idris, "Zephyr")
    finally:
        company.workspace.set_policy(members_can_create_private=True)
    said = [one for one in company.lena.dm if "does not let me make channels" in words(one)]
    assert len(said) == 1
