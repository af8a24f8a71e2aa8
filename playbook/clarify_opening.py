"""Opening a question, or a handoff to ask in: who may do what with questions, and when (R8)."""

from sqlalchemy.orm import Session

from playbook import access, clarify
from playbook.access import Opened
from playbook.clarify import ENDED
from playbook.errors import NotAllowed, NotNow, NotThere
from playbook.people import Actor
from playbook.words import _
from storage.choices import QuestionState, State
from storage.tables import Clarification


def question(
    session: Session, actor: Actor, question_id: int, *, for_change: bool = False
) -> tuple[Clarification, Opened]:
    """Return a question and its handoff, which goes on where it is `for_change`. Raises Refused."""
    row = session.get(Clarification, question_id)
    if row is None or row.workspace_id != actor.workspace_id:
        raise NotThere(_("I can find no such question among yours."))
    opened = clarify.open_for_reading(session, actor, row.handoff_id, for_change=for_change)
    if not opened.sees(clarify.field_of(opened.handoff.kind, row.about)):
        raise NotThere(_("I can find no such question among yours."))
    if for_change:
        session.refresh(row)  # the handoff is locked now, and the question may have changed
        access.require_running(opened)
    return row, opened


def for_asking(
    session: Session, actor: Actor, handoff_id: int, *, for_change: bool = False
) -> Opened:
    """Return a handoff that this person may ask about. Raises NotThere, NotAllowed, NotNow."""
    opened = clarify.open_for_reading(session, actor, handoff_id, for_change=for_change)
    if not clarify.may_ask(opened):
        raise NotAllowed(
            _("The incoming CSM or the lead asks about {account}.").format(
                account=opened.account.name
            )
        )
    access.require_running(opened)
    if opened.handoff.state is State.DRAFT:
        raise NotNow(_("This is a draft: nobody is asked before it is opened."))
    return opened


def asked_of(session: Session, opened: Opened, written_by: str | None) -> str:
    """Return who is asked: who wrote it, or else who knows. Raises NotNow where there is nobody."""
    found = clarify.somebody_to_ask(session, opened.handoff, written_by, opened.viewer.id)
    if found is None:
        raise NotNow(
            _("There is nobody in the handoff of {account} whom you could ask.").format(
                account=opened.account.name
            )
        )
    return found


def require(opened: Opened, row: Clarification, state: QuestionState) -> None:
    """Raise NotNow unless the question is in this state; it says what is the case instead."""
    if row.state is not state:
        raise NotNow(_what_is_the_case(opened, row))


def require_to_close(opened: Opened, row: Clarification, state: QuestionState) -> None:
    """As `require`, for what ends a question. Raises NotAllowed for who may not."""
    if not clarify.may_close(opened, row):
        raise NotAllowed(_("Only who asked can do that, or the lead."))
    require(opened, row, state)


def _what_is_the_case(opened: Opened, row: Clarification) -> str:
    account = opened.account.name
    if row.state is QuestionState.OPEN:
        return _("This question about {account} is not answered yet.").format(account=account)
    if row.state is QuestionState.WITHDRAWN:
        return _("This question about {account} was taken back.").format(account=account)
    if row.state in ENDED:
        return _("This question about {account} is settled.").format(account=account)
    said = _("This question about {account} is answered already: see “Questions” in its status.")
    return said.format(account=account)
