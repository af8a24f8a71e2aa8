"""Turning the pages of a list that is too long for one message or modal."""

from blocks.kit import Json, actions, button, context
from playbook.words import _


def turning(action_id: str, page: int, pages: int, *, newest_first: bool = False) -> list[Json]:
    """Return where one is, and the buttons to the pages before and behind; nothing for one page.

    Pages count from 0. The buttons are called "ACTION_ID:earlier" and ":later" (of a list with the
    newest first ":newer" and ":older"); their value is the page.
    """
    if pages < 2:
        return []
    back = ("newer", _("Newer")) if newest_first else ("earlier", _("Earlier"))
    on = ("older", _("Older")) if newest_first else ("later", _("Later"))
    buttons = [
        button(label, f"{action_id}:{name}", str(to))
        for (name, label), to in ((back, page - 1), (on, page + 1))
        if 0 <= to < pages
    ]
    where = _("Page {page} of {pages}").format(page=page + 1, pages=pages)
    return [context(where), actions(buttons)]
