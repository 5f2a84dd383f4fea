"""The private tables; whoever needs another adds it here and to a new step of its migrations."""

from sqlalchemy import Boolean, Column, Connection, Index, Integer, MetaData, Table, Text

from eventlog.migrations import Migrations
from eventlog.tables import Instant
from services.notifications.migrations import PRIVATE

metadata = MetaData()
endpoints = Table(
    "webhook_endpoints",
    metadata,
    Column("webhook", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),  # whsec_…, what Standard Webhooks signs with
    Column("old_secret", Text, nullable=False),  # empty: none
    Column("old_until", Instant, nullable=True),
    Column("failing_since", Instant, nullable=True),  # no delivery was taken since
    Column("rests_until", Instant, nullable=True),  # nothing is tried before
)
# One attempt a row; rows of the last 30 days are kept.
deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("delivery", Text, primary_key=True),
    Column("webhook", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("request", Text, nullable=False),  # its body
    Column("status", Integer, nullable=False),  # 0: there was no answer
    Column("answer", Text, nullable=False),  # its beginning
    Column("error", Text, nullable=False),
    Column("milliseconds", Integer, nullable=False),
)
Index("webhook_deliveries_of", deliveries.c.webhook, deliveries.c.at)
Index("webhook_deliveries_at", deliveries.c.at)
Index("webhook_deliveries_message", deliveries.c.webhook, deliveries.c.message)
feeds = Table(
    "feeds",
    metadata,
    Column("account", Text, primary_key=True),
    Column("address", Text, nullable=False, unique=True),  # SHA-256 of the secret in it, in hexadecimal digits
)
beginning = Table(
    "notices_beginning",
    metadata,
    Column("one", Integer, primary_key=True),  # 1: there is one row
    Column("at", Instant, nullable=False),
)
watched_searches = Table(
    "watched_searches",
    metadata,
    Column("search", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("sealed", Text, nullable=False),  # the question, under the account's key
    Column("looked", Instant, nullable=False),  # products that came until then are told
    Column("compares", Boolean, nullable=True),  # with what it found already; None: that is not known yet
    Index("watched_searches_of", "account"),
)
known_to_searches = Table(
    "known_to_searches",
    metadata,
    Column("search", Text, primary_key=True),
    Column("product", Text, primary_key=True),  # its id: it was found before it was asked, or was told
)
MIGRATIONS = Migrations("private", PRIVATE, metadata)


def prepare(db: Connection) -> None:
    """Makes them where there are none; raises eventlog.migrations.Behind where they are older than needed."""
    MIGRATIONS.prepare(db)
