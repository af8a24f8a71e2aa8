"""A proposal not opened: discarded by its lead, withdrawn by its maker, and forgotten (R31)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from blocks import home as home_blocks
from blocks import overview as list_blocks
from blocks import proposal as blocks
from blocks.kit import Json
from handlers import proposal as handler
from playbook import home as own_home
from playbook import overview, people, proposal, start, start_form
from playbook.errors import NotAllowed, NotNow, NotThere
from playbook.proposal import Proposed
from playbook.start import Started
from playbook.wish import Wish
from storage.choices import Reason, State
from storage.database import Database
from storage.tables import AuditEntry, Handoff, Observer, Outgoing
from tests.northwind import ADA, IDRIS, LENA, MARIA, MONDAY, PRIYA, SAM, TOM, WORKSPACE, actor
from tests.rules.starts import WISH, count, open_acme, propose_acme, rows
from tests.rules.surfaces import buttons, words

LATER = MONDAY + timedelta(hours=1)


def test_its_lead_discards_a_draft_and_who_proposed_it_hears_so(northwind: Database) -> None:
    draft = propose_acme(northwind)
    found = northwind.run_sync(proposal.discard, actor(LENA), draft.handoff_id, LATER)
    assert found == Proposed(draft.handoff_id, "Acme Robotics", LENA, SAM)
    assert _told(northwind) == [("draft", LENA), ("draft_discarded", SAM)]
    assert [entry.what for entry in rows(northwind, AuditEntry)][-1] == "draft_discarded"


def test_its_maker_withdraws_a_draft_and_its_lead_hears_so(northwind: Database) -> None:
    draft = propose_acme(northwind)
    northwind.run_sync(proposal.withdraw, actor(SAM), draft.handoff_id, LATER)
    assert _told(northwind) == [("draft", LENA), ("draft_withdrawn", LENA)]


@pytest.mark.parametrize("ending", ["discard", "withdraw"])
def test_nothing_of_whom_it_named_is_left(northwind: Database, ending: str) -> None:
    draft = propose_acme(northwind, replace(WISH, reason=Reason.LEFT))
    _end(northwind, draft, ending)
    (handoff,) = rows(northwind, Handoff)
    assert handoff.state is State.CANCELLED
    named = (handoff.outgoing_id, handoff.incoming_id, handoff.temporary_id, handoff.reason)
    assert named == (None, None, None, None)
    assert count(northwind, Observer) == 0
    for who in (MARIA, IDRIS, PRIYA):
        form = northwind.read_sync(start_form.start_form, actor(who), "Acme Robotics", LATER)
        assert form.account is None
        assert form.proposed is None


@pytest.mark.parametrize("ending", ["discard", "withdraw"])
def test_it_is_over_once_and_can_be_proposed_again(northwind: Database, ending: str) -> None:
    draft = propose_acme(northwind)
    _end(northwind, draft, ending)
    with pytest.raises(NotNow, match="gone already"):
        _end(northwind, draft, ending)
    with pytest.raises(NotNow):
        northwind.read_sync(start_form.draft_form, actor(LENA), draft.handoff_id, LATER)
    again = propose_acme(northwind, key="two")
    assert again.handoff_id != draft.handoff_id
    assert [row.effect for row in rows(northwind, Outgoing)].count("draft") == 2


@pytest.mark.parametrize("who", [MARIA, IDRIS, PRIYA, SAM, TOM, ADA])
def test_nobody_but_its_lead_discards_a_draft(northwind: Database, who: str) -> None:
    draft = propose_acme(northwind)
    with pytest.raises((NotThere, NotAllowed)):
        northwind.run_sync(proposal.discard, actor(who), draft.handoff_id, LATER)
    assert rows(northwind, Handoff)[0].state is State.DRAFT


@pytest.mark.parametrize("who", [MARIA, LENA, TOM])
def test_nobody_but_its_maker_withdraws_a_draft(northwind: Database, who: str) -> None:
    draft = propose_acme(northwind)
    with pytest.raises(NotThere):
        northwind.run_sync(proposal.withdraw, actor(who), draft.handoff_id, LATER)
    assert rows(northwind, Handoff)[0].state is State.DRAFT


@pytest.mark.parametrize("ending", ["discard", "withdraw"])
def test_what_is_open_is_neither_discarded_nor_withdrawn(northwind: Database, ending: str) -> None:
    draft = propose_acme(northwind)
    northwind.run_sync(start.open_draft, actor(LENA), draft.handoff_id, WISH, MONDAY)
    with pytest.raises(NotNow, match="open already"):
        _end(northwind, draft, ending)
    assert rows(northwind, Handoff)[0].outgoing_id == MARIA


def test_its_maker_finds_their_proposal_where_they_start_another(northwind: Database) -> None:
    draft = propose_acme(northwind)
    form = northwind.read_sync(start_form.start_form, actor(SAM), "acme robotics", LATER)
    assert form.proposed == Proposed(draft.handoff_id, "Acme Robotics", LENA, SAM)
    others = northwind.read_sync(start_form.start_form, actor(TOM), "acme robotics", LATER)
    assert others.proposed is None


@pytest.mark.parametrize("maker", [SAM, MARIA])
def test_its_maker_finds_it_among_their_handoffs_and_no_more_than_they_proposed(
    northwind: Database, maker: str
) -> None:
    draft = propose_acme(northwind, who=maker)
    listed = northwind.read_sync(overview.mine, actor(maker), LATER)
    assert listed.proposed == (Proposed(draft.handoff_id, "Acme Robotics", LENA, maker),)
    assert listed.lines == ()
    home = northwind.read_sync(own_home.read, actor(maker), LATER)
    assert home is not None
    for content in (
        list_blocks.message(listed)[1],
        list_blocks.view(listed)["blocks"],
        home_blocks.view(home)["blocks"],
    ):
        said = words(content)
        assert "You proposed a handoff of *Acme Robotics*: it waits for <@U0LENA>" in said
        assert "<@U0IDRIS>" not in said
        assert buttons(content, "proposal.withdraw")
        assert not buttons(content, "start.open_draft")


@pytest.mark.parametrize("who", [MARIA, IDRIS, PRIYA, TOM, LENA, ADA])
def test_nobody_else_finds_a_proposal_among_theirs(northwind: Database, who: str) -> None:
    propose_acme(northwind)
    assert northwind.read_sync(overview.mine, actor(who), LATER).proposed == ()


@pytest.mark.parametrize("ending", ["discard", "withdraw", "open"])
def test_what_is_decided_waits_no_more(northwind: Database, ending: str) -> None:
    draft = propose_acme(northwind)
    if ending == "open":
        northwind.run_sync(start.open_draft, actor(LENA), draft.handoff_id, WISH, MONDAY)
    else:
        _end(northwind, draft, ending)
    assert northwind.read_sync(overview.mine, actor(SAM), LATER).proposed == ()


def test_a_maker_asks_only_for_the_account_that_is_named(northwind: Database) -> None:
    def of_nothing(session: Session) -> Proposed | None:
        return proposal.of_account(session, people.viewer(session, actor(SAM)), Wish())

    propose_acme(northwind)
    assert northwind.read_sync(of_nothing) is None


def test_an_open_handoff_is_no_proposal_of_anybodys(northwind: Database) -> None:
    started = open_acme(northwind)
    assert northwind.read_sync(proposal.ended, WORKSPACE, started.handoff_id) is None


# What is said


def test_who_proposed_it_hears_warm_words_and_no_reason(northwind: Database) -> None:
    draft = propose_acme(northwind)
    northwind.run_sync(proposal.discard, actor(LENA), draft.handoff_id, LATER)
    said = _composed(northwind, "draft_discarded")
    assert said.startswith("Thank you for thinking of a handoff of *Acme Robotics*.")
    assert "<@U0LENA> has looked at it" in said
    assert "<@U0MARIA>" not in said


def test_its_lead_hears_that_there_is_nothing_to_do(northwind: Database) -> None:
    draft = propose_acme(northwind)
    northwind.run_sync(proposal.withdraw, actor(SAM), draft.handoff_id, LATER)
    assert "<@U0SAM> has withdrawn" in _composed(northwind, "draft_withdrawn")


def test_a_lead_who_discards_their_own_draft_is_told_of_nobody() -> None:
    own = Proposed(1, "Acme", LENA, LENA)
    assert "hears" not in _text(blocks.discarded(own, LENA))
    assert "<@U0SAM> hears" in _text(blocks.discarded(replace(own, proposed_by=SAM), LENA))


def test_ending_a_proposal_asks_first() -> None:
    for button in (blocks.discard_button(1), blocks.withdraw_button(1)):
        assert button["confirm"]["deny"]["text"] == "Keep it"


def _end(northwind: Database, draft: Started, ending: str) -> None:
    use_case, who = {
        "discard": (proposal.discard, LENA),
        "withdraw": (proposal.withdraw, SAM),
    }[ending]
    northwind.run_sync(use_case, actor(who), draft.handoff_id, LATER)


def _told(northwind: Database) -> list[tuple[str, str]]:
    return [(row.effect, row.person_id) for row in rows(northwind, Outgoing)]


def _composed(northwind: Database, effect: str) -> str:
    def compose(session: Session) -> str:
        (row,) = [row for row in session.query(Outgoing) if row.effect == effect]
        message = handler.MESSAGES[effect](session, row, LATER)
        assert message is not None
        return message.text

    return northwind.read_sync(compose)


def _text(view: Json) -> str:
    return " ".join(block["text"]["text"] for block in view["blocks"])
