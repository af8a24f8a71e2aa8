"""Silences in one message: of one handoff in full, of several as a list that opens each (R18)."""

from blocks import silence
from blocks.kit import (
    Json,
    actions,
    bold,
    button,
    context,
    cut,
    day,
    header,
    modal,
    section,
)
from blocks.paging import turning
from playbook.silences import Silences, Told
from playbook.words import _, n_

_NAME = 150


def message(found: Told) -> tuple[str, list[Json]]:
    """Return the DM: its text and blocks. One handoff that is left reads as if it were alone."""
    left = found.waiting or found.handoffs
    if len(left) == 1:
        return silence.message(left[0])
    if not found.waiting:
        said = _("Nobody in this list is silent any more. Thank you.")
        return said, [section(said)]
    n = len(found.waiting)
    text = n_(
        "Nothing was heard from key stakeholders of {n} account.",
        "Nothing was heard from key stakeholders of {n} accounts.",
        n,
    ).format(n=n)
    title = header(n_("Silence at {n} account", "Silence at {n} accounts", n).format(n=n))
    return text, [title, section(f"{text} {_meaning(found)}"), *_lines(found), *_foot(found)]


def view(found: Told) -> Json:
    """Return a page of all that wait, as a modal."""
    blocks = _lines(found) or [section(_("Nobody in this list is silent any more. Thank you."))]
    blocks += turning("silence.page", found.page, found.pages)
    return modal("silences", _("Silence"), blocks, close=_("Close"), metadata=str(found.id))


def _meaning(found: Told) -> str:
    if any(one.is_no_signal for one in found.waiting):
        return _(
            "After ten working days silence counts as *no signal*: it ranks below neutral, and "
            "business as usual waits for a word from them. Who can reach them?"
        )
    return _(
        "They know of the change for five working days or more. Try another channel, or ask their "
        "champion: after ten working days silence counts as *no signal*, which ranks below neutral."
    )


def _lines(found: Told) -> list[Json]:
    return [_line(one, is_primary=place == 0) for place, one in enumerate(found.shown)]


def _line(found: Silences, *, is_primary: bool) -> Json:
    silent = found.waiting
    since = min(one.since for one in silent)
    said = n_("Silent since {day}", "{n} people are silent, the first since {day}", len(silent))
    facts = [said.format(n=len(silent), day=day(since.date()))]
    if found.is_no_signal:
        raised = min(one.raised_at for one in silent if one.raised_at)
        facts.append(_("*no signal* since {day}").format(day=day(raised.date())))
    style = "primary" if is_primary else None
    opening = button(_("Who is silent…"), "silence.open", str(found.handoff_id), style=style)
    return section(f"{bold(cut(found.account, _NAME))}\n{' · '.join(facts)}", opening)


def _foot(found: Told) -> list[Json]:
    heard, more = len(found.handoffs) - len(found.waiting), len(found.waiting) - len(found.shown)
    said = []
    if heard:
        said.append(n_("{n} was heard from.", "{n} were heard from.", heard).format(n=heard))
    if more:
        said.append(
            n_("{n} more is in the list.", "{n} more are in the list.", more).format(n=more)
        )
    notes = [context(" ".join(said))] if said else []
    return (
        [*notes, actions([button(_("Show all"), "silence.all", str(found.id))])] if more else notes
    )
