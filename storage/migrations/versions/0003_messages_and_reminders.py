"""What is said to customers, and how people are reminded."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "honest_sentence",
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(length=40), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoff.id"], name=op.f("fk_honest_sentence_handoff_id_handoff")
        ),
        sa.PrimaryKeyConstraint("handoff_id", name=op.f("pk_honest_sentence")),
    )
    op.create_table(
        "message_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("situation", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(length=40), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent_by", sa.String(length=40), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoff.id"], name=op.f("fk_message_version_handoff_id_handoff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_version")),
        sa.UniqueConstraint(
            "handoff_id", "number", name=op.f("uq_message_version_handoff_id_number")
        ),
    )
    op.create_index("ix_message_version_handoff", "message_version", ["workspace_id", "handoff_id"])
    op.create_table(
        "message_approval",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["message_version.id"],
            name=op.f("fk_message_approval_version_id_message_version"),
        ),
        sa.PrimaryKeyConstraint("version_id", "person_id", name=op.f("pk_message_approval")),
    )
    with op.batch_alter_table("workspace") as batch_op:
        batch_op.add_column(
            sa.Column("stance", sa.String(20), nullable=False, server_default="look_forward")
        )
    op.create_table(
        "reminder",
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoff.id"], name=op.f("fk_reminder_handoff_id_handoff")
        ),
        sa.PrimaryKeyConstraint("handoff_id", "person_id", name=op.f("pk_reminder")),
    )
    op.create_index(
        "ix_reminder_due",
        "reminder",
        ["due_at"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_reminder_person", "reminder", ["workspace_id", "person_id"])
    op.create_table(
        "snooze",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("is_skip", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoff.id"], name=op.f("fk_snooze_handoff_id_handoff")
        ),
        sa.PrimaryKeyConstraint("task_id", "person_id", name=op.f("pk_snooze")),
    )
    op.create_index("ix_snooze_handoff", "snooze", ["workspace_id", "handoff_id"])
    op.create_table(
        "handed_back",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoff.id"], name=op.f("fk_handed_back_handoff_id_handoff")
        ),
        sa.PrimaryKeyConstraint("task_id", "person_id", name=op.f("pk_handed_back")),
    )
    op.create_index("ix_handed_back_handoff", "handed_back", ["workspace_id", "handoff_id"])
    op.create_table(
        "quiet_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiet_days")),
    )
    op.create_index("ix_quiet_days_person", "quiet_days", ["workspace_id", "person_id"])
    op.create_table(
        "reminded",
        sa.Column("outgoing_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("rung", sa.String(length=20), nullable=False),
        sa.Column("workspace_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["outgoing_id"], ["outgoing.id"], name=op.f("fk_reminded_outgoing_id_outgoing")
        ),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoff.id"], name=op.f("fk_reminded_handoff_id_handoff")
        ),
        sa.PrimaryKeyConstraint("outgoing_id", "task_id", name=op.f("pk_reminded")),
    )
    op.create_index(
        "ix_reminded_handoff", "reminded", ["workspace_id", "handoff_id", "outgoing_id"]
    )
    with op.batch_alter_table("handoff") as batch_op:
        batch_op.add_column(
            sa.Column("reckoned_version", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.create_index(
            "ix_handoff_unreckoned",
            ["id"],
            sqlite_where=sa.text("reckoned_version < version"),
            postgresql_where=sa.text("reckoned_version < version"),
        )
