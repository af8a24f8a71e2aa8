"""The canvas in a handoff's channel: it follows the dump, and a message stands in for it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from slack_sdk import WebClient

from tests.journeys.checklists import api_calls, posted
from tests.journeys.company import Company
from tests.journeys.dumps import add_item, close_everything, next_step, open_dump, step
from tests.journeys.steps import handoff_channel, open_modal, start_handoff, told
from workspace.client import Json, NotSeen, Person, elements, words

pytestmark = pytest.mark.usefixtures("lead")

GOAL = "Primary goals"
SECRET = "Only their sponsor likes us"


def shows(person: Person, channel: str, text: str) -> str:
    """Wait until the canvas in a channel says this; return all that it says."""

    def saying(_seen: Json) -> str | None:
        try:
            markdown = str(person.canvas(channel)["markdown"])
        except NotSeen:
            return None
        return markdown if text in markdown else None

    found: str = person.wait_for(saying, why=f"a canvas that says {text!r}")
    return found


def a_minute_later(company: Company) -> None:
    """Let a minute pass: canvases are edited once a minute at most."""
    company.workspace.quiet()
    company.clock.forward(timedelta(minutes=1))


def answer(person: Person, account: str, text: str) -> None:
    """Answer the first question of a short dump, and go on to the people."""
    open_dump(person, account)
    step(person, "Why they buy")
    person.type(GOAL, text)
    next_step(person, "People")


def message_with(text: str, channel: Json) -> Json | None:
    """Return the channel's message that says this."""
    return next((one for one in channel["messages"] if text in words(one)), None)


def waits_for_message(person: Person, channel: str, text: str) -> Json:
    """Wait until a message in a channel says this, and return it."""
    said: Callable[[Json], Json | None] = lambda _seen: message_with(text, person.channel(channel))  # noqa: E731
    found: Json = person.wait_for(said, why=f"a message that says {text!r}")
    return found


def move_to_the_book(lead: Person, account: str) -> None:
    """Let a handoff's checklist go into the channel of the outgoing CSM's book."""
    lead.command(f"/handoff status {account}")
    open_modal(lead, "correct.place", open_modal(lead, "correct.open", lead.dm[-1]))
    lead.choose("Where shall the checklist be?", "book")
    lead.submit()
    lead.close(everything=True)


def delete(company: Company, canvas_id: str) -> None:
    """Let a canvas be gone as if somebody had deleted it by hand."""
    settings = company.bot.settings
    web = WebClient(settings["SLACK_BOT_TOKEN"], settings["SLACK_API_URL"])
    web.canvases_delete(canvas_id=canvas_id)


def test_the_canvas_follows_the_answers_by_one_edit_a_minute(company: Company) -> None:
    start_handoff(company, "Canvasa")
    maria = company.maria
    link = shows(company.idris, "handoff-canvasa", "# Canvasa")
    assert posted(maria, "handoff-canvasa")["ts"].replace(".", "") in link
    answer(maria, "Canvasa", "Halve the *time* of an export")
    a_minute_later(company)
    shows(company.idris, "handoff-canvasa", r"Halve the \*time\* of an export")
    before = len(api_calls(company, "canvases.edit"))
    maria.submit()
    step(maria, "How they work")
    next_step(maria, "Trouble")
    add_item(maria, "Add an issue", "Exports fail on Mondays")
    add_item(maria, "Add an issue", "Imports fail on Fridays")
    close_everything(maria)
    a_minute_later(company)
    markdown = shows(company.idris, "handoff-canvasa", "Imports fail on Fridays")
    assert "- **Exports fail on Mondays** · no owner · no date · open" in markdown
    assert "*Maria, 2 Mar 2026*" in markdown
    assert len(api_calls(company, "canvases.edit")) == before + 1


def test_where_a_plan_has_no_canvas_a_pinned_message_stands_in(company: Company) -> None:
    company.workspace.set_policy(free_plan=True)
    for account in ("Freda", "Fredo"):
        start_handoff(company, account)
    maria, lena = company.maria, company.lena
    told(lena, "I could not write a canvas for *Freda*")
    said = waits_for_message(maria, "handoff-freda", "Blueprint: Freda")
    assert said["ts"] in handoff_channel(maria, "handoff-freda")["pins"]
    answer(maria, "Freda", "Halve the time of an export")
    close_everything(maria)
    a_minute_later(company)
    newer = waits_for_message(maria, "handoff-freda", "Halve the time of an export")
    assert newer["ts"] == said["ts"]
    waits_for_message(maria, "handoff-fredo", "Blueprint: Fredo")
    assert sum("I could not write a canvas" in words(one) for one in lena.dm) == 1
    (show_all,) = [one for _b, one in elements(newer) if one.get("action_id") == "review.open"]
    company.idris.press(show_all["action_id"], newer)
    company.idris.wait_for(lambda seen: seen["views"], why="the whole blueprint")
    close_everything(company.idris)
    company.workspace.set_policy(free_plan=False)


def test_in_a_thread_others_read_along_and_see_no_answer(company: Company) -> None:
    maria = company.maria
    start_handoff(company, "Threda", **{"Where the checklist goes": "book"})
    said = waits_for_message(maria, "book-maria", "Blueprint: Threda")
    answer(maria, "Threda", SECRET)
    close_everything(maria)
    a_minute_later(company)
    newer = waits_for_message(maria, "book-maria", "Blueprint: Threda")
    assert newer["ts"] == said["ts"]
    assert SECRET not in words(maria.channel("book-maria"))


def test_a_canvas_whose_making_was_not_answered_is_found_and_goes_when_the_handoff_moves(
    company: Company,
) -> None:
    create = "conversations.canvases.create"
    company.workspace.faults(
        {"method": create, "kind": "timeout_after", "times": 1, "seconds": 0.1}
    )
    before = len(api_calls(company, create))
    start_handoff(company, "Mova")
    shows(company.idris, "handoff-mova", "# Mova")
    company.workspace.quiet()
    assert len(api_calls(company, create)) == before + 1
    move_to_the_book(company.lena, "Mova")
    a_minute_later(company)
    waits_for_message(company.maria, "book-maria", "Blueprint: Mova")
    with pytest.raises(NotSeen):
        company.idris.canvas("handoff-mova")


def test_where_canvases_are_switched_off_later_the_message_takes_over(company: Company) -> None:
    start_handoff(company, "Offa")
    shows(company.idris, "handoff-offa", "# Offa")
    company.workspace.set_policy(canvases_enabled=False)
    answer(company.maria, "Offa", "Halve the time of an export")
    close_everything(company.maria)
    a_minute_later(company)
    waits_for_message(company.maria, "handoff-offa", "Halve the time of an export")
    told(company.lena, "canvases are switched off in this workspace")
    company.workspace.set_policy(canvases_enabled=True)


def test_where_somebody_deletes_the_canvas_a_message_takes_over_and_the_lead_hears_so(
    company: Company,
) -> None:
    """https://docs.slack.dev/reference/methods/canvases.edit: what is gone is canvas_not_found."""
    start_handoff(company, "Gonea")
    shows(company.idris, "handoff-gonea", "# Gonea")
    delete(company, str(company.idris.canvas("handoff-gonea")["id"]))
    answer(company.maria, "Gonea", "Halve the time of an export")
    close_everything(company.maria)
    a_minute_later(company)
    waits_for_message(company.maria, "handoff-gonea", "Halve the time of an export")
    told(company.lena, "somebody has deleted it")
