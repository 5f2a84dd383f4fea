"""The store's books: every movement of money as a double entry that sums to 0 in each currency, from events alone.

Debits are above zero, credits below. `receivable` is what customers owe; `cash` what the store has, at its bank and
at the payment company; `publisher:<slug>`, `tax` and `refunds-due` what it owes to others; `listing-fees` what it
earned by products on its shelves. `customers-credit` is what it owes in goods to who paid in advance, or was granted
credit, which is borne by `goodwill`; `top-ups` are asked for, and not in the customer's credit yet.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Date, Index, MetaData, Table, Text, func, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.billing.events import (
    CreditExpired,
    CreditGranted,
    CreditNoteIssued,
    CreditPaidBack,
    CreditReturned,
    CreditSpent,
    CreditToppedUp,
    CreditWithdrawn,
    DisputeClosed,
    DisputeOpened,
    InvoiceIssued,
    InvoicePaid,
    InvoiceWrittenOff,
    ListingYearBegun,
    OverpaymentReceived,
    PayoutFailed,
    PayoutSent,
    RefundFailed,
    RefundIssued,
    TransferTakenBack,
    WriteOffReversed,
)
from vocabulary.money import Money

RECEIVABLE, CASH, FEES, TAX = "receivable", "cash", "processor-fee", "tax"
STORE, REFUNDS, DISPUTES, BAD_DEBT = "store-share", "refunds-due", "disputes", "bad-debt"
LISTING = "listing-fees"
CREDIT, GOODWILL, TOP_UPS = "customers-credit", "goodwill", "top-ups"
Entry = tuple[str, Money]

metadata = MetaData()
entries = Table(
    "ledger_entries",
    metadata,
    Column("place", BigInteger, primary_key=True),  # the event's position times 100, and the line
    Column("position", BigInteger, nullable=False),
    Column("account", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),  # minor units
    Column("day", Date, nullable=False),
    Column("what", Text, nullable=False),  # the event's stored name
    Column("subject", Text, nullable=False),  # the stream's: an invoice, a statement
    Column("reference", Text, nullable=False),
    Index("ledger_by_account", "account", "place"),
)
balances = Table(
    "ledger_balances",
    metadata,
    Column("account", Text, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("amount", BigInteger, nullable=False),
    Column("entries", BigInteger, nullable=False),
)
sent = Table(
    "ledger_payouts_sent",
    metadata,
    Column("statement", Text, primary_key=True),
    Column("amount", BigInteger, nullable=False),
)
projection = Projection("billing.ledger", source="billing", tables=(entries, balances, sent))


def of_publisher(slug: str) -> str:
    return f"publisher:{slug}"


@projection.on(InvoiceIssued)
def issue(rows: Rows, event: InvoiceIssued, recorded: Recorded) -> None:
    _book(rows, recorded, event.on, event.number, [(RECEIVABLE, event.total), *_sold(event, STORE, -1)])


@projection.on(InvoicePaid)
def pay(rows: Rows, event: InvoicePaid, recorded: Recorded) -> None:
    _book(rows, recorded, event.on, event.reference, [(RECEIVABLE, -event.amount), *_received(event.amount, event.fee)])


@projection.on(OverpaymentReceived)
def overpay(rows: Rows, event: OverpaymentReceived, recorded: Recorded) -> None:
    _book(rows, recorded, event.on, event.reference, [(REFUNDS, -event.amount), *_received(event.amount, event.fee)])


@projection.on(TransferTakenBack)
def take_back_transfer(rows: Rows, event: TransferTakenBack, recorded: Recorded) -> None:
    came = event.amount + event.too_much
    lines = [(RECEIVABLE, event.amount), (REFUNDS, event.too_much), (CASH, came.times(-1))]
    _book(rows, recorded, event.on, event.reference, lines)


@projection.on(CreditNoteIssued)
def credit(rows: Rows, event: CreditNoteIssued, recorded: Recorded) -> None:
    owed_to = REFUNDS if event.refunded else RECEIVABLE
    _book(rows, recorded, event.on, event.number, [(owed_to, -event.total), *_sold(event, STORE, 1)])


@projection.on(RefundIssued)
def refund(rows: Rows, event: RefundIssued, recorded: Recorded) -> None:
    _book(rows, recorded, event.on, event.reference, [(REFUNDS, event.amount), (CASH, -event.amount)])


@projection.on(RefundFailed)
def fail_refund(rows: Rows, event: RefundFailed, recorded: Recorded) -> None:
    if event.was_sent:
        _book(rows, recorded, recorded.time.date(), event.reason, [(REFUNDS, -event.amount), (CASH, event.amount)])


@projection.on(InvoiceWrittenOff)
def write_off(rows: Rows, event: InvoiceWrittenOff, recorded: Recorded) -> None:
    _book(rows, recorded, event.on, "", [(RECEIVABLE, -event.total), *_sold(event, BAD_DEBT, 1)])


@projection.on(WriteOffReversed)
def owe_again(rows: Rows, event: WriteOffReversed, recorded: Recorded) -> None:
    _book(rows, recorded, event.on, "", [(RECEIVABLE, event.total), *_sold(event, BAD_DEBT, -1)])


@projection.on(DisputeOpened)
def dispute(rows: Rows, event: DisputeOpened, recorded: Recorded) -> None:
    taken = [(DISPUTES, event.amount), (CASH, -event.amount), (FEES, event.fee), (CASH, -event.fee)]
    _book(rows, recorded, event.on, event.dispute, taken)


@projection.on(DisputeClosed)
def close_dispute(rows: Rows, event: DisputeClosed, recorded: Recorded) -> None:
    given_back = [(CASH, event.amount)]
    borne = [*_sold(event, BAD_DEBT, 1), (BAD_DEBT, event.amount - event.net - event.tax)]
    _book(rows, recorded, event.on, event.dispute, [(DISPUTES, -event.amount), *(given_back if event.won else borne)])


@projection.on(CreditGranted)
def grant(rows: Rows, event: CreditGranted, recorded: Recorded) -> None:
    _book(rows, recorded, event.on, event.credit, [(GOODWILL, event.amount), (CREDIT, -event.amount)])


@projection.on(CreditToppedUp)
def top_up(rows: Rows, event: CreditToppedUp, recorded: Recorded) -> None:
    _book(rows, recorded, event.on, event.credit, [(TOP_UPS, event.amount), (CREDIT, -event.amount)])


@projection.on(CreditSpent)
def spend(rows: Rows, event: CreditSpent, recorded: Recorded) -> None:
    _book(rows, recorded, event.on, event.invoice, [(CREDIT, event.amount), (RECEIVABLE, -event.amount)])


@projection.on(CreditReturned)
def return_credit(rows: Rows, event: CreditReturned, recorded: Recorded) -> None:
    """Its credit note is booked on the same account, as if money went back."""
    owed_to = REFUNDS if event.refunded else RECEIVABLE
    _book(rows, recorded, event.on, event.invoice, [(owed_to, event.amount), (CREDIT, -event.amount)])


@projection.on(CreditExpired)
def expire(rows: Rows, event: CreditExpired, recorded: Recorded) -> None:
    _book(rows, recorded, event.on, event.credit, [(CREDIT, event.amount), (GOODWILL, -event.amount)])


@projection.on(CreditPaidBack)
def pay_back(rows: Rows, event: CreditPaidBack, recorded: Recorded) -> None:
    """Its credit note says where the money goes."""
    _book(rows, recorded, event.on, event.credit, [(CREDIT, event.amount), (TOP_UPS, -event.amount)])


@projection.on(CreditWithdrawn)
def withdraw(rows: Rows, event: CreditWithdrawn, recorded: Recorded) -> None:
    borne = BAD_DEBT if event.was_paid else GOODWILL
    _book(rows, recorded, event.on, event.credit, [(CREDIT, event.amount), (borne, -event.amount)])


@projection.on(ListingYearBegun)
def list_for_a_year(rows: Rows, event: ListingYearBegun, recorded: Recorded) -> None:
    if event.fee is not None:
        owed = [(of_publisher(event.publisher), event.fee), (LISTING, -event.fee)]
        _book(rows, recorded, event.on, event.address, owed)


@projection.on(PayoutSent)
def pay_out(rows: Rows, event: PayoutSent, recorded: Recorded) -> None:
    rows.put(sent, statement=event.statement, amount=event.amount.amount)
    owed = [(of_publisher(event.publisher), event.amount), (CASH, -event.amount)]
    _book(rows, recorded, event.on, event.reference, owed)


@projection.on(PayoutFailed)
def fail_payout(rows: Rows, event: PayoutFailed, recorded: Recorded) -> None:
    """Nothing has moved, unless it had been sent and came back."""
    if rows.get(sent, event.statement) is not None:
        rows.remove(sent, key=event.statement)
        back = [(of_publisher(event.publisher), -event.amount), (CASH, event.amount)]
        _book(rows, recorded, recorded.time.date(), event.reason, back)


def _sold(event: Any, store: str, sign: int) -> Sequence[Entry]:
    """Tax, the publisher's share of what is sold, and the rest of it, which is the store's to have or to bear.

    Of a top-up nobody has anything, nor bears it: it is asked for, or not.
    """
    if not event.publisher and not isinstance(event, DisputeClosed):
        return [(TOP_UPS, event.total.times(sign))]
    parts = [
        (TAX, event.tax),
        (of_publisher(event.publisher), event.publisher_share),
        (store, event.net - event.publisher_share),
    ]
    return [(account, amount.times(sign)) for account, amount in parts]


def _received(amount: Money, fee: Money) -> Sequence[Entry]:
    return [(CASH, amount), (FEES, fee), (CASH, -fee)]


def _book(rows: Rows, recorded: Recorded, day: date, reference: str, lines: Sequence[Entry]) -> None:
    moved: dict[tuple[str, str], int] = defaultdict(int)
    for account, money in lines:
        moved[account, money.currency] += money.amount
    kept = [(*key, amount) for key, amount in moved.items() if amount]
    for line, (account, currency, amount) in enumerate(kept):
        rows.put(
            entries,
            place=recorded.position * 100 + line,
            position=recorded.position,
            account=account,
            currency=currency,
            amount=amount,
            day=day,
            what=recorded.type,
            subject=recorded.subject,
            reference=reference,
        )
        before = rows.get(balances, (account, currency)) or {"amount": 0, "entries": 0}
        rows.put(
            balances,
            account=account,
            currency=currency,
            amount=before["amount"] + amount,
            entries=before["entries"] + 1,
        )


def trial_balance(db: Connection) -> list[dict[str, Any]]:
    """Each account's balance by currency: {account, currency, amount, entries}."""
    found = db.execute(select(balances).order_by(balances.c.currency, balances.c.account))
    return [dict(row._mapping) for row in found]


def of_account(db: Connection, account: str, after: int, limit: int) -> tuple[list[dict[str, Any]], int]:
    """Entries in the order of events, from behind a place on; and how many there are in all."""
    mine = select(entries).where(entries.c.account == account)
    page = db.execute(mine.where(entries.c.place > after).order_by(entries.c.place).limit(limit))
    count = select(func.count()).select_from(entries).where(entries.c.account == account)
    return [dict(row._mapping) for row in page], db.scalar(count) or 0


def journal(db: Connection, first: date, last: date) -> list[dict[str, Any]]:
    """All entries of these days, both among them, in the order of events."""
    found = select(entries).where(entries.c.day.between(first, last))
    return [dict(row._mapping) for row in db.execute(found.order_by(entries.c.place))]
