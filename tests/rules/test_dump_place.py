"""Where in a dump a modal is: what its metadata carries comes back, and nothing else is taken."""

import json
from typing import Any

import pytest

from blocks.dump_place import pack, unpack
from playbook.dump_view import Place

PLACE = Place(7, "people", "1772438400000-abcdef", {"people.contacts": 2}, (11, 12))


def test_a_place_comes_back_as_it_went() -> None:
    assert unpack(json.loads(pack(PLACE, "answers", on="work"))) == PLACE


@pytest.mark.parametrize(
    "wrong",
    [
        {"handoff": None},
        {"handoff": "7"},
        {"handoff": -1},
        {"handoff": 2**80},
        {"step": 3},
        {"step": "x" * 41},
        {"rendering": None},
        {"form": ["answers"]},
        {"pages": [1]},
        {"pages": {"people.contacts": "2"}},
        {"pages": {"people.contacts": 2**40}},
        {"shown": "11"},
        {"shown": [None]},
    ],
)
def test_what_we_cannot_have_written_is_refused(wrong: dict[str, Any]) -> None:
    facts = {**json.loads(pack(PLACE, "answers")), **wrong}
    with pytest.raises(ValueError, match="not the metadata"):
        unpack(facts)


def test_an_empty_metadata_is_refused() -> None:
    with pytest.raises(ValueError, match="not the metadata"):
        unpack({})
