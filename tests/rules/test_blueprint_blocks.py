"""A blueprint in blocks: nothing that was written is cut for good, and Slack's limits hold."""

from hypothesis import given
from hypothesis import strategies as st

from blocks import review
from blocks.blueprint import pieces
from blocks.kit import LIMITS, Json, escape
from playbook.blueprint import QuestionRead, SectionRead
from playbook.completeness import measure
from playbook.entries import PAGE, ContactLine, ItemLine
from playbook.questions import Section
from playbook.review import Reading, Standing
from playbook.sections import asked
from storage.choices import Depth, ItemKind, Kind

LONG = "<&> " * 700


@given(st.text(max_size=3000), st.sampled_from([1400, 3000]))
def test_a_long_text_is_shown_whole_in_pieces_that_fit(text: str, room: int) -> None:
    found = pieces(text, room)
    assert "".join(found) == escape(text)
    assert all(len(piece) <= LIMITS["section"] for piece in found)


def test_a_page_of_people_of_whom_everything_is_known_fits_a_modal() -> None:
    people = tuple(contact(number) for number in range(PAGE))
    view = reading("people", contacts=people, total=60)
    assert len(view["blocks"]) < LIMITS["modal_blocks"]
    assert buttons(view).count("review.contact") == PAGE


def test_a_page_of_long_items_fits_a_modal_and_leads_to_each_in_full() -> None:
    items = tuple(item(number) for number in range(PAGE))
    view = reading("trouble", items=items, total=300)
    assert len(view["blocks"]) < LIMITS["modal_blocks"]
    assert buttons(view).count("review.item") == PAGE


def test_a_person_is_shown_with_all_that_is_known() -> None:
    shown = review.whole_contact(1, contact(1))
    written = "".join(b["text"]["text"] for b in shown["blocks"] if b["type"] == "section")
    assert written.count(escape(LONG).strip()) == 8
    assert len(shown["blocks"]) < LIMITS["modal_blocks"]


def test_an_item_is_shown_with_all_that_was_written() -> None:
    shown = review.whole_item(1, item(1))
    written = "".join(b["text"]["text"] for b in shown["blocks"] if b["type"] == "section")
    assert written.count(escape(LONG).strip()) == 2


def contact(number: int) -> ContactLine:
    return ContactLine(
        number, "Dana " * 40, LONG[:200], LONG, ("champion",), True, False, True,
        LONG, LONG, LONG, LONG, LONG, LONG, LONG,
    )  # fmt: skip


def item(number: int) -> ItemLine:
    return ItemLine(number, ItemKind.ISSUE, LONG, "U0MARIA", None, LONG, None)


def reading(
    key: str,
    total: int,
    contacts: tuple[ContactLine, ...] = (),
    items: tuple[ItemLine, ...] = (),
) -> Json:
    sections = asked(Kind.CSM_TO_CSM, Depth.SHORT)
    part: Section = next(one for one in sections if one.key == key)
    questions = (QuestionRead(part.questions[0], None, contacts, items, total),)
    return review.reading(
        Reading(
            handoff_id=1,
            kind=Kind.CSM_TO_CSM,
            account="Acme Robotics",
            outgoing="Maria",
            incoming="Idris",
            sections=sections,
            section=SectionRead(part, questions),
            completeness=measure(Kind.CSM_TO_CSM, Depth.SHORT, ()),
            standing=Standing.WAITING,
            gaps=None,
            may_judge=True,
        )
    )


def buttons(view: Json) -> list[str]:
    beside = (block.get("accessory", {}) for block in view["blocks"])
    return [str(element.get("action_id", "")).partition(":")[0] for element in beside]
