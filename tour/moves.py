"""What people do again and again in a tour: forms, ticks, and letting time pass."""

from datetime import date, datetime, time, timedelta

from tour.seeing import changed, checklist, modal, progress
from tour.story import ZONE, Cast
from workspace.client import Json, Person, elements, words

NOTHING = "Nothing to report"


def open_start(cast: Cast) -> None:
    """Let Lena open the form that starts a handoff of the tour's account."""
    cast.lena.command(f"/handoff start {cast.account}")
    modal(cast.lena, "Start a handoff")


def fill(person: Person, fields: dict[str, str | list[str]]) -> None:
    """Choose in fields by their labels; a form may show others after each.

    A form that is drawn once more after it was submitted shows no errors: so it is waited for.
    """
    for label, value in fields.items():
        person.choose(label, value)
        person.workspace.quiet(idle_ms=40)
    person.workspace.quiet()


def open_it(cast: Cast) -> str:
    """Submit the start form and return what is then said of it."""
    cast.lena.submit()
    opened = modal(cast.lena, "Handoff opened")
    cast.lena.close()
    return words(opened["blocks"][0])


def tick(cast: Cast, person: Person, *titles: str) -> str:
    """Let a person tick tasks by how their titles begin; return how far the plan is then."""
    for title in titles:
        button = press_task(cast, person, title)
        _wait_until_gone(cast, person, button, title)
    return progress(cast, person)


def tick_each(cast: Cast, person: Person, title: str) -> str:
    """Tick a task that returns every week, as often as it is in the checklist."""
    while f"*{title}" in words(checklist(cast, person)):
        tick(cast, person, title)
    return progress(cast, person)


def press_task(cast: Cast, person: Person, title: str) -> str:
    """Press the button beside a task that is to do; return its action id."""
    posted = checklist(cast, person, f"*{title}")
    action_id: str = _task(posted, title)["accessory"]["action_id"]
    person.press(action_id, in_=posted)
    return action_id


def task_line(cast: Cast, person: Person, title: str) -> str:
    """Return what the checklist says of a task that is to do: who does it, and when."""
    posted = checklist(cast, person, f"*{title}")
    return " · ".join(words(_task(posted, title)["text"]).splitlines())


def _task(posted: Json, title: str) -> Json:
    found: Json = next(one for one in posted["blocks"] if f"*{title}" in words(one))
    return found


def fill_nothing(person: Person) -> None:
    """Tick “Nothing to report” for everything that is shown and not answered."""
    view = person.view
    question: Json = {}
    for block in view["blocks"]:
        offers = [
            element
            for _block, element in elements({"blocks": [block]})
            if element["type"] == "checkboxes" and NOTHING in words(element)
        ]
        for element in offers:
            if not _is_answered(view, question):
                value = element["options"][0]["value"]
                person.choose(element["action_id"], [value], in_={**view, "blocks": [block]})
        if block["type"] == "input" and not offers:
            question = block


def _is_answered(view: Json, block: Json) -> bool:
    """Whether there is something in this block of a form: typed, or chosen."""
    values = view["state"]["values"].get(block.get("block_id"), {})
    return any(
        value for state in values.values() for name, value in state.items() if name != "type"
    )


def next_step(person: Person) -> Json:
    """Submit the visible step of a dump and return the one that follows."""
    before = person.view
    person.submit()
    return changed(person, before)


def stands_at(cast: Cast, state: str) -> str:
    """Wait until the checklist shows the state; return it with how far the plan is."""
    checklist(cast, cast.lena, f"*{state}*")
    return f"the handoff is {state.lower()}: {progress(cast, cast.lena)}"


def forward_to(cast: Cast, days: int) -> datetime:
    """Move the clock so many days past the date that the plan counts from, to ten in Berlin.

    By then it is nine in London too: whoever is asked something that day has been asked.
    """
    moment = datetime.combine(cast.anchor_on + timedelta(days=days), time(10), ZONE)
    cast.workspace.clock.to(moment)
    cast.workspace.quiet()
    return moment


def next_monday(on: date) -> date:
    """Return the day itself if it is a Monday, else the next one."""
    return on + timedelta(days=-on.weekday() % 7)


def _wait_until_gone(cast: Cast, person: Person, action_id: str, title: str) -> None:
    def is_gone(_sees: Json) -> bool:
        return all(
            element["action_id"] != action_id for _b, element in elements(checklist(cast, person))
        )

    person.wait_for(is_gone, why=f"“{title}” among what is done")
