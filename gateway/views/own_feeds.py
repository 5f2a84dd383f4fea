"""Who has a feed of their own, and since when its address counts; the address itself is told nowhere."""

from sqlalchemy import Column, Connection, Float, String, Table, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from gateway.views.tables import epoch, metadata
from services.notifications import events

feeds = Table(
    "own_feeds",
    metadata,
    Column("account", String, primary_key=True),
    Column("renewed", Float, nullable=False),
)
projection = Projection("gateway.own-feeds", source="notifications", tables=(feeds,))


@projection.on(events.FeedRenewed)
def renew(rows: Rows, event: events.FeedRenewed, recorded: Recorded) -> None:
    rows.put(feeds, account=event.account, renewed=epoch(event.at))


@projection.on(events.PersonForgotten)
def forget(rows: Rows, event: events.PersonForgotten, recorded: Recorded) -> None:
    rows.remove(feeds, key=event.account)


def renewed(db: Connection, account: str) -> float | None:
    """Seconds since 1970; None: there is no such feed."""
    found: float | None = db.scalar(select(feeds.c.renewed).where(feeds.c.account == account))
    return found
