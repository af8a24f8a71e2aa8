"""What entries were before, who has read what until when, briefs and files for calls."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_answer_account", "answer", ["workspace_id", "account_id", "question"])
    _entry_version()
    op.create_table(
        "last_read",
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_last_read_account_id_account")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "account_id", "person_id", name="pk_last_read"),
    )
    _calls()
    # Reckoned anew once, so that handoffs that run already get briefs too.
    op.execute("UPDATE handoff SET reckoned_version = reckoned_version - 1")


def _entry_version() -> None:
    op.create_table(
        "entry_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("temperament", sa.Text(), nullable=True),
        sa.Column("personal_details", sa.Text(), nullable=True),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("is_guarded", sa.Boolean(), nullable=False),
        sa.Column("is_removal", sa.Boolean(), nullable=False),
        sa.Column("written_by", sa.String(length=40), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by", sa.String(length=40), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_entry_version_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_version")),
    )
    op.create_index(
        "ix_entry_version_account", "entry_version", ["workspace_id", "account_id", "replaced_at"]
    )
    op.create_index("ix_entry_version_entry", "entry_version", ["workspace_id", "kind", "entry_id"])
    op.create_index(
        "ix_entry_version_personal",
        "entry_version",
        ["workspace_id", "entry_id"],
        sqlite_where=sa.text("personal_details IS NOT NULL"),
        postgresql_where=sa.text("personal_details IS NOT NULL"),
    )


def _calls() -> None:
    op.create_table(
        "call_brief",
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("call_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoff.id"], name=op.f("fk_call_brief_handoff_id_handoff")
        ),
        sa.PrimaryKeyConstraint("handoff_id", "person_id", "call_on", name="pk_call_brief"),
    )
    op.create_index(
        "ix_call_brief_due",
        "call_brief",
        ["due_at"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "call_file",
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoff.id"], name=op.f("fk_call_file_handoff_id_handoff")
        ),
        sa.PrimaryKeyConstraint("handoff_id", name=op.f("pk_call_file")),
    )
