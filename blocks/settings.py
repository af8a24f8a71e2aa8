"""The modals of a person's settings, and of what holds for the workspace (R33)."""

from datetime import time

from blocks.kit import (
    LIMITS,
    Json,
    checkboxes,
    context,
    divider,
    external_select,
    input_block,
    modal,
    multi_channels_select,
    multi_users_select,
    option,
    radio_buttons,
    section,
    static_select,
    text_input,
)
from blocks.names import PLACES, place_name, tier_name
from playbook import countries
from playbook.settings import LONGEST, Defaults, Mine
from playbook.words import _

ARCHIVE = "archive"
CANVAS = "canvas"
EMPTY = "-"
"""What stands for "not set": once something is picked, a select cannot be emptied in Slack."""

_HALF_HOURS = tuple(time(hour, minute) for hour in range(24) for minute in (0, 30))
_OPTIONS = {at: option(f"{at:%H:%M}", f"{at:%H:%M}") for at in _HALF_HOURS}
"""Made once: nearly a hundred of them stand in every form."""


def form(mine: Mine) -> Json:
    """Return the modal of a person's own settings."""
    settings, defaults = mine.settings, mine.defaults
    start = _time_input(_("My day starts"), "work_start", settings.work_start, defaults.work_start)
    end = _time_input(_("My day ends"), "work_end", settings.work_end, defaults.work_end)
    blocks = [
        section(
            _("What Slack does not tell me about you. What you do not set is the workspace’s.")
        ),
        _country_input("settings.country", settings.country, own_country(defaults.country)),
        start,
        end,
        context(_when(mine.zone)),
        divider(),
        _person_input(_("My manager"), "manager_id", settings.manager_id),
        _person_input(_("My deputy"), "deputy_id", settings.deputy_id, _("Stands in for you.")),
        divider(),
        section(_("*Your profile:* words for the message that tells a customer about you.")),
        _line_input(_("Credentials"), "credentials", settings.credentials),
        _line_input(_("Industries I know"), "industries", settings.industries),
        _line_input(_("Languages I speak"), "languages", settings.languages),
        _line_input(_("A personal line"), "personal_line", settings.personal_line),
    ]
    return _modal("settings.save", _("My settings"), blocks)


def workspace_form(defaults: Defaults) -> Json:
    """Return the modal of what holds for the workspace."""
    blocks = [
        section(_("What holds for everybody who has not set their own.")),
        _country_input("workspace.country", defaults.country, no_country()),
        _time_input(_("The day starts"), "work_start", defaults.work_start),
        _time_input(_("The day ends"), "work_end", defaults.work_end),
        divider(),
        _channel_input(
            _("The leads’ channel"),
            "leads_channel_id",
            defaults.leads_channel_id,
            _("A private one: what nobody else answers ends up there."),
        ),
        _channel_input(
            _("The team’s channel"),
            "team_channel_id",
            defaults.team_channel_id,
            _("For what everybody may know, and for threads of handoffs."),
        ),
        divider(),
        section(_("*Where handoffs are posted,* unless the lead chooses otherwise.")),
        *_places(defaults),
        _canvas_input(is_ticked=defaults.has_canvases),
        _archive_input(is_ticked=defaults.archive_at_end),
        divider(),
        _stance_input(defaults.stance),
        _months_input(defaults.personal_months),
    ]
    return _modal("workspace.save", _("Workspace settings"), blocks)


def country_options(typed: str, first: Json) -> list[Json]:
    """Return the options for what somebody types: the countries, and that of setting none."""
    found = [option(name, code) for code, name in countries.search(typed)]
    return [first, *found][: LIMITS["options"]]


def own_country(default: str | None) -> Json:
    """Return the option that leaves a person's country to the workspace."""
    if default is None:
        return option(_("As the workspace: weekends only"), EMPTY)
    name = countries.names().get(default, default)
    return option(_("As the workspace: {country}").format(country=name), EMPTY)


def no_country() -> Json:
    """Return the option of a workspace without a country."""
    return option(_("None: weekends only"), EMPTY)


def _when(zone: str) -> str:
    return _(
        "Your time zone is {zone}, as Slack has it. What falls due reaches you at 09:00 there, "
        "or when your day starts if 09:00 is outside it, and never on a day off."
    ).format(zone=zone.replace("_", " "))


def _modal(callback_id: str, title: str, blocks: list[Json]) -> Json:
    return modal(callback_id, title, blocks, submit=_("Save"), close=_("Cancel"))


def _country_input(action_id: str, country: str | None, otherwise: Json) -> Json:
    known = countries.names()
    initial = option(known[country], country) if country in known and country else otherwise
    select = external_select(action_id, initial, _("Type a country"))
    return input_block(
        _("Country"), select, "country", optional=True, hint=_("Whose holidays are days off.")
    )


def _time_input(label: str, name: str, own: time | None, default: time | None = None) -> Json:
    options = _times(own)
    if default is not None:
        said = _("As the workspace: {time}").format(time=f"{default:%H:%M}")
        options.insert(0, option(said, EMPTY))
    initial = f"{own:%H:%M}" if own else EMPTY
    return input_block(label, static_select(name, options, initial), name)


def _times(own: time | None) -> list[Json]:
    if own is None or own in _OPTIONS:
        return list(_OPTIONS.values())
    found = {**_OPTIONS, own: option(f"{own:%H:%M}", f"{own:%H:%M}")}
    return [found[at] for at in sorted(found)]


def _person_input(label: str, name: str, person_id: str | None, hint: str = "") -> Json:
    # Of several people, one at most: unlike a select of one, it can be emptied again.
    chosen = [person_id] if person_id else []
    select = multi_users_select(name, chosen, at_most=1, placeholder=_("Nobody"))
    return input_block(label, select, name, optional=True, hint=hint)


def _channel_input(label: str, name: str, channel_id: str | None, hint: str) -> Json:
    chosen = [channel_id] if channel_id else []
    select = multi_channels_select(name, chosen, at_most=1, placeholder=_("None"))
    return input_block(label, select, name, optional=True, hint=hint)


def _places(defaults: Defaults) -> list[Json]:
    options = [option(place_name(place), place) for place in PLACES]
    chosen = {
        "high": defaults.high_place,
        "mid": defaults.mid_place,
        "low": defaults.low_place,
    }
    return [
        input_block(
            tier_name(tier), static_select(f"{tier}_place", options, place), f"{tier}_place"
        )
        for tier, place in chosen.items()
    ]


def _canvas_input(*, is_ticked: bool) -> Json:
    choice = option(_("Show the blueprint in a canvas of the handoff’s channel"), CANVAS)
    boxes = checkboxes("has_canvases", [choice], [CANVAS] if is_ticked else [])
    hint = _("Otherwise, and where Slack has no canvas for it, a pinned message shows it.")
    return input_block(_("The blueprint"), boxes, "has_canvases", optional=True, hint=hint)


def _archive_input(*, is_ticked: bool) -> Json:
    choice = option(_("Archive its channel a week after a handoff is over"), ARCHIVE)
    boxes = checkboxes("archive_at_end", [choice], [ARCHIVE] if is_ticked else [])
    hint = _("The team’s channel, where it was a thread, stays as it is.")
    return input_block(_("At the end"), boxes, "archive_at_end", optional=True, hint=hint)


def _stance_input(stance: str) -> Json:
    options = [
        option(_("Look forward: say little of the why"), "look_forward"),
        option(_("Be open: one honest sentence, written by the lead"), "be_open"),
    ]
    buttons = radio_buttons("stance", options, stance)
    hint = _("The reason itself is confidential either way: drafts never have it.")
    return input_block(_("What customers hear of why"), buttons, "stance", hint=hint)


def _months_input(months: int) -> Json:
    hint = _(
        "Of people at the customer. Then they are emptied, unless somebody keeps them longer; "
        "this holds for what is written already, too."
    )
    return input_block(
        _("Months to keep personal details"),
        text_input("personal_months", str(months), max_length=3),
        "personal_months",
        hint=hint,
    )


def _line_input(label: str, name: str, text: str | None) -> Json:
    return input_block(label, text_input(name, text, max_length=LONGEST), name, optional=True)
