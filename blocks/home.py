"""App Home: what waits for the person first, then their handoffs, then where else to go."""

from blocks import overview, proposal, status, unreachable
from blocks.kit import Json, actions, button, cut, divider, escape, header, home, section
from playbook.home import Draft, Home
from playbook.overview import Line
from playbook.words import _


def view(found: Home) -> Json:
    """Return the App Home of a person. The first thing that waits has the one primary button."""
    lines = [line for line in found.handoffs.lines if line.checklist.state != "draft"]
    return home(
        [
            header(_("Your handoffs")),
            *_waiting(found),
            *unreachable.in_limbo(found.limbo),
            *_handoffs(found, lines),
            *map(proposal.own, found.handoffs.proposed),
            divider(),
            actions(_foot(found)),
        ]
    )


def for_guests() -> Json:
    """Return the App Home of somebody who can hold no role (R32)."""
    return home(
        [
            header(_("Welcome")),
            section(
                _(
                    "Handoff walks colleagues through handing an account from one to another. "
                    "Guests have no part in that, so there is nothing to do here; "
                    "if you are missing something, please ask a colleague."
                )
            ),
        ]
    )


def _waiting(found: Home) -> list[Json]:
    check_ins = [
        status.due_line(due, is_primary=not number) for number, due in enumerate(found.check_ins)
    ]
    drafts = [
        _draft(draft, is_primary=not (number or check_ins))
        for number, draft in enumerate(found.drafts)
    ]
    return [*check_ins, *drafts]


def _draft(draft: Draft, *, is_primary: bool) -> Json:
    style = "primary" if is_primary else None
    said = _("*Draft* · {account}, proposed by {who}: it waits for you, and is silent until then.")
    opening = button(_("Open draft"), "start.open_draft", str(draft.handoff_id), style=style)
    account = escape(cut(draft.account, 200))
    return section(said.format(account=account, who=escape(draft.by) or _("somebody")), opening)


def _handoffs(found: Home, lines: list[Line]) -> list[Json]:
    if not lines:
        return [section(_("No handoff is under way for you. When one is, your next step is here."))]
    is_first = not (found.check_ins or found.drafts)
    blocks: list[Json] = []
    for line in lines:
        plan = line.checklist
        asked = {due.event for due in found.check_ins if due.handoff_id == plan.handoff_id}
        blocks.append(overview.line(found.viewer.id, line, asked))
        side = None
        if line.role != "observer":
            side = status.your_button(plan, found.viewer.id, asked, is_primary=is_first)
        if side:
            blocks.append(actions([side]))
            is_first = False
    return blocks


def _foot(found: Home) -> list[Json]:
    buttons = [button(_("Start a handoff"), "start.open")]
    if found.handoffs.pages > 1:
        all_of_them = _("All {n} handoffs").format(n=found.handoffs.total)
        buttons.append(button(all_of_them, "status.list", "0"))
    buttons.append(button(_("My settings"), "settings.open"))
    if found.viewer.is_lead:
        buttons.append(button(_("Templates"), "templates.list"))
    if found.viewer.is_admin:
        buttons.append(button(_("Who leads"), "leads.open"))
        buttons.append(button(_("Workspace settings"), "workspace.open"))
    return [*buttons, button(_("Update this page"), "home.refresh")]
