"""Reading the start modal: what somebody wishes for, and what the modal remembers of itself."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from blocks.start import NEW, PUBLIC_IS_FINE, Shown
from blocks.start_fit import LONGEST_WAIVER
from handlers.values import id_in, inputs_of, metadata_of
from playbook.errors import FieldErrors, NotThere
from playbook.wish import Channel, Wish
from playbook.words import _
from storage.choices import Kind, Mode, Place, Reason, Tier

Word = TypeVar("Word", bound=StrEnum)
Fields = Mapping[str, Any]

_LONGEST_ID = 40


def shown_in(view: Mapping[str, Any]) -> Shown:
    """Return what the modal remembers of itself. Raises NotThere for metadata that is not ours."""
    meta = metadata_of(view)
    draft = meta.get("draft")
    suggested, place = str(meta.get("suggested") or ""), str(meta.get("place") or "")
    return Shown(
        revision=id_in(meta.get("revision")),
        suggested=suggested if suggested in list(Mode) else "",
        place=place if place in list(Place) else "",
        types_name=bool(meta.get("types_name")),
        waives=bool(meta.get("waives")),
        draft_id=None if draft is None else id_in(draft),
    )


def wish_in(view: Mapping[str, Any]) -> Wish:
    """Return what the modal holds, complete or not. Raises FieldErrors for words we do not know.

    A block's id is its field's name, with a suffix after "@".
    """
    fields = {block.partition("@")[0]: value for block, value in inputs_of(view).items()}
    account_id, account_name = _account(fields, is_typed="account@name" in inputs_of(view))
    return Wish(
        account_id=account_id,
        account_name=account_name,
        kind=_word(fields, "kind", Kind) or Kind.CSM_TO_CSM,
        mode=_word(fields, "mode", Mode) or Mode.SOFT,
        tier=_word(fields, "tier", Tier) or Tier.MID,
        reason=_word(fields, "reason", Reason),
        is_transfer=fields.get("leave") == "transfer",
        outgoing_id=_person(fields, "outgoing"),
        incoming_id=_person(fields, "incoming"),
        temporary_id=_person(fields, "temporary"),
        lead_id=_person(fields, "lead"),
        anchor_on=_date(fields.get("anchor_on")),
        returns_on=_date(fields.get("returns_on")),
        incoming_starts_on=_date(fields.get("incoming_starts_on")),
        observers=tuple(_ids(fields.get("observers"))),
        place=_word(fields, "place", Place) or Place.CHANNEL,
        channel=_channel(fields),
        public_is_fine=PUBLIC_IS_FINE in (fields.get("public_is_fine") or ()),
        waiver=str(fields.get("waiver") or "")[:LONGEST_WAIVER],
    )


def offer_in(value: str) -> tuple[Mode, date]:
    """Return the mode and date of an offer. Raises NotThere for a value that is not ours."""
    mode, _colon, on = value.partition(":")
    found = _date(on)
    if mode not in list(Mode) or found is None:
        raise NotThere(_("This offer leads nowhere any more. Choose a mode and a date instead."))
    return Mode(mode), found


def asks_for_public(view: Mapping[str, Any]) -> bool:
    """Whether the modal shows the box that confirms a public channel."""
    return "public_is_fine" in inputs_of(view)


def asks_why(view: Mapping[str, Any]) -> bool:
    """Whether the modal shows the field for why the handoff opens with something missing."""
    return "waiver" in inputs_of(view)


def _account(fields: Fields, *, is_typed: bool) -> tuple[int | None, str]:
    value = str(fields.get("account") or "")
    if is_typed or value.startswith(NEW) or not value:
        return None, value if is_typed else value.removeprefix(NEW)
    return id_in(value), ""


def _word(fields: Fields, field: str, words: type[Word]) -> Word | None:
    value = fields.get(field)
    if not value:
        return None
    for word in words:
        if word == value:
            return word
    raise FieldErrors({field: _("Choose one of the list.")})


def _person(fields: Fields, field: str) -> str | None:
    """Return the one person of a select of one, or of a select of several with one in it."""
    return next(iter(_ids(fields.get(field))), None)


def _ids(value: Any) -> list[str]:
    found = [value] if isinstance(value, str) else value or []
    return [one for one in found if isinstance(one, str) and len(one) <= _LONGEST_ID]


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value or "")
    except (TypeError, ValueError):
        return None


def _channel(fields: Fields) -> Channel | None:
    """The box to confirm a public channel is shown only once we know that it is public."""
    channel_id = _person(fields, "channel")
    return Channel(channel_id, is_public="public_is_fine" in fields) if channel_id else None
