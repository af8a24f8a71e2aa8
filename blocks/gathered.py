"""Several questions in one message: what fell due while nobody could be asked."""

from blocks.kit import Json, actions, button, context, header, section
from blocks.status import due_line
from playbook.gathered import Gathered
from playbook.words import _, n_

MOST = 40
"""Questions in one message, each a block of the fifty that it holds."""


def message(found: Gathered) -> tuple[str, list[Json]]:
    """Return the message that lists what waits for an answer: text and blocks."""
    n = len(found.waiting)
    if not n:
        said = _("All of these are answered. Thank you.")
        return said, [section(said)]
    text = n_(
        "{n} question waits for your answer.", "{n} questions wait for your answer.", n
    ).format(n=n)
    why = _("They come late, and so in one message. Silence is not approval: answer what you can.")
    lines = [due_line(due, is_primary=place == 0) for place, due in enumerate(found.waiting[:MOST])]
    return text, [header(_("To answer")), section(f"{text} {why}"), *lines, *_foot(found)]


def _foot(found: Gathered) -> list[Json]:
    done, more = found.total - len(found.waiting), len(found.waiting) - MOST
    said = [_("What stays open comes in your digest, and climbs from there.")]
    if done:
        said.append(n_("{n} is answered.", "{n} are answered.", done).format(n=done))
    if more > 0:
        said.append(
            n_("{n} more is in the list.", "{n} more are in the list.", more).format(n=more)
        )
    return [actions([button(_("All that comes"), "due.open", "0")]), context(" ".join(said))]
