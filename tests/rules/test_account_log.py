"""R9: the account log, from day one, for who has a part in the account."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from playbook import access, account_log, log_beside, log_sections, people, sections, standing
from playbook.account_log import Entry, Source, Written
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from playbook.questions import Section
from playbook.visibility import SEES, SHARED, Field, Role
from storage.choices import Kind, OwnershipRole, State
from storage.tables import Account, Base, LogEntry
from tests.northwind import (
    ADA,
    GITA,
    IDRIS,
    LENA,
    MARIA,
    MONDAY,
    OTTO,
    PRIYA,
    SAM,
    TOM,
    WORKSPACE,
    actor,
    move_in,
)
from tests.rules import handoffs
from tests.rules.accounts import hold, lead, owned
from tests.rules.statements import counted

SOURCE = Source("C0ACME", "1772438400.000200", SAM, MONDAY, "https://x.example/p1", False)
_keys = (f"key-{n}" for n in range(10_000))


@pytest.fixture(scope="module")
def memory() -> Engine:
    """A database in memory: nothing here differs between the databases."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    return engine


@pytest.fixture
def session(memory: Engine) -> Iterator[Session]:
    """A session in which Northwind Labs is there; undone at the end."""
    with Session(memory, expire_on_commit=False) as session:
        move_in(session)
        yield session


@pytest.fixture
def globex(session: Session) -> Account:
    """An account of Maria's that no handoff has ever known."""
    return owned(session)


def note(
    session: Session, account: Account, text: str = "Called Dana", who: str = MARIA, **more: Any
) -> Entry:
    """File a text, under History unless it is said where."""
    written = Written(**({"text": text, "section": "history"} | more))
    return account_log.file(session, actor(who), account.id, written, next(_keys), MONDAY)


def texts(session: Session, account: Account, who: str = MARIA) -> list[str]:
    """What somebody reads in the log."""
    return [one.text for one in account_log.read(session, actor(who), account.id).lines]


def test_an_account_without_any_handoff_has_a_log(session: Session, globex: Account) -> None:
    entry = note(session, globex)
    assert texts(session, globex) == ["Called Dana"]
    assert (entry.line.written_by, entry.line.happened_at) == (MARIA, MONDAY)


def test_the_newest_is_read_first_whenever_it_was_filed(session: Session, globex: Account) -> None:
    note(session, globex, "today")
    note(session, globex, "last week", day=MONDAY.date() - timedelta(days=7))
    note(session, globex, "today, later")
    assert texts(session, globex) == ["today, later", "today", "last week"]


@pytest.mark.parametrize("who", [IDRIS, LENA, ADA, PRIYA, GITA, OTTO])
def test_who_has_no_part_in_the_account_reads_and_files_nothing(
    session: Session, globex: Account, who: str
) -> None:
    with pytest.raises(NotAllowed):
        note(session, globex, who=who)
    with pytest.raises(NotAllowed):
        account_log.read(session, actor(who), globex.id)


def test_a_backup_and_the_leads_of_both_have_a_part(session: Session, globex: Account) -> None:
    hold(session, globex.id, TOM, OwnershipRole.BACKUP)
    lead(session, TOM)
    note(session, globex, "from the backup", TOM)
    note(session, globex, "from the backup's lead", LENA)
    assert texts(session, globex, TOM) == texts(session, globex, LENA)


def test_an_ended_ownership_gives_no_part(session: Session, globex: Account) -> None:
    hold(session, globex.id, TOM, OwnershipRole.AE)
    with pytest.raises(NotAllowed):
        note(session, globex, who=TOM)


@pytest.mark.parametrize("who", [MARIA, IDRIS, LENA])
def test_the_people_of_a_handoff_have_a_part(session: Session, who: str) -> None:
    handoff = handoffs.start(session)
    account = session.get_one(Account, handoff.account_id)
    note(session, account, who=who)
    assert account_log.of_handoff(session, actor(who), handoff.id).total == 1


def test_an_observer_sees_none_of_it(session: Session) -> None:
    handoff = handoffs.start(session)
    with pytest.raises(NotAllowed):
        account_log.of_handoff(session, actor(PRIYA), handoff.id)
    assert not standing.theirs(session, people.viewer(session, actor(PRIYA)))


def test_a_draft_gives_a_part_to_its_lead_alone(session: Session) -> None:
    handoff = handoffs.start(session, state=State.DRAFT, opened_at=None)
    account = session.get_one(Account, handoff.account_id)
    note(session, account, who=LENA)
    with pytest.raises(NotAllowed):
        note(session, account, who=IDRIS)
    assert "Idris Okafor" not in standing.readers(session, WORKSPACE, account.id)


@pytest.mark.parametrize("who", [MARIA, IDRIS, LENA, ADA, PRIYA, TOM])
def test_the_list_of_ones_accounts_says_what_opening_each_says(session: Session, who: str) -> None:
    mine, backed, led = owned(session), owned(session, "Initech", ADA), owned(session, "Hooli", TOM)
    hold(session, backed.id, IDRIS, OwnershipRole.BACKUP)
    lead(session, TOM)
    running = handoffs.start(session).account_id
    drafted = handoffs.start(session, account="Draft", state=State.DRAFT).account_id
    ids = {mine.id, backed.id, led.id, running, drafted}
    listed = {one.id for one in standing.theirs(session, people.viewer(session, actor(who)))}
    assert listed == {one for one in ids if _opens(session, who, one)}


def test_what_is_filed_under_judgement_is_not_for_the_backup(
    session: Session, globex: Account
) -> None:
    hold(session, globex.id, TOM, OwnershipRole.BACKUP)
    note(session, globex, "They will leave us", section="outlook")
    note(session, globex, "Kick-off went well")
    assert texts(session, globex, TOM) == ["Kick-off went well"]
    assert account_log.read(session, actor(TOM), globex.id).total == 1
    with pytest.raises(FieldErrors, match="cannot file"):
        note(session, globex, who=TOM, section="outlook")


def test_a_guarded_entry_cannot_be_opened_by_its_number(session: Session, globex: Account) -> None:
    hold(session, globex.id, TOM, OwnershipRole.BACKUP)
    entry = note(session, globex, section="outlook")
    with pytest.raises(NotAllowed):
        account_log.entry(session, actor(TOM), entry.line.id)


@pytest.mark.parametrize("fields", [SHARED, *SEES.values()])
def test_a_section_is_read_by_who_sees_all_that_guards_its_questions(
    fields: frozenset[Field],
) -> None:
    for section in sections.catalogue().sections:
        guarded = {question.sees for question in section.questions}
        if not guarded <= fields:
            assert not log_sections.may_read(section.key, fields)


def test_sales_to_cs_files_under_its_own_sections(session: Session) -> None:
    handoff = handoffs.start(session, kind=Kind.SALES_TO_CS)
    page = account_log.of_handoff(session, actor(LENA), handoff.id)
    assert "expectations" in {one.key for one in page.sections}


def test_the_same_message_is_filed_once_an_account(session: Session, globex: Account) -> None:
    other = owned(session, "Initech")
    note(session, globex, source=SOURCE)
    with pytest.raises(FieldErrors, match="in the log of Globex already, under “History”"):
        note(session, globex, source=SOURCE)
    note(session, other, source=SOURCE)
    assert texts(session, other) == ["Called Dana"]


def test_a_message_that_was_taken_out_can_be_filed_again(session: Session, globex: Account) -> None:
    first = note(session, globex, source=SOURCE)
    account_log.remove(session, actor(MARIA), first.line.id, MONDAY)
    note(session, globex, source=SOURCE)
    assert texts(session, globex).count("Called Dana") == 1


def test_the_same_request_files_once(session: Session, globex: Account) -> None:
    written = Written("Called Dana", None)
    account_log.file(session, actor(MARIA), globex.id, written, "same", MONDAY)
    with pytest.raises(NotNow):
        account_log.file(session, actor(MARIA), globex.id, written, "same", MONDAY)
    assert texts(session, globex) == ["Called Dana"]


def test_what_was_private_is_filed_only_by_who_ticks_that_others_read_it(
    session: Session, globex: Account
) -> None:
    private = Source("D0SAM", "1772438400.000300", SAM, MONDAY, None, is_private=True)
    with pytest.raises(FieldErrors) as refused:
        note(session, globex, source=private)
    assert list(refused.value.fields) == ["consent"]
    note(session, globex, source=private, is_agreed=True)
    assert texts(session, globex) == ["Called Dana"]


@pytest.mark.parametrize(
    ("field", "different"),
    [
        ("text", {"text": "  "}),
        ("text", {"text": "x" * (account_log.LONGEST + 1)}),
        ("day", {"day": date(2026, 3, 3)}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    session: Session, globex: Account, field: str, different: dict[str, Any]
) -> None:
    with pytest.raises(FieldErrors) as refused:
        note(session, globex, **different)
    assert list(refused.value.fields) == [field]


def test_a_correction_keeps_the_version_before(session: Session, globex: Account) -> None:
    first = note(session, globex, source=SOURCE)
    later = MONDAY + timedelta(hours=1)
    written = Written("Called Dana and Ron", "trouble")
    second = account_log.change(session, actor(MARIA), first.line.id, written, later)
    assert texts(session, globex) == ["Called Dana and Ron"]
    assert second.line.permalink == SOURCE.permalink
    assert second.line.happened_at == MONDAY
    old = session.get_one(LogEntry, first.line.id)
    assert (old.text, old.gone_at) == ("Called Dana", later)


def test_only_the_author_changes_and_a_lead_may_take_out(session: Session) -> None:
    handoff = handoffs.start(session)
    account = session.get_one(Account, handoff.account_id)
    entry = note(session, account)
    for who in (IDRIS, LENA):
        with pytest.raises(NotAllowed):
            account_log.change(session, actor(who), entry.line.id, Written("x", None), MONDAY)
    with pytest.raises(NotAllowed):
        account_log.remove(session, actor(IDRIS), entry.line.id, MONDAY)
    account_log.remove(session, actor(LENA), entry.line.id, MONDAY)
    with pytest.raises(NotThere):
        account_log.remove(session, actor(MARIA), entry.line.id, MONDAY)


def test_what_was_taken_out_stays_in_the_history_without_its_text(
    session: Session, globex: Account
) -> None:
    entry = note(session, globex)
    account_log.remove(session, actor(MARIA), entry.line.id, MONDAY)
    (line,) = account_log.read(session, actor(MARIA), globex.id).lines
    assert (line.removed_by, line.text, line.permalink) == (MARIA, "", None)
    assert session.get_one(LogEntry, entry.line.id).text == "Called Dana"


def test_two_hundred_entries_are_paged_and_filtered(session: Session, globex: Account) -> None:
    for n in range(200):
        section = "trouble" if n % 10 == 0 else "history"
        note(session, globex, f"entry {n}", section=section)
    with counted(session) as sent:
        last = account_log.read(session, actor(MARIA), globex.id, 19)
    assert len(sent) <= 7
    assert [one.text for one in last.lines][-1] == "entry 0"
    assert (last.total, last.pages) == (200, 20)
    beyond = account_log.read(session, actor(MARIA), globex.id, 20)
    assert beyond.page == 0
    filtered = account_log.read(session, actor(MARIA), globex.id, 1, "trouble")
    assert (filtered.total, len(filtered.lines)) == (20, 10)


def test_a_section_shows_its_newest_entries_beside_its_questions(session: Session) -> None:
    handoff = handoffs.start(session)
    acme = session.get_one(Account, handoff.account_id)
    for n in range(5):
        note(session, acme, f"history {n}")
    note(session, acme, "trouble", section="trouble")
    note(session, acme, "risk", section="outlook")
    removed = note(session, acme, "a slip")
    account_log.remove(session, actor(MARIA), removed.line.id, MONDAY)
    opened = access.open_handoff(session, actor(MARIA), handoff.id)
    found = log_beside.read(session, opened, ["history", "trouble", "why"])
    assert [one.text for one in found] == ["trouble", "history 4", "history 3", "history 2"]


def test_the_text_is_encrypted_at_rest(session: Session, globex: Account) -> None:
    note(session, globex, "Dana is leaving")
    raw = session.connection().exec_driver_sql("SELECT text FROM log_entry").scalar_one()
    assert "Dana" not in raw


@settings(max_examples=30)
@given(
    role=st.sampled_from([OwnershipRole.OWNER, OwnershipRole.BACKUP]),
    section=st.sampled_from(sections.catalogue().sections),
)
def test_no_entry_reaches_a_holder_who_may_not_see_its_field(
    memory: Engine, role: OwnershipRole, section: Section
) -> None:
    sees = {OwnershipRole.OWNER: SEES[Role.OUTGOING], OwnershipRole.BACKUP: SHARED}[role]
    with Session(memory) as session:
        move_in(session)
        account = owned(session)
        hold(session, account.id, TOM, OwnershipRole.BACKUP)
        note(session, account, "secret", section=section.key)
        read = texts(session, account, MARIA if role is OwnershipRole.OWNER else TOM)
    assert bool(read) is (log_sections.guards(section.key) <= sees)


def _opens(session: Session, who: str, account_id: int) -> bool:
    try:
        standing.open_account(session, actor(who), account_id)
    except NotAllowed:
        return False
    return True
