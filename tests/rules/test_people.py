"""What Slack says of people is read once and kept: names, zones, who can hold a role (R32)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from handlers.profiles import SLACKBOT, profile
from playbook import people
from storage.database import Database
from storage.tables import Person
from tests.northwind import BOT, GITA, LENA, MARIA, MONDAY, OTTO, WORKSPACE, actor

USER = {
    "id": "U0ZOE",
    "team_id": WORKSPACE,
    "name": "zoe",
    "real_name": "Zoe Adler",
    "tz": "Europe/Vienna",
    "locale": "de-AT",
    "deleted": False,
    "profile": {"real_name": "Zoe Adler", "display_name": "Zoë"},
}


def test_a_member_is_read_with_name_zone_and_language() -> None:
    found = profile(WORKSPACE, USER)
    assert (found.id, found.name, found.zone, found.locale) == (
        "U0ZOE",
        "Zoë",
        "Europe/Vienna",
        "de-AT",
    )
    barred = (found.is_bot, found.is_guest, found.is_foreign, found.is_deactivated)
    assert not any((*barred, found.is_slack_admin))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"is_bot": True}, "is_bot"),
        ({"is_workflow_bot": True}, "is_bot"),
        ({"id": SLACKBOT}, "is_bot"),
        ({"is_restricted": True}, "is_guest"),
        ({"is_ultra_restricted": True}, "is_guest"),
        ({"is_stranger": True}, "is_foreign"),
        ({"team_id": "T0ELSEWHERE"}, "is_foreign"),
        ({"is_admin": True}, "is_slack_admin"),
        ({"is_owner": True}, "is_slack_admin"),
        ({"is_primary_owner": True}, "is_slack_admin"),
        ({"deleted": True}, "is_deactivated"),
    ],
)
def test_what_somebody_is_comes_from_slack_s_flags(said: dict[str, Any], field: str) -> None:
    assert getattr(profile(WORKSPACE, {**USER, **said}), field)
    assert not getattr(profile(WORKSPACE, USER), field)


def test_on_a_grid_somebody_of_several_workspaces_is_no_stranger() -> None:
    grid = {"team_id": "T0OTHER", "enterprise_user": {"teams": ["T0OTHER", WORKSPACE]}}
    assert not profile(WORKSPACE, {**USER, **grid}).is_foreign


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ({"profile": {"display_name": "", "real_name": "Zoe Adler"}}, "Zoe Adler"),
        ({"profile": {}}, "Zoe Adler"),
        ({"profile": None, "real_name": None}, "zoe"),
        ({"profile": {}, "real_name": "", "name": ""}, "U0ZOE"),
    ],
)
def test_somebody_is_called_as_slack_calls_them(names: dict[str, Any], shown: str) -> None:
    assert profile(WORKSPACE, {**USER, **names}).name == shown


def test_somebody_who_leaves_keeps_the_zone_and_language_that_we_knew(
    northwind: Database,
) -> None:
    left = {"id": LENA, "team_id": WORKSPACE, "name": "lena", "deleted": True}
    northwind.run_sync(people.meet, WORKSPACE, [profile(WORKSPACE, left)], MONDAY)
    lena = _person(northwind, LENA)
    assert (lena.zone, lena.locale, lena.deactivated_at) == ("Europe/Berlin", "en-US", MONDAY)
    assert not people.can_hold_a_role(lena)


def test_somebody_who_comes_back_can_hold_a_role_again(northwind: Database) -> None:
    back = {**USER, "id": OTTO}
    northwind.run_sync(people.meet, WORKSPACE, [profile(WORKSPACE, back)], MONDAY)
    assert people.can_hold_a_role(_person(northwind, OTTO))


def test_somebody_new_is_added(northwind: Database) -> None:
    northwind.run_sync(people.meet, WORKSPACE, [profile(WORKSPACE, USER)], MONDAY)
    assert northwind.read_sync(people.viewer, actor("U0ZOE")).name == "Zoë"


def test_being_met_again_takes_nobody_s_lead_away(northwind: Database) -> None:
    met = {**USER, "id": LENA}
    northwind.run_sync(people.meet, WORKSPACE, [profile(WORKSPACE, met)], MONDAY)
    assert _person(northwind, LENA).is_lead


@pytest.mark.parametrize(
    ("person_id", "can"), [(MARIA, True), (BOT, False), (GITA, False), (OTTO, False)]
)
def test_bots_guests_and_leavers_hold_no_role(
    northwind: Database, person_id: str, can: bool
) -> None:
    assert people.can_hold_a_role(_person(northwind, person_id)) is can


def _person(database: Database, person_id: str) -> Person:
    return database.read_sync(lambda session: session.get_one(Person, (WORKSPACE, person_id)))


def test_somebody_whom_several_processes_meet_at_once_is_added_once(database: Database) -> None:
    crowd = [profile(WORKSPACE, {**USER, "id": f"U{number}"}) for number in range(40)]

    def meet(_process: int) -> None:
        database.run_sync(people.meet, WORKSPACE, crowd, MONDAY)

    with ThreadPoolExecutor(4) as processes:
        list(processes.map(meet, range(8)))
    count = select(func.count()).select_from(Person)
    assert database.read_sync(lambda session: session.scalar(count)) == len(crowd)
