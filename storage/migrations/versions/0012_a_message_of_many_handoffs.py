"""A message may tell of several handoffs and of no task of theirs (R18)."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reminded") as batch_op:
        batch_op.drop_constraint("pk_reminded", type_="primary")
        batch_op.create_primary_key("pk_reminded", ["outgoing_id", "task_id", "handoff_id"])
