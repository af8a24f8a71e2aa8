"""How a handoff is opened: a lead is named, asks for help, and fills the form in."""

from tour.moves import checklist, handoff_channel, modal, told
from tour.story import Cast, Step, expect
from workspace.client import words


def name_a_lead(cast: Cast) -> str:
    """Ada is an admin of the workspace, so her App Home lets her name leads."""
    cast.ada.open_home()
    cast.ada.wait_for(lambda sees: sees["home"], why="her App Home")
    cast.ada.press("leads.open", in_=cast.ada.home)
    modal(cast.ada, "Leads")
    cast.ada.choose("leads", [cast.lena.id])
    answer = cast.ada.submit()
    expect(answer["ok"] and not cast.ada.sees()["views"], "the form to close", str(answer))
    return "the form is saved: Lena is a lead"


def ask_for_help(cast: Cast) -> str:
    """The command alone says what can be done."""
    cast.lena.command("/handoff")
    told(cast.lena, "/handoff start [account]")
    return "what can be done, with buttons"


def mistype(cast: Cast) -> str:
    """An unknown word is answered with the nearest command."""
    cast.lena.command("/handoff statsu")
    return str(told(cast.lena, "Did you mean")["text"])


def fill_the_form_in_wrong(cast: Cast) -> str:
    """The same person on both sides is said at the field, and nothing is lost."""
    cast.lena.command(f"/handoff start {cast.account}")
    modal(cast.lena, "Start a handoff")
    cast.lena.choose("Reason", "promotion")
    cast.lena.choose("start.anchor_on", cast.switch_on.isoformat())
    cast.workspace.quiet()
    cast.lena.choose("Outgoing CSM", cast.maria.id)
    cast.lena.choose("Incoming CSM", cast.maria.id)
    cast.lena.submit()
    errors = cast.lena.view["errors"]
    expect("incoming" in errors, "an error at the incoming CSM", str(errors))
    return f"at the field: {errors['incoming']}"


def open_the_handoff(cast: Cast) -> str:
    """With the right person the handoff is open, with its plan and its jobs."""
    cast.lena.choose("Incoming CSM", cast.idris.id)
    cast.lena.choose("Observers", [cast.priya.id])
    cast.lena.submit()
    opened = modal(cast.lena, "Handoff opened")
    cast.lena.close()
    return words(opened["blocks"][0])


def see_the_channel(cast: Cast) -> str:
    """The jobs have made a channel, invited the people, posted and pinned the checklist."""
    channel = handoff_channel(cast, cast.maria)
    posted = checklist(cast, cast.maria)
    expect("tasks done" in posted["text"], "how far the plan is", posted["text"])
    return f"#{channel['name']}, with the checklist pinned: {posted['text']}"


def hear_their_part(cast: Cast) -> str:
    """Everybody got a DM of their own part, and an observer got none yet."""
    told(cast.maria, f"You hand over *{cast.account}*")
    told(cast.idris, f"You take over *{cast.account}*")
    told(cast.lena, f"You oversee the handoff of *{cast.account}*")
    expect(not cast.priya.dm, "nothing yet for Priya, the observer", str(cast.priya.dm))
    return "Maria, Idris and Lena each know their part; Priya is told when her time comes"


def keep_the_reason_to_leads(cast: Cast) -> str:
    """Nobody but the lead finds the reason anywhere."""
    for person in (cast.maria, cast.idris):
        seen = words(person.sees())
        expect("romotion" not in seen, f"no reason in what {person.id} sees", "the reason")
    return "the reason is nowhere in what Maria and Idris see"


STEPS = (
    Step("Ada", "names Lena a lead in App Home", name_a_lead),
    Step("Lena", "asks: /handoff", ask_for_help),
    Step("Lena", "mistypes: /handoff statsu", mistype),
    Step("Lena", "starts a handoff, with Maria on both sides", fill_the_form_in_wrong),
    Step("Lena", "puts Idris in, and Priya as observer", open_the_handoff),
    Step("Maria", "looks at the new channel", see_the_channel),
    Step("All", "read their messages", hear_their_part),
    Step("Maria", "and Idris look for the reason", keep_the_reason_to_leads),
)
