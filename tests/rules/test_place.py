"""Where a handoff is posted: a public channel is confirmed, and a lead may choose another."""

from dataclasses import replace

import pytest

from playbook import start
from playbook.errors import NotAllowed, NotNow
from playbook.wish import Channel
from storage.choices import (
    Place,
)
from storage.database import Database
from storage.tables import (
    Handoff,
    Outgoing,
)
from tests.northwind import (
    LENA,
    MARIA,
    MONDAY,
    actor,
)
from tests.rules.starts import (
    PUBLIC,
    WISH,
    count,
    open_acme,
    rows,
)


def test_a_public_channel_is_used_once_that_is_confirmed(northwind: Database) -> None:
    open_acme(northwind, replace(WISH, place=Place.THREAD, channel=PUBLIC, public_is_fine=True))
    (handoff,) = rows(northwind, Handoff)
    assert (handoff.place, handoff.channel_id) == (Place.THREAD, "C0TEAM")


def test_a_channel_that_was_chosen_and_then_not_wanted_is_not_kept(northwind: Database) -> None:
    open_acme(northwind, replace(WISH, place=Place.CHANNEL, channel=PUBLIC))
    assert rows(northwind, Handoff)[0].channel_id is None


def test_the_lead_chooses_another_place_and_the_set_up_begins_anew(northwind: Database) -> None:
    started = open_acme(northwind)
    channel = Channel("C0TEAM")
    for key in ("click", "click"):
        account = northwind.run_sync(
            start.choose_place, actor(LENA), started.handoff_id, channel, MONDAY, key
        )
        assert account == "Acme Robotics"
    (handoff,) = rows(northwind, Handoff)
    assert (handoff.place, handoff.channel_id) == (Place.THREAD, "C0TEAM")
    assert [row.effect for row in rows(northwind, Outgoing)] == ["place", "place"]


@pytest.mark.parametrize(
    ("who", "channel"),
    [
        (MARIA, Channel("C0TEAM")),
        (LENA, Channel("C0X", is_shared=True)),
        (LENA, Channel("C0X", is_archived=True)),
    ],
)
def test_no_other_place_is_taken_from_others_or_where_others_read(
    northwind: Database, who: str, channel: Channel
) -> None:
    started = open_acme(northwind)
    with pytest.raises((NotAllowed, NotNow)):
        northwind.run_sync(
            start.choose_place, actor(who), started.handoff_id, channel, MONDAY, "click"
        )
    assert count(northwind, Outgoing) == 1
