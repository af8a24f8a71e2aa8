"""The plan: templates of a workspace's own, firm dates, holds, temporary contacts, places by tier."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('book_channel',
    sa.Column('workspace_id', sa.String(length=40), nullable=False),
    sa.Column('outgoing_id', sa.String(length=40), nullable=False),
    sa.Column('channel_id', sa.String(length=40), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('workspace_id', 'outgoing_id', name=op.f('pk_book_channel'))
    )
    op.create_table('template_version',
    sa.Column('workspace_id', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('is_shipped', sa.Boolean(), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('written_by', sa.String(length=40), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('workspace_id', 'name', 'version', name=op.f('pk_template_version'))
    )
    op.create_table('firm_date',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('handoff_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('falls_on', sa.Date(), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('workspace_id', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['handoff_id'], ['handoff.id'], name=op.f('fk_firm_date_handoff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_firm_date'))
    )
    with op.batch_alter_table('firm_date', schema=None) as batch_op:
        batch_op.create_index('ix_firm_date_handoff', ['workspace_id', 'handoff_id'], unique=False)

    with op.batch_alter_table('handoff', schema=None) as batch_op:
        batch_op.add_column(sa.Column('temporary_id', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('temporary_named_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('incoming_starts_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('returns_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('held_from', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('held_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('resume_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('acts_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('welcome_by', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('welcome_held_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('release_ready_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('place_lost_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('place_lost_why', sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column('archive_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            'ix_handoff_acts_at',
            ['acts_at'],
            sqlite_where=sa.text('acts_at IS NOT NULL'),
            postgresql_where=sa.text('acts_at IS NOT NULL'),
        )
        batch_op.create_index('ix_handoff_archive_at', ['archive_at'], unique=False, sqlite_where=sa.text('archive_at IS NOT NULL'), postgresql_where=sa.text('archive_at IS NOT NULL'))
        batch_op.create_index('ix_handoff_channel', ['workspace_id', 'channel_id'], unique=False, sqlite_where=sa.text('channel_id IS NOT NULL'), postgresql_where=sa.text('channel_id IS NOT NULL'))

    with op.batch_alter_table('observer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('told_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.add_column(sa.Column('due_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('latest_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('moved_by', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('is_own', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('is_firm', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('together', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('sample_percent', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('skipped_by', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
        watched = (
            "event IN ('temporary_named', 'incoming_named', 'observers_acknowledged') "
            "AND done_at IS NULL AND skipped_at IS NULL"
        )
        batch_op.create_index(
            'ix_task_watched',
            ['due_on'],
            unique=False,
            sqlite_where=sa.text(watched),
            postgresql_where=sa.text(watched),
        )

    with op.batch_alter_table('workspace', schema=None) as batch_op:
        batch_op.add_column(sa.Column('high_place', sa.String(length=20), nullable=False, server_default='channel'))
        batch_op.add_column(sa.Column('mid_place', sa.String(length=20), nullable=False, server_default='channel'))
        batch_op.add_column(sa.Column('low_place', sa.String(length=20), nullable=False, server_default='channel'))

