"""Orders as they stand, for the publisher that placed them and for the holder that claimed them; no key's value."""

import json
from typing import Any

from sqlalchemy import Column, Connection, Date, Index, Integer, MetaData, Table, Text, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.billing.events import OrderCancelled, OrderClaimed, OrderExtended, OrderFulfilled, OrderPlaced, Pair

metadata = MetaData()
orders = Table(
    "orders",
    metadata,
    Column("id", Text, primary_key=True),
    Column("publisher", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("repository", Text, nullable=False),
    Column("state", Text, nullable=False),  # placed | claimed | fulfilled | cancelled
    Column("starts", Date, nullable=False),
    Column("ends", Date),
    Column("quantity", Integer, nullable=False),
    Column("components", Text, nullable=False),  # JSON: [{name, value}]
    Column("keys", Text, nullable=False),  # JSON: [{label, media_type, file_name}]
    Column("metadata", Text, nullable=False),  # JSON: [{name, value}]
    Column("holder", Text, nullable=False, default=""),
    Column("subscription", Text, nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("placed", Instant, nullable=False),
    Index("orders_of_publisher", "publisher", "placed"),
    Index("orders_of_holder", "holder", "placed"),
)
projection = Projection("billing.orders", source="billing", tables=(orders,))
JSON = ("components", "keys", "metadata")


@projection.on(OrderPlaced)
def put(rows: Rows, event: OrderPlaced, recorded: Recorded) -> None:
    rows.put(
        orders,
        id=event.order,
        publisher=event.publisher,
        product=event.product,
        plan=event.plan,
        address=event.address,
        repository=event.repository,
        state="placed",
        starts=event.starts,
        ends=event.ends,
        quantity=event.quantity,
        components=_pairs(event.components),
        keys=json.dumps([vars(key) for key in event.keys]),
        metadata=_pairs(event.metadata),
        placed=recorded.time,
    )


@projection.on(OrderClaimed)
def claim(rows: Rows, event: OrderClaimed, recorded: Recorded) -> None:
    rows.change(orders, key=event.order, state="claimed", holder=event.holder)


@projection.on(OrderFulfilled)
def fulfil(rows: Rows, event: OrderFulfilled, recorded: Recorded) -> None:
    rows.change(orders, key=event.order, state="fulfilled", subscription=event.subscription)


@projection.on(OrderExtended)
def extend(rows: Rows, event: OrderExtended, recorded: Recorded) -> None:
    rows.change(orders, key=event.order, ends=event.ends)


@projection.on(OrderCancelled)
def cancel(rows: Rows, event: OrderCancelled, recorded: Recorded) -> None:
    rows.change(orders, key=event.order, state="cancelled", reason=event.reason)


def order(db: Connection, id: str) -> dict[str, Any] | None:
    found = db.execute(select(orders).where(orders.c.id == id)).first()
    return None if found is None else _told(found)


def of_publisher(db: Connection, publisher: str) -> list[dict[str, Any]]:
    """The newest first."""
    mine = select(orders).where(orders.c.publisher == publisher)
    return [_told(row) for row in db.execute(mine.order_by(orders.c.placed.desc(), orders.c.id))]


def of_holder(db: Connection, holder: str) -> list[dict[str, Any]]:
    """The newest first."""
    mine = select(orders).where(orders.c.holder == holder)
    return [_told(row) for row in db.execute(mine.order_by(orders.c.placed.desc(), orders.c.id))]


def _pairs(pairs: tuple[Pair, ...]) -> str:
    return json.dumps([vars(pair) for pair in pairs])


def _told(row: Any) -> dict[str, Any]:
    columns = dict(row._mapping)
    return columns | {name: json.loads(columns[name]) for name in JSON}
