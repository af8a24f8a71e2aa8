"""The debrief, the leadership touchpoint and the leader's looks (R22, R23); who is gone (R30)."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _debriefs()
    _looks_and_touchpoints()
    op.create_table(
        "leaver_draft",
        _handoff("leaver_draft"),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        _workspace(),
        sa.PrimaryKeyConstraint("handoff_id", name=op.f("pk_leaver_draft")),
    )
    op.create_index("ix_leaver_draft_person", "leaver_draft", ["workspace_id", "person_id"])
    with op.batch_alter_table("workspace") as batch_op:
        batch_op.add_column(sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True))


def _debriefs() -> None:
    op.create_table(
        "debrief",
        _handoff("debrief"),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=40), nullable=True),
        _workspace(),
        sa.PrimaryKeyConstraint("handoff_id", name=op.f("pk_debrief")),
    )
    op.create_index("ix_debrief_closed", "debrief", ["workspace_id", "closed_at"])
    op.create_table(
        "debrief_part",
        _handoff("debrief_part", "debrief.handoff_id"),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("worked", sa.Text(), nullable=True),
        sa.Column("did_not", sa.Text(), nullable=True),
        sa.Column("to_change", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _workspace(),
        sa.PrimaryKeyConstraint("handoff_id", "person_id", name=op.f("pk_debrief_part")),
    )
    op.create_table(
        "debrief_theme",
        _handoff("debrief_theme", "debrief.handoff_id"),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("theme", sa.String(length=60), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        _workspace(),
        sa.PrimaryKeyConstraint("handoff_id", "person_id", "theme", name=op.f("pk_debrief_theme")),
    )
    op.create_index("ix_debrief_theme_theme", "debrief_theme", ["workspace_id", "theme"])


def _looks_and_touchpoints() -> None:
    op.create_table(
        "look",
        sa.Column("check_in_id", sa.Integer(), nullable=False),
        _handoff("look"),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _workspace(),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_look_check_in_id")),
        sa.PrimaryKeyConstraint("check_in_id", name=op.f("pk_look")),
    )
    op.create_index("ix_look_handoff", "look", ["workspace_id", "handoff_id"])
    op.create_table(
        "touchpoint",
        sa.Column("id", sa.Integer(), nullable=False),
        _handoff("touchpoint"),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("contact_ids", sa.JSON(), nullable=False),
        sa.Column("impression", sa.String(length=20), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True),
        _workspace(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touchpoint")),
    )
    op.create_index("ix_touchpoint_handoff", "touchpoint", ["workspace_id", "handoff_id"])


def _handoff(table: str, target: str = "handoff.id") -> sa.Column[int]:
    key = sa.ForeignKey(target, name=op.f(f"fk_{table}_handoff_id"))
    return sa.Column("handoff_id", sa.Integer(), key, nullable=False)


def _workspace() -> sa.Column[str]:
    return sa.Column("workspace_id", sa.String(length=40), nullable=False)
