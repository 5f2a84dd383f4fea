"""The tables of a log as they were when versions began."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _truth()
    _work()
    _following()
    if op.get_bind().dialect.name == "postgresql":
        _sequencing()


def _truth() -> None:
    op.create_table(
        "events",
        sa.Column("id", big, sa.Identity(), primary_key=True),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.UniqueConstraint("stream", "version", name="events_stream_version"),
    )
    op.create_table(
        "commands",
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True)),
        sa.Column("event", big),
        sa.Column("at", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "logs",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("incarnation", sa.Text, nullable=False),
    )


def _work() -> None:
    op.create_table(
        "due",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("arguments", sa.JSON, nullable=False),
        sa.Column("causation", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("retry_at", sa.Text),
        sa.Column("fired_at", sa.Text),
        sa.Column("parked_at", sa.Text),
        sa.Column("error", sa.Text),
    )
    _index_where("due_waiting", "due", "at", "fired_at IS NULL")
    op.create_table(
        "outbox",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("arguments", sa.JSON, nullable=False),
        sa.Column("causation", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("next_at", sa.Text, nullable=False),
        sa.Column("done_at", sa.Text),
        sa.Column("parked_at", sa.Text),
        sa.Column("error", sa.Text),
        sa.UniqueConstraint("kind", "key", name="outbox_kind_key"),
    )
    _index_where("outbox_waiting", "outbox", "next_at", "done_at IS NULL")


def _following() -> None:
    op.create_table(
        "relay_cursor",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "checkpoints",
        sa.Column("follower", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("incarnation", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
    )
    for name, more in (("parked", ("stream", "type", "hash", "line", "error")), ("passed_over", ("type", "reason"))):
        op.create_table(
            name,
            sa.Column("follower", sa.Text, primary_key=True),
            sa.Column("source", sa.Text, primary_key=True),
            sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
            *(sa.Column(each, sa.Text, nullable=False) for each in (*more, "at")),
        )


def _sequencing() -> None:
    op.create_table("unsequenced", sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False))
    op.create_table(
        "positions",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("event", sa.BigInteger, nullable=False, unique=True),
    )


def _index_where(name: str, table: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)
