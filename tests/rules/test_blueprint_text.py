"""A blueprint as a whole: what may not be seen is nowhere in it, and all that may be is."""

from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import count
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import canvas as canvas_blocks
from blocks import markdown, printed
from blocks.blueprint_text import Chapter, Document, Entry, Topic, day, document
from playbook import answers, blueprint_text, canvas, dump_items, dump_people, sections
from playbook.questions import Input
from playbook.visibility import SHARED, Field
from storage import deliveries, outbox
from storage.choices import Depth, ItemKind, Kind, Reason, Situation, State, Verdict
from storage.deliveries import Claim
from storage.tables import (
    Account,
    Answer,
    Canvas,
    Contact,
    Handoff,
    HonestSentence,
    MessageVersion,
    OpenItem,
    Review,
)
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, WORKSPACE, actor
from tests.rules import blueprints, handoffs
from tests.rules.statements import counted
from tests.rules.surfaces import words

HOSTILE = (
    "# heading\n- item\n1. one\n> quote\n```\ncode",
    "![](@U0LENA) and ![](#C0LEADS) and <@U0LENA> <!channel>",
    "[click](https://evil.example) https://evil.example www.evil.example a@evil.example",
    "<b>bold</b> <script>alert(1)</script> &amp; &lt; **bold** _it_ ~~gone~~ | a | b |",
    "a\\*b\\\\*c\\[d](x)",
)
LINES = st.text(st.characters(exclude_characters="\0"), max_size=60) | st.sampled_from(HOSTILE)
MARKDOWN = MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"])
ONE_DATABASE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
FEW = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25
)
_accounts = count(1)
Row = TypeVar("Row", Contact, OpenItem)


def marker(field: Field) -> str:
    """What is written where this field guards it; it stands nowhere else."""
    return f"Marker{field.value.replace('_', '')}"


def begin(session: Session, kind: Kind, depth: Depth) -> Handoff:
    """Start a handoff of an account of its own."""
    account = f"Account {next(_accounts)}"
    return handoffs.start(session, account=account, kind=kind, depth=depth)


def plant(session: Session, handoff: Handoff) -> None:
    """Write a field's marker wherever that field guards what is written, and in what has none."""
    ours = {"workspace_id": WORKSPACE, "account_id": handoff.account_id}
    wrote = {"written_by": MARIA, "written_at": MONDAY}
    for part in sections.asked(handoff.kind, handoff.depth):
        for question in part.questions:
            if question.input in (Input.LINE, Input.TEXT):
                text = marker(question.sees)
                session.add(Answer(question=question.key, text=text, **ours, **wrote))
    session.add(
        Contact(
            name="Dana Reyes",
            roles=[],
            temperament=marker(Field.TEMPERAMENT),
            personal_details=marker(Field.PERSONAL_DETAILS),
            **ours,
            **wrote,
        )
    )
    handoff.reason = Reason.UNDERPERFORMANCE
    handoff.attention_why = marker(Field.SENTIMENT)
    theirs = {"workspace_id": WORKSPACE, "handoff_id": handoff.id}
    message = marker(Field.CUSTOMER_MESSAGE)
    session.add(HonestSentence(text=message, **theirs, **wrote))
    session.add(
        MessageVersion(
            number=1,
            situation=Situation.PLANNED,
            language="en",
            subject=message,
            body=message,
            **theirs,
            **wrote,
        )
    )
    gaps = marker(Field.AUDIT)
    session.add(
        Review(verdict=Verdict.RETURNED, gaps=gaps, sections=[], by=IDRIS, at=MONDAY, **theirs)
    )
    session.flush()


def surfaces(session: Session, handoff: Handoff, fields: frozenset[Field]) -> list[str]:
    """All that is made of a blueprint of which these fields may be seen."""
    account = session.get_one(Account, handoff.account_id)
    found = document(blueprint_text.read(session, account, fields))
    return [markdown.canvas(found, None), markdown.exported(found), printed.page(found)]


def claim_of(session: Session, handoff: Handoff) -> Claim:
    """A job that brings the handoff's canvas up to date, under way."""
    row = outbox.put(session, WORKSPACE, canvas.EFFECT, MONDAY, handoff_id=handoff.id)
    assert row is not None
    session.flush()
    claim = deliveries.claim(session, row.id, MONDAY)
    assert claim is not None
    return claim


@ONE_DATABASE
@FEW
@given(
    st.sampled_from(Kind),
    st.sampled_from(Depth),
    st.frozensets(st.sampled_from(Field)).map(lambda some: some | {Field.BLUEPRINT}),
)
def test_what_may_not_be_seen_is_nowhere_and_what_may_be_is_there(
    session: Session, kind: Kind, depth: Depth, fields: frozenset[Field]
) -> None:
    handoff = begin(session, kind, depth)
    plant(session, handoff)
    asked = {
        q.sees for part in sections.asked(kind, depth) for q in part.questions if not q.is_list
    }
    of_people = {Field.TEMPERAMENT, Field.PERSONAL_DETAILS}
    for text in surfaces(session, handoff, fields):
        for field in Field:
            is_there = field in fields and field in asked | of_people
            assert (marker(field) in text) is is_there, field
        assert ("Underperformance" in text) is (Field.REASON in fields)


@ONE_DATABASE
@FEW
@given(st.sampled_from(Kind), st.sampled_from(Depth))
def test_no_guarded_field_reaches_what_stands_in_the_channel(
    session: Session, kind: Kind, depth: Depth
) -> None:
    handoff = begin(session, kind, depth)
    plant(session, handoff)
    canvas.placed(session, handoff, MONDAY)
    sheet = canvas.sheet(session, claim_of(session, handoff))
    assert sheet is not None
    assert sheet.whole is not None
    in_canvas = markdown.canvas(document(sheet.whole), "https://example.com/p1")
    in_message = words(canvas_blocks.message(sheet)[1])
    for text in (in_canvas, in_message):
        assert marker(Field.BLUEPRINT) in text
        assert not [field for field in Field if field not in SHARED and marker(field) in text]
        assert "Underperformance" not in text


@given(LINES)
def test_what_somebody_wrote_stands_in_markdown_as_typed_and_means_nothing(text: str) -> None:
    typed = " ".join(text.split())
    (line,) = [token for token in MARKDOWN.parse(f"x {markdown.escaped(text)}") if token.children]
    assert {child.type for child in line.children or ()} <= {"text", "text_special"}
    assert "".join(child.content for child in line.children or ()) == f"x {typed}".rstrip()
    kinds = {token.type for token in MARKDOWN.parse(markdown.escaped(text))}
    assert kinds <= {"paragraph_open", "inline", "paragraph_close"}


@given(LINES, LINES)
def test_a_document_keeps_its_shape_whatever_people_write_in_it(text: str, name: str) -> None:
    entry = Entry(name, (name, text), ((name, text),))
    topics = (Topic("Label", text, (), name), Topic("People", "", (entry,), ""))
    found = Document(name, (text,), (Chapter("Title", topics, (name,)),))
    tokens = MARKDOWN.parse(markdown.exported(found))
    assert [token.tag for token in tokens if token.type == "heading_open"] == [
        "h1",
        "h2",
        "h3",
        "h3",
    ]
    assert sum(token.type == "bullet_list_open" for token in tokens) == 2
    inside = {child.type for token in tokens for child in token.children or ()}
    assert inside <= {"text", "text_special", "strong_open", "strong_close", "em_open", "em_close"}
    page = Tags()
    page.feed(printed.page(found))
    assert page.tags == page.of_an_empty_one


class Tags(HTMLParser):
    """The tags of a page below its list of entries."""

    of_an_empty_one = ("li", "strong", "span", "dl", "dt", "dd")

    def __init__(self) -> None:
        super().__init__()
        self._all: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        """Keep a tag."""
        self._all.append(tag)

    @property
    def tags(self) -> tuple[str, ...]:
        """What stands from the first entry to the small print behind the list."""
        start = self._all.index("li")
        return tuple(self._all[start:-1])


def test_a_canvas_that_would_be_too_long_ends_with_the_way_to_the_whole() -> None:
    topics = (Topic("Label", "a line\n" * 200_000, (), ""),)
    text = markdown.canvas(Document("Acme", (), (Chapter("Title", topics, ()),)), None)
    assert len(text) <= markdown.LONGEST
    assert text.endswith("The checklist's buttons show all of it.")


@dataclass(frozen=True)
class Edit:
    """One thing that somebody does to a blueprint: which, where, with which text."""

    what: str
    at: int
    text: str


EDITS = st.lists(
    st.builds(
        Edit,
        st.sampled_from(
            ("answer", "nothing", "blank", "person", "leaves", "item", "closed", "out")
        ),
        st.integers(0, 7),
        st.text("abc*# ", min_size=1, max_size=8).map(str.strip).filter(bool),
    ),
    max_size=12,
)


def do(session: Session, handoff: Handoff, edit: Edit) -> None:
    """Do it as the dump does."""
    questions = ["why.goals", "work.projects", "commercial.oddities", "outlook.health"]
    key = questions[edit.at % len(questions)]
    match edit.what:
        case "answer":
            blueprints.answer(session, handoff, {key: edit.text})
        case "nothing":
            blueprints.answer(session, handoff, {answers.NOTHING + key: ["nothing"]})
        case "blank":
            blueprints.answer(session, handoff, {key: None})
        case "person":
            blueprints.add_contact(session, handoff, edit.text)
        case "item":
            blueprints.add_item(session, handoff, edit.text)
        case _:
            _change_an_entry(session, handoff, edit)


def _change_an_entry(session: Session, handoff: Handoff, edit: Edit) -> None:
    place, form = blueprints.at(handoff), blueprints.typed()
    if edit.what == "leaves":
        for contact in _rows(session, Contact, handoff, edit.at):
            form = blueprints.typed({"name": edit.text, "flags": ["has_left"]})
            dump_people.save(session, actor(MARIA), contact.id, form, place, "key", MONDAY)
    for item in _rows(session, OpenItem, handoff, edit.at):
        if edit.what == "out":
            dump_items.remove(session, actor(MARIA), item.id, form, place, MONDAY)
        if edit.what == "closed":
            values = {"kind": "issue", "text": edit.text, "flags": ["closed"]}
            form = blueprints.typed(values)  # type: ignore[arg-type]
            dump_items.save(session, actor(MARIA), item.id, form, place, "key", MONDAY)


def _rows(session: Session, table: type[Row], handoff: Handoff, at: int) -> Sequence[Row]:
    query = select(table).where(table.account_id == handoff.account_id, table.removed_at.is_(None))
    return session.scalars(query.order_by(table.id).offset(at % 3).limit(1)).all()


def shown(session: Session, handoff: Handoff) -> str:
    """What the handoff's canvas would show now."""
    session.flush()
    account = session.get_one(Account, handoff.account_id)
    return markdown.canvas(document(blueprint_text.read(session, account, SHARED)), None)


def expected(session: Session, handoff: Handoff) -> list[str]:
    """The lines that the rows of the tables call for, in no order."""
    of = {"account_id": handoff.account_id, "workspace_id": WORKSPACE}
    texts = session.query(Answer).filter_by(replaced_at=None, **of)
    people = session.query(Contact).filter_by(removed_at=None, **of)
    items = session.query(OpenItem).filter_by(removed_at=None, **of)
    lines = [markdown.escaped(one.text) for one in texts if one.text and not one.is_nothing]
    lines += ["Nothing to report." for one in texts if one.is_nothing]
    left = {True: " · Has left the company", False: ""}
    lines += [f"- **{markdown.escaped(one.name)}**{left[one.has_left]}" for one in people]
    stands = {True: "closed 2 Mar 2026", False: "open"}
    lines += [
        f"- **{markdown.escaped(one.text)}** · no owner · no date · {stands[bool(one.closed_at)]}"
        for one in items
    ]
    return sorted(lines)


def known_lines(text: str) -> list[str]:
    """The lines of a canvas that say what is known."""
    body = text[text.index("## ") :].splitlines()
    ours = ("#", "*Maria Lindqvist, ", "Not answered yet: ")
    return sorted(line for line in body if line and not line.startswith(ours))


@ONE_DATABASE
@FEW
@given(EDITS)
def test_after_any_series_of_edits_the_canvas_says_what_the_rows_say_and_is_due_if_that_is_new(
    session: Session, edits: list[Edit]
) -> None:
    handoff = begin(session, Kind.CSM_TO_CSM, Depth.SHORT)
    canvas.placed(session, handoff, MONDAY)
    session.flush()
    row = session.get_one(Canvas, handoff.id)
    for edit in edits:
        row.due_at, before = None, shown(session, handoff)
        do(session, handoff, edit)
        after = shown(session, handoff)
        session.refresh(row)
        assert before == after or row.due_at is not None, edit
        assert known_lines(after) == expected(session, handoff)


def add_many(session: Session, account: Account, contacts: range, items: range) -> None:
    ours = {"workspace_id": WORKSPACE, "account_id": account.id}
    wrote = {"written_by": MARIA, "written_at": MONDAY}
    session.add_all(Contact(name=f"Person {n}", roles=[], **ours, **wrote) for n in contacts)
    session.add_all(
        OpenItem(kind=ItemKind.ISSUE, text=f"Issue {n}", owner_id=LENA, **ours, **wrote)
        for n in items
    )
    session.flush()


def test_a_large_blueprint_is_read_in_as_many_statements_as_a_small_one(
    session: Session, handoff: Handoff
) -> None:
    account = session.get_one(Account, handoff.account_id)
    add_many(session, account, range(1), range(1))
    with counted(session) as small:
        blueprint_text.read(session, account, SHARED)
    add_many(session, account, range(1, 60), range(1, 300))
    with counted(session) as large:
        found = blueprint_text.read(session, account, SHARED)
    text = markdown.exported(document(found))
    assert (text.count("- **Person"), text.count("- **Issue")) == (60, 300)
    assert text.count("Lena Vogt") == 300
    assert len(large) == len(small)


def test_an_account_that_was_in_no_handoff_is_asked_everything(session: Session) -> None:
    account = Account(workspace_id=WORKSPACE, name="New", name_key="new", created_at=MONDAY)
    session.add(account)
    session.flush()
    found = blueprint_text.read(session, account, SHARED)
    assert found.completeness.depth is Depth.FULL
    assert markdown.exported(document(found)).startswith("# New\n\nBlueprint, 0 % complete\n")


def test_a_draft_says_nothing_of_what_is_asked_nor_why(session: Session, handoff: Handoff) -> None:
    account = session.get_one(Account, handoff.account_id)
    different = {"state": State.DRAFT, "depth": Depth.FULL, "reason": Reason.UNDERPERFORMANCE}
    draft = Handoff(
        **{
            **{c.key: getattr(handoff, c.key) for c in Handoff.__table__.columns if c.key != "id"},
            **different,
        }
    )
    session.add(draft)
    session.flush()
    found = blueprint_text.read(session, account, frozenset(Field))
    assert (found.completeness.depth, found.reason) == (Depth.SHORT, None)


def test_days_are_written_without_a_reader_s_own_terms() -> None:
    assert day(MONDAY.date()) == "2 Mar 2026"
