"""Two weeks of mornings: one digest a day, a ladder that climbs, and people who answer it.

The tests tell one story, in their order.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from tests.journeys.checklists import says
from tests.journeys.company import Company
from tests.journeys.steps import (
    modal,
    name_the_lead,
    newest,
    open_home,
    open_modal,
    saw,
    sent_at,
    start_handoff,
)
from tests.northwind import ADA, MARIA
from workspace.client import Json, Person, words

DAY = "Your day"
SWITCH = "2026-04-06"
MESSAGE = "Agree on the customer message"
"""The first task that is due, to all three; on Wednesday, 11 March."""
DUMP = "Complete the data dump in writing"
CHANNEL = "handoff-acme-robotics"
ASKING = "Check-in: Acme Robotics"
CHECK_IN = "Check in on each key stakeholder"


def nine(day: int, zone: str = "Europe/Stockholm") -> datetime:
    """Nine o'clock on a day of March 2026 in this zone."""
    return datetime.combine(date(2026, 3, day), time(9), ZoneInfo(zone)).astimezone(UTC)


def test_nobody_gets_a_digest_while_nothing_is_due(company: Company) -> None:
    name_the_lead(company)
    company.clock.freeze()
    _name_the_manager(company)
    start_handoff(company, "Acme Robotics", **{"Ownership switches on": SWITCH})
    company.clock.to(nine(6, "Europe/London"))
    company.workspace.quiet()
    assert not _digests(company.maria) + _digests(company.idris) + _digests(company.lena)


def test_what_comes_to_whom_can_be_looked_up_before(company: Company) -> None:
    company.maria.command("/handoff due")
    hers = words(modal(company.maria, "due.list"))
    assert MESSAGE in hers
    assert "<@U0IDRIS>" not in hers
    assert "Send now" not in hers
    company.maria.close()
    company.lena.command("/handoff due")
    theirs = words(modal(company.lena, "due.list"))
    assert "<@U0MARIA>" in theirs
    assert "Send now" in theirs
    company.lena.close()


def test_two_days_before_each_owner_hears_at_nine_their_time(company: Company) -> None:
    company.clock.to(nine(9))
    assert sent_at(newest(company.maria, DAY)) == nine(9)
    assert sent_at(newest(company.lena, DAY)) == nine(9)
    assert not _digests(company.idris)
    company.clock.to(nine(9, "Europe/London"))
    assert sent_at(newest(company.idris, DAY)) == nine(9, "Europe/London")


def test_a_task_that_is_not_mine_goes_back_to_the_lead(company: Company) -> None:
    idris = company.idris
    press(idris, newest(idris, DAY), MESSAGE, "digest.not_mine")
    newest(idris, "went back to <@U0LENA>")
    company.clock.to(nine(10))
    handed = newest(company.lena, "says that it is not theirs", since=nine(10))
    press(company.lena, handed, MESSAGE, "digest.leave")
    newest(company.lena, "stays with <@U0IDRIS>")


def test_a_snooze_until_a_date_keeps_it_away_until_then(company: Company) -> None:
    maria = company.maria
    company.clock.to(nine(11))
    due = newest(maria, "Due today", since=nine(11))
    press(maria, due, MESSAGE, "digest.later", "date:")
    modal(maria, "digest.until")
    maria.choose("on", "2026-03-13")
    maria.submit()
    kept = newest(maria, "comes back", since=nine(11))
    assert DUMP in words(kept)
    company.clock.to(nine(12))
    company.workspace.quiet()
    assert _sent_on(maria, 12) == []


def test_a_bot_that_was_down_in_the_morning_sends_one_digest_when_it_is_back(
    company: Company,
) -> None:
    company.bot.kill()
    company.clock.to(nine(13))
    company.clock.to(datetime(2026, 3, 13, 10, tzinfo=UTC))
    company.bot.start()
    late = newest(company.maria, "Late", since=nine(13))
    assert MESSAGE in words(late)
    company.workspace.quiet()
    assert len(_sent_on(company.maria, 13)) == 1


def test_on_a_weekend_nobody_hears_anything(company: Company) -> None:
    company.clock.to(datetime(2026, 3, 15, 12, tzinfo=UTC))
    company.workspace.quiet()
    assert _sent_on(company.maria, 14) == _sent_on(company.maria, 15) == []


def test_after_four_working_days_the_leads_manager_hears_who_may_only_snooze(
    company: Company,
) -> None:
    company.clock.to(nine(17, "Europe/Paris"))
    found = newest(company.ada, "Late with others", since=nine(17, "Europe/Paris"))
    assert MESSAGE in words(found)
    assert "digest.done" not in str(found)
    press(company.ada, found, MESSAGE, "digest.tomorrow")
    newest(company.ada, "comes back")


def test_done_in_the_digest_ticks_the_checklist_and_stops_the_ladder(company: Company) -> None:
    maria = company.maria
    company.clock.to(nine(18))
    press(maria, newest(maria, DAY, since=nine(18)), MESSAGE, "digest.done")
    newest(maria, f"“{MESSAGE}” (Acme Robotics) is done. Thank you.")
    says(maria, CHANNEL, f"{MESSAGE} (Maria")
    company.clock.to(nine(19, "Europe/London"))
    company.workspace.quiet()
    assert not [
        m for m in _sent_on(company.ada, 19) + _sent_on(company.idris, 19) if MESSAGE in words(m)
    ]


def test_the_lead_sends_a_reminder_now_and_reads_what_was_sent(company: Company) -> None:
    lena = company.lena
    lena.command("/handoff due")
    view = modal(lena, "due.list")
    lena.press(*_menu_of(view, MARIA, "now"))
    saw(lena, lambda shown: "is being reminded" in words(shown), "that it is sent")
    newest(company.maria, "<@U0LENA> reminds you of")
    ledger = open_modal(lena, "due.ledger", saw(lena, lambda _shown: True, "the list"))
    assert "sent by the lead" in words(ledger)
    lena.close()
    lena.close()


def test_a_check_in_that_is_not_the_leads_is_asked_of_the_incoming_csm(company: Company) -> None:
    lena, idris = company.lena, company.idris
    company.clock.to(datetime(2026, 4, 13, 7, tzinfo=UTC))
    newest(lena, ASKING)
    tomorrow = datetime(2026, 4, 14, 7, tzinfo=UTC)
    company.clock.to(tomorrow)
    press(lena, newest(lena, "To answer", since=tomorrow), CHECK_IN, "digest.not_asked")
    newest(lena, "went to <@U0IDRIS>, who is asked now")
    newest(lena, "you said that it is not yours, and <@U0IDRIS> is asked")
    company.clock.to(tomorrow + timedelta(hours=1))
    asked = newest(idris, ASKING)
    assert "<@U0LENA> says that it is not theirs" in words(asked)


def test_a_check_in_that_the_lead_leaves_out_is_gone_from_the_list_beneath(
    company: Company,
) -> None:
    lena = company.lena
    lena.command("/handoff due")
    view = modal(lena, "due.list")
    before = _questions(view)
    lena.press(before[0][0], view, value=before[0][1])
    saw(lena, lambda shown: shown["callback_id"] == "plan.skip", "the form")
    lena.type("Why?", "They are away until May")
    lena.submit()
    after = saw(lena, lambda shown: "The plan is changed" in words(shown), "the list afresh")
    assert before[0][1] not in [value for _action, value in _questions(after)]
    lena.close()


def press(person: Person, message: Json, title: str, action: str, value: str = "") -> None:
    """Press a button of a task in a digest, or the entry of its menu that begins with a value."""
    blocks = message["blocks"]
    beside = [
        element
        for said, row in pairwise(blocks)
        if title in words(said.get("text"))
        for element in row.get("elements", ())
    ]
    found = next(one for one in beside if str(one.get("action_id")).startswith(action))
    values = [one["value"] for one in found.get("options", ()) if one["value"].startswith(value)]
    person.press(found["action_id"], message, value=values[0] if values else None)


def _menu_of(view: Json, person_id: str, word: str) -> tuple[str, Json, str]:
    """Return what to press to do this with the first line about somebody."""
    for block in view["blocks"]:
        menu = block.get("accessory") or {}
        for one in menu.get("options", ()):
            if one["value"].startswith(word) and one["value"].endswith(person_id):
                return menu["action_id"], view, one["value"]
    raise AssertionError(f"nothing comes to {person_id}")


def _questions(view: Json) -> list[tuple[str, str]]:
    """Return what to press, and the value, to leave out each question of the list."""
    menus = [block.get("accessory") or {} for block in view["blocks"]]
    return [
        (menu["action_id"], one["value"])
        for menu in menus
        if str(menu.get("action_id")).startswith("due.question")
        for one in menu["options"]
        if one["value"].startswith("skip")
    ]


def _name_the_manager(company: Company) -> None:
    """Lena says in her settings that Ada is her manager."""
    lena = company.lena
    open_modal(lena, "settings.open", open_home(lena))
    lena.choose("My manager", [ADA])
    lena.submit()
    lena.wait_for(lambda seen: not seen["views"], why="the settings saved")


def _digests(person: Person) -> list[Json]:
    return [message for message in person.dm if DAY in words(message)]


def _sent_on(person: Person, day: int) -> list[Json]:
    return [m for m in _digests(person) if sent_at(m).date() == date(2026, 3, day)]
