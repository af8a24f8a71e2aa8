"""The catalogue of debriefs, as a modal with filters and pages; and its newest lessons (R22)."""

import json
from collections.abc import Iterable, Sequence

from blocks.debrief import theme_name
from blocks.kit import (
    Json,
    actions,
    bold,
    button,
    context,
    cut,
    day,
    divider,
    escape,
    modal,
    option,
    section,
    static_select,
)
from blocks.names import kind_name, mode_name, tier_name
from blocks.paging import turning
from playbook.debriefs import Catalogue, Entry, Lesson, Wanted
from playbook.words import _, n_

ANY = "any"
"""The value of a filter that lets everything through."""

_NAME = 150
_TEXT = 700
_LESSON = 300


def catalogue(found: Catalogue) -> Json:
    """Return a page of the catalogue. The modal remembers its filter and page."""
    wanted = found.wanted
    return modal(
        "debriefs.list",
        _("Debriefs"),
        [
            actions(_filters(found)),
            section(_total(found)),
            *_counted(found.counts),
            *(block for entry in found.entries for block in _entry(entry)),
            *turning("debriefs.page", found.page, found.pages, newest_first=True),
        ],
        close=_("Close"),
        metadata=json.dumps(metadata(wanted)),
    )


def metadata(wanted: Wanted) -> dict[str, str]:
    """Return the filter as the modal remembers it."""
    return {
        "kind": wanted.kind or ANY,
        "mode": wanted.mode or ANY,
        "tier": wanted.tier or ANY,
        "theme": wanted.theme or ANY,
    }


def lessons(found: Sequence[Lesson], kind: str, mode: str, tier: str) -> list[Json]:
    """Return what the newest debriefs of a template want changed, with the way to all of them."""
    if not found:
        return []
    lines = [f"• {day(one.closed_at.date())}: {_short(one.to_change)}" for one in found]
    more = button(_("All debriefs"), "debriefs.open", f"{kind}:{mode}:{tier}")
    return [divider(), section("\n".join([_("*What debriefs want changed*"), *lines]), more)]


def _short(text: str) -> str:
    return escape(cut(" ".join(text.split()), _LESSON))


def _filters(found: Catalogue) -> list[Json]:
    wanted = metadata(found.wanted)
    themes = [theme for theme, _count in found.counts]
    if found.wanted.theme and found.wanted.theme not in themes:
        themes.append(found.wanted.theme)
    return [
        _filter("kind", _("Any kind"), _kinds(), wanted),
        _filter("mode", _("Any mode"), _modes(), wanted),
        _filter("tier", _("Any tier"), _tiers(), wanted),
        _filter("theme", _("Any theme"), ((one, theme_name(one)) for one in themes), wanted),
    ]


def _filter(
    name: str, all_of_them: str, choices: Iterable[tuple[str, str]], wanted: dict[str, str]
) -> Json:
    options = [option(all_of_them, ANY), *(option(cut(said, 75), word) for word, said in choices)]
    return static_select(f"debriefs.filter:{name}", options, wanted[name])


def _kinds() -> list[tuple[str, str]]:
    return [(word, kind_name(word)) for word in ("csm_to_csm", "sales_to_cs")]


def _modes() -> list[tuple[str, str]]:
    return [(word, mode_name(word)) for word in ("soft", "hard", "abrupt")]


def _tiers() -> list[tuple[str, str]]:
    return [(word, tier_name(word)) for word in ("high", "mid", "low")]


def _total(found: Catalogue) -> str:
    if not found.total:
        if set(metadata(found.wanted).values()) == {ANY}:
            return _("No debrief is closed yet: handoffs have theirs after business as usual.")
        return _("No closed debrief fits. Each handoff has one, some days after business as usual.")
    return n_("*{n} debrief*", "*{n} debriefs*", found.total).format(n=found.total)


def _counted(counts: Sequence[tuple[str, int]]) -> list[Json]:
    if not counts:
        return []
    said = [f"{escape(cut(theme_name(theme), 75))} {count}" for theme, count in counts]
    return [context(_("Themes: {counts}").format(counts=" · ".join(said)))]


def _entry(entry: Entry) -> list[Json]:
    account = bold(cut(entry.account, _NAME)) if entry.account else f"*{_('An account')}*"
    what = f"{kind_name(entry.kind)} · {mode_name(entry.mode)} · {tier_name(entry.tier)}"
    parts = [f"{account} · {day(entry.closed_at.date())}"]
    for title, texts in (
        (_("Worked"), entry.worked),
        (_("Did not"), entry.did_not),
        (_("To change"), entry.to_change),
    ):
        if texts:
            said = " / ".join(" ".join(text.split()) for text in texts)
            parts.append(f"*{title}:* {escape(cut(said, _TEXT))}")
    themes = ", ".join(theme_name(theme) for theme in entry.themes)
    small = [what, escape(themes)] if themes else [what]
    return [divider(), section("\n".join(parts)), context(*small)]
