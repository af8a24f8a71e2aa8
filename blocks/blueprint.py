"""How a blueprint's people and open items are written, in the dump and in the review alike."""

import re
from datetime import date

from blocks.kit import LIMITS, bold, cut, day, escape, mention
from playbook.completeness import Completeness
from playbook.entries import ContactLine, ItemLine
from playbook.words import _

_BAR = 10
_NAME = 300
_TEXT = 500
_WORDS = re.compile(r"\S{1,500}\s?|\s")

_DETAIL = 200
_SMALL_PRINT = 2000


def role_name(role: str) -> str:
    """Return what a contact's role is called."""
    return {
        "point_of_contact": _("Point of contact"),
        "executive_sponsor": _("Executive sponsor"),
        "champion": _("Champion or super user"),
        "decision_maker": _("Decision maker"),
        "economic_buyer": _("Economic buyer"),
        "user": _("User"),
        "technical": _("Technical"),
        "implementer": _("Implementer"),
        "blocker": _("Blocker"),
    }.get(role, role)


def item_name(kind: str) -> str:
    """Return what a kind of open item is called."""
    return {
        "issue": _("Issue"),
        "commitment": _("Commitment"),
        "action": _("Action item"),
        "risk": _("Risk"),
        "opportunity": _("Opportunity"),
    }[kind]


def flag_name(flag: str) -> str:
    """Return what a tick in a contact's form says."""
    return {
        "is_key_stakeholder": _("Key stakeholder"),
        "has_left": _("Has left the company"),
        "is_reference": _("Would speak for us to other customers"),
    }[flag]


def day_in(text: str) -> date | None:
    """Return the day that a text holds (2026-03-02), or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def progress(found: Completeness) -> str:
    """Return how complete a blueprint is, as a bar and in words."""
    full = _BAR * found.percent // 100
    bar = "▰" * full + "▱" * (_BAR - full)
    return f"{bar}  " + _("{percent} % complete").format(percent=found.percent)


def pieces(text: str, room: int = LIMITS["section"]) -> list[str]:
    """Return what somebody wrote, escaped, in pieces that fit a section each: nothing is cut."""
    found = [""]
    for word in _WORDS.findall(text):
        escaped = escape(word)
        if len(found[-1]) + len(escaped) > room:
            found.append("")
        found[-1] += escaped
    return found


def small_print(contact: ContactLine) -> tuple[str, bool]:
    """Return what is known of a person in small print, and whether something is left out."""
    known = details(contact)
    lines = [f"{label}: {escape(cut(text, _DETAIL))}" for label, text in known]
    small = "\n".join(lines)
    return small, len(small) > _SMALL_PRINT or any(len(text) > _DETAIL for _label, text in known)


def is_cut_item(item: ItemLine) -> bool:
    """Whether a list leaves out some of an item's text."""
    return max(len(item.text), len(item.what_was_done or "")) > _TEXT


def details(contact: ContactLine) -> list[tuple[str, str]]:
    """Return what is known of a person, with its label: only what this viewer may see is there."""
    known = (
        (_("Email"), contact.email),
        (_("Responsibilities"), contact.responsibilities),
        (_("Communication style"), contact.communication_style),
        (_("What they expect of us"), contact.expectations),
        (_("Concerns"), contact.concerns),
        (_("How they feel about the product"), contact.product_sentiment),
        (_("Temperament"), contact.temperament),
        (_personal(contact), contact.personal_details),
    )
    return [(label, text) for label, text in known if text]


def _personal(contact: ContactLine) -> str:
    """Return the label of the personal details, with the day on which they are emptied (R31)."""
    if contact.personal_until is None:
        return _("Personal details")
    return _("Personal details, kept until {day}").format(day=f"{contact.personal_until:%d %b %Y}")


def contact_line(contact: ContactLine) -> str:
    """Return who a person is in two lines, as mrkdwn."""
    name = bold(cut(contact.name, _NAME))
    title = f", {escape(cut(contact.title, _NAME))}" if contact.title else ""
    return "\n".join(part for part in (name + title, " · ".join(contact_facts(contact))) if part)


def contact_facts(contact: ContactLine) -> list[str]:
    """Return what is ticked of a person, and their roles, in words."""
    flags = ("is_key_stakeholder", "has_left", "is_reference")
    ticked = [flag_name(flag) for flag in flags if getattr(contact, flag)]
    return [*ticked, *(role_name(role) for role in contact.roles)]


def item_facts(item: ItemLine) -> str:
    """Return whose an item is, by when it is due, and whether it is open."""
    facts = [
        mention(item.owner_id, otherwise=_("no owner")),
        _("due {day}").format(day=day(item.due_on)) if item.due_on else _("no date"),
        _("closed") if item.closed_at else _("open"),
    ]
    return " · ".join(facts)


def item_line(item: ItemLine) -> str:
    """Return an open item in a few lines, as mrkdwn: what, whose, by when, and what was done."""
    lines = [escape(cut(item.text, _TEXT)), item_facts(item)]
    if item.what_was_done:
        done = escape(cut(item.what_was_done, _TEXT))
        lines.append(_("Done so far: {done}").format(done=done))
    return "\n".join(lines)
