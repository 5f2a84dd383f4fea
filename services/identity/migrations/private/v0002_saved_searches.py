"""Searches that people keep, under their own keys."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("saved", sa.Text, nullable=False),
    )
    op.create_index("saved_searches_of", "saved_searches", ["account", "saved"])
