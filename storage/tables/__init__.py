"""All tables, by subject."""

from storage.tables.accounts import Account, Contact, Ownership
from storage.tables.after import (
    Debrief,
    DebriefPart,
    DebriefTheme,
    LeaverDraft,
    Look,
    Touchpoint,
)
from storage.tables.audit import AuditEntry, HandledRequest
from storage.tables.base import Base
from storage.tables.blueprint import Answer, DumpDraft, DumpPosition, OpenItem, Review
from storage.tables.canvases import Canvas
from storage.tables.check_ins import CheckIn, Sentiment
from storage.tables.concerns import Concern, ConcernStep, Silence
from storage.tables.executors import Executor
from storage.tables.freshness import Confirmation, FreshnessPrompt, Refresh, RefreshAccount
from storage.tables.handoffs import BookChannel, FirmDate, Handoff, Observer, Waiver
from storage.tables.history import CallBrief, CallFile, EntryVersion, LastRead
from storage.tables.log import LogEntry
from storage.tables.messages import HonestSentence, MessageApproval, MessageVersion
from storage.tables.outbox import Outgoing
from storage.tables.people import Person, PersonSettings, Workspace
from storage.tables.plan import WATCHED_TASK, Task, TemplateVersion
from storage.tables.questions import Clarification, Repeated
from storage.tables.reminders import HandedBack, QuietDays, Reminded, Reminder, Snooze
from storage.tables.sending import Pace

__all__ = [
    "WATCHED_TASK",
    "Account",
    "Answer",
    "AuditEntry",
    "Base",
    "BookChannel",
    "CallBrief",
    "CallFile",
    "Canvas",
    "CheckIn",
    "Clarification",
    "Concern",
    "ConcernStep",
    "Confirmation",
    "Contact",
    "Debrief",
    "DebriefPart",
    "DebriefTheme",
    "DumpDraft",
    "DumpPosition",
    "EntryVersion",
    "Executor",
    "FirmDate",
    "FreshnessPrompt",
    "HandedBack",
    "HandledRequest",
    "Handoff",
    "HonestSentence",
    "LastRead",
    "LeaverDraft",
    "LogEntry",
    "Look",
    "MessageApproval",
    "MessageVersion",
    "Observer",
    "OpenItem",
    "Outgoing",
    "Ownership",
    "Pace",
    "Person",
    "PersonSettings",
    "QuietDays",
    "Refresh",
    "RefreshAccount",
    "Reminded",
    "Reminder",
    "Repeated",
    "Review",
    "Sentiment",
    "Silence",
    "Snooze",
    "Task",
    "TemplateVersion",
    "Touchpoint",
    "Waiver",
    "Workspace",
]
