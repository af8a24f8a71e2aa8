"""Turning the pages of a list that is too long for one message or modal."""

from blocks.kit import Json, actions, button, context
from playbook.words import _


def turning(
    action_id: str,
    page: int,
    pages: int,
    *,
    of: str = "",
    total: int | None = None,
    newest_first: bool = False,
) -> list[Json]:
    """Return where one is, and the buttons to the pages before and behind; nothing for one page.

    Pages count from 0. The buttons are called "ACTION_ID:earlier" and ":later" (of a list with the
    newest first ":newer" and ":older"); their value is the page, behind what it is a page `of`.
    `total`: how many entries there are in all, where that is to be told.
    """
    if pages < 2:
        return []
    back = ("newer", _("Newer")) if newest_first else ("earlier", _("Earlier"))
    on = ("older", _("Older")) if newest_first else ("later", _("Later"))
    buttons = [
        button(label, f"{action_id}:{name}", f"{of}{to}")
        for (name, label), to in ((back, page - 1), (on, page + 1))
        if 0 <= to < pages
    ]
    return [context(_where(page, pages, total)), actions(buttons)]


def _where(page: int, pages: int, total: int | None) -> str:
    if total is None:
        return _("Page {page} of {pages}").format(page=page + 1, pages=pages)
    return _("Page {page} of {pages}, {total} in all").format(
        page=page + 1, pages=pages, total=total
    )
