"""People set what Slack does not know, admins what holds for all; check-ins follow (R33)."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import countries, settings
from playbook.errors import FieldErrors, NotAllowed
from playbook.people import Actor
from playbook.settings import Defaults, Settings
from storage.choices import Place
from storage.database import Database
from storage.tables import AuditEntry, CheckIn
from tests.northwind import (
    ADA,
    BOT,
    GITA,
    IDRIS,
    LENA,
    MARIA,
    MONDAY,
    OTTO,
    TOM,
    WORKSPACE,
    actor,
)
from tests.rules.check_ins import DUE_AT, checked_in_on

EVERYTHING = Settings(
    country="DE",
    work_start=time(8),
    work_end=time(16, 30),
    manager_id=TOM,
    deputy_id=IDRIS,
    credentials="Ten years with robots",
    industries="Manufacturing",
    languages="German, English",
    personal_line="Rows on Sundays <3",
)


def test_who_has_set_nothing_sees_the_workspace_s_defaults(northwind: Database) -> None:
    mine = northwind.read_sync(settings.read, actor(LENA))
    assert (mine.settings, mine.defaults, mine.zone) == (Settings(), Defaults(), "Europe/Berlin")


def test_what_is_set_is_there_again(northwind: Database) -> None:
    northwind.run_sync(settings.save, actor(LENA), EVERYTHING, MONDAY)
    assert northwind.read_sync(settings.read, actor(LENA)).settings == EVERYTHING
    assert northwind.read_sync(settings.read, actor(MARIA)).settings == Settings()


def test_what_is_emptied_is_the_workspace_s_again(northwind: Database) -> None:
    for wanted in (EVERYTHING, Settings()):
        northwind.run_sync(settings.save, actor(LENA), wanted, MONDAY)
    assert northwind.read_sync(settings.read, actor(LENA)).settings == Settings()


@pytest.mark.parametrize("nobody", [BOT, GITA, OTTO, "U0NOBODY", LENA])
@pytest.mark.parametrize("field", ["manager_id", "deputy_id"])
def test_bots_guests_leavers_strangers_and_oneself_stand_in_for_nobody(
    northwind: Database, field: str, nobody: str
) -> None:
    wanted = Settings(manager_id=nobody) if field == "manager_id" else Settings(deputy_id=nobody)
    assert _refused(northwind, wanted) == {field}


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Settings(country="XX"), "country"),
        (Settings(work_start=time(9), work_end=time(9)), "work_end"),
        (Settings(work_start=time(18)), "work_end"),
        (Settings(work_end=time(8, 30)), "work_end"),
        (Settings(personal_line="x" * 501), "personal_line"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    northwind: Database, wanted: Settings, field: str
) -> None:
    assert _refused(northwind, wanted) == {field}
    assert northwind.read_sync(settings.read, actor(LENA)).settings == Settings()


def test_other_hours_move_what_is_planned_in_the_same_transaction(northwind: Database) -> None:
    northwind.run_sync(lambda session: len(checked_in_on(session, 7)))
    northwind.run_sync(settings.save, actor(LENA), Settings(work_start=time(10, 30)), MONDAY)
    assert _due(northwind) == DUE_AT + timedelta(hours=1, minutes=30)


def test_a_holiday_of_a_new_country_moves_what_is_planned_on_it(northwind: Database) -> None:
    northwind.run_sync(lambda session: len(checked_in_on(session, 35)))  # Easter Monday
    northwind.run_sync(settings.save, actor(LENA), Settings(country="DE"), MONDAY)
    assert _due(northwind) == datetime(2026, 4, 7, 7, tzinfo=UTC)


def test_the_profile_moves_nothing(northwind: Database) -> None:
    northwind.run_sync(lambda session: len(checked_in_on(session, 7)))
    northwind.run_sync(settings.save, actor(LENA), Settings(languages="German"), MONDAY)
    assert _due(northwind) == DUE_AT


def test_the_workspace_s_hours_move_everybody_who_has_not_set_their_own(
    northwind: Database,
) -> None:
    northwind.run_sync(lambda session: len(checked_in_on(session, 7)))
    northwind.run_sync(settings.save_defaults, actor(ADA), Defaults(work_start=time(11)), MONDAY)
    assert _due(northwind) == DUE_AT + timedelta(hours=2)
    northwind.run_sync(settings.save, actor(LENA), Settings(work_start=time(8)), MONDAY)
    assert _due(northwind) == DUE_AT


def test_admins_set_what_holds_for_the_workspace(northwind: Database) -> None:
    wanted = Defaults("GB", time(8), time(18), "C0LEADS", "C0TEAM")
    northwind.run_sync(settings.save_defaults, actor(ADA), wanted, MONDAY)
    assert northwind.read_sync(settings.read_defaults, actor(ADA)) == wanted
    assert northwind.read_sync(settings.read, actor(LENA)).defaults == wanted


def test_whom_the_settings_of_the_program_name_is_an_admin_too(northwind: Database) -> None:
    named = Actor(WORKSPACE, MARIA, named_admin=True)
    assert northwind.read_sync(settings.read_defaults, named) == Defaults()


@pytest.mark.parametrize("person_id", [LENA, MARIA, GITA])
def test_who_is_no_admin_neither_sees_nor_sets_it(northwind: Database, person_id: str) -> None:
    with pytest.raises(NotAllowed):
        northwind.read_sync(settings.read_defaults, actor(person_id))
    with pytest.raises(NotAllowed):
        northwind.run_sync(settings.save_defaults, actor(person_id), Defaults("DE"), MONDAY)


def test_the_trail_names_what_was_changed_and_not_to_what(northwind: Database) -> None:
    northwind.run_sync(settings.save, actor(LENA), Settings(personal_line="Rows"), MONDAY)
    assert _trail(northwind) == [("settings_changed", LENA, {"fields": ["personal_line"]})]


def test_saving_without_a_change_writes_nothing(northwind: Database) -> None:
    northwind.run_sync(settings.save, actor(LENA), Settings(), MONDAY)
    northwind.run_sync(settings.save_defaults, actor(ADA), Defaults(), MONDAY)
    assert _trail(northwind) == []


def test_guests_have_no_settings(northwind: Database) -> None:
    with pytest.raises(NotAllowed):
        northwind.read_sync(settings.read, actor(GITA))


@pytest.mark.parametrize(
    ("typed", "first"), [("de", "DE"), ("Germ", "DE"), ("  united st", "US"), ("gb", "GB")]
)
def test_a_country_is_found_by_its_code_or_a_part_of_its_name(typed: str, first: str) -> None:
    assert countries.search(typed)[0][0] == first


@given(st.text(max_size=20))
def test_whatever_is_typed_finds_countries_or_none(typed: str) -> None:
    assert set(countries.search(typed)) <= set(countries.names().items())


def _refused(database: Database, wanted: Settings) -> set[str]:
    with pytest.raises(FieldErrors) as refused:
        database.run_sync(settings.save, actor(LENA), wanted, MONDAY)
    return set(refused.value.fields)


def _due(database: Database) -> datetime:
    return database.read_sync(lambda session: session.scalars(select(CheckIn.due_at)).one())


def _trail(database: Database) -> list[tuple[str, str | None, object]]:
    def read(session: Session) -> list[tuple[str, str | None, object]]:
        return [
            (one.what, one.actor_id, one.detail)
            for one in session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        ]

    return database.read_sync(read)


def test_places_by_tier_and_the_end_are_there_again(northwind: Database) -> None:
    wanted = Defaults(
        team_channel_id="C0TEAM",
        high_place=Place.BOOK,
        low_place=Place.THREAD,
        archive_at_end=True,
    )
    northwind.run_sync(settings.save_defaults, actor(ADA), wanted, MONDAY)
    assert northwind.read_sync(settings.read_defaults, actor(ADA)) == wanted


@pytest.mark.parametrize("months", [0, 61])
def test_personal_details_are_kept_for_one_month_to_sixty(northwind: Database, months: int) -> None:
    wanted = Defaults(personal_months=months)
    with pytest.raises(FieldErrors) as refused:
        northwind.run_sync(settings.save_defaults, actor(ADA), wanted, MONDAY)
    assert list(refused.value.fields) == ["personal_months"]


def test_threads_need_a_channel_of_the_team(northwind: Database) -> None:
    wanted = Defaults(low_place=Place.THREAD)
    with pytest.raises(FieldErrors) as refused:
        northwind.run_sync(settings.save_defaults, actor(ADA), wanted, MONDAY)
    assert list(refused.value.fields) == ["team_channel_id"]
