"""What a draft of a customer message is made from: who, when, the incoming CSM's profile (R11).

This is the only way from the tables into a draft, and it never reads the handoff's reason (R31).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from playbook import letters, people
from playbook.access import Opened
from playbook.hours import local_date
from playbook.letters import Facts, Milestone
from storage.choices import Anchor, Kind, Mode, Situation, Stance, Tier
from storage.tables import Handoff, HonestSentence, Person, PersonSettings, Task, Workspace

_PROFILE = ("credentials", "industries", "languages", "personal_line")
_TOLD = ("intro", "welcome", "calls")
"""The tasks that are milestones for the customer, by their keys in the templates."""
_IN_THE_EMAIL = ("intro", "welcome")
"""The milestones that take no meeting on a low-touch account."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter with what it was made from. `timeline` goes with it to the customer.

    `unwritten` is the account's language where there are no letters in it. `sentence` is the lead's
    about the why, empty where there is none or the stance is not open.
    """

    situation: Situation
    letter: letters.Letter
    timeline: str
    sender_id: str
    newcomer_id: str | None
    has_profile: bool
    stance: Stance
    sentence: str
    unwritten: str | None


def make(session: Session, opened: Opened, now: datetime) -> Draft:
    """Return the draft of a handoff's customer message as it would be today."""
    handoff, locale = opened.handoff, opened.account.language
    workspace = session.get_one(Workspace, handoff.workspace_id)
    facts = _facts(session, opened, workspace, now)
    situation, language = situation_of(handoff), letters.language_for(locale)
    milestones = _milestones(handoff, _tasks(session, handoff), _today(session, handoff, now))
    return Draft(
        situation=situation,
        letter=letters.draft(situation, facts, language),
        timeline=letters.timeline(milestones, facts, language),
        sender_id=sender_of(handoff),
        newcomer_id=handoff.incoming_id or handoff.temporary_id,
        has_profile=any(getattr(facts, name) for name in _PROFILE),
        stance=workspace.stance,
        sentence=facts.honest,
        unwritten=locale if _is_other(locale, language) else None,
    )


def situation_of(handoff: Handoff) -> Situation:
    """Return in what situation the customer is written to (R4, R11)."""
    if handoff.kind is Kind.SALES_TO_CS:
        return Situation.SALES
    if handoff.mode is Mode.ABRUPT:
        return Situation.ABRUPT
    by_tier = {Tier.HIGH: Situation.FROM_LEAD, Tier.LOW: Situation.INTRODUCTION}
    return by_tier.get(handoff.tier, Situation.PLANNED)


def sender_of(handoff: Handoff) -> str:
    """Return who writes to the customer: the lead, or the outgoing CSM or AE."""
    is_leads = situation_of(handoff) in (Situation.FROM_LEAD, Situation.ABRUPT)
    return handoff.lead_id if is_leads else handoff.outgoing_id or handoff.lead_id


def sentence_of(session: Session, handoff: Handoff) -> str:
    """Return the lead's sentence about the why; empty where the workspace's stance is not open."""
    stance = session.get_one(Workspace, handoff.workspace_id).stance
    found = session.get(HonestSentence, handoff.id)
    return found.text if found and stance is Stance.BE_OPEN else ""


def _facts(session: Session, opened: Opened, workspace: Workspace, now: datetime) -> Facts:
    handoff = opened.handoff
    newcomer_id = handoff.incoming_id or handoff.temporary_id
    who = (handoff.outgoing_id, newcomer_id, handoff.lead_id, sender_of(handoff))
    names = people.names(session, handoff.workspace_id, who)
    newcomer = names.get(newcomer_id or "", "")
    return Facts(
        company=workspace.name,
        account=opened.account.name,
        sender=names.get(sender_of(handoff), ""),
        outgoing=names.get(handoff.outgoing_id or "", ""),
        newcomer=newcomer,
        turn_to=newcomer or names.get(handoff.lead_id, ""),
        honest=sentence_of(session, handoff),
        returns_on=handoff.returns_on,
        **_profile(session, handoff.workspace_id, newcomer_id),
        **_dates(session, handoff, now),
    )


def _profile(session: Session, workspace_id: str, person_id: str | None) -> dict[str, Any]:
    found = session.get(PersonSettings, (workspace_id, person_id)) if person_id else None
    return {name: getattr(found, name) or "" for name in _PROFILE} if found else {}


def _dates(session: Session, handoff: Handoff, now: datetime) -> dict[str, Any]:
    """The dates that are still to come; a customer is promised none that has gone by."""
    today = _today(session, handoff, now)
    due = {task.key: task.due_on for task in _tasks(session, handoff) if task.due_on >= today}
    is_switch = handoff.anchor in (Anchor.SWITCH, Anchor.LAST_CONTACT)
    return {
        "switch_on": handoff.anchor_on if is_switch else None,
        "intro_on": due.get("intro"),
        "welcome_on": due.get("welcome"),
    }


def _tasks(session: Session, handoff: Handoff) -> Sequence[Row[str, date]]:
    query = select(Task.key, Task.due_on).where(
        Task.workspace_id == handoff.workspace_id,
        Task.handoff_id == handoff.id,
        Task.key.in_(_TOLD),
        Task.skipped_at.is_(None),
    )
    return session.execute(query.order_by(Task.due_on)).all()


def _milestones(handoff: Handoff, tasks: Sequence[Row[str, date]], today: date) -> list[Milestone]:
    """R11: milestones and dates, no internal tasks, and nothing that has gone by."""
    through_email = _IN_THE_EMAIL if handoff.tier is Tier.LOW else ()
    found = [Milestone(task.key, task.due_on) for task in tasks if task.key not in through_email]
    if handoff.anchor in (Anchor.SWITCH, Anchor.LAST_CONTACT):
        found.append(Milestone("switch", handoff.anchor_on))
    if handoff.returns_on:
        found.append(Milestone("returns", handoff.returns_on))
    return [one for one in found if one.on >= today]


def _today(session: Session, handoff: Handoff, now: datetime) -> date:
    sender = session.get(Person, (handoff.workspace_id, sender_of(handoff)))
    return local_date(now, sender.zone if sender else "UTC")


def _is_other(locale: str, language: str) -> bool:
    return locale.replace("_", "-").partition("-")[0].lower() != language
