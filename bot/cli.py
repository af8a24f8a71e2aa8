"""`handoff`: the command line. Every command reads its settings from the environment or `.env`."""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from bot.settings import SettingsError, load, load_database

app = typer.Typer(
    help="Handoff walks customer success managers through account handoffs, in Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

templates = typer.Typer(
    help="Write the workspace's templates as files, and take edited ones in.",
    no_args_is_help=True,
)
app.add_typer(templates, name="templates")

Tour = Literal["soft-mid", "soft-high", "hard-mid", "abrupt", "low-pool", "sales", "all"]
"""The tours that `python -m tour` knows; a test holds the two equal."""

Workspace = Annotated[str, typer.Option("--workspace", help="Its id, where there are several.")]


def main() -> None:
    """Run the command that was asked for."""
    app()


@app.command()
def serve(
    worker: Annotated[bool, typer.Option(help="Also do what runs by itself.")] = True,
) -> None:
    """Serve Slack: over HTTP at PORT, or over Socket Mode (SLACK_APP_TOKEN and no PORT)."""
    with _explaining():
        from bot.serving import serve

        settings = load()
        _log()
        _run(_to_the_end(serve(settings, works=worker)))


@app.command()
def worker() -> None:
    """Do only what runs by itself, beside `handoff serve --no-worker`."""
    with _explaining():
        from bot.serving import work

        settings = load()
        _log()
        _run(_to_the_end(work(settings)))


@app.command()
def migrate() -> None:
    """Bring the database to this release."""
    with _explaining():
        from bot.readiness import bring_up_to_date
        from storage.database import make_engine

        url = load_database().database_url
        engine = make_engine(url)
        bring_up_to_date(engine, url)
        engine.dispose()
    typer.echo("The database is at this release.")


@app.command()
def key() -> None:
    """Make an encryption key for HANDOFF_ENCRYPTION_KEYS."""
    from storage.crypto import new_key

    typer.echo(new_key())


@app.command()
def doctor() -> None:
    """Say what is wrong with the set-up, and how to mend it."""
    with _explaining():
        settings = load()
        from bot.doctor import examine

        async def report() -> bool:
            return all([_show(found) async for found in examine(settings)])

        if not asyncio.run(report()):
            raise typer.Exit(1)


@app.command()
def manifest(
    url: Annotated[
        str | None, typer.Option(help="The bot's public address (https://…), for HTTP.")
    ] = None,
) -> None:
    """Print the manifest to create the Slack app from: for Socket Mode, or for HTTP at --url."""
    from bot.manifest import make_manifest

    typer.echo(json.dumps(make_manifest(url), indent=2))


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def workspace(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="Where its page and its Web API are.")] = 9100,
) -> None:
    """Start a local Slack workspace alone, for any Bolt app (python -m workspace --help)."""
    # In place of this process, so that whoever ends it ends the workspace.
    os.execv(
        sys.executable, [sys.executable, "-m", "workspace", "--port", str(port), *context.args]
    )


@app.command()
def demo(
    serve: Annotated[bool, typer.Option(help="Stay up after the tour, for you to play.")] = True,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what was there before.")] = False,
    tour: Annotated[Tour, typer.Option(help="Which tour to play, or all of them.")] = "soft-mid",
    port: Annotated[int, typer.Option(help="Where the workspace's page is.")] = 9100,
    data: Annotated[Path, typer.Option(help="The folder that keeps it all.")] = Path("data/demo"),
    seed: Annotated[str, typer.Option(help="Who is there at first, like book-of-forty.")] = "",
) -> None:
    """Play a whole handoff in a local Slack workspace, then leave its page to you."""
    with _explaining():
        from bot.demo import run

        raise typer.Exit(run(data, serve=serve, fresh=fresh, tour=tour, port=port, seed=seed))


@app.command()
def export(
    accounts: Annotated[list[str] | None, typer.Argument(help="Their names, in quotes.")] = None,
    all_accounts: Annotated[bool, typer.Option("--all", help="Export all accounts.")] = False,
    format: Annotated[  # noqa: A002  # it is what the option is called
        Literal["markdown", "html"], typer.Option(help="HTML prints well, also into a PDF.")
    ] = "markdown",
    output: Annotated[
        Path | None, typer.Option(help="A file for one account, a folder for several.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--everything", help="Also judgement and personal details.")
    ] = False,
    confidential: Annotated[
        bool, typer.Option("--confidential", help="All that, and the reason of the handoff.")
    ] = False,
    over: Annotated[bool, typer.Option("--over", help="Write over files that are there.")] = False,
    workspace: Workspace = "",
) -> None:
    """Write blueprints as Markdown or HTML: what all members may see, unless you ask for more."""
    if bool(accounts) is all_accounts:
        raise typer.BadParameter("Name accounts, or say --all.")
    with _explaining():
        from bot.export import Order, warning
        from bot.export import export as write

        names = tuple(accounts or ())
        order = Order(names, format, output, workspace, everything, confidential, over)
        typer.echo(write(order))
        if said := warning(order):
            typer.echo(said, err=True)


@templates.command("export")
def export_templates(
    folder: Annotated[Path, typer.Argument(help="Where the files go.")] = Path("templates"),
    workspace: Workspace = "",
    over: Annotated[bool, typer.Option("--over", help="Write over files that are there.")] = False,
) -> None:
    """Write the templates that new handoffs follow, each as a file."""
    with _explaining():
        from bot.templates import export

        typer.echo(export(folder, workspace, over=over))


@templates.command("import")
def import_templates(
    files: Annotated[list[Path], typer.Argument(help="Edited files, as `export` writes them.")],
    workspace: Workspace = "",
    check: Annotated[bool, typer.Option("--check", help="Only say what would happen.")] = False,
) -> None:
    """Let new handoffs follow these files: all of them, or none if one is wrong."""
    with _explaining():
        from bot.templates import take_in

        typer.echo(take_in(files, workspace, only_check=check))


@contextmanager
def _explaining() -> Iterator[None]:
    """Say what keeps us from starting in words, without a stack trace."""
    from bot.demo import DemoFailed
    from bot.program import CannotStart
    from bot.readiness import NotReady
    from bot.templates import TemplatesRefused
    from bot.workspaces import WhichWorkspace
    from playbook.export import ExportRefused

    refused = (ExportRefused, TemplatesRefused, WhichWorkspace)
    try:
        yield
    except (SettingsError, CannotStart, DemoFailed, NotReady, *refused) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def _show(found: Any) -> bool:
    sign = "  ?  " if found.is_open else ("  ok " if found.is_right else "  !! ")
    typer.echo(f"{sign}{found.what}" + (f"\n     → {found.mend}" if found.mend else ""))
    return bool(found.is_right)


async def _to_the_end(program: Coroutine[Any, Any, None]) -> None:
    """Run it, and end the process with it.

    What is ours is closed then. The interpreter would wait for the engine's threads as well, and
    now and then two of them wait for each other.
    """
    await program
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _run(program: Coroutine[Any, Any, None]) -> None:
    if sys.platform == "win32":
        asyncio.run(program)
        return
    import uvloop

    uvloop.run(program)


def _log() -> None:
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for noisy in ("slack_sdk", "slack_bolt", "aiohttp", "uvicorn", "alembic", "dbos", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
