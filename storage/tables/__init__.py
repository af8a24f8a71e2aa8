"""All tables, by subject."""

from storage.tables.accounts import Account, Contact, Ownership
from storage.tables.audit import AuditEntry, HandledRequest
from storage.tables.base import Base
from storage.tables.blueprint import Answer, DumpDraft, DumpPosition, OpenItem, Review
from storage.tables.check_ins import CheckIn, Sentiment
from storage.tables.executors import Executor
from storage.tables.handoffs import Handoff, Observer, Waiver
from storage.tables.outbox import Outgoing
from storage.tables.people import Person, PersonSettings, Workspace
from storage.tables.plan import Task

__all__ = [
    "Account",
    "Answer",
    "AuditEntry",
    "Base",
    "CheckIn",
    "Contact",
    "DumpDraft",
    "DumpPosition",
    "Executor",
    "HandledRequest",
    "Handoff",
    "Observer",
    "OpenItem",
    "Outgoing",
    "Ownership",
    "Person",
    "PersonSettings",
    "Review",
    "Sentiment",
    "Task",
    "Waiver",
    "Workspace",
]
