"""The data dump in Slack: opened, typed into, turned from view to view, handed over.

What is typed is committed before Slack has its acknowledgement. "Next" is the modal's own submit
button, answered with the next view; Back, Save and close and the like are buttons in it, which
carry what stands in the inputs as well.
https://docs.slack.dev/surfaces/modals#updating_views
"""

from dataclasses import replace
from functools import partial

from blocks import dump as blocks
from handlers import checklist
from handlers.dump_views import going_to, new_rendering, place_of, same_again, show, typed_in
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.values import id_in, metadata_of
from playbook import dump, handing_over
from playbook.dump import Turned
from playbook.dump_view import Place, Shown


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["dump.open"] = open_dump
    router.actions["dump.typed"] = keep_typed
    router.actions["dump.go"] = go
    router.actions["dump.page"] = turn_page
    router.actions["dump.save"] = save
    router.actions["dump.next"] = open_dump
    router.submissions["dump.step"] = go_on
    router.submissions["dump.hand_over"] = hand_over


async def open_dump(request: Request) -> Answer | None:
    """Open the dump of a handoff where this person was, or at the section that the button names.

    The value is the handoff's id; a section stands behind ":" in it, or in the action's id.
    """
    handoff, _colon, section = request.value.partition(":")
    _verb, _colon, named = str(request.action["action_id"]).partition(":")
    shown = await _opened(request, id_in(handoff), section or named)
    request.after(partial(show, request, blocks.view(shown)))
    return None


async def _opened(request: Request, handoff_id: int, section: str) -> Shown:
    """Open the dump. Only who comes to another step than last time waits for who is writing."""
    rendering = new_rendering(request)
    if not section:
        again = await request.db.read(dump.open_again, request.actor, handoff_id, rendering)
        if again is not None:
            return again
    return await request.db.run_briefly(dump.open_at, request.actor, handoff_id, section, rendering)


async def keep_typed(request: Request) -> Answer | None:
    """Keep what has been typed so far; there is something to show if others wrote meanwhile.

    Then the view comes again with the same block ids, so that Slack leaves what is being typed.
    https://docs.slack.dev/reference/methods/views.update ("Preserving input entry")
    """
    here, typed = place_of(request), typed_in(request)
    again = await request.db.run_briefly(dump.keep, request.actor, typed, here, request.now)
    if again is not None:
        request.after(partial(show, request, blocks.view(again)))
    return None


async def go(request: Request) -> Answer | None:
    """Save what was typed, and show the view that the button names."""
    turned = await _turn(request, going_to(request, request.value), goes_on=False)
    _show_turned(request, turned)
    return None


async def turn_page(request: Request) -> Answer | None:
    """Save what was typed, and show an earlier or later page of a list."""
    page, _colon, question = request.value.partition(":")
    here = same_again(request)
    to = replace(here, pages={**here.pages, question: id_in(page)})
    _show_turned(request, await _turn(request, to, goes_on=False))
    return None


async def go_on(request: Request) -> Answer | None:
    """Save a step and answer with the next one, or with what is wrong at its field."""
    following = str(metadata_of(request.view).get("on", ""))
    turned = await _turn(request, going_to(request, following), goes_on=True)
    if turned.shown is not None:
        view = blocks.view(turned.shown, turned.problems, turned.news)
        return {"response_action": "update", "view": view}
    here = place_of(request).rendering
    errors = {f"{problem.question}@{here}": problem.text for problem in turned.problems}
    return {"response_action": "errors", "errors": errors}


async def save(request: Request) -> Answer | None:
    """Save what was typed, and say that the window can be closed."""
    here, typed = place_of(request), typed_in(request)
    saved = await request.db.run_briefly(dump.save, request.actor, typed, here, request.now)
    request.after(partial(show, request, blocks.saved(saved)))
    return None


async def hand_over(request: Request) -> Answer | None:
    """Hand the blueprint over, and answer with what is next."""
    handoff_id = place_of(request).handoff_id
    done = await request.db.run(handing_over.hand_over, request.actor, handoff_id, request.now)
    checklist.refresh_after(request, handoff_id)
    return {"response_action": "update", "view": blocks.handed_over(done)}


async def _turn(request: Request, to: Place, *, goes_on: bool) -> Turned:
    typed, here = typed_in(request), place_of(request)
    return await request.db.run_briefly(
        dump.turn, request.actor, typed, here, to, request.now, goes_on=goes_on
    )


def _show_turned(request: Request, turned: Turned) -> None:
    if turned.shown is not None:
        view = blocks.view(turned.shown, turned.problems, turned.news)
        request.after(partial(show, request, view))
