"""What waits in the outbox is found by its kind and its time, however much waits beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    waiting = sa.text("done_at IS NULL")
    op.drop_index("outbox_waiting", "outbox")
    op.create_index(
        "outbox_waiting_by_kind", "outbox", ["kind", "next_at"], sqlite_where=waiting, postgresql_where=waiting
    )
