"""Refresh requests, and personal details that expire (R9, R31)."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "refresh",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh")),
    )
    op.create_index("ix_refresh_asked_by", "refresh", ["workspace_id", "asked_by"])
    op.create_index(
        "ix_refresh_next",
        "refresh",
        ["next_at"],
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_table(
        "refresh_account",
        sa.Column("refresh_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["refresh_id"], ["refresh.id"], name=op.f("fk_refresh_account_refresh_id_refresh")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_refresh_account_account_id_account")
        ),
        sa.PrimaryKeyConstraint("refresh_id", "account_id", name=op.f("pk_refresh_account")),
    )
    op.create_index("ix_refresh_account_person", "refresh_account", ["workspace_id", "person_id"])
    op.create_index("ix_refresh_account_account", "refresh_account", ["workspace_id", "account_id"])
    op.create_table(
        "confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_confirmation_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
    )
    op.create_index("ix_confirmation_account", "confirmation", ["workspace_id", "account_id"])
    op.create_table(
        "freshness_prompt",
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("prompted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "person_id", name=op.f("pk_freshness_prompt")),
    )
    with op.batch_alter_table("contact") as batch_op:
        batch_op.add_column(sa.Column("personal_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_contact_personal_until",
            ["personal_until"],
            sqlite_where=sa.text("personal_until IS NOT NULL"),
            postgresql_where=sa.text("personal_until IS NOT NULL"),
        )
    with op.batch_alter_table("workspace") as batch_op:
        batch_op.add_column(
            sa.Column("personal_months", sa.Integer(), nullable=False, server_default="12")
        )
        batch_op.add_column(sa.Column("fresh_at", sa.DateTime(timezone=True), nullable=True))
    _let_expire()


def _let_expire() -> None:
    """Give the personal details that are there already their day, counted from when written."""
    contact = sa.table(
        "contact",
        sa.column("id", sa.Integer()),
        sa.column("written_at", sa.DateTime(timezone=True)),
        sa.column("personal_details", sa.Text()),
        sa.column("personal_until", sa.Date()),
    )
    connection = op.get_bind()
    written = sa.select(contact.c.id, contact.c.written_at).where(
        contact.c.personal_details.is_not(None)
    )
    change = sa.update(contact).where(contact.c.id == sa.bindparam("contact_id"))
    ends = [
        {"contact_id": row.id, "until": (row.written_at + timedelta(days=365)).date()}
        for row in connection.execute(written)
    ]
    if ends:
        connection.execute(change.values(personal_until=sa.bindparam("until")), ends)
