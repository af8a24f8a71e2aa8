"""Who stands in, and who takes over: the lead's questions, and what those who are named hear."""

from blocks.kit import (
    Json,
    actions,
    bold,
    button,
    context,
    cut,
    day,
    escape,
    input_block,
    mention,
    modal,
    moment,
    section,
    users_select,
)
from blocks.part import steps
from playbook.clocks import Late
from playbook.temporary import Naming, Taking
from playbook.words import _

_NAME = 200
_SECTIONS = 5

Said = tuple[str, list[Json]]


def question(found: Naming) -> Json:
    """Return the modal in which the lead names a temporary contact."""
    account = bold(cut(found.account, _NAME))
    said = _("Who looks after {account} until its incoming CSM is named?").format(account=account)
    backup = _("{person} is the backup of this account.").format(person=mention(found.suggested_id))
    return modal(
        "temporary.name",
        _("Temporary contact"),
        [
            section(said),
            _person(_("Temporary contact"), found.suggested_id),
            context(backup) if found.is_backup else context(_no_backup()),
        ],
        submit=_("Name them"),
        close=_("Cancel"),
        metadata=str(found.handoff_id),
    )


def question_incoming(found: Naming) -> Json:
    """Return the modal in which the lead names the incoming CSM."""
    account = bold(cut(found.account, _NAME))
    said = _("Who takes {account} over? They hear their part, and are invited.")
    return modal(
        "temporary.name_incoming",
        _("Incoming CSM"),
        [section(said.format(account=account)), _person(_("Incoming CSM"), found.suggested_id)],
        submit=_("Name them"),
        close=_("Cancel"),
        metadata=str(found.handoff_id),
    )


def standing_in(found: Taking) -> Said:
    """Return what the temporary contact hears: until when, what is theirs, what is not known."""
    plan = found.part.checklist
    account = bold(cut(plan.account, _NAME))
    title = _("You are the temporary contact of {account}.").format(account=account)
    return title, _told(found, title, _until(found))


def taking_over(found: Taking) -> Said:
    """Return what the incoming CSM hears who was named later."""
    plan = found.part.checklist
    title = _("You take over {account}.").format(account=bold(cut(plan.account, _NAME)))
    looked_after = ""
    if found.temporary_id and found.temporary_id != found.part.person_id:
        said = _("{temporary} has looked after it until now: ask them what has happened.")
        looked_after = said.format(temporary=mention(found.temporary_id))
    return title, _told(found, title, looked_after)


def relieved(account: str, person_id: str) -> Said:
    """Return what the temporary contact hears when their part is over."""
    said = _("{person} has {account} now. Thank you for looking after it.").format(
        person=mention(person_id), account=bold(cut(account, _NAME))
    )
    hint = _("Please tell them what has happened meanwhile.")
    return said, [section(f"{said} {hint}")]


def late(found: Late) -> Said:
    """Return what the lead hears at once when nobody was named in time."""
    account = bold(cut(found.account, _NAME))
    if found.is_temporary:
        said = _("Nobody looks after {account}: a temporary contact was due {at}.")
        press = button(
            _("Name a temporary contact"), "temporary.open", str(found.handoff_id), style="primary"
        )
    else:
        said = _("{account} has no incoming CSM yet: one was to be named by {at}.")
        press = button(
            _("Name the incoming CSM"), "temporary.incoming", str(found.handoff_id), style="primary"
        )
    text = said.format(account=account, at=moment(found.due_at))
    return text, [section(text), actions([press])]


def _person(label: str, initial: str | None) -> Json:
    return input_block(label, users_select("person", initial), "person")


def _no_backup() -> str:
    return _("No backup of this account is known. They hear what is theirs to do, and are invited.")


def _told(found: Taking, title: str, how_long: str) -> list[Json]:
    plan = found.part.checklist
    lines = [" ".join([title, how_long]).strip(), *steps(found.part)]
    show = button(_("Show the plan"), "checklist.plan", str(plan.handoff_id), style="primary")
    dump = button(_("Open dump"), "dump.open", str(plan.handoff_id))
    where = ""
    if plan.channel_id:
        where = _("The checklist is in <#{channel}>.").format(channel=plan.channel_id)
    small = [context(where)] if where else []
    return [section("\n".join(lines)), section(_gaps(found)), actions([show, dump]), *small]


def _until(found: Taking) -> str:
    if found.returns_on:
        said = _("{outgoing} has it again from {day} on.")
        return said.format(outgoing=mention(found.outgoing_id), day=day(found.returns_on))
    if found.naming_due_on:
        said = _("{lead} names its incoming CSM by {day}; until then it is yours to look after.")
        lead = mention(found.part.checklist.lead_id)
        return said.format(lead=lead, day=day(found.naming_due_on))
    return _("It is yours to look after until its incoming CSM is named.")


def _gaps(found: Taking) -> str:
    known = _("*Blueprint:* {percent} % complete.").format(percent=found.completeness.percent)
    missing = found.completeness.missing
    if not missing:
        return known
    titles = ", ".join(escape(part.section.title) for part in missing[:_SECTIONS])
    if more := len(missing) - _SECTIONS if len(missing) > _SECTIONS else 0:
        titles = _("{first} and {n} more").format(first=titles, n=more)
    return f"{known} " + _("Not known yet: {sections}.").format(sections=titles)
