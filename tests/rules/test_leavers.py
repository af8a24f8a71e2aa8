"""Somebody is deactivated: their accounts are proposed, their questions go on, the sweep (R30)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from blocks import home as home_blocks
from blocks import start as start_blocks
from blocks import unreachable as blocks
from blocks.kit import LIMITS
from blocks.start import Shown
from bot.delivery import _composed
from handlers import unreachable as handlers
from handlers.messages import Message
from playbook import check_in, home, leavers, left_accounts, people, sweep, unreachable
from playbook.errors import NotAllowed, NotNow
from playbook.templates import Question, Stakeholders
from storage.choices import CheckInKind, Mode, Owner, OwnershipRole, State, Tier
from storage.tables import (
    Account,
    CheckIn,
    Handoff,
    Outgoing,
    Ownership,
    PersonSettings,
    Workspace,
)
from tests.northwind import ADA, IDRIS, LENA, MARIA, MONDAY, TOM, WORKSPACE, actor
from tests.rules.check_ins import DUE_AT, checked_in_on
from tests.rules.handoffs import start
from tests.rules.surfaces import buttons, words

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def own(session: Session, *names: str, person_id: str = MARIA) -> list[int]:
    """Let somebody own these accounts; return their ids."""
    accounts = [
        Account(workspace_id=WORKSPACE, name=name, name_key=name.casefold(), created_at=MONDAY)
        for name in names
    ]
    session.add_all(accounts)
    session.flush()
    session.add_all(
        Ownership(
            workspace_id=WORKSPACE,
            account_id=account.id,
            person_id=person_id,
            role=OwnershipRole.OWNER,
            since=MONDAY,
        )
        for account in accounts
    )
    session.flush()
    return [account.id for account in accounts]


def leave(session: Session, person_id: str = MARIA) -> None:
    """Deactivate somebody, with all that follows."""
    person = people.find(session, WORKSPACE, person_id)
    assert person
    person.deactivated_at = MONDAY
    session.flush()
    leavers.somebody_left(session, WORKSPACE, person_id, MONDAY)
    session.flush()


def come_back(session: Session, person_id: str = MARIA) -> None:
    """Let somebody be active again."""
    person = people.find(session, WORKSPACE, person_id)
    assert person
    person.deactivated_at = None
    session.flush()
    leavers.somebody_is_back(session, WORKSPACE, person_id, MONDAY)
    session.flush()


def sent(session: Session, effect: str) -> list[Outgoing]:
    """The rows of an effect."""
    return list(session.scalars(select(Outgoing).filter_by(effect=effect).order_by(Outgoing.id)))


def drafts(session: Session) -> list[Handoff]:
    """All drafts."""
    return list(session.scalars(select(Handoff).where(Handoff.state == State.DRAFT)))


@pytest.mark.usefixtures("northwind")
class TestAccounts:
    """What becomes of the accounts of somebody who is gone."""

    def test_forty_accounts_are_one_message_and_no_limit_is_hit(self, session: Session) -> None:
        own(session, *(f"Account <{n}>" for n in range(40)))
        leave(session)
        (row,) = sent(session, "unreachable")
        found = unreachable.read(session, row)
        assert found
        text, content = blocks.message(found)
        assert "owns 40 accounts" in text
        assert len(content) < LIMITS["message_blocks"]
        assert len(buttons(content, "leaver.start")) == 8
        assert words(buttons(content, "leaver.list")) == "See all 40"
        pages = [left_accounts.listed(session, actor(LENA), MARIA, page) for page in range(2)]
        assert sum(len(page.accounts) for page in pages) == 40
        assert all(len(blocks.listing(page)["blocks"]) < 100 for page in pages)

    def test_one_is_started_with_the_form_filled_in_abrupt_as_of_today(
        self, session: Session
    ) -> None:
        (umbrella,) = own(session, "Umbrella & Sons")
        session.get_one(Account, umbrella).tier = Tier.HIGH
        session.add(
            Ownership(
                workspace_id=WORKSPACE, account_id=umbrella, person_id=TOM,
                role=OwnershipRole.BACKUP, since=MONDAY,
            )
        )  # fmt: skip
        leave(session)
        form = handlers._form(session, actor(LENA), MARIA, umbrella, MONDAY)
        wish = form.wish
        assert (wish.mode, wish.tier, wish.reason) == (Mode.ABRUPT, Tier.HIGH, None)
        assert (wish.outgoing_id, wish.temporary_id, wish.lead_id) == (None, TOM, LENA)
        assert wish.anchor_on == MONDAY.date()
        view = start_blocks.start_modal(form, Shown(suggested="", place=""))
        assert "Umbrella &amp; Sons" in str(view) or "Umbrella & Sons" in str(view)

    def test_all_are_proposed_as_silent_drafts_and_none_twice(self, session: Session) -> None:
        own(session, "One", "Two", "Three")
        start(session, account="Running")
        leave(session)
        assert left_accounts.propose_all(session, actor(LENA), MARIA, MONDAY) == 3
        session.flush()
        assert left_accounts.propose_all(session, actor(LENA), MARIA, MONDAY) == 0
        made = drafts(session)
        assert {(one.mode, one.lead_id, one.reason) for one in made} == {(Mode.ABRUPT, LENA, None)}
        assert sent(session, "draft") == []
        found = left_accounts.listed(session, actor(LENA), MARIA)
        assert (found.unproposed, [one.is_proposed for one in found.accounts]) == (0, [True] * 3)
        assert "a draft waits" in words(blocks.listing(found))

    def test_who_is_no_lead_and_not_one_up_does_nothing_of_it(self, session: Session) -> None:
        own(session, "One")
        leave(session)
        with pytest.raises(NotAllowed):
            left_accounts.listed(session, actor(IDRIS), MARIA)
        with pytest.raises(NotAllowed):
            left_accounts.propose_all(session, actor(IDRIS), MARIA, MONDAY)

    def test_an_account_that_is_looked_after_by_now_is_not_started_again(
        self, session: Session
    ) -> None:
        handoff = start(session, account="Running")
        own(session, "One")
        leave(session)
        with pytest.raises(NotNow):
            left_accounts.wish_for(session, actor(LENA), MARIA, handoff.account_id, MONDAY)

    def test_the_drafts_are_withdrawn_when_the_person_is_back_but_not_what_was_opened(
        self, session: Session
    ) -> None:
        own(session, "One", "Two", "Three")
        leave(session)
        left_accounts.propose_all(session, actor(LENA), MARIA, MONDAY)
        session.flush()
        opened = drafts(session)[0]
        opened.state = State.PREPARING
        session.flush()
        assert leavers.may_be_back(session, WORKSPACE, MARIA)
        come_back(session)
        assert drafts(session) == []
        assert opened.state is State.PREPARING
        (row,) = sent(session, "leaver_back")
        assert row.person_id == LENA
        text, _content = blocks.back(left_accounts.back(session, row))
        assert "withdrawn the 2 drafts" in text
        assert not leavers.may_be_back(session, WORKSPACE, MARIA)
        with pytest.raises(NotNow):
            left_accounts.listed(session, actor(LENA), MARIA)

    def test_a_leads_home_says_what_is_in_limbo_and_nobody_elses_does(
        self, session: Session
    ) -> None:
        own(session, "A", "B", "C", "D <&>")
        assert unreachable.in_limbo(session, people.viewer(session, actor(LENA))) is None
        leave(session)
        found = home.read(session, actor(LENA), MONDAY)
        assert found
        shown = words(home_blocks.view(found))
        assert "4 accounts whose owner is gone" in shown
        assert "and 1 more" in shown
        assert home.read(session, actor(IDRIS), MONDAY).limbo is None  # type: ignore[union-attr]

    def test_where_a_manager_is_known_only_they_have_it_in_their_home(
        self, session: Session
    ) -> None:
        own(session, "A")
        session.add(
            PersonSettings(
                workspace_id=WORKSPACE, person_id=MARIA, manager_id=ADA, updated_at=MONDAY
            )
        )
        leave(session)
        assert unreachable.in_limbo(session, people.viewer(session, actor(LENA))) is None


@pytest.mark.usefixtures("northwind")
class TestQuestions:
    """What somebody was to be asked, who is gone."""

    def test_what_the_incoming_csm_was_to_be_asked_goes_to_the_lead(self, session: Session) -> None:
        asks_incoming = Question(CheckInKind.SENTIMENT, (Owner.INCOMING,), Stakeholders.KEY)
        (one,) = checked_in_on(session, 7, question=asks_incoming)
        leave(session, IDRIS)
        assert one.person_id == LENA
        check_in.fall_due(session, DUE_AT)
        assert [row.person_id for row in sent(session, "check_in")] == [LENA]

    def test_whom_the_lead_is_asked_already_is_not_asked_twice(self, session: Session) -> None:
        both = Question(CheckInKind.SENTIMENT, (Owner.LEAD, Owner.INCOMING), Stakeholders.KEY)
        checked_in_on(session, 7, question=both)
        leave(session, IDRIS)
        check_in.fall_due(session, DUE_AT + timedelta(hours=2))
        assert [row.person_id for row in sent(session, "check_in")] == [LENA]

    def test_of_a_lead_who_is_gone_who_is_one_up_is_asked(self, session: Session) -> None:
        session.add(
            PersonSettings(
                workspace_id=WORKSPACE, person_id=LENA, manager_id=ADA, updated_at=MONDAY
            )
        )
        (one,) = checked_in_on(session, 7)
        leave(session, LENA)
        assert session.get_one(CheckIn, one.id).person_id == ADA

    def test_nothing_is_composed_for_a_dead_account(self, session: Session) -> None:
        row = Outgoing(
            workspace_id=WORKSPACE, effect="x", person_id=MARIA, detail={}, state="queued",
            delivery_id="d", created_at=MONDAY,
        )  # fmt: skip
        session.add(row)
        session.flush()
        said = Message("Hello", [])
        assert _composed(session, lambda *_: said, row.id, MONDAY)[0] is said
        leave(session)
        assert _composed(session, lambda *_: said, row.id, MONDAY)[0] is None


@pytest.mark.usefixtures("northwind")
class TestSweep:
    """Whom the daily sweep looks up."""

    def test_owners_of_whom_we_have_not_heard_for_long_are_looked_up_once_a_day(
        self, session: Session
    ) -> None:
        own(session, "One")
        own(session, "Two", person_id=TOM)
        now = MONDAY + timedelta(days=2)
        maria = people.find(session, WORKSPACE, MARIA)
        assert maria
        maria.seen_at = now
        session.flush()
        assert sweep.is_due(session, now)
        assert sweep.begin(session, now) == (WORKSPACE, [TOM])
        session.flush()
        assert sweep.begin(session, now + timedelta(hours=23)) is None
        assert not sweep.is_due(session, now + timedelta(hours=23))
        assert sweep.begin(session, now + timedelta(days=1)) == (WORKSPACE, [TOM, MARIA])

    def test_who_is_gone_is_looked_up_only_while_a_draft_waits_for_their_return(
        self, session: Session
    ) -> None:
        own(session, "One")
        leave(session)
        now = MONDAY + timedelta(days=2)
        assert sweep.begin(session, now) == (WORKSPACE, [])
        left_accounts.propose_all(session, actor(LENA), MARIA, MONDAY)
        session.get_one(Workspace, WORKSPACE).swept_at = None
        session.flush()
        assert sweep.begin(session, now) == (WORKSPACE, [MARIA])

    def test_who_was_found_gone_or_back_without_an_event_is_caught_up_with(
        self, session: Session
    ) -> None:
        own(session, "One")
        maria = people.find(session, WORKSPACE, MARIA)
        assert maria
        maria.deactivated_at = MONDAY
        session.flush()
        for day in range(3):
            sweep.begin(session, MONDAY + timedelta(days=day))
            session.flush()
        assert len(sent(session, "unreachable")) == 1
        left_accounts.propose_all(session, actor(LENA), MARIA, MONDAY)
        maria.deactivated_at = None
        session.flush()
        sweep.begin(session, MONDAY + timedelta(days=4))
        assert drafts(session) == []


@pytest.mark.usefixtures("northwind")
def test_of_accounts_in_business_as_usual_the_lead_hears_in_the_one_message_only(
    session: Session,
) -> None:
    for name in ("One", "Two"):
        start(session, account=name, state=State.BAU, incoming_id=MARIA, outgoing_id=IDRIS)
    session.execute(update(Ownership).values(person_id=MARIA))
    leave(session)
    assert sent(session, "person_left") == []
    (row,) = sent(session, "unreachable")
    found = unreachable.read(session, row)
    assert found
    assert [one.name for one in found.accounts] == ["One", "Two"]
