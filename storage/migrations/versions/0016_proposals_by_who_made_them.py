"""Proposals are found by who made them: there are few drafts among many handoffs."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_draft = sa.text("state = 'draft'")
    op.create_index(
        "ix_handoff_proposal",
        "handoff",
        ["workspace_id", "started_by"],
        sqlite_where=is_draft,
        postgresql_where=is_draft,
    )
