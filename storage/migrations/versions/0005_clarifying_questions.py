"""Clarifying questions, gaps found at a call, and what the customer had to repeat (R8)."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
