"""How the plan is worked off: the checklist, from preparing to the ownership switch."""

from tour.chapters import acknowledge, tell_observers
from tour.moves import forward_to, stands_at, tick
from tour.seeing import checklist, progress, showing
from tour.story import Cast, Step
from workspace.client import words


def prepare_the_customer(cast: Cast) -> str:
    """Maria and Idris tick what they have done."""
    forward_to(cast, -21)
    tick(
        cast, cast.maria, "Verify the people and mark leavers", "Live dump call from the gap agenda"
    )
    return tick(
        cast,
        cast.idris,
        "Background check and stakeholder review",
        "Risks and opportunities have actions, commitments are taken over",
    )


def untick(cast: Cast) -> str:
    """A tick can be taken back, and set again."""
    before = progress(cast, cast.idris)
    _untick(cast, "Background check and stakeholder review")
    cast.idris.wait_for(
        lambda _sees: progress(cast, cast.idris) != before, why="one task fewer done"
    )
    after = progress(cast, cast.idris)
    return (
        f"{after}; then again: {tick(cast, cast.idris, 'Background check and stakeholder review')}"
    )


def approve(cast: Cast) -> str:
    """What only the lead does."""
    tick(cast, cast.lena, "Agree on the customer message", "Approve the plan")
    return tell_observers(cast)


def know(cast: Cast) -> str:
    """The observers hear it before the customer does; with their click, preparing is over."""
    acknowledge(cast, cast.priya)
    return stands_at(cast, "Introducing")


def introduce(cast: Cast) -> str:
    """The customer is told, and meets Idris."""
    forward_to(cast, -18)
    tick(cast, cast.maria, "Brief the champion", "Tell the customer", "Send the customer-facing")
    forward_to(cast, -14)
    tick(cast, cast.maria, "Warm intro call")
    return stands_at(cast, "Overlapping")


def switch(cast: Cast) -> str:
    """After two weeks together the account is Idris's."""
    forward_to(cast, 0)
    tick(cast, cast.idris, "Weekly sync of both CSMs", "Incoming CSM on all scheduled calls")
    tick(cast, cast.maria, "Weekly sync of both CSMs", "Move CRM owner")
    return stands_at(cast, "Settling")


def _untick(cast: Cast, title: str) -> None:
    cast.idris.press("checklist.plan", in_=checklist(cast, cast.idris))
    view = showing(cast.idris, title)
    block = next(one for one in view["blocks"] if title in words(one) and "accessory" in one)
    cast.idris.press(block["accessory"]["action_id"], in_={**view, "blocks": [block]})
    cast.workspace.quiet()
    cast.idris.close(everything=True)


STEPS = (
    Step("Maria", "and Idris tick what they have done", prepare_the_customer),
    Step("Idris", "takes a tick back, and sets it again", untick),
    Step("Lena", "approves message and plan, and tells the observers", approve),
    Step("Priya", "says that she has seen it", know),
    Step("Maria", "tells the customer and holds the intro call", introduce),
    Step("Idris", "takes the account over", switch),
)
