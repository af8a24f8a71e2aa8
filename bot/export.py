"""`handoff export`: blueprints as files, for whom runs Handoff."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from blocks import markdown, printed
from blocks.blueprint_text import Document, document
from bot import workspaces
from bot.settings import load_data
from playbook import export as use_case
from playbook.export import Exported, ExportRefused
from playbook.places import slug
from playbook.visibility import SHARED, Field
from storage.crypto import key_ring

FORMATS: Mapping[str, Callable[[Document], str]] = {
    "markdown": markdown.exported,
    "html": printed.page,
}
_ENDINGS = {"markdown": ".md", "html": ".html"}


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be exported. `names` are accounts, none of them named: all.

    `output` is a file for one account, a folder for several, and None for the terminal.
    """

    names: tuple[str, ...]
    format: str
    output: Path | None
    workspace: str
    everything: bool
    confidential: bool
    over: bool

    @property
    def fields(self) -> frozenset[Field]:
        """What of a blueprint is exported."""
        if self.confidential:
            return use_case.CONFIDENTIAL
        return use_case.EVERYTHING if self.everything else SHARED


def export(order: Order) -> str:
    """Write the blueprints, and return them where they go to the terminal; else what to say.

    Raises ExportRefused, NotReady, SettingsError and WhichWorkspace.
    """
    settings = load_data()
    key_ring.use(list(settings.encryption_keys))
    with workspaces.opened(settings.database_url) as database:
        run = database.run_sync if order.fields - SHARED else database.read_sync
        found = run(_export, order, datetime.now(UTC))
    texts = {name: FORMATS[order.format](document(one.whole)) for name, one in _named(found)}
    if order.output is None:
        return _for_terminal(order, list(texts.values()))
    return _write(order, order.output, texts)


def warning(order: Order) -> str:
    """Return what is said of an export that holds more than every member may see; else nothing."""
    if order.confidential:
        return "This holds judgement, personal details and reasons. The audit trail says so."
    if order.everything:
        return "This holds judgement and personal details. The audit trail says so."
    return ""


def _export(session: Session, order: Order, now: datetime) -> list[Exported]:
    workspace_id = workspaces.meant(session, order.workspace)
    return use_case.export(session, workspace_id, order.names, order.fields, now)


def _named(found: Sequence[Exported]) -> list[tuple[str, Exported]]:
    """Return each with the name of its file; those of the same name are told apart by id."""
    slugs = [slug(one.whole.account, one.account_id) for one in found]
    often = Counter(slugs)
    pairs = zip(slugs, found, strict=True)
    return [(name if often[name] == 1 else f"{name}-{one.account_id}", one) for name, one in pairs]


def _for_terminal(order: Order, texts: Sequence[str]) -> str:
    if len(texts) > 1 and order.format == "html":
        raise ExportRefused("Several pages need a folder. Name one with --output.")
    return "\n".join(texts).rstrip()


def _write(order: Order, output: Path, texts: Mapping[str, str]) -> str:
    paths = _paths(order, output, texts)
    there = next((path for path in paths if path.exists()), None)
    if there and not order.over:
        raise ExportRefused(f"{there} is there already. Write over it with --over.")
    for path, text in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    if len(paths) == 1:
        return f"The blueprint is in {next(iter(paths))}."
    return f"{len(paths)} blueprints are in {output}."


def _paths(order: Order, output: Path, texts: Mapping[str, str]) -> dict[Path, str]:
    """Return what goes where: the one account that was named is a file, unless a folder is."""
    if len(texts) == 1 and order.names and not output.is_dir():
        return dict.fromkeys([output], *texts.values())
    ending = _ENDINGS[order.format]
    return {output / f"{name}{ending}": text for name, text in texts.items()}
