"""The debrief, the leadership touchpoint and the leader's looks (R22, R23)."""

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
