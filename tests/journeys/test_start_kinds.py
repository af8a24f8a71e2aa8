"""Starting a handoff of each kind: leave, abrupt, what does not fit, and drafts discarded."""

from collections.abc import Iterator

import pytest

from tests.journeys.company import Company
from tests.journeys.steps import (
    fill,
    handoff_channel,
    in_days,
    modal,
    open_modal,
    open_start,
    people_of_the_handoff,
    saw,
    sees_no_channel,
    told,
)
from tests.northwind import IDRIS, MARIA, PRIYA, TOM
from workspace.client import Person, words

pytestmark = pytest.mark.usefixtures("lead")


@pytest.fixture(autouse=True)
def _nothing_left_open(company: Company) -> Iterator[None]:
    yield
    for person in (company.lena, company.sam):
        if person.sees()["views"]:
            person.close(everything=True)


def errors(person: Person) -> dict[str, str]:
    """Return what the modal says is wrong, by field."""
    return {block.partition("@")[0]: said for block, said in person.view["errors"].items()}


def test_a_plan_is_previewed_before_anything_is_opened(company: Company) -> None:
    lena = company.lena
    open_start(lena, "Preview Ltd")
    fill(lena, {"Reason": "promotion", **people_of_the_handoff()})
    plan = open_modal(lena, "Preview the plan", lena.view)
    assert "*Preview Ltd*\nSoft handoff, mid touch · Ownership switches" in words(plan)
    assert "Complete the data dump in writing · <@U0MARIA>" in words(plan)
    assert sees_no_channel(lena, "handoff-preview-ltd")
    lena.close()
    assert "Start a handoff" in words(modal(lena))


def test_a_plan_that_does_not_fit_is_made_to_by_a_click(company: Company) -> None:
    lena = company.lena
    open_start(lena, "Later Inc")
    fill(lena, {"Reason": "promotion", **people_of_the_handoff()})
    fill(lena, {"Ownership switches on": in_days(company, 18)})
    saw(lena, lambda view: "a soft handoff takes 28: hard." in words(view), "the suggestion")
    fill(lena, {"Mode": "soft"})
    view = saw(lena, lambda view: "This plan does not fit." in words(view), "what does not fit")
    assert "“Agree on the customer message” would have been due 10 days ago." in words(view)
    lena.press("Switch on 30 Mar 2026", view)
    saw(lena, lambda view: "does not fit" not in words(view), "a plan that fits")
    lena.submit()
    assert "from <@U0MARIA> to <@U0IDRIS> is open." in words(modal(lena, "start.opened"))


def test_a_lead_opens_it_anyway_and_says_why(company: Company) -> None:
    lena = company.lena
    open_start(lena, "Anyway AG")
    fill(lena, {"Reason": "promotion", **people_of_the_handoff()})
    lena.choose("Ownership switches on", in_days(company, 1))
    saw(lena, lambda view: "This plan does not fit." in words(view), "what does not fit")
    lena.submit()
    assert "would have been due" in errors(lena)["anchor_on"]
    lena.type("Or open it anyway, because…", "The customer asked for it")
    lena.submit()
    opened = words(modal(lena, "start.opened"))
    assert "Open without, and visible to the end" in opened
    assert "• Complete the data dump in writing" in opened


def test_in_a_leave_somebody_stands_in_until_they_are_back(company: Company) -> None:
    lena = company.lena
    open_start(lena, "Leave GmbH")
    fill(lena, people_of_the_handoff())
    lena.choose("Reason", "leave")
    view = saw(lena, lambda view: "Temporary contact" in words(view), "who stands in")
    assert "Incoming CSM" not in words(view)
    fill(lena, {"Temporary contact": [TOM], "Back on": in_days(company, 120)})
    plan = open_modal(lena, "Preview the plan", lena.view)
    assert "*Hand back*" in words(plan)
    assert "Write down what happened meanwhile: talks, promises, open items · <@U0TOM>" in words(
        plan
    )
    lena.close()
    lena.submit()
    assert "<@U0TOM> stands in for <@U0MARIA> until" in words(modal(lena, "start.opened"))
    channel = handoff_channel(company.tom, "handoff-leave-gmbh")
    assert TOM in channel["members"]


def test_an_abrupt_handoff_with_nobody_at_all_begins_in_writing(company: Company) -> None:
    lena = company.lena
    open_start(lena, "Nobody Ltd")
    fill(lena, {"Reason": "left", "Mode": "abrupt"})
    saw(lena, lambda view: "Departure known since" in words(view), "the date's other name")
    lena.submit()
    view = saw(lena, lambda view: "Or open it anyway" in words(view), "where to say why")
    assert "Whom can the customer turn to?" in words(view)
    lena.submit()
    assert "Whom can the customer turn to?" in errors(lena)["temporary"]
    lena.type("Or open it anyway, because…", "I name somebody today")
    lena.submit()
    opened = words(modal(lena, "start.opened"))
    assert "nobody to turn to: name a temporary contact next" in opened
    handoff_channel(lena, "handoff-nobody-ltd")


def test_an_abrupt_handoff_begins_with_who_stands_in(company: Company) -> None:
    lena = company.lena
    open_start(lena, "Stand-in Ltd")
    fill(lena, {"Reason": "left", "Mode": "abrupt"})
    saw(lena, lambda view: "Temporary contact" in words(view), "who stands in")
    fill(lena, {"Temporary contact": [TOM]})
    lena.submit()
    assert "<@U0TOM> stands in until somebody takes over." in words(modal(lena, "start.opened"))
    handoff_channel(company.tom, "handoff-stand-in-ltd")


def test_a_lead_discards_a_draft_and_nobody_named_in_it_ever_hears(company: Company) -> None:
    lena, sam, maria = company.lena, company.sam, company.maria
    before = [len(person.dm) for person in (maria, company.idris, company.priya)]
    open_start(sam, "Hushed Corp")
    fill(sam, {**people_of_the_handoff(), "Observers": [PRIYA]})
    sam.submit()
    modal(sam, "start.proposed")
    draft = open_modal(lena, "Look at the draft", told(lena, "a handoff of *Hushed Corp*"))
    lena.press("Discard the draft", draft)
    gone = modal(lena, "proposal.ended")
    assert "The draft for *Hushed Corp* is gone. <@U0SAM> hears that it rests" in words(gone)
    rests = told(sam, "Thank you for thinking of a handoff of *Hushed Corp*.")
    assert "lets it rest for now" in words(rests)
    assert [len(person.dm) for person in (maria, company.idris, company.priya)] == before
    open_start(maria, "Hushed Corp")
    assert "Hushed Corp" not in words(maria.view).replace("New: Hushed Corp", "")
    maria.close()


def test_who_proposed_it_withdraws_it_where_they_would_propose_it_again(company: Company) -> None:
    sam = company.sam
    open_start(sam, "Second Thoughts")
    fill(sam, people_of_the_handoff())
    sam.submit()
    modal(sam, "start.proposed")
    sam.close()
    view = open_start(sam, "second thoughts")
    assert "You have proposed this handoff already: it waits for <@U0LENA>." in words(view)
    sam.press("Withdraw it", view)
    assert "Your proposal for *Second Thoughts* is withdrawn" in words(modal(sam, "proposal.ended"))
    told(company.lena, "<@U0SAM> has withdrawn the proposal for *Second Thoughts*.")


def test_a_handoff_from_sales_names_its_people_as_they_are(company: Company) -> None:
    lena = company.lena
    open_start(lena, "Freshly Signed")
    lena.choose("Kind", "sales_to_cs")
    view = saw(lena, lambda view: "Outgoing AE" in words(view), "the AE")
    assert "Reason" not in words(view)
    fill(lena, {"Outgoing AE": MARIA, "Incoming CSM": IDRIS})
    plan = open_modal(lena, "Preview the plan", lena.view)
    assert "Sales to CS, mid touch" in words(plan)
    lena.close()
    lena.submit()
    modal(lena, "start.opened")
