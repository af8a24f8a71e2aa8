"""The questions of the dump's view: an input, or a list with what is added to it.

Every input reports what is typed as it is typed.
"""

from collections.abc import Iterator

from blocks.blueprint import contact_line, day_in, item_line, pieces
from blocks.dump_same import same_as
from blocks.kit import (
    LIMITS,
    Json,
    actions,
    button,
    checkboxes,
    confirm,
    context,
    cut,
    date_picker,
    escape,
    input_block,
    moment,
    option,
    section,
    static_select,
    text_input,
)
from playbook.answers import LINES, NOTHING
from playbook.blueprint import QuestionRead
from playbook.drafts import Value
from playbook.dump_view import StepShown
from playbook.questions import Input, Question
from playbook.words import _

CONTINUED = "+"
"""Stands behind a question's key in the name of the input that holds what did not fit the first."""


def blocks(shown: StepShown, found: QuestionRead) -> list[Json]:
    """Return the blocks of one question in the view of its step."""
    question, rendering = found.question, shown.place.rendering
    if question.is_list:
        lines = _lines(shown, question)
        return [*_list(found), lines, *([] if found.total else [_nothing(shown, found)])]
    copies = [same_as(question, rendering)] if question.key in shown.copyable else []
    return [*_inputs(shown, found), *_beside(shown, question), *copies, _nothing(shown, found)]


def _beside(shown: StepShown, question: Question) -> Iterator[Json]:
    """What stands beside an input: another's answer in its place, or where its text is from."""
    other = shown.theirs.get(question.key)
    if other:
        who = _("{name} answered on {moment}:").format(
            name=escape(other.by), moment=moment(other.at)
        )
        yield context(f"{who} {_('nothing to report') if other.text is None else ''}".rstrip())
        yield from (section(piece) for piece in pieces(_as_read(question, other.text or "")))
    elif question.key in shown.known and question.key not in shown.typed:
        yield context(_("Filled in from what is known already. Please check it."))


def _as_read(question: Question, text: str) -> str:
    return _(dict(question.choices).get(text, text)) if question.choices else text


def _lines(shown: StepShown, question: Question) -> Json:
    """Return the input that takes new entries of a list, one a line: typing costs no click."""
    name = LINES + question.key
    typed = shown.typed.get(name)
    hint = (
        _("One a line. “Edit” adds the owner and the date later.")
        if question.item
        else _("One a line: name, title, email. “Edit” adds the rest later.")
    )
    return input_block(
        _("Add to “{list}”").format(list=_(question.label)),
        text_input(
            "dump.typed",
            typed if isinstance(typed, str) else "",
            multiline=True,
            save_as_typed=True,
        ),
        f"{name}@{shown.place.rendering}",
        optional=True,
        hint=hint,
        dispatch=True,
    )


def _inputs(shown: StepShown, found: QuestionRead) -> Iterator[Json]:
    question, value = found.question, _value(shown, found)
    rendering = shown.place.rendering
    first, rest = value[: LIMITS["input"]], value[LIMITS["input"] :]
    yield input_block(
        _(question.label),
        _element(question, first),
        f"{question.key}@{rendering}",
        optional=True,
        hint=_(question.help) if question.help else "",
        dispatch=True,
    )
    if rest:
        yield input_block(
            _("{label}, continued").format(label=_(question.label)),
            text_input("dump.typed", rest, multiline=True, save_as_typed=True),
            f"{question.key}{CONTINUED}@{rendering}",
            optional=True,
            hint=_("Together that is {count} characters, and {longest} fit.").format(
                count=f"{len(value):,}", longest=f"{LIMITS['input']:,}"
            ),
            dispatch=True,
        )


def _value(shown: StepShown, found: QuestionRead) -> str:
    key = found.question.key
    before: Value = found.answer.text if found.answer else shown.known.get(key)
    value = shown.typed.get(key, before)
    return value if isinstance(value, str) else ""


def _element(question: Question, value: str) -> Json:
    match question.input:
        case Input.DATE:
            return date_picker("dump.typed", day_in(value))
        case Input.CHOICE:
            options = [option(_(label), choice) for choice, label in question.choices]
            return static_select("dump.typed", options, value, _("Choose"))
        case _:
            is_long = question.input is Input.TEXT
            return text_input("dump.typed", value, multiline=is_long, save_as_typed=True)


def _nothing(shown: StepShown, found: QuestionRead) -> Json:
    name = NOTHING + found.question.key
    ticked = shown.typed.get(name, found.is_nothing)
    boxes = checkboxes(
        "dump.typed", [option(_("Nothing to report"), "nothing")], ["nothing"] if ticked else []
    )
    return actions([boxes], f"{name}@{shown.place.rendering}")


def _list(found: QuestionRead) -> Iterator[Json]:
    question = found.question
    help_text = f"\n{_(question.help)}" if question.help else ""
    yield section(f"*{_(question.label)}*{help_text}")
    for contact in found.contacts:
        yield section(contact_line(contact))
        edit, remove = _entry_buttons("person", contact.id, contact.name)
        left = button(_("Has left"), "dump.mark_left", str(contact.id))
        yield actions([edit, *([] if contact.has_left else [left]), remove])
    for item in found.items:
        yield section(item_line(item))
        yield actions(_entry_buttons("item", item.id, item.text))
    yield actions([_add(question), *_page_buttons(found)], f"list/{question.key}")
    if found.pages > 1:
        yield context(
            _("Page {page} of {pages}, {total} in all").format(
                page=found.page + 1, pages=found.pages, total=found.total
            )
        )


def _entry_buttons(kind: str, entry_id: int, name: str) -> list[Json]:
    sure = confirm(
        _("Remove this?"),
        _("“{name}” will not be in the blueprint any more.").format(name=cut(name, 200)),
        _("Remove"),
        _("Keep"),
    )
    return [
        button(_("Edit"), f"dump.edit_{kind}", str(entry_id)),
        button(_("Remove"), f"dump.remove_{kind}", str(entry_id), confirm=sure),
    ]


def _add(question: Question) -> Json:
    if question.item is None:
        return button(_("Add a person"), "dump.add_person")
    text = {
        "issue": _("Add an issue"),
        "commitment": _("Add a commitment"),
        "action": _("Add an action item"),
        "risk": _("Add a risk"),
        "opportunity": _("Add an opportunity"),
    }[question.item]
    return button(text, "dump.add_item", question.item)


def _page_buttons(found: QuestionRead) -> Iterator[Json]:
    key, page = found.question.key, found.page
    if page > 0:
        yield button(_("Earlier"), "dump.page:back", f"{page - 1}:{key}")
    if page + 1 < found.pages:
        yield button(_("Later"), "dump.page:on", f"{page + 1}:{key}")
