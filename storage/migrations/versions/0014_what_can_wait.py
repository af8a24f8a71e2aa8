"""What somebody waits for is sent before what the calendar brings."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_WAITING = sa.text("state IN ('queued', 'sending')")


def upgrade() -> None:
    with op.batch_alter_table("outgoing") as batch_op:
        batch_op.add_column(
            sa.Column("can_wait", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.drop_index("ix_outgoing_waiting")
        batch_op.create_index(
            "ix_outgoing_waiting",
            ["workspace_id", "can_wait", "id"],
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        )
