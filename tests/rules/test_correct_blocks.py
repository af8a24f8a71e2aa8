"""What people see when a handoff is changed, or its place is lost: tame, and within limits."""

from dataclasses import replace

import pytest

from blocks import correct as blocks
from blocks import place as place_blocks
from playbook.correct import Correctable, LeftPlace
from playbook.damage import Lost, LostPlace
from playbook.swap import Leaver, Swapped
from playbook.visibility import Role
from storage.choices import Kind, Place, Reason
from tests.northwind import IDRIS, LENA, MARIA, TOM
from tests.rules.surfaces import buttons, words
from workspace.blockkit.validate import check_blocks, check_view

HOSTILE = ("<!channel> & <https://evil.example|click>", "*bold* _it_", "🐙" * 100, "x" * 200)


def correctable(account: str = "Acme Robotics", *, leads: bool = True) -> Correctable:
    """A handoff with as many observers as there can be."""
    return Correctable(
        handoff_id=7,
        kind=Kind.CSM_TO_CSM,
        account=account,
        leads=leads,
        outgoing_id=MARIA,
        incoming_id=IDRIS,
        lead_id=LENA,
        observers=tuple(f"U0OBSERVER{n:02}" for n in range(50)),
        reason=Reason.PROMOTION if leads else None,
        place=Place.CHANNEL,
        channel_id="C0ACME",
        lost_why=Lost.ARCHIVED if leads else None,
    )


@pytest.mark.parametrize("account", HOSTILE)
def test_no_name_breaks_a_form_or_a_message(account: str) -> None:
    found = correctable(account)
    check_view(blocks.menu(found, "Done"), "modal")
    for role in ("outgoing", "incoming", "lead"):
        check_view(blocks.swap_form(found, role, "V1"), "modal")
    for form in (
        blocks.name_form,
        blocks.reason_form,
        blocks.observers_form,
        blocks.place_form,
    ):
        check_view(form(found, "V1"), "modal")
    for text, content in (
        blocks.news(account, "csm_to_csm", "lead", LENA, TOM),
        blocks.thanks(account, "sales_to_cs", "outgoing", TOM),
        blocks.person_left(
            Leaver(7, Kind.SALES_TO_CS, account, account, (Role.LEAD, Role.OUTGOING))
        ),
        blocks.left(LeftPlace("C0ACME", "1.2", account, "C0TEAM")),
        place_blocks.lost(LostPlace("C0ACME", Lost.DELETED, ((7, account),) * 40)),
        place_blocks.not_invited(account, 7, TOM),
    ):
        check_blocks(content, "message")
        assert "<!channel>" not in text
        assert "<!channel>" not in words(content)


def test_who_is_no_lead_is_offered_neither_people_reason_nor_place() -> None:
    shown = blocks.menu(correctable(leads=False))
    for action in ("correct.swap", "correct.reason", "correct.place"):
        assert buttons(shown, action) == []
    assert buttons(shown, "correct.name")
    assert buttons(shown, "correct.observers")
    assert "Promotion" not in words(shown)


def test_a_part_that_nobody_has_cannot_be_replaced() -> None:
    shown = blocks.menu(replace(correctable(), incoming_id=None))
    assert "Nobody yet" in words(shown)
    assert len(buttons(shown, "correct.swap")) == 2


def test_the_menu_says_why_nothing_can_be_posted() -> None:
    assert "it was archived" in words(blocks.menu(correctable()))


@pytest.mark.parametrize(
    ("check_ins", "said"), [(0, ""), (1, "1 check-in was"), (3, "3 check-ins")]
)
def test_the_lead_reads_how_much_was_handed_over(check_ins: int, said: str) -> None:
    done = Swapped(7, Kind.CSM_TO_CSM, "Acme Robotics", Role.INCOMING, IDRIS, TOM, check_ins)
    assert said in blocks.swapped(done)


def test_a_checklist_that_stays_behind_names_the_place_only_once_it_is_known() -> None:
    text, _content = blocks.left(LeftPlace("C0ACME", "1.2", "Acme Robotics", None))
    assert text == "The checklist of *Acme Robotics* has moved."
