"""Every movement of a publisher's money, as its statements and its sales page count it."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Date, Index, MetaData, Table, Text, case, func, or_, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.billing.events import (
    CreditNoteIssued,
    DisputeClosed,
    InvoiceIssued,
    InvoicePrepared,
    InvoiceWrittenOff,
    ListingYearBegun,
    MonthClosed,
    Sums,
    WriteOffReversed,
)
from vocabulary.money import Money
from vocabulary.period import month_after, month_of

metadata = MetaData()
billed = Table(
    "billed_plans",
    metadata,
    Column("invoice", Text, primary_key=True),
    Column("plan", Text, nullable=False),  # publisher/product/plan
)
movements = Table(
    "publisher_movements",
    metadata,
    Column("kind", Text, primary_key=True),  # sale | refund | written_off | dispute | listing_fee
    Column("id", Text, primary_key=True),  # of the invoice, its write-off, the credit note, the dispute, the year
    Column("publisher", Text, nullable=False),
    Column("month", Text, nullable=False),  # whose statement it belongs to
    Column("day", Date, nullable=False),
    Column("invoice", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("plan", Text, nullable=False),  # publisher/product/plan; of a fee publisher/product
    Column("currency", Text, nullable=False),
    Column("net", BigInteger, nullable=False),
    Column("tax", BigInteger, nullable=False),
    Column("share", BigInteger, nullable=False),  # the publisher's, of the net amount
    Index("movements_of_month", "publisher", "month"),
    Index("movements_of_day", "publisher", "day"),
)
closed = Table(
    "closed_months",
    metadata,
    Column("publisher", Text, primary_key=True),
    Column("month", Text, nullable=False),
)
projection = Projection("billing.sales", source="billing", tables=(billed, movements, closed))

GIVEN, TAKEN = ("sale",), ("refund", "written_off", "dispute", "listing_fee")
COLUMN = {"day": movements.c.day, "month": movements.c.month, "plan": movements.c.plan}


@projection.on(InvoicePrepared)
def note_plan(rows: Rows, event: InvoicePrepared, recorded: Recorded) -> None:
    rows.put(billed, invoice=event.invoice, plan=event.plan_address)


@projection.on(MonthClosed)
def close(rows: Rows, event: MonthClosed, recorded: Recorded) -> None:
    rows.put(closed, publisher=event.publisher, month=event.month)


@projection.on(InvoiceIssued)
def sell(rows: Rows, event: InvoiceIssued, recorded: Recorded) -> None:
    _book(rows, "sale", event.invoice, event, event.number)


@projection.on(CreditNoteIssued)
def take_back(rows: Rows, event: CreditNoteIssued, recorded: Recorded) -> None:
    _book(rows, "refund", event.credit_note, event, event.number)


@projection.on(InvoiceWrittenOff)
def write_off(rows: Rows, event: InvoiceWrittenOff, recorded: Recorded) -> None:
    _book(rows, "written_off", f"{event.invoice}/{recorded.version}", event, "")


@projection.on(WriteOffReversed)
def owe_again(rows: Rows, event: WriteOffReversed, recorded: Recorded) -> None:
    _book(rows, "written_off", f"{event.invoice}/{recorded.version}", event, "", sign=-1)


@projection.on(DisputeClosed)
def lose(rows: Rows, event: DisputeClosed, recorded: Recorded) -> None:
    if not event.won:
        _book(rows, "dispute", event.dispute, event, "")


@projection.on(ListingYearBegun)
def list_for_a_year(rows: Rows, event: ListingYearBegun, recorded: Recorded) -> None:
    """Nothing is sold by it: the whole of it is the publisher's to pay."""
    if event.fee is not None:
        rows.put(
            movements,
            kind="listing_fee",
            id=f"{event.product}/{event.starts}",
            publisher=event.publisher,
            month=_open_month(rows, event.publisher, event.on),
            day=event.on,
            invoice="",
            number="",
            plan=event.address,
            currency=event.fee.currency,
            net=event.fee.amount,
            tax=0,
            share=event.fee.amount,
        )


def _book(rows: Rows, kind: str, id: str, event: Any, number: str, *, sign: int = 1) -> None:
    if not event.publisher:  # a customer's payment in advance: nothing is sold by it
        return
    plan = rows.get(billed, event.invoice)
    rows.put(
        movements,
        kind=kind,
        id=id,
        publisher=event.publisher,
        month=_open_month(rows, event.publisher, event.on),
        day=event.on,
        invoice=event.invoice,
        number=number,
        plan=plan["plan"] if plan else "",
        currency=event.net.currency,
        net=sign * event.net.amount,
        tax=sign * event.tax.amount,
        share=sign * event.publisher_share.amount,
    )


def _open_month(rows: Rows, publisher: str, day: date) -> str:
    """The day's; where that is closed already, the first that is not: a statement, once issued, stays right."""
    over = rows.get(closed, publisher)
    return month_of(day) if over is None else max(month_of(day), month_of(month_after(over["month"])))


def sums_of(db: Connection, publisher: str, month: str) -> list[Sums]:
    """What was booked in a month, one a currency."""
    counted = select(movements.c.currency, movements.c.kind, *_totals())
    mine = counted.where(movements.c.publisher == publisher, movements.c.month == month)
    found = db.execute(mine.group_by(movements.c.currency, movements.c.kind)).all()
    return [_sums(currency, found) for currency in sorted({row.currency for row in found})]


def not_stated(db: Connection) -> dict[tuple[str, str], int]:
    """Minor units due of months that are not closed yet, by publisher and currency; below zero: owed to the store."""
    share = case((movements.c.kind.in_(TAKEN), -movements.c.share), else_=movements.c.share)
    counted = select(movements.c.publisher, movements.c.currency, func.sum(share).label("due"))
    rest = counted.outerjoin(closed, closed.c.publisher == movements.c.publisher)
    rest = rest.where(or_(closed.c.month.is_(None), movements.c.month > closed.c.month))
    found = db.execute(rest.group_by(movements.c.publisher, movements.c.currency))
    return {(row.publisher, row.currency): int(row.due) for row in found}


def of_days(db: Connection, publisher: str, first: date, last: date, by: str) -> list[tuple[str, Sums]]:
    """Sums from the first day to the last, both among them, by `day`, `month` or `plan`, and by currency."""
    key = COLUMN[by]
    counted = select(key.label("key"), movements.c.currency, movements.c.kind, *_totals())
    mine = counted.where(movements.c.publisher == publisher, movements.c.day.between(first, last))
    found = db.execute(mine.group_by(key, movements.c.currency, movements.c.kind)).all()
    keys = sorted({(str(row.key), row.currency) for row in found})
    return [
        (name, _sums(currency, [row for row in found if (str(row.key), row.currency) == (name, currency)]))
        for name, currency in keys
    ]


def each_of_days(db: Connection, publisher: str, first: date, last: date) -> list[dict[str, Any]]:
    """The movements themselves, in the order of their days."""
    mine = select(movements).where(movements.c.publisher == publisher, movements.c.day.between(first, last))
    ordered = db.execute(mine.order_by(movements.c.day, movements.c.kind, movements.c.id))
    return [dict(row._mapping) for row in ordered]


def _totals() -> list[Any]:
    return [func.sum(movements.c[name]).label(name) for name in ("net", "tax", "share")]


def _sums(currency: str, rows: Any) -> Sums:
    by_kind = {row.kind: row for row in rows if row.currency == currency}

    def added(name: str, *kinds: str) -> Money:
        return Money(sum(int(getattr(by_kind[kind], name)) for kind in kinds if kind in by_kind), currency)

    return Sums(
        sales=added("net", "sale"),
        refunds=added("net", "refund"),
        written_off=added("net", "written_off"),
        disputes=added("net", "dispute"),
        listing_fees=added("net", "listing_fee"),
        tax=added("tax", *GIVEN) - added("tax", *TAKEN),
        due=added("share", *GIVEN) - added("share", *TAKEN),
    )
