"""What a watched search found already: a product that is changed and found since is told, and no other."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("watched_searches", sa.Column("compares", sa.Boolean, nullable=True))
    op.create_table(
        "known_to_searches",
        sa.Column("search", sa.Text, primary_key=True),
        sa.Column("product", sa.Text, primary_key=True),
    )
