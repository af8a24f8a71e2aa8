"""Which fields the start modal asks for, and what it says of them, per kind, mode and reason."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from blocks import start as blocks
from blocks.kit import LIMITS, Json
from blocks.proposal import discarded, told_discarded, told_withdrawn, withdrawn
from blocks.start import Shown
from blocks.start_preview import plan_preview
from blocks.started import opened, proposed
from playbook import plan, templates
from playbook.accounts import KnownAccount
from playbook.modes import Suggestion
from playbook.plan import Circumstances, Misfit
from playbook.plan_fit import Offers
from playbook.proposal import Proposed
from playbook.start import Started
from playbook.start_fit import Fit
from playbook.start_form import Form, Lead
from playbook.start_preview import Preview
from playbook.wish import Wish
from storage.choices import Anchor, Kind, Mode, Owner, Place, Reason, Tier
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, SAM, TOM
from tests.rules.starts import WISH, in_days
from tests.rules.test_hostile_texts import HOSTILE
from workspace.blockkit.validate import check_blocks, check_view

FORM = Form(
    wish=WISH,
    is_lead=True,
    leads=(Lead(LENA, "Lena Vogt"),),
    account=None,
    suggestion=Suggestion(Mode.SOFT, "Because."),
    usual_place=Place.CHANNEL,
)
LEAVE = replace(WISH, reason=Reason.LEAVE)
ABRUPT = replace(WISH, mode=Mode.ABRUPT)
SALES = replace(WISH, kind=Kind.SALES_TO_CS)
TODAY = in_days(0)
SOFT = templates.shipped(Kind.CSM_TO_CSM, Mode.SOFT, Tier.MID)
MISFIT = Fit(
    template=SOFT,
    plan=plan.make(SOFT, in_days(18), Circumstances(TODAY)),
    misfit=Misfit("Agree <soon>", 10),
    offers=Offers(date(2026, 3, 30), (Mode.HARD, Mode.ABRUPT)),
)


@pytest.mark.parametrize(
    ("wish", "there", "not_there"),
    [
        (WISH, {"reason", "mode", "incoming", "outgoing"}, {"temporary", "returns_on", "leave"}),
        (LEAVE, {"leave", "temporary", "returns_on"}, {"incoming", "incoming_starts_on"}),
        (
            replace(LEAVE, is_transfer=True),
            {"leave", "incoming", "incoming_starts_on"},
            {"temporary", "returns_on"},
        ),
        (ABRUPT, {"temporary", "incoming"}, {"returns_on", "waiver"}),
        (SALES, {"outgoing", "incoming"}, {"reason", "mode", "temporary", "leave"}),
        (replace(SALES, reason=Reason.LEAVE), {"incoming"}, {"leave", "temporary", "returns_on"}),
    ],
    ids=["soft", "leave", "long leave", "abrupt", "sales", "sales after leave"],
)
def test_a_field_is_there_when_it_applies(wish: Wish, there: set[str], not_there: set[str]) -> None:
    fields = set(_blocks(replace(FORM, wish=wish)))
    assert there <= fields
    assert not not_there & fields


@pytest.mark.parametrize(
    ("wish", "field", "label", "is_optional"),
    [
        (SALES, "outgoing", "Outgoing AE", False),
        (WISH, "incoming", "Incoming CSM", False),
        (ABRUPT, "incoming", "Incoming CSM", True),
        (ABRUPT, "outgoing", "Outgoing CSM", True),
        (ABRUPT, "temporary", "Temporary contact", True),
        (LEAVE, "temporary", "Temporary contact", False),
        (replace(LEAVE, mode=Mode.ABRUPT), "outgoing", "Outgoing CSM", False),
        (LEAVE, "anchor_on", "Away from", False),
        (replace(LEAVE, mode=Mode.ABRUPT), "anchor_on", "Away since", False),
        (WISH, "incoming_starts_on", "Incoming CSM's first day", True),
    ],
)
def test_who_and_when_may_be_left_empty(
    wish: Wish, field: str, label: str, is_optional: bool
) -> None:
    block = _blocks(replace(FORM, wish=wish))[field]
    assert (block["label"]["text"], block["optional"]) == (label, is_optional)


@pytest.mark.parametrize(
    ("kept", "hint"),
    [
        (None, "Not known of this account yet"),
        (Tier.MID, "That is what the account is kept as."),
        (Tier.HIGH, "kept as High touch: this holds for the handoff only."),
    ],
)
def test_the_tier_says_where_it_is_from(kept: Tier | None, hint: str) -> None:
    account = KnownAccount(1, "Acme", kept, MARIA, None)
    said = _blocks(replace(FORM, account=account))["tier"]["hint"]["text"]
    assert hint in said


def test_the_backup_is_called_so() -> None:
    account = KnownAccount(1, "Acme", None, MARIA, None, backup_id=TOM)
    form = replace(FORM, wish=replace(ABRUPT, temporary_id=TOM), account=account)
    block = _blocks(form)["temporary"]
    assert block["hint"]["text"] == "The account's backup."
    assert block["element"]["initial_users"] == [TOM]


def test_an_account_that_changed_hands_lately_warns() -> None:
    lately = datetime(2026, 1, 5, tzinfo=UTC)
    account = KnownAccount(1, "Acme", None, MARIA, None, handed_over_at=lately)
    assert "handed over only lately" in str(
        blocks.start_modal(replace(FORM, account=account), Shown())
    )
    assert "lately" not in str(blocks.start_modal(FORM, Shown()))


def test_a_plan_that_does_not_fit_offers_what_would_as_clicks() -> None:
    view = blocks.start_modal(replace(FORM, fit=MISFIT), Shown())
    assert "*This plan does not fit.* Too near: “Agree &lt;soon&gt;” would have been due 10" in str(
        view
    )
    assert _buttons(view) == {
        "Switch on 30 Mar 2026": "soft:2026-03-30",
        "Make it hard": f"hard:{WISH.anchor_on}",
        "Make it abrupt, from today": f"abrupt:{WISH.anchor_on}",
        "Preview the plan": None,
    }
    assert "waiver" in _blocks(replace(FORM, fit=MISFIT))


def test_who_is_no_lead_is_offered_what_fits_but_waives_nothing() -> None:
    form = replace(FORM, fit=MISFIT, is_lead=False)
    view = blocks.start_modal(form, Shown(waives=True))
    assert "Make it hard" in _buttons(view)
    assert "waiver" not in _blocks(form)


def test_what_else_is_missing_is_waived_once_it_was_said() -> None:
    form = replace(FORM, wish=ABRUPT)
    assert "waiver" not in _blocks(form)
    assert "waiver" in _blocks(form, Shown(waives=True))


def test_a_draft_can_be_discarded_and_an_own_proposal_withdrawn() -> None:
    assert "Discard the draft" not in _buttons(blocks.start_modal(FORM, Shown()))
    assert "Discard the draft" in _buttons(blocks.start_modal(replace(FORM, draft_id=3), Shown()))
    waits = replace(FORM, is_lead=False, proposed=Proposed(3, "Acme", LENA, SAM))
    view = blocks.start_modal(waits, Shown())
    assert _buttons(view)["Withdraw it"] == "3"
    assert "it waits for <@U0LENA>" in str(view)


# The preview


def test_the_preview_names_phases_dates_and_people() -> None:
    view = plan_preview(_preview(Mode.SOFT, in_days(35)))
    text = _said(view)
    for phase in ("*Prepare*", "*Introduce*", "*Overlap*", "*Settle*"):
        assert phase in text
    assert "Complete the data dump in writing · <@U0MARIA>" in text
    assert "Nothing is opened yet" in text
    assert "does not fit" not in text


def test_the_preview_says_what_does_not_fit_and_what_is_late() -> None:
    found = replace(
        _preview(Mode.SOFT, in_days(18)), misfit=Misfit("Agree", 10), late=("Agree", "Dump")
    )
    text = _said(plan_preview(found))
    assert "This plan does not fit. Too near: “Agree” would have been due 10 days ago." in text
    assert "2 tasks should have been done by now" in text


def test_a_clock_is_shown_as_a_moment_and_nobody_by_their_part() -> None:
    found = replace(_preview(Mode.ABRUPT, TODAY), owners={Owner.LEAD: LENA})
    text = _said(plan_preview(found))
    assert "{time}" in text
    assert "· still to be named" in text


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("tier", list(Tier))
def test_no_plan_is_too_long_for_its_preview(mode: Mode, tier: Tier) -> None:
    view = plan_preview(_preview(mode, in_days(60), tier))
    assert len(view["blocks"]) <= LIMITS["modal_blocks"]
    for block in view["blocks"]:
        if block["type"] == "section":
            assert len(block["text"]["text"]) < LIMITS["section"]
            assert not block["text"]["text"].endswith("…")


# What it becomes


STARTED = Started(
    handoff_id=1,
    account="Acme",
    is_open=True,
    outgoing_id=MARIA,
    incoming_id=IDRIS,
    temporary_id=None,
    returns_on=None,
    lead_id=LENA,
    place=Place.CHANNEL,
)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "from <@U0MARIA> to <@U0IDRIS> is open."),
        ({"outgoing_id": None}, "*Acme* to <@U0IDRIS> is open."),
        (
            {"incoming_id": None, "temporary_id": TOM, "returns_on": TODAY + timedelta(days=90)},
            "<@U0TOM> stands in for <@U0MARIA> until",
        ),
        ({"incoming_id": None, "temporary_id": TOM}, "<@U0TOM> stands in until somebody takes"),
        ({"incoming_id": None}, "nobody to turn to: name a temporary contact next"),
        ({"gaps": ("Agree <it>",)}, "• Agree &lt;it&gt;"),
        ({"place": Place.BOOK}, "in the channel of the whole book"),
    ],
)
def test_what_was_started_says_who_has_it_now(changed: dict[str, object], said: str) -> None:
    assert said in _said(opened(replace(STARTED, **changed)))  # type: ignore[arg-type]


def test_a_proposal_can_be_withdrawn_where_it_was_made() -> None:
    assert "Withdraw it" in _buttons(proposed(replace(STARTED, is_open=False)))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_that_people_wrote_breaks_a_surface(text: str) -> None:
    account = KnownAccount(1, text, Tier.HIGH, MARIA, None, handed_over_at=MONDAY)
    proposal = Proposed(3, text, LENA, SAM)
    misfit = replace(MISFIT, misfit=Misfit(text, 3))
    form = replace(FORM, account=account, fit=misfit, proposed=proposal, draft_id=3)
    preview = replace(_preview(Mode.SOFT, in_days(35)), account=text, misfit=Misfit(text, 3))
    started = replace(STARTED, account=text, gaps=(text, text))
    for view in (
        blocks.start_modal(form, Shown(waives=True)),
        plan_preview(preview),
        opened(started),
        proposed(started),
        discarded(proposal, LENA),
        withdrawn(proposal),
    ):
        check_view(view, "modal")
        assert "<!channel>" not in _said(view)
    for _text, said in (told_discarded(proposal), told_withdrawn(proposal)):
        check_blocks(said, "message")


def _preview(mode: Mode, anchor_on: date, tier: Tier = Tier.HIGH) -> Preview:
    template = templates.shipped(Kind.CSM_TO_CSM, mode, tier)
    made = plan.make(template, anchor_on, Circumstances(TODAY))
    return Preview(
        account="Acme",
        template=template.title,
        anchor=Anchor.SWITCH,
        anchor_on=anchor_on,
        tasks=made.tasks,
        hand_back=(),
        late=(),
        misfit=None,
        owners={Owner.OUTGOING: MARIA, Owner.INCOMING: IDRIS, Owner.LEAD: LENA},
        returns_on=None,
        handed_over_at=None,
    )


def _blocks(form: Form, shown: Shown | None = None) -> dict[str, Json]:
    """Return the modal's inputs by the field's name."""
    view = blocks.start_modal(form, shown or Shown())
    return {
        block["block_id"].partition("@")[0]: block
        for block in view["blocks"]
        if block["type"] == "input"
    }


def _buttons(view: Json) -> dict[str, str | None]:
    rows = [block["elements"] for block in view["blocks"] if block["type"] == "actions"]
    return {one["text"]["text"]: one.get("value") for row in rows for one in row}


def _said(view: Json) -> str:
    texts = []
    for block in view["blocks"]:
        if block["type"] == "section":
            texts.append(block["text"]["text"])
        elif block["type"] == "context":
            texts += [one["text"] for one in block["elements"]]
    return "\n".join(texts)
