"""The forms of the customer message: its text, the sentence about the why, the date it was sent."""

from collections.abc import Mapping, Sequence
from datetime import date

from blocks.customer_message import changed, hints, warnings
from blocks.kit import (
    Json,
    bold,
    checkboxes,
    context,
    cut,
    date_picker,
    divider,
    input_block,
    mention,
    modal,
    option,
    section,
    text_input,
)
from playbook.customer_message import Message, Text
from playbook.letters import LONGEST
from playbook.message_writing import LONGEST_SENTENCE, LONGEST_SUBJECT
from playbook.wording import Change
from playbook.words import _

READY = "ready"
_NAME = 200


def edit(
    found: Message,
    metadata: str,
    typed: Text | None = None,
    *,
    words: Sequence[str] = (),
    since: Sequence[Change] = (),
    is_ready: bool = True,
) -> Json:
    """Return the form of the text. `typed` is what somebody has written in it already.

    `words` are those that they are warned of, `since` what somebody else changed meanwhile.
    """
    text = typed or found.text
    blocks = [
        *_overtaken(found, since),
        *_warned(words),
        _subject(text),
        _body(text),
        _ready(found, is_ready=is_ready),
        *hints(found),
    ]
    return modal(
        "message.save",
        _("Customer message"),
        blocks,
        submit=_("Save all the same") if words or since else _("Save"),
        close=_("Cancel"),
        metadata=metadata,
    )


def sentence(
    found: Message, metadata: str, typed: str | None = None, words: Sequence[str] = ()
) -> Json:
    """Return the form of the one sentence about the why, for the lead."""
    said = _("What may {account} hear of why? One honest sentence, approved like the rest.")
    field = text_input(
        "sentence",
        found.sentence if typed is None else typed,
        multiline=True,
        max_length=LONGEST_SENTENCE,
    )
    hint = _("Never the reason itself: that stays with you. Leave it empty to say nothing.")
    return modal(
        "message.write_sentence",
        _("The why"),
        [
            section(said.format(account=bold(cut(found.account, _NAME)))),
            *_warned(words),
            input_block(_("Sentence"), field, "sentence", optional=True, hint=hint),
        ],
        submit=_("Save all the same") if words else _("Save"),
        close=_("Cancel"),
        metadata=metadata,
    )


def sent_on(today: date) -> Json:
    """Return the input of the date on which the customer was told."""
    return input_block(_("Sent on"), date_picker("on", today), "on")


def _subject(text: Text) -> Json:
    field = text_input("subject", text.subject, max_length=LONGEST_SUBJECT)
    return input_block(_("Subject"), field, "subject")


def _body(text: Text) -> Json:
    hint = _("Up to {longest} characters fit. It had {count} when this was opened.")
    return input_block(
        _("Text"),
        text_input("body", text.body, multiline=True),
        "body",
        hint=hint.format(longest=f"{LONGEST:,}", count=f"{len(text.body):,}"),
    )


def _ready(found: Message, *, is_ready: bool) -> Json:
    others = [one for one in found.standing.approvals if one.person_id != found.viewer_id]
    said = _("I approve it, and the others are asked to") if others else _("I approve it")
    boxes = checkboxes("ready", [option(said, READY)], [READY] if is_ready else [])
    hint = _("Every change takes the approvals back. Whoever had approved hears so.")
    return input_block(_("Ready"), boxes, "ready", optional=True, hint=hint)


def _warned(words: Sequence[str]) -> list[Json]:
    if not words:
        return []
    hint = _("Nothing is saved yet. Change it, or save all the same.")
    return [*warnings(words), context(hint), divider()]


def _overtaken(found: Message, since: Sequence[Change]) -> list[Json]:
    if not since:
        return []
    said = _(
        "*{who} has saved version {number} meanwhile.* What you typed stands below; saving it "
        "takes the place of theirs, which stays among the versions. They changed:"
    ).format(who=mention(found.written_by), number=found.standing.number)
    return [section(said), *changed(since), divider()]


def kept(values: Mapping[str, object]) -> Text:
    """Return what the form holds."""
    return Text(str(values.get("subject") or ""), str(values.get("body") or ""))
