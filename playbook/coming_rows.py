"""The statements of `/handoff due`, built once: building them costs as much as executing them."""

from typing import Any

from sqlalchemy import (
    BindParameter,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    null,
    or_,
    select,
    type_coerce,
    union,
    union_all,
)

from playbook import access, hours, unanswered
from playbook.people import WHO
from storage.choices import CheckInKind, State
from storage.tables import (
    Account,
    AuditEntry,
    CallBrief,
    CheckIn,
    HandedBack,
    Handoff,
    Person,
    PersonSettings,
    QuietDays,
    Reminder,
    Silence,
    Snooze,
    Task,
)

_WORKSPACE: BindParameter[str] = bindparam("workspace_id")
_PERSON: BindParameter[str] = bindparam("person_id")
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)

_GOES_ON = and_(*(Handoff.state != state for state in sorted(access.FINISHED)))
_NAMED = (Handoff.lead_id, Handoff.outgoing_id, Handoff.incoming_id, Handoff.temporary_id)
_IS_LED = {
    False: and_(_GOES_ON, Handoff.lead_id == _PERSON),
    True: and_(
        _GOES_ON,
        or_(Handoff.lead_id == _PERSON, *(person.in_(access.LED) for person in _NAMED)),
    ),
}
"""R32: whether the viewer leads a handoff; for who is no lead, and for who is."""
LED_IDS = {
    is_lead: select(Handoff.id).where(Handoff.workspace_id == _WORKSPACE, is_led)
    for is_lead, is_led in _IS_LED.items()
}
"""The handoffs that the viewer leads; for who is no lead, and for who is."""
_HEARD_OF = (
    select(Reminder.handoff_id).where(
        Reminder.workspace_id == _WORKSPACE, Reminder.person_id == _PERSON
    ),
    select(CallBrief.handoff_id).where(
        CallBrief.workspace_id == _WORKSPACE,
        CallBrief.person_id == _PERSON,
        CallBrief.due_at.is_not(None),
    ),
    select(Handoff.id).where(
        Handoff.workspace_id == _WORKSPACE,
        or_(*(person == _PERSON for person in _NAMED)),
        Handoff.state != State.DRAFT,
        _GOES_ON,
    ),
)
_RESUMED_AT = (
    select(func.max(AuditEntry.at))
    .where(
        AuditEntry.workspace_id == Handoff.workspace_id,
        AuditEntry.handoff_id == Handoff.id,
        AuditEntry.what == "moved",
        AuditEntry.detail["from"].as_string() == State.ON_HOLD,
    )
    .correlate(Handoff)
    .scalar_subquery()
)
_HAS_ASIDES = or_(
    exists().where(Snooze.workspace_id == _WORKSPACE, Snooze.handoff_id == Handoff.id),
    exists().where(HandedBack.workspace_id == _WORKSPACE, HandedBack.handoff_id == Handoff.id),
)


def _plans(*, is_lead: bool) -> Select[*tuple[Any, ...]]:
    is_led = _IS_LED[is_lead]
    settings = and_(
        PersonSettings.workspace_id == Handoff.workspace_id,
        PersonSettings.person_id == Handoff.lead_id,
    )
    silence = exists().where(Silence.handoff_id == Handoff.id, Silence.due_at.is_not(None))
    brief = exists().where(
        CallBrief.handoff_id == Handoff.id,
        CallBrief.due_at.is_not(None),
        or_(CallBrief.person_id == _PERSON, is_led),
    )
    heard = and_(Reminder.handoff_id == Handoff.id, or_(Reminder.person_id == _PERSON, is_led))
    return (
        select(
            Handoff.id,
            Account.name,
            Handoff.state,
            Handoff.tier,
            Handoff.outgoing_id,
            Handoff.incoming_id,
            Handoff.temporary_id,
            Handoff.lead_id,
            is_led.label("is_led"),
            _RESUMED_AT,
            _HAS_ASIDES,
            or_(silence, brief),
            PersonSettings.manager_id,
            PersonSettings.deputy_id,
            Reminder.person_id,
            Reminder.heard_on,
        )
        .join(Account, Account.id == Handoff.account_id)
        .outerjoin(PersonSettings, settings)
        .outerjoin(Reminder, heard)
        .where(Handoff.id.in_(union(LED_IDS[is_lead], *_HEARD_OF)))
    )


PLANS = {is_lead: _plans(is_lead=is_lead) for is_lead in _IS_LED}
"""The handoffs of which the viewer hears (through what they do in them, a reminder or a brief) and
those that they lead; once for each who has heard, of those whom the viewer sees."""

TASKS = (
    select(
        Task.handoff_id,
        Task.key,
        func.coalesce(Task.done_at, Task.skipped_at),
        Task.id,
        Task.title,
        Task.event,
        Task.due_on,
        type_coerce(Task.owner, Text),
        Task.owner_id,
        cast(Task.needs, Text),
    )
    .where(Task.workspace_id == _WORKSPACE, Task.handoff_id.in_(_IDS))
    .order_by(Task.handoff_id, Task.position, Task.id)
)

QUESTIONS = unanswered.OPEN.add_columns(
    CheckIn.handoff_id,
    case((CheckIn.kind != CheckInKind.SENTIMENT, Task.title)).label("title"),
    and_(unanswered.IS_PUT_AGAIN, Task.skipped_at.is_(None)).label("is_listed"),
).outerjoin(Task, Task.id == CheckIn.task_id)
"""`title` is what is asked, where it is not how people feel."""
MY_QUESTIONS = QUESTIONS.where(or_(CheckIn.person_id == _PERSON, ~unanswered.IS_TO_COME))
"""Without what others are still to be asked: who sees their own alone hears nothing of it, for a
task that is asked is nobody's to do (playbook.climbs)."""

ASIDES = union_all(
    select(
        Snooze.task_id,
        Snooze.person_id,
        Snooze.until_on,
        Snooze.is_skip,
        cast(null(), HandedBack.at.type).label("at"),
    ).where(Snooze.workspace_id == _WORKSPACE, Snooze.handoff_id.in_(_IDS)),
    select(
        HandedBack.task_id,
        HandedBack.person_id,
        cast(null(), Snooze.until_on.type),
        false(),
        HandedBack.at,
    ).where(HandedBack.workspace_id == _WORKSPACE, HandedBack.handoff_id.in_(_IDS)),
).order_by("at")
"""What people have put off, and what they have handed back, which has a moment."""

CLOCKS = union_all(
    select(
        Silence.handoff_id,
        Silence.due_at,
        Silence.asked_at,
        cast(null(), CallBrief.person_id.type).label("person_id"),
    ).where(
        Silence.workspace_id == _WORKSPACE,
        Silence.handoff_id.in_(_IDS),
        Silence.due_at.is_not(None),
    ),
    select(
        CallBrief.handoff_id,
        CallBrief.due_at,
        cast(null(), Silence.asked_at.type),
        CallBrief.person_id,
    ).where(
        CallBrief.workspace_id == _WORKSPACE,
        CallBrief.handoff_id.in_(_IDS),
        CallBrief.due_at.is_not(None),
    ),
)
"""Clocks that run for a silence, and briefs, which have a person."""

_RHYTHMS = hours.OF_ALL.add_columns(
    Person.deactivated_at, QuietDays.starts_on, QuietDays.ends_on
).outerjoin(
    QuietDays,
    and_(
        QuietDays.workspace_id == Person.workspace_id,
        QuietDays.person_id == Person.id,
        QuietDays.ends_on >= bindparam("since"),
    ),
)
"""When people hear of things; a row for each of their quiet times."""
VIEWER = _RHYTHMS.add_columns(*WHO).where(Person.id == _PERSON)
PEOPLE = _RHYTHMS.where(Person.id.in_(_IDS)).order_by(Person.id)
