"""What people do beside the main job, by hand: agenda, log, canvas, a concern, the debrief."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import expect

from tests.pages.office import CHANNEL, GOAL, STATUS, Office
from workspace.client import words

HEARD = "Nora wants the numbers of the pilot before the intro call."
ASKED = "Debrief: Acme Robotics"

STEPS = (
    ("Acknowledged", "What have you told them?", "You fear for your report. It was that."),
    ("Answer stated", "What is the answer?", "Idris builds the same report, by the end of May."),
    ("Plan agreed", "What was agreed?", "The first one on Friday; then we look at it together."),
    ("Word kept", "What did they say to it?", "It is all there."),
)
"""The steps of a concern: its button, what is asked, and what Lena writes."""


def idris_prepares_the_call(office: Office) -> None:
    idris = office.idris
    status = idris.ask(STATUS, "People at the customer")
    idris.choose_from_menu("more:blueprint", "Call agenda", status)
    agenda = idris.form("Call agenda")
    expect(agenda).to_contain_text("What was promised")
    expect(agenda).not_to_contain_text("Primary goals")
    office.album.keep(idris.page, "agenda")
    idris.close()


def maria_files_what_she_heard(office: Office) -> None:
    maria = office.maria
    maria.write(HEARD)
    maria.use_shortcut("Add to account log", HEARD)
    expect(maria.form("Add to account log").get_by_label("What happened?")).to_have_value(HEARD)
    maria.choose("Section", "People")
    maria.tick("Yes, they may read it")
    office.album.keep(maria.page, "log")
    maria.press("File it")
    expect(maria.form("Filed")).to_contain_text("People")
    maria.close()


def idris_looks_at_the_canvas(office: Office) -> None:
    idris = office.idris
    idris.go_to_channel(CHANNEL)
    idris.page.get_by_role("list", name="Canvases").get_by_role("link").click()
    canvas = idris.page.get_by_role("region", name="Canvas", exact=True)
    expect(canvas).to_contain_text(GOAL)
    office.album.keep(idris.page, "canvas")


def lena_works_on_the_concern(office: Office) -> None:
    lena = office.lena
    status = lena.ask(STATUS, "1 concern")
    lena.choose_from_menu("more:customer", "Concerns", status)
    lena.form("Concerns")
    lena.press("Open")
    lena.form("Concern")
    for button, question, said in STEPS:
        lena.type(question, said)
        if button == "Plan agreed":
            lena.pick_day("By when?", date(2026, 4, 17))
            office.album.keep(lena.page, "concern", lena.dialog.get_by_text("1. ✓ Acknowledged"))
        lena.press(button)
        expect(lena.dialog).to_contain_text(f"✓ {button}")
    lena.close()


def maria_writes_her_part_of_the_debrief(office: Office) -> None:
    maria = office.maria
    office.let_time_pass_until(
        lambda: any(ASKED in words(message) for message in office.company.maria.dm)
    )
    maria.go_to_messages()
    maria.press("Write my part…", maria.message(ASKED))
    maria.form("Debrief")
    maria.type("What worked?", "Nothing I typed was lost, and nobody had to ask me twice.")
    maria.type("What should we change?", "Begin a week earlier.")
    office.album.keep(maria.page, "debrief")
    maria.press("Save")
    maria.message("your part of the debrief")
