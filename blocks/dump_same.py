"""The menu beside a question of the dump that copies the answer of another account."""

from collections.abc import Iterable

from blocks.kit import Json, actions, cut, external_select, option
from playbook.book_answers import Elsewhere
from playbook.questions import Question
from playbook.words import _

SAME = "same/"
"""What stands before a question's key in the name of its menu."""


def same_as(question: Question, rendering: str) -> Json:
    """Return the menu; its options are asked for as it opens."""
    menu = external_select("dump.same", placeholder=_("Same as another account …"))
    return actions([menu], f"{SAME}{question.key}@{rendering}")


def question_of(block_id: str) -> str:
    """Return the key of the question that a menu stands beside."""
    return block_id.partition("@")[0].removeprefix(SAME)


def options(found: Iterable[Elsewhere]) -> list[Json]:
    """Return what the menu offers: accounts, with how their answer begins."""
    return [
        option(one.account, str(one.account_id), description=cut(" ".join(one.text.split()), 75))
        for one in found
    ]
