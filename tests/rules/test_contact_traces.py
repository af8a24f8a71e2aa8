"""Whatever is kept of one person at the customer: found for an export, gone once erased (R31).

A mark stands in every text of every table that can name a contact. All tables are searched for it.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Enum, String, select
from sqlalchemy.orm import Session

from blocks import contacts as blocks
from playbook import contacts_privacy
from storage.choices import (
    ConcernState,
    EntryKind,
    FirmDateKind,
    ItemKind,
    QuestionOrigin,
    QuestionState,
    Score,
    Situation,
    Verdict,
)
from storage.tables import (
    Answer,
    Base,
    CallFile,
    Clarification,
    Concern,
    ConcernStep,
    Contact,
    Debrief,
    DebriefPart,
    DumpDraft,
    EntryVersion,
    FirmDate,
    Handoff,
    HonestSentence,
    LogEntry,
    Look,
    MessageVersion,
    OpenItem,
    Outgoing,
    Repeated,
    Review,
    Sentiment,
    Silence,
    Touchpoint,
    Waiver,
)
from storage.types import EncryptedJson, EncryptedText
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, WORKSPACE, actor
from tests.rules.check_ins import add_check_in
from tests.rules.surfaces import words
from workspace.blockkit.validate import check_view

MARK = "Zqmark"
SAID = f"about {MARK}, who sails"
"""What is theirs."""

NAMED = f"for {MARK} too"
"""What is about something else, and names them."""

BY_ID = {
    "clarification", "concern", "entry_version", "repeated", "sentiment", "silence", "touchpoint",
}  # fmt: skip
"""The tables with a column for a contact. What another holds is to be exported and erased too."""

THEIRS = {"contact", "concern_step", "dump_draft", *BY_ID} - {"touchpoint"}
"""The tables in which nothing stays: a touchpoint's notes are of all with whom a lead spoke."""

Shared = dict[str, Any]


@pytest.fixture
def dana(session: Session, handoff: Handoff) -> int:
    """Dana Zqmark, of whom every table has a text; return her id."""
    of_account = {"workspace_id": WORKSPACE, "account_id": handoff.account_id}
    written: Shared = {**of_account, "written_by": MARIA, "written_at": MONDAY}
    texts = [one.key for one in Contact.__table__.columns if is_text(one) and one.key != "roles"]
    contact = Contact(
        **written, **dict.fromkeys(texts, SAID), personal_until=MONDAY.date() + timedelta(days=9)
    )
    contact.name = f"Dana {MARK}"
    session.add(contact)
    session.flush()
    of_handoff = {"workspace_id": WORKSPACE, "handoff_id": handoff.id}
    plant_theirs(session, contact.id, of_handoff, written)
    plant_drafts(session, contact.id, of_account)
    plant_mentions(session, handoff, contact.id, of_handoff, written)
    session.flush()
    return contact.id


def plant_theirs(session: Session, contact_id: int, about: Shared, written: Shared) -> None:
    """Write what is about them, by id: questions, concerns, silence, what they were before."""
    theirs = {**about, "contact_id": contact_id}
    check_in = add_check_in(session, session.get_one(Handoff, about["handoff_id"]), "feel", 0)
    concern = Concern(**theirs, text=SAID, state=ConcernState.OPEN, opened_at=MONDAY)
    session.add_all(
        [
            concern,
            Sentiment(
                **theirs, check_in_id=check_in.id, score=Score.UNEASY, note=SAID, by=LENA, at=MONDAY
            ),
            Silence(**theirs, since=MONDAY, due_at=MONDAY),
            Repeated(**theirs, what=SAID, on=MONDAY.date(), noted_by=IDRIS, noted_at=MONDAY),
            before(EntryKind.CONTACT, contact_id, written),
            *(question(about, state, contact_id) for state in QuestionState),
        ]
    )
    session.flush()
    step = {"concern_id": concern.id, "state": ConcernState.OPEN, "at": MONDAY}
    session.add(ConcernStep(workspace_id=WORKSPACE, note=SAID, **step))
    session.flush()


def question(
    about: Shared, state: QuestionState, contact_id: int | None, text: str = SAID
) -> Clarification:
    """A question with its answer, about a person, or about why they buy."""
    return Clarification(
        **about, about="people.contacts" if contact_id else "why.goals", entry_id=contact_id,
        origin=QuestionOrigin.READING, state=state, text=text, answer=text, asked_by=IDRIS,
        asked_at=MONDAY, asked_of=MARIA,
    )  # fmt: skip


def before(kind: EntryKind, entry_id: int, written: Shared, text: str = SAID) -> EntryVersion:
    """What a person or an item was before."""
    flags = {"is_first": True, "is_guarded": False, "is_removal": False}
    details = text if kind is EntryKind.CONTACT else None
    return EntryVersion(
        **written, **flags, kind=kind, entry_id=entry_id, facts={"text": text},
        temperament=details, personal_details=details, replaced_by=MARIA, replaced_at=MONDAY,
    )  # fmt: skip


def plant_drafts(session: Session, contact_id: int, of_account: Shared) -> None:
    """Write what is being typed of them: in their form, in questions, in what they repeat."""
    asked = session.scalars(select(Clarification.id)).all()
    fields = [
        (f"people/{contact_id}", "title", SAID),
        (f"ask/people.contacts/{contact_id}", "text", SAID),
        (f"clarify/{asked[0]}", "text", SAID),
        (f"clarify/again/{asked[1]}", "text", SAID),
        ("repeated", "who", str(contact_id)),
        ("repeated", "what", SAID),
    ]
    session.add_all(
        DumpDraft(
            **of_account, person_id=MARIA, step=step, field=field, value=value, rendering="1",
            action_ts="1.0", saved_at=MONDAY,
        )
        for step, field, value in fields
    )  # fmt: skip


def plant_mentions(
    session: Session, handoff: Handoff, contact_id: int, about: Shared, written: Shared
) -> None:
    """Write free texts that name them, and are about something else."""
    item = OpenItem(**written, kind=ItemKind.ISSUE, text=NAMED, what_was_done=NAMED)
    session.add_all([item, Debrief(**about)])
    session.flush()
    check_in = add_check_in(session, handoff, "look", 1)
    lead = {"by": LENA, "at": MONDAY}
    message = {"number": 1, "situation": Situation.PLANNED, "language": "en"}
    author = {"written_by": MARIA, "written_at": MONDAY}
    session.add_all(
        [
            Answer(**written, question="why.goals", text=NAMED),
            before(EntryKind.ITEM, item.id, written, NAMED),
            LogEntry(**written, text=NAMED, happened_at=MONDAY),
            question(about, QuestionState.OPEN, None, NAMED),
            MessageVersion(**about, **message, **author, subject=NAMED, body=NAMED),
            HonestSentence(**about, **author, text=NAMED),
            Review(**about, **lead, verdict=Verdict.RETURNED, gaps=NAMED, sections=["why"]),
            Waiver(**about, **lead, move="confirm_bau", missing=[NAMED], reason=NAMED),
            Touchpoint(
                **about, **lead, held_on=MONDAY.date(), contact_ids=[contact_id], notes=NAMED
            ),
            Look(**about, **lead, check_in_id=check_in.id, finding=NAMED),
            DebriefPart(
                **about, person_id=MARIA, worked=NAMED, did_not=NAMED, to_change=NAMED, at=MONDAY
            ),
            FirmDate(**about, **lead, kind=FirmDateKind.CALL, title=NAMED, falls_on=MONDAY.date()),
            CallFile(
                **about, uid="1", sequence=1, title=NAMED, starts_at=MONDAY, minutes=30,
                made_by=MARIA, made_at=MONDAY,
            ),
            Repeated(**about, what=NAMED, on=MONDAY.date(), noted_by=IDRIS, noted_at=MONDAY),
            Concern(**about, text=NAMED, state=ConcernState.OPEN, opened_at=MONDAY),
        ]
    )  # fmt: skip
    session.flush()


def is_text(column: ColumnElement[Any]) -> bool:
    """Whether somebody may write there what they want."""
    is_string = isinstance(column.type, String) and not isinstance(column.type, Enum)
    is_long = is_string and getattr(column.type, "length", None) is None
    return is_long or isinstance(column.type, EncryptedText | EncryptedJson)


def marked(session: Session) -> Iterator[tuple[str, dict[str, str]]]:
    """Every row of the database in which the mark stands: its table, and the marked values."""
    session.flush()
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            found = {str(name): str(value) for name, value in row.items() if MARK in str(value)}
            if found:
                yield table.name, found


def erase(session: Session, handoff: Handoff, contact_id: int) -> contacts_privacy.Erasing:
    """Let the lead erase them."""
    typed = f"Dana {MARK}"
    done = contacts_privacy.erase(session, actor(LENA), handoff.id, contact_id, typed, MONDAY)
    session.flush()
    return done


def test_every_table_that_can_name_a_contact_is_known_here() -> None:
    names = {"contact_id", "contact_ids", "entry_id"}
    found = {one.name for one in Base.metadata.sorted_tables if names & set(one.columns.keys())}
    assert found == BY_ID


def test_the_mark_stands_in_every_text_of_theirs(session: Session, dana: int) -> None:
    there = {(table, column) for table, found in marked(session) for column in found}
    wanted = {
        (name, column.key)
        for name in THEIRS
        for column in Base.metadata.tables[name].columns
        if is_text(column)
    }
    assert wanted <= there


def test_once_erased_they_are_nowhere_but_in_the_texts_that_are_listed(
    session: Session, handoff: Handoff, dana: int
) -> None:
    done = erase(session, handoff, dana)
    left = list(marked(session))
    assert not [table for table, found in left if SAID in str(found)]
    assert {table for table, _found in left} == {
        "answer", "call_file", "clarification", "concern", "debrief_part", "entry_version",
        "firm_date", "honest_sentence", "log_entry", "look", "message_version", "open_item",
        "repeated", "review", "touchpoint", "waiver",
    }  # fmt: skip
    assert len(done.mentions) == len(left)
    assert {one.text.count(NAMED) for one in done.mentions} <= {1, 2, 3}
    check_view(blocks.erased(done), "modal")


def test_what_is_asked_before_lists_the_same_texts(
    session: Session, handoff: Handoff, dana: int
) -> None:
    asked = contacts_privacy.erasing(session, actor(LENA), handoff.id, dana)
    assert asked.mentions == erase(session, handoff, dana).mentions


def test_a_question_about_them_ends_and_its_messages_are_emptied(
    session: Session, handoff: Handoff, dana: int
) -> None:
    erase(session, handoff, dana)
    session.expire_all()
    query = select(Clarification).where(Clarification.entry_id == dana)
    theirs = session.scalars(query).all()
    assert {one.text for one in theirs} == {"–"}
    assert {one.state for one in theirs}.isdisjoint({QuestionState.OPEN, QuestionState.ANSWERED})
    shown = select(Outgoing.detail).where(Outgoing.effect == "question_shown")
    assert {one["question"] for one in session.scalars(shown)} == {one.id for one in theirs}


def test_an_export_holds_all_that_erasing_empties(
    session: Session, handoff: Handoff, dana: int
) -> None:
    found = contacts_privacy.export(session, actor(LENA), handoff.id, dana, MONDAY)
    parts = (
        "contact", "earlier", "sentiment", "concerns", "had_to_repeat", "asked_about",
        "touchpoints", "mentioned_in",
    )  # fmt: skip
    assert [part for part in parts if MARK not in json.dumps(found.data[part])] == []
    assert found.data["silence"] == [{"since": MONDAY.isoformat(), "heard_at": None}]


def test_others_export_no_sentiment_silence_or_touchpoint(
    session: Session, handoff: Handoff, dana: int
) -> None:
    found = contacts_privacy.export(session, actor(MARIA), handoff.id, dana, MONDAY)
    assert [found.data[one] for one in ("sentiment", "silence", "touchpoints")] == [[], [], []]
    kinds = {one["kind"] for one in found.data["mentioned_in"]}
    assert kinds.isdisjoint({"sentiment", "touchpoint", "look", "debrief", "waiver"})


def test_who_was_taken_out_of_the_blueprint_can_be_erased_too(
    session: Session, handoff: Handoff, dana: int
) -> None:
    session.get_one(Contact, dana).removed_at = MONDAY
    listed = contacts_privacy.read(session, actor(LENA), handoff.id)
    assert "taken out of the blueprint" in words(blocks.listed(listed))
    erase(session, handoff, dana)
    assert contacts_privacy.read(session, actor(LENA), handoff.id).contacts == ()
