"""The account log in Slack: a shortcut in any message's menu, a command, and the log to read (R9).

https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from blocks import log as blocks
from blocks.log import AGREED, NO_SECTION, TEXTS
from handlers import log_message
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import only_for_you, show
from handlers.slack import Json
from handlers.values import date_in, id_in, inputs_of, metadata_of
from playbook import account_log, log_form
from playbook.account_log import Entry, Source, Written
from playbook.account_names import Meant
from playbook.log_form import LogForm


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.shortcuts["log.add"] = add
    router.commands["note"] = note
    router.commands["log"] = read_named
    router.options["log.account"] = offer_accounts
    router.actions["log.account"] = change_account
    router.submissions["log.file"] = file
    router.actions["log.open"] = open_of_handoff
    router.actions["log.show"] = open_of_account
    router.actions["log.page"] = turn_page
    router.actions["log.filter"] = choose_section
    router.actions["log.one"] = open_one
    router.actions["log.note"] = open_note
    router.actions["log.edit"] = open_edit
    router.actions["log.undo"] = undo
    router.actions["log.remove"] = remove


async def add(request: Request) -> Answer | None:
    """Offer to file a message: the modal opens with what can be guessed."""
    request.after(partial(log_message.open_form, request))
    return None


async def note(request: Request) -> Answer | None:
    """`/handoff note <account> text`: file it at once; without a text, ask in the modal."""
    _note, _blank, typed = str(request.payload.get("text") or "").strip().partition(" ")
    found = await request.db.run(
        log_form.note, request.actor, typed.strip(), request.key, request.now
    )
    match found:
        case Entry():
            return only_for_you(*blocks.filed_message(found))
        case Meant():
            return only_for_you(*blocks.which(found, "/handoff note"))
        case LogForm():
            show(request, blocks.form(found))
            return None


async def read_named(request: Request) -> Answer | None:
    """`/handoff log <account>`: the log as a modal."""
    typed = " ".join(request.words[1:])
    found = await request.db.read(log_form.named, request.actor, typed)
    if isinstance(found, Meant):
        return only_for_you(*blocks.which(found, "/handoff log"))
    show(request, blocks.reading(found))
    return None


async def offer_accounts(request: Request) -> Answer | None:
    """What the account's select offers for what is typed into it."""
    typed = str(request.payload.get("value") or "")
    found = await request.db.read(log_form.search, request.actor, typed)
    return {"options": blocks.account_options(found)}


async def change_account(request: Request) -> Answer | None:
    """Another account was chosen: its sections and its readers are shown, what is typed stays."""
    values, meta = inputs_of(request.view), metadata_of(request.view)
    found = await request.db.read(
        log_form.again,
        request.actor,
        id_in(request.value),
        _section_in(values),
        _text_in(values),
        _source_in(meta),
        date_in(values.get("day")) or date_in(meta.get("day")) or request.now.date(),
    )
    _put(request, blocks.form(found))
    return None


async def file(request: Request) -> Answer | None:
    """File what stands in the form, or save the change of an entry."""
    values, meta = inputs_of(request.view), metadata_of(request.view)
    written, entry_id = _written(values, meta), meta.get("entry")
    actor, now = request.actor, request.now
    if entry_id:
        entry = await request.db.run(account_log.change, actor, id_in(entry_id), written, now)
    else:
        account_id = id_in(values.get("account"))
        entry = await request.db.run(account_log.file, actor, account_id, written, request.key, now)
    if written.source:
        request.after(partial(log_message.fetch_link, request, entry.line.id, written.source))
    return {"response_action": "update", "view": blocks.filed(entry)}


async def open_of_handoff(request: Request) -> Answer | None:
    """Open the log of a handoff's account."""
    page = await request.db.read(account_log.of_handoff, request.actor, id_in(request.value))
    _put(request, blocks.reading(page))
    return None


async def open_of_account(request: Request) -> Answer | None:
    """Open an account's log."""
    page = await request.db.read(account_log.read, request.actor, id_in(request.value))
    _put(request, blocks.reading(page))
    return None


async def turn_page(request: Request) -> Answer | None:
    """Show another page of the log, or the page from which an entry was opened."""
    meta = metadata_of(request.view)
    await _show_page(request, id_in(request.value), meta.get("section"))
    return None


async def choose_section(request: Request) -> Answer | None:
    """Show what is filed under one section, or all of it."""
    key = request.value
    await _show_page(request, 0, None if key == NO_SECTION else key)
    return None


async def open_one(request: Request) -> Answer | None:
    """Show an entry whole."""
    found = await request.db.read(account_log.entry, request.actor, id_in(request.value))
    meta = metadata_of(request.view)
    _put(request, blocks.one(found, id_in(meta.get("page", 0)), meta.get("section")))
    return None


async def open_note(request: Request) -> Answer | None:
    """Ask for a note, from the log."""
    account_id = id_in(request.value)
    found = await request.db.read(log_form.of_note, request.actor, account_id, request.now)
    _put(request, blocks.form(found))
    return None


async def open_edit(request: Request) -> Answer | None:
    """Ask for a correction."""
    found = await request.db.read(log_form.of_entry, request.actor, id_in(request.value))
    _put(request, blocks.form(found))
    return None


async def undo(request: Request) -> Answer | None:
    """Take out what was just filed, and say so where it was said that it is filed."""
    entry = await request.db.run(
        account_log.remove, request.actor, id_in(request.value), request.now
    )
    url = str(request.payload.get("response_url") or "")
    if url and not request.view:
        request.after(partial(request.slack.respond, url, blocks.undone_text(entry)))
    else:
        _put(request, blocks.undone(entry))
    return None


async def remove(request: Request) -> Answer | None:
    """Take an entry out, and show the page on which it stood."""
    await request.db.run(account_log.remove, request.actor, id_in(request.value), request.now)
    meta = metadata_of(request.view)
    await _show_page(request, id_in(meta.get("page", 0)), meta.get("section"))
    return None


async def _show_page(request: Request, page: int, section: str | None) -> None:
    account_id = id_in(metadata_of(request.view).get("account"))
    found = await request.db.read(account_log.read, request.actor, account_id, page, section)
    _put(request, blocks.reading(found))


def _put(request: Request, view: Json) -> None:
    """Show a view in the log's own modal where that is open, else in a new one."""
    if str(request.view.get("callback_id")).startswith("log."):
        request.after(partial(request.slack.update_view, str(request.view["id"]), view))
    else:
        show(request, view)


def _written(values: Mapping[str, Any], meta: Mapping[str, Any]) -> Written:
    source = _source_in(meta)
    consent = values.get(f"consent@{values.get('account')}") or ()
    return Written(
        text=_text_in(values),
        section=_section_in(values),
        day=date_in(values.get("day")),
        source=source,
        is_agreed=AGREED in consent,
    )


def _text_in(values: Mapping[str, Any]) -> str:
    names = ["text", *(f"text-{number}" for number in range(2, TEXTS + 1))]
    return "".join(values.get(name) or "" for name in names)


def _section_in(values: Mapping[str, Any]) -> str | None:
    held = (held for key, held in values.items() if key.partition("@")[0] == "section")
    found = next(held, None)
    return None if found in (None, NO_SECTION) else str(found)


def _source_in(meta: Mapping[str, Any]) -> Source | None:
    found = meta.get("source")
    if not found:
        return None
    return Source(
        channel_id=found["channel"],
        message_ts=found["ts"],
        said_by=found["by"],
        sent_at=log_message.time_of(found["ts"]),
        permalink=found["link"],
        is_private=bool(found["private"]),
    )
