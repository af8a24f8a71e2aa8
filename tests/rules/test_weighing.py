"""A template weighs the sections of its blueprints; a running handoff keeps its weights (R7)."""

from sqlalchemy.orm import Session

from playbook import (
    blueprint_text,
    refresh_reading,
    status,
    template_files,
    templates,
    weighing,
)
from playbook.visibility import SHARED
from storage.tables import Account, Handoff, Refresh, RefreshAccount
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, WORKSPACE, actor
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
    account = session.get_one(Account, handoff.account_id)
    assert blueprint_text.read(session, account, SHARED).completeness.percent == 50


def test_a_request_for_fresh_blueprints_counts_by_them_too(
    session: Session, handoff: Handoff
) -> None:
    answer(session, handoff, {"why.goals": "Grow"})
    follow(handoff, weigh_goals(session, 80))
    asked = Refresh(
        workspace_id=WORKSPACE, asked_by=LENA, asked_at=MONDAY, due_on=MONDAY.date(),
    )  # fmt: skip
    session.add(asked)
    session.flush()
    session.add(
        RefreshAccount(
            workspace_id=WORKSPACE, refresh_id=asked.id, account_id=handoff.account_id,
            person_id=MARIA,
        )
    )  # fmt: skip
    (line,) = refresh_reading.lines_of(session, WORKSPACE, [asked.id])
    assert line.percent == 50


def test_a_running_handoff_keeps_the_weights_that_it_started_with(
    session: Session, handoff: Handoff
) -> None:
    answer(session, handoff, {"why.goals": "Grow"})
    follow(handoff, weigh_goals(session, 80))
    weigh_goals(session, 1)
    assert weighing.completeness(session, handoff).percent == 50


def test_what_the_product_ships_weighs_sections_as_sections_toml_does() -> None:
    """Its weights are not read, see weighing.complete."""
    assert [name for name in templates.names() if templates.load(name).weights] == []
