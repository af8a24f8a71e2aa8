"""The start modal: what is asked before a handoff begins, and what is said when it has begun."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from blocks.kit import (
    Json,
    bold,
    channel_select,
    checkboxes,
    context,
    date_picker,
    external_select,
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
from blocks.names import kind_name, mode_name, reason_name, tier_name
from playbook.accounts import Found, KnownAccount
from playbook.modes import anchor_of
from playbook.start import Started
from playbook.start_form import Form
from playbook.words import _

NEW = "new:"
"""How the value of an option begins that stands for a new account."""

PUBLIC_IS_FINE = "yes"

_OPTION_VALUE = 150
"""Characters in an option's value, as Slack allows:
https://docs.slack.dev/reference/block-kit/composition-objects/option-object"""

_LONGEST_LIST = 100

_KINDS = ("csm_to_csm", "sales_to_cs")
_MODES = ("soft", "hard", "abrupt")
_TIERS = ("high", "mid", "low")
_REASONS = (
    "left", "promotion", "underperformance", "new_hire", "workload", "resegmentation", "leave",
    "role_change", "other",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """What the modal remembers of itself between two clicks (private_metadata).

    `revision` is part of the block ids of fields that we fill in ourselves: Slack takes an initial
    value only for a block it has not seen. `suggested` is the mode that was suggested last: while
    it is chosen, a new suggestion replaces it. `types_name`: the account's name is typed in full.
    """

    revision: int = 0
    suggested: str = "soft"
    types_name: bool = False
    draft_id: int | None = None

    def metadata(self) -> str:
        """Return it as the modal carries it."""
        return json.dumps(
            {
                "revision": self.revision,
                "suggested": self.suggested,
                "types_name": self.types_name,
                "draft": self.draft_id,
            },
            separators=(",", ":"),
        )


def start_modal(form: Form, shown: Shown) -> Json:
    """Return the modal. Inputs keep their block ids, so that what was typed stays (views.update).

    https://docs.slack.dev/reference/views/modal-views#fields
    """
    wish = form.wish
    title, submit = _title(form)
    blocks = [
        *_introduction(form),
        _account(form, shown),
        *_known(form.account),
        _select("kind", _("Kind"), kind_name, _KINDS, wish.kind, dispatch=True),
        *_reason(form),
        _tier(form, shown),
        *_people(form, shown),
        _date(form),
        *_mode(form, shown),
        *_place(form),
        _observers(form),
    ]
    return modal(
        "start.submit", title, blocks, submit=submit, close=_("Cancel"), metadata=shown.metadata()
    )


def account_options(found: Iterable[Found], typed: str) -> list[Json]:
    """Return what the account's select offers: the accounts found, and the typed one as new."""
    options = [option(account.name, str(account.id)) for account in found]
    if typed:
        options.append(_new_option(typed))
    return options


def opened(started: Started) -> Json:
    """Return what the modal shows once the handoff is open: what happens next."""
    account = bold(started.account)
    if started.outgoing_id:
        said = _("The handoff of {account} from {outgoing} to {incoming} is open.")
    else:
        said = _("The handoff of {account} to {incoming} is open.")
    people = {
        "outgoing": mention(started.outgoing_id),
        "incoming": mention(started.incoming_id),
        "lead": mention(started.lead_id),
    }
    place = {
        "channel": _("I am making a private channel, and pin the checklist there."),
        "thread": _("I am posting the checklist in the channel you chose."),
    }[started.place]
    blocks = [
        section(said.format(account=account, **people)),
        section(place + " " + _("Everybody hears their part from me in a direct message.")),
    ]
    return modal("start.opened", _("Handoff opened"), blocks, close=_("Close"))


def proposed(started: Started) -> Json:
    """Return what the modal shows to who proposed a handoff: thanks, and nothing more (R31)."""
    said = _("Thank you. I have asked {lead} to look at your proposal for {account}.").format(
        lead=mention(started.lead_id), account=bold(started.account)
    )
    blocks = [section(said), context(_("Nobody else hears of it before they open it."))]
    return modal("start.proposed", _("Handoff proposed"), blocks, close=_("Close"))


def _title(form: Form) -> tuple[str, str]:
    if form.draft_id:
        return _("Open a handoff"), _("Open")
    if form.is_lead:
        return _("Start a handoff"), _("Start")
    return _("Propose a handoff"), _("Propose")


def _introduction(form: Form) -> list[Json]:
    if form.draft_id:
        return [context(_("A proposal. Nobody else knows of it until you open it."))]
    if form.is_lead:
        return []
    return [context(_("The lead whom you choose decides. Until then nobody else hears of it."))]


def _account(form: Form, shown: Shown) -> Json:
    name = form.wish.account_name
    if form.account is None and (shown.types_name or len(NEW + name) > _OPTION_VALUE):
        element = text_input("start.value", name)
        return input_block(_("Name of the new account"), element, "account@name")
    initial = None
    if form.account is not None:
        initial = option(form.account.name, str(form.account.id))
    elif name:
        initial = _new_option(name)
    select = external_select("start.account", initial, _("Choose one, or type a new name"))
    return input_block(_("Account"), select, f"account@{shown.draft_id or ''}", dispatch=True)


def _new_option(name: str) -> Json:
    if len(NEW + name) > _OPTION_VALUE:
        return option(_("A new account with a long name: type it next"), NEW)
    return option(_("New: {name}").format(name=name), NEW + name)


def _known(account: KnownAccount | None) -> list[Json]:
    """What there is of the account already, in so far as this person may know it."""
    if account is None:
        return []
    facts = [bold(account.name)]
    if account.tier:
        facts.append(tier_name(account.tier))
    if account.owner_id:
        facts.append(_("owned by {owner}").format(owner=mention(account.owner_id)))
    lines = [" · ".join(facts)]
    if account.under_way:
        channel_id = account.under_way.channel_id
        if channel_id:
            said = _("It has a handoff under way already: <#{channel}>.").format(channel=channel_id)
        else:
            said = _("It has a handoff under way already.")
        lines.append(said)
    return [context(*lines)]


def _reason(form: Form) -> list[Json]:
    if not form.is_lead:
        return []
    return [
        _select(
            "reason",
            _("Reason"),
            reason_name,
            _REASONS,
            form.wish.reason,
            dispatch=True,
            hint=_("Confidential: only leads see it."),
        )
    ]


def _tier(form: Form, shown: Shown) -> Json:
    block_id = f"tier@{shown.revision}"
    return _select(block_id, _("Tier"), tier_name, _TIERS, form.wish.tier, dispatch=True)


def _people(form: Form, shown: Shown) -> list[Json]:
    wish = form.wish
    incoming = input_block(
        _("Incoming CSM"),
        users_select("start.value", wish.incoming_id, _("Choose a person")),
        "incoming",
    )
    return [_outgoing(form, shown), incoming, _lead(form)]


def _outgoing(form: Form, shown: Shown) -> Json:
    wish = form.wish
    label = _("Outgoing AE") if wish.kind == "sales_to_cs" else _("Outgoing CSM")
    if wish.mode != "abrupt":
        select = users_select("start.value", wish.outgoing_id, _("Choose a person"))
        return input_block(label, select, f"outgoing@{shown.revision}")
    # A select of one person cannot be emptied again, one of several can.
    chosen = [wish.outgoing_id] if wish.outgoing_id else []
    several = multi_users_select("start.value", chosen, at_most=1, placeholder=_("Choose a person"))
    return input_block(
        label,
        several,
        f"outgoing@any{shown.revision}",
        optional=True,
        hint=_("Empty if nobody can be asked."),
    )


def _lead(form: Form) -> Json:
    if len(form.leads) > _LONGEST_LIST:
        select = users_select("start.value", form.wish.lead_id, _("Choose a lead"))
    else:
        options = [option(lead.name, lead.id) for lead in form.leads]
        select = static_select("start.value", options, form.wish.lead_id, _("Choose a lead"))
    return input_block(_("Lead"), select, "lead")


def _date(form: Form) -> Json:
    label = {
        "T": _("Ownership switches on"),
        "L": _("Last contact on"),
        "D": _("Departure known since"),
        "S": _("Signed on"),
    }[anchor_of(form.wish.kind, form.wish.mode)]
    picker = date_picker("start.anchor_on", form.wish.anchor_on)
    return input_block(label, picker, "anchor_on", dispatch=True)


def _mode(form: Form, shown: Shown) -> list[Json]:
    """The mode with what is suggested and why; sales to CS has one way only."""
    if form.wish.kind == "sales_to_cs":
        return []
    suggestion = form.suggestion
    hint = f"{suggestion.why} {suggestion.warning}".rstrip()
    block_id, mode = f"mode@{shown.revision}", form.wish.mode
    select = _select(block_id, _("Mode"), mode_name, _MODES, mode, dispatch=True, hint=hint)
    return [select]


def _place(form: Form) -> list[Json]:
    wish = form.wish
    names = {"channel": _("A new private channel"), "thread": _("A thread in a channel")}
    options = [option(name, place) for place, name in names.items()]
    select = static_select("start.place", options, wish.place)
    blocks = [input_block(_("Where the checklist goes"), select, "place", dispatch=True)]
    if wish.place != "thread":
        return blocks
    channel_id = wish.channel.id if wish.channel else None
    blocks.append(
        input_block(
            _("Channel"),
            channel_select("start.channel", channel_id, _("Choose a channel")),
            "channel",
            dispatch=True,
        )
    )
    if wish.channel and wish.channel.is_public:
        blocks.append(_public(wish.public_is_fine))
    return blocks


def _public(is_fine: bool) -> Json:
    said = _("Everybody in the workspace may read it")
    boxes = checkboxes(
        "start.value", [option(said, PUBLIC_IS_FINE)], [PUBLIC_IS_FINE] if is_fine else []
    )
    return input_block(_("This channel is public"), boxes, "public_is_fine", optional=True)


def _observers(form: Form) -> Json:
    return input_block(
        _("Observers"),
        multi_users_select("start.value", form.wish.observers, placeholder=_("Choose people")),
        "observers",
        optional=True,
        hint=_("Sales, support or whoever must not be surprised. They do not join the channel."),
    )


def _select(
    block_id: str,
    label: str,
    name: Callable[[str], str],
    words: Sequence[str],
    chosen: str | None,
    *,
    dispatch: bool = False,
    hint: str = "",
) -> Json:
    field = block_id.partition("@")[0]
    options = [option(name(word), word) for word in words]
    select = static_select(f"start.{field}", options, chosen, _("Choose one"))
    return input_block(label, select, block_id, hint=hint, dispatch=dispatch)
