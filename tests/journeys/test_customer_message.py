"""The customer message: from the draft over an edit and three approvals to the customer (R11).

The tests tell one story, in their order.
"""

import pytest

from tests.journeys.checklists import posted, says
from tests.journeys.company import Company
from tests.journeys.steps import (
    in_days,
    modal,
    name_the_lead,
    newest,
    open_modal,
    saw,
    start_handoff,
    told,
)
from tests.northwind import IDRIS, LENA, MARIA
from workspace.client import Json, Person, words

ACCOUNT = "Acme Robotics"
CHANNEL = "handoff-acme-robotics"
TASK = "Agree on the customer message"
ASKED = f"has written the message to *{ACCOUNT}*"


@pytest.fixture(scope="module", autouse=True)
def _started(company: Company) -> None:
    name_the_lead(company)
    start_handoff(company, ACCOUNT)


def message(person: Person, text: str) -> Json:
    """Wait until the message's modal says this, and return it."""
    return saw(
        person,
        lambda view: view["callback_id"] == "message" and text in words(view),
        f"a message that says {text!r}",
    )


def approve(person: Person) -> None:
    """Open what the newest request leads to, and approve it."""
    view = open_modal(person, "Read and approve", newest(person, ASKED))
    person.press("Approve", view)
    saw(person, lambda view: f"<@{person.id}>, <!date" in words(view), "their approval")
    person.close(everything=True)


def test_the_outgoing_csm_reads_the_draft_from_the_task(company: Company) -> None:
    maria = company.maria
    view = open_modal(maria, "Customer message", posted(maria, CHANNEL))
    assert "A draft: nobody has kept a version yet." in words(view)
    assert "Idris will be your customer success manager" in words(view)
    assert "promotion" not in words(view)


def test_a_word_that_tells_why_is_named_before_anything_is_saved(company: Company) -> None:
    maria = company.maria
    maria.press("message.edit", message(maria, "A draft"))
    modal(maria, "message.save")
    maria.type("body", "Hello,\n\nI was promoted, and Idris takes over.")
    maria.submit()
    saw(maria, lambda view: "“promoted”" in words(view), "the warning")
    maria.type("body", "Hello,\n\nIdris takes over.")
    maria.submit()
    found = message(maria, "Version 1")
    assert "*Approvals:* 1 of 3" in words(found)
    maria.close(everything=True)


def test_who_edits_an_older_version_sees_what_the_other_changed(company: Company) -> None:
    idris, lena = company.idris, company.lena
    idris.press("message.edit", open_modal(idris, "Read and approve", newest(idris, ASKED)))
    modal(idris, "message.save")
    lena.press("message.edit", open_modal(lena, "Read and approve", newest(lena, ASKED)))
    modal(lena, "message.save")
    lena.type("body", "Hello,\n\nIdris takes over in spring.")
    lena.submit()
    message(lena, "Version 2")
    lena.close(everything=True)
    idris.type("subject", "Good news")
    idris.submit()
    overtaken = saw(idris, lambda view: "meanwhile" in words(view), "what the other changed")
    assert "*Is:* Idris takes over in spring." in words(overtaken)
    assert "Good news" in str(overtaken)
    idris.close(everything=True)


def test_who_had_approved_hears_that_it_was_changed(company: Company) -> None:
    maria = company.maria
    news = told(maria, "your approval is taken back")
    assert f"<@{LENA}> has changed the message" in words(news)
    maria.press("Approve", open_modal(maria, "Read and approve", news))
    message(maria, "*Approvals:* 2 of 3")
    maria.close(everything=True)
    told(maria, "You approved version 2 of the message")


def test_once_all_have_approved_the_task_is_done(company: Company) -> None:
    approve(company.idris)
    says(company.lena, CHANNEL, f"“{TASK}” ticked itself (message approved)")


def test_the_outgoing_csm_gets_the_text_and_marks_it_as_sent(company: Company) -> None:
    maria = company.maria
    ready = told(maria, f"All have approved the message to *{ACCOUNT}*.")
    view = open_modal(maria, "Get the text", ready)
    assert "What happens when" in words(view)
    assert "<mailto:?subject=" in words(view)
    maria.choose("Sent on", in_days(company, 0))
    maria.submit()
    says(company.lena, CHANNEL, "(customer told")


def test_the_status_says_when_and_who(company: Company) -> None:
    status = open_modal(company.lena, "My part", posted(company.lena, CHANNEL))
    assert f"says <@{MARIA}>" in words(status)
    assert f"<@{IDRIS}>" in words(status)
