"""Who had an account is found by the account: a status asks for its backup."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ownership_account", "ownership", ["workspace_id", "account_id"])
