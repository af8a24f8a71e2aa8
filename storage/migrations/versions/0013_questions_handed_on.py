"""To whom a question went whose person said that it is not theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("check_in") as batch_op:
        batch_op.add_column(sa.Column("handed_to", sa.String(length=40), nullable=True))
