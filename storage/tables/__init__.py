"""All tables, by subject."""

from storage.tables.accounts import Account, Contact, Ownership
from storage.tables.audit import AuditEntry, HandledRequest
from storage.tables.base import Base
from storage.tables.blueprint import Answer, DumpDraft, DumpPosition, OpenItem, Review
from storage.tables.check_ins import CheckIn, Sentiment
from storage.tables.executors import Executor
from storage.tables.handoffs import BookChannel, FirmDate, Handoff, Observer, Waiver
from storage.tables.messages import HonestSentence, MessageApproval, MessageVersion
from storage.tables.outbox import Outgoing
from storage.tables.people import Person, PersonSettings, Workspace
from storage.tables.plan import WATCHED_TASK, Task, TemplateVersion
from storage.tables.reminders import HandedBack, QuietDays, Reminded, Reminder, Snooze

__all__ = [
    "WATCHED_TASK",
    "Account",
    "Answer",
    "AuditEntry",
    "Base",
    "BookChannel",
    "CheckIn",
    "Contact",
    "DumpDraft",
    "DumpPosition",
    "Executor",
    "FirmDate",
    "HandedBack",
    "HandledRequest",
    "Handoff",
    "HonestSentence",
    "MessageApproval",
    "MessageVersion",
    "Observer",
    "OpenItem",
    "Outgoing",
    "Ownership",
    "Person",
    "PersonSettings",
    "QuietDays",
    "Reminded",
    "Reminder",
    "Review",
    "Sentiment",
    "Snooze",
    "Task",
    "TemplateVersion",
    "Waiver",
    "Workspace",
]
