"""What happened to a handoff, in words: the audit trail as its people read it (R31, R32)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, null, select
from sqlalchemy.orm import Session

from playbook import people
from playbook.access import Opened
from playbook.visibility import Field
from playbook.words import later
from storage.tables import AuditEntry
from storage.written import written


@dataclass(frozen=True, slots=True)
class What:
    """What an entry says. `sentence` is filled with `who` and what the entry's detail holds.

    `people` are the parts of the detail that name persons; `needs` is what a reader must be
    allowed to see beyond the trail itself. `has_why`: whoever sees reasons reads why it was done.
    """

    sentence: str
    people: tuple[str, ...] = ()
    needs: Field = Field.AUDIT
    has_why: bool = False


WHAT: Mapping[str, What] = {
    "handoff_proposed": What(later("{who} proposed the handoff")),
    "draft_discarded": What(later("{who} discarded the draft")),
    "draft_withdrawn": What(later("{who} withdrew the proposal")),
    "handoff_opened": What(later("{who} opened the handoff")),
    "place_chosen": What(later("{who} chose where the checklist is posted")),
    "place_made": What(later("The handoff's place was made")),
    "task_done": What(later("{who} ticked “{title}”")),
    "task_undone": What(later("{who} took the tick of “{title}” back")),
    "plan_changed": What(later("{who} changed the plan; tasks that moved: {moved}")),
    "task_changed": What(later("{who} changed “{title}”")),
    "task_skipped": What(later("{who} left “{title}” out: {why}")),
    "task_taken_up": What(later("{who} took “{title}” up again")),
    "task_handed_back": What(later("{who} said that “{title}” is not theirs")),
    "task_left_with": What(later("{who} left “{title}” with whose it was")),
    "question_handed_on": What(
        later("{who} said that “{title}” is not theirs: {to} is asked"), people=("to",)
    ),
    "asked_now": What(later("{who} had “{title}” asked now")),
    "task_added": What(later("{who} added “{title}”")),
    "moved": What(later("The handoff moved from “{from}” to “{to}”"), has_why=True),
    "owner_changed": What(later("The account is {to}'s now"), people=("to",)),
    "blueprint_written": What(later("{who} wrote in the blueprint")),
    "contact_written": What(later("{who} wrote about a person at the customer")),
    "contact_removed": What(later("{who} took a person at the customer out")),
    "item_written": What(later("{who} wrote down an open item")),
    "item_removed": What(later("{who} took an open item out")),
    "log_written": What(later("{who} filed something in the account's log")),
    "log_changed": What(later("{who} corrected something in the account's log")),
    "log_removed": What(later("{who} took something out of the account's log")),
    "blueprint_exported": What(later("The blueprint was exported, judgement included")),
    "reason_exported": What(
        later("The blueprint was exported with the reason"), needs=Field.REASON
    ),
    "blueprint_confirmed": What(later("{who} said that the blueprint is up to date")),
    "contact_exported": What(later("{who} exported what is kept of a person at the customer")),
    "contact_erased": What(later("{who} erased what was kept of a person at the customer")),
    "personal_details_kept": What(later("{who} kept personal details for another while")),
    "personal_details_expired": What(later("Personal details were emptied: {count}")),
    "refresh_asked": What(later("{who} asked for blueprints to be brought up to date")),
    "refresh_moved": What(later("{who} chose another day for blueprints to be up to date")),
    "refresh_withdrawn": What(later("{who} does not ask for blueprints any more")),
    "dump_completed": What(later("{who} handed the blueprint over")),
    "blueprint_accepted": What(later("{who} accepted the blueprint")),
    "blueprint_returned": What(later("{who} returned the blueprint with the gaps named")),
    "question_asked": What(later("{who} asked about the blueprint")),
    "question_answered": What(later("{who} answered a question about the blueprint")),
    "question_withdrawn": What(later("{who} took a question about the blueprint back")),
    "repeated_noted": What(later("{who} noted what the customer had to repeat")),
    "repeated_removed": What(later("{who} took out what the customer had to repeat")),
    "check_in_answered": What(later("{who} answered a check-in"), needs=Field.SENTIMENT),
    "check_in_corrected": What(later("{who} corrected a check-in"), needs=Field.SENTIMENT),
    "concern_opened": What(later("{who} opened a concern"), needs=Field.CONCERNS),
    "concern_acknowledged": What(later("{who} acknowledged a concern"), needs=Field.CONCERNS),
    "concern_answered": What(later("{who} stated an answer to a concern"), needs=Field.CONCERNS),
    "concern_agreed": What(later("{who} agreed a plan for a concern"), needs=Field.CONCERNS),
    "concern_kept": What(later("{who} noted that the word was kept"), needs=Field.CONCERNS),
    "concern_went_back": What(later("{who} took a concern a step back"), needs=Field.CONCERNS),
    "concern_withdrawn": What(
        later("A concern was taken back: the check-in was corrected"), needs=Field.CONCERNS
    ),
    "silence_asked": What(
        later("A key stakeholder has not been heard from for five working days"),
        needs=Field.SENTIMENT,
    ),
    "silence_raised": What(
        later("A key stakeholder’s silence counts as no signal"), needs=Field.SENTIMENT
    ),
    "silence_tried": What(
        later("{who} tried another channel to a key stakeholder"), needs=Field.SENTIMENT
    ),
    "silence_heard": What(later("{who} heard from a key stakeholder"), needs=Field.SENTIMENT),
    "attention_raised": What(later("The handoff needs attention"), needs=Field.SENTIMENT),
    "attention_lowered": What(later("The need for attention is over"), needs=Field.SENTIMENT),
    "message_written": What(later("{who} wrote version {number} of the customer message")),
    "message_approved": What(later("{who} approved version {number} of the customer message")),
    "message_language": What(later("{who} noted that the customer reads {language}")),
    "sentence_written": What(later("{who} wrote the sentence that the customer reads about why")),
    "message_sent": What(later("{who} noted that the customer was told")),
    "observers_told": What(later("{who} told the observers")),
    "observer_acknowledged": What(later("{who} acknowledged as an observer")),
    "temporary_named": What(
        later("{who} named {person} as the temporary contact"), people=("person",)
    ),
    "incoming_named": What(later("{who} named {person} as the incoming CSM"), people=("person",)),
    "release_ready": What(later("The deal is ready for release")),
    "release_withdrawn": What(later("The deal is not ready for release any more")),
    "cancelled_early": What(
        later("{who} recorded an early cancellation, on {on}, against {ae} and {csm}"),
        people=("ae", "csm"),
    ),
    "bau_confirmed": What(later("{who} confirmed business as usual")),
    "guard_waived": What(later("{who} set open points aside: {open}")),
    "bau_overruled": What(later("{who} confirmed business as usual with open points: {open}")),
    "undeliverable": What(
        later("A message of mine to {person} could not be delivered"), people=("person",)
    ),
    "checklist_gone": What(later("The posted checklist was deleted, and is posted again")),
    "place_lost": What(later("The handoff's channel cannot be posted in")),
    "place_found": What(later("The handoff's channel can be posted in again")),
    "place_changed": What(later("{who} moved the checklist to another place")),
    "channel_archived": What(later("The handoff's channel was archived")),
    "outgoing_swapped": What(
        later("{who} put {to} in for {from} as the outgoing CSM"), people=("from", "to")
    ),
    "incoming_swapped": What(
        later("{who} put {to} in for {from} as the incoming CSM"), people=("from", "to")
    ),
    "lead_swapped": What(later("{who} put {to} in for {from} as the lead"), people=("from", "to")),
    "account_renamed": What(later("{who} corrected the account's name from “{from}” to “{to}”")),
    "backup_named": What(later("{who} named {to} as the account's backup"), people=("to",)),
    "backup_removed": What(
        later("{who} took {from} out as the account's backup"), people=("from",)
    ),
    "observers_changed": What(later("{who} changed who observes the handoff")),
    "reason_changed": What(later("{who} corrected the reason"), needs=Field.REASON),
    "checklist_not_shown": What(later("The posted checklist could not be brought up to date")),
}
"""Every word of the audit trail that people of a handoff read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `facts` fill the sentence; they are as people wrote them.

    `why` is the reason that was given for it, for whoever may see reasons.
    """

    at: datetime
    what: str
    sentence: str
    facts: Mapping[str, str]
    why: str = ""


def recent(
    session: Session, opened: Opened, limit: int = 5, known: Mapping[str, str] | None = None
) -> tuple[Entry, ...]:
    """Return the last entries that this person may see, newest first, in two statements.

    `known` are names of people by id; where nobody else is named, one statement is enough.
    """
    workspace_id = opened.handoff.workspace_id
    session.flush()  # what is read below goes past the session
    query = _recent(frozenset(field for field in _NEEDED if opened.sees(field)))
    which = {"workspace_id": workspace_id, "handoff_id": opened.handoff.id, "limit": limit}
    rows = session.connection().execute(query, which).all()
    names = dict(known or {})
    names |= people.names(session, workspace_id, _named(rows) - names.keys())
    return tuple(_entry(row, names) for row in rows)


_NEEDED = frozenset({Field.REASON, *(what.needs for what in WHAT.values())})
"""What entries need to be seen, and their reasons."""


@cache
def _recent(seen: frozenset[Field]) -> Select[*tuple[Any, ...]]:
    """The query for the last entries that somebody may see who sees these fields."""
    words = (word for word, what in WHAT.items() if what.needs in seen)
    confidential = AuditEntry.confidential if Field.REASON in seen else null().label("confidential")
    return (
        select(AuditEntry.at, AuditEntry.what, AuditEntry.actor_id, AuditEntry.detail, confidential)
        .where(
            AuditEntry.workspace_id == bindparam("workspace_id"),
            AuditEntry.handoff_id == bindparam("handoff_id"),
            AuditEntry.what.in_(written(words)),
        )
        .order_by(AuditEntry.id.desc())
        .limit(bindparam("limit"))
    )


def _named(rows: Iterable[Any]) -> set[str]:
    ids = {row.actor_id for row in rows}
    return ids | {row.detail.get(part) for row in rows for part in WHAT[row.what].people}


def _entry(row: Any, names: Mapping[str, str]) -> Entry:
    what = WHAT[row.what]
    facts = {name: str(fact) for name, fact in row.detail.items()}
    facts |= {part: names.get(facts.get(part, ""), "–") for part in what.people}
    facts["who"] = names.get(row.actor_id, "Handoff")
    why = str((row.confidential or {}).get("reason", "")) if what.has_why else ""
    return Entry(row.at, row.what, what.sentence, facts, why)
