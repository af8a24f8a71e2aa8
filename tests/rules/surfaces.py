"""Read models made by hand, of which blocks make what people see; and what stands in blocks."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from blocks.kit import Json
from playbook.people import Viewer
from playbook.plan_view import PlanView
from playbook.progress import Checklist, TaskLine, TaskState
from playbook.status import Status
from playbook.visibility import Role
from storage.choices import Anchor, Kind, Mode, Owner, State, Tier
from tests.northwind import IDRIS, LENA, MARIA, MONDAY, WORKSPACE


def make_task(n: int, **different: Any) -> TaskLine:
    """A task of a plan: number n, in the phase of preparing."""
    facts: dict[str, Any] = {
        "id": n + 1,
        "key": f"task_{n}",
        "phase": "preparing",
        "title": f"Task {n}",
        "owner": Owner.OUTGOING,
        "owners": (MARIA,),
        "due_on": MONDAY.date() + timedelta(days=n),
        "state": TaskState.OPEN,
        "waits_for": (),
        "event": None,
        "done_at": None,
        "done_by": None,
        "done_event": None,
        "skipped_why": None,
    }
    return TaskLine(**(facts | different))


def make_checklist(tasks: tuple[TaskLine, ...], **different: Any) -> Checklist:
    """Acme Robotics from Maria to Idris, with these tasks."""
    facts: dict[str, Any] = {
        "handoff_id": 7,
        "version": 1,
        "account": "Acme Robotics",
        "kind": Kind.CSM_TO_CSM,
        "mode": Mode.SOFT,
        "tier": Tier.MID,
        "state": State.PREPARING,
        "anchor": Anchor.SWITCH,
        "anchor_on": date(2026, 3, 30),
        "outgoing_id": MARIA,
        "incoming_id": IDRIS,
        "lead_id": LENA,
        "channel_id": "C0ACME",
        "thread_ts": None,
        "checklist_ts": "1.2",
        "opened_at": MONDAY,
        "bau_at": None,
        "names": {MARIA: "Maria Lindqvist", IDRIS: "Idris Okafor", LENA: "Lena Vogt"},
        "tasks": tasks,
        "done": sum(task.state is TaskState.DONE for task in tasks),
        "total": sum(task.state is not TaskState.SKIPPED for task in tasks),
    }
    return Checklist(**(facts | different))


def make_done(n: int, **different: Any) -> TaskLine:
    """Task number n, ticked by Maria."""
    done = {"state": TaskState.DONE, "done_at": MONDAY, "done_by": MARIA}
    return make_task(n, **(done | different))


def make_status(checklist: Checklist, **different: Any) -> Status:
    """What Lena, the lead, sees of a handoff."""
    facts: dict[str, Any] = {
        "viewer_id": LENA,
        "role": Role.LEAD,
        "checklist": checklist,
        "sees_plan": True,
        "completeness": None,
        "history": (),
        "attention_why": None,
        "due": (),
        "waived": (),
    }
    return Status(**(facts | different))


def make_viewer(**different: Any) -> Viewer:
    """Maria, who is neither lead nor admin."""
    facts: dict[str, Any] = {
        "workspace_id": WORKSPACE,
        "id": MARIA,
        "name": "Maria Lindqvist",
        "zone": "Europe/Stockholm",
        "locale": "en-US",
        "is_lead": False,
        "is_admin": False,
    }
    return Viewer(**(facts | different))


def words(content: Any) -> str:
    """All texts of blocks, one after the other."""
    return "\n".join(_texts(content))


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for value in part.values():
            yield from _texts(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _texts(value)


def buttons(content: Any, action: str) -> list[Json]:
    """All buttons of this action."""
    if isinstance(content, list):
        return [found for part in content for found in buttons(part, action)]
    if not isinstance(content, dict):
        return []
    own = str(content.get("action_id", "")).partition(":")[0] == action
    return [content] * own + [found for part in content.values() for found in buttons(part, action)]


def as_seen(found: Checklist, **different: Any) -> PlanView:
    """The whole plan as Lena opens it, who leads."""
    facts: dict[str, Any] = {
        "checklist": found,
        "viewer_id": LENA,
        "may_edit": True,
        "edits_all": True,
        "may_replan": True,
        "incoming_starts_on": None,
    }
    return PlanView(**(facts | different))
