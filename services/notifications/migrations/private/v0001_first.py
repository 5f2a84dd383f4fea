"""Webhooks' addresses, secrets and deliveries, and the secret addresses of feeds."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "webhook_endpoints",
        sa.Column("webhook", sa.Text, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("old_secret", sa.Text, nullable=False),
        sa.Column("old_until", sa.Text, nullable=True),
        sa.Column("failing_since", sa.Text, nullable=True),
        sa.Column("rests_until", sa.Text, nullable=True),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("delivery", sa.Text, primary_key=True),
        sa.Column("webhook", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("milliseconds", sa.Integer, nullable=False),
    )
    op.create_index("webhook_deliveries_of", "webhook_deliveries", ["webhook", "at"])
    op.create_index("webhook_deliveries_at", "webhook_deliveries", ["at"])
    op.create_table(
        "feeds",
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("address", sa.Text, nullable=False, unique=True),
    )
