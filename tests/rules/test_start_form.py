"""The start modal: known defaults, leads, suggestions, and reading it back (R3, R31, R32)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from blocks import part as part_blocks
from blocks import start as blocks
from blocks.kit import LIMITS, Json
from blocks.start import NEW, Shown
from handlers.start_values import shown_in, wish_in
from playbook import accounts, part, people, start, start_form
from playbook.accounts import KnownAccount, UnderWay
from playbook.errors import FieldErrors, NotAllowed, NotNow, NotThere
from playbook.modes import Suggestion
from playbook.start_form import Channel, Form, Lead, Wish
from storage.choices import Kind, Mode, Place, Reason, Tier
from storage.database import Database
from storage.tables import Handoff, Ownership, Person, PersonSettings
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
)

WISH = Wish(
    account_name="Acme Robotics",
    reason=Reason.PROMOTION,
    outgoing_id=MARIA,
    incoming_id=IDRIS,
    lead_id=LENA,
    anchor_on=MONDAY.date() + timedelta(days=35),
)
FORM = Form(
    wish=WISH,
    is_lead=True,
    leads=(Lead(LENA, "Lena Vogt"),),
    account=None,
    suggestion=Suggestion(Mode.SOFT, "Because."),
    standard="",
)


def form_for(northwind: Database, person_id: str, account_name: str = "") -> Form:
    """Return the form that somebody begins with."""
    return northwind.read_sync(start_form.start_form, actor(person_id), account_name, MONDAY)


def again(northwind: Database, wish: Wish, **options: Any) -> Form:
    """Return the form for what Lena's modal holds by now."""
    return northwind.read_sync(
        lambda session: start_form.form_again(session, actor(LENA), wish, MONDAY, **options)
    )


# Defaults


def test_a_lead_who_starts_is_the_lead(northwind: Database) -> None:
    form = form_for(northwind, LENA)
    assert form.is_lead
    assert form.wish.lead_id == LENA


def test_the_only_lead_is_offered_to_who_is_none(northwind: Database) -> None:
    form = form_for(northwind, SAM)
    assert not form.is_lead
    assert form.wish.lead_id == LENA


def test_of_several_leads_the_own_manager_is_offered_or_nobody(northwind: Database) -> None:
    northwind.run_sync(_make_lead, TOM)
    assert form_for(northwind, SAM).wish.lead_id is None
    northwind.run_sync(_set_manager, SAM, TOM)
    assert form_for(northwind, SAM).wish.lead_id == TOM
    northwind.run_sync(_set_manager, SAM, ADA)
    assert form_for(northwind, SAM).wish.lead_id is None


def test_without_any_lead_it_is_said_who_names_one(northwind: Database) -> None:
    northwind.run_sync(_no_leads)
    with pytest.raises(NotNow, match="An admin names leads"):
        form_for(northwind, SAM)


def test_a_guest_is_shown_no_form(northwind: Database) -> None:
    with pytest.raises(NotAllowed):
        form_for(northwind, GITA)


def test_what_is_known_of_the_account_is_filled_in(northwind: Database) -> None:
    northwind.run_sync(_add_account, "Acme Robotics", Tier.HIGH, TOM)
    form = form_for(northwind, LENA, "acme ROBOTICS")
    assert form.account is not None
    assert form.account.name == "Acme Robotics"
    assert (form.wish.tier, form.wish.outgoing_id) == (Tier.HIGH, TOM)


def test_an_owner_who_left_is_not_offered_as_outgoing(northwind: Database) -> None:
    northwind.run_sync(_add_account, "Acme Robotics", None, OTTO)
    assert form_for(northwind, LENA, "Acme Robotics").wish.outgoing_id is None


def test_an_open_handoff_is_shown_as_far_as_the_person_may_know_it(northwind: Database) -> None:
    northwind.run_sync(start.start, actor(LENA), WISH, MONDAY, "one")
    northwind.run_sync(_set_channel, "C0ACME")
    lenas, toms = (form_for(northwind, who, "Acme Robotics").account for who in (LENA, TOM))
    assert lenas is not None
    assert lenas.under_way is not None
    assert lenas.under_way.channel_id == "C0ACME"
    assert toms is not None
    assert toms.under_way == UnderWay(None, None)


# Suggestions


def test_a_new_date_brings_a_new_mode_while_the_suggested_one_is_chosen(
    northwind: Database,
) -> None:
    soon = replace(WISH, anchor_on=MONDAY.date() + timedelta(days=9))
    assert again(northwind, soon, suggested=Mode.SOFT).wish.mode is Mode.HARD


def test_a_mode_that_the_lead_chose_stays(northwind: Database) -> None:
    chosen = replace(WISH, mode=Mode.ABRUPT, anchor_on=MONDAY.date() + timedelta(days=9))
    form = again(northwind, chosen, suggested=Mode.SOFT)
    assert form.wish.mode is Mode.ABRUPT
    assert form.suggestion.mode is Mode.HARD


def test_a_stand_in_template_is_named(northwind: Database) -> None:
    assert again(northwind, WISH).standard == ""
    assert again(northwind, replace(WISH, tier=Tier.HIGH)).standard == "soft handoff, mid touch"


# The account's select


def test_accounts_are_found_by_any_part_of_their_name_best_first(northwind: Database) -> None:
    for name in ("Acme Robotics", "Big Acme", "Blue_Yonder", "100% Pure"):
        northwind.run_sync(_add_account, name, None, MARIA)
    assert _names(northwind, LENA, "acme") == ["Acme Robotics", "Big Acme"]
    assert _names(northwind, LENA, "_") == ["Blue_Yonder"]
    assert _names(northwind, LENA, "%") == ["100% Pure"]
    assert len(_names(northwind, LENA, "")) == 4


def test_an_account_of_a_silent_draft_is_found_by_leads_only(northwind: Database) -> None:
    northwind.run_sync(start.propose, actor(SAM), WISH, MONDAY, "one")
    assert _names(northwind, LENA, "acme") == ["Acme Robotics"]
    for who in (SAM, MARIA, IDRIS):
        assert _names(northwind, who, "acme") == []
        assert form_for(northwind, who, "Acme Robotics").account is None


def test_what_is_typed_is_offered_as_new() -> None:
    (option,) = blocks.account_options([], "Acme <Robotics>")
    assert option["value"] == NEW + "Acme <Robotics>"
    assert option["text"]["text"] == "New: Acme <Robotics>"


def test_a_name_too_long_for_an_option_is_typed_next() -> None:
    (option,) = blocks.account_options([], "x" * 200)
    assert option["value"] == NEW
    view = blocks.start_modal(FORM, Shown(types_name=True))
    assert _block(view, "account@name")["element"]["type"] == "plain_text_input"


def test_a_long_name_from_the_command_is_shown_whole() -> None:
    form = replace(FORM, wish=replace(WISH, account_name="x" * 200))
    block = _block(blocks.start_modal(form, Shown()), "account@name")
    assert block["element"]["initial_value"] == "x" * 200


# The modal


def test_only_a_lead_is_asked_for_the_reason() -> None:
    assert _fields(blocks.start_modal(FORM, Shown())) >= {"reason", "mode", "lead"}
    assert "reason" not in _fields(blocks.start_modal(replace(FORM, is_lead=False), Shown()))


@pytest.mark.parametrize(
    ("kind", "mode", "label"),
    [
        (Kind.CSM_TO_CSM, Mode.SOFT, "Ownership switches on"),
        (Kind.CSM_TO_CSM, Mode.HARD, "Last contact on"),
        (Kind.CSM_TO_CSM, Mode.ABRUPT, "Departure known since"),
        (Kind.SALES_TO_CS, Mode.SOFT, "Signed on"),
    ],
)
def test_the_date_is_called_what_it_is(kind: Kind, mode: Mode, label: str) -> None:
    form = replace(FORM, wish=replace(WISH, kind=kind, mode=mode))
    view = blocks.start_modal(form, Shown())
    assert _block(view, "anchor_on")["label"]["text"] == label


def test_the_outgoing_csm_can_be_left_empty_only_when_abrupt() -> None:
    soft = _block(blocks.start_modal(FORM, Shown()), "outgoing@0")
    abrupt_form = replace(FORM, wish=replace(WISH, mode=Mode.ABRUPT))
    abrupt = _block(blocks.start_modal(abrupt_form, Shown()), "outgoing@any0")
    assert (soft["optional"], abrupt["optional"]) == (False, True)


def test_a_public_channel_asks_to_be_confirmed() -> None:
    wish = replace(WISH, place=Place.THREAD, channel=Channel("C0TEAM"))
    assert "public_is_fine" not in _fields(blocks.start_modal(replace(FORM, wish=wish), Shown()))
    public = replace(wish, channel=Channel("C0TEAM", is_public=True))
    assert "public_is_fine" in _fields(blocks.start_modal(replace(FORM, wish=public), Shown()))


def test_fields_that_we_fill_in_get_new_blocks_and_the_others_keep_theirs() -> None:
    before = _ids(blocks.start_modal(FORM, Shown(revision=1)))
    after = _ids(blocks.start_modal(FORM, Shown(revision=2)))
    assert before - after == {"tier@1", "outgoing@1", "mode@1"}
    assert after - before == {"tier@2", "outgoing@2", "mode@2"}


@pytest.mark.parametrize("count", [1, 100, 101])
def test_any_number_of_leads_can_be_chosen_from(count: int) -> None:
    leads = tuple(Lead(f"U{number}", f"Lead {number}") for number in range(count))
    select = _block(blocks.start_modal(replace(FORM, leads=leads), Shown()), "lead")["element"]
    assert select["type"] == ("static_select" if count <= 100 else "users_select")


TEXTS = st.text(min_size=1, max_size=250).filter(lambda text: bool(accounts.clean_name(text)))


@given(name=TEXTS, owner=TEXTS, types_name=st.booleans(), is_known=st.booleans())
def test_no_name_breaks_a_block(name: str, owner: str, types_name: bool, is_known: bool) -> None:
    name = accounts.clean_name(name)
    known = KnownAccount(1, name, Tier.MID, MARIA, UnderWay(1, "C0ACME")) if is_known else None
    form = replace(
        FORM,
        wish=replace(WISH, account_name=name),
        account=known,
        leads=(Lead(LENA, owner),),
    )
    view = blocks.start_modal(form, Shown(types_name=types_name))
    for text, limit in _limited(view):
        assert len(text) <= limit
    for block in view["blocks"]:
        for element in block.get("elements", ()):
            assert "<!" not in element["text"].replace("<!date", "")


# Reading it back


def test_what_the_modal_holds_is_the_wish_that_it_shows() -> None:
    wish = replace(
        WISH,
        observers=(PRIYA, SAM),
        place=Place.THREAD,
        channel=Channel("C0TEAM", is_public=True),
        public_is_fine=True,
    )
    view = blocks.start_modal(replace(FORM, wish=wish), Shown(revision=4, suggested="soft"))
    assert wish_in(_filled(view)) == wish
    assert shown_in(view) == Shown(revision=4, suggested="soft")


def test_a_known_account_is_read_back_by_its_id() -> None:
    known = KnownAccount(7, "Acme Robotics", None, None, None)
    view = blocks.start_modal(replace(FORM, account=known), Shown(draft_id=3))
    wish = wish_in(_filled(view))
    assert (wish.account_id, wish.account_name) == (7, "")
    assert shown_in(view).draft_id == 3


@pytest.mark.parametrize(
    ("block", "value"), [("kind", "gift"), ("mode@0", "soft!"), ("reason", "love"), ("place", "x")]
)
def test_words_that_no_modal_of_ours_offers_are_errors_of_their_field(
    block: str, value: str
) -> None:
    view = _filled(blocks.start_modal(FORM, Shown()))
    view["state"]["values"][block] = {"x": {"selected_option": {"value": value}}}
    with pytest.raises(FieldErrors) as refused:
        wish_in(view)
    assert list(refused.value.fields) == [block.partition("@")[0]]


@pytest.mark.parametrize("value", ["4711x", "99999999999999", "-1"])
def test_an_account_id_that_is_none_is_refused(value: str) -> None:
    view = _filled(blocks.start_modal(FORM, Shown()))
    view["state"]["values"]["account@"] = {"x": {"selected_option": {"value": value}}}
    with pytest.raises(NotThere):
        wish_in(view)


def test_an_empty_modal_is_an_empty_wish() -> None:
    assert wish_in({}) == Wish()
    assert wish_in({"state": {"values": {"anchor_on": {"x": {"selected_date": "soon"}}}}}) == Wish()


# What people hear


def test_everybody_hears_their_part_and_one_thing_to_press(northwind: Database) -> None:
    northwind.run_sync(start.start, actor(LENA), WISH, MONDAY, "one")
    said = {who: _part(northwind, who) for who in (MARIA, IDRIS, LENA)}
    assert "You hand over *Acme Robotics* to <@U0IDRIS>" in said[MARIA][0]
    assert "You take over *Acme Robotics* from <@U0MARIA>" in said[IDRIS][0]
    assert "You oversee the handoff of *Acme Robotics*" in said[LENA][0]
    assert [_buttons(content) for _text, content in said.values()] == [
        ["dump.open"],
        ["checklist.plan"],
        ["checklist.plan"],
    ]
    assert all("promotion" not in str(one).lower() for one in said.values())


def test_who_has_no_part_hears_nothing(northwind: Database) -> None:
    northwind.run_sync(start.start, actor(LENA), WISH, MONDAY, "one")
    assert northwind.read_sync(part.part, WORKSPACE, 1, TOM, MONDAY) is None
    assert northwind.read_sync(part.part, "T0OTHER", 1, MARIA, MONDAY) is None


def test_a_proposal_is_told_until_it_is_opened(northwind: Database) -> None:
    northwind.run_sync(start.propose, actor(SAM), WISH, MONDAY, "one")
    (handoff,) = northwind.read_sync(lambda session: session.scalars(select(Handoff)).all())
    found = northwind.read_sync(part.proposal, WORKSPACE, handoff.id)
    assert found is not None
    text, content = part_blocks.draft(found)
    assert "<@U0SAM> proposes a handoff of *Acme Robotics* from <@U0MARIA> to <@U0IDRIS>" in text
    assert _buttons(content) == ["start.open_draft"]
    northwind.run_sync(start.open_draft, actor(LENA), handoff.id, WISH, MONDAY)
    assert northwind.read_sync(part.proposal, WORKSPACE, handoff.id) is None


def _part(northwind: Database, person_id: str) -> tuple[str, list[Json]]:
    (handoff,) = northwind.read_sync(lambda session: session.scalars(select(Handoff)).all())
    found = northwind.read_sync(part.part, WORKSPACE, handoff.id, person_id, MONDAY)
    assert found is not None
    return part_blocks.part(found)


def _buttons(content: list[Json]) -> list[str]:
    elements = [one for block in content for one in block.get("elements", ())]
    return [one["action_id"] for one in elements if one["type"] == "button"]


def _names(northwind: Database, who: str, typed: str) -> list[str]:
    def search(session: Session) -> list[str]:
        viewer = people.viewer(session, actor(who))
        return [found.name for found in accounts.search(session, viewer, typed)]

    return northwind.read_sync(search)


def _add_account(session: Session, name: str, tier: Tier | None, owner_id: str) -> None:
    account = accounts.find_or_create(session, WORKSPACE, name, MONDAY)
    account.tier = tier
    session.add(
        Ownership(
            workspace_id=WORKSPACE,
            account_id=account.id,
            person_id=owner_id,
            role="owner",
            since=MONDAY,
        )
    )


def _set_channel(session: Session, channel_id: str) -> None:
    for handoff in session.scalars(select(Handoff)):
        handoff.channel_id = channel_id


def _make_lead(session: Session, person_id: str) -> None:
    session.get_one(Person, (WORKSPACE, person_id)).is_lead = True


def _no_leads(session: Session) -> None:
    for person in session.scalars(select(Person)):
        person.is_lead = False


def _set_manager(session: Session, person_id: str, manager_id: str) -> None:
    session.merge(
        PersonSettings(
            workspace_id=WORKSPACE,
            person_id=person_id,
            manager_id=manager_id,
            updated_at=MONDAY,
        )
    )


def _block(view: Json, block_id: str) -> Json:
    found: Json = next(block for block in view["blocks"] if block.get("block_id") == block_id)
    return found


def _ids(view: Json) -> set[str]:
    return {block["block_id"] for block in view["blocks"] if "block_id" in block}


def _fields(view: Json) -> set[str]:
    return {block_id.partition("@")[0] for block_id in _ids(view)}


def _filled(view: Json) -> Json:
    """Return the view with the state that Slack sends when nothing was changed."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    values = {
        block["block_id"]: {block["element"]["action_id"]: _state(block["element"])}
        for block in inputs
    }
    return {**view, "state": {"values": values}}


def _state(element: Json) -> Json:
    held = {
        "value": "initial_value",
        "selected_option": "initial_option",
        "selected_options": "initial_options",
        "selected_user": "initial_user",
        "selected_users": "initial_users",
        "selected_date": "initial_date",
        "selected_conversation": "initial_conversation",
    }
    return {name: element[initial] for name, initial in held.items() if initial in element}


def _limited(view: Json) -> list[tuple[str, int]]:
    """Return the texts that names go into, with Slack's limit for each."""
    found = [(view["private_metadata"], LIMITS["private_metadata"])]
    for block in view["blocks"]:
        element = block.get("element", {})
        options = [*element.get("options", ()), element.get("initial_option")]
        for one in filter(None, options):
            found += [(one["text"]["text"], LIMITS["option"]), (one["value"], 150)]
        found += [(one["text"], 2000) for one in block.get("elements", ())]
    return found
