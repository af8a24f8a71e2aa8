"""What can be done with `/handoff`, as the answer to it."""

from blocks.kit import Json, actions, button, context, section
from playbook.people import Viewer
from playbook.words import _


def message(viewer: Viewer) -> tuple[str, list[Json]]:
    """Return what this person can do: text and blocks."""
    text = _(
        "I walk an account from one person to the next, so that the customer never has to "
        "say anything twice."
    )
    commands = "\n".join(f"`{usage}`  {what}" for usage, what in _commands(viewer))
    return text, [
        section(f"{text}\n\n{commands}"),
        actions(_buttons(viewer)),
        context(_("My Home tab has your next steps; the checklist is pinned in the channel.")),
    ]


def _commands(viewer: Viewer) -> list[tuple[str, str]]:
    starting = _("open a handoff") if viewer.is_lead else _("propose a handoff to a lead")
    coming = _("what will come to you, and when")
    if viewer.is_lead:
        coming = _("what will come to whom, and when, and what was sent")
    for_leads = [
        ("/handoff refresh", _("ask for blueprints to be brought up to date, without a reason")),
        ("/handoff list release", _("which deals are ready for release, and what others wait for")),
        ("/handoff debriefs", _("what was learned, by kind, mode, tier and theme")),
        ("/handoff templates", _("what new handoffs follow, and how to change it")),
    ]
    return [
        ("/handoff start [account]", starting),
        ("/handoff status [account]", _("your next step, who waits for whom, what happened")),
        ("/handoff list", _("all handoffs that you are part of")),
        ("/handoff due", coming),
        ("/handoff note account text", _("file what happened in the account's log")),
        ("/handoff log [account]", _("read what was filed, whether or not a handoff runs")),
        *(for_leads if viewer.is_lead else ()),
        ("/handoff help", _("show this again")),
    ]


def _buttons(viewer: Viewer) -> list[Json]:
    buttons = [
        button(_("Start a handoff"), "start.open", style="primary"),
        button(_("My handoffs"), "status.list", "0"),
        button(_("My settings"), "settings.open"),
    ]
    if viewer.is_admin:
        buttons.append(button(_("Who leads"), "leads.open"))
    return buttons
