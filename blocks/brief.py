"""The brief before a call, as a modal and as a direct message (R8).

It is short at first; a click shows the rest, and another leads into the blueprint.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from blocks import call_file, changes, concern
from blocks.blueprint import contact_line, item_facts
from blocks.kit import (
    Json,
    actions,
    bold,
    button,
    context,
    cut,
    day,
    divider,
    escape,
    mention,
    modal,
    section,
)
from playbook.brief import Brief, Items, Want
from playbook.called import document
from playbook.calls import Call
from playbook.concern_reading import Line as Concern
from playbook.entries import ContactLine, ItemLine
from playbook.words import _

_NAME = 150


@dataclass(frozen=True, slots=True)
class _Room:
    """How much is shown: lines of a list, and characters of a line."""

    lines: int
    text: int


_SHORT = _Room(3, 250)
_WHOLE = _Room(10, 1200)


def view(found: Brief, *, is_whole: bool = False) -> Json:
    """Return the brief as a modal: in short, or with all that there is room for."""
    room = _WHOLE if is_whole else _SHORT
    blocks = [section(_head(found)), *_all(found, room), actions(_buttons(found, is_whole))]
    return modal("brief", _("Brief for a call"), blocks, close=_("Close"))


def message(found: Brief) -> tuple[str, list[Json]]:
    """Return the brief as somebody gets it before the call."""
    said = _("Your next call about {account}: {calls}.").format(
        account=bold(cut(found.account, _NAME)), calls=_calls(found)
    )
    first = button(_("Show all"), "brief.open", str(found.handoff_id), style="primary")
    return said, [section(said), *_all(found, _SHORT), actions([first, *_leads_on(found)])]


def _head(found: Brief) -> str:
    account = bold(cut(found.account, _NAME))
    if not found.calls:
        return _("{account} · no call is planned").format(account=account)
    return f"{account} · {_calls(found)}"


def _calls(found: Brief) -> str:
    return " · ".join(_call(one) for one in found.calls)


def _call(call: Call) -> str:
    """Return what a call is, when, and who of us takes part."""
    said = _("{title}, {day}, with {who}")
    who = ", ".join(mention(person_id) for person_id in call.who)
    return said.format(title=escape(cut(call.title, _NAME)), day=day(call.on), who=who)


def _all(found: Brief, room: _Room) -> Iterator[Json]:
    yield from changes.news(found.handoff_id, found.news)
    yield from _to_say(found)
    yield divider()
    yield from _wants(found.wants, room)
    yield from _people(found, room)
    yield from _list(_("Open trouble"), _items(found.trouble, room), found.trouble.total)
    yield from _list(_("Promises"), _items(found.promises, room), found.promises.total)
    yield from _list(_("Open concerns"), _concerns(found.concerns, room), len(found.concerns))
    yield from _list(_("Open questions"), _questions(found, room), found.questions_total)
    yield from _topics(found)


def _before_a_dump_call(found: Brief) -> str:
    if found.percent == 100:
        said = _("The {document} is complete. The call agenda has what has no owner or date yet.")
    else:
        said = _("The {document} is {n} % complete. The call agenda has what is still missing.")
    return said.format(document=document(found.kind), n=found.percent)


def _to_say(found: Brief) -> Iterator[Json]:
    """What to begin with: an honest word on how much was handed over."""
    if found.calls and all(call.is_internal for call in found.calls):
        yield section(_before_a_dump_call(found))
        return
    whom = escape(cut(found.outgoing, _NAME)) or _("my colleague")
    said = _("“I have seen {n} % of what {name} knows. Please tell me where I am wrong.”").format(
        n=found.percent, name=whom
    )
    if found.speaks:
        yield section(_("*Say first:* {said}").format(said=said))
        return
    who = escape(cut(found.incoming, _NAME)) or _("Who takes over")
    yield section(_("*{who} says first:* {said}").format(who=who, said=said))


def _wants(found: Sequence[Want], room: _Room) -> Iterator[Json]:
    yield section(_("*What they want*"))
    if not found:
        yield context(_("Nobody has written that down yet: ask them."))
    for one in found[: room.lines]:
        yield section(f"*{_(one.label)}:* {escape(cut(one.text, room.text))}")


def _people(found: Brief, room: _Room) -> Iterator[Json]:
    lines = [_person(one, room) for one in found.people[: room.lines]]
    yield from _list(_("Who is who at the customer"), lines, found.people_total)


def _person(contact: ContactLine, room: _Room) -> str:
    known = (
        (_("Expects of us"), contact.expectations),
        (_("Worries about"), contact.concerns),
        (_("How to talk to them"), contact.communication_style),
    )
    more = [f"{label}: {escape(cut(text, room.text // 2))}" for label, text in known if text]
    return "\n".join([contact_line(contact), *more])


def _items(found: Items, room: _Room) -> list[str]:
    return [_item(one, room) for one in found.lines[: room.lines]]


def _item(item: ItemLine, room: _Room) -> str:
    return f"{escape(cut(item.text, room.text))}\n{item_facts(item)}"


def _concerns(found: Sequence[Concern], room: _Room) -> list[str]:
    return [_concern(one) for one in found[: room.lines]]


def _concern(line: Concern) -> str:
    name = bold(cut(line.about, _NAME)) if line.about else _("Nobody in particular")
    said = f"{name} · {concern.state_name(line.state)}"
    if line.owner_id and line.due_on:
        kept = _("{owner} keeps the word by {day}")
        said += " · " + kept.format(owner=mention(line.owner_id), day=day(line.due_on))
    return said


def _questions(found: Brief, room: _Room) -> list[str]:
    said = _("{question} · {who} answers")
    return [
        said.format(question=escape(cut(one.text, room.text)), who=mention(one.waits_for))
        for one in found.questions[: room.lines]
    ]


def _list(title: str, lines: Iterable[str], total: int) -> Iterator[Json]:
    shown = list(lines)
    if not total:
        return
    yield section(_("*{title}* ({n})").format(title=title, n=total))
    yield from (section(line) for line in shown)
    if more := total - len(shown):
        yield context(_("and {n} more").format(n=more))


def _topics(found: Brief) -> Iterator[Json]:
    """What the first call with the customer is about."""
    if not any(call.is_first for call in found.calls):
        return
    topics = [
        _("1. Their goals: are these still right?"),
        _experience(found),
        _steps(found),
    ]
    yield section("\n".join([_("*Topics*"), *topics]))


def _experience(found: Brief) -> str:
    lines = found.topics.experience
    who = escape(cut(found.incoming, _NAME)) or _("who takes over")
    if not lines:
        return _("2. What {who} brings (their profile is empty: App Home, _My settings_)").format(
            who=who
        )
    brings = " · ".join(escape(cut(line, _NAME)) for line in lines)
    return _("2. What {who} brings: {brings}").format(who=who, brings=brings)


def _steps(found: Brief) -> str:
    steps = "; ".join(
        f"{escape(cut(title, _NAME))} ({day(on)})" for title, on in found.topics.steps
    )
    return _("3. What is next: {steps}").format(steps=steps or _("to be agreed"))


def _buttons(found: Brief, is_whole: bool) -> list[Json]:
    handoff = str(found.handoff_id)
    toggle = (
        button(_("Show less"), "brief.less", handoff)
        if is_whole
        else button(_("Show all"), "brief.more", handoff)
    )
    return [toggle, *_leads_on(found)]


def _leads_on(found: Brief) -> list[Json]:
    handoff = str(found.handoff_id)
    read = _("Read the {document}").format(document=document(found.kind))
    buttons = [button(read, "review.open", handoff)]
    if any(call.is_internal for call in found.calls):
        buttons.append(button(_("Call agenda"), "agenda.open", handoff))
    if found.may_file:
        label = _("Intro call as a calendar file…")
        buttons.append(call_file.opening(found.handoff_id, label))
    return buttons
