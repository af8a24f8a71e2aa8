"""A call's agenda: the modal that two people fill in during the call, and the post to copy (R8)."""

import json
from collections.abc import Iterator

from blocks.blueprint import day_in, item_line
from blocks.clarify import question_line
from blocks.dump_place import pack
from blocks.kit import (
    Json,
    actions,
    bold,
    button,
    checkboxes,
    context,
    cut,
    date_picker,
    escape,
    header,
    input_block,
    mention,
    modal,
    option,
    section,
    static_select,
    text_input,
    users_select,
)
from playbook.agenda import LENGTHS, Agenda, Assigning, Topic, Typing
from playbook.answers import NOTHING
from playbook.dump_view import Place
from playbook.questions import Input, Question
from playbook.words import _, n_

_ACCOUNT = 150
_ITEM = 120
_POST = 2900


def view(found: Agenda) -> Json:
    """Return the agenda as a modal in which each line can be answered."""
    blocks = [
        context(f"{bold(cut(found.account, _ACCOUNT))} · {_fits(found)}"),
        actions(_top(found), f"top/{found.length}"),
    ]
    for topic in found.topics:
        blocks += _topic(topic)
    blocks += [*_questions(found), *_items(found)]
    if found.is_empty:
        blocks.append(section(_("Nothing is missing: there is no need for a call.")))
    metadata = json.dumps({"handoff": found.handoff_id, "minutes": found.length})
    return modal("agenda", _("Call agenda"), blocks, close=_("Close"), metadata=metadata)


def typing(found: Typing, rendering: str, minutes: int) -> Json:
    """Return the form of one line's answer."""
    question = found.question
    help_text = f"\n{_(question.help)}" if question.help else ""
    blocks = [
        context(bold(cut(found.account, _ACCOUNT))),
        section(f"*{_(question.label)}*{help_text}"),
        *_inputs(found, rendering),
        _nothing(found, rendering),
    ]
    place = Place(found.handoff_id, "", rendering, {}, found.shown)
    metadata = pack(place, found.form, question=question.key, minutes=minutes)
    return modal(
        "agenda.answer",
        _("Type the answer"),
        blocks,
        submit=_("Save"),
        close=_("Back"),
        metadata=metadata,
    )


def assigning(found: Assigning, rendering: str, minutes: int) -> Json:
    """Return the form of an item's owner and date."""
    item = found.item
    due_on = item.due_on.isoformat() if item.due_on else None
    blocks = [
        section(item_line(item)),
        input_block(_("Owner"), users_select("owner", item.owner_id), "owner", optional=True),
        input_block(_("Due"), date_picker("due_on", item.due_on), "due_on", optional=True),
    ]
    metadata = pack(
        Place(found.handoff_id, "", rendering, {}),
        "agenda/item",
        item=item.id,
        minutes=minutes,
        owner=item.owner_id,
        due_on=due_on,
    )
    return modal(
        "agenda.item",
        _("Owner and date"),
        blocks,
        submit=_("Save"),
        close=_("Back"),
        metadata=metadata,
    )


def posted(found: Agenda, by: str) -> tuple[str, list[Json]]:
    """Return the agenda as a message for the channel: text, and blocks with a text to copy."""
    account = bold(cut(found.account, _ACCOUNT))
    text = _("{who} has made the agenda of a call about {account}: {fits}.").format(
        who=mention(by), account=account, fits=_fits(found)
    )
    opening = button(_("Open the agenda"), "agenda.open", str(found.handoff_id))
    return text, [section(text), section(f"```{_to_copy(found)}```"), actions([opening])]


def _fits(found: Agenda) -> str:
    if found.is_empty:
        return _("nothing is missing")
    said = n_("about {n} minute of talk", "about {n} minutes of talk", found.needed)
    if found.needed > found.length:
        said = _("{needed} minutes of talk, shortened to fit {length}")
    return said.format(n=found.needed, needed=found.needed, length=found.length)


def _top(found: Agenda) -> list[Json]:
    options = [option(_("{n} minutes").format(n=one), str(one)) for one in LENGTHS]
    elements = [
        static_select("agenda.length", options, str(found.length)),
        button(_("Show it as it is now"), "agenda.again"),
    ]
    if found.may_post and not found.is_empty:
        elements.append(button(_("Post it in the channel"), "agenda.post"))
    return elements


def _topic(topic: Topic) -> Iterator[Json]:
    yield header(_titled(topic.minutes, _(topic.title)))
    for question in topic.missing:
        yield section(
            _(question.label), button(_("Type it"), f"agenda.type:{question.key}", question.key)
        )


def _titled(minutes: int, title: str) -> str:
    return _("{n} min · {title}").format(n=minutes, title=title)


def _questions(found: Agenda) -> Iterator[Json]:
    if not found.questions_total:
        return
    yield header(_titled(found.question_minutes, _("Questions")))
    for line in found.questions:
        answer = button(_("Type it"), f"clarify.answer:{line.id}", str(line.id))
        yield section(question_line(line), answer)
    yield from _more(found.questions_total - len(found.questions))


def _items(found: Agenda) -> Iterator[Json]:
    if not found.items_total:
        return
    yield header(_titled(found.item_minutes, _("Items without an owner or a date")))
    for item in found.items:
        yield section(item_line(item), button(_("Set it"), f"agenda.item:{item.id}", str(item.id)))
    yield from _more(found.items_total - len(found.items))


def _more(count: int) -> Iterator[Json]:
    if count > 0:
        said = n_("and {n} more, as these are done", "and {n} more, as these are done", count)
        yield context(said.format(n=count))


def _inputs(found: Typing, rendering: str) -> Iterator[Json]:
    question = found.question
    match question.input:
        case Input.PEOPLE:
            yield _line(found, "name", _("Name"), rendering)
            yield _line(found, "title", _("Title"), rendering)
        case Input.ITEMS:
            yield _line(found, "text", _("What is it?"), rendering, is_long=True)
            yield input_block(
                _("Owner"),
                users_select("dump.typed", _typed(found, "owner")),
                f"owner@{rendering}",
                optional=True,
                dispatch=True,
            )
            yield _date(found, "due_on", _("Due"), rendering)
        case Input.DATE:
            yield _date(found, question.key, _("Answer"), rendering)
        case Input.CHOICE:
            yield _choice(found, question, rendering)
        case _:
            is_long = question.input is Input.TEXT
            yield _line(found, question.key, _("Answer"), rendering, is_long=is_long)


def _line(found: Typing, name: str, label: str, rendering: str, *, is_long: bool = False) -> Json:
    element = text_input("dump.typed", _typed(found, name), multiline=is_long, save_as_typed=True)
    return input_block(label, element, f"{name}@{rendering}", optional=True, dispatch=True)


def _date(found: Typing, name: str, label: str, rendering: str) -> Json:
    typed = _typed(found, name)
    element = date_picker("dump.typed", day_in(typed) if typed else None)
    return input_block(label, element, f"{name}@{rendering}", optional=True, dispatch=True)


def _choice(found: Typing, question: Question, rendering: str) -> Json:
    options = [option(_(label), value) for value, label in question.choices]
    element = static_select("dump.typed", options, _typed(found, question.key), _("Choose"))
    name = f"{question.key}@{rendering}"
    return input_block(_("Answer"), element, name, optional=True, dispatch=True)


def _nothing(found: Typing, rendering: str) -> Json:
    name = NOTHING + found.question.key
    ticked = ["nothing"] if found.typed.get(name) else []
    boxes = checkboxes("dump.typed", [option(_("Nothing to report"), "nothing")], ticked)
    return actions([boxes], f"{name}@{rendering}")


def _typed(found: Typing, name: str) -> str | None:
    value = found.typed.get(name)
    return value if isinstance(value, str) and value else None


def _to_copy(found: Agenda) -> str:
    """The agenda as plain lines; whole lines up to the limit, the others counted."""
    lines, left = [], _POST
    every = list(_lines(found))
    for line in every:
        left -= len(line) + 1
        if left < 0:
            break
        lines.append(line)
    if more := len(every) - len(lines):
        lines.append(n_("and {n} more", "and {n} more", more).format(n=more))
    return "\n".join(lines)


def _lines(found: Agenda) -> Iterator[str]:
    for topic in found.topics:
        yield _titled(topic.minutes, _(topic.title))
        yield from (f"  - {_(question.label)}" for question in topic.missing)
    if found.questions_total:
        yield _titled(found.question_minutes, _("Questions"))
        labels = dict.fromkeys(_(line.label) for line in found.questions)
        yield from (f"  - {_('about: {label}').format(label=label)}" for label in labels)
    if found.items_total:
        yield _titled(found.item_minutes, _("Items without an owner or a date"))
        yield from (f"  - {_plain(item.text)}" for item in found.items)


def _plain(text: str) -> str:
    """What somebody wrote, in one line that cannot end the block it stands in."""
    return escape(cut(" ".join(text.split()), _ITEM)).replace("`", "'")
