"""Saved searches whose owners are told of new products."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "watched_searches",
        sa.Column("search", sa.Text, primary_key=True),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("looked", sa.Text, nullable=False),
    )
    op.create_index("watched_searches_of", "watched_searches", ["account"])
