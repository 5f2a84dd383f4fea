"""Invoices as they stand: whose, which numbers, what is owed, what goes back, what is disputed."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    func,
    select,
)

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.billing.events import (
    CreditNoteIssued,
    CreditRestored,
    DisputeClosed,
    DisputeOpened,
    InvoiceIssued,
    InvoicePaid,
    InvoicePrepared,
    InvoiceWrittenOff,
    OverpaymentReceived,
    RefundFailed,
    RefundIssued,
    TransferTakenBack,
    WriteOffReversed,
)

CREDIT_NOTES = "credit-notes"  # the series beside the sellers' own
metadata = MetaData()
series = Table(
    "number_series",
    metadata,
    Column("seller", Text, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)
invoices = Table(
    "invoices",
    metadata,
    Column("invoice", Text, primary_key=True),
    Column("number", Text, nullable=False),  # also while it is not issued yet
    Column("issued", Boolean, nullable=False, default=False),
    Column("holder", Text, nullable=False),
    Column("subscription", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("remaining", BigInteger, nullable=False),  # that credit notes left of its total
    Column("settled", Boolean, nullable=False, default=False),  # paid, or given up
    Column("position", BigInteger, nullable=False),
    Index("invoices_of_holder", "holder", "position"),
    Index("invoices_of_subscription", "subscription"),
    Index("invoices_by_number", "number"),
)
refunds = Table(
    "refunds",
    metadata,
    Column("id", Text, primary_key=True),  # of the credit note, or the overpayment
    Column("kind", Text, nullable=False),  # credit_note | overpayment
    Column("number", Text, nullable=False),
    Column("invoice", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("standing", Text, nullable=False),  # none: it was never paid | due | sent | failed | credit
    Column("position", BigInteger, nullable=False),
    Index("refunds_by_standing", "standing"),
)
disputes = Table(
    "disputes",
    metadata,
    Column("dispute", Text, primary_key=True),
    Column("invoice", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("answer_until", Date),
    Column("outcome", Text, nullable=False, default=""),  # won | lost; empty: not decided
    Column("position", BigInteger, nullable=False),
)
projection = Projection("billing.invoices", source="billing", tables=(series, invoices, refunds, disputes))


@projection.on(InvoicePrepared)
def prepare(rows: Rows, event: InvoicePrepared, recorded: Recorded) -> None:
    year = recorded.time.year
    rows.put(
        invoices,
        invoice=event.invoice,
        number=f"{year}-{_next(rows, event.seller, year):06}",
        holder=event.holder,
        subscription=event.subscription,
        currency=event.total.currency,
        remaining=event.total.amount,
        position=recorded.position,
    )


def _next(rows: Rows, seller: str, year: int) -> int:
    found = rows.get(series, (seller, year))
    last = 1 + (int(found["last"]) if found else 0)
    rows.put(series, seller=seller, year=year, last=last)
    return last


@projection.on(InvoiceIssued)
def issue(rows: Rows, event: InvoiceIssued, recorded: Recorded) -> None:
    rows.change(invoices, key=event.invoice, issued=True)


@projection.on(InvoicePaid, InvoiceWrittenOff)
def settle(rows: Rows, event: InvoicePaid | InvoiceWrittenOff, recorded: Recorded) -> None:
    rows.change(invoices, key=event.invoice, settled=True)


@projection.on(WriteOffReversed)
def owe_again(rows: Rows, event: WriteOffReversed, recorded: Recorded) -> None:
    rows.change(invoices, key=event.invoice, settled=False)


@projection.on(TransferTakenBack)
def take_back_transfer(rows: Rows, event: TransferTakenBack, recorded: Recorded) -> None:
    if event.due is not None:
        rows.change(invoices, key=event.invoice, settled=False)
    if event.overpayment:
        rows.remove(refunds, key=event.overpayment)


@projection.on(CreditNoteIssued)
def credit(rows: Rows, event: CreditNoteIssued, recorded: Recorded) -> None:
    _next(rows, CREDIT_NOTES, event.on.year)
    found = rows.get(invoices, event.invoice)
    if found is not None:
        rows.change(invoices, key=event.invoice, remaining=found["remaining"] - event.total.amount)
    rows.put(
        refunds,
        id=event.credit_note,
        kind="credit_note",
        number=event.number,
        invoice=event.invoice,
        holder=event.holder,
        day=event.on,
        amount=event.total.amount,
        currency=event.total.currency,
        reason=event.reason,
        standing="due" if event.refunded else "none",
        position=recorded.position,
    )


@projection.on(CreditRestored)
def restore(rows: Rows, event: CreditRestored, recorded: Recorded) -> None:
    """To the customer's credit: so much less is to be sent back."""
    found = rows.get(refunds, event.credit_note)
    if found is None or found["standing"] == "none":
        return
    amount = found["amount"] - event.amount.amount
    given = {"amount": amount} if amount else {"standing": "credit"}
    rows.change(refunds, key=event.credit_note, **given)


@projection.on(OverpaymentReceived)
def receive(rows: Rows, event: OverpaymentReceived, recorded: Recorded) -> None:
    rows.put(
        refunds,
        id=event.overpayment,
        kind="overpayment",
        number="",
        invoice=event.invoice,
        holder=event.holder,
        day=event.on,
        amount=event.amount.amount,
        currency=event.amount.currency,
        reason="",
        standing="due",
        position=recorded.position,
    )


@projection.on(RefundIssued)
def send_back(rows: Rows, event: RefundIssued, recorded: Recorded) -> None:
    rows.change(refunds, key=event.credit_note, standing="sent")


@projection.on(RefundFailed)
def fail(rows: Rows, event: RefundFailed, recorded: Recorded) -> None:
    rows.change(refunds, key=event.credit_note, standing="failed")


@projection.on(DisputeOpened)
def dispute(rows: Rows, event: DisputeOpened, recorded: Recorded) -> None:
    rows.put(
        disputes,
        dispute=event.dispute,
        invoice=event.invoice,
        holder=event.holder,
        day=event.on,
        amount=event.amount.amount,
        currency=event.amount.currency,
        reason=event.reason,
        answer_until=event.answer_until,
        position=recorded.position,
    )


@projection.on(DisputeClosed)
def decide(rows: Rows, event: DisputeClosed, recorded: Recorded) -> None:
    rows.change(disputes, key=event.dispute, outcome="won" if event.won else "lost")


def last_credit_note(db: Connection, year: int) -> int:
    """How many were issued in the year, as far as this has been followed."""
    mine = select(series.c.last).where(series.c.seller == CREDIT_NOTES, series.c.year == year)
    return db.scalar(mine) or 0


def of_holder(db: Connection, holder: str) -> list[str]:
    """The issued ones, the newest first."""
    mine = select(invoices.c.invoice).where(invoices.c.holder == holder, invoices.c.issued)
    return list(db.scalars(mine.order_by(invoices.c.position.desc())))


def of_subscription(db: Connection, subscription: str) -> list[str]:
    mine = select(invoices.c.invoice).where(invoices.c.subscription == subscription)
    return list(db.scalars(mine.order_by(invoices.c.position)))


def by_number(db: Connection, number: str) -> str | None:
    """Also by the number of a credit note."""
    found: str | None = db.scalar(select(invoices.c.invoice).where(invoices.c.number == number, invoices.c.issued))
    return found or db.scalar(select(refunds.c.invoice).where(refunds.c.number == number, refunds.c.number != ""))


def open_ones(db: Connection, after: int, limit: int) -> tuple[list[Any], int]:
    """Rows of what is owed, the oldest first, from behind a position on; and how many there are in all."""
    owed = (invoices.c.issued, ~invoices.c.settled, invoices.c.remaining > 0)
    page = select(invoices).where(*owed, invoices.c.position > after).order_by(invoices.c.position).limit(limit)
    return list(db.execute(page)), db.scalar(select(func.count()).select_from(invoices).where(*owed)) or 0


def all_ones(db: Connection, before: int, limit: int) -> tuple[list[Any], int]:
    """Rows of all that were issued, the newest first, from before a position on (0: from the newest); how many."""
    page = select(invoices).where(invoices.c.issued).order_by(invoices.c.position.desc()).limit(limit)
    page = page.where(invoices.c.position < before) if before else page
    return list(db.execute(page)), db.scalar(select(func.count()).select_from(invoices).where(invoices.c.issued)) or 0


def refunds_of(db: Connection, *standings: str) -> list[dict[str, Any]]:
    """The newest first."""
    wanted = select(refunds, invoices.c.number.label("invoice_number")).join(
        invoices, invoices.c.invoice == refunds.c.invoice
    )
    wanted = wanted.where(refunds.c.standing.in_(standings)) if standings else wanted
    return [dict(row._mapping) for row in db.execute(wanted.order_by(refunds.c.position.desc()).limit(500))]


def disputes_of(db: Connection) -> list[dict[str, Any]]:
    """What is not decided first, then the newest."""
    wanted = select(disputes, invoices.c.number.label("invoice_number")).join(
        invoices, invoices.c.invoice == disputes.c.invoice
    )
    ordered = wanted.order_by(disputes.c.outcome != "", disputes.c.position.desc())
    return [dict(row._mapping) for row in db.execute(ordered.limit(500))]
