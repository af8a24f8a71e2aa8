"""The words that a column may hold. They are the playbook's words (R1 to R4, R17, States)."""

from enum import StrEnum


class Kind(StrEnum):
    """R1: what kind of handoff it is."""

    CSM_TO_CSM = "csm_to_csm"
    SALES_TO_CS = "sales_to_cs"


class Reason(StrEnum):
    """R2: why the account changes owner. Confidential: only leads see it."""

    LEFT = "left"
    PROMOTION = "promotion"
    UNDERPERFORMANCE = "underperformance"
    NEW_HIRE = "new_hire"
    WORKLOAD = "workload"
    RESEGMENTATION = "resegmentation"
    LEAVE = "leave"
    ROLE_CHANGE = "role_change"
    OTHER = "other"


class Mode(StrEnum):
    """R3: how much of the outgoing CSM there still is."""

    SOFT = "soft"
    HARD = "hard"
    ABRUPT = "abrupt"


class Tier(StrEnum):
    """R4: how much attention the account gets."""

    HIGH = "high"
    MID = "mid"
    LOW = "low"


class Depth(StrEnum):
    """R5: how much of the blueprint is asked for."""

    FULL = "full"
    SHORT = "short"
    MINI = "mini"


class State(StrEnum):
    """The states of a handoff, in the order of the playbook's table."""

    DRAFT = "draft"
    PREPARING = "preparing"
    INTRODUCING = "introducing"
    OVERLAPPING = "overlapping"
    SETTLING = "settling"
    BAU = "bau"
    CLOSED = "closed"
    ON_HOLD = "on_hold"
    CANCELLED = "cancelled"


class Anchor(StrEnum):
    """The firm dates a plan is counted from (TEMPLATES.md)."""

    SWITCH = "T"
    LAST_CONTACT = "L"
    DEPARTURE = "D"
    SIGNATURE = "S"
    BAU = "B"


class Owner(StrEnum):
    """Who in a handoff does a task: one of the three, or several of them together."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"
    LEAD = "lead"
    BOTH = "both"
    LEAD_AND_INCOMING = "lead_and_incoming"
    ALL = "all"

    @property
    def each(self) -> tuple["Owner", ...]:
        """The single owners that this one stands for: BOTH is the outgoing and incoming CSM."""
        return _TOGETHER.get(self, (self,))


_TOGETHER = {
    Owner.BOTH: (Owner.OUTGOING, Owner.INCOMING),
    Owner.LEAD_AND_INCOMING: (Owner.LEAD, Owner.INCOMING),
    Owner.ALL: (Owner.OUTGOING, Owner.INCOMING, Owner.LEAD),
}


class Place(StrEnum):
    """Where the checklist is posted: a channel of its own, a thread, a channel for a whole book."""

    CHANNEL = "channel"
    THREAD = "thread"
    BOOK = "book"


class Stance(StrEnum):
    """R11: what a customer is told of the why: little, or one honest sentence that was approved."""

    LOOK_FORWARD = "look_forward"
    BE_OPEN = "be_open"


class Situation(StrEnum):
    """R11: in what situation a customer is written to, and by whom."""

    PLANNED = "planned"
    FROM_LEAD = "from_lead"
    ABRUPT = "abrupt"
    SALES = "sales"
    INTRODUCTION = "introduction"


class FirmDateKind(StrEnum):
    """R13: dates that are given from outside, besides the anchor."""

    CALL = "call"
    RENEWAL = "renewal"


class OwnershipRole(StrEnum):
    """As what a person holds an account (R26)."""

    OWNER = "owner"
    BACKUP = "backup"
    AE = "ae"


class ContactRole(StrEnum):
    """What a contact is to the account; they may be several things (R5, section 2, and R6)."""

    POINT_OF_CONTACT = "point_of_contact"
    EXECUTIVE_SPONSOR = "executive_sponsor"
    CHAMPION = "champion"
    DECISION_MAKER = "decision_maker"
    ECONOMIC_BUYER = "economic_buyer"
    USER = "user"
    TECHNICAL = "technical"
    IMPLEMENTER = "implementer"
    BLOCKER = "blocker"


class EntryKind(StrEnum):
    """What an entry of a blueprint's lists is: a person at the customer, or an open item."""

    CONTACT = "contact"
    ITEM = "item"


class ItemKind(StrEnum):
    """Open items of a blueprint: troubles, promises, and what is to come (R5, sections 5, 6, 8)."""

    ISSUE = "issue"
    COMMITMENT = "commitment"
    ACTION = "action"
    RISK = "risk"
    OPPORTUNITY = "opportunity"


class Verdict(StrEnum):
    """R8: what the incoming CSM says of the blueprint."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


class QuestionState(StrEnum):
    """How far a clarifying question is (R8).

    OPEN waits for who was asked, ANSWERED for who asked; the others wait for nobody.
    """

    OPEN = "open"
    ANSWERED = "answered"
    SETTLED = "settled"
    ASKED_AGAIN = "asked_again"
    WITHDRAWN = "withdrawn"


class QuestionOrigin(StrEnum):
    """Where a clarifying question came up: reading the blueprint, or as a gap at the intro call."""

    READING = "reading"
    INTRO_CALL = "intro_call"


class CheckInKind(StrEnum):
    """What is asked when it falls due (R17, R22, R23; the leader's looks)."""

    SENTIMENT = "sentiment"
    LOOK = "look"
    DEBRIEF = "debrief"
    TOUCHPOINT = "touchpoint"


class Impression(StrEnum):
    """R23: how the customer spoke of the change at the leadership touchpoint."""

    GLAD = "glad"
    MIXED = "mixed"
    WORRIED = "worried"


class CheckInState(StrEnum):
    """Planned, asked (and perhaps asked again), answered, or no longer wanted.

    HELD waits, asked already or not, while its handoff is on hold.
    """

    PLANNED = "planned"
    ASKED = "asked"
    HELD = "held"
    ANSWERED = "answered"
    CANCELLED = "cancelled"


class Score(StrEnum):
    """R17, R18: a stakeholder's sentiment; silence is a finding of its own."""

    DELIGHTED = "delighted"
    COMFORTABLE = "comfortable"
    NEUTRAL = "neutral"
    UNEASY = "uneasy"
    AT_RISK = "at_risk"
    NO_SIGNAL = "no_signal"


class ConcernState(StrEnum):
    """How far a concern has come: the four steps of R19, each a word.

    WITHDRAWN is one that a check-in opened and its correction took back before anybody touched it.
    """

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    AGREED = "agreed"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"


class Delivery(StrEnum):
    """How far an outgoing effect has come (see storage/outbox.py)."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"
    UNDELIVERABLE = "undeliverable"


class Rung(StrEnum):
    """A rung of the reminder ladder (R20, TEMPLATES.md), and what else makes somebody hear.

    AGAIN returns every five working days, BACK when a snooze is over. NOT_MINE tells the lead that
    an owner has handed a task back, ASKED_NOW is a reminder that a lead sent by hand.
    """

    SOON = "soon"
    DUE = "due"
    LATE = "late"
    LEAD = "lead"
    ONE_UP = "one_up"
    CHANNEL = "channel"
    AGAIN = "again"
    BACK = "back"
    NOT_MINE = "not_mine"
    ASKED_NOW = "asked_now"
