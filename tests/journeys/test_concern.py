"""A check-in turns bad after business as usual, and a concern is worked until the word is kept.

The tests tell one story, in their order.
"""

from datetime import UTC, datetime

from tests.journeys.checklists import prepare_bau, published, says
from tests.journeys.company import Company
from tests.journeys.steps import modal, name_the_lead, newest, open_modal, saw, start_handoff
from tests.northwind import IDRIS
from workspace.client import Json, Person, words

SWITCH = "2026-03-30"
FIRST = datetime(2026, 4, 6, 7, tzinfo=UTC)
SECOND = datetime(2026, 4, 20, 7, tzinfo=UTC)
OPEN_AGAIN = "opened the handoff of Acme Robotics again"
CHANNEL = "handoff-acme-robotics"
WORRY = "She fears that <nobody> knows her set-up"
STEPS = {
    "What have you told them?": "I called her: her set-up, is that it?",
    "What is the answer?": "Idris has read all of it; what was missing he asks on Friday",
    "What was agreed?": "A call on Friday, with her set-up on one page",
    "What did they say to it?": "Dana says that it is settled",
}


def test_one_who_is_named_comfortable_lets_the_lead_confirm_what_else_is_open(
    company: Company,
) -> None:
    name_the_lead(company)
    start_handoff(company, "Acme Robotics", **{"Ownership switches on": SWITCH})
    company.clock.to(FIRST)
    lena = company.lena
    open_modal(lena, "check_in.open", newest(lena, "Check-in: Acme Robotics"))
    lena.type("name", "Dana Fox")
    lena.choose("How do they feel?", "comfortable")
    lena.submit()
    newest(lena, "Check-in answered: Acme Robotics")
    prepare_bau(lena, "Acme Robotics")
    assert "not happy" not in words(_ask(company))
    lena.type("Why may it be business as usual all the same?", "What is left is done in May")
    lena.submit()
    newest(lena, "Acme Robotics is in business as usual")


def test_the_next_check_in_is_answered_with_one_click(company: Company) -> None:
    company.clock.to(SECOND)
    lena = company.lena
    asked = newest(lena, "Check-in: Acme Robotics", since=SECOND)
    assert "Last time: Comfortable" in words(asked)
    assert "*Still open:*" in words(asked)
    lena.press("All as before", asked)
    answered = newest(lena, "*Comfortable*, before: Comfortable", since=SECOND)
    assert "All as before" not in words(answered)


def test_corrected_to_uneasy_it_opens_the_handoff_again_and_everybody_hears_once(
    company: Company,
) -> None:
    lena = company.lena
    open_modal(lena, "check_in.open", newest(lena, "before: Comfortable", since=SECOND))
    lena.choose("Dana Fox", "uneasy")
    lena.submit()
    alarm = newest(company.idris, "Acme Robotics needs attention")
    assert "The handoff is open again" in words(alarm)
    for person in (company.maria, lena):
        newest(person, OPEN_AGAIN, since=SECOND)
    company.workspace.quiet()
    assert not [one for one in company.idris.dm if OPEN_AGAIN in words(one)]


def test_the_channel_learns_that_there_is_one_and_no_more(company: Company) -> None:
    said = words(says(company.maria, CHANNEL, "*1 concern* is open"))
    assert "Dana" not in said
    assert "neasy" not in said


def test_the_incoming_csm_works_it_in_four_steps_with_a_hint_at_each(company: Company) -> None:
    idris = company.idris
    open_modal(idris, "concern.list", newest(idris, "Acme Robotics needs attention"))
    listed = modal(idris, "concern.list")
    assert "Dana Fox" in words(listed)
    idris.press("concern.open", listed)
    for done, (label, said) in enumerate(STEPS.items()):
        view = saw(idris, lambda view, label=label: label in words(view), label)
        assert words(view).count("✓") == done
        idris.type(label, said)
        if label == "What was agreed?":
            idris.choose("Who keeps the word?", IDRIS)
            idris.choose("By when?", "2026-04-24")
        idris.submit()
        if done == 0:
            _is_in_the_way(company, "Concern of Dana Fox: no answer was stated")
    view = saw(idris, lambda view: words(view).count("✓") == len(STEPS), "all steps")
    assert "Dana says that it is settled" in words(view)
    idris.close(everything=True)


def test_business_as_usual_waits_for_the_concern_no_more(company: Company) -> None:
    said = words(_ask(company))
    assert "Concern of" not in said
    assert "Dana Fox is not happy" in said
    company.lena.close(everything=True)


def test_the_outgoing_csm_opens_one_and_lead_and_incoming_csm_hear(company: Company) -> None:
    maria = company.maria
    _from_menu(maria, "concern.list")
    maria.press("concern.raise", modal(maria, "concern.list"))
    modal(maria, "concern.raise")
    maria.choose("Who", "Dana Fox")
    maria.type("What worries them, in their words", WORRY)
    maria.submit()
    saw(maria, lambda view: WORRY in words(view), "the concern")
    for person in (company.lena, company.idris):
        assert "nobody" not in words(newest(person, "opened a concern at Acme Robotics"))
    maria.close(everything=True)


def test_the_lead_reads_how_it_went_so_far(company: Company) -> None:
    lena = company.lena
    _from_menu(lena, "trend.open")
    said = words(modal(lena, "trend"))
    assert "Comfortable" in said
    assert "corrected since" in said
    lena.close(everything=True)


def _is_in_the_way(company: Company, said: str) -> None:
    assert said in words(_ask(company))
    company.lena.close(everything=True)


def _ask(company: Company) -> Json:
    """Let Lena press the button in her status of Acme; return the question."""
    lena = company.lena
    lena.press("status.show", published(lena, "Acme Robotics"))
    lena.press("bau.open", modal(lena, "status"))
    return modal(lena, "bau.confirm")


def _from_menu(person: Person, action: str) -> None:
    """Open somebody's status of Acme, and choose this from the menu beside the customer."""
    person.press("status.show", published(person, "Acme Robotics"))
    modal(person, "status")
    person.choose("more:customer", f"{action}|1")
