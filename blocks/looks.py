"""The leader's looks: the DM that asks and then shows the answer, and the modal for a finding.

The message says what there is to look at. A finding is read in the modal only.
"""

from collections.abc import Sequence

from blocks.check_in import score_name
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
    header,
    input_block,
    mention,
    modal,
    moment,
    plain,
    section,
    text_input,
)
from playbook.looks import LONGEST, Feeling, Late, Looking
from playbook.words import _, n_

_NAME = 150
_SHOWN = 8


def message(found: Looking) -> tuple[str, list[Json]]:
    """Return the DM: its text and blocks. It asks, or it shows what was answered."""
    if found.answered_at:
        return _answered(found)
    return _no_longer(found) if found.is_over else _asking(found)


def form(found: Looking) -> Json:
    """Return the modal that takes a finding, with the earlier ones below."""
    blocks = [
        section(f"{bold(cut(found.account, _NAME))}\n{_what(found)}"),
        *_attention(found),
        input_block(
            _("What did you find?"),
            text_input("finding", multiline=True, max_length=LONGEST),
            "finding",
            optional=True,
            hint=_("Leave it empty where all is well. Only who leads this handoff reads it."),
        ),
        *_earlier(found),
    ]
    return modal(
        "look.note",
        _("Look in"),
        blocks,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=str(found.check_in_id),
    )


def _asking(found: Looking) -> tuple[str, list[Json]]:
    account = cut(found.account, _NAME)
    text = _("Time to look in on {account}.").format(account=escape(account))
    which = str(found.check_in_id)
    well = button(_("Looked, all well"), "look.well", which, style="primary")
    return text, [
        header(_("Look in: {account}").format(account=account)),
        section(_what(found)),
        *_attention(found),
        *_list(_("*How they feel*"), [_feeling(one) for one in found.feelings]),
        *_list(_("*Late*"), [_late(one) for one in found.late]),
        actions([well, button(_("I found something…"), "look.open", which)]),
        context(_("Due {day}. A click is enough where all is well.").format(day=day(found.due_on))),
    ]


def _what(found: Looking) -> str:
    late = len(found.late)
    return "\n".join(
        [
            _("• The blueprint is {percent} % complete").format(percent=found.percent),
            _feelings_in_short(found.feelings),
            n_("• {n} task is late", "• {n} tasks are late", late).format(n=late)
            if late
            else _("• No task is late"),
        ]
    )


def _feelings_in_short(feelings: Sequence[Feeling]) -> str:
    if not feelings:
        return _("• Nobody was asked yet how they feel")
    worse = sum(_is_worse(one) for one in feelings)
    if not worse:
        return _("• Nobody at the customer feels worse than before")
    said = n_("• {n} person feels worse than before", "• {n} people feel worse than before", worse)
    return said.format(n=worse)


_RANK = ("delighted", "comfortable", "neutral", "no_signal", "uneasy", "at_risk")
"""From best to worst; no signal ranks below neutral (R18)."""


def _is_worse(one: Feeling) -> bool:
    return one.before is not None and _RANK.index(one.score) > _RANK.index(one.before)


def _attention(found: Looking) -> list[Json]:
    if found.attention_since is None:
        return []
    said = _("⚠ *Needs attention* since {when}").format(when=moment(found.attention_since))
    return [section(said)]


def _feeling(one: Feeling) -> str:
    said = f"{bold(cut(one.name, _NAME))}: {score_name(one.score)}"
    if one.before is None:
        return said
    return _("{now}, before: {before}").format(now=said, before=score_name(one.before))


def _late(one: Late) -> str:
    return _("{title}, since {day}").format(
        title=escape(cut(one.title, _NAME)), day=day(one.due_on)
    )


def _list(title: str, lines: Sequence[str]) -> list[Json]:
    if not lines:
        return []
    shown = [f"• {line}" for line in lines[:_SHOWN]]
    if more := len(lines) - len(shown):
        shown.append(n_("• and {n} more", "• and {n} more", more).format(n=more))
    return [section("\n".join([title, *shown]))]


def _answered(found: Looking) -> tuple[str, list[Json]]:
    account = bold(cut(found.account, _NAME))
    said = _("{account}: you looked in, and noted what you found.")
    if not found.has_finding:
        said = _("{account}: you looked in, and all was well.")
    text = said.format(account=account)
    if found.by != found.person_id:
        text = _("{account}: {who} looked in.").format(account=account, who=mention(found.by))
    blocks = [section(text)]
    if found.answered_at:
        blocks.append(context(moment(found.answered_at)))
    if found.has_finding:
        which = str(found.check_in_id)
        blocks.append(actions([button(_("Read the findings"), "look.read", which)]))
    return text, blocks


def findings(found: Looking) -> Json:
    """Return the modal in which one lead reads what was found in this handoff."""
    top = section(bold(cut(found.account, _NAME)))
    return modal("look.findings", _("Findings"), [top, *_earlier(found)], close=_("Close"))


def _no_longer(found: Looking) -> tuple[str, list[Json]]:
    text = _("{account}: no look is needed any more.").format(
        account=escape(cut(found.account, _NAME))
    )
    return text, [section(text)]


def _earlier(found: Looking) -> list[Json]:
    if not found.findings:
        return []
    blocks: list[Json] = [divider(), context(_("*Found before*"))]
    for at, text in found.findings:
        blocks += [context(moment(at)), {"type": "section", "text": plain(text, LONGEST)}]
    return blocks
