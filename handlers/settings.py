"""Settings in App Home: a person's own, and what admins set for the workspace (R33)."""

from collections.abc import Iterable, Mapping
from datetime import time
from functools import partial
from typing import Any

from blocks import settings as blocks
from handlers.request import Request
from handlers.router import Answer, Router
from handlers.values import inputs_of
from playbook import settings
from playbook.errors import FieldErrors
from playbook.settings import Defaults, Settings
from playbook.words import _
from storage.choices import Place, Stance, Tier

_LINES = ("credentials", "industries", "languages", "personal_line")


def register(router: Router) -> None:
    """Tell the router what this journey answers."""
    router.actions["settings.open"] = open_settings
    router.actions["workspace.open"] = open_workspace
    router.submissions["settings.save"] = save_settings
    router.submissions["workspace.save"] = save_workspace
    router.options["settings.country"] = offer_countries
    router.options["workspace.country"] = offer_countries_or_none


async def open_settings(request: Request) -> Answer | None:
    """Open a person's own settings."""
    mine = await request.db.read(settings.read, request.actor)
    request.after(partial(request.slack.open_view, request.trigger_id, blocks.form(mine)))
    return None


async def open_workspace(request: Request) -> Answer | None:
    """Open what holds for the workspace."""
    found = await request.db.read(settings.read_defaults, request.actor)
    view = blocks.workspace_form(found)
    request.after(partial(request.slack.open_view, request.trigger_id, view))
    return None


async def offer_countries(request: Request) -> Answer | None:
    """Offer countries for what is typed, and to leave it to the workspace."""
    mine = await request.db.read(settings.read, request.actor)
    return _options(request, blocks.own_country(mine.defaults.country))


async def offer_countries_or_none(request: Request) -> Answer | None:
    """Offer countries for what is typed, and to set none."""
    return _options(request, blocks.no_country())


async def save_settings(request: Request) -> Answer | None:
    """Keep a person's own settings."""
    wanted = _settings(inputs_of(request.view))
    named = [person_id for person_id in (wanted.manager_id, wanted.deputy_id) if person_id]
    await request.services.people.know(request.actor.workspace_id, named)
    # Who changes their hours moves what is due to them: that takes longer, and is seldom.
    await request.db.run_briefly(settings.save, request.actor, wanted, request.now)
    return None


async def save_workspace(request: Request) -> Answer | None:
    """Keep what holds for the workspace."""
    wanted = _defaults(inputs_of(request.view))
    await request.db.run(settings.save_defaults, request.actor, wanted, request.now)
    return None


def _options(request: Request, first: dict[str, Any]) -> Answer:
    typed = str(request.payload.get("value") or "")
    return {"options": blocks.country_options(typed, first)}


def _settings(values: Mapping[str, Any]) -> Settings:
    return Settings(
        country=_picked(values, "country"),
        work_start=_time(values, "work_start"),
        work_end=_time(values, "work_end"),
        manager_id=_only(values.get("manager_id")),
        deputy_id=_only(values.get("deputy_id")),
        **{name: (values.get(name) or "").strip() or None for name in _LINES},
    )


def _defaults(values: Mapping[str, Any]) -> Defaults:
    standard = Defaults()
    return Defaults(
        country=_picked(values, "country"),
        work_start=_time(values, "work_start") or standard.work_start,
        work_end=_time(values, "work_end") or standard.work_end,
        leads_channel_id=_only(values.get("leads_channel_id")),
        team_channel_id=_only(values.get("team_channel_id")),
        high_place=_place(values, Tier.HIGH),
        mid_place=_place(values, Tier.MID),
        low_place=_place(values, Tier.LOW),
        archive_at_end=blocks.ARCHIVE in (values.get("archive_at_end") or ()),
        has_canvases=blocks.CANVAS in (values.get("has_canvases") or ()),
        stance=_stance(values),
        personal_months=_months(values),
    )


def _place(values: Mapping[str, Any], tier: Tier) -> Place:
    field = f"{tier}_place"
    if values.get(field) not in list(Place):
        raise FieldErrors({field: _("Choose one of the list.")})
    return Place(values[field])


def _stance(values: Mapping[str, Any]) -> Stance:
    if values.get("stance") not in list(Stance):
        raise FieldErrors({"stance": _("Choose one of the two.")})
    return Stance(values["stance"])


def _months(values: Mapping[str, Any]) -> int:
    written = str(values.get("personal_months") or "").strip()
    # What is no number is refused as one that is out of range is.
    return int(written) if written.isascii() and written.isdigit() else 0


def _picked(values: Mapping[str, Any], name: str) -> str | None:
    picked = values.get(name)
    return None if picked in (None, blocks.EMPTY) else str(picked)


def _time(values: Mapping[str, Any], name: str) -> time | None:
    picked = _picked(values, name)
    try:
        return time.fromisoformat(picked) if picked else None
    except ValueError:
        raise FieldErrors({name: _("Choose a time.")}) from None


def _only(chosen: Iterable[str] | None) -> str | None:
    return next(iter(chosen or ()), None)
