"""The canvas in which members read the blueprint."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "canvas",
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.String(length=40), nullable=True),
        sa.Column("canvas_id", sa.String(length=40), nullable=True),
        sa.Column("making_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_ts", sa.String(length=40), nullable=True),
        sa.Column("why", sa.String(length=60), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoff.id"], name=op.f("fk_canvas_handoff_id_handoff")
        ),
        sa.PrimaryKeyConstraint("handoff_id", name=op.f("pk_canvas")),
    )
    op.create_index(
        "ix_canvas_due",
        "canvas",
        ["due_at"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    with op.batch_alter_table("workspace") as batch_op:
        batch_op.add_column(
            sa.Column("has_canvases", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    # Handoffs that are under way get theirs too.
    op.execute(
        "INSERT INTO canvas (workspace_id, handoff_id, due_at, not_before) "
        "SELECT workspace_id, id, created_at, created_at FROM handoff "
        "WHERE checklist_ts IS NOT NULL AND state NOT IN ('draft', 'closed', 'cancelled')"
    )
