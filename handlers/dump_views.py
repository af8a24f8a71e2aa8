"""The dump's modals as requests bring them back: where they are, what stands in their inputs.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload (view.state.values)
"""

import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from blocks.dump_place import unpack
from blocks.dump_questions import CONTINUED
from blocks.dump_same import SAME
from blocks.kit import Json
from handlers.request import Request
from handlers.slack import Gone
from handlers.values import inputs_of, metadata_of
from playbook.drafts import ANSWERS, Typed, Value
from playbook.dump_view import Place
from playbook.errors import NotThere
from playbook.words import _

_TS = re.compile(r"(\d{1,12})(?:\.(\d{1,9}))?")
_LONGEST_NAME = 80


def new_rendering(request: Request) -> str:
    """Return a name for the view that is about to be shown. It sorts by time."""
    return f"{int(request.now.timestamp() * 1000):013d}-{secrets.token_hex(3)}"


def place_of(request: Request) -> Place:
    """Return where in a dump the modal is. Raises NotThere if it does not say."""
    try:
        return unpack(metadata_of(request.view))
    except ValueError as error:
        raise NotThere(
            _("This window is out of date. Please close it and open it again: nothing is lost.")
        ) from error


def going_to(request: Request, step: str) -> Place:
    """Return the place of another view to show."""
    return Place(place_of(request).handoff_id, step, new_rendering(request), {})


def same_again(request: Request) -> Place:
    """Return the place of the view that is shown, to be shown afresh."""
    return replace(place_of(request), rendering=new_rendering(request), is_again=True)


def typed_in(request: Request) -> Typed:
    """Return what stands in the modal's inputs now; an input that Slack left out is left out."""
    return Typed(
        form=str(metadata_of(request.view).get("form", ANSWERS)),
        rendering=place_of(request).rendering,
        values=_values(request.view),
        action_ts=_action_ts(request.payload),
    )


async def show(request: Request, view: Json) -> None:
    """Show a view: in place of the dump's own, or else in a modal of its own."""
    if str(request.view.get("callback_id", "")).startswith("dump."):
        await update(request, str(request.view["id"]), view)
    elif request.view.get("type") == "modal":
        await request.slack.push_view(request.trigger_id, view)
    else:
        await request.slack.open_view(request.trigger_id, view)


async def update(request: Request, view_id: str, view: Json) -> None:
    """Change an open modal. Who has closed it meanwhile misses nothing: it is saved already."""
    with suppress(Gone):
        await request.slack.update_view(view_id, view)


def _values(view: Mapping[str, Any]) -> dict[str, Value]:
    """Return what stands in the inputs, by the part of their block ids before "@"."""
    named = {block_id.partition("@")[0]: value for block_id, value in inputs_of(view).items()}
    return _joined({name: value for name, value in named.items() if _is_input(name)})


def _is_input(name: str) -> bool:
    return len(name) <= _LONGEST_NAME and not name.startswith(SAME)


def _joined(values: dict[str, Value]) -> dict[str, Value]:
    """Put the texts back together that were shown in two inputs."""
    for continued in [name for name in values if name.endswith(CONTINUED)]:
        name = continued.removesuffix(CONTINUED)
        parts = (values.get(name), values.pop(continued))
        values[name] = "".join(part for part in parts if isinstance(part, str))
    return values


def _action_ts(payload: Mapping[str, Any]) -> str:
    """Return Slack's time of the action so that it sorts as text; empty for a submission."""
    actions = payload.get("actions") or [{}]
    found = _TS.fullmatch(str(actions[0].get("action_ts") or ""))
    return f"{int(found[1]):012d}.{found[2] or '':0<9}" if found else ""
