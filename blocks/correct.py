"""Changing a handoff that is under way: what can be changed, and a form for each of it."""

import json
from collections.abc import Sequence

from blocks.kit import (
    Json,
    actions,
    bold,
    button,
    channel_select,
    checkboxes,
    context,
    cut,
    escape,
    input_block,
    mention,
    modal,
    multi_users_select,
    option,
    section,
    static_select,
    text_input,
    users_select,
)
from blocks.names import PLACES, REASONS, place_name, reason_name
from blocks.place import why_lost
from playbook import called
from playbook.accounts import LONGEST_NAME
from playbook.correct import Correctable, LeftPlace
from playbook.swap import Leaver, Swapped
from playbook.words import _, n_

PUBLIC_IS_FINE = "fine"

_NAME = 200
_OBSERVERS = 20


def menu(found: Correctable, said: str = "") -> Json:
    """Return the modal of what can be changed; `said` is what was changed just now."""
    blocks = [section(_("What shall change for {account}?").format(account=_account(found)))]
    if said:
        blocks.insert(0, section(f"✓ {said}"))
    if found.lost_why:
        lost = _("*I cannot post in {channel}:* {why}.").format(
            channel=_channel(found), why=why_lost(found.lost_why)
        )
        blocks.append(section(lost))
    if found.leads:
        blocks += [_person(found, role) for role in _roles(found)]
    blocks.append(_line(found, _("Observers"), _named(found.observers), "correct.observers"))
    if found.names_backup:
        holder = mention(found.backup_id, _("Nobody yet"))
        blocks.append(_line(found, _("Backup"), holder, "correct.backup"))
    blocks.append(_line(found, _("Account"), _account(found), "correct.name"))
    if found.leads:
        reason = reason_name(found.reason) if found.reason else "–"
        small = _("Only leads see the reason.")
        blocks.append(_line(found, _("Reason"), f"{reason}\n_{small}_", "correct.reason"))
        blocks.append(_line(found, _("Place"), _place(found), "correct.place"))
    return modal("correct.menu", _("Change"), blocks, close=_("Close"))


def swap_form(found: Correctable, role: str, beneath: str = "") -> Json:
    """Return the form that gives a role to somebody else. `beneath` is the menu's view, if any."""
    holder = holder_of(found, role)
    hint = _(
        "Open tasks, check-ins and messages that wait go to the new person. What is done stays "
        "with who did it. {name} is thanked, and hears nothing more of it."
    ).format(name=mention(holder))
    blocks = [
        section(
            _("The {role} of {account} is {name}.").format(
                role=role_name(role, found.kind), account=_account(found), name=mention(holder)
            )
        ),
        input_block(_("Who takes their place?"), users_select("correct.person"), "person"),
        context(hint),
    ]
    return _form(
        "correct.swap",
        (_("Replace somebody"), _("Replace")),
        blocks,
        found,
        beneath,
        role=role,
        seen=holder,
    )


def name_form(found: Correctable, beneath: str = "") -> Json:
    """Return the form of the account's name."""
    name = text_input("correct.name_input", found.account, max_length=LONGEST_NAME)
    blocks = [input_block(_("The account's name"), name, "name")]
    return _form(
        "correct.name",
        (_("The account's name"), _("Save")),
        blocks,
        found,
        beneath,
        seen=found.account,
    )


def reason_form(found: Correctable, beneath: str = "") -> Json:
    """Return the form of the reason, for leads."""
    options = [option(reason_name(reason), reason) for reason in REASONS]
    select = static_select("correct.reason_input", options, found.reason)
    hint = _("Only leads see it; nobody is told that it has changed.")
    blocks = [input_block(_("Reason"), select, "reason", hint=hint)]
    return _form(
        "correct.reason", (_("The reason"), _("Save")), blocks, found, beneath, seen=found.reason
    )


def observers_form(found: Correctable, beneath: str = "") -> Json:
    """Return the form of the observers."""
    select = multi_users_select("correct.observers_input", found.observers)
    hint = _("They hear before the customer does, and see a summary only.")
    blocks = [input_block(_("Observers"), select, "observers", optional=True, hint=hint)]
    return _form(
        "correct.observers",
        (_("Observers"), _("Save")),
        blocks,
        found,
        beneath,
        seen=found.observers,
    )


def backup_form(found: Correctable, beneath: str = "") -> Json:
    """Return the form of the account's backup."""
    chosen = [found.backup_id] if found.backup_id else []
    select = multi_users_select("correct.backup_input", chosen, at_most=1)
    hint = _("Whoever looks after the account when its CSM is gone from one day to the next.")
    blocks = [input_block(_("Backup"), select, "backup", optional=True, hint=hint)]
    return _form(
        "correct.backup", (_("The backup"), _("Save")), blocks, found, beneath, seen=found.backup_id
    )


def place_form(found: Correctable, beneath: str = "") -> Json:
    """Return the form of where the checklist is posted."""
    options = [option(place_name(place), place) for place in PLACES]
    thread_in = found.channel_id if found.place == "thread" else None
    fine = [option(_("It is fine that everybody in it can read the plan"), PUBLIC_IS_FINE)]
    blocks = [
        input_block(
            _("Where shall the checklist be?"),
            static_select("correct.place_input", options, found.place),
            "place",
            hint=_("The message that stays behind says where it is now."),
        ),
        input_block(
            _("Channel of the thread"),
            channel_select("correct.channel_input", thread_in, _("Choose a channel")),
            "channel",
            optional=True,
            hint=_("Only for a thread. In a private channel I need to be a member first."),
        ),
        input_block(
            _("If the channel is public"),
            checkboxes("correct.fine_input", fine),
            "public_is_fine",
            optional=True,
        ),
    ]
    return _form("correct.place", (_("The place"), _("Move")), blocks, found, beneath)


def swapped(done: Swapped) -> str:
    """Return what the lead reads once somebody else has the role."""
    said = _("{new} is the {role} now, and hears their part from me.").format(
        new=mention(done.to_id), role=role_name(done.role, done.kind)
    )
    if not done.check_ins:
        return said
    more = n_(
        "{n} check-in was handed over.", "{n} check-ins were handed over.", done.check_ins
    ).format(n=done.check_ins)
    return f"{said} {more}"


def news(account: str, kind: str, role: str, from_id: str, to_id: str) -> tuple[str, list[Json]]:
    """Return what the others of the handoff hear of a swap."""
    text = _("{new} takes over from {old} as the {role} of {account}.").format(
        new=mention(to_id),
        old=mention(from_id),
        role=role_name(role, kind),
        account=bold(account),
    )
    small = _("All that was open went with it; the checklist shows it.")
    return text, [section(text), context(small)]


def thanks(account: str, kind: str, role: str, to_id: str) -> tuple[str, list[Json]]:
    """Return the last that somebody hears whose part has ended."""
    text = _(
        "Thank you for your part in the handoff of {account}. {new} is the {role} now and has "
        "what was open; there is nothing left for you to do, and you hear no more of it from me."
    ).format(account=bold(account), new=mention(to_id), role=role_name(role, kind))
    return text, [section(text)]


def person_left(found: Leaver) -> tuple[str, list[Json]]:
    """Return what a lead hears when somebody of a handoff was deactivated."""
    roles = ", ".join(role_name(role, found.kind) for role in found.roles)
    text = _("{name} is deactivated, and is the {role} of {account}.").format(
        name=escape(cut(found.name, _NAME)), role=roles, account=bold(found.account)
    )
    ask = _("Who takes their place? Until then nobody answers for what is theirs.")
    choose = button(
        _("Replace"),
        f"correct.swap:{found.roles[0]}",
        str(found.handoff_id),
        style="primary",
    )
    return text, [section(f"{text}\n{ask}"), actions([choose])]


def left(found: LeftPlace) -> tuple[str, list[Json]]:
    """Return what a checklist that stays behind says."""
    account = bold(cut(found.account, _NAME))
    if found.now_in and found.now_in != found.channel_id:
        said = _("The checklist of {account} is in {channel} now.")
        text = said.format(account=account, channel=f"<#{found.now_in}>")
    else:
        text = _("The checklist of {account} has moved.").format(account=account)
    return text, [section(text)]


def role_name(role: str, kind: str) -> str:
    """Return what a role is called in a handoff of this kind."""
    return {
        "outgoing": called.outgoing(kind),
        "incoming": _("incoming CSM"),
        "lead": _("lead"),
        "temporary": _("temporary contact"),
    }[role]


def holder_of(found: Correctable, role: str) -> str | None:
    """Return who has a role."""
    holders = {
        "outgoing": found.outgoing_id,
        "incoming": found.incoming_id,
        "lead": found.lead_id,
        "temporary": found.temporary_id,
    }
    return holders.get(role)


def _form(
    callback_id: str,
    words: tuple[str, str],
    blocks: list[Json],
    found: Correctable,
    beneath: str,
    **seen: object,
) -> Json:
    """Return a form; `words` are its title and what its button says."""
    meta = {"handoff": found.handoff_id, "beneath": beneath, **seen}
    title, submit = words
    return modal(
        callback_id, title, blocks, submit=submit, close=_("Cancel"), metadata=json.dumps(meta)
    )


def _roles(found: Correctable) -> tuple[str, ...]:
    always = ("outgoing", "incoming", "lead")
    return (*always, "temporary") if found.temporary_id else always


def _person(found: Correctable, role: str) -> Json:
    holder = holder_of(found, role)
    text = f"*{_capital(role_name(role, found.kind))}*\n{mention(holder, _('Nobody yet'))}"
    if holder is None:
        return section(text)
    return section(text, button(_("Replace"), f"correct.swap:{role}", str(found.handoff_id)))


def _line(found: Correctable, label: str, value: str, action_id: str) -> Json:
    return section(f"*{label}*\n{value}", button(_("Change"), action_id, str(found.handoff_id)))


def _named(person_ids: Sequence[str]) -> str:
    shown = ", ".join(mention(one) for one in person_ids[:_OBSERVERS])
    more = len(person_ids) - _OBSERVERS
    if more > 0:
        shown += " " + n_("and {n} more", "and {n} more", more).format(n=more)
    return shown or _("Nobody")


def _account(found: Correctable) -> str:
    return bold(cut(found.account, _NAME))


def _channel(found: Correctable) -> str:
    return f"<#{found.channel_id}>" if found.channel_id else _("its channel")


def _place(found: Correctable) -> str:
    where = place_name(found.place)
    return f"{where}: {_channel(found)}" if found.channel_id else where


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
