"""The customer message in Slack: read, approved, and sent (R11). Its forms are in message_forms."""

from collections.abc import Sequence
from urllib.parse import quote

from blocks import call_file
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
    moment,
    option,
    section,
    static_select,
)
from playbook.customer_message import Message, Sent, Standing, Text, Version
from playbook.wording import Change
from playbook.words import _

LONGEST_LINK = 2000
"""Characters of a mail link: what mail programs and browsers take without cutting it."""

_NAME = 200
_CHANGE = 1200
_CHANGES = 40


def view(found: Message, languages: dict[str, str]) -> Json:
    """Return the modal in which the message is read, approved and worked on by one person."""
    blocks = [
        section(_head(found)),
        letter(found.text),
        *warnings(found.words),
        *_notes(found),
        *_language(found, languages),
        divider(),
        section("\n".join([approvals_line(found.standing), *_next_line(found)])),
        *_actions(found),
        *hints(found),
    ]
    return modal("message", _("Customer message"), blocks, close=_("Close"))


def letter(text: Text) -> Json:
    """Return a message as it was written, without anything of it read as Slack's formatting.

    https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
    """
    parts = [
        {"type": "text", "text": text.subject or "–", "style": {"bold": True}},
        {"type": "text", "text": f"\n\n{text.body}"},
    ]
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": parts}]}


def to_copy(whole: str) -> Json:
    """Return a text to copy, character by character."""
    part = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": whole}]}
    return {"type": "rich_text", "elements": [part]}


def warnings(words: Sequence[str]) -> list[Json]:
    """Return the warning that names the words which speak of a reason."""
    if not words:
        return []
    named = ", ".join(f"“{escape(cut(word, _NAME))}”" for word in words)
    said = _("*Please look once more:* {words} may tell the customer why. The reason stays inside.")
    return [section(said.format(words=named))]


def approvals_line(found: Standing) -> str:
    """Return who has approved the message, and who is waited for."""
    if not found.number:
        everybody = ", ".join(mention(one.person_id) for one in found.approvals)
        return _("*Approvals:* none yet. {people} approve it before it goes out.").format(
            people=everybody
        )
    given = [one for one in found.approvals if one.at]
    lines = [
        _("*Approvals:* {n} of {total}").format(n=len(given), total=len(found.approvals)),
        *(f"• {mention(one.person_id)}, {moment(one.at)}" for one in given if one.at),
    ]
    if found.waiting:
        waiting = ", ".join(mention(person) for person in found.waiting)
        lines.append(_("Waits for: {people}").format(people=waiting))
    return "\n".join(lines)


def _next_line(found: Message) -> list[str]:
    """Return when it was sent, or who sends it now that all have approved."""
    if found.standing.sent:
        return [_sent_in_full(found.standing.sent)]
    if not found.standing.is_approved:
        return []
    said = _("*Next:* {sender} sends it, and marks it as sent.")
    return [said.format(sender=mention(found.sender_id))]


def hints(found: Message) -> list[Json]:
    """Return the coaching hints beside the text (S2), while it is being worked on."""
    if found.standing.sent:
        return []
    said = [
        _("Stay positive: what the customer gains comes first, and what stays as it was."),
        _("Expect some irritation; it is about the change. Do not take it personally."),
        _("Promise only what is in the plan, and say who answers until then."),
    ]
    if found.situation == "abrupt":
        said[0] = _("Say whom to turn to in the first lines; everything else can wait.")
    return [context("\n".join(f"• {line}" for line in said))]


def in_status(
    handoff_id: int, found: Standing | None, viewer_id: str, *, is_next: bool
) -> list[Json]:
    """Return how far the message is, with the button that leads to it.

    `is_next`: the viewer's next step leads to it already.
    """
    if found is None:
        return []
    if is_next:
        return [section(_("*Customer message:* {how}").format(how=_how_far(found)))]
    must_approve = found.number > 0 and viewer_id in found.waiting
    label = _("Read and approve") if must_approve else _("Customer message")
    said = _("*Customer message:* {how}").format(how=_how_far(found))
    return [section(said, button(label, "message.open", str(handoff_id)))]


def sending(found: Message, today: Json, over: str) -> Json:
    """Return the modal with the text to copy, the mail link and the mark that it was sent.

    `today` is the date input; `over` is the metadata.
    """
    blocks = [
        section(_("*Subject*")),
        to_copy(found.text.subject),
        section(_("*Text, with the timeline*") if found.timeline else _("*Text*")),
        to_copy(_whole(found)),
        section(_mail_link(found)),
        *_call_file(found),
        *_before(found),
        divider(),
        *_marking(found, today),
    ]
    return modal(
        "message.sending",
        _("Send the message"),
        blocks,
        submit=_("Mark as sent") if found.may_send else None,
        close=_("Back"),
        metadata=over,
    )


def version(handoff_id: int, found: Sequence[Version], number: int) -> Json:
    """Return one version: what it changed in the one before, who approved it, and its text."""
    shown = next((one for one in found if one.number == number), found[0])
    by = _("*Version {number}* by {who}, {at}").format(
        number=shown.number, who=mention(shown.written_by), at=moment(shown.written_at)
    )
    first = [context(_("The first version that was kept."))]
    blocks = [section(by), *_said_of(shown), divider(), *(changed(shown.changes) or first)]
    turning = [
        button(label, f"message.version:{n}", f"{handoff_id}:{n}")
        for label, n in ((_("Earlier"), shown.number - 1), (_("Later"), shown.number + 1))
        if 1 <= n <= found[0].number
    ]
    blocks += [divider(), letter(shown.text), *([actions(turning)] if turning else [])]
    return modal("message.versions", _("Versions"), blocks, close=_("Back"))


def changed(changes: Sequence[Change]) -> list[Json]:
    """Return where two versions differ: the lines that were there, and those that are."""
    blocks = [section("\n".join(_was_and_is(one))) for one in changes[:_CHANGES]]
    if more := len(changes) - len(blocks):
        blocks.append(context(_("and {n} more places").format(n=more)))
    return blocks


def _was_and_is(change: Change) -> list[str]:
    was, now = escape(cut(change.was, _CHANGE)), escape(cut(change.now, _CHANGE))
    if not was:
        return [_("*New:* {text}").format(text=now)]
    if not now:
        return [_("*Taken out:* {text}").format(text=was)]
    return [_("*Was:* {text}").format(text=was), _("*Is:* {text}").format(text=now)]


def _head(found: Message) -> str:
    names = {
        "planned": _("a planned change"),
        "from_lead": _("a planned change, told by the lead"),
        "abrupt": _("a sudden change, told by the lead"),
        "sales": _("sales to CS"),
        "introduction": _("introduction by email"),
    }
    first = _("{account} · {situation}").format(
        account=bold(cut(found.account, _NAME)), situation=names[found.situation]
    )
    return f"{first}\n{_who_wrote(found)}"


def _who_wrote(found: Message) -> str:
    signs = _("{sender} signs it.").format(sender=mention(found.sender_id))
    if found.written_at is None:
        said = _("A draft: nobody has kept a version yet.")
        return f"{said} {signs}"
    said = _("Version {number}, by {who}, {at}, {count} characters.").format(
        number=found.standing.number,
        who=mention(found.written_by),
        at=moment(found.written_at),
        count=len(found.text.body),
    )
    return f"{said} {signs}"


def _notes(found: Message) -> list[Json]:
    said = [*_language_note(found), *_profile_note(found), *_why_note(found)]
    return [context("\n".join(said))] if said else []


def _language_note(found: Message) -> list[str]:
    if found.unwritten is None:
        return []
    said = _(
        "There are no drafts in the customer’s language ({language}) yet: this one is English."
    )
    return [said.format(language=escape(found.unwritten))]


def _profile_note(found: Message) -> list[str]:
    if found.left_out:
        names = {
            "credentials": _("credentials"),
            "industries": _("industries"),
            "languages": _("languages"),
            "personal_line": _("personal line"),
        }
        parts = ", ".join(names[name] for name in found.left_out)
        said = _("Left out, so that it fits into 3,000 characters: {parts} of the profile.")
        return [said.format(parts=parts)]
    if found.has_profile or found.newcomer_id is None or found.standing.number:
        return []
    said = _("{incoming} has no profile yet. With one (Home, My settings) a draft would say more.")
    return [said.format(incoming=mention(found.newcomer_id))]


def _why_note(found: Message) -> list[str]:
    if found.stance != "be_open" or found.sentence or found.standing.sent:
        return []
    return [_("This workspace is open about the why: the lead may add one honest sentence.")]


def _language(found: Message, languages: dict[str, str]) -> list[Json]:
    """The draft follows the account's language; a version that was kept stays as it is."""
    if found.standing.number or not found.is_open:
        return []
    options = [option(name, code) for code, name in languages.items()]
    handoff = str(found.handoff_id)
    select = static_select(f"message.language:{handoff}", options, found.language)
    return [section(_("*The customer reads*"), select)]


def _actions(found: Message) -> list[Json]:
    buttons = _buttons(found)
    return [actions(buttons)] if buttons else []


def _buttons(found: Message) -> list[Json]:
    handoff, number = str(found.handoff_id), found.standing.number
    buttons = []
    if found.may_approve:
        value = f"{handoff}:{number}"
        buttons.append(button(_("Approve"), "message.approve", value, style="primary"))
    if found.standing.is_approved:
        style = None if found.standing.sent else "primary"
        buttons.append(button(_("Text to send"), "message.sending", handoff, style=style))
    if found.is_open:
        label, style = (_("Edit"), None) if number else (_("Edit and save"), "primary")
        buttons.append(button(label, "message.edit", handoff, style=style))
    if found.may_write_sentence:
        buttons.append(button(_("The why…"), "message.sentence", handoff))
    if found.is_open and number and found.standing.waiting:
        buttons.append(button(_("Ask again"), "message.ask", handoff))
    if number:
        buttons.append(button(_("Versions"), "message.version", f"{handoff}:{number}"))
    return buttons


def _how_far(found: Standing) -> str:
    if found.sent:
        return _sent_line(found)
    if not found.number:
        return _("a draft is ready; nobody has kept a version yet")
    if found.is_approved:
        return _("approved by all, not sent yet")
    given = len(found.approvals) - len(found.waiting)
    waiting = ", ".join(mention(person) for person in found.waiting)
    said = _("version {number}, approved by {n} of {total}, waits for {people}")
    return said.format(number=found.number, n=given, total=len(found.approvals), people=waiting)


def _sent_line(found: Standing) -> str:
    if found.sent is None:
        return ""
    said = _("sent {day}, says {who}")
    return said.format(day=day(found.sent.on), who=mention(found.sent.by))


def _sent_in_full(sent: Sent) -> str:
    return _("Sent {day}, says {who}").format(day=day(sent.on), who=mention(sent.by))


def _whole(found: Message) -> str:
    return f"{found.text.body}\n\n{found.timeline}" if found.timeline else found.text.body


def _mail_link(found: Message) -> str:
    """Return the link that opens a mail program; with the subject alone where all is too long.

    https://docs.slack.dev/messaging/formatting-message-text#linking-urls
    """
    link = f"mailto:?subject={quote(found.text.subject)}&body={quote(_whole(found))}"
    if len(link) <= LONGEST_LINK:
        return f"<{escape(link)}|{_('Open it in your mail program')}>"
    link = f"mailto:?subject={quote(found.text.subject)}"
    said = _("The text is too long for a link: please copy it.")
    return f"<{escape(link)}|{_('Open your mail program, with the subject')}> {said}"


def _call_file(found: Message) -> list[Json]:
    """Return the way to put the intro call into calendars (R8); an introduction has no call."""
    if not found.is_open or found.situation == "introduction":
        return []
    label = _("Intro call as a calendar file…")
    return [actions([call_file.opening(found.handoff_id, label)])]


def _before(found: Message) -> list[Json]:
    if not found.before or found.standing.sent:
        return []
    titles = ", ".join(f"“{escape(cut(title, _NAME))}”" for title in found.before)
    return [section(_("*Before it goes out, this is still to do:* {titles}").format(titles=titles))]


def _marking(found: Message, today: Json) -> list[Json]:
    if not found.may_send:
        said = _("{sender} sends it, and marks it as sent.")
        return [context(said.format(sender=mention(found.sender_id)))]
    if not found.ticks:
        return [today]
    titles = ", ".join(f"“{escape(cut(title, _NAME))}”" for title in found.ticks)
    return [today, context(_("Marking it as sent ticks {titles}.").format(titles=titles))]


def _said_of(shown: Version) -> list[Json]:
    said = []
    if shown.approved_by:
        people = ", ".join(mention(person) for person in shown.approved_by)
        said.append(_("Approved by {people}").format(people=people))
    if shown.sent:
        said.append(_sent_in_full(shown.sent))
    return [context(" · ".join(said))] if said else []
