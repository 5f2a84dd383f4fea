"""Since when there is somebody to tell of things: what happened before, nobody is told."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "notices_beginning",
        sa.Column("one", sa.Integer, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
    )
