"""Find the attempts of one message to a webhook by an index, however many others there were."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index("webhook_deliveries_message", "webhook_deliveries", ["webhook", "message"])
