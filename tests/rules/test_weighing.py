"""A template weighs the sections of its blueprints; a running handoff keeps its weights (R7)."""

from sqlalchemy.orm import Session

from playbook import status, template_files, templates, weighing
from storage.tables import Handoff
from tests.northwind import IDRIS, MONDAY, WORKSPACE, actor
from tests.rules.blueprints import answer, opened


def weigh_goals(session: Session, weight: int) -> int:
    """Take in the template with this weight of "Why they buy", and return its version."""
    text = template_files.texts(session, WORKSPACE)["soft-mid"]
    head, _weights, tasks = text.partition("# Preparing")
    lines = [line for line in head.splitlines() if not line.startswith("weights")]
    changed = "\n".join([*lines, f"weights = {{ why = {weight} }}", "", tasks])
    arriving = template_files.take(session, WORKSPACE, {"soft-mid": changed}, MONDAY)
    assert arriving[0].template.weights == {"why": weight}
    return templates.parse("soft-mid", changed).version + 1


def follow(handoff: Handoff, version: int) -> None:
    handoff.template, handoff.template_version = "own-soft-mid", version


def test_the_templates_weights_hold_on_every_surface(session: Session, handoff: Handoff) -> None:
    answer(session, handoff, {"why.goals": "Grow"})
    assert weighing.completeness(session, handoff).percent == 20
    follow(handoff, weigh_goals(session, 80))
    assert weighing.completeness(session, handoff).percent == 50
    assert opened(session, handoff).completeness.percent == 50
    seen = status.read(session, actor(IDRIS), handoff.id, MONDAY).completeness
    assert seen is not None
    assert seen.percent == 50


def test_a_running_handoff_keeps_the_weights_that_it_started_with(
    session: Session, handoff: Handoff
) -> None:
    answer(session, handoff, {"why.goals": "Grow"})
    follow(handoff, weigh_goals(session, 80))
    weigh_goals(session, 1)
    assert weighing.completeness(session, handoff).percent == 50
