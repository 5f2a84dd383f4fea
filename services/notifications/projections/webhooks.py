"""The webhooks of each owner, and which of them want to hear of a kind."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Index, MetaData, Table, Text, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.notifications.events import (
    WebhookAdded,
    WebhookChanged,
    WebhookRemoved,
    WebhookResumed,
    WebhookStopped,
)

metadata = MetaData()
webhooks = Table(
    "notifications_webhooks",
    metadata,
    Column("webhook", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("kinds", Text, nullable=False),  # one after the other; empty: all
    Column("description", Text, nullable=False),
    Column("stopped", Text, nullable=False),  # why; empty: it is not
    Column("created", Instant, nullable=False),
)
Index("notifications_webhooks_of", webhooks.c.owner)
projection = Projection("notifications.webhooks", source="notifications", tables=(webhooks,))


@projection.on(WebhookAdded)
def add(rows: Rows, event: WebhookAdded, recorded: Recorded) -> None:
    kept = {"owner": event.owner, "host": event.host, "description": event.description, "kinds": " ".join(event.kinds)}
    rows.put(webhooks, webhook=event.webhook, **kept, stopped="", created=event.at)


@projection.on(WebhookChanged)
def change(rows: Rows, event: WebhookChanged, recorded: Recorded) -> None:
    kinds = " ".join(event.kinds)
    rows.change(webhooks, key=event.webhook, host=event.host, description=event.description, kinds=kinds)


@projection.on(WebhookStopped)
def stop(rows: Rows, event: WebhookStopped, recorded: Recorded) -> None:
    rows.change(webhooks, key=event.webhook, stopped=event.reason)


@projection.on(WebhookResumed)
def resume(rows: Rows, event: WebhookResumed, recorded: Recorded) -> None:
    rows.change(webhooks, key=event.webhook, stopped="")


@projection.on(WebhookRemoved)
def remove(rows: Rows, event: WebhookRemoved, recorded: Recorded) -> None:
    rows.remove(webhooks, key=event.webhook)


def wanting(db: Connection, owners: Collection[str], kind: str) -> list[str]:
    """The ids of those that are sent what these owners hear of the kind."""
    asked = select(webhooks.c.webhook, webhooks.c.kinds).where(webhooks.c.owner.in_(list(owners)))
    rows = db.execute(asked.where(webhooks.c.stopped == "").order_by(webhooks.c.webhook))
    return [row.webhook for row in rows if not row.kinds or kind in row.kinds.split(" ")]


def of_owner(db: Connection, owner: str) -> list[dict[str, Any]]:
    """The oldest first."""
    asked = select(webhooks).where(webhooks.c.owner == owner).order_by(webhooks.c.created, webhooks.c.webhook)
    return [_plain(row) for row in db.execute(asked).mappings()]


def one(db: Connection, webhook: str) -> dict[str, Any] | None:
    row = db.execute(select(webhooks).where(webhooks.c.webhook == webhook)).mappings().first()
    return None if row is None else _plain(row)


def _plain(row: Any) -> dict[str, Any]:
    kinds: Sequence[str] = row["kinds"].split(" ") if row["kinds"] else []
    return {**row, "kinds": list(kinds)}
