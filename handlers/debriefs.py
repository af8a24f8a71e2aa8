"""`/handoff debriefs`: the catalogue of what was learned, for leads (R22)."""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from blocks import debriefs as blocks
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.showing import show
from handlers.values import id_in, metadata_of
from playbook import debriefs
from playbook.debriefs import Wanted
from storage.choices import Kind, Mode, Tier

Word = TypeVar("Word", bound=StrEnum)


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.commands["debriefs"] = open_list
    router.actions["debriefs.open"] = open_for_template
    router.actions["debriefs.filter"] = change_filter
    router.actions["debriefs.page"] = turn_page


async def open_list(request: Request) -> Answer | None:
    """Open the whole catalogue."""
    found = await request.db.read(debriefs.read, request.actor, Wanted())
    show(request, blocks.catalogue(found))
    return None


async def open_for_template(request: Request) -> Answer | None:
    """Open what was learned with one template: the button's value is its kind, mode and tier."""
    kind, mode, tier = (*request.value.split(":"), "", "", "")[:3]
    wanted = _wanted({"kind": kind, "mode": mode, "tier": tier})
    found = await request.db.read(debriefs.read, request.actor, wanted)
    show(request, blocks.catalogue(found))
    return None


async def change_filter(request: Request) -> Answer | None:
    """Show what fits the filter as it is now, from its first page."""
    name = str(request.action.get("action_id")).partition(":")[2]
    await _again(request, _wanted({**metadata_of(request.view), name: request.value}), 0)
    return None


async def turn_page(request: Request) -> Answer | None:
    """Show another page of the same."""
    await _again(request, _wanted(metadata_of(request.view)), id_in(request.value))
    return None


async def _again(request: Request, wanted: Wanted, page: int) -> None:
    found = await request.db.read(debriefs.read, request.actor, wanted, page)
    view = blocks.catalogue(found)
    request.after(partial(request.slack.update_view, str(request.view.get("id")), view))


def _wanted(words: Mapping[str, Any]) -> Wanted:
    theme = str(words.get("theme") or "")
    return Wanted(
        kind=_word(words.get("kind"), Kind),
        mode=_word(words.get("mode"), Mode),
        tier=_word(words.get("tier"), Tier),
        theme="" if theme == blocks.ANY else theme,
    )


def _word(value: Any, words: type[Word]) -> Word | None:
    return next((word for word in words if word == value), None)
