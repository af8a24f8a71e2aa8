"""What happens to a handoff's channel in Slack is noticed, mended, or told to its lead once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.journeys.checklists import click, posted, says
from tests.journeys.company import Company
from tests.journeys.steps import (
    fill,
    handoff_channel,
    modal,
    newest,
    open_home,
    open_modal,
    open_start,
    people_of_the_handoff,
    start_handoff,
    told,
)
from tests.northwind import BOT, MARIA
from workspace.client import Json, Person, words

pytestmark = pytest.mark.usefixtures("lead")

FIRST = "Agree on the customer message"
CS_TEAM = "C0CSTEAM"


def channel_of(company: Company, account: str) -> Json:
    """Start a handoff and return its channel."""
    start_handoff(company, account)
    return handoff_channel(company.maria, f"handoff-{account.lower()}")


def lost(company: Company, why: str) -> Json:
    """Wait until Lena hears that a channel is lost; return the message."""
    return told(company.lena, why)


def tick(person: Person, channel: str, done: int) -> None:
    """Tick or untick the first task, and wait until the posted checklist shows so many done."""
    click(person, posted(person, channel), FIRST)
    says(person, channel, f"{done} of ")


def test_an_archived_channel_is_told_once_and_used_again_when_it_is_back(company: Company) -> None:
    channel = channel_of(company, "Archie")
    company.workspace.change_channel(channel["id"], archived=True, by=MARIA)
    lost(company, "I have stopped posting for *Archie*")
    company.workspace.change_channel(channel["id"], archived=False, by=MARIA)
    company.workspace.quiet()
    tick(company.maria, "handoff-archie", 2)
    said = [one for one in company.lena.dm if "stopped posting for *Archie*" in words(one)]
    assert len(said) == 1


def test_a_bot_that_was_taken_out_goes_on_when_it_is_invited_again(company: Company) -> None:
    channel = channel_of(company, "Remo")
    company.workspace.change_channel(channel["id"], remove=BOT)
    lost(company, "I was taken out of it")
    company.workspace.change_channel(channel["id"], add=BOT)
    company.workspace.quiet()
    tick(company.maria, "handoff-remo", 2)


def test_out_of_a_public_channel_it_goes_back_in_by_itself(company: Company) -> None:
    start_handoff(company, "Tina")
    lena = company.lena
    lena.command("/handoff status Tina")
    open_modal(lena, "correct.place", open_modal(lena, "correct.open", lena.dm[-1]))
    lena.choose("Where shall the checklist be?", "thread")
    lena.choose("Choose a channel", CS_TEAM)
    lena.choose("If the channel is public", ["fine"])
    lena.submit()
    lena.close(everything=True)
    says(lena, "cs-team", "1 of ")
    company.workspace.change_channel(CS_TEAM, remove=BOT, by=MARIA)
    company.workspace.quiet()
    tick(company.maria, "cs-team", 2)


def test_a_deleted_checklist_is_posted_and_pinned_again(company: Company) -> None:
    channel = channel_of(company, "Delia")
    company.workspace.change_channel(channel["id"], add=[company.ada.id])
    tick(company.maria, "handoff-delia", 2)
    gone = posted(company.maria, "handoff-delia")
    company.idris.command("/handoff status Delia")
    status = newest(company.idris, "Delia: Preparing.")
    company.ada.delete(gone)
    company.idris.press("Done", status)
    again = says(company.maria, "handoff-delia", "3 of ")
    assert again["ts"] != gone["ts"]
    assert handoff_channel(company.maria, "handoff-delia")["pins"] == [again["ts"]]


def test_where_another_organisation_reads_along_nothing_more_is_posted(company: Company) -> None:
    channel = channel_of(company, "Shara")
    before = words(posted(company.maria, "handoff-shara"))
    company.workspace.change_channel(channel["id"], is_ext_shared=True)
    question = lost(company, "another organisation reads it now")
    click(company.maria, posted(company.maria, "handoff-shara"), FIRST)
    company.workspace.quiet()
    assert words(posted(company.maria, "handoff-shara")) == before
    move_to_its_own(company.lena, question)
    says(company.maria, "handoff-shara-2", "2 of ")


def test_for_a_deleted_channel_the_lead_chooses_another_place(company: Company) -> None:
    channel = channel_of(company, "Dora")
    company.workspace.delete_channel(channel["id"])
    move_to_its_own(company.lena, lost(company, "it was deleted"))
    handoff_channel(company.maria, "handoff-dora")


def test_who_cannot_be_invited_is_reported_and_keeps_nobody_out(company: Company) -> None:
    otis = company.workspace.add_person("Otis Brown")
    open_start(company.lena, "Novi")
    people = {**people_of_the_handoff(), "Incoming CSM": otis.id}
    fill(company.lena, {"Reason": "promotion", **people})
    company.workspace.faults({"method": "conversations.create", "kind": "slow", "seconds": 1.5})
    try:
        company.lena.submit()
        otis.change(deleted=True)
        modal(company.lena, "start.opened")
        company.lena.close()
        told(company.lena, f"I could not bring <@{otis.id}> into the channel of *Novi*")
    finally:
        company.workspace.no_faults()
    handoff_channel(company.maria, "handoff-novi")


def test_a_whole_book_shares_one_channel_and_each_handoff_its_thread(company: Company) -> None:
    for account in ("Bookish", "Bookworm"):
        start_handoff(company, account, **{"Where the checklist goes": "book"})
    book = handoff_channel(company.idris, "book-maria")
    assert len(book["pins"]) == 2
    assert book["is_private"]


def test_an_admin_says_where_handoffs_go_and_a_channel_is_archived_a_week_after_the_end(
    company: Company,
) -> None:
    ada = company.ada
    open_modal(ada, "workspace.open", open_home(ada))
    ada.choose("Low touch", "thread")
    ada.submit()
    assert "choose one" in ada.view["errors"]["team_channel_id"]
    ada.choose("The team’s channel", [CS_TEAM])
    ada.choose("At the end", ["archive"])
    ada.submit()
    channel = channel_of(company, "Ender")
    cancel(company.lena, "Ender")
    company.workspace.quiet()
    assert not _is_archived(company, channel["id"])
    company.clock.forward(timedelta(days=7))
    company.lena.wait_for(
        lambda _seen: _is_archived(company, channel["id"]), why="the archived channel"
    )


def test_of_a_channel_that_cannot_be_archived_the_lead_hears(company: Company) -> None:
    channel = channel_of(company, "Keeper")
    cancel(company.lena, "Keeper")
    company.workspace.change_channel(channel["id"], remove=BOT)
    company.clock.forward(timedelta(days=7))
    told(company.lena, f"I could not archive <#{channel['id']}>")
    assert not _is_archived(company, channel["id"])


def move_to_its_own(lead: Person, question: Json) -> None:
    """Let the checklist go to a new channel of its own, from the message that asked."""
    open_modal(lead, "correct.place", question)
    lead.choose("Where shall the checklist be?", "channel")
    lead.submit()
    lead.wait_for(lambda seen: not seen["views"], why="the place chosen")


def cancel(lead: Person, account: str) -> None:
    """Cancel a handoff."""
    lead.command(f"/handoff status {account}")
    open_modal(lead, "moves.open", lead.dm[-1])
    lead.choose("What shall happen?", "cancel")
    lead.wait_for(_shows("Why"), why="the question why")
    lead.type("reason", "The customer leaves")
    lead.submit()
    lead.close()


def _shows(text: str) -> Callable[[Json], bool]:
    return lambda seen: bool(seen["views"]) and text in words(seen["views"][-1])


def _is_archived(company: Company, channel_id: str) -> bool:
    channels = company.workspace.get("/control/state")["channels"]
    return any(one["id"] == channel_id and one["archived"] for one in channels)
