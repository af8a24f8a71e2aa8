"""The form in which something is filed in an account's log, with what can be guessed (R9)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from playbook import (
    account_log,
    account_names,
    accounts,
    log_sections,
    people,
    places,
    standing,
)
from playbook.account_log import Entry, Page, Source, Written
from playbook.account_names import Meant
from playbook.accounts import Found
from playbook.hours import zone_of
from playbook.people import Actor, Viewer
from playbook.questions import Section
from storage.tables import Handoff, LogEntry

USUAL = "history"
"""The section that is proposed for what happened."""

_SHORTEST_WORD = 4
"""Letters of a name's first word that make it tell in a channel's name."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands: its channel, the channel's name, and the thread if it is in one."""

    channel_id: str
    name: str
    thread_ts: str | None


@dataclass(frozen=True, slots=True)
class LogForm:
    """What the form shows. `account` is empty where nothing could be guessed.

    `readers` are the names of who will read it, for what was private. `filed_already` says that
    the message is in the log. `day` is in the person's own zone. `entry_id`: the
    form changes an entry.
    """

    account: Found | None
    sections: tuple[Section, ...]
    section: str | None
    text: str
    source: Source | None
    readers: tuple[str, ...]
    filed_already: str
    day: date
    entry_id: int | None = None


def of_message(session: Session, actor: Actor, place: Place, source: Source, text: str) -> LogForm:
    """Return the form for a message, with the account guessed from where it stands.

    Raises NotAllowed for somebody without any account.
    """
    viewer = people.viewer(session, actor)
    account = _guess(session, viewer, _theirs(session, viewer), place)
    day = source.sent_at.astimezone(zone_of(viewer.zone)).date()
    return _form(session, actor, account, USUAL, text, source, day)


def of_note(session: Session, actor: Actor, account_id: int | None, now: datetime) -> LogForm:
    """Return the form for a note: of this account, or of the one used last. Raises Refused."""
    viewer = people.viewer(session, actor)
    known = _theirs(session, viewer)
    chosen = account_id or _used_last(session, viewer)
    account = next((one for one in known if one.id == chosen), None)
    return _form(session, actor, account, USUAL, "", None, _today(viewer, now))


def of_entry(session: Session, actor: Actor, entry_id: int) -> LogForm:
    """Return the form that changes an entry. Raises Refused."""
    found = account_log.entry(session, actor, entry_id)
    if not found.may_change:
        raise account_log.gone()
    viewer, line = people.viewer(session, actor), found.line
    day = line.happened_at.astimezone(zone_of(viewer.zone)).date()
    opened = standing.open_account(session, actor, line.account_id)
    return LogForm(
        account=found.account,
        sections=log_sections.offered(session, opened),
        section=line.section,
        text=line.text,
        source=None,
        readers=(),
        filed_already="",
        day=day,
        entry_id=entry_id,
    )


def again(
    session: Session,
    actor: Actor,
    account_id: int,
    section: str | None,
    text: str,
    source: Source | None,
    day: date,
) -> LogForm:
    """Return the form for another account, with what stands in it. Raises Refused."""
    opened = standing.open_account(session, actor, account_id)
    account = Found(opened.account.id, opened.account.name)
    return _form(session, actor, account, section, text, source, day)


def search(session: Session, actor: Actor, typed: str, limit: int = 20) -> list[Found]:
    """Return the person's accounts whose name contains what was typed."""
    key = accounts.name_key(typed)
    known = standing.theirs(session, people.viewer(session, actor))
    return [one for one in known if key in accounts.name_key(one.name)][:limit]


def note(
    session: Session, actor: Actor, typed: str, key: str, now: datetime
) -> Entry | LogForm | Meant:
    """File the text behind an account's name; without a text, return the form for it.

    Where the name means no single account, return those near to it. Raises FieldErrors, Refused.
    """
    found = _meant(session, actor, typed)
    if found.account and found.text:
        form = of_note(session, actor, found.account.id, now)
        written = Written(found.text, form.section)
        return account_log.file(session, actor, found.account.id, written, key, now)
    if typed and not found.account:
        return found
    return of_note(session, actor, found.account.id if found.account else None, now)


def named(session: Session, actor: Actor, typed: str) -> Page | Meant:
    """Return the log of the account that was named, else the names near to it. Raises Refused."""
    found = _meant(session, actor, typed)
    if found.account is None:
        return found
    return account_log.read(session, actor, found.account.id)


def _meant(session: Session, actor: Actor, typed: str) -> Meant:
    """Return which of the person's accounts a text begins with; the only one if it is empty.

    An account that there is, but not for this person, is refused as such. Raises NotAllowed.
    """
    viewer = people.viewer(session, actor)
    known = _theirs(session, viewer)
    if not typed:
        return Meant(known[0] if len(known) == 1 else None, "", account_names.first(known))
    found = account_names.meant(known, typed)
    if found.account is None and not found.near:
        word = typed.split()[0].strip('"“”„:,')
        if account_names.meant(accounts.search(session, viewer, word), typed).account:
            raise standing.not_theirs()
    return found


def _theirs(session: Session, viewer: Viewer) -> list[Found]:
    found = standing.theirs(session, viewer)
    if not found:
        raise standing.not_theirs()
    return found


def _form(
    session: Session,
    actor: Actor,
    account: Found | None,
    section: str | None,
    text: str,
    source: Source | None,
    day: date,
) -> LogForm:
    opened = standing.open_account(session, actor, account.id) if account else None
    offered = log_sections.offered(session, opened) if opened else ()
    before = account_log.filed(session, opened, source) if opened and source else None
    is_private = opened is not None and source is not None and source.is_private
    return LogForm(
        account=account,
        sections=offered,
        section=section if section in {one.key for one in offered} else None,
        text=text,
        source=source,
        readers=standing.readers(session, actor.workspace_id, account.id)
        if account and is_private
        else (),
        filed_already=account_log.filed_already(before, account.name) if account and before else "",
        day=day,
    )


def _today(viewer: Viewer, now: datetime) -> date:
    return now.astimezone(zone_of(viewer.zone)).date()


def _guess(session: Session, viewer: Viewer, known: Sequence[Found], place: Place) -> Found | None:
    by_id = {one.id: one for one in known}
    if len(known) == 1:
        return known[0]
    in_place = by_id.get(_of_handoff(session, viewer.workspace_id, place) or 0)
    called = named_like(known, place.name)
    return in_place or called or by_id.get(_used_last(session, viewer) or 0)


def _of_handoff(session: Session, workspace_id: str, place: Place) -> int | None:
    """Return the account of the one handoff that has its place there."""
    query = select(Handoff.account_id).where(
        Handoff.workspace_id == workspace_id,
        Handoff.channel_id == place.channel_id,
        or_(Handoff.thread_ts.is_(None), Handoff.thread_ts == place.thread_ts),
    )
    found = set(session.scalars(query))
    return found.pop() if len(found) == 1 else None


def named_like(known: Iterable[Found], channel: str) -> Found | None:
    """Return the account after which a channel is called: by its name, else by its first word."""
    parts = f"-{re.sub(r'[^a-z0-9]+', '-', channel.lower())}-"
    slugs = {places.slug(one.name, one.id): one for one in known}
    whole = [slug for slug in slugs if f"-{slug}-" in parts]
    if whole:
        return slugs[max(whole, key=len)]
    begun = [
        one
        for slug, one in slugs.items()
        if len(first := slug.split("-")[0]) >= _SHORTEST_WORD and f"-{first}-" in parts
    ]
    return begun[0] if len(begun) == 1 else None


def _used_last(session: Session, viewer: Viewer) -> int | None:
    query = select(LogEntry.account_id).where(
        LogEntry.workspace_id == viewer.workspace_id, LogEntry.written_by == viewer.id
    )
    return session.scalar(query.order_by(LogEntry.id.desc()).limit(1))
