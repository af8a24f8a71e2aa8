"""What is said to customers, and how people are reminded."""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet: the two subjects add their tables here."""
