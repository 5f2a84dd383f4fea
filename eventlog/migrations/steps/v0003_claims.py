"""Instances side by side note what they are carrying out; SQLite has one process and no need of it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.create_table(
            "claims",
            sa.Column("what", sa.Text, primary_key=True),
            sa.Column("holder", sa.Text, nullable=False),
            sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        )
