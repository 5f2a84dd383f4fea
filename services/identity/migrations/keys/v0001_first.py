"""The key store as it was when versions began."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "keys",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("key", sa.LargeBinary),
        sa.Column("destroyed_at", sa.Text),
    )
