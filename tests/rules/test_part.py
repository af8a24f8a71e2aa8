"""What people hear when a handoff is opened or proposed: their part, and one thing to press."""

from sqlalchemy import select

from blocks import part as part_blocks
from blocks.kit import Json
from playbook import part, start
from storage.database import Database
from storage.tables import Handoff
from tests.northwind import (
    IDRIS,
    LENA,
    MARIA,
    MONDAY,
    SAM,
    TOM,
    WORKSPACE,
    actor,
)
from tests.rules.starts import WISH


def test_everybody_hears_their_part_and_one_thing_to_press(northwind: Database) -> None:
    northwind.run_sync(start.start, actor(LENA), WISH, MONDAY, "one")
    said = {who: _part(northwind, who) for who in (MARIA, IDRIS, LENA)}
    assert "You hand over *Acme Robotics* to <@U0IDRIS>" in said[MARIA][0]
    assert "You take over *Acme Robotics* from <@U0MARIA>" in said[IDRIS][0]
    assert "You oversee the handoff of *Acme Robotics*" in said[LENA][0]
    assert [_buttons(content) for _text, content in said.values()] == [
        ["dump.open"],
        ["checklist.plan"],
        ["checklist.plan"],
    ]
    assert all("underperformance" not in str(one).lower() for one in said.values())


def test_who_has_no_part_hears_nothing(northwind: Database) -> None:
    northwind.run_sync(start.start, actor(LENA), WISH, MONDAY, "one")
    assert northwind.read_sync(part.part, WORKSPACE, 1, TOM, MONDAY) is None
    assert northwind.read_sync(part.part, "T0OTHER", 1, MARIA, MONDAY) is None


def test_a_proposal_is_told_until_it_is_opened(northwind: Database) -> None:
    northwind.run_sync(start.propose, actor(SAM), WISH, MONDAY, "one")
    (handoff,) = northwind.read_sync(lambda session: session.scalars(select(Handoff)).all())
    found = northwind.read_sync(part.proposal, WORKSPACE, handoff.id)
    assert found is not None
    text, content = part_blocks.draft(found)
    assert "<@U0SAM> proposes a handoff of *Acme Robotics* from <@U0MARIA> to <@U0IDRIS>" in text
    assert _buttons(content) == ["start.open_draft"]
    northwind.run_sync(start.open_draft, actor(LENA), handoff.id, WISH, MONDAY)
    assert northwind.read_sync(part.proposal, WORKSPACE, handoff.id) is None


def _part(northwind: Database, person_id: str) -> tuple[str, list[Json]]:
    (handoff,) = northwind.read_sync(lambda session: session.scalars(select(Handoff)).all())
    found = northwind.read_sync(part.part, WORKSPACE, handoff.id, person_id, MONDAY)
    assert found is not None
    return part_blocks.part(found)


def _buttons(content: list[Json]) -> list[str]:
    elements = [one for block in content for one in block.get("elements", ())]
    return [one["action_id"] for one in elements if one["type"] == "button"]
