"""Starting handoffs as people do: the modal, its suggestions and errors, proposals and places."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.company import Company
from tests.journeys.steps import (
    fill,
    handoff_channel,
    in_days,
    modal,
    open_start,
    people_of_the_handoff,
    saw,
    sees_no_channel,
    start_handoff,
    told,
)
from tests.northwind import GITA, IDRIS, LENA, MARIA, PRIYA
from workspace.client import Json, Person, words

pytestmark = pytest.mark.usefixtures("lead")

TEAM = "C0CSTEAM"


@pytest.fixture(autouse=True)
def _nothing_left_open(company: Company) -> Iterator[None]:
    yield
    for person in (company.lena, company.sam, company.maria):
        if person.sees()["views"]:
            person.close(everything=True)


def errors(person: Person) -> dict[str, str]:
    """Return what the modal says is wrong, by field."""
    return {block.partition("@")[0]: said for block, said in person.view["errors"].items()}


def dm_count(*people: Person) -> list[int]:
    """Return how many messages each of them has from the bot."""
    return [len(person.dm) for person in people]


def test_a_lead_starts_a_handoff_and_everybody_hears_their_part(company: Company) -> None:
    open_start(company.lena, "Acme Robotics")
    fill(company.lena, {"Reason": "promotion", **people_of_the_handoff(), "Observers": [PRIYA]})
    company.lena.submit()
    opened = modal(company.lena, "start.opened")
    assert "The handoff of *Acme Robotics* from <@U0MARIA> to <@U0IDRIS> is open." in words(opened)
    channel = handoff_channel(company.maria, "handoff-acme-robotics")
    assert channel["is_private"]
    assert {MARIA, IDRIS, LENA} <= set(channel["members"])
    assert PRIYA not in channel["members"]
    dump = told(company.maria, "You hand over *Acme Robotics*")
    assert "Start the data dump" in words(dump)
    told(company.idris, "You take over *Acme Robotics* from <@U0MARIA>")
    told(company.lena, "You oversee the handoff of *Acme Robotics*")
    assert company.priya.dm == []


def test_the_confidential_reason_is_nowhere_that_others_read(company: Company) -> None:
    start_handoff(company, "Quiet Ltd", Reason="underperformance")
    for person in (company.maria, company.idris):
        assert "nderperformance" not in str(person.sees())


def test_a_mode_is_suggested_and_explained_as_reason_and_date_change(company: Company) -> None:
    lena = company.lena
    open_start(lena, "Nine Days")
    fill(lena, {**people_of_the_handoff(), "Reason": "left"})
    lena.choose("Ownership switches on", in_days(company, 9))
    view = saw(lena, lambda view: "Leaves in 9 days" in words(view), "the suggestion")
    assert "Leaves in 9 days, a soft handoff takes 28: hard." in words(view)
    assert "Last contact on" in words(view)
    assert _held(view, "mode") == "hard"
    assert _held(view, "incoming") == IDRIS
    lena.submit()
    modal(lena, "start.opened")
    told(company.maria, "You hand over *Nine Days*")


def test_a_mode_that_the_lead_chose_is_kept_as_the_date_changes(company: Company) -> None:
    lena = company.lena
    open_start(lena, "Chosen")
    lena.choose("Mode", "hard")
    saw(lena, lambda view: "Last contact on" in words(view), "the date's other name")
    lena.choose("Last contact on", in_days(company, 40))
    view = saw(lena, lambda view: "in 40 days" in words(view), "the suggestion")
    assert "both CSMs can overlap: soft." in words(view)
    assert _held(view, "mode") == "hard"


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(company: Company) -> None:
    lena = company.lena
    open_start(lena, "Wrong Inc")
    fill(lena, {"Reason": "other", "Outgoing CSM": MARIA, "Incoming CSM": MARIA})
    fill(lena, {"Observers": [GITA], "Ownership switches on": in_days(company, -1)})
    lena.choose("Mode", "soft")
    company.workspace.quiet()
    lena.submit()
    assert errors(lena) == {
        "incoming": "The same person cannot hand over and take over.",
        "observers": "Gita is a guest here.",
        "anchor_on": "This date is in the past.",
    }
    assert sees_no_channel(lena, "handoff-wrong-inc")


def test_a_soft_plan_that_cannot_fit_names_the_earliest_date(company: Company) -> None:
    lena = company.lena
    open_start(lena, "Too Soon")
    fill(lena, {"Reason": "promotion", **people_of_the_handoff()})
    fill(lena, {"Ownership switches on": in_days(company, 18)})
    lena.choose("Mode", "soft")
    company.workspace.quiet()
    lena.submit()
    said = errors(lena)["anchor_on"]
    assert "“Agree on the customer message” would have been due 10 days ago" in said
    assert "It fits from 30 Mar 2026 on" in said


def test_an_account_with_an_open_handoff_is_refused_with_a_link_to_it(company: Company) -> None:
    start_handoff(company, "Twice")
    channel = handoff_channel(company.lena, "handoff-twice")
    view = open_start(company.lena, "twice")
    assert f"handoff under way already: <#{channel['id']}>" in words(view)
    fill(company.lena, {"Reason": "other", "Incoming CSM": IDRIS})
    company.lena.submit()
    said = errors(company.lena)["account"]
    assert "Twice has a handoff under way already" in said
    assert f"channel={channel['id']}" in said


def test_who_is_not_of_the_open_handoff_learns_no_more_than_that(company: Company) -> None:
    start_handoff(company, "Hush")
    view = open_start(company.sam, "Hush")
    assert "handoff under way already" in words(view)
    fill(company.sam, {"Incoming CSM": IDRIS})
    company.sam.submit()
    assert "Ask its people or your lead." in errors(company.sam)["account"]
    assert "channel=" not in errors(company.sam)["account"]


def test_a_proposal_is_silent_until_its_lead_opens_it(company: Company) -> None:
    before = dm_count(company.maria, company.idris, company.priya)
    view = open_start(company.sam, "Silent Corp")
    assert "Reason" not in words(view)
    fill(company.sam, {**people_of_the_handoff(), "Observers": [PRIYA]})
    company.sam.submit()
    thanks = modal(company.sam, "start.proposed")
    assert "I have asked <@U0LENA> to look at your proposal for *Silent Corp*." in words(thanks)
    proposal = told(company.lena, "<@U0SAM> proposes a handoff of *Silent Corp*")
    company.workspace.quiet()
    assert dm_count(company.maria, company.idris, company.priya) == before
    assert sees_no_channel(company.lena, "handoff-silent-corp")
    assert _offered(company.maria, "silent") == ["New: silent"]

    company.lena.press("Look at the draft", proposal)
    modal(company.lena)
    fill(company.lena, {"Reason": "workload"})
    company.lena.submit()
    modal(company.lena, "start.opened")
    told(company.maria, "You hand over *Silent Corp*")
    assert "Silent Corp" in _offered(company.maria, "silent")

    company.lena.close()
    company.lena.press("Look at the draft", proposal)
    told(company.lena, "The handoff of Silent Corp is no draft any more.")


def test_known_accounts_are_offered_as_somebody_types_and_bring_what_is_known(
    company: Company,
) -> None:
    start_handoff(company, "Typed Ahead", Tier="high")
    lena = company.lena
    open_start(lena)
    assert [option["text"]["text"] for option in lena.options("Account", "ahea")] == [
        "Typed Ahead",
        "New: ahea",
    ]
    lena.choose("Account", "Typed Ahead")
    view = saw(lena, lambda view: "owned by <@U0MARIA>" in words(view), "the account's owner")
    assert _held(view, "tier") == "high"
    assert _held(view, "outgoing") == MARIA


@pytest.mark.parametrize(
    "name",
    ["<Acme> & <!channel>", "🚀 Rocket *Science*", "مجموعة الأمل", "Long " + "x" * 195],
    ids=["markup", "emoji", "right-to-left", "200 characters"],
)
def test_names_are_shown_as_typed_and_break_nothing(company: Company, name: str) -> None:
    start_handoff(company, name)
    shown = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    part = told(company.maria, f"You hand over *{shown.replace('*', '∗')}*")
    assert "<!channel>" not in words(part)


def test_a_long_new_name_is_typed_after_it_was_chosen(company: Company) -> None:
    lena = company.lena
    open_start(lena)
    (offer,) = lena.options("Account", "y" * 200)
    lena.choose("Account", offer["text"]["text"])
    saw(lena, lambda view: "Name of the new account" in words(view), "the name's own input")
    lena.type("Name of the new account", "y" * 201)
    fill(lena, {"Reason": "other", **people_of_the_handoff()})
    lena.submit()
    assert errors(lena) == {"account": "A name has at most 200 characters; this one has 201."}
    lena.type("Name of the new account", "y" * 200)
    lena.submit()
    modal(lena, "start.opened")


def test_a_thread_in_a_public_channel_asks_to_be_confirmed(company: Company) -> None:
    lena = company.lena
    open_start(lena, "Threaded")
    fill(lena, {"Reason": "other", **people_of_the_handoff()})
    lena.choose("Where the checklist goes", "thread")
    saw(lena, lambda view: "start.channel" in str(view), "the channel's select")
    lena.choose("start.channel", TEAM)
    saw(lena, lambda view: "This channel is public" in words(view), "the box")
    lena.submit()
    assert "Confirm below" in errors(lena)["channel"]
    lena.choose("This channel is public", ["yes"])
    lena.submit()
    modal(lena, "start.opened")
    told(company.maria, "You hand over *Threaded*")
    posts = [words(message) for message in lena.channel(TEAM)["messages"]]
    assert any("Threaded" in post for post in posts)


def test_where_no_channel_may_be_made_the_lead_is_asked_for_one(company: Company) -> None:
    company.workspace.set_policy(members_can_create_private=False)
    try:
        start_handoff(company, "Placeless")
        question = told(company.lena, "I may not make a channel for *Placeless*")
        company.lena.choose("Choose a channel", TEAM, question)
        told(company.lena, f"The checklist of *Placeless* goes to <#{TEAM}>")
        told(company.maria, "You hand over *Placeless*")
    finally:
        company.workspace.set_policy(members_can_create_private=True)


def test_the_shortcut_opens_the_same_modal(company: Company) -> None:
    company.lena.shortcut("start_handoff")
    assert words(modal(company.lena)).startswith("Start a handoff")


def test_a_handoff_from_sales_counts_from_the_signature(company: Company) -> None:
    lena = company.lena
    open_start(lena, "Signed")
    lena.choose("Kind", "sales_to_cs")
    view = saw(lena, lambda view: "Signed on" in words(view), "the date's other name")
    assert "Mode" not in words(view)
    assert "Reason" not in words(view)
    fill(lena, {"Outgoing AE": MARIA, "Incoming CSM": IDRIS})
    fill(lena, {"Signed on": in_days(company, -1)})
    lena.submit()
    modal(lena, "start.opened")


def test_an_abrupt_handoff_starts_with_nobody_to_hand_over(company: Company) -> None:
    lena = company.lena
    open_start(lena, "Gone")
    lena.choose("Mode", "abrupt")
    saw(lena, lambda view: "Departure known since" in words(view), "the date's other name")
    fill(lena, {"Reason": "left", "Incoming CSM": IDRIS})
    fill(lena, {"Departure known since": in_days(company, 0)})
    lena.submit()
    modal(lena, "start.opened")
    told(company.idris, "You take over *Gone*; nobody is there to ask.")


def _offered(person: Person, typed: str) -> list[str]:
    open_start(person)
    found = [option["text"]["text"] for option in person.options("Account", typed)]
    person.close()
    return found


def _held(view: Json, field: str) -> Any:
    """Return what a field of a modal holds."""
    for block_id, elements in view["state"]["values"].items():
        for element in elements.values():
            if block_id.partition("@")[0] == field:
                option = element.get("selected_option") or {}
                return option.get("value") or element.get("selected_user")
    raise AssertionError(f"the modal has no field {field}")
