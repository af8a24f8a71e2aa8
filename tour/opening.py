"""How a handoff is opened: a lead is named, asks for help, and fills the form in."""

from tour.chapters import name_a_lead
from tour.knowing import file_in_the_log
from tour.moves import fill, open_it
from tour.seeing import checklist, handoff_channel, modal, refused, told
from tour.story import Cast, Step, expect
from workspace.client import words

SHARED = "acme-shared"
"""The channel that Maria, Lena and a guest of the customer's share."""
NEWS = "Robot 7 stands still on Mondays, and nobody knows why."


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
    fill(cast.lena, {"Reason": "promotion", "start.anchor_on": cast.anchor_on.isoformat()})
    fill(cast.lena, {"Outgoing CSM": cast.maria.id, "Incoming CSM": cast.maria.id})
    cast.lena.submit()
    return f"at the field: {refused(cast.lena)}"


def open_the_handoff(cast: Cast) -> str:
    """With the right person the handoff is open, with its plan and its jobs."""
    fill(cast.lena, {"Incoming CSM": cast.idris.id, "Observers": [cast.priya.id]})
    return open_it(cast)


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
    heard = words(cast.priya.sees())
    expect(cast.account not in heard, "nothing yet for Priya, the observer", heard)
    return "Maria, Idris and Lena each know their part; Priya is told when her time comes"


def keep_the_reason_to_leads(cast: Cast) -> str:
    """Nobody but the lead finds the reason anywhere."""
    for person in (cast.maria, cast.idris):
        seen = words(person.sees())
        expect("romotion" not in seen, f"no reason in what {person.id} sees", "the reason")
    return "the reason is nowhere in what Maria and Idris see"


def keep_a_message(cast: Cast) -> str:
    """A customer writes in a shared channel: by the message's menu it is in the account's log."""
    cast.gita.message(SHARED, NEWS)
    return file_in_the_log(cast, cast.maria, SHARED, NEWS, "Trouble")


STEPS = (
    Step("Ada", "names Lena a lead in App Home", name_a_lead),
    Step("Lena", "asks: /handoff", ask_for_help),
    Step("Lena", "mistypes: /handoff statsu", mistype),
    Step("Lena", "starts a handoff, with Maria on both sides", fill_the_form_in_wrong),
    Step("Lena", "puts Idris in, and Priya as observer", open_the_handoff),
    Step("Maria", "looks at the new channel", see_the_channel),
    Step("All", "read their messages", hear_their_part),
    Step("Maria", "and Idris look for the reason", keep_the_reason_to_leads),
    Step("Maria", "files a customer's message, from the message's menu", keep_a_message),
)
