"""The forms on top of the dump: a person at the customer, an open item."""

from collections.abc import Iterator
from typing import Any

from blocks.blueprint import day_in, flag_name, item_name, role_name
from blocks.dump_place import pack
from blocks.kit import (
    Json,
    checkboxes,
    context,
    cut,
    date_picker,
    escape,
    input_block,
    modal,
    option,
    static_select,
    text_input,
    users_select,
)
from playbook.drafts import Value
from playbook.dump_items import CLOSED
from playbook.dump_people import FLAGS
from playbook.dump_view import Place
from playbook.forms import SHORT, Form
from playbook.words import _

_ROLES = (
    "point_of_contact",
    "executive_sponsor",
    "champion",
    "decision_maker",
    "economic_buyer",
    "user",
    "technical",
    "implementer",
    "blocker",
)
_KINDS = ("issue", "commitment", "action", "risk", "opportunity")
_ACCOUNT = 150


def person(form: Form, place: Place) -> Json:
    """Return the form of a person, laid over the dump's view at this place."""
    inputs = _Inputs(form, place)
    roles = [option(role_name(role), role) for role in _ROLES]
    flags = [option(flag_name(flag), flag) for flag in FLAGS]
    blocks = [
        inputs.line("name", _("Name"), optional=False),
        inputs.line("title", _("Title")),
        inputs.line("email", _("Email")),
        inputs.boxes("roles", _("Roles"), roles),
        inputs.boxes("flags", _("What else holds"), flags),
        inputs.text("responsibilities", _("Responsibilities")),
        inputs.text("communication_style", _("Communication style")),
        inputs.text("expectations", _("What they expect of us")),
        inputs.text("concerns", _("Concerns")),
        inputs.text("product_sentiment", _("How they feel about the product")),
        *_guarded(inputs, form),
    ]
    title = _("Person") if form.entry_id else _("New person")
    return _modal("dump.person", title, form, place, blocks)


def item(form: Form, place: Place) -> Json:
    """Return the form of an open item, laid over the dump's view at this place."""
    inputs = _Inputs(form, place)
    kinds = [option(item_name(kind), kind) for kind in _KINDS]
    closed = [option(_("It is closed"), "closed")]
    blocks = [
        inputs.block(
            "kind",
            _("Kind"),
            static_select("dump.typed", kinds, inputs.string("kind")),
            optional=False,
        ),
        inputs.text("text", _("What is it?"), optional=False),
        inputs.block(
            "owner", _("Owner"), users_select("dump.typed", inputs.string("owner") or None)
        ),
        inputs.block(
            "due_on", _("Due date"), date_picker("dump.typed", day_in(inputs.string("due_on")))
        ),
        inputs.text("what_was_done", _("What was done")),
        inputs.boxes("flags", _("State"), closed),
    ]
    title = _("Open item") if form.entry_id else _("New item")
    return _modal("dump.item", title, form, place, blocks)


def _guarded(inputs: "_Inputs", form: Form) -> Iterator[Json]:
    said = _("Only the people of this handoff and their leads see it.")
    kept = said
    if form.kept_until:
        until = _("Kept until {day}; saving keeps it longer.")
        kept = f"{said} {until.format(day=f'{form.kept_until:%d %b %Y}')}"  # a hint is plain text
    for name, label, hint in (
        ("temperament", _("Temperament"), said),
        ("personal_details", _("Personal details"), kept),
    ):
        if name not in form.hidden:
            yield inputs.text(name, label, hint=hint)


def _modal(callback_id: str, title: str, form: Form, place: Place, blocks: list[Json]) -> Json:
    return modal(
        callback_id,
        title,
        [context(escape(cut(form.account, _ACCOUNT))), *blocks],
        submit=_("Save"),
        close=_("Cancel"),
        metadata=pack(place, form.name, entry=form.entry_id, marks=form.marks),
    )


def _word(value: str) -> str:
    if value == CLOSED:
        return _("It is closed")
    return flag_name(value) if value in FLAGS else role_name(value)


class _Inputs:
    """Makes the inputs of one form: each reports what is typed, and shows what there is."""

    def __init__(self, form: Form, place: Place) -> None:
        self._values = form.values
        self._form = form
        self._rendering = place.rendering

    def line(self, name: str, label: str, *, optional: bool = True) -> Json:
        """Return a short text."""
        element = text_input("dump.typed", self.string(name), save_as_typed=True, max_length=SHORT)
        return self.block(name, label, element, optional=optional)

    def text(self, name: str, label: str, *, optional: bool = True, hint: str = "") -> Json:
        """Return a long text."""
        element = text_input("dump.typed", self.string(name), multiline=True, save_as_typed=True)
        return self.block(name, label, element, optional=optional, hint=hint)

    def boxes(self, name: str, label: str, options: list[Json]) -> Json:
        """Return boxes to tick."""
        value = self._values.get(name)
        ticked = value if isinstance(value, list) else []
        return self.block(name, label, checkboxes("dump.typed", options, ticked))

    def block(self, name: str, label: str, element: Json, **more: Any) -> Json:
        """Return the block of an input."""
        block_id = f"{name}@{self._rendering}"
        if name in self._form.theirs:
            more["hint"] = self._theirs(self._form.theirs[name])
        return input_block(label, element, block_id, dispatch=True, **{"optional": True, **more})

    def _theirs(self, value: Value) -> str:
        """Return what somebody else has written here meanwhile."""
        words = value if isinstance(value, str) else ", ".join(map(_word, value or ()))
        said = _("{name} has changed this meanwhile: {value}. Make one of both, and save again.")
        return said.format(name=self._form.by, value=words or _("nothing"))

    def string(self, name: str) -> str:
        """Return what stands in an input of one value."""
        value = self._values.get(name)
        return value if isinstance(value, str) else ""
