"""What customers have with the store: balances by currency, and every movement of them."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    Index,
    MetaData,
    Table,
    Text,
    and_,
    bindparam,
    or_,
    select,
    true,
)

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.billing.events import (
    CreditExpired,
    CreditFreed,
    CreditGranted,
    CreditHeld,
    CreditPaidBack,
    CreditReturned,
    CreditSpent,
    CreditToppedUp,
    CreditWithdrawn,
)
from services.billing.projections.invoices import invoices

metadata = MetaData()
balances = Table(
    "credit_balances",
    metadata,
    Column("holder", Text, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("amount", BigInteger, nullable=False),  # also of grants that are over, until they are told to be
    Column("held", BigInteger, nullable=False, default=0),  # beside it, while a dispute is open
)
movements = Table(
    "credit_movements",
    metadata,
    Column("position", BigInteger, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("kind", Text, nullable=False),  # as the events are called
    Column("amount", BigInteger, nullable=False),  # below zero where it leaves the balance
    Column("day", Date, nullable=False),
    Column("credit", Text, nullable=False),  # the grant or top-up; empty where it may be several
    Column("invoice", Text, nullable=False),  # that it paid, or that paid for it
    Column("reason", Text, nullable=False),
    Column("expires", Date),
    Index("credit_movements_of_holder", "holder", "position"),
)
projection = Projection("billing.credit", source="billing", tables=(balances, movements))


@projection.on(CreditGranted)
def grant(rows: Rows, event: CreditGranted, recorded: Recorded) -> None:
    _move(rows, event, recorded, "granted", 1, credit=event.credit, reason=event.reason, expires=event.expires)


@projection.on(CreditToppedUp)
def top_up(rows: Rows, event: CreditToppedUp, recorded: Recorded) -> None:
    _move(rows, event, recorded, "topped_up", 1, credit=event.credit, invoice=event.credit)


@projection.on(CreditSpent)
def spend(rows: Rows, event: CreditSpent, recorded: Recorded) -> None:
    _move(rows, event, recorded, "spent", -1, invoice=event.invoice)


@projection.on(CreditReturned)
def return_credit(rows: Rows, event: CreditReturned, recorded: Recorded) -> None:
    _move(rows, event, recorded, "returned", 1, invoice=event.invoice)


@projection.on(CreditExpired)
def expire(rows: Rows, event: CreditExpired, recorded: Recorded) -> None:
    _move(rows, event, recorded, "expired", -1, credit=event.credit)


@projection.on(CreditPaidBack)
def pay_back(rows: Rows, event: CreditPaidBack, recorded: Recorded) -> None:
    _move(rows, event, recorded, "paid_back", -1, credit=event.credit, invoice=event.credit)


@projection.on(CreditWithdrawn)
def withdraw(rows: Rows, event: CreditWithdrawn, recorded: Recorded) -> None:
    paid = event.credit if event.was_paid else ""
    if event.amount.amount:  # all of a top-up may have been spent
        _move(rows, event, recorded, "withdrawn", -1, credit=event.credit, invoice=paid, reason=event.reason)


@projection.on(CreditHeld)
def hold(rows: Rows, event: CreditHeld, recorded: Recorded) -> None:
    if event.amount.amount:
        _move(rows, event, recorded, "held", -1, credit=event.credit, invoice=event.credit)


@projection.on(CreditFreed)
def free(rows: Rows, event: CreditFreed, recorded: Recorded) -> None:
    if event.amount.amount:
        _move(rows, event, recorded, "freed", 1, credit=event.credit, invoice=event.credit)


def _move(rows: Rows, event: Any, recorded: Recorded, kind: str, sign: int, **told: Any) -> None:
    amount, currency = sign * event.amount.amount, event.amount.currency
    whose = {"holder": event.holder, "currency": currency}
    texts: dict[str, Any] = {"credit": "", "invoice": "", "reason": "", "expires": None}
    rows.put(movements, position=recorded.position, kind=kind, amount=amount, day=event.on, **whose, **texts | told)
    before = rows.get(balances, (event.holder, currency))
    there, held = (before["amount"], before["held"]) if before else (0, 0)
    held -= amount if kind in ("held", "freed") else 0
    rows.put(balances, **whose, amount=there + amount, held=held)


_ITS_BALANCE = and_(balances.c.holder == invoices.c.holder, balances.c.currency == invoices.c.currency)
_TO_ISSUE = (  # made once, asked of each
    select(invoices.c.number, balances.c.amount)
    .select_from(invoices.outerjoin(balances, _ITS_BALANCE))
    .where(invoices.c.invoice == bindparam("of_invoice"))
)


def to_issue(db: Connection, invoice: str) -> tuple[str, bool] | None:
    """The number that the order of preparation gives it, and whether its customer has credit; None: not seen yet."""
    found = db.execute(_TO_ISSUE, {"of_invoice": invoice}).first()
    return None if found is None else (found.number, bool(found.amount))


def currencies_of(db: Connection, holder: str) -> list[str]:
    """In which it has, or had, any."""
    mine = select(balances.c.currency).where(balances.c.holder == holder).order_by(balances.c.currency)
    return list(db.scalars(mine))


def history(db: Connection, holder: str, before: int, limit: int) -> list[dict[str, Any]]:
    """The newest first, from before a position on (0: from the newest), with the invoice's number."""
    number = select(movements, invoices.c.number).outerjoin(invoices, invoices.c.invoice == movements.c.invoice)
    mine = number.where(movements.c.holder == holder, movements.c.position < before if before else true())
    return [dict(row._mapping) for row in db.execute(mine.order_by(movements.c.position.desc()).limit(limit))]


def all_balances(db: Connection) -> list[dict[str, Any]]:
    """What is not nothing, the most first."""
    found = select(balances).where(or_(balances.c.amount > 0, balances.c.held > 0))
    ordered = found.order_by(balances.c.currency, balances.c.amount.desc(), balances.c.holder)
    return [dict(row._mapping) for row in db.execute(ordered.limit(500))]
