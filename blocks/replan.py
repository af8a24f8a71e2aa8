"""Changing what a plan is counted from: the forms, what would change, and what people hear."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from blocks.kit import (
    Json,
    actions,
    bold,
    button,
    context,
    cut,
    date_picker,
    day,
    divider,
    escape,
    header,
    input_block,
    mention,
    modal,
    option,
    section,
    static_select,
    text_input,
)
from blocks.names import anchor_name, mode_name, tier_name
from playbook.difference import Dated, Difference, Step
from playbook.plan import Firm
from playbook.plan_fit import Offers, why_not
from playbook.plan_news import Changed, News
from playbook.words import _, later, n_

MOST_CALLS = 8
LONGEST_CALL = 80
LONGEST_REASON = 500
_NEWS = {
    "plan_changed": later("{by} changed the plan of {account}: {anchor} {on}."),
    "task_skipped": later("{by} left “{title}” out of the plan of {account}: {why}"),
    "task_taken_up": later("{by} took “{title}” up again in the plan of {account}."),
    "task_added": later("{by} added “{title}” to the plan of {account}."),
}
_TITLE = 150
_LINES = 10
_LONG = 500
_SECTION = 2800


def change_form(account: str, kind: str, dated: Dated, reason: str, metadata: str) -> Json:
    """Return the form of the firm date, the mode, the tier and the incoming CSM's first day."""
    modes = [option(mode_name(mode), mode) for mode in ("soft", "hard", "abrupt")]
    tiers = [option(tier_name(tier), tier) for tier in ("high", "mid", "low")]
    starts = date_picker("incoming_starts_on", dated.incoming_starts_on)
    blocks = [
        section(bold(cut(account, _TITLE))),
        input_block(
            anchor_name(dated.anchor), date_picker("anchor_on", dated.anchor_on), "anchor_on"
        ),
    ]
    if kind == "csm_to_csm":
        blocks.append(input_block(_("Mode"), static_select("mode", modes, dated.mode), "mode"))
    blocks += [
        input_block(_("Tier"), static_select("tier", tiers, dated.tier), "tier"),
        input_block(
            _("First day of the incoming CSM"),
            starts,
            "incoming_starts_on",
            optional=True,
            hint=_("Nothing of theirs is planned before it."),
        ),
        input_block(
            _("Why?"),
            text_input("reason", reason, multiline=True, max_length=LONGEST_REASON),
            "reason",
            optional=True,
            hint=_("Needed to extend a handoff. Everybody of the handoff reads it."),
        ),
    ]
    return _form("plan.change", _("Change the plan"), blocks, metadata)


def calls_form(account: str, dated: Dated, metadata: str) -> Json:
    """Return the form of the dates that are given from outside: renewal and scheduled calls."""
    renewal = next((one.on for one in dated.firm if one.kind == "renewal"), None)
    calls = [one for one in dated.firm if one.kind == "call"]
    blocks = [
        section(bold(cut(account, _TITLE))),
        context(_("No plan moves these dates. Empty a date to take it out.")),
        input_block(_("Renewal"), date_picker("renewal_on", renewal), "renewal_on", optional=True),
    ]
    for number in range(min(len(calls) + 2, MOST_CALLS)):
        call = calls[number] if number < len(calls) else None
        blocks += _call_inputs(number, call)
    return _form("plan.calls", _("Calls and renewal"), blocks, metadata)


def preview(
    difference: Difference, metadata: str, waiver: str = "", *, is_outdated: bool = False
) -> Json:
    """Return what a change would mean, before it is confirmed.

    `waiver` is what was typed of why it may stay so, where it does not fit. `is_outdated`: the plan
    has become another one since this was first shown.
    """
    blocks = [section(bold(cut(difference.account, _TITLE)))]
    if is_outdated:
        blocks.append(
            section(_("*Somebody changed the plan meanwhile.* This is what would change now:"))
        )
    blocks += [*_facts(difference), *_misfit(difference), *_waiver(difference, waiver)]
    blocks.append(actions([button(_("Back to the form"), "plan.back", "")]))
    blocks += _steps(difference)
    submit = None if difference.is_empty else _("Change the plan")
    return modal(
        "plan.apply",
        _("What would change"),
        blocks,
        submit=submit,
        close=_("Cancel"),
        metadata=metadata,
    )


def news(found: News) -> tuple[str, list[Json]]:
    """Return what somebody hears of changed plans: the text for notifications, and the blocks."""
    by = escape(found.by) or _("Somebody")
    lines = [_news_line(by, one) for one in found.changes]
    blocks: list[Json] = []
    for one, line in zip(found.changes[:_LINES], lines, strict=False):
        blocks += [section(line), *_yours(one)]
    if (more := len(lines) - _LINES) > 0:
        left = n_("… and {n} handoff more.", "… and {n} handoffs more.", more)
        blocks.append(context(left.format(n=more)))
    only = found.changes[0].handoff_id if len(found.changes) == 1 else None
    if only is None:
        blocks.append(actions([button(_("Show my handoffs"), "status.list", style="primary")]))
    else:
        show = button(_("Show the plan"), "checklist.plan", str(only), style="primary")
        blocks.append(actions([show]))
    return lines[0], blocks


def _form(callback_id: str, title: str, blocks: Sequence[Json], metadata: str) -> Json:
    return modal(
        callback_id,
        title,
        blocks,
        submit=_("Show what changes"),
        close=_("Cancel"),
        metadata=metadata,
    )


def _call_inputs(number: int, call: Firm | None) -> list[Json]:
    name = text_input("call_title", call.title if call else None, max_length=LONGEST_CALL)
    on = date_picker("call_on", call.on if call else None)
    label = _("Scheduled call {number}").format(number=number + 1)
    about = _("What call {number} is about").format(number=number + 1)
    return [
        input_block(label, on, f"call_on_{number}", optional=True),
        input_block(about, name, f"call_title_{number}", optional=True),
    ]


def _facts(difference: Difference) -> list[Json]:
    before, after = difference.before, difference.after
    lines = []
    if (before.anchor, before.anchor_on) != (after.anchor, after.anchor_on):
        was = f"{anchor_name(before.anchor)} {day(before.anchor_on)}"
        anchor = "" if before.anchor == after.anchor else f"{anchor_name(after.anchor)} "
        lines.append(f"• {was} → *{anchor}{day(after.anchor_on)}*")
    if before.mode is not after.mode:
        lines.append(f"• {mode_name(before.mode)} → *{mode_name(after.mode)}*")
    if before.tier is not after.tier:
        lines.append(f"• {tier_name(before.tier)} → *{tier_name(after.tier)}*")
    if before.incoming_starts_on != after.incoming_starts_on:
        said = _("• First day of the incoming CSM: {was} → *{now}*")
        was, now = _maybe(before.incoming_starts_on), _maybe(after.incoming_starts_on)
        lines.append(said.format(was=was, now=now))
    return [section("\n".join(lines))] if lines else []


def _maybe(on: date | None) -> str:
    return day(on) if on else _("not said")


def _misfit(difference: Difference) -> list[Json]:
    misfit, offers = difference.misfit, difference.offers
    if misfit is None:
        return []
    blocks = [section(f"*{_('This does not fit.')}* {escape(cut(why_not(misfit), _LONG))}")]
    if offers:
        blocks.append(section(_offers(offers)))
    return blocks


def _offers(offers: Offers) -> str:
    fits = [_("from {day} on").format(day=day(offers.earliest))]
    fits += [_("as “{mode}”").format(mode=mode_name(mode)) for mode in offers.modes]
    said = _("It fits {fits}. Or say below why it stays as it is.")
    return said.format(fits=_(", or ").join(fits))


def _waiver(difference: Difference, typed: str) -> list[Json]:
    if difference.is_empty or not difference.gaps:
        return []
    why = text_input("waiver", typed, multiline=True, max_length=LONGEST_REASON)
    hint = _("Leads see this, and nobody else. What comes too late stays listed to the end.")
    return [input_block(_("Why may it stay so?"), why, "waiver", hint=hint)]


def _steps(difference: Difference) -> list[Json]:
    if difference.is_empty:
        return [section(_("Nothing would change."))]
    blocks: list[Json] = [divider()]
    for title, steps in (
        (_("Moves"), difference.moved),
        (_("Comes new"), difference.added),
        (_("Leaves the plan"), difference.dropped),
    ):
        if steps:
            blocks.append(header(f"{title} ({len(steps)})"))
            blocks += [section(text) for text in _chunks(_step_line(step) for step in steps)]
    if not difference.steps:
        blocks.append(section(_("No task moves.")))
    return [*blocks, *_afterwards(difference)]


def _afterwards(difference: Difference) -> list[Json]:
    notes = []
    if difference.tells_customer:
        notes.append(_("The customer was told a date already, so a task to tell them is added."))
    if difference.by_hand:
        titles = ", ".join(f"“{escape(cut(title, 60))}”" for title in difference.by_hand[:5])
        stay = n_(
            "{n} task stays where somebody put it: {titles}",
            "{n} tasks stay where somebody put them: {titles}",
            len(difference.by_hand),
        )
        notes.append(stay.format(n=len(difference.by_hand), titles=titles))
    notes.append(_("What is done stays done. Those concerned hear of it at once."))
    return [context("\n".join(notes))]


def _step_line(step: Step) -> str:
    title = escape(cut(step.title, _TITLE))
    owners = ", ".join(mention(owner) for owner in step.owners) or _("nobody yet")
    dates = {
        (True, True): "{was} → *{on}*",
        (False, True): _("due *{on}*"),
        (True, False): _("was due {was}"),
    }[step.was_on is not None, step.on is not None]
    was, on = day(step.was_on) if step.was_on else "", day(step.on) if step.on else ""
    return f"• {title} · {owners} · {dates.format(was=was, on=on)}"


def _chunks(lines: Iterable[str]) -> list[str]:
    """Join whole lines into texts that a section holds."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + len(line) < _SECTION:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return texts


def _news_line(by: str, one: Changed) -> str:
    account = bold(cut(one.account, _TITLE))
    facts: Mapping[str, Any] = one.facts
    title = escape(cut(str(facts.get("title", "")), _TITLE))
    said = _changed_word(facts) if one.what == "task_changed" else _(_NEWS[one.what])
    line = said.format(
        by=by,
        account=account,
        title=title,
        anchor=anchor_name(one.anchor),
        on=day(one.anchor_on),
        date=_date_in(facts, "on"),
        was=_date_in(facts, "was_on"),
        owner=mention(facts.get("owner")),
        why=escape(cut(str(facts.get("why", "")), LONGEST_REASON)),
    )
    if "was_anchor_on" in facts:
        line += " " + _("It was {was}.").format(was=_date_in(facts, "was_anchor_on"))
    if reason := facts.get("reason"):
        line += "\n" + _("Why: {reason}").format(reason=escape(cut(str(reason), LONGEST_REASON)))
    return line


def _changed_word(facts: Mapping[str, Any]) -> str:
    if "owner" in facts:
        return _("{by} gave “{title}” ({account}) to {owner}.")
    if "on" in facts:
        return _("{by} moved “{title}” ({account}) from {was} to {date}.")
    return _("{by} renamed a task of {account}: “{title}”.")


def _date_in(facts: Mapping[str, Any], name: str) -> str:
    try:
        return day(date.fromisoformat(str(facts.get(name))))
    except ValueError:
        return "–"


def _yours(one: Changed) -> list[Json]:
    if not one.yours:
        return []
    lines = [f"• {escape(cut(title, _TITLE))}: {day(on)}" for title, on in one.yours]
    return [section(text) for text in _chunks([_("*Yours that moved:*"), *lines])]
