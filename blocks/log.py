"""The account log: the form in which something is filed, the log to read, one entry (R9).

All of it stands in one modal that changes, so that it opens from wherever it is needed: Slack
lays at most three modals on top of each other.
https://docs.slack.dev/surfaces/modals#view_stack
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from blocks.blueprint import pieces
from blocks.kit import (
    LIMITS,
    Json,
    actions,
    bold,
    button,
    checkboxes,
    confirm,
    context,
    cut,
    date_picker,
    day,
    divider,
    escape,
    external_select,
    input_block,
    mention,
    modal,
    moment,
    option,
    section,
    static_select,
    text_input,
)
from blocks.paging import turning
from playbook.account_log import Entry, LogLine, Page
from playbook.account_names import Meant
from playbook.accounts import Found
from playbook.log_form import LogForm
from playbook.log_sections import title_of
from playbook.questions import Section
from playbook.words import _, n_

NO_SECTION = "none"
"""What stands for no section, where a section's key may stand."""

AGREED = "agreed"
"""What is ticked by who knows that others will read what was private."""

TEXTS = 4
"""The inputs that the longest text is spread over."""

_ACCOUNT = 150
_NAMES = 300
_SHOWN = 500
_BESIDE = 200
_BREAK = re.compile(r"\s")


def form(found: LogForm) -> Json:
    """Return the form in which something is filed, or changed."""
    blocks = [*_about(found), *_where(found), *_texts(found.text)]
    if found.source is None:
        blocks.append(input_block(_("When was it?"), date_picker("log.day", found.day), "day"))
    blocks += _consent(found)
    title, submit = _("Add to account log"), _("File it")
    if found.entry_id:
        title, submit = _("Change the entry"), _("Save")
    return modal(
        "log.file", title, blocks, submit=submit, close=_("Close"), metadata=_packed(found)
    )


def filed(entry: Entry) -> Json:
    """Return the view that says what was filed, and where."""
    text = filed_text(entry)
    row = [
        button(_("Show the log"), "log.show", str(entry.account.id)),
        button(_("Undo"), "log.undo", str(entry.line.id)),
    ]
    blocks = [section(text), *_quoted(entry.line.text), actions(row)]
    return modal("log.filed", _("Filed"), blocks, close=_("Done"))


def filed_message(entry: Entry) -> tuple[str, list[Json]]:
    """Return the answer to a note: what was filed and where, and the way to take it back."""
    text = filed_text(entry)
    row = [
        button(_("Edit"), "log.edit", str(entry.line.id)),
        button(_("Undo"), "log.undo", str(entry.line.id)),
        button(_("Show the log"), "log.show", str(entry.account.id)),
    ]
    return text, [section(text), *_quoted(entry.line.text), actions(row)]


def filed_text(entry: Entry) -> str:
    """Return in which log something was filed, and under what."""
    account = bold(cut(entry.account.name, _ACCOUNT))
    title = title_of(entry.line.section)
    if title is None:
        return _("Filed in the log of {account}.").format(account=account)
    return _("Filed in the log of {account}, under “{section}”.").format(
        account=account, section=_(title)
    )


def undone_text(entry: Entry) -> str:
    """Return the sentence that an entry is taken out."""
    return _("Taken out of the log of {account}. That it was there stays in the history.").format(
        account=bold(cut(entry.account.name, _ACCOUNT))
    )


def undone(entry: Entry) -> Json:
    """Return the view that says that an entry is taken out."""
    row = actions([button(_("Show the log"), "log.show", str(entry.account.id))])
    blocks = [section(undone_text(entry)), row]
    return modal("log.undone", _("Taken out"), blocks, close=_("Done"))


def which(meant: Meant, command: str) -> tuple[str, list[Json]]:
    """Return the answer where no single account was meant: those near to it, and how to ask.

    `command` is what is typed in front of the account's name.
    """
    if meant.near:
        text = _("Which account do you mean?")
    else:
        text = _("I find no account of yours by that name.")
    names = [escape(cut(name, _ACCOUNT)) for name in meant.near]
    usage = _("Type it like this: `{command} {account} …`").format(
        command=command, account=names[0] if names else "Acme"
    )
    said = "\n".join([text, *(f"• {name}" for name in names), usage])
    return text, [section(said)]


def account_options(found: Iterable[Found]) -> list[Json]:
    """Return what the account's select offers."""
    return [option(one.name, str(one.id)) for one in found]


def reading(found: Page) -> Json:
    """Return a page of the log."""
    total = n_("{n} entry", "{n} entries", found.total).format(n=found.total)
    blocks = [
        context(f"{bold(cut(found.account.name, _ACCOUNT))} · {total}"),
        actions([_filter(found), button(_("Add a note"), "log.note", str(found.account.id))]),
    ]
    for line in found.lines:
        blocks += [divider(), *_line(line)]
    if not found.lines:
        blocks.append(section(_empty(found)))
    if found.pages > 1:
        blocks += [divider(), *turning("log.page", found.page, found.pages, newest_first=True)]
    return modal(
        "log.reading",
        _("Account log"),
        blocks,
        close=_("Close"),
        metadata=_at(found.account.id, found.page, found.section),
    )


def one(found: Entry, page: int, in_section: str | None) -> Json:
    """Return an entry whole; the page of the log from which it came is one click back."""
    line = found.line
    blocks = [
        context(bold(cut(found.account.name, _ACCOUNT))),
        *(section(piece) for piece in pieces(line.text or _removed(line))),
        context(_facts(line)),
        actions([button(_("Back to the log"), "log.page:back", str(page)), *_deeds(found)]),
    ]
    return modal(
        "log.one",
        _("Account log"),
        blocks,
        close=_("Close"),
        metadata=_at(found.account.id, page, in_section),
    )


def from_log(lines: Sequence[LogLine], handoff_id: int) -> list[Json]:
    """Return the newest entries of a section in small print, with the way to the whole log."""
    if not lines:
        return []
    texts = [f"• {day(one.happened_at.date())}: {_short(one, _BESIDE)}" for one in lines]
    return [
        context("\n".join([_("*From the log*"), *texts])),
        actions([button(_("Show the log"), "log.open", str(handoff_id))], "from_log"),
    ]


def _about(found: LogForm) -> Iterator[Json]:
    if found.account and found.entry_id:
        yield context(bold(cut(found.account.name, _ACCOUNT)))
    if found.source:
        yield context(_said(found.source.said_by, found.source.sent_at, found.source.permalink))
    if found.filed_already:
        yield section(escape(found.filed_already))


def _where(found: LogForm) -> Iterator[Json]:
    if not found.entry_id:
        initial = option(found.account.name, str(found.account.id)) if found.account else None
        select = external_select("log.account", initial, _("Type a name"))
        yield input_block(_("Account"), select, "account", dispatch=True)
    if found.account:
        options = _sections(found.sections)
        chosen = static_select("log.section", options, found.section or NO_SECTION)
        hint = _("Whoever fills in this section of the blueprint sees it there.")
        yield input_block(_("Section"), chosen, f"section@{found.account.id}", hint=hint)


def _sections(found: Sequence[Section]) -> list[Json]:
    return [
        *(option(_(one.title), one.key) for one in found),
        option(_("No section"), NO_SECTION),
    ]


def _texts(text: str) -> Iterator[Json]:
    """Spread a long text over inputs, so that nothing of it is cut silently."""
    parts = spread(text)
    if left_out := len(text) - sum(map(len, parts)):
        yield section(
            _(
                "The message has {count} characters. The last {left} do not fit; the link has them."
            ).format(count=len(text), left=left_out)
        )
    for number, part in enumerate(parts, start=1):
        label = _("What happened?") if number == 1 else _("Continued")
        block_id = "text" if number == 1 else f"text-{number}"
        element = text_input("log.text", part, multiline=True)
        yield input_block(label, element, block_id, optional=number > 1)


def spread(text: str) -> list[str]:
    """Return a text in parts that fit an input each, at most TEXTS; broken at blanks."""
    parts: list[str] = []
    rest = text
    while rest and len(parts) < TEXTS:
        end = _end_of_part(rest)
        parts.append(rest[:end])
        rest = rest[end:]
    return parts or [""]


def _end_of_part(text: str) -> int:
    most = LIMITS["input"]
    if len(text) <= most:
        return len(text)
    blanks = [found.end() for found in _BREAK.finditer(text, most // 2, most)]
    return blanks[-1] if blanks else most


def _consent(found: LogForm) -> Iterator[Json]:
    if not (found.source and found.source.is_private and found.account):
        return
    names = cut(", ".join(found.readers), _NAMES)
    yield section(
        _(
            "*This is from a private conversation.* In the log of {account} these people will "
            "read it: {names}; later also whoever takes part in its handoffs, and their leads."
        ).format(account=bold(cut(found.account.name, _ACCOUNT)), names=escape(names))
    )
    tick = checkboxes("log.consent", [option(_("Yes, they may read it"), AGREED)])
    yield input_block(_("Copy it?"), tick, f"consent@{found.account.id}")


def _packed(found: LogForm) -> str:
    source = found.source
    copied = source and {
        "channel": source.channel_id,
        "ts": source.message_ts,
        "by": source.said_by,
        "link": source.permalink,
        "private": source.is_private,
    }
    return json.dumps({"entry": found.entry_id, "source": copied, "day": found.day.isoformat()})


def _at(account_id: int, page: int, in_section: str | None) -> str:
    return json.dumps({"account": account_id, "page": page, "section": in_section})


def _filter(found: Page) -> Json:
    options = [option(_("All sections"), NO_SECTION)]
    options += [option(_(one.title), one.key) for one in found.sections]
    return static_select("log.filter", options, found.section or NO_SECTION)


def _line(line: LogLine) -> Iterator[Json]:
    if line.removed_by:
        yield context(_removed(line))
        return
    yield section(_short(line, _SHOWN), button(_("Open"), f"log.one:{line.id}", str(line.id)))
    yield context(_facts(line))


def _removed(line: LogLine) -> str:
    when = line.removed_at or line.written_at
    return _("{who} took out an entry of {day}, {when}.").format(
        who=mention(line.removed_by), day=day(line.happened_at.date()), when=moment(when)
    )


def _short(line: LogLine, most: int) -> str:
    return escape(cut(line.text, most))


def _facts(line: LogLine) -> str:
    """Return who said and filed an entry, when, where it belongs, and the link to its message."""
    title = title_of(line.section)
    facts = [_said(line.said_by, line.happened_at, line.permalink)]
    facts += [_(title)] if title else []
    if line.said_by != line.written_by:
        facts.append(_("filed by {who}").format(who=mention(line.written_by)))
    return " · ".join(facts)


def _said(by: str | None, at: datetime, link: str | None) -> str:
    parts = [mention(by)] if by else []
    parts.append(moment(at))
    if link:
        parts.append(f"<{link}|{_('Open the message')}>")
    return " · ".join(parts)


def _deeds(found: Entry) -> list[Json]:
    value, buttons = str(found.line.id), []
    if found.may_change:
        buttons.append(button(_("Edit"), "log.edit", value))
    if found.may_remove:
        sure = confirm(
            _("Take it out?"),
            _("Nobody reads it any more. That it was there stays in the history."),
            _("Take it out"),
            _("Keep it"),
        )
        buttons.append(button(_("Take it out"), "log.remove", value, style="danger", confirm=sure))
    return buttons


def _empty(found: Page) -> str:
    if found.section:
        return _("Nothing is filed under this section yet.")
    return _(
        "Nothing is filed yet. Choose *Add to account log* in the menu of any message, or type "
        "`/handoff note {account} what happened`."
    ).format(account=escape(cut(found.account.name, _ACCOUNT)))


def _quoted(text: str) -> Iterator[Json]:
    yield context(escape(cut(text, _SHOWN)))
