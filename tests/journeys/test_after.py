"""After the handoff: the lead looks in, all write a debrief, the lead speaks with the customer.

Then who has the account now is deactivated. The tests tell one story, in their order.
"""

from datetime import UTC, datetime, timedelta

from tests.journeys.checklists import open_status, prepare_bau
from tests.journeys.company import Company
from tests.journeys.steps import (
    modal,
    name_the_lead,
    newest,
    open_home,
    open_modal,
    saw,
    start_handoff,
)
from workspace.client import words

SWITCH = "2026-03-30"
LOOK = datetime(2026, 4, 13, 7, tzinfo=UTC)
"""T+14, at nine in Berlin."""
REACHED = datetime(2026, 4, 13, 9, tzinfo=UTC)
DEBRIEF = datetime(2026, 4, 20, 8, tzinfo=UTC)
"""B+7, at nine in London, where the last of them is."""
TOUCHPOINT = datetime(2026, 6, 15, 7, tzinfo=UTC)
"""T+75 is a Saturday."""
LATER = datetime(2026, 6, 24, 7, tzinfo=UTC)

WHY = "Why may it be business as usual all the same?"


def test_the_lead_is_asked_to_look_in_and_one_click_is_enough(company: Company) -> None:
    name_the_lead(company)
    start_handoff(company, "Acme Robotics", **{"Ownership switches on": SWITCH})
    lena = company.lena
    company.clock.to(LOOK)
    asked = newest(lena, "Look in: Acme Robotics")
    company.workspace.quiet()
    assert "The blueprint is 0 % complete" in words(asked)
    lena.press("Looked, all well", asked)
    newest(lena, "you looked in, and all was well")


def test_once_it_is_business_as_usual_all_three_write_a_debrief(company: Company) -> None:
    company.clock.to(REACHED)
    _confirm(company, "Acme Robotics")
    company.clock.to(DEBRIEF)
    newest(company.lena, "Debrief of Acme Robotics")
    company.workspace.quiet()
    for person, text in ((company.maria, "The early <dump>"), (company.idris, "Both on calls")):
        open_modal(person, "debrief.open", newest(person, "Debrief: Acme Robotics"))
        person.type("What worked?", text)
        person.type("What should we change?", "Start a week earlier")
        person.choose("Themes", ["time", "overlap"])
        person.submit()
        newest(person, "your part of the debrief of Acme Robotics is with the lead")


def test_the_lead_reads_all_of_it_and_closes_it(company: Company) -> None:
    lena = company.lena
    asked = newest(lena, "Written so far")
    view = open_modal(lena, "debrief.whole", asked)
    assert "The early <dump>" in words(view)
    assert "Both on calls" in words(view)
    lena.submit()
    newest(lena, "The debrief of Acme Robotics is closed")


def test_what_was_learned_stands_in_the_catalogue_and_beside_the_template(
    company: Company,
) -> None:
    lena = company.lena
    lena.command("/handoff debriefs")
    view = modal(lena, "debriefs.list")
    assert "*1 debrief*" in words(view)
    assert "Enough time, or too little 1" in words(view)
    lena.choose("debriefs.filter:tier", "high", view)
    saw(lena, lambda view: "No closed debrief fits" in words(view), "the filter")
    lena.close()
    lena.command("/handoff templates")
    view = modal(lena, "templates.list")
    block = next(one for one in view["blocks"] if "Soft handoff, mid touch" in words(one))
    lena.press("templates.one", {**view, "blocks": [block]})
    view = modal(lena, "templates.one")
    assert "What debriefs want changed" in words(view)
    assert "Start a week earlier" in words(view)
    lena.close(everything=True)


def test_the_lead_puts_the_touchpoint_off_and_then_records_it(company: Company) -> None:
    lena = company.lena
    company.clock.to(TOUCHPOINT)
    asked = newest(lena, "Touchpoint: Acme Robotics")
    assert "What did you miss in the weeks of the change?" in words(asked)
    open_modal(lena, "touchpoint.later", asked)
    lena.choose("When shall I ask again?", LATER.date().isoformat())
    lena.submit()
    lena.wait_for(lambda seen: not seen["views"], why="the day that was chosen")
    company.clock.to(LATER)
    asked = newest(lena, "Touchpoint: Acme Robotics", since=LATER)
    open_modal(lena, "touchpoint.open", asked)
    lena.choose("How did they speak of the change?", "glad")
    lena.type("Notes", "They like Idris")
    lena.submit()
    recorded = newest(lena, "the touchpoint is recorded")
    assert "like Idris" not in words(recorded)
    view = open_modal(lena, "touchpoint.read", recorded)
    assert "They like Idris" in words(view)
    lena.close()


def test_with_debrief_and_touchpoint_the_handoff_is_closed_by_itself(company: Company) -> None:
    company.idris.wait_for(
        lambda _seen: [one for one in company.idris.dm if "closed" in words(one)],
        why="the news that it is closed",
    )


def test_who_owns_three_accounts_is_deactivated_and_the_lead_gets_one_message(
    company: Company,
) -> None:
    lena = company.lena
    for account in ("Globex", "Initech"):
        start_handoff(company, account)
        _confirm(company, account)
    company.idris.change(deleted=True)
    told = newest(lena, "owns 3 accounts that nobody looks after now")
    assert "3 accounts whose owner is gone" in words(open_home(lena))
    lena.press("Start a handoff", told)
    view = modal(lena)
    assert "Abrupt" in words(view)
    assert "Acme Robotics" in str(view)
    lena.close()


def test_all_are_proposed_as_drafts_that_only_their_lead_sees(company: Company) -> None:
    lena = company.lena
    lena.press("leaver.propose_all", newest(lena, "owns 3 accounts"))
    saw(lena, lambda view: "3 drafts wait for you" in words(view), "that drafts were made")
    lena.close()
    lena.wait_for(lambda seen: words(seen["home"]).count("*Draft*") == 3, why="three drafts")


def test_when_the_person_is_back_the_drafts_are_withdrawn(company: Company) -> None:
    company.idris.change(deleted=False)
    newest(company.lena, "is back, so I have withdrawn the 3 drafts")
    assert "*Draft*" not in words(open_home(company.lena))


def test_a_departure_that_no_event_told_of_is_found_by_the_daily_sweep(company: Company) -> None:
    company.bot.kill()
    company.idris.change(deleted=True)
    since = company.clock.forward(timedelta(days=2))
    company.bot.start()
    newest(company.lena, "owns 3 accounts that nobody looks after now", since=since)


def _confirm(company: Company, account: str) -> None:
    """Let Lena confirm business as usual, whatever is missing."""
    lena = company.lena
    prepare_bau(lena, account)
    lena.press("bau.open", open_status(lena, account))
    modal(lena, "bau.confirm")
    lena.type(WHY, "It is time")
    lena.submit()
    newest(lena, f"{account} is in business as usual")
