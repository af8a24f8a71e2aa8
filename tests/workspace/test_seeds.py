"""The seeds: each is whole in itself, and can be chosen at the start and at any time later."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.workspace.serving import Running
from workspace.__main__ import assemble, parser
from workspace.app import InstalledApp
from workspace.client import WorkspaceError
from workspace.clock import Clock
from workspace.control.sees import unread
from workspace.errors import SeedError
from workspace.persistence import Store
from workspace.seeding import new_state, seed_names, start_of
from workspace.state import Channel, State

SMALL, FORTY, TWO_HUNDRED = "small-company", "book-of-forty", "two-hundred-accounts"
SLACK_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
"""https://docs.slack.dev/reference/methods/conversations.create#naming"""


def begun(seed: str) -> State:
    return new_state(seed, InstalledApp())


def customers_of(state: State, person: str) -> list[Channel]:
    """The channels of the customers whom a person looks after."""
    known = set(begun(SMALL).channels)
    rooms = (c for c in state.channels.values() if c.id not in known)
    return [room for room in rooms if room.creator == person]


@pytest.mark.parametrize("seed", seed_names())
def test_everything_in_a_seed_refers_to_somebody_in_it(seed: str) -> None:
    state = begun(seed)
    for channel in state.channels.values():
        said_by = {message.user for message in channel.messages.values()}
        assert {channel.creator, *channel.members, *said_by} <= set(state.people)
        assert len(set(channel.members)) == len(channel.members)
        assert SLACK_NAME.fullmatch(channel.name)
    names = [channel.name for channel in state.channels.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("seed", seed_names())
def test_everybody_who_works_there_is_in_the_general_channel(seed: str) -> None:
    state = begun(seed)
    at_work = {p.id for p in state.people.values() if not p.deleted and not p.is_bot}
    assert set(state.channels["C0GENERAL"].members) == at_work


@pytest.mark.parametrize("seed", [FORTY, TWO_HUNDRED])
def test_a_larger_seed_has_the_small_companys_people_by_the_same_ids(seed: str) -> None:
    assert set(begun(SMALL).people) < set(begun(seed).people)
    assert set(begun(SMALL).channels) < set(begun(seed).channels)
    assert start_of(seed) == start_of(SMALL)


def test_a_book_of_forty_has_a_channel_for_each_of_marias_customers() -> None:
    rooms = customers_of(begun(FORTY), "U0MARIA")
    assert len(rooms) == 40
    assert sum(room.is_ext_shared for room in rooms) == 3
    assert sum(room.is_private for room in rooms) == 1
    assert sum(room.is_archived for room in rooms) == 1


def test_two_hundred_accounts_are_five_books_of_forty() -> None:
    state = begun(TWO_HUNDRED)
    books = [len(customers_of(state, person)) for person in state.people]
    assert sorted(books, reverse=True)[:6] == [40, 40, 40, 40, 40, 0]


def test_what_was_said_to_customers_was_said_on_the_working_day_before_and_is_read() -> None:
    state = begun(TWO_HUNDRED)
    for room in customers_of(state, "U0TOM"):
        for ts in room.messages:
            moment = datetime.fromtimestamp(float(ts), start_of(TWO_HUNDRED).tzinfo)
            assert moment.date() == start_of(TWO_HUNDRED).date() - timedelta(days=3)
        assert room.purpose["value"] in next(iter(room.messages.values())).text
        assert [unread(state.people[member], room) for member in room.members] == [0, 0, 0]


def test_a_running_workspace_begins_anew_with_another_seed(run: Running) -> None:
    assert [seed["name"] for seed in run.workspace.get("/control/seeds")["seeds"]] == [
        SMALL,
        FORTY,
        TWO_HUNDRED,
    ]
    run.workspace.reset(FORTY)
    assert run.workspace.person("U0MARIA").channel("alder-freight")["unread"] == 0
    run.workspace.reset(SMALL)
    with pytest.raises(WorkspaceError, match="There is no seed 'a-planet'"):
        run.workspace.reset("a-planet")


def test_a_kept_workspace_is_not_taken_for_another_seed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    chosen = parser().parse_args(["--seed", FORTY, "--frozen"])
    store.save(assemble(chosen, store, "http://127.0.0.1:1").state, Clock(start_of(FORTY)))
    other = parser().parse_args(["--seed", SMALL, "--data", str(tmp_path)])
    with pytest.raises(SeedError, match=f"began as {FORTY}, not {SMALL}"):
        assemble(other, store, "http://127.0.0.1:1")
    for again in (parser().parse_args([]), chosen):
        assert assemble(again, store, "http://127.0.0.1:1").state.seed == FORTY
