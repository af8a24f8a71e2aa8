"""A template written as a file and read again is the same template."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook import templates
from playbook.sections import asked
from playbook.templates import Question, Rule, Stakeholders, Template, writer
from playbook.templates.loader import FILES, read
from playbook.templates.part import Place
from playbook.templates.tasks import LONGEST_TITLE, PHASES
from storage.choices import CheckInKind, Depth, Kind, Mode, Owner, Reason, Tier

NAMES = sorted(path.stem for path in FILES.glob("*.toml"))

# Whatever people may type: every character but those that end a line, or are half of one.
TITLES = (
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=LONGEST_TITLE)
    .map(str.strip)
    .filter(lambda text: len(text.splitlines()) == 1)
)
DAYS = st.integers(-300, 300)


def _date(days: int) -> str:
    return f"T{days:+d}" if days else "T"


@st.composite
def _tasks(draw: st.DrawFn) -> list[writer.Data]:
    """Tasks in the order of their dates; each may need what comes before it."""
    days = sorted(draw(st.lists(DAYS, min_size=1, max_size=8)))
    keys = [f"task_{'abcdefgh'[number]}" for number in range(len(days))]
    return [
        draw(_task(key, day, earlier=keys[:number]))
        for number, (key, day) in enumerate(zip(keys, days, strict=True))
    ]


@st.composite
def _task(draw: st.DrawFn, key: str, day: int, earlier: list[str]) -> writer.Data:
    task: writer.Data = {
        "key": key,
        "title": draw(TITLES),
        "phase": draw(st.sampled_from(PHASES)),
        "owner": draw(st.sampled_from(Owner)),
        "due": _date(day),
        "source": draw(st.text(st.characters(codec="utf-8"), max_size=9)),
    }
    maybe: writer.Data = {
        "needs": st.lists(st.sampled_from(earlier), unique=True) if earlier else st.just([]),
        "if_sensitive": st.sampled_from(Owner),
        "latest": st.integers(day, 400).map(_date),
        "rule": st.sampled_from(Rule),
        "event": st.sampled_from(templates.Event),
        "through": st.lists(st.sampled_from(templates.Through), unique=True),
        "together": st.sampled_from(templates.Together),
        "sample_percent": st.integers(1, 100),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(maybe))))
    return task | {name: draw(maybe[name]) for name in sorted(chosen)}


@st.composite
def _templates(draw: st.DrawFn) -> Template:
    kind, depth = draw(st.sampled_from(Kind)), draw(st.sampled_from(Depth))
    sections = st.sampled_from([section.key for section in asked(kind, depth)])
    head = {
        "title": draw(TITLES),
        "version": draw(st.integers(1, 1000)),
        "kind": kind,
        "mode": draw(st.sampled_from(Mode)),
        "tier": draw(st.sampled_from(Tier)),
        "anchor": "T",
        "depth": depth,
        "least_notice": draw(st.dictionaries(st.sampled_from(Reason), st.integers(1, 365))),
        "weights": draw(st.dictionaries(sections, st.integers(1, 100))),
    }
    return read(Place("mine"), head | {"task": draw(_tasks())})


@given(_templates())
def test_reading_what_was_written_gives_the_same_template(template: Template) -> None:
    assert templates.parse("mine", writer.text(template)) == template


@pytest.mark.parametrize("name", [*NAMES, "every-field"])
def test_reading_a_shipped_file_that_was_written_again_gives_the_same(name: str) -> None:
    found = _example() if name == "every-field" else templates.load(name)
    assert templates.parse(name, writer.text(found)) == found
    assert read(Place(name), writer.data(found)) == found


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_files_are_written_as_copies_of_them_are(name: str) -> None:
    _comment, _blank, body = templates.text_of(name).partition("\n\n")
    assert writer.text(templates.load(name)) == body


def test_what_asks_keeps_whom_it_asks_and_about_whom() -> None:
    again = templates.parse("again", writer.text(_example())).task("sentiment")
    assert again.check_in == Question(
        CheckInKind.SENTIMENT, (Owner.LEAD, Owner.INCOMING), Stakeholders.POINT_OF_CONTACT
    )


def _example() -> Template:
    path = Path(__file__).parent / "every-field.toml"
    return templates.parse("every-field", path.read_text("utf-8"))
