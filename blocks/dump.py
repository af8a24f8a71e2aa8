"""The dump's modal: one step a view, a summary behind the last, a word of thanks at the end.

Every input reports what is typed as it is typed. Each view has block ids of its own: they end in
its rendering, because Slack keeps what stood in an input whose ids come again.
https://docs.slack.dev/reference/views/modal-views
"""

from collections.abc import Iterator, Sequence

from blocks import dump_questions as questions
from blocks.blueprint import progress
from blocks.dump_place import pack
from blocks.freshness import last_touched
from blocks.kit import (
    LIMITS,
    Json,
    actions,
    bold,
    button,
    context,
    cut,
    divider,
    escape,
    header,
    modal,
    section,
)
from blocks.log import from_log
from playbook.called import document, outgoing
from playbook.completeness import SectionProgress
from playbook.drafts import ANSWERS
from playbook.dump import Problem, Saved
from playbook.dump_view import News, Shown, StepShown, SummaryShown
from playbook.handing_over import HandedOver
from playbook.words import _, n_

_ACCOUNT = 150
_NEXT = 60


def view(shown: Shown, problems: Sequence[Problem] = (), news: Sequence[News] = ()) -> Json:
    """Return the modal for a step or for the summary, with what could not be saved on top.

    `news` is what others have changed in the view before.
    """
    top = [*_problems(problems), *_news(news)]
    if isinstance(shown, StepShown):
        return _step_view(shown, top)
    return _summary_view(shown, top)


def saved(found: Saved) -> Json:
    """Return the short view after "Save and close"."""
    account = bold(cut(found.account, _ACCOUNT))
    blocks = [
        section(_("What you know of {account} is saved.").format(account=account)),
        context(progress(found.completeness)),
        *_problems(found.problems),
        actions([button(_("Go on"), "dump.open", str(found.handoff_id))]),
    ]
    return modal("dump.saved", _("Saved"), blocks, close=_("Close"))


def handed_over(found: HandedOver) -> Json:
    """Return the view that says that the blueprint is handed over, and what is next."""
    account = bold(cut(found.account, _ACCOUNT))
    if found.is_own:
        blocks = [section(_rebuilt(account)), *_next(found)]
        return modal("dump.handed_over", _("Complete"), blocks, close=_("Close"))
    done = _("The {document} of {account} is handed over. Thank you!").format(
        document=document(found.kind), account=account
    )
    if found.incoming:
        following = _("{incoming} reads it now, and accepts it or names what is missing.").format(
            incoming=escape(cut(found.incoming, _ACCOUNT))
        )
    else:
        following = _("Whoever takes the account over will read it first.")
    blocks = [section(done), section(following), *_next(found)]
    return modal("dump.handed_over", _("Handed over"), blocks, close=_("Close"))


def _next(found: HandedOver | SummaryShown) -> list[Json]:
    """Return the way to the next account of the book, where there is one."""
    if found.next is None:
        return []
    said = n_(
        "One more account of this book waits for its blueprint.",
        "{count} more accounts of this book wait for their blueprints.",
        found.next.left,
    ).format(count=found.next.left)
    text = _("Next: {account}").format(account=cut(found.next.account, _NEXT))
    return [section(said), actions([button(text, "dump.next", str(found.next.handoff_id))])]


def _step_view(shown: StepShown, top: Sequence[Json]) -> Json:
    where = _("Step {number} of {count}").format(number=shown.number, count=shown.count)
    blocks = [
        *_top(shown.account, f"{where} · {progress(shown.completeness)}"),
        *top,
        *_news(shown.news),
        *_typed_before(shown),
    ]
    for part in shown.sections:
        blocks.append(header(_(part.section.title)))
        for question in part.questions:
            blocks += questions.blocks(shown, question)
    blocks += from_log(shown.log, shown.place.handoff_id)
    blocks += [divider(), _foot(shown.back)]
    metadata = pack(shown.place, ANSWERS, on=shown.on)
    submit = _("To the summary") if shown.number == shown.count else _("Next")
    title = document(shown.sections[0].section.kind).capitalize()
    return modal("dump.step", title, blocks, submit=submit, close=_("Close"), metadata=metadata)


def _top(account: str, where: str) -> list[Json]:
    return [context(f"{bold(cut(account, _ACCOUNT))} · {where}")]


def _typed_before(shown: StepShown) -> list[Json]:
    if not shown.unsaved:
        return []
    return [context(_("Some of this you typed and did not save yet. It is kept for you."))]


def _problems(problems: Sequence[Problem]) -> Iterator[Json]:
    if problems:
        yield section(_("*Not in the blueprint yet.* It is kept for you as you typed it:"))
    for problem in problems:
        yield section(f"• {_(problem.label)}: {problem.text}")


def _news(news: Sequence[News]) -> Iterator[Json]:
    for one in news:
        labels = ", ".join(_(label) for label in one.labels)
        said = _("Changed by {name} since you opened this: {questions}")
        yield context(said.format(name=escape(one.by), questions=labels))


def _foot(back: str | None, *others: Json) -> Json:
    buttons = [button(_("Save and close"), "dump.save"), *others]
    if back:
        buttons.insert(0, button(_("Back"), "dump.go:back", back))
    return actions(buttons, "foot")


def _summary_view(shown: SummaryShown, top: Sequence[Json]) -> Json:
    blocks = [
        *_top(shown.account, progress(shown.completeness)),
        *top,
        header(_("What is there, and what is missing")),
        *(_progress_line(found, shown) for found in shown.completeness.sections),
        *_unsaved(shown),
        divider(),
        section(_what_is_next(shown)),
        *_next(shown),
        _foot(shown.back, *_up_to_date(shown)),
    ]
    return modal(
        "dump.hand_over",
        document(shown.kind).capitalize(),
        blocks,
        submit=_hand_over_to(shown) if _can_hand_over(shown) else None,
        close=_("Close"),
        metadata=pack(shown.place, ANSWERS),
    )


def _progress_line(found: SectionProgress, shown: SummaryShown) -> Json:
    title, key = bold(_(found.section.title)), found.section.key
    touched = shown.touched.get(key)
    when = f"\n_{last_touched(touched)}_" if touched else ""
    if not found.missing:
        said = _("complete")
        return section(f"{title}: {said}{when}", button(_("Change"), f"dump.go:{key}", key))
    labels = ", ".join(_(question.label) for question in found.missing)
    said = _("missing: {questions}").format(questions=labels)
    return section(f"{title}: {said}{when}", button(_("Fill in"), f"dump.go:{key}", key))


def _up_to_date(shown: SummaryShown) -> list[Json]:
    """Where nobody waits for it, its owner says that it can be trusted as it stands (R9)."""
    if not shown.is_by_itself:
        return []
    number = str(shown.place.handoff_id)
    return [button(_("It is up to date"), "refresh.confirm", number, style="primary")]


def _unsaved(shown: SummaryShown) -> list[Json]:
    if not shown.unsaved:
        return []
    labels = ", ".join(_(label) for label in shown.unsaved)
    return [section(_("Typed but not saved yet: {questions}").format(questions=labels))]


def _can_hand_over(shown: SummaryShown) -> bool:
    return shown.completeness.is_complete and shown.may_hand_over and not shown.is_handed_over


def _rebuilt(account: str) -> str:
    """What the incoming CSM reads who wrote it themselves: nobody was there to ask."""
    done = _("The blueprint of {account} is complete, as far as it can be known. Thank you!")
    return done.format(account=account) + " " + _("What you learn from now on goes into it too.")


def _what_is_next(shown: SummaryShown) -> str:
    if shown.is_by_itself:
        return _("It is kept for whoever needs it next. Say that it is up to date once it is.")
    if shown.is_handed_over:
        return _handed_over_line(shown)
    if not shown.completeness.is_complete:
        missing = sum(len(found.missing) for found in shown.completeness.missing)
        return n_(
            "One question is open. Answer it, or tick “Nothing to report”, and hand over.",
            "{count} questions are open. Answer them, or tick “Nothing to report”, and hand over.",
            missing,
        ).format(count=missing)
    if not shown.may_hand_over:
        said = _("Everything is answered. The {outgoing} or the lead hands it over.")
        return said.format(outgoing=outgoing(shown.kind))
    if shown.is_own:
        return _("Everything is answered. Say that it is complete, and the plan goes on.")
    return _("Everything is answered. Hand it over, and {incoming} reads it.").format(
        incoming=_reader(shown)
    )


def _handed_over_line(shown: SummaryShown) -> str:
    if shown.is_own:
        return _("It is yours to keep up to date: what you change, everybody sees at once.")
    return _("This {document} is handed over. What you change, {incoming} sees at once.").format(
        document=document(shown.kind), incoming=_reader(shown)
    )


def _reader(shown: SummaryShown) -> str:
    return escape(cut(shown.incoming, _ACCOUNT)) or _("the incoming CSM")


def _hand_over_to(shown: SummaryShown) -> str:
    """Return the button's text, with the first name if it fits (24 characters)."""
    if shown.is_own:
        return _("It is complete")
    incoming = shown.incoming
    first = incoming.split()[0] if incoming.split() else ""
    named = _("Hand over to {name}").format(name=first)
    return named if first and len(named) <= LIMITS["view_title"] else _("Hand over")
