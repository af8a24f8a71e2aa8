"""One contact's data: listed, exported, erased; personal details that expire (R31)."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import contacts as blocks
from blocks import dump_forms
from blocks.blueprint import details
from playbook import contacts_privacy, drafts, dump_people, entries, personal, refresh, settings
from playbook.access import open_handoff
from playbook.errors import FieldErrors, NotAllowed, NotThere
from playbook.settings import Defaults
from storage.choices import Score
from storage.tables import (
    AuditEntry,
    Contact,
    DumpDraft,
    Handoff,
    OpenItem,
    Sentiment,
    Workspace,
)
from tests.northwind import ADA, IDRIS, LENA, MARIA, MONDAY, PRIYA, TOM, WORKSPACE, actor
from tests.rules.blueprints import add_contact, add_item, answer, at, typed
from tests.rules.check_ins import add_check_in
from tests.rules.surfaces import words
from workspace.blockkit.validate import check_view

NOTE, TEMPER, PRIVATE = "Sounded tired", "Short-tempered before noon", "Two children, sails"


@pytest.fixture
def dana(session: Session, handoff: Handoff) -> int:
    """Dana Reyes of Acme Robotics, of whom everything is known; return her id."""
    add_contact(
        session,
        handoff,
        "Dana Reyes",
        title="COO",
        email="dana@acme.example",
        temperament=TEMPER,
        personal_details=PRIVATE,
        roles=["champion"],
        flags=["is_key_stakeholder"],
    )
    contact_id = session.scalars(select(Contact.id)).one()
    feel(session, handoff, contact_id)
    add_item(session, handoff, "Send the report to Dana Reyes")
    add_item(session, handoff, "Order cables")
    answer(session, handoff, {"why.goals": "Reyes wants half the downtime"})
    return contact_id


def feel(session: Session, handoff: Handoff, contact_id: int) -> None:
    """Write down how somebody felt."""
    check_in = add_check_in(session, handoff, "feel", 0)
    session.add(
        Sentiment(
            workspace_id=WORKSPACE,
            handoff_id=handoff.id,
            check_in_id=check_in.id,
            contact_id=contact_id,
            score=Score.UNEASY,
            note=NOTE,
            by=LENA,
            at=MONDAY,
        )
    )
    session.flush()


def exported(session: Session, handoff: Handoff, contact_id: int, who: str) -> str:
    """What somebody's export of the contact says."""
    found = contacts_privacy.export(session, actor(who), handoff.id, contact_id, MONDAY)
    return json.dumps(found.data)


def test_the_lead_exports_everything(session: Session, handoff: Handoff, dana: int) -> None:
    said = exported(session, handoff, dana, LENA)
    for known in ("dana@acme.example", TEMPER, PRIVATE, NOTE, "uneasy", "Send the report"):
        assert known in said
    assert "half the downtime" in said
    assert "cables" not in said


def test_others_export_what_they_may_see(session: Session, handoff: Handoff, dana: int) -> None:
    outgoing, incoming = (exported(session, handoff, dana, who) for who in (MARIA, IDRIS))
    assert NOTE in incoming
    assert NOTE not in outgoing
    assert "uneasy" not in outgoing
    assert TEMPER in outgoing


def test_who_has_no_part_exports_nothing(session: Session, handoff: Handoff, dana: int) -> None:
    for who, refused in ((PRIYA, NotAllowed), (TOM, NotThere)):
        with pytest.raises(refused):
            exported(session, handoff, dana, who)
        with pytest.raises(refused):
            contacts_privacy.read(session, actor(who), handoff.id)


def test_the_trail_says_that_it_was_exported_and_nothing_of_it(
    session: Session, handoff: Handoff, dana: int
) -> None:
    exported(session, handoff, dana, LENA)
    row = session.scalars(select(AuditEntry).where(AuditEntry.what == "contact_exported")).one()
    assert (row.actor_id, row.handoff_id, row.detail, row.confidential) == (
        LENA, handoff.id, {}, None,
    )  # fmt: skip


def test_only_the_lead_erases_and_types_the_name(
    session: Session, handoff: Handoff, dana: int
) -> None:
    for who in (MARIA, IDRIS, PRIYA):
        with pytest.raises(NotAllowed):
            contacts_privacy.erase(session, actor(who), handoff.id, dana, "Dana Reyes", MONDAY)
    with pytest.raises(FieldErrors):
        contacts_privacy.erase(session, actor(LENA), handoff.id, dana, "Dana", MONDAY)
    assert session.get_one(Contact, dana).email


def test_erased_is_everything_but_the_scores(session: Session, handoff: Handoff, dana: int) -> None:
    form = typed({"personal_details": "Sails a d"}, f"people/{dana}", ts="1.0")
    drafts.save(session, actor(MARIA), handoff.id, form, MONDAY)
    done = contacts_privacy.erase(session, actor(LENA), handoff.id, dana, " dana reyes", MONDAY)
    session.expire_all()
    contact = session.get_one(Contact, dana)
    kept = {
        column.key: getattr(contact, column.key)
        for column in Contact.__table__.columns
        if getattr(contact, column.key) not in (None, [], False)
    }
    assert kept == {
        "id": dana,
        "workspace_id": WORKSPACE,
        "account_id": handoff.account_id,
        "name": "A former contact",
        "has_left": True,
        "written_by": LENA,
        "written_at": MONDAY,
        "erased_at": MONDAY,
    }
    assert session.execute(select(Sentiment.score, Sentiment.note)).one() == (Score.UNEASY, None)
    forms = select(DumpDraft.step).where(DumpDraft.step == f"people/{dana}")
    assert session.scalars(forms).all() == []
    assert session.scalars(select(OpenItem.text)).first()
    assert {one.kind for one in done.mentions} == {"answer", "item"}
    assert "Send the report" in words(blocks.erased(done))
    entry = session.scalars(select(AuditEntry).where(AuditEntry.what == "contact_erased")).one()
    assert entry.detail == {}


def test_sixty_people_are_listed_page_by_page(session: Session, handoff: Handoff) -> None:
    for n in range(60):
        add_contact(session, handoff, f"Person {n:02}", personal_details="Sails")
    seen = set()
    for page in range(4):
        found = contacts_privacy.read(session, actor(LENA), handoff.id, page)
        check_view(blocks.listed(found), "modal")
        seen |= {one.name for one in found.contacts}
    assert len(seen) == 60


def test_the_question_before_erasing_fits_its_modal(
    session: Session, handoff: Handoff, dana: int
) -> None:
    for n in range(60):
        add_item(session, handoff, f"{n}: Dana Reyes " + "waits " * 100)
    found = contacts_privacy.erasing(session, actor(LENA), handoff.id, dana)
    check_view(blocks.erasing(found), "modal")
    assert "more" in words(blocks.erasing(found))


# ------------------------------------------------------------------ how long it is kept


def test_personal_details_are_kept_for_twelve_months_and_it_is_said_beside_them(
    session: Session, handoff: Handoff, dana: int
) -> None:
    contact = session.get_one(Contact, dana)
    assert contact.personal_until == date(2027, 3, 2)
    line = entries.contact(session, open_handoff(session, actor(MARIA), handoff.id), dana)
    assert line is not None
    assert ("Personal details, kept until 02 Mar 2027", PRIVATE) in details(line)


def test_the_workspace_says_for_how_long(session: Session, handoff: Handoff) -> None:
    session.get_one(Workspace, WORKSPACE).personal_months = 3
    add_contact(session, handoff, "Dana", personal_details=PRIVATE)
    assert session.scalars(select(Contact.personal_until)).one() == date(2026, 6, 1)


def test_a_shorter_time_holds_for_what_is_kept_already(
    session: Session, handoff: Handoff, dana: int
) -> None:
    settings.save_defaults(session, actor(ADA), Defaults(personal_months=3), MONDAY)
    session.expire_all()
    assert session.get_one(Contact, dana).personal_until == date(2026, 6, 1)
    assert session.get_one(Workspace, WORKSPACE).personal_months == 3


def test_the_form_says_beside_them_until_when_they_are_kept(
    session: Session, handoff: Handoff, dana: int
) -> None:
    form = dump_people.form(session, actor(MARIA), handoff.id, dana, typed(), MONDAY)
    said = words(dump_forms.person(form, at(handoff)))
    assert said.count("Kept until 02 Mar 2027; saving keeps it longer.") == 1
    new = dump_people.form(session, actor(MARIA), handoff.id, None, typed(), MONDAY)
    assert "Kept until" not in words(dump_forms.person(new, at(handoff)))


def test_on_their_day_they_are_emptied_and_the_trail_has_how_many(
    session: Session, handoff: Handoff, dana: int
) -> None:
    due = personal.next_due(session)
    assert due is not None
    assert due.date() == date(2027, 3, 2)
    assert personal.fall_due(session, due - timedelta(seconds=1)) == 0
    assert personal.fall_due(session, due) == 1
    contact = session.get_one(Contact, dana)
    assert (contact.personal_details, contact.temperament) == (None, TEMPER)
    found = select(AuditEntry).where(AuditEntry.what == "personal_details_expired")
    entry = session.scalars(found).one()
    assert (entry.account_id, entry.actor_id, entry.detail) == (
        handoff.account_id, None, {"count": 1},
    )  # fmt: skip
    assert personal.next_due(session) is None


def test_who_still_needs_them_keeps_them_longer(
    session: Session, handoff: Handoff, dana: int
) -> None:
    later = MONDAY + timedelta(days=300)
    contacts_privacy.renew(session, actor(IDRIS), handoff.id, dana, later)
    until = session.get_one(Contact, dana).personal_until
    assert until is not None
    assert until > date(2027, 12, 1)


def test_who_confirms_the_blueprint_confirms_them_too(
    session: Session, handoff: Handoff, dana: int
) -> None:
    refresh.confirm(session, actor(MARIA), handoff.id, MONDAY + timedelta(days=300))
    session.expire_all()
    until = session.get_one(Contact, dana).personal_until
    assert until is not None
    assert until > date(2027, 12, 1)


def test_where_there_are_none_there_is_no_day(session: Session, handoff: Handoff) -> None:
    add_contact(session, handoff, "Dana")
    assert session.scalars(select(Contact.personal_until)).one() is None
