"""The people of the start modal: who hands over, stands in and takes over, and who oversees it."""

from blocks.kit import (
    LIMITS,
    Json,
    date_picker,
    input_block,
    multi_users_select,
    option,
    static_select,
    users_select,
)
from playbook.start_form import Form
from playbook.words import _


def fields(form: Form, revision: int) -> list[Json]:
    """Return the inputs that this kind, mode and reason ask for.

    `revision` is part of the block ids of those that we fill in ourselves.
    """
    blocks = [_outgoing(form, revision)]
    if form.wish.takes_temporary:
        blocks.append(_temporary(form, revision))
    if not form.wish.is_leave:
        blocks += _incoming(form)
    return [*blocks, _lead(form)]


def _outgoing(form: Form, revision: int) -> Json:
    wish = form.wish
    if not wish.is_abrupt:
        label = _("Outgoing AE") if wish.kind == "sales_to_cs" else _("Outgoing CSM")
        select = users_select("start.value", wish.outgoing_id, _("Choose a person"))
        return input_block(label, select, f"outgoing@{revision}")
    hint = "" if wish.is_leave else _("Empty if nobody can be asked.")
    return _one_or_nobody(
        _("Outgoing CSM"), wish.outgoing_id, f"outgoing@any{revision}", hint, not wish.is_leave
    )


def _temporary(form: Form, revision: int) -> Json:
    wish, account = form.wish, form.account
    backup_id = account.backup_id if account else None
    if backup_id and wish.temporary_id == backup_id:
        hint = _("The account's backup.")
    elif wish.is_leave:
        hint = _("Has the account until then, as if it were theirs.")
    else:
        hint = _("Whom the customer turns to until somebody takes over.")
    return _one_or_nobody(
        _("Temporary contact"), wish.temporary_id, f"temporary@{revision}", hint, not wish.is_leave
    )


def _incoming(form: Form) -> list[Json]:
    wish, label = form.wish, _("Incoming CSM")
    if wish.is_abrupt:
        hint = _("Empty if nobody is named yet.")
        who = _one_or_nobody(label, wish.incoming_id, "incoming@any", hint, is_optional=True)
    else:
        select = users_select("start.value", wish.incoming_id, _("Choose a person"))
        who = input_block(label, select, "incoming")
    starts = input_block(
        _("Incoming CSM's first day"),
        date_picker("start.incoming_starts_on", wish.incoming_starts_on),
        "incoming_starts_on",
        optional=True,
        hint=_("Only if it is still to come: nothing of theirs is planned before."),
        dispatch=True,
    )
    return [who, starts]


def _one_or_nobody(
    label: str, chosen: str | None, block_id: str, hint: str, is_optional: bool
) -> Json:
    """A select of one person cannot be emptied again, one of several can."""
    select = multi_users_select(
        "start.value", [chosen] if chosen else [], at_most=1, placeholder=_("Choose a person")
    )
    return input_block(label, select, block_id, optional=is_optional, hint=hint)


def _lead(form: Form) -> Json:
    if len(form.leads) > LIMITS["options"]:
        select = users_select("start.value", form.wish.lead_id, _("Choose a lead"))
    else:
        options = [option(lead.name, lead.id) for lead in form.leads]
        select = static_select("start.value", options, form.wish.lead_id, _("Choose a lead"))
    return input_block(_("Lead"), select, "lead")
