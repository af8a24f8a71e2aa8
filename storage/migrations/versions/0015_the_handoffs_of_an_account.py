"""The handoffs of an account are found by an index, whatever their state."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_handoff_account", "handoff", ["workspace_id", "account_id"])
