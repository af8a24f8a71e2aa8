"""`handoff export`, as somebody types it."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from bot.cli import app
from storage.choices import Reason
from storage.crypto import key_ring, new_key
from storage.database import Database, make_engine
from storage.tables import AuditEntry
from tests.northwind import move_in
from tests.rules import blueprints, handoffs

TEMPERAMENT = "Short-tempered before lunch"


@pytest.fixture(scope="module")
def northwind(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A database with the blueprints of Acme Robotics and Beta & Söhne, to be copied; its key."""
    file, key = tmp_path_factory.mktemp("northwind") / "handoff.sqlite", new_key()
    key_ring.use([key])
    shutil.copy(migrated_file, file)
    database = Database(make_engine(f"sqlite:///{file}"), threads=1)
    database.run_sync(_fill)
    database.close()
    return file, key


@pytest.fixture
def url(northwind: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A copy of that database, which the command finds."""
    file, key = northwind
    found = f"sqlite:///{shutil.copy(file, tmp_path / 'handoff.sqlite')}"
    monkeypatch.setenv("DATABASE_URL", found)
    monkeypatch.setenv("HANDOFF_ENCRYPTION_KEYS", key)
    return found


def _fill(session: Session) -> None:
    move_in(session)
    for account in ("Acme Robotics", "Beta & Söhne"):
        handoff = handoffs.start(session, account=account, reason=Reason.PROMOTION)
        blueprints.add_contact(session, handoff, "Dana Reyes", temperament=TEMPERAMENT)


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["export", *map(str, words)])


def audited(url: str) -> list[str]:
    """What the audit trail says of exports."""
    engine = make_engine(url)
    query = select(AuditEntry.what).where(AuditEntry.what.endswith("_exported"))
    with engine.connect() as connection:
        found = [str(what) for (what,) in connection.execute(query)]
    engine.dispose()
    return found


def test_what_every_member_may_see_is_written_to_the_terminal_and_nothing_else(url: str) -> None:
    done = run("acme robotics")
    assert done.exit_code == 0
    assert done.stdout.startswith("# Acme Robotics\n")
    assert "Dana Reyes" in done.stdout
    assert TEMPERAMENT not in done.output
    assert "Promotion" not in done.output
    assert audited(url) == []


def test_more_is_exported_on_request_and_then_it_is_said_and_audited(url: str) -> None:
    done = run("Acme Robotics", "--everything")
    assert TEMPERAMENT in done.stdout
    assert "Promotion" not in done.stdout
    assert "The audit trail says so." in done.stderr
    done = run("Acme Robotics", "--confidential")
    assert "Reason for the handoff: Promotion" in done.stdout
    assert "reasons" in done.stderr
    assert audited(url) == ["blueprint_exported", "reason_exported"]


def test_all_accounts_go_into_a_folder_and_not_over_what_is_there(url: str, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    assert "2 blueprints are in" in run("--all", "--format", "html", "--output", folder).output
    assert sorted(path.name for path in folder.iterdir()) == [
        "acme-robotics.html",
        "beta-sohne.html",
    ]
    assert "<h1>Beta &amp; Söhne</h1>" in (folder / "beta-sohne.html").read_text("utf-8")
    again = run("--all", "--format", "html", "--output", folder)
    assert again.exit_code == 2
    assert "is there already. Write over it with --over." in again.output
    assert run("--all", "--format", "html", "--output", folder, "--over").exit_code == 0


def test_one_account_goes_into_the_file_that_is_named(url: str, tmp_path: Path) -> None:
    file = tmp_path / "acme.md"
    assert f"The blueprint is in {file}." in run("Acme Robotics", "--output", file).output
    assert file.read_text("utf-8").startswith("# Acme Robotics")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("Acme",), "There is no account “Acme”. Did you mean “Acme Robotics”?"),
        (("Beta & Sohne",), "Did you mean “Beta & Söhne”?"),
        (("Zzz",), "There is no account “Zzz”."),
        ((), "Name accounts, or say --all."),
        (("Acme Robotics", "--all"), "Name accounts, or say --all."),
        (("--all", "--format", "html"), "Several pages need a folder."),
        (("Acme Robotics", "--workspace", "T404"), "Which workspace?"),
    ],
)
def test_what_cannot_be_exported_is_said(url: str, typed: tuple[str, ...], said: str) -> None:
    done = run(*typed)
    assert done.exit_code == 2
    assert said in done.output
