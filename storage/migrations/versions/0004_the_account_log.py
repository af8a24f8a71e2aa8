"""The account log: what happened with the customer, from day one (R9)."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_COPIED = sa.text("message_ts IS NOT NULL AND gone_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "log_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=80), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel_id", sa.String(length=40), nullable=True),
        sa.Column("message_ts", sa.String(length=40), nullable=True),
        sa.Column("said_by", sa.String(length=40), nullable=True),
        sa.Column("permalink", sa.Text(), nullable=True),
        sa.Column("written_by", sa.String(length=40), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.String(length=40), nullable=True),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_log_entry_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
    )
    op.create_index(
        "ix_log_entry_account", "log_entry", ["workspace_id", "account_id", "happened_at"]
    )
    op.create_index("ix_log_entry_writer", "log_entry", ["workspace_id", "written_by"])
    op.create_index(
        "uq_log_entry_message",
        "log_entry",
        ["workspace_id", "account_id", "channel_id", "message_ts"],
        unique=True,
        sqlite_where=_COPIED,
        postgresql_where=_COPIED,
    )
