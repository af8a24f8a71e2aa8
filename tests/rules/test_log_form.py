"""R9: the form in which something is filed, and which account is meant."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from playbook import account_log, account_names, log_form
from playbook.account_log import Entry, Source, Written
from playbook.account_names import Meant
from playbook.accounts import Found
from playbook.errors import NotAllowed
from playbook.log_form import LogForm, Place
from storage.choices import State
from storage.tables import Account, Base
from tests.northwind import MARIA, MONDAY, SAM, TOM, actor, move_in
from tests.rules import handoffs
from tests.rules.accounts import owned

SOURCE = Source("C0ANY", "1772438400.000200", SAM, MONDAY, None, is_private=False)
KNOWN = [Found(1, "Acme"), Found(2, "Acme Robotics"), Found(3, "Globex"), Found(4, "Globex Labs")]


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


def form(session: Session, name: str, channel: str = "C0ANY", thread: str | None = None) -> LogForm:
    """The form for a message in a channel, as Maria sees it."""
    place = Place(channel, name, thread)
    return log_form.of_message(session, actor(MARIA), place, SOURCE, "Dana called")


@pytest.mark.parametrize(
    ("typed", "account", "text"),
    [
        ("acme called", "Acme", "called"),
        ("Acme Robotics: called\nDana", "Acme Robotics", "called\nDana"),
        ("“Acme Robotics” called", "Acme Robotics", "called"),
        ('"acme" robotics are new', "Acme", "robotics are new"),
        ("GLOBEX", "Globex", ""),
        ("globex  labs  moved", "Globex Labs", "moved"),
    ],
)
def test_an_account_is_meant_by_its_name(typed: str, account: str, text: str) -> None:
    found = account_names.meant(KNOWN, typed)
    assert found.account is not None
    assert (found.account.name, found.text) == (account, text)


def test_the_first_words_of_a_name_are_enough_where_they_tell() -> None:
    known = [Found(1, "Acme Robotics"), Found(2, "Globex Labs"), Found(3, "Globex Works")]
    assert account_names.meant(known, "acme called") == Meant(known[0], "called")
    assert account_names.meant(known, "globex called").near == ("Globex Labs", "Globex Works")


@pytest.mark.parametrize("typed", ["Globax called", "globexx", "Acne Robotics called"])
def test_a_slip_gets_the_names_near_to_it(typed: str) -> None:
    found = account_names.meant(KNOWN, typed)
    assert found.account is None
    assert set(found.near) & {"Globex", "Acme Robotics"}


def test_what_means_nothing_gets_nothing() -> None:
    assert account_names.meant(KNOWN, "zzz") == Meant(None, "zzz")
    assert account_names.meant([], "") == Meant(None, "")


def test_the_only_account_is_the_one(session: Session) -> None:
    owned(session)
    found = form(session, "random")
    assert found.account is not None
    assert (found.account.name, found.section) == ("Globex", "history")


def test_a_handoffs_channel_tells_its_account(session: Session) -> None:
    owned(session)
    handoffs.start(session)
    assert _name(form(session, "whatever", "C0ACME")) == "Acme Robotics"


def test_a_handoffs_thread_tells_its_account(session: Session) -> None:
    for account, thread in (("Acme", "1.1"), ("Globex", "2.2")):
        handoffs.start(session, account=account, thread_ts=thread, channel_id="C0TEAM")
    assert _name(form(session, "team", "C0TEAM", "2.2")) == "Globex"
    assert _name(form(session, "team", "C0TEAM")) is None


@pytest.mark.parametrize(
    ("channel", "account"),
    [
        ("globex", "Globex"),
        ("ext-globex-labs-support", "Globex Labs"),
        ("acme-robotics-shared", "Acme Robotics"),
        ("acmeology", None),
        ("random", None),
    ],
)
def test_a_channel_is_called_after_an_account(channel: str, account: str | None) -> None:
    found = log_form.named_like(KNOWN, channel)
    assert (found.name if found else None) == account


def test_a_first_word_tells_where_only_one_name_has_it() -> None:
    known = [Found(1, "Acme Robotics"), Found(2, "Globex Labs"), Found(3, "Globex Works")]
    assert log_form.named_like(known, "acme-shared") == known[0]
    assert log_form.named_like(known, "globex-shared") is None


def test_else_it_is_the_account_that_was_used_last(session: Session) -> None:
    owned(session, "Initech")
    _note(session, owned(session))
    assert _name(form(session, "random")) == "Globex"


def test_without_an_account_there_is_nothing_to_file(session: Session) -> None:
    with pytest.raises(NotAllowed):
        log_form.of_message(session, actor(TOM), Place("C", "x", None), SOURCE, "")


def test_the_readers_are_named_for_what_is_private_without_those_of_a_draft(
    session: Session,
) -> None:
    handoff = handoffs.start(session)
    handoff.state = State.CLOSED
    handoffs_of = session.get_one(Account, handoff.account_id)
    private = Source("D0SAM", "1772438400.000300", SAM, MONDAY, None, is_private=True)
    found = log_form.again(
        session, actor(MARIA), handoffs_of.id, None, "Dana called", private, MONDAY.date()
    )
    assert found.readers == ("Idris Okafor", "Lena Vogt", "Maria Lindqvist")
    assert form(session, "x").readers == ()


def test_a_note_with_a_text_is_filed_and_without_one_asked_for(session: Session) -> None:
    owned(session)
    owned(session, "Initech")
    filed = log_form.note(session, actor(MARIA), "globex Dana called", "k1", MONDAY)
    assert isinstance(filed, Entry)
    assert (filed.line.text, filed.line.section) == ("Dana called", "history")
    asked = log_form.note(session, actor(MARIA), "initech", "k2", MONDAY)
    assert isinstance(asked, LogForm)
    assert _name(asked) == "Initech"
    assert isinstance(log_form.note(session, actor(MARIA), "globax called", "k3", MONDAY), Meant)


def test_an_account_that_is_others_is_refused_by_its_name(session: Session) -> None:
    owned(session)
    owned(session, "Initech", TOM)
    with pytest.raises(NotAllowed, match="for its owner"):
        log_form.note(session, actor(MARIA), "Initech called", "k1", MONDAY)


def test_the_form_that_corrects_shows_the_entry_on_its_day(session: Session) -> None:
    account = owned(session)
    last_week = MONDAY.date() - timedelta(days=7)
    written = Written("Dana called", "trouble", last_week)
    entry = account_log.file(session, actor(MARIA), account.id, written, "k", MONDAY)
    found = log_form.of_entry(session, actor(MARIA), entry.line.id)
    assert (found.text, found.section, found.day) == ("Dana called", "trouble", last_week)


def _note(session: Session, account: Account) -> None:
    written = Written("Dana called", None)
    account_log.file(session, actor(MARIA), account.id, written, f"k{account.id}", MONDAY)


def _name(found: LogForm) -> str | None:
    return found.account.name if found.account else None
