"""Templates as files: written out to be edited, and taken in again, all of them or none (R12)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from playbook import audit, template_changes, template_copies, templates
from playbook.errors import PlaybookError
from playbook.templates import Template, TemplateError, lines, writer
from playbook.words import _


class FilesRefused(PlaybookError):
    """Some of the files are wrong, so none was taken. `why` has a line for each of these."""

    def __init__(self, why: Sequence[str]) -> None:
        super().__init__("\n".join(why))
        self.why = tuple(why)


@dataclass(frozen=True, slots=True)
class Arriving:
    """A file that holds: what it becomes, and what new handoffs follow until then.

    `name` is the shipped template's that it takes the place of.
    """

    file: str
    name: str
    template: Template
    before: Template

    @property
    def is_changed(self) -> bool:
        """Whether it says anything else than what is in use."""
        as_is = replace(self.before, name=self.template.name, version=self.template.version)
        return self.template != as_is


def texts(session: Session, workspace_id: str) -> Mapping[str, str]:
    """Return what new handoffs follow, as texts of files by their names (without ".toml")."""
    found: dict[str, str] = {}
    for name in templates.names():
        choice = template_copies.in_use(session, workspace_id, name)
        found[name] = writer.text(choice.template) if choice.is_own else templates.text_of(name)
    return found


def check(session: Session, workspace_id: str, files: Mapping[str, str]) -> tuple[Arriving, ...]:
    """Return what these files, texts by their names (without ".toml"), would become.

    A file takes the place of the template of its kind, mode and tier. Its version is the one it
    was written out as: where that is not in use any more, somebody has changed the template since.
    Raises FilesRefused with what is wrong with each file: its name, the line and the reason.
    """
    arriving: list[Arriving] = []
    wrong: list[str] = []
    for file, text in files.items():
        try:
            arriving.append(_arriving(session, workspace_id, file, text, arriving))
        except TemplateError as error:
            wrong.append(str(error))
    if wrong:
        raise FilesRefused(wrong)
    return tuple(arriving)


def take(
    session: Session, workspace_id: str, files: Mapping[str, str], now: datetime
) -> tuple[Arriving, ...]:
    """Make the files the workspace's own copies, each changed one as a new version.

    Returns what `check` does, and raises as it does.
    """
    template_copies.lock(session, workspace_id)
    arriving = check(session, workspace_id, files)
    for one in arriving:
        if one.is_changed:
            written = template_copies.write(
                session, workspace_id, one.name, one.template, None, now
            )
            detail = {
                "template": one.name,
                "version": written.version,
                "changes": template_changes.as_detail(
                    template_changes.between(one.before, written)
                ),
            }
            audit.record(session, workspace_id, None, "template_imported", now, detail=detail)
    return arriving


def _arriving(
    session: Session, workspace_id: str, file: str, text: str, others: Iterable[Arriving]
) -> Arriving:
    """Return what a file becomes. Raises TemplateError."""
    template = templates.parse(file, text)
    name = templates.name_of(template.kind, template.mode, template.tier)
    places = lines.find(text)
    shipped = templates.load(name)
    for field, is_right, why in (
        ("mode", template.mode is shipped.mode, _("sales to CS has the mode soft only")),
        ("anchor", template.anchor is shipped.anchor, _("such a handoff counts from {anchor}")),
    ):
        if not is_right:
            line = places.of(0, field)
            raise TemplateError(file, why.format(anchor=shipped.anchor), line=line, field=field)
    before = template_copies.in_use(session, workspace_id, name).template
    for other in others:
        if other.name == name:
            said = _("{other}.toml is for the same kind, mode and tier")
            raise TemplateError(file, said.format(other=other.file), line=places.of(0, "tier"))
    found = Arriving(file, name, template, before)
    if found.is_changed and template.version != before.version:
        said = _("it is version {version}, but {used} is in use: export again, and change that")
        raise TemplateError(
            file,
            said.format(version=template.version, used=before.version),
            line=places.of(0, "version"),
        )
    return found
