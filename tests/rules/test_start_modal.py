"""The start modal: its blocks, names of any kind in them, and reading it back (R3, R31)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks import start as blocks
from blocks.kit import LIMITS, Json
from blocks.start import NEW, Shown
from handlers.start_values import shown_in, wish_in
from playbook import accounts
from playbook.accounts import KnownAccount, UnderWay
from playbook.errors import FieldErrors, NotThere
from playbook.modes import Suggestion
from playbook.start_form import Form, Lead
from playbook.wish import Channel, Wish
from playbook.words import language
from storage.choices import Kind, Mode, Place, Tier
from tests.northwind import (
    LENA,
    MARIA,
    PRIYA,
    SAM,
)
from tests.rules.starts import (
    WISH,
)

FORM = Form(
    wish=WISH,
    is_lead=True,
    leads=(Lead(LENA, "Lena Vogt"),),
    account=None,
    suggestion=Suggestion(Mode.SOFT, "Because."),
    usual_place=Place.CHANNEL,
)


# The account's select


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
        (Kind.SALES_TO_CS, Mode.ABRUPT, "Signed on"),
    ],
)
def test_the_date_is_called_what_it_is(kind: Kind, mode: Mode, label: str) -> None:
    form = replace(FORM, wish=replace(WISH, kind=kind, mode=mode))
    view = blocks.start_modal(form, Shown())
    assert _block(view, "anchor_on@0")["label"]["text"] == label


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
    filled_in = ("tier", "outgoing", "mode", "anchor_on", "place")
    assert before - after == {f"{field}@1" for field in filled_in}
    assert after - before == {f"{field}@2" for field in filled_in}


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
        for element in block["elements"] if block["type"] == "context" else ():
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
    view = blocks.start_modal(
        replace(FORM, wish=wish), Shown(revision=4, suggested="soft", place="thread", waives=True)
    )
    assert wish_in(_filled(view)) == wish
    assert shown_in(view) == Shown(revision=4, suggested="soft", place="thread", waives=True)


def test_a_known_account_is_read_back_by_its_id() -> None:
    known = KnownAccount(7, "Acme Robotics", None, None, None)
    view = blocks.start_modal(replace(FORM, account=known), Shown(draft_id=3))
    wish = wish_in(_filled(view))
    assert (wish.account_id, wish.account_name) == (7, "")
    assert shown_in(view).draft_id == 3


@pytest.mark.parametrize(
    ("block", "value"),
    [("kind", "gift"), ("mode@0", "soft!"), ("reason", "love"), ("place@0", "x")],
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
        if block["type"] == "context":
            found += [(one["text"], 2000) for one in block["elements"]]
    return found


def test_the_modal_that_opens_is_kept_for_each_language_and_each_form() -> None:
    first = blocks.first_modal(FORM)
    assert blocks.first_modal(replace(FORM)) is first
    assert blocks.first_modal(replace(FORM, is_lead=False)) != first
    with language("de"):
        assert blocks.first_modal(FORM) is not first
