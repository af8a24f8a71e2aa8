"""The start modal: what is asked before a handoff begins, and what is said when it has begun."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from blocks import start_fit as fit
from blocks import start_people as people
from blocks.kit import (
    Json,
    actions,
    bold,
    button,
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
    static_select,
    text_input,
)
from blocks.names import (
    PLACES,
    REASONS,
    kind_name,
    mode_name,
    place_name,
    reason_name,
    tier_name,
)
from blocks.proposal import discard_button, withdraw_button
from blocks.start_fit import handed_over
from playbook.accounts import Found, KnownAccount
from playbook.modes import anchor_of
from playbook.start_form import Form
from playbook.words import _, kept

NEW = "new:"
"""How the value of an option begins that stands for a new account."""

PUBLIC_IS_FINE = "yes"

_OPTION_VALUE = 150
"""Characters in an option's value, as Slack allows:
https://docs.slack.dev/reference/block-kit/composition-objects/option-object"""

_KINDS = ("csm_to_csm", "sales_to_cs")
_MODES = ("soft", "hard", "abrupt")
_TIERS = ("high", "mid", "low")
_LEAVES = ("stand_in", "transfer")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the modal remembers of itself between two clicks (private_metadata).

    `revision` is part of the block ids of fields that we fill in ourselves: Slack takes an initial
    value only for a block it has not seen. `suggested` and `place` are the mode and place that
    were suggested last: while one is chosen, a new suggestion replaces it. `types_name`: the
    account's name is typed in full. `waives`: it asks why the handoff opens with something missing.
    """

    revision: int = 0
    suggested: str = "soft"
    place: str = "channel"
    types_name: bool = False
    waives: bool = False
    draft_id: int | None = None

    def metadata(self) -> str:
        """Return it as the modal carries it."""
        return json.dumps(
            {
                "revision": self.revision,
                "suggested": self.suggested,
                "place": self.place,
                "types_name": self.types_name,
                "waives": self.waives,
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
        *_known(form),
        _select("kind", _("Kind"), kind_name, _KINDS, wish.kind, dispatch=True),
        *_reason(form),
        _tier(form, shown),
        *people.fields(form, shown.revision),
        *_dates(form, shown),
        *_mode(form, shown),
        *fit.fields(form, waives=shown.waives),
        *_place(form, shown),
        _observers(form),
        actions(_buttons(form), "buttons"),
    ]
    return modal(
        "start.submit", title, blocks, submit=submit, close=_("Cancel"), metadata=shown.metadata()
    )


@kept(size=256)
def first_modal(form: Form) -> Json:
    """Return the modal as it opens: the same for all leads of a workspace on one day."""
    return start_modal(form, Shown(suggested=form.suggestion.mode, place=form.usual_place))


def account_options(found: Iterable[Found], typed: str) -> list[Json]:
    """Return what the account's select offers: the accounts found, and the typed one as new."""
    options = [option(account.name, str(account.id)) for account in found]
    if typed:
        options.append(_new_option(typed))
    return options


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


def _known(form: Form) -> list[Json]:
    """What there is of the account already, in so far as this person may know it."""
    lines = [*_facts(form.account), *_waiting(form)]
    blocks = [context(*lines)] if lines else []
    if form.proposed:
        blocks.append(actions([withdraw_button(form.proposed.handoff_id)]))
    return blocks


def _facts(account: KnownAccount | None) -> list[str]:
    if account is None:
        return []
    facts = [bold(account.name)]
    if account.tier:
        facts.append(tier_name(account.tier))
    if account.owner_id:
        facts.append(_("owned by {owner}").format(owner=mention(account.owner_id)))
    lines = [" · ".join(facts)] if len(facts) > 1 else []
    if account.handed_over_at:
        lines.append(handed_over(account.handed_over_at.date()))
    if account.under_way:
        channel_id = account.under_way.channel_id
        if channel_id:
            said = _("It has a handoff under way already: <#{channel}>.").format(channel=channel_id)
        else:
            said = _("It has a handoff under way already.")
        lines.append(said)
    return lines


def _waiting(form: Form) -> list[str]:
    if form.proposed is None:
        return []
    said = _("You have proposed this handoff already: it waits for {lead}.")
    return [said.format(lead=mention(form.proposed.lead_id))]


def _reason(form: Form) -> list[Json]:
    """The reason, and what it asks for: only a lead is asked, and only between CSMs (R2)."""
    wish = form.wish
    if not form.is_lead or wish.kind == "sales_to_cs":
        return []
    hint = _("Confidential: only leads see it.")
    reason = _select(
        "reason", _("Reason"), reason_name, REASONS, wish.reason, dispatch=True, hint=hint
    )
    if wish.reason != "leave":
        return [reason]
    chosen = "transfer" if wish.is_transfer else "stand_in"
    label = _("Who has the account meanwhile?")
    return [reason, _select("leave", label, _leave_name, _LEAVES, chosen, dispatch=True)]


def _leave_name(choice: str) -> str:
    return {
        "stand_in": _("Somebody stands in until they are back"),
        "transfer": _("A new owner: it is a long leave"),
    }[choice]


def _tier(form: Form, shown: Shown) -> Json:
    kept = form.account.tier if form.account else None
    if kept is None:
        hint = _("Not known of this account yet: what you choose is kept with it.")
    elif kept == form.wish.tier:
        hint = _("That is what the account is kept as.")
    else:
        hint = _("The account is kept as {tier}: this holds for the handoff only.").format(
            tier=tier_name(kept)
        )
    return _select(
        f"tier@{shown.revision}", _("Tier"), tier_name, _TIERS, form.wish.tier,
        dispatch=True, hint=hint,
    )  # fmt: skip


def _dates(form: Form, shown: Shown) -> list[Json]:
    wish = form.wish
    picker = date_picker("start.anchor_on", wish.anchor_on)
    blocks = [input_block(_date_label(form), picker, f"anchor_on@{shown.revision}", dispatch=True)]
    if wish.is_leave:
        blocks.append(
            input_block(
                _("Back on"),
                date_picker("start.value", wish.returns_on),
                "returns_on",
                hint=_("The account goes back to them then, by a short plan of its own."),
            )
        )
    return blocks


def _date_label(form: Form) -> str:
    anchor = anchor_of(form.wish.kind, form.wish.mode)
    if form.wish.is_leave:
        return {"T": _("Away from"), "L": _("Last contact on"), "D": _("Away since")}[anchor]
    return {
        "T": _("Ownership switches on"),
        "L": _("Last contact on"),
        "D": _("Departure known since"),
        "S": _("Signed on"),
    }[anchor]


def _mode(form: Form, shown: Shown) -> list[Json]:
    """The mode with what is suggested and why; sales to CS has one way only."""
    if form.wish.kind == "sales_to_cs":
        return []
    suggestion = form.suggestion
    hint = f"{suggestion.why} {suggestion.warning}".rstrip()
    block_id, mode = f"mode@{shown.revision}", form.wish.mode
    select = _select(block_id, _("Mode"), mode_name, _MODES, mode, dispatch=True, hint=hint)
    return [select]


def _place(form: Form, shown: Shown) -> list[Json]:
    wish = form.wish
    options = [option(place_name(place), place) for place in PLACES]
    select = static_select("start.place", options, wish.place)
    hint = (
        _("Your workspace's usual place for this tier.") if wish.place == form.usual_place else ""
    )
    block_id = f"place@{shown.revision}"
    label = _("Where the checklist goes")
    blocks = [input_block(label, select, block_id, dispatch=True, hint=hint)]
    return [*blocks, *_thread(form, shown)] if wish.place == "thread" else blocks


def _thread(form: Form, shown: Shown) -> list[Json]:
    wish = form.wish
    channel_id = wish.channel.id if wish.channel else None
    select = channel_select("start.channel", channel_id, _("Choose a channel"))
    blocks = [input_block(_("Channel"), select, f"channel@{shown.revision}", dispatch=True)]
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


def _buttons(form: Form) -> list[Json]:
    preview = button(_("Preview the plan"), "start.preview")
    return [preview, discard_button(form.draft_id)] if form.draft_id else [preview]


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
