"""What is typed into a dump: the newest of every input is kept, in whatever order saves arrive."""

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from playbook import access, drafts
from playbook.drafts import ANSWERS, Typed, Value
from playbook.errors import NotAllowed, NotThere
from storage.database import Database
from storage.tables import Handoff
from tests.northwind import GITA, IDRIS, MARIA, MONDAY, PRIYA, TOM, actor
from tests.rules import handoffs
from tests.rules.statements import counted

VIEW = "0000000000001-test"


@dataclass(frozen=True)
class Save:
    """A save that is on its way: what stood in the inputs, when, in which view."""

    at: int
    values: dict[str, Value]
    view: str = VIEW


def keep(session: Session, handoff: Handoff, save: Save, who: str = MARIA) -> None:
    typed = Typed(ANSWERS, save.view, save.values, f"{save.at:012d}.000000")
    drafts.save(session, actor(who), handoff.id, typed, MONDAY)


def kept(session: Session, handoff: Handoff, who: str = MARIA) -> dict[str, Value]:
    opened = access.open_handoff(session, actor(who), handoff.id)
    return drafts.read(session, opened, ANSWERS)


def submit(session: Session, handoff: Handoff, goals: str) -> None:
    """Let Maria submit her view with this answer."""
    opened = access.open_handoff(session, actor(MARIA), handoff.id)
    submitted = Typed(ANSWERS, VIEW, {"why.goals": goals}, "")
    drafts.put_away(session, opened, submitted, submitted.values, MONDAY)


FIELDS = st.sampled_from(["why.goals", "work.projects", "nothing/why.goals"])
TEXTS = st.none() | st.text(max_size=20) | st.lists(st.sampled_from(["nothing"]), max_size=1)
SAVES = st.lists(st.dictionaries(FIELDS, TEXTS), max_size=6).flatmap(
    lambda saves: st.permutations([Save(at, values) for at, values in enumerate(saves)])
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(SAVES)
def test_the_newest_of_every_input_is_kept_in_whatever_order_saves_arrive(
    northwind: Database, saves: list[Save]
) -> None:
    newest: dict[str, Value] = {}
    for save in sorted(saves, key=lambda save: save.at):
        newest |= save.values
    with Session(northwind.engine) as session:
        handoff = handoffs.start(session)
        for save in saves:
            keep(session, handoff, save)
        assert kept(session, handoff) == newest


def test_an_input_that_slack_left_out_stays_and_an_emptied_one_is_empty(
    session: Session, handoff: Handoff
) -> None:
    keep(session, handoff, Save(1, {"why.goals": "Grow", "work.projects": "Pilot"}))
    keep(session, handoff, Save(2, {"work.projects": None}))
    assert kept(session, handoff) == {"why.goals": "Grow", "work.projects": None}


def test_a_save_that_arrives_after_its_view_was_submitted_changes_nothing(
    session: Session, handoff: Handoff
) -> None:
    keep(session, handoff, Save(1, {"why.goals": "Gro"}))
    submit(session, handoff, "Grow")
    keep(session, handoff, Save(2, {"why.goals": "Grow"}))
    assert kept(session, handoff) == {}


def test_a_save_that_arrives_first_after_its_view_was_submitted_changes_nothing_either(
    session: Session, handoff: Handoff
) -> None:
    submit(session, handoff, "Grow")
    keep(session, handoff, Save(2, {"why.goals": "Gr"}))
    assert kept(session, handoff) == {}


def test_typing_again_after_a_submission_is_a_draft_again(
    session: Session, handoff: Handoff
) -> None:
    submit(session, handoff, "Grow")
    keep(session, handoff, Save(3, {"why.goals": "Grow fast"}, "0000000000002-test"))
    assert kept(session, handoff) == {"why.goals": "Grow fast"}


def test_what_is_typed_in_a_second_window_survives_the_submission_of_the_first(
    session: Session, handoff: Handoff
) -> None:
    keep(session, handoff, Save(5, {"why.goals": "From my phone"}, "0000000000009-test"))
    submit(session, handoff, "From my desk")
    assert kept(session, handoff) == {"why.goals": "From my phone"}


def test_everybody_has_drafts_of_their_own(session: Session, handoff: Handoff) -> None:
    keep(session, handoff, Save(1, {"why.goals": "Maria's"}))
    keep(session, handoff, Save(2, {"why.goals": "Idris's"}), IDRIS)
    assert kept(session, handoff) == {"why.goals": "Maria's"}
    assert kept(session, handoff, IDRIS) == {"why.goals": "Idris's"}


def test_a_text_that_is_too_long_for_an_answer_is_kept_whole(
    session: Session, handoff: Handoff
) -> None:
    keep(session, handoff, Save(1, {"why.goals": "x" * 3212}))
    assert kept(session, handoff) == {"why.goals": "x" * 3212}


@pytest.mark.parametrize(
    ("who", "refusal"), [(PRIYA, NotAllowed), (TOM, NotThere), (GITA, NotAllowed)]
)
def test_nobody_else_types_into_a_blueprint(
    session: Session, handoff: Handoff, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        keep(session, handoff, Save(1, {"why.goals": "Gossip"}), who)


def test_a_save_costs_one_read_and_one_write(session: Session, handoff: Handoff) -> None:
    handoff_id = handoff.id
    session.expunge_all()
    typed = Typed(ANSWERS, VIEW, {"why.goals": "Grow", "work.projects": "Pilot"}, "1")
    with counted(session) as statements:
        drafts.save(session, actor(MARIA), handoff_id, typed, MONDAY)
    assert [text.split()[0] for text in statements] == ["SELECT", "INSERT"]
