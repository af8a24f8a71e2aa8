"""The customer message: drafted, written, approved by all, sent; a change takes approvals back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import customer_message as blocks
from blocks import message_forms as forms
from blocks import message_news as news_blocks
from blocks.kit import day, moment
from playbook import (
    checklist,
    checklist_reading,
    customer_message,
    message_news,
    message_writing,
    status,
    swap,
)
from playbook.customer_message import Message, Text
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from playbook.message_writing import AGREED, APPROVE, SHOWN, TAKEN_BACK, GivesAway, Overtaken
from playbook.visibility import Role
from storage.choices import (
    Anchor,
    Delivery,
    Kind,
    Mode,
    Owner,
    Reason,
    Situation,
    Stance,
    State,
    Tier,
)
from storage.database import Database
from storage.tables import (
    Account,
    Handoff,
    MessageVersion,
    Outgoing,
    PersonSettings,
    Task,
    Workspace,
)
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, PRIYA, TOM, WORKSPACE, actor
from tests.rules.handoffs import Planned, start
from tests.rules.surfaces import buttons, words
from workspace.blockkit.validate import check_blocks, check_view

MESSAGE = Planned("message", Owner.ALL, 8, event="message_approved")
PLAN = Planned("plan", Owner.ALL, 9)
TOLD = Planned(
    "customer_told",
    Owner.OUTGOING,
    10,
    "introducing",
    needs=("message", "plan"),
    event="customer_told",
)
INTRO = Planned("intro", Owner.BOTH, 14, "introducing", needs=("customer_told",))
SECRET = Planned("champion", Owner.OUTGOING, 12, "introducing")
TASKS = (MESSAGE, PLAN, TOLD, INTRO, SECRET)
TEXT = Text("A new contact", "Hello,\n\nIdris takes over.\n\nMaria")
OTHER = Text("A new contact", "Hello,\n\nIdris takes over in spring.\n\nMaria")
LANGUAGES = dict(customer_message.languages())
TODAY = MONDAY.date()


@pytest.fixture
def acme(session: Session) -> Handoff:
    """Acme Robotics, with the tasks that the message is about."""
    return start(session, TASKS)


def read(session: Session, handoff: Handoff, who: str = LENA) -> Message:
    return customer_message.read(session, actor(who), handoff.id, MONDAY)


def save(session: Session, handoff: Handoff, who: str, text: Text, **more: Any) -> None:
    more.setdefault("seen", read(session, handoff).standing.number)
    message_writing.save(session, actor(who), handoff.id, text, MONDAY, **more)


def approve(session: Session, handoff: Handoff, who: str, number: int = 1) -> None:
    message_writing.approve(session, actor(who), handoff.id, number, MONDAY)


def agree(session: Session, handoff: Handoff) -> None:
    save(session, handoff, MARIA, TEXT, is_ready=True)
    for who in customer_message.standing(session, handoff).waiting:
        approve(session, handoff, who)


def task(session: Session, handoff: Handoff, key: str) -> Task:
    query = select(Task).where(Task.handoff_id == handoff.id, Task.key == key)
    return session.scalars(query).one()


def told(session: Session, effect: str) -> list[str | None]:
    query = select(Outgoing).where(Outgoing.effect == effect).order_by(Outgoing.id)
    return [row.person_id for row in session.scalars(query)]


def sent(session: Session) -> None:
    """Let Slack have taken every message so far."""
    for row in session.scalars(select(Outgoing).where(Outgoing.state == Delivery.QUEUED)):
        row.state, row.channel_id, row.ts = Delivery.SENT, f"D{row.person_id}", "1.1"


def promise(session: Session) -> Outgoing:
    """Return the newest promise to show how the message stands."""
    query = select(Outgoing).where(Outgoing.effect == SHOWN).order_by(Outgoing.id.desc())
    return session.scalars(query.limit(1)).one()


def shown(session: Session) -> dict[str, str]:
    """Return what the DMs say that ask for nothing any more, by person."""
    found = message_news.to_show(session, promise(session).id)
    assert found.is_complete
    said = {one.told.person_id: news_blocks.settled(one.told)[1] for one in found.posted}
    for content in said.values():
        check_blocks(content, "message")
    return {person_id: str(content) for person_id, content in said.items()}


class TestTheDraft:
    @pytest.mark.parametrize(
        ("facts", "situation", "sender"),
        [
            ({}, Situation.PLANNED, MARIA),
            ({"tier": Tier.HIGH}, Situation.FROM_LEAD, LENA),
            ({"tier": Tier.LOW}, Situation.INTRODUCTION, MARIA),
            ({"mode": Mode.ABRUPT, "tier": Tier.LOW}, Situation.ABRUPT, LENA),
            ({"kind": Kind.SALES_TO_CS, "tier": Tier.HIGH}, Situation.SALES, MARIA),
        ],
    )
    def test_the_situation_says_who_writes_what(
        self, session: Session, facts: dict[str, Any], situation: Situation, sender: str
    ) -> None:
        found = read(session, start(session, TASKS, **facts))
        assert (found.situation, found.sender_id) == (situation, sender)
        assert found.text.body.splitlines()[-1] == {MARIA: "Maria Lindqvist"}.get(
            sender, "Lena Vogt"
        )

    def test_it_has_the_profile_the_dates_and_the_next_steps(
        self, session: Session, acme: Handoff
    ) -> None:
        session.add(
            PersonSettings(
                workspace_id=WORKSPACE,
                person_id=IDRIS,
                credentials="Ten years with robots",
                industries="Logistics",
                languages="English",
                personal_line="I sail",
                updated_at=MONDAY,
            )
        )
        said = read(session, acme).text.body
        for part in ("Ten years with robots", "Logistics", "English", "I sail"):
            assert f"{part}" in said
        assert "From 30 March 2026 on, Idris Okafor" in said
        assert "By 16 March 2026" in said

    @pytest.mark.parametrize("tier", Tier)
    def test_it_is_the_same_whatever_the_reason(self, session: Session, tier: Tier) -> None:
        handoff = start(session, TASKS, tier=tier)
        drafts = set()
        for reason in Reason:
            handoff.reason = reason
            session.flush()
            session.expire(handoff)
            found = read(session, handoff)
            drafts.add((found.text, found.timeline, found.words))
        assert len(drafts) == 1

    def test_the_timeline_has_milestones_and_no_internal_task(
        self, session: Session, acme: Handoff
    ) -> None:
        said = read(session, acme).timeline
        assert "16 March 2026: You meet Idris Okafor" in said
        assert "30 March 2026: Idris Okafor is your contact" in said
        assert "hampion" not in said
        assert "pprove" not in said

    def test_a_date_that_has_gone_by_is_promised_to_nobody(
        self, session: Session, acme: Handoff
    ) -> None:
        later = MONDAY + timedelta(days=20)
        found = customer_message.read(session, actor(LENA), acme.id, later)
        assert "16 March" not in found.text.body + found.timeline

    def test_it_follows_the_account_s_language_or_says_that_it_cannot(
        self, session: Session, acme: Handoff
    ) -> None:
        account = session.get_one(Account, acme.account_id)
        account.language = "fr"
        found = read(session, acme)
        assert (found.language, found.unwritten) == ("en", "fr")
        assert "language (fr)" in words(blocks.view(found, LANGUAGES))
        message_writing.choose_language(session, actor(MARIA), acme.id, "de", MONDAY)
        found = read(session, acme)
        assert (found.language, found.unwritten) == ("de", None)
        assert found.text.body.startswith("Guten Tag,")

    def test_an_abrupt_one_with_nobody_named_says_that_the_lead_is_there(
        self, session: Session
    ) -> None:
        handoff = start(session, TASKS, mode=Mode.ABRUPT, outgoing_id=None, incoming_id=None)
        handoff.anchor = Anchor.DEPARTURE
        found = read(session, handoff)
        assert "From now on Lena Vogt is your contact" in found.text.body
        assert [one.person_id for one in found.standing.approvals] == [LENA]

    def test_nobody_reads_it_who_has_no_part(self, session: Session, acme: Handoff) -> None:
        with pytest.raises(NotAllowed):
            read(session, acme, PRIYA)
        with pytest.raises(NotThere):
            read(session, acme, TOM)

    def test_a_handoff_that_is_not_opened_has_none(self, session: Session) -> None:
        with pytest.raises(NotNow, match="Open the handoff first"):
            read(session, start(session, TASKS, state=State.DRAFT))


class TestWriting:
    def test_a_version_is_kept_and_the_same_again_is_none(
        self, session: Session, acme: Handoff
    ) -> None:
        save(session, acme, MARIA, TEXT)
        save(session, acme, MARIA, TEXT)
        found = read(session, acme)
        assert (found.standing.number, found.text, found.written_by) == (1, TEXT, MARIA)
        assert told(session, APPROVE) == []

    def test_too_long_a_text_is_refused_with_its_count(
        self, session: Session, acme: Handoff
    ) -> None:
        with pytest.raises(FieldErrors) as wrong:
            save(session, acme, MARIA, Text(" ", "x" * 3001))
        assert set(wrong.value.fields) == {"subject", "body"}
        assert "3001 characters" in wrong.value.fields["body"]

    def test_words_that_speak_of_a_reason_are_named_once_and_do_not_say_which_it_is(
        self, session: Session, acme: Handoff
    ) -> None:
        text = Text("News", "Maria resigned.")
        for reason in (Reason.LEFT, Reason.PROMOTION):
            acme.reason = reason
            with pytest.raises(GivesAway) as warned:
                save(session, acme, IDRIS, text)
            assert warned.value.words == ("resigned",)
        save(session, acme, IDRIS, text, heeded=("resigned",))
        found = read(session, acme)
        assert found.words == ("resigned",)
        assert "“resigned”" in words(blocks.view(found, LANGUAGES))

    def test_who_is_overtaken_is_told_what_the_other_changed_and_loses_nothing(
        self, session: Session, acme: Handoff
    ) -> None:
        save(session, acme, MARIA, TEXT)
        save(session, acme, IDRIS, OTHER, seen=1)
        mine = Text("Mine", TEXT.body)
        with pytest.raises(Overtaken) as other:
            save(session, acme, LENA, mine, seen=1)
        (change,) = other.value.changes
        assert (change.was, change.now) == ("Idris takes over.", "Idris takes over in spring.")
        view = forms.edit(other.value.message, "{}", mine, since=other.value.changes)
        check_view(view, "modal")
        assert f"<@{IDRIS}> has saved version 2 meanwhile" in words(view)
        assert "'initial_value': 'Mine'" in str(view)
        save(session, acme, LENA, mine, seen=2)
        assert read(session, acme).text == mine
        kept = customer_message.versions(session, actor(LENA), acme.id)
        assert [one.number for one in kept] == [3, 2, 1]

    def test_versions_show_what_each_changed(self, session: Session, acme: Handoff) -> None:
        save(session, acme, MARIA, TEXT, is_ready=True)
        save(session, acme, IDRIS, OTHER)
        found = customer_message.versions(session, actor(LENA), acme.id)
        assert found[1].approved_by == (MARIA,)
        view = blocks.version(acme.id, found, 2)
        check_view(view, "modal")
        assert "*Was:* Idris takes over.\n*Is:* Idris takes over in spring." in words(view)


class TestApproving:
    def test_when_both_csms_and_the_lead_have_approved_the_task_is_done(
        self, session: Session, acme: Handoff
    ) -> None:
        save(session, acme, MARIA, TEXT, is_ready=True)
        assert told(session, APPROVE) == [IDRIS, LENA]
        approve(session, acme, IDRIS)
        approve(session, acme, IDRIS)
        assert task(session, acme, "message").done_at is None
        approve(session, acme, LENA)
        assert task(session, acme, "message").done_event == "message_approved"
        assert told(session, AGREED) == [MARIA]

    def test_an_abrupt_one_is_approved_by_the_lead_and_the_incoming(self, session: Session) -> None:
        handoff = start(session, TASKS, mode=Mode.ABRUPT)
        assert customer_message.approvers(handoff) == (IDRIS, LENA)

    def test_a_change_takes_the_approvals_back_and_those_who_had_approved_hear_it_once(
        self, session: Session, acme: Handoff
    ) -> None:
        agree(session, acme)
        save(session, acme, IDRIS, OTHER, is_ready=True)
        assert read(session, acme).standing.waiting == (MARIA, LENA)
        assert task(session, acme, "message").done_at is None
        assert told(session, TAKEN_BACK) == [MARIA, LENA]
        assert told(session, APPROVE) == [IDRIS, LENA]

    def test_what_was_ticked_by_hand_stays_ticked(self, session: Session, acme: Handoff) -> None:
        id_ = task(session, acme, "message").id
        assert checklist.tick(session, actor(MARIA), acme.id, id_, MONDAY).changed
        save(session, acme, MARIA, TEXT, is_ready=True)
        save(session, acme, MARIA, OTHER)
        assert task(session, acme, "message").done_by == MARIA

    def test_an_older_version_cannot_be_approved(self, session: Session, acme: Handoff) -> None:
        save(session, acme, MARIA, TEXT)
        save(session, acme, MARIA, OTHER)
        with pytest.raises(NotNow, match="changed meanwhile"):
            approve(session, acme, LENA, 1)

    def test_who_takes_a_role_over_is_waited_for(self, session: Session, acme: Handoff) -> None:
        agree(session, acme)
        swap.swap(session, actor(LENA), acme.id, Role.INCOMING, TOM, MONDAY, seen_id=IDRIS)
        assert read(session, acme).standing.waiting == (TOM,)
        assert task(session, acme, "message").done_at is None
        approve(session, acme, TOM)
        assert task(session, acme, "message").done_at == MONDAY

    def test_who_has_not_approved_is_asked_again(self, session: Session, acme: Handoff) -> None:
        save(session, acme, MARIA, TEXT, is_ready=True)
        message_writing.ask_again(session, actor(MARIA), acme.id, MONDAY)
        assert told(session, APPROVE) == [IDRIS, LENA] * 2

    def test_a_message_about_it_is_dropped_once_it_makes_no_sense(
        self, session: Session, acme: Handoff
    ) -> None:
        save(session, acme, MARIA, TEXT, is_ready=True)
        rows = session.scalars(select(Outgoing).where(Outgoing.effect == APPROVE)).all()
        found = message_news.to_approve(session, rows[0])
        assert found
        text, content = news_blocks.to_approve(found)
        check_blocks(content, "message")
        assert text.startswith(f"<@{MARIA}> has written the message to *Acme Robotics*")
        approve(session, acme, IDRIS)
        assert message_news.to_approve(session, rows[0]) is None
        save(session, acme, MARIA, OTHER)
        assert message_news.to_approve(session, rows[1]) is None

    def test_the_dm_that_asked_says_what_has_become_of_it(
        self, session: Session, acme: Handoff
    ) -> None:
        save(session, acme, MARIA, TEXT, is_ready=True)
        sent(session)
        approve(session, acme, IDRIS)
        approved = f"You approved version 1 of the message to *Acme Robotics*, {moment(MONDAY)}."
        assert f"{approved} It waits for <@{LENA}>." in shown(session)[IDRIS]
        assert set(shown(session)) == {IDRIS}
        approve(session, acme, LENA)
        sent(session)
        assert f"{approved} All have approved it, and <@{MARIA}> sends it." in shown(session)[IDRIS]
        assert set(shown(session)) == {IDRIS, LENA}
        message_writing.mark_sent(session, actor(MARIA), acme.id, 1, TODAY, MONDAY)
        assert all(f"<@{MARIA}> sent it {day(TODAY)}." in said for said in shown(session).values())

    def test_the_dm_that_asked_for_an_older_version_leads_to_the_newest(
        self, session: Session, acme: Handoff
    ) -> None:
        save(session, acme, MARIA, TEXT, is_ready=True)
        sent(session)
        save(session, acme, MARIA, OTHER)
        said = shown(session)[IDRIS]
        assert "has changed since: version 2 is the newest. It waits for" in said
        assert "Customer message" in said
        assert "primary" not in said

    def test_who_has_no_part_any_more_is_asked_for_nothing(
        self, session: Session, acme: Handoff
    ) -> None:
        save(session, acme, MARIA, TEXT, is_ready=True)
        sent(session)
        swap.swap(session, actor(LENA), acme.id, Role.INCOMING, TOM, MONDAY, seen_id=IDRIS)
        said = shown(session)
        assert "is not asked for any more" in said[IDRIS]
        assert "message.open" not in said[IDRIS]

    def test_what_is_being_sent_is_shown_again_later(self, session: Session, acme: Handoff) -> None:
        save(session, acme, MARIA, TEXT, is_ready=True)
        sent(session)
        first, *_rest = session.scalars(select(Outgoing).where(Outgoing.effect == APPROVE))
        first.state = Delivery.SENDING
        session.flush()
        assert not message_news.to_show(session, promise(session).id).is_complete


def test_two_who_approve_at_the_same_moment_both_count(northwind: Database) -> None:
    def begin(session: Session) -> Handoff:
        handoff = start(session, TASKS)
        save(session, handoff, MARIA, TEXT, is_ready=True)
        return handoff

    handoff = northwind.run_sync(begin)

    def click(who: str) -> None:
        northwind.run_sync(message_writing.approve, actor(who), handoff.id, 1, MONDAY)

    with ThreadPoolExecutor(2) as people:
        list(people.map(click, (IDRIS, LENA)))
    found = northwind.read_sync(checklist_reading.read, WORKSPACE, handoff.id, MONDAY).task(
        "message"
    )
    assert found
    assert found.done_event == "message_approved"


class TestSending:
    def test_what_is_not_approved_is_not_sent(self, session: Session, acme: Handoff) -> None:
        save(session, acme, MARIA, TEXT, is_ready=True)
        with pytest.raises(NotNow, match="Not all have approved"):
            message_writing.mark_sent(session, actor(MARIA), acme.id, 1, TODAY, MONDAY)
        with pytest.raises(NotNow, match="Not all have approved"):
            customer_message.to_send(session, actor(MARIA), acme.id, MONDAY)

    def test_the_mark_says_when_and_who_and_ticks_the_telling(
        self, session: Session, acme: Handoff
    ) -> None:
        agree(session, acme)
        view = blocks.sending(read(session, acme, MARIA), forms.sent_on(TODAY), "{}")
        check_view(view, "modal")
        assert "ticks “Customer told”" in words(view)
        assert "still to do:* “Plan”" in words(view)
        message_writing.mark_sent(session, actor(MARIA), acme.id, 1, TODAY, MONDAY)
        sent = read(session, acme).standing.sent
        assert sent
        assert (sent.on, sent.by) == (TODAY, MARIA)
        assert task(session, acme, "customer_told").done_event == "customer_told"
        save(session, acme, MARIA, OTHER)
        assert task(session, acme, "message").done_at == MONDAY

    def test_only_who_tells_the_customer_or_the_lead_marks_it(
        self, session: Session, acme: Handoff
    ) -> None:
        agree(session, acme)
        with pytest.raises(NotAllowed):
            message_writing.mark_sent(session, actor(IDRIS), acme.id, 1, TODAY, MONDAY)
        assert "submit" not in blocks.sending(read(session, acme, IDRIS), {}, "{}")

    @pytest.mark.parametrize("on", [None, TODAY + timedelta(days=1)])
    def test_it_was_sent_today_or_before(
        self, session: Session, acme: Handoff, on: date | None
    ) -> None:
        agree(session, acme)
        with pytest.raises(FieldErrors) as wrong:
            message_writing.mark_sent(session, actor(LENA), acme.id, 1, on, MONDAY)
        assert set(wrong.value.fields) == {"on"}

    def test_a_text_too_long_for_a_link_is_to_be_copied(
        self, session: Session, acme: Handoff
    ) -> None:
        said = words(blocks.sending(read(session, acme), forms.sent_on(TODAY), "{}"))
        assert "<mailto:?subject=Your%20new%20contact" in said
        save(session, acme, MARIA, Text("Long", "x " * 1400))
        said = words(blocks.sending(read(session, acme), forms.sent_on(TODAY), "{}"))
        assert "too long for a link" in said
        assert "body=" not in said


class TestTheWhy:
    def test_a_workspace_that_looks_forward_says_nothing_of_it(
        self, session: Session, acme: Handoff
    ) -> None:
        with pytest.raises(NotNow, match="looks forward"):
            message_writing.write_sentence(session, actor(LENA), acme.id, "Because.", MONDAY)

    def test_the_lead_of_an_open_one_writes_a_sentence_into_the_draft(
        self, session: Session, acme: Handoff
    ) -> None:
        session.get_one(Workspace, WORKSPACE).stance = Stance.BE_OPEN
        with pytest.raises(NotAllowed):
            message_writing.write_sentence(session, actor(MARIA), acme.id, "Because.", MONDAY)
        with pytest.raises(GivesAway):
            message_writing.write_sentence(session, actor(LENA), acme.id, "Promoted!", MONDAY)
        sentence = "Maria builds our new team."
        message_writing.write_sentence(session, actor(LENA), acme.id, sentence, MONDAY)
        assert sentence in read(session, acme).text.body
        session.get_one(Workspace, WORKSPACE).stance = Stance.LOOK_FORWARD
        assert sentence not in read(session, acme).text.body

    def test_in_a_kept_version_it_takes_its_place_and_approvals_are_taken_back(
        self, session: Session, acme: Handoff
    ) -> None:
        session.get_one(Workspace, WORKSPACE).stance = Stance.BE_OPEN
        save(session, acme, MARIA, TEXT, is_ready=True)
        for sentence in ("One.", "Two."):
            message_writing.write_sentence(session, actor(LENA), acme.id, sentence, MONDAY)
        found = read(session, acme)
        assert found.text.body.startswith("Hello,\n\nTwo.\n\nIdris takes over.")
        assert (found.standing.number, found.standing.waiting) == (3, (MARIA, IDRIS, LENA))
        assert told(session, TAKEN_BACK) == [MARIA]


class TestSurfaces:
    @pytest.mark.parametrize("who", [MARIA, IDRIS, LENA])
    def test_each_sees_what_is_theirs_to_do(
        self, session: Session, acme: Handoff, who: str
    ) -> None:
        save(session, acme, MARIA, TEXT, is_ready=True)
        view = blocks.view(read(session, acme, who), LANGUAGES)
        check_view(view, "modal")
        assert len(buttons(view, "message.approve")) == (who != MARIA)
        found = status.read(session, actor(who), acme.id, MONDAY)
        content = blocks.in_status(acme.id, found.message, who, is_next=False)
        assert "version 1, approved by 1 of 3" in words(content)

    def test_nothing_that_people_typed_breaks_them(self, session: Session, acme: Handoff) -> None:
        hostile = "<!channel> & *bold* <@U0LENA> " * 90
        save(session, acme, MARIA, Text(hostile[:250], hostile), is_ready=True)
        save(session, acme, MARIA, Text("x", hostile[3:]), is_ready=True)
        for who in (IDRIS, LENA):
            approve(session, acme, who, 2)
        found = read(session, acme)
        check_view(blocks.view(found, LANGUAGES), "modal")
        check_view(forms.edit(found, "{}"), "modal")
        check_view(blocks.sending(found, forms.sent_on(TODAY), "{}"), "modal")
        versions = customer_message.versions(session, actor(LENA), acme.id)
        check_view(blocks.version(acme.id, versions, 2), "modal")

    def test_an_observer_s_status_says_nothing_of_it(self, session: Session, acme: Handoff) -> None:
        assert status.read(session, actor(PRIYA), acme.id, MONDAY).message is None


def test_versions_of_another_workspace_are_not_found(session: Session, acme: Handoff) -> None:
    save(session, acme, MARIA, TEXT)
    row = session.scalars(select(MessageVersion)).one()
    row.workspace_id = "T0OTHER"
    session.flush()
    assert read(session, acme).standing.number == 0
