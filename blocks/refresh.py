"""Bringing blueprints up to date: what the lead asks, what each person sees, how far it is (R9).

No surface here says why: nobody is asked.
"""

from collections.abc import Sequence

from blocks.freshness import last_touched
from blocks.kit import (
    Json,
    actions,
    bold,
    button,
    checkboxes,
    confirm,
    context,
    cut,
    date_picker,
    day,
    divider,
    header,
    input_block,
    mention,
    modal,
    multi_users_select,
    option,
    section,
)
from blocks.paging import turning
from playbook.cadence import Stale
from playbook.refresh import Asked, Confirmed
from playbook.refresh_reading import PAGE, Line, Progress, ToDo
from playbook.words import _, n_

Said = tuple[str, list[Json]]
TEAM = "team"
_NAME = 120
_LISTED = 25


def form(running: Sequence[Progress]) -> Json:
    """Return the modal in which a lead asks, with what they have asked for already on top."""
    team = option(_("Everybody whose manager or deputy I am"), TEAM)
    blocks = [
        *_running(running),
        section(_("*Ask for blueprints to be brought up to date.* Each person gets one message.")),
        input_block(
            _("Whom"), multi_users_select("people", placeholder=_("Choose people")), "people",
            optional=True,
        ),
        input_block(_("Or my whole team"), checkboxes("team", [team]), "team", optional=True),
        input_block(
            _("Which accounts"),
            _accounts(),
            "accounts",
            optional=True,
            hint=_("Leave it empty for all that they own."),
        ),
        input_block(_("By which day"), date_picker("due_on"), "due_on"),
    ]  # fmt: skip
    return modal(
        "refresh.ask", _("Blueprints up to date"), blocks, submit=_("Ask"), close=_("Cancel")
    )


def asked(found: Asked) -> Json:
    """Return what the lead sees once it is asked."""
    whom = n_("{count} person is", "{count} people are", found.people).format(count=found.people)
    what = n_("{count} account", "{count} accounts", found.accounts).format(count=found.accounts)
    said = _("{whom} asked for {what}, by {day}.").format(
        whom=whom, what=what, day=day(found.due_on)
    )
    hint = _("You hear the day after of what is still open, or as soon as all of it is done.")
    look = button(_("Show how far it is"), "refresh.show", str(found.refresh_id))
    return modal(
        "refresh.asked",
        _("Asked"),
        [section(said), context(hint), actions([look])],
        close=_("Close"),
    )


def progress(found: Progress, page: int = 0) -> Json:
    """Return how far a refresh is, a page of accounts at a time: who has what at which percent."""
    lines, turning_on = _paged("refresh.show", found, page)
    blocks = [
        section(_how_far(found)),
        *(section(_line_of_lead(line, found)) for line in lines),
        *turning_on,
    ]
    if not found.has_ended:
        blocks += [divider(), actions(_changes(found))]
    return modal(
        "refresh.progress",
        _("How far it is"),
        blocks,
        close=_("Close"),
        metadata=str(found.refresh_id),
    )


def other_day(found: Progress) -> Json:
    """Return the modal in which the lead chooses another day."""
    picker = input_block(_("By which day"), date_picker("due_on", found.due_on), "due_on")
    hint = context(_("Who is not done yet hears of it."))
    return modal(
        "refresh.save_day", _("Another day"), [picker, hint], submit=_("Save"), close=_("Cancel"),
        metadata=str(found.refresh_id),
    )  # fmt: skip


def withdrawn() -> Json:
    """Return what the lead sees once nobody is asked any more."""
    said = _("Nobody is asked any more. Who was not done yet hears so.")
    return modal("refresh.ended", _("Withdrawn"), [section(said)], close=_("Close"))


def ask_message(found: ToDo) -> Said:
    """Return what a person is asked, as it stands now: their accounts, and the first to open."""
    if found.has_ended and found.open:
        said = _("This is not needed any more: {lead} has withdrawn it. Thank you.").format(
            lead=mention(found.asked_by)
        )
        return said, [section(said)]
    said = _("{lead} asks you to bring your blueprints up to date by {day}.").format(
        lead=mention(found.asked_by), day=day(found.due_on)
    )
    return said, [section(f"{said}\n{_why_always()}"), *_list(found)]


def due_message(found: ToDo) -> Said:
    """Return what a person hears on the day."""
    said = n_(
        "Today is the day: {count} blueprint waits for you to bring it up to date.",
        "Today is the day: {count} blueprints wait for you to bring them up to date.",
        len(found.open),
    ).format(count=len(found.open))
    return said, [section(said), *_list(found)]


def moved_message(found: ToDo) -> Said:
    """Return what a person hears when another day is chosen."""
    said = _("There is another day for your blueprints: {lead} asks for them by {day}.").format(
        lead=mention(found.asked_by), day=day(found.due_on)
    )
    return said, [section(said), *_list(found)]


def withdrawn_message(found: ToDo) -> Said:
    """Return what a person hears who was not done when it was withdrawn."""
    said = _(
        "{lead} does not ask for your blueprints any more. What you have written is kept; there "
        "is nothing for you to do."
    ).format(lead=mention(found.asked_by))
    return said, [section(said)]


def late_message(found: Progress) -> Said:
    """Return what the lead hears on the day after: what is still open, and whose it is."""
    said = n_(
        "{count} blueprint that you asked for by {day} is not up to date yet.",
        "{count} blueprints that you asked for by {day} are not up to date yet.",
        len(found.open),
    ).format(count=len(found.open), day=day(found.due_on))
    lines = "\n".join(f"• {_line_of_lead(line, found)}" for line in found.open[:_LISTED])
    show = button(_("Show how far it is"), "refresh.show", str(found.refresh_id), style="primary")
    return said, [section(said), section(lines), actions([show])]


def done_message(found: Progress) -> Said:
    """Return what the lead hears once all of it is done."""
    said = n_(
        "The blueprint that you asked for by {day} is up to date.",
        "All {count} blueprints that you asked for by {day} are up to date.",
        len(found.lines),
    ).format(count=len(found.lines), day=day(found.due_on))
    show = button(_("Show them"), "refresh.show", str(found.refresh_id))
    return said, [section(said), actions([show])]


def mine(found: ToDo, page: int = 0) -> Json:
    """Return all that a person is asked for, a page at a time, each with its two buttons."""
    lines, turning_on = _paged("refresh.mine", found, page)
    blocks: list[Json] = [section(_mine_line(found))]
    for line in lines:
        blocks.append(section(_line_of_owner(line)))
        blocks.append(actions(_both(line)))
    blocks += turning_on
    return modal(
        "refresh.mine", _("Your blueprints"), blocks, close=_("Close"),
        metadata=f"{found.refresh_id}:{page}",
    )  # fmt: skip


def confirmed(found: Confirmed) -> Json:
    """Return the thanks for one account, and the way to the next."""
    said = _("{account} is up to date. Thank you!").format(account=bold(cut(found.account, _NAME)))
    blocks = [section(said)]
    if found.next:
        following = _("Next: {account}").format(account=found.next.account)
        blocks.append(
            actions([button(following, "dump.open", str(found.next.number), style="primary")])
        )
    return modal("refresh.confirmed", _("Up to date"), blocks, close=_("Close"))


def stale_message(found: Sequence[Stale]) -> Said:
    """Return the reminder of blueprints that nobody has touched for long."""
    said = n_(
        "{count} blueprint of yours has not been touched for a while.",
        "{count} blueprints of yours have not been touched for a while.",
        len(found),
    ).format(count=len(found))
    hint = _("A few minutes now keep whoever needs it next from asking the customer again.")
    lines = "\n".join(
        f"• {bold(cut(one.account, _NAME))}: {last_touched(one.touched)}" for one in found[:_LISTED]
    )
    first = found[0]
    buttons = [
        button(
            _("Open {account}").format(account=first.account), "dump.open", str(first.number),
            style="primary",
        ),
        button(_("It is up to date"), "refresh.confirm", str(first.number)),
    ]  # fmt: skip
    if len(found) > 1:
        following = _("Next: {account}").format(account=found[1].account)
        buttons.append(button(following, "refresh.next", str(found[1].number)))
    return said, [section(f"{said} {hint}"), section(lines), *_more(len(found)), actions(buttons)]


def _why_always() -> str:
    return _("Blueprints are kept up to date all year round, so that nobody has to start anew.")


def _running(found: Sequence[Progress]) -> list[Json]:
    if not found:
        return []
    lines = [
        section(
            _how_far(one), button(_("Show"), f"refresh.show:{one.refresh_id}", str(one.refresh_id))
        )
        for one in found[:PAGE]
    ]
    return [header(_("Asked for already")), *lines, divider()]


def _how_far(found: Progress) -> str:
    count = len(found.lines)
    said = _("{done} of {count} up to date, asked for by {day}").format(
        done=found.done, count=count, day=day(found.due_on)
    )
    if found.has_ended:
        return said
    return f"{said} · {_('late')}" if found.is_late and found.open else said


def _line_of_lead(line: Line, found: Progress) -> str:
    state = _("up to date") if line.is_done else _("late") if found.is_late else _("open")
    return _("{account} · {person} · {percent} % complete · {state}").format(
        account=bold(cut(line.account, _NAME)),
        person=mention(line.person_id),
        percent=line.percent,
        state=state,
    )


def _line_of_owner(line: Line) -> str:
    state = _("up to date") if line.is_done else _("open")
    return _("{account} · {percent} % complete · {state}").format(
        account=bold(cut(line.account, _NAME)), percent=line.percent, state=state
    )


def _list(found: ToDo) -> list[Json]:
    lines = "\n".join(f"• {_line_of_owner(line)}" for line in found.lines[:_LISTED])
    listed = [section(lines), *_more(len(found.lines))]
    if not found.open:
        return [*listed, context(_("All of them are up to date. Thank you!"))]
    return [*listed, actions(_first(found))]


def _first(found: ToDo) -> list[Json]:
    first, *others = found.open
    buttons = [
        button(
            _("Open {account}").format(account=first.account), "dump.open", str(first.number),
            style="primary",
        ),
        button(_("It is up to date"), "refresh.confirm", str(first.number)),
    ]  # fmt: skip
    if others:
        following = _("Next: {account}").format(account=others[0].account)
        buttons.append(button(following, "refresh.next", str(others[0].number)))
        buttons.append(button(_("All my accounts"), "refresh.mine", f"{found.refresh_id}:0"))
    return buttons


def _both(line: Line) -> list[Json]:
    buttons = [button(_("Open"), "dump.open", str(line.number))]
    if not line.is_done:
        buttons.append(button(_("It is up to date"), "refresh.confirm", str(line.number)))
    return buttons


def _mine_line(found: ToDo) -> str:
    count = len(found.open)
    if not count:
        return _("All of them are up to date. Thank you!")
    return _("{lead} asks for them by {day}; {count} to go.").format(
        lead=mention(found.asked_by), day=day(found.due_on), count=count
    )


def _more(total: int) -> list[Json]:
    if total <= _LISTED:
        return []
    return [context(_("… and {count} more").format(count=total - _LISTED))]


def _paged(action_id: str, found: Progress | ToDo, page: int) -> tuple[Sequence[Line], list[Json]]:
    """Return the lines of a page (of the last, for one beyond it), and the way to the others."""
    pages = max(1, -(-len(found.lines) // PAGE))
    page = min(page, pages - 1)
    lines = found.lines[page * PAGE : (page + 1) * PAGE]
    return lines, turning(action_id, page, pages, of=f"{found.refresh_id}:")


def _changes(found: Progress) -> list[Json]:
    sure = confirm(
        _("Ask no more?"),
        _("Who is not done yet hears that it is not needed any more. What is written stays."),
        _("Withdraw"),
        _("Keep it"),
    )
    return [
        button(_("Another day"), "refresh.day", str(found.refresh_id)),
        button(_("Withdraw"), "refresh.withdraw", str(found.refresh_id), confirm=sure),
    ]


def _accounts() -> Json:
    return {
        "type": "multi_external_select",
        "action_id": "refresh.accounts",
        "min_query_length": 0,
        "placeholder": {"type": "plain_text", "text": _("Type a name"), "emoji": True},
    }
