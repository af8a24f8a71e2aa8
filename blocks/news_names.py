"""What each kind of message is called in the ledger of what was sent."""

from playbook.words import _


def news_name(effect: str) -> str:
    """Return the name of a message, by the effect of its row in the outbox."""
    found = _of_every_day() | _of_a_handoff() | _of_the_text() | _of_the_afterwards() | _for_leads()
    return found.get(effect) or _("News of the handoff")


def _of_every_day() -> dict[str, str]:
    return {
        "digest": _("Digest"),
        "overdue": _("Late, to the leads' channel"),
        "nudge": _("Reminder"),
        "check_in": _("Check-in"),
        "check_ins": _("Late questions, gathered"),
        "silence": _("Silence"),
        "call_brief": _("Brief before a call"),
        "agenda_posted": _("Agenda of a call"),
        "attention": _("Somebody needs attention"),
        "concern": _("A concern is open"),
    }


def _of_a_handoff() -> dict[str, str]:
    return {
        "part": _("Invitation: their part, and their first step"),
        "draft": _("A proposal to open"),
        "observer": _("An observer's summary"),
        "temporary": _("Invitation to look after it until somebody is named"),
        "taking_over": _("Invitation to take over"),
        "relieved": _("Their time of looking after it is over"),
        "swapped": _("Somebody else has a role now"),
        "thanks": _("Thanks, as their part is over"),
        "moved": _("The handoff has moved on"),
        "plan_changed": _("The plan has changed"),
        "last_call": _("Last contact is near"),
        "last_contact": _("Last contact is here"),
        "resume_due": _("A pause is over"),
        "bau": _("Business as usual"),
    }


def _of_the_text() -> dict[str, str]:
    return {
        "blueprint_ready": _("The blueprint is ready to be read"),
        "blueprint_returned": _("The blueprint came back with questions"),
        "blueprint_accepted": _("The blueprint is accepted"),
        "question_asked": _("A question about the blueprint"),
        "question_answered": _("An answer about the blueprint"),
        "message_approve": _("The customer message, to be approved"),
        "message_taken_back": _("The customer message has changed"),
        "message_agreed": _("The customer message is approved"),
    }


def _of_the_afterwards() -> dict[str, str]:
    return {
        "look": _("A look"),
        "debrief": _("Debrief"),
        "touchpoint": _("Leadership touchpoint"),
        "touchpoint_missed": _("A touchpoint was missed"),
        "release_ready": _("A deal is release-ready"),
        "cancelled_early": _("A customer has cancelled early"),
    }


def _for_leads() -> dict[str, str]:
    return {
        "naming_late": _("Nobody is named in time"),
        "person_left": _("Somebody was deactivated"),
        "observer_unreached": _("An observer could not be reached"),
        "undelivered": _("Somebody does not get my messages"),
        "place_needed": _("In which channel shall the checklist be?"),
        "place_moved": _("The checklist is a thread"),
        "place_lost": _("Nothing can be posted in a channel any more"),
        "not_invited": _("Somebody could not be brought into the channel"),
        "not_archived": _("A channel could not be archived"),
        "canvas_in_a_message": _("The canvas, as a message"),
    }
