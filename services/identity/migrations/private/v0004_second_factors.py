"""A second proof at a sign-in."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "second_factors",
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("step", sa.BigInteger, nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("code", sa.Text, primary_key=True),
    )
