"""In which country the network address lies that a notice tells of; empty where nobody knows."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("pull_notices", sa.Column("country", sa.Text, nullable=False, server_default=""))
