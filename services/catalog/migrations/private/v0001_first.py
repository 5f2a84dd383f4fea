"""The registry's notices and who pulled from where, as they were when versions began."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "pull_notices",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("repository", sa.Text, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("read", sa.Boolean, nullable=False),
        sa.Column("tag", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("client", sa.Text, nullable=False),
        sa.Column("received", sa.Text, nullable=False),
        sa.Column("state", sa.Integer, nullable=False),
    )
    op.create_index("pull_notices_day", "pull_notices", ["repository", "day"])
    waiting = sa.text("state != 2")
    op.create_index(
        "pull_notices_waiting", "pull_notices", ["received"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_table(
        "pullers",
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("repository", sa.Text, primary_key=True),
    )
