"""The statements of publishers, and how the money of each of them goes."""

from typing import Any

from sqlalchemy import JSON, Column, Connection, Date, Index, Integer, MetaData, Table, Text, and_, func, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.billing.events import PayoutFailed, PayoutRequested, PayoutSent, StatementIssued
from vocabulary.money import Money

metadata = MetaData()
AMOUNTS = ("sales", "refunds", "written_off", "disputes", "tax", "store_share", "listing_fees", "carried", "due")
UNSETTLED = ("open", "requested", "failed")
statements = Table(
    "statements",
    metadata,
    Column("id", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("month", Text, nullable=False),
    Column("issued", Date, nullable=False),
    Column("currency", Text, nullable=False),
    Column("amounts", JSON, nullable=False),  # by name, in minor units
    Column("pulls_free", Integer, nullable=False),
    Column("pulls_paying", Integer, nullable=False),
    Column("state", Text, nullable=False),  # open | requested | sent | failed | carried
    Column("processor", Text, nullable=False, default=""),
    Column("attempt", Integer, nullable=False, default=0),
    Column("reference", Text, nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("sent", Date),
    Index("statements_of_publisher", "publisher", "month"),
    Index("statements_by_state", "state", "month"),
)
projection = Projection("billing.payees", source="billing", tables=(statements,))


@projection.on(StatementIssued)
def issue(rows: Rows, event: StatementIssued, recorded: Recorded) -> None:
    rows.put(
        statements,
        id=event.statement,
        number=event.number,
        publisher=event.publisher,
        month=event.month,
        issued=event.on,
        currency=event.due.currency,
        amounts={name: getattr(event, name).amount for name in AMOUNTS},
        pulls_free=event.pulls_free,
        pulls_paying=event.pulls_paying,
        state="open" if event.due.amount > 0 else "carried",
        processor="",
        attempt=0,
        reference="",
        reason="",
        sent=None,
    )


@projection.on(PayoutRequested)
def ask(rows: Rows, event: PayoutRequested, recorded: Recorded) -> None:
    told = {"processor": event.processor, "attempt": event.attempt, "reason": ""}
    rows.change(statements, key=event.statement, state="requested", **told)


@projection.on(PayoutSent)
def send(rows: Rows, event: PayoutSent, recorded: Recorded) -> None:
    told = {"processor": event.processor, "reference": event.reference, "sent": event.on, "reason": ""}
    rows.change(statements, key=event.statement, state="sent", **told)


@projection.on(PayoutFailed)
def fail(rows: Rows, event: PayoutFailed, recorded: Recorded) -> None:
    rows.change(statements, key=event.statement, state="failed", reason=event.reason)


def carried_on(db: Connection, publisher: str, currency: str, month: str) -> Money:
    """What the statement before this month left below zero."""
    mine = select(statements.c.amounts).where(
        statements.c.publisher == publisher, statements.c.currency == currency, statements.c.month < month
    )
    last = db.scalar(mine.order_by(statements.c.month.desc()).limit(1))
    return Money(min(last["due"], 0) if last else 0, currency)


def below_zero(db: Connection) -> dict[tuple[str, str], dict[str, Any]]:
    """By publisher and currency its last statement, where that left something to be carried on."""
    last = select(statements.c.publisher, statements.c.currency, func.max(statements.c.month).label("month"))
    newest = last.group_by(statements.c.publisher, statements.c.currency).subquery()
    same = [statements.c[name] == newest.c[name] for name in ("publisher", "currency", "month")]
    found = db.execute(select(statements).join(newest, and_(*same)).where(statements.c.state == "carried"))
    told = {(row.publisher, row.currency): _told(row) for row in found}
    return {whose: each for whose, each in told.items() if each["due"]["amount"] < 0}


def of_publisher(db: Connection, publisher: str) -> list[dict[str, Any]]:
    """The newest first."""
    return _found(db, statements.c.publisher == publisher)


def unsettled(db: Connection, limit: int) -> list[dict[str, Any]]:
    """Money that is still to be paid out, of all publishers, the oldest first."""
    return _found(db, statements.c.state.in_(UNSETTLED), newest=False, limit=limit)


def settled(db: Connection, limit: int) -> list[dict[str, Any]]:
    return _found(db, statements.c.state == "sent", limit=limit)


def statement(db: Connection, id: str) -> dict[str, Any] | None:
    return next(iter(_found(db, statements.c.id == id)), None)


def _found(db: Connection, which: Any, *, newest: bool = True, limit: int = 1200) -> list[dict[str, Any]]:
    month = statements.c.month.desc() if newest else statements.c.month
    rows = db.execute(select(statements).where(which).order_by(month, statements.c.id).limit(limit))
    return [_told(row) for row in rows]


def _told(row: Any) -> dict[str, Any]:
    """As pages, the API and papers have it: money as amount and currency, the payout None before it is asked for."""
    payout = {
        "state": row.state,
        "by": row.processor,
        "attempt": row.attempt,
        "reference": row.reference,
        "reason": row.reason,
        "on": row.sent.isoformat() if row.sent else None,
    }
    return {
        "id": row.id,
        "number": row.number,
        "publisher": row.publisher,
        "month": row.month,
        "on": row.issued.isoformat(),
        "currency": row.currency,
        **{name: {"amount": row.amounts[name], "currency": row.currency} for name in AMOUNTS},
        "pulls": {"free": row.pulls_free, "paying": row.pulls_paying},
        "state": row.state,
        "payout": payout if row.processor else None,
    }
