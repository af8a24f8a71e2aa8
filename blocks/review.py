"""The review's modal: a blueprint to read, section by section, and the verdict on it (R8).

Also the three DMs of the journey: it is ready, it is accepted, it is returned.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from blocks import changes, clarify
from blocks.blueprint import (
    contact_line,
    day_in,
    details,
    is_cut_item,
    item_facts,
    item_line,
    item_name,
    pieces,
    progress,
    small_print,
)
from blocks.dump_place import pack
from blocks.freshness import last_touched
from blocks.kit import (
    Json,
    actions,
    bold,
    button,
    checkboxes,
    context,
    cut,
    day,
    divider,
    escape,
    header,
    input_block,
    mention,
    modal,
    moment,
    option,
    section,
    static_select,
    text_input,
)
from blocks.log import from_log
from playbook.blueprint import Answered, QuestionRead, SectionRead
from playbook.called import document
from playbook.changes import News, of_contact, of_item
from playbook.completeness import Completeness, SectionProgress
from playbook.dump_view import Place
from playbook.entries import ContactLine, ItemLine
from playbook.questions import Input, Question, Section
from playbook.review import Judged, Reading, Returning, Standing
from playbook.words import _

OVERVIEW = "overview"
"""What stands for the view of all sections at a glance, where a section's key may stand."""

_ACCOUNT = 150
_QUOTED = 1400
"""Room of a quoted piece: each of its lines takes a character more, and may be empty."""


def reading(found: Reading) -> Json:
    """Return the modal: all sections at a glance, or a page of one."""
    blocks = [
        context(" · ".join(_top(found))),
        _choose(found),
        *changes.news(found.handoff_id, found.news),
    ]
    if found.section is None:
        blocks += _overview(found)
    else:
        blocks += _section(found, found.section)
        blocks += from_log(found.log, found.handoff_id)
    blocks += [divider(), *_history(found), *_verdict(found)]
    key = found.section.section.key if found.section else OVERVIEW
    metadata = json.dumps({"handoff": found.handoff_id, "section": key, "page": _page(found)})
    title = document(found.kind).capitalize()
    return modal("review.reading", title, blocks, close=_("Close"), metadata=metadata)


def _page(found: Reading) -> int:
    """The page that is read of the section's lists."""
    return max((one.page for one in found.section.questions), default=0) if found.section else 0


def _top(found: Reading) -> Iterator[str]:
    yield bold(cut(found.account, _ACCOUNT))
    yield progress(found.completeness)
    if asked := clarify.in_status(found.questions_open):
        yield asked


def returning(found: Returning, rendering: str) -> Json:
    """Return the form in which gaps are named."""
    options = [option(_(one.title), one.key) for one in found.sections]
    chosen, gaps = found.typed.get("sections"), found.typed.get("gaps")
    blocks = [
        section(
            _("{outgoing} gets this by DM, and fills in what is missing.").format(
                outgoing=escape(found.outgoing) or _("The lead")
            )
        ),
        input_block(
            _("Where is something missing?"),
            checkboxes("dump.typed", options, chosen if isinstance(chosen, list) else []),
            f"sections@{rendering}",
            dispatch=True,
        ),
        input_block(
            _("What is missing?"),
            text_input(
                "dump.typed",
                gaps if isinstance(gaps, str) else None,
                multiline=True,
                save_as_typed=True,
            ),
            f"gaps@{rendering}",
            dispatch=True,
        ),
        actions([button(_("Back to reading"), "review.show", OVERVIEW)]),
    ]
    return modal(
        "review.return",
        _("Return the {document}").format(document=document(found.kind)),
        blocks,
        submit=_("Return it"),
        close=_("Close"),
        metadata=pack(Place(found.handoff_id, "", rendering, {}), "gaps"),
    )


def judged(found: Judged) -> Json:
    """Return the view that says what the verdict was, and what is next."""
    account, other = bold(cut(found.account, _ACCOUNT)), escape(cut(found.other, _ACCOUNT))
    if found.verdict == "accepted":
        title = _("Accepted")
        said = _("You have accepted the {document} of {account}. {other} hears of it now.")
    else:
        title = _("Returned")
        said = _("The {document} of {account} is returned. {other} hears now what is missing.")
    text = said.format(document=document(found.kind), account=account, other=other)
    return modal("review.judged", title, [section(text)], close=_("Close"))


def whole_contact(handoff_id: int, contact: ContactLine, asking: str = "") -> Json:
    """Return a person with all that is known of them; `asking` as for `ask_about`."""
    blocks = [section(contact_line(contact), ask_about(asking))]
    for label, text in details(contact):
        blocks += _labelled(label, text)
    blocks.append(actions([changes.versions(handoff_id, of_contact(contact.id))]))
    return modal("review.contact", _("Person"), blocks, close=_("Back"))


def whole_item(handoff_id: int, item: ItemLine, asking: str = "") -> Json:
    """Return an open item with all that was written about it; `asking` as for `ask_about`."""
    blocks = [*(section(piece) for piece in pieces(item.text)), context(item_facts(item))]
    ask, versions = ask_about(asking), changes.versions(handoff_id, of_item(item.id))
    blocks.append(actions([ask, versions] if ask else [versions]))
    if item.what_was_done:
        blocks += _labelled(_("What was done"), item.what_was_done)
    return modal("review.item", item_name(item.kind), blocks, close=_("Back"))


def _labelled(label: str, text: str) -> Iterator[Json]:
    yield section(f"*{label}*")
    yield from (section(piece) for piece in pieces(text))


def ready_message(
    handoff_id: int, kind: str, account: str, by: str, found: Completeness, news: News
) -> tuple[str, list[Json]]:
    """Return the DM to the incoming CSM: the blueprint waits to be read, and how much is new."""
    account, by = bold(cut(account, _ACCOUNT)), escape(by)
    text = _("{by} has handed over the {document} of {account}.").format(
        by=by, document=document(kind), account=account
    )
    read = _("Read the {document}").format(document=document(kind))
    asked = _(
        "Read it, and say whether you could run the first call with it. {by} waits for you."
    ).format(by=by)
    return text, [
        section(f"{text}\n{progress(found)}"),
        *changes.news(handoff_id, news),
        section(asked),
        actions([button(read, "review.open", str(handoff_id), style="primary")]),
    ]


def accepted_message(handoff_id: int, kind: str, account: str, by: str) -> tuple[str, list[Json]]:
    """Return the DM to the outgoing CSM: the blueprint is accepted."""
    text = _("{by} has accepted your {document} of {account}: thank you!").format(
        document=document(kind), by=escape(by), account=bold(cut(account, _ACCOUNT))
    )
    following = _("Nothing is missing for the first call. The plan goes on.")
    return text, [
        section(text),
        section(following),
        actions([button(_("Show where it stands"), "status.show", str(handoff_id))]),
    ]


def returned_message(
    handoff_id: int, kind: str, account: str, by: str, gaps: str, missing: Sequence[Section]
) -> tuple[str, list[Json]]:
    """Return the DM to the outgoing CSM: what is missing, and the way to the first gap."""
    text = _("{by} has returned the {document} of {account}: something is missing.").format(
        document=document(kind), by=escape(by), account=bold(cut(account, _ACCOUNT))
    )
    titles = ", ".join(_(one.title) for one in missing)
    first = missing[0].key if missing else ""
    return text, [
        section(text),
        section(_("*Where:* {sections}").format(sections=titles)),
        *_quoted(gaps),
        section(_("Fill it in and hand it over again; {by} waits for it.").format(by=escape(by))),
        actions(
            [button(_("Fill the gaps"), "dump.open", f"{handoff_id}:{first}", style="primary")]
        ),
    ]


def _quoted(text: str) -> list[Json]:
    return [
        section("\n".join(f">{line}" for line in piece.splitlines()))
        for piece in pieces(text, _QUOTED)
        if piece.strip()
    ]


def _choose(found: Reading) -> Json:
    options = [option(_("All at a glance"), OVERVIEW)]
    options += [option(_(one.title), one.key) for one in found.sections]
    here = found.section.section.key if found.section else OVERVIEW
    keys = [OVERVIEW, *(one.key for one in found.sections)]
    at = keys.index(here)
    elements = [static_select("review.show", options, here)]
    if at > 0:
        elements.append(button(_("Back"), "review.show:back", keys[at - 1]))
    if at + 1 < len(keys):
        elements.append(button(_("Next"), "review.show:on", keys[at + 1]))
    # A block id of its own for each view: Slack keeps what a select showed whose ids come again.
    return actions(elements, f"choose/{here}")


def _overview(found: Reading) -> Iterator[Json]:
    if found.gaps:
        yield section(_("Returned, with these gaps named:"))
        yield from _quoted(found.gaps)
    for one in found.completeness.sections:
        key = one.section.key
        yield section(
            _at_a_glance(one, found.touched.get(key)), button(_("Read"), f"review.show:{key}", key)
        )


def _at_a_glance(found: SectionProgress, touched: datetime | None) -> str:
    title = bold(_(found.section.title))
    when = f"\n_{last_touched(touched)}_" if touched else ""
    if not found.missing:
        return f"{title}: " + _("complete") + when
    labels = ", ".join(_(question.label) for question in found.missing)
    return f"{title}: " + _("missing: {questions}").format(questions=labels) + when


def ask_about(asking: str) -> Json | None:
    """Return the button that asks about something ("handoff:question" or with ":entry" behind).

    None where nothing can be asked.
    """
    return button(_("Ask about this"), f"clarify.ask:{asking}", asking) if asking else None


def _asking(found: Reading, question: Question, entry_id: int | None = None) -> str:
    if not found.may_ask:
        return ""
    entry = f":{entry_id}" if entry_id else ""
    return f"{found.handoff_id}:{question.key}{entry}"


def _section(found: Reading, part: SectionRead) -> Iterator[Json]:
    yield header(_(part.section.title))
    for question in part.questions:
        yield from _question(found, part.section.key, question)


def _question(found: Reading, section_key: str, read: QuestionRead) -> Iterator[Json]:
    asking = "" if read.total else _asking(found, read.question)
    yield section(f"*{_(read.question.label)}*", ask_about(asking))
    if not read.total:
        yield from (section(piece) for piece in _answer(read))
        if read.answer:
            yield context(_by(read.answer))
        return
    for contact in read.contacts:
        yield from _contact(contact, _asking(found, read.question, contact.id))
    for item in read.items:
        yield _item(item, _asking(found, read.question, item.id))
    yield from _pages(section_key, read)


def _answer(found: QuestionRead) -> list[str]:
    if found.is_nothing:
        return [_("Nothing to report.")]
    if found.answer is None or found.answer.text is None:
        return [_("_Not answered yet._")]
    return _shown(found.question, found.answer.text)


def _shown(question: Question, text: str) -> list[str]:
    on = day_in(text) if question.input is Input.DATE else None
    if on:
        return [day(on)]
    chosen = dict(question.choices).get(text)
    return [_(chosen)] if chosen else pieces(text)


def _by(answer: Answered) -> str:
    return _("{who}, {when}").format(who=mention(answer.by), when=moment(answer.at))


def _contact(contact: ContactLine, asking: str) -> Iterator[Json]:
    small, is_cut = small_print(contact)
    more = button(_("Read all"), f"review.contact:{contact.id}", f"{contact.id}/{asking}")
    yield section(contact_line(contact), more if is_cut else ask_about(asking))
    if small:
        yield context(small)


def _item(item: ItemLine, asking: str) -> Json:
    more = button(_("Read all"), f"review.item:{item.id}", f"{item.id}/{asking}")
    return section(item_line(item), more if is_cut_item(item) else ask_about(asking))


def _pages(section_key: str, found: QuestionRead) -> Iterator[Json]:
    if found.pages == 1:
        return
    said = _("Page {page} of {pages}, {total} in all").format(
        page=found.page + 1, pages=found.pages, total=found.total
    )
    yield context(said)
    buttons = []
    if found.page > 0:
        value = f"{section_key}:{found.page - 1}"
        buttons.append(button(_("Earlier"), "review.show:earlier", value))
    if found.page + 1 < found.pages:
        value = f"{section_key}:{found.page + 1}"
        buttons.append(button(_("Later"), "review.show:later", value))
    yield actions(buttons, f"pages/{found.question.key}/{found.page}")


def _history(found: Reading) -> Iterator[Json]:
    """Return the way to what has changed here, and to the versions of what was answered before."""
    here = found.section.section if found.section else None
    value = f"{found.handoff_id}|{here.key}" if here else str(found.handoff_id)
    buttons = [button(_("What has changed"), "history.open:here", value)]
    for question in here.questions if here else ():
        if question.key in found.earlier:
            label = _("Versions: {question}").format(question=_(question.label))
            value = f"{found.handoff_id}|{question.key}"
            buttons.append(button(label, f"history.open:{question.key}", value))
    yield actions(buttons, f"history/{here.key if here else OVERVIEW}")


def _verdict(found: Reading) -> Iterator[Json]:
    yield section(_stands(found))
    if found.may_judge:
        yield actions(
            [
                button(
                    _("I could run the first call with this"),
                    "review.accept",
                    str(found.handoff_id),
                    style="primary",
                ),
                button(_("Return it, naming gaps"), "review.return", str(found.handoff_id)),
            ],
            "verdict",
        )


def _stands(found: Reading) -> str:
    if found.may_judge:
        waits = _("{outgoing} waits for you: could you run the first call with this?")
        return waits.format(outgoing=escape(cut(found.outgoing, _ACCOUNT)) or _("The lead"))
    said = {
        Standing.OPEN: _("{outgoing} is still writing: this is what is there so far."),
        Standing.WAITING: _("Handed over. {incoming} says whether it is enough for a first call."),
        Standing.RETURNED: _("Returned. {outgoing} is filling in what was missing."),
        Standing.ACCEPTED: _("{incoming} has accepted this {document}. It stays up to date here."),
    }[found.standing]
    return said.format(
        document=document(found.kind),
        outgoing=escape(cut(found.outgoing, _ACCOUNT)) or _("The lead"),
        incoming=escape(cut(found.incoming, _ACCOUNT)) or _("The incoming CSM"),
    )
