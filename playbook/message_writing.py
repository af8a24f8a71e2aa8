"""Writing the customer message, approving it, and marking it as sent (R11).

Whatever changes the text writes a new version. Nobody has approved that one, so every change takes
the approvals back; those who had approved hear so at once.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from playbook import audit, checklist, letters, message_draft
from playbook.access import Opened, require
from playbook.customer_message import (
    Message,
    Text,
    approvers,
    may_send,
    newest,
    of,
    open_message,
    standing,
    telling_tasks,
    text_of,
)
from playbook.errors import FieldErrors, NotAllowed, NotNow, PlaybookError
from playbook.holders import holders
from playbook.hours import local_date
from playbook.letters.reasons import spoken_of
from playbook.people import Actor
from playbook.templates.model import Event
from playbook.visibility import Role
from playbook.wording import Change, changes
from playbook.words import _
from storage import outbox
from storage.choices import Stance
from storage.tables import Handoff, HonestSentence, MessageApproval, MessageVersion, Task

LONGEST_SUBJECT = 250
LONGEST_SENTENCE = 300

APPROVE, TAKEN_BACK, AGREED = "message_approve", "message_taken_back", "message_agreed"
"""The effects by which people hear of it."""

SHOWN = "message_shown"
"""The effect by which the DMs of these effects show what has become of it, also after a crash."""


class Overtaken(PlaybookError):
    """Somebody else has written a version meanwhile: what they changed, and how it stands now."""

    def __init__(self, message: Message, found: tuple[Change, ...]) -> None:
        super().__init__(_("Somebody else has changed the message meanwhile."))
        self.message, self.changes = message, found


class GivesAway(PlaybookError):
    """What was typed speaks of a reason. `words` are as they were typed, `message` as it stands."""

    def __init__(self, message: Message, words: tuple[str, ...]) -> None:
        super().__init__(_("These words speak of why: {words}.").format(words=", ".join(words)))
        self.message, self.words = message, words


def save(
    session: Session,
    actor: Actor,
    handoff_id: int,
    text: Text,
    now: datetime,
    *,
    seen: int,
    heeded: Iterable[str] = (),
    is_ready: bool = False,
) -> None:
    """Keep what was written as the next version; the same text again is none.

    `seen` is the number of the version that the writer began from, `heeded` the words that they
    were warned of. `is_ready`: they approve it, and the others are asked to.
    Raises FieldErrors (subject, body), Overtaken, GivesAway, NotThere, NotAllowed, NotNow.
    """
    opened = open_message(session, actor, handoff_id, for_change=True)
    text = Text(" ".join(text.subject.split()), text.body.strip())
    if wrong := _wrong(text):
        raise FieldErrors(wrong)
    row, message = newest(session, opened.handoff), of(session, opened, now)
    told: Sequence[str] = ()
    if message.standing.number != seen and text != message.text:
        raise Overtaken(message, _since(session, opened, seen, now))
    _heed(message, text.whole, message.sentence, heeded)
    if row is None or text != message.text:
        row = _write(session, opened, message, text, now)
        told = _had_approved(message)
    if is_ready:
        _approve(session, opened, row, now)
        _ask(session, opened, row, now, told)
    _show(session, opened.handoff, now)


def approve(session: Session, actor: Actor, handoff_id: int, number: int, now: datetime) -> None:
    """Approve the version that the person has read; again changes nothing.

    Raises NotThere, NotAllowed, NotNow where there is a newer one.
    """
    opened = open_message(session, actor, handoff_id, for_change=True)
    row = newest(session, opened.handoff)
    if row is None or row.number != number:
        raise NotNow(_("The message has changed meanwhile. Please read it once more."))
    if actor.id not in approvers(opened.handoff):
        raise NotAllowed(_("Your approval is not asked for here."))
    _approve(session, opened, row, now)
    _show(session, opened.handoff, now)


def ask_again(session: Session, actor: Actor, handoff_id: int, now: datetime) -> None:
    """Ask those who have not approved the newest version. Raises NotThere, NotAllowed, NotNow."""
    opened = open_message(session, actor, handoff_id, for_change=True)
    row = newest(session, opened.handoff)
    if row is None or not standing(session, opened.handoff).waiting:
        raise NotNow(_("Nobody is left to be asked."))
    opened.handoff.version += 1
    _ask(session, opened, row, now)


def write_sentence(
    session: Session,
    actor: Actor,
    handoff_id: int,
    sentence: str,
    now: datetime,
    *,
    heeded: Iterable[str] = (),
) -> None:
    """Keep the one honest sentence about the why; only the lead may, where the stance is open.

    It is in the draft from then on; in a version that was kept it takes its place as a change.
    Raises FieldErrors (sentence), GivesAway, NotThere, NotAllowed, NotNow.
    """
    opened = open_message(session, actor, handoff_id, for_change=True)
    require(opened, Role.LEAD)
    message, sentence = of(session, opened, now), " ".join(sentence.split())
    if message.stance is not Stance.BE_OPEN:
        raise NotNow(_("This workspace looks forward: its messages say nothing of the why."))
    if len(sentence) > LONGEST_SENTENCE:
        raise FieldErrors({"sentence": _too_long(sentence, LONGEST_SENTENCE)})
    _heed(message, sentence, message.sentence, heeded)
    text = _with_sentence(message.text, message.sentence, sentence)
    if wrong := _wrong(text):
        raise FieldErrors({"sentence": " ".join(wrong.values())})
    _keep_sentence(session, opened, sentence, now)
    if message.standing.number and text != message.text:
        _write(session, opened, message, text, now)
        _show(session, opened.handoff, now)


def choose_language(
    session: Session, actor: Actor, handoff_id: int, language: str, now: datetime
) -> None:
    """Note which language the account reads. Raises NotThere, NotAllowed, NotNow."""
    opened = open_message(session, actor, handoff_id, for_change=True)
    if language not in letters.languages():
        raise NotNow(_("There are no drafts in this language yet."))
    opened.account.language = language
    _record(session, opened, "message_language", now, {"language": letters.languages()[language]})


def mark_sent(
    session: Session, actor: Actor, handoff_id: int, number: int, on: date | None, now: datetime
) -> None:
    """Note on which date the customer was told; that ticks the tasks which the telling is (R16).

    Raises FieldErrors (on), NotThere, NotAllowed, NotNow where not all have approved this version.
    """
    opened = open_message(session, actor, handoff_id, for_change=True)
    row = newest(session, opened.handoff)
    if row is None or row.number != number or not standing(session, opened.handoff).is_approved:
        raise NotNow(_("Not all have approved this version: it is not to be sent yet."))
    if not may_send(opened, telling_tasks(session, opened.handoff)):
        raise NotAllowed(_("Telling this customer is for the lead."))
    if on is None or on > local_date(now, opened.viewer.zone):
        raise FieldErrors({"on": _("On which day was it sent? Today, or a day before.")})
    row.sent_on, row.sent_by, row.sent_at = on, actor.id, now
    _record(session, opened, "message_sent", now, {"on": on.isoformat(), "number": number})
    checklist.happened(session, opened.handoff, Event.CUSTOMER_TOLD, actor.id, now)
    _show(session, opened.handoff, now)


def settle(session: Session, handoff: Handoff, actor_id: str | None, now: datetime) -> None:
    """Let the plan say whether the message is approved, after its people or tasks were changed."""
    found = standing(session, handoff)
    if found.is_approved:
        checklist.happened(session, handoff, Event.MESSAGE_APPROVED, actor_id, now)
    elif found.number and not found.sent:
        _open_again(session, handoff)
    if found.number and not found.sent:
        _show(session, handoff, now)
    if found.sent:
        checklist.happened(session, handoff, Event.CUSTOMER_TOLD, actor_id, now)


def _wrong(text: Text) -> dict[str, str]:
    wrong = {}
    if not text.subject:
        wrong["subject"] = _("A message needs a subject.")
    elif len(text.subject) > LONGEST_SUBJECT:
        wrong["subject"] = _too_long(text.subject, LONGEST_SUBJECT)
    if not text.body:
        wrong["body"] = _("There is nothing to send yet.")
    elif len(text.body) > letters.LONGEST:
        wrong["body"] = _too_long(text.body, letters.LONGEST)
    return wrong


def _too_long(text: str, longest: int) -> str:
    said = _("That is {count} characters, and {longest} fit: please shorten it by {over}.")
    return said.format(count=len(text), longest=longest, over=len(text) - longest)


def _heed(message: Message, typed: str, approved: str, heeded: Iterable[str]) -> None:
    """Name the words that speak of a reason, once: who was warned of them decides."""
    words = spoken_of(typed, approved)
    if set(words) - set(heeded):
        raise GivesAway(message, words)


def _since(session: Session, opened: Opened, seen: int, now: datetime) -> tuple[Change, ...]:
    """What was changed since the version that somebody began from; 0 is the draft."""
    handoff, row = opened.handoff, newest(session, opened.handoff)
    query = select(MessageVersion).where(
        MessageVersion.workspace_id == handoff.workspace_id,
        MessageVersion.handoff_id == handoff.id,
        MessageVersion.number == seen,
    )
    old = session.scalar(query)
    letter = message_draft.make(session, opened, now).letter
    begun = text_of(old) if old else Text(letter.subject, letter.body)
    return changes(begun.whole, text_of(row).whole) if row else ()


def _write(
    session: Session, opened: Opened, message: Message, text: Text, now: datetime
) -> MessageVersion:
    handoff, before = opened.handoff, message.standing
    row = MessageVersion(
        workspace_id=handoff.workspace_id,
        handoff_id=handoff.id,
        number=before.number + 1,
        situation=message.situation,
        language=message.language,
        subject=text.subject,
        body=text.body,
        written_by=opened.viewer.id,
        written_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, opened, "message_written", now, {"number": row.number})
    if not before.sent:
        _open_again(session, handoff)
    _tell(session, opened, row, TAKEN_BACK, _had_approved(message), now)
    return row


def _had_approved(message: Message) -> tuple[str, ...]:
    return tuple(one.person_id for one in message.standing.approvals if one.at)


def _approve(session: Session, opened: Opened, row: MessageVersion, now: datetime) -> None:
    handoff, person_id = opened.handoff, opened.viewer.id
    if person_id not in standing(session, handoff).waiting:
        return
    session.add(
        MessageApproval(
            workspace_id=handoff.workspace_id, version_id=row.id, person_id=person_id, at=now
        )
    )
    session.flush()
    _record(session, opened, "message_approved", now, {"number": row.number})
    if standing(session, handoff).is_approved:
        _tell(session, opened, row, AGREED, _tellers(session, handoff), now)
        checklist.happened(session, handoff, Event.MESSAGE_APPROVED, person_id, now)


def _ask(
    session: Session,
    opened: Opened,
    row: MessageVersion,
    now: datetime,
    told: Sequence[str] = (),
) -> None:
    """Ask who has not approved; `told` hear already that their approval was taken back."""
    waiting = standing(session, opened.handoff).waiting
    asked = [person_id for person_id in waiting if person_id not in told]
    _tell(session, opened, row, APPROVE, asked, now)


def _tell(
    session: Session,
    opened: Opened,
    row: MessageVersion,
    effect: str,
    who: Iterable[str],
    now: datetime,
) -> None:
    """Let people hear of a version; who did it knows."""
    handoff = opened.handoff
    for person_id in who:
        if person_id != opened.viewer.id:
            outbox.put(
                session,
                handoff.workspace_id,
                effect,
                now,
                handoff_id=handoff.id,
                person_id=person_id,
                detail={"number": row.number, "by": opened.viewer.id},
                once_key=f"message:{row.id}:{effect}:{handoff.version}:{person_id}",
            )


def _show(session: Session, handoff: Handoff, now: datetime) -> None:
    """Let the DMs about the message show how it stands."""
    outbox.put(session, handoff.workspace_id, SHOWN, now, handoff_id=handoff.id)


def _tellers(session: Session, handoff: Handoff) -> Sequence[str]:
    """Whose task it is to tell the customer; else who signs the message."""
    who = holders(handoff)
    tasks = telling_tasks(session, handoff)
    found = (task.owner_id or who[role] for task in tasks for role in task.owner.each)
    known = tuple(dict.fromkeys(person for person in found if person))
    return known or (message_draft.sender_of(handoff),)


def _open_again(session: Session, handoff: Handoff) -> None:
    """What ticked itself when all had approved is to do again; what a person ticked stays."""
    query = select(Task).where(
        Task.workspace_id == handoff.workspace_id,
        Task.handoff_id == handoff.id,
        Task.done_event == Event.MESSAGE_APPROVED,
    )
    for task in session.scalars(query):
        task.done_at = task.done_event = None
        handoff.version += 1


def _with_sentence(text: Text, old: str, new: str) -> Text:
    """Put the sentence where the old one stood, else behind the first paragraph (the greeting)."""
    if old and old in text.body:
        return Text(text.subject, text.body.replace(old, new, 1).strip())
    greeting, blank, rest = text.body.partition("\n\n")
    return Text(text.subject, f"{greeting}\n\n{new}{blank}{rest}" if new else text.body)


def _keep_sentence(session: Session, opened: Opened, sentence: str, now: datetime) -> None:
    handoff = opened.handoff
    row = session.get(HonestSentence, handoff.id)
    if row is None:
        row = HonestSentence(workspace_id=handoff.workspace_id, handoff_id=handoff.id)
        session.add(row)
    row.text, row.written_by, row.written_at = sentence, opened.viewer.id, now
    session.flush()
    _record(session, opened, "sentence_written", now, {})


def _record(
    session: Session, opened: Opened, what: str, now: datetime, detail: dict[str, object]
) -> None:
    handoff = opened.handoff
    handoff.version += 1
    audit.record(
        session, handoff.workspace_id, opened.viewer.id, what, now, handoff=handoff, detail=detail
    )
