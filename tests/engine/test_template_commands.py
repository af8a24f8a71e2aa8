"""`handoff templates export` and `import`, as somebody types them."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from playbook import templates
from storage.database import Database, make_engine
from tests.northwind import WORKSPACE, move_in


@pytest.fixture(scope="module")
def database_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of Northwind Labs, to be copied."""
    file = tmp_path_factory.mktemp("northwind") / "handoff.sqlite"
    _move_in(f"sqlite:///{shutil.copy(migrated_file, file)}", WORKSPACE)
    return file


@pytest.fixture
def folder(database_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, with a database of Northwind Labs that the commands find."""
    copy = shutil.copy(database_file, tmp_path / "handoff.sqlite")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{copy}")
    return tmp_path / "templates"


def _move_in(url: str, workspace_id: str) -> None:
    database = Database(make_engine(url), threads=1)
    database.run_sync(move_in, workspace_id)
    database.close()


def _run(*words: object) -> Result:
    return CliRunner().invoke(app, ["templates", *map(str, words)])


def _edit(path: Path, before: str, after: str) -> None:
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")


def test_all_templates_are_written_and_not_over_what_is_there(folder: Path) -> None:
    assert f"12 templates are in {folder}." in _run("export", folder).output
    assert sorted(path.stem for path in folder.iterdir()) == sorted(templates.names())
    again = _run("export", folder)
    assert again.exit_code == 2
    assert "is there already. Write over it with --over." in again.output
    assert _run("export", folder, "--over").exit_code == 0


def test_an_edited_file_is_checked_then_taken_in_and_comes_out_again(folder: Path) -> None:
    _run("export", folder)
    file = folder / "hard-low.toml"
    _edit(file, "Last contact made, and everything moved", "Say goodbye")
    assert "It would be a new version" in _run("import", file, "--check").output
    assert "new handoffs follow it" in _run("import", file, folder / "soft-mid.toml").output
    _run("export", folder, "--over")
    assert "Say goodbye" in file.read_text("utf-8")
    assert "version = 2" in file.read_text("utf-8")
    assert "as it is in use already" in _run("import", file).output


def test_a_wrong_file_is_refused_with_its_line_and_nothing_is_imported(folder: Path) -> None:
    _run("export", folder)
    wrong = folder / "hard-low.toml"
    _edit(wrong, 'phase = "bau"', 'phase = "later"')
    line = wrong.read_text("utf-8").splitlines().index('phase = "later"') + 1
    _edit(folder / "soft-mid.toml", "Approve the plan", "Approve it")
    refused = _run("import", wrong, folder / "soft-mid.toml")
    assert refused.exit_code == 2
    assert f"hard-low.toml, line {line}, task 'touchpoint': “phase” is “later”" in refused.output
    assert "Nothing was imported." in refused.output
    assert "It would be" in _run("import", folder / "soft-mid.toml", "--check").output


def test_what_is_no_readable_file_is_said(folder: Path) -> None:
    folder.mkdir()
    (folder / "latin.toml").write_bytes("title = 'Größe'".encode("latin-1"))
    assert "is not in UTF-8" in _run("import", folder / "latin.toml").output
    assert "cannot be read" in _run("import", folder / "nothing.toml").output


def test_of_several_workspaces_one_is_named(folder: Path) -> None:
    _move_in(f"sqlite:///{folder.parent / 'handoff.sqlite'}", "T0OTHER")
    refused = _run("export", folder)
    assert refused.exit_code == 2
    assert f"Say so with --workspace. Known: {WORKSPACE}, T0OTHER" in refused.output
    assert _run("export", folder, "--workspace", "T0OTHER").exit_code == 0
