"""The account log: touchpoints filed from an account's first day, read newest first (R9).

What is filed is kept: a correction is a new version, and what is removed stays in the history.
Entries filed under a section that holds guarded questions are for who sees these (R31).
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from playbook import account_blueprint, audit, log_sections, once, standing
from playbook.accounts import Found
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from playbook.hours import zone_of
from playbook.people import Actor
from playbook.questions import Section
from playbook.standing import Standing
from playbook.words import _
from storage.tables import Account, LogEntry

PAGE = 10
"""Entries on one page of the log."""

LONGEST = 12_000
"""Characters in one entry: what four of Slack's inputs take."""

_NOON = time(12)


@dataclass(frozen=True, slots=True)
class Source:
    """The message that an entry was copied from. `said_by` is the id of who wrote it.

    `is_private`: only some people could read it there.
    """

    channel_id: str
    message_ts: str
    said_by: str | None
    sent_at: datetime
    permalink: str | None
    is_private: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody files: a text, the section's key, the day in their own zone (None: today's).

    `is_agreed`: they know who will read what was private.
    """

    text: str
    section: str | None
    day: date | None = None
    source: Source | None = None
    is_agreed: bool = False


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry. `text` is empty and `removed_by` set where somebody took it out."""

    id: int
    account_id: int
    section: str | None
    text: str
    happened_at: datetime
    said_by: str | None
    permalink: str | None
    written_by: str
    written_at: datetime
    removed_by: str | None
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the log, counted from 0, of one section or (`section` None) of all."""

    account: Found
    sections: tuple[Section, ...]
    section: str | None
    lines: tuple[LogLine, ...]
    page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry whole, and what this person may do with it."""

    account: Found
    line: LogLine
    may_change: bool
    may_remove: bool


def file(
    session: Session, actor: Actor, account_id: int, written: Written, key: str, now: datetime
) -> Entry:
    """File an entry. `key` is the request's: however often it arrives, it is filed once.

    Raises FieldErrors and Refused.
    """
    opened = standing.open_account(session, actor, account_id, for_change=True)
    if not once.first_time(session, actor.workspace_id, key, now):
        raise NotNow(_("This is in the log already."))
    _check(opened, written, now)
    if written.source and (before := filed(session, opened, written.source)):
        raise FieldErrors({"account": filed_already(before, opened.account.name)})
    happened_at = written.source.sent_at if written.source else None
    row = _row(opened, written, happened_at, now)
    return _add(session, opened, row, "log_written", now)


def change(session: Session, actor: Actor, entry_id: int, written: Written, now: datetime) -> Entry:
    """Put a new version in an entry's place; only who wrote it may. Raises FieldErrors, Refused."""
    opened, old = _open_entry(session, actor, entry_id, for_change=True)
    if not _may_change(opened, old):
        raise NotAllowed(_("Only who filed this can change it."))
    _require_there(old)
    _check(opened, written, now)
    old.gone_at = now
    session.flush()
    row = _row(opened, written, old.happened_at, now)
    row.channel_id, row.message_ts = old.channel_id, old.message_ts
    row.said_by, row.permalink, row.replaces_id = old.said_by, old.permalink, old.id
    return _add(session, opened, row, "log_changed", now)


def remove(session: Session, actor: Actor, entry_id: int, now: datetime) -> Entry:
    """Take an entry out of the log: who filed it, or a lead. Raises Refused."""
    opened, row = _open_entry(session, actor, entry_id, for_change=True)
    if not _may_remove(opened, row):
        raise NotAllowed(_("Only who filed this, or a lead, can take it out."))
    _require_there(row)
    row.gone_at, row.removed_by = now, actor.id
    session.flush()
    _record(session, opened, "log_removed", now)
    return _entry(opened, row)


def read(
    session: Session, actor: Actor, account_id: int, page: int = 0, section: str | None = None
) -> Page:
    """Return a page of an account's log, newest first, as far as this person sees it.

    A page beyond the last is the first. Raises Refused.
    """
    opened = standing.open_account(session, actor, account_id)
    query = (
        select(LogEntry, func.count().over().label("total"))
        .where(_of(opened.account), _is_kept(), _may_read(opened))
        .order_by(LogEntry.happened_at.desc(), LogEntry.id.desc())
    )
    if section is not None:
        query = query.where(LogEntry.section == section)
    rows = session.execute(query.limit(PAGE).offset(page * PAGE)).all()
    if page and not rows:
        return read(session, actor, account_id, 0, section)
    return Page(
        account=Found(opened.account.id, opened.account.name),
        sections=log_sections.offered(session, opened),
        section=section,
        lines=tuple(_line(row.LogEntry) for row in rows),
        page=page,
        total=rows[0].total if rows else 0,
    )


def of_handoff(session: Session, actor: Actor, handoff_id: int) -> Page:
    """Return the first page of the log of the account that a blueprint is about. Raises Refused."""
    opened = account_blueprint.open_by_number(session, actor, handoff_id)
    return read(session, actor, opened.account.id)


def entry(session: Session, actor: Actor, entry_id: int) -> Entry:
    """Return one entry whole. Raises Refused."""
    opened, row = _open_entry(session, actor, entry_id)
    return _entry(opened, row)


def filed(session: Session, opened: Standing, source: Source) -> LogLine | None:
    """Return the entry that this message was copied into for this account, if it was."""
    query = select(LogEntry).where(
        _of(opened.account),
        LogEntry.channel_id == source.channel_id,
        LogEntry.message_ts == source.message_ts,
        LogEntry.gone_at.is_(None),
    )
    row = session.scalar(query)
    return _line(row) if row else None


def filed_already(line: LogLine, account: str) -> str:
    """Return the sentence that a message is filed, and where."""
    title = log_sections.title_of(line.section)
    if title is None:
        return _("This message is in the log of {account} already.").format(account=account)
    return _("This message is in the log of {account} already, under “{section}”.").format(
        account=account, section=_(title)
    )


def gone() -> NotThere:
    """Return what somebody is told who deals with an entry that is not there any more."""
    return NotThere(_("This is not in the log any more, or was changed meanwhile."))


def keep_link(session: Session, workspace_id: str, entry_id: int, permalink: str) -> None:
    """Keep the link to an entry's message, as Slack gave it."""
    row = session.get(LogEntry, entry_id)
    if row is not None and row.workspace_id == workspace_id:
        row.permalink = permalink


def _check(opened: Standing, written: Written, now: datetime) -> None:
    problems = {}
    if not written.text.strip():
        problems["text"] = _("Please say what happened.")
    elif len(written.text) > LONGEST:
        problems["text"] = _("This has {count} characters; {most} fit into one entry.").format(
            count=len(written.text), most=LONGEST
        )
    if written.day and written.day > now.astimezone(zone_of(opened.viewer.zone)).date():
        problems["day"] = _("This is still to come. The log is for what has happened.")
    if written.source and written.source.is_private and not written.is_agreed:
        problems["consent"] = _("Please tick this first: others will read what was private.")
    if not log_sections.may_read(written.section, opened.sees):
        problems["section"] = _("You cannot file under this section. Please choose another.")
    if problems:
        raise FieldErrors(problems)


def _happened_at(
    opened: Standing, day: date | None, before: datetime | None, now: datetime
) -> datetime:
    """Return when it happened: as known before, now, or at noon of another day."""
    zone = zone_of(opened.viewer.zone)
    for known in (before, now):
        if known and day in (None, known.astimezone(zone).date()):
            return known
    return datetime.combine(day or now.date(), _NOON, zone)


def _row(opened: Standing, written: Written, before: datetime | None, now: datetime) -> LogEntry:
    source = written.source
    return LogEntry(
        workspace_id=opened.account.workspace_id,
        account_id=opened.account.id,
        section=written.section,
        text=written.text.strip(),
        happened_at=_happened_at(opened, written.day, before, now),
        channel_id=source.channel_id if source else None,
        message_ts=source.message_ts if source else None,
        said_by=source.said_by if source else None,
        permalink=source.permalink if source else None,
        written_by=opened.viewer.id,
        written_at=now,
    )


def _add(session: Session, opened: Standing, row: LogEntry, what: str, now: datetime) -> Entry:
    session.add(row)
    session.flush()
    _record(session, opened, what, now)
    return _entry(opened, row)


def _record(session: Session, opened: Standing, what: str, now: datetime) -> None:
    account = opened.account
    audit.record(session, account.workspace_id, opened.viewer.id, what, now, account_id=account.id)


def _open_entry(
    session: Session, actor: Actor, entry_id: int, *, for_change: bool = False
) -> tuple[Standing, LogEntry]:
    query = select(LogEntry).where(
        LogEntry.workspace_id == actor.workspace_id, LogEntry.id == entry_id
    )
    row = session.scalar(query.with_for_update() if for_change else query)
    if row is None:
        raise standing.not_theirs()
    opened = standing.open_account(session, actor, row.account_id, for_change=for_change)
    if not log_sections.may_read(row.section, opened.sees):
        raise standing.not_theirs()
    return opened, row


def _require_there(row: LogEntry) -> None:
    if row.gone_at is not None:
        raise gone()


def _entry(opened: Standing, row: LogEntry) -> Entry:
    is_there = row.gone_at is None
    return Entry(
        account=Found(opened.account.id, opened.account.name),
        line=_line(row),
        may_change=is_there and _may_change(opened, row),
        may_remove=is_there and _may_remove(opened, row),
    )


def _may_change(opened: Standing, row: LogEntry) -> bool:
    return row.written_by == opened.viewer.id


def _may_remove(opened: Standing, row: LogEntry) -> bool:
    return opened.is_lead or _may_change(opened, row)


def _of(account: Account) -> ColumnElement[bool]:
    return and_(LogEntry.workspace_id == account.workspace_id, LogEntry.account_id == account.id)


def _is_kept() -> ColumnElement[bool]:
    """What the log lists: what is there, and that something was removed; no older versions."""
    return or_(LogEntry.gone_at.is_(None), LogEntry.removed_by.is_not(None))


def _may_read(opened: Standing) -> ColumnElement[bool]:
    hidden = log_sections.hidden(opened.sees)
    return or_(LogEntry.section.is_(None), LogEntry.section.not_in(hidden))


def _line(row: LogEntry) -> LogLine:
    is_removed = row.removed_by is not None
    return LogLine(
        id=row.id,
        account_id=row.account_id,
        section=row.section,
        text="" if is_removed else row.text,
        happened_at=row.happened_at,
        said_by=row.said_by,
        permalink=None if is_removed else row.permalink,
        written_by=row.written_by,
        written_at=row.written_at,
        removed_by=row.removed_by,
        removed_at=row.gone_at if is_removed else None,
    )
