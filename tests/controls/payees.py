"""Named examples of billing's events about those who are paid."""

from datetime import date

from services.billing.events import (
    MonthClosed,
    PayoutAccountOpened,
    PayoutFailed,
    PayoutRequested,
    PayoutsConnected,
    PayoutsDisconnected,
    PayoutSent,
    ShareSet,
    StatementIssued,
)
from vocabulary.money import Money

ADA = "0198a000-0000-7000-8000-00000000000a"
STATEMENT = "acme-2026-01-usd"
ACCOUNT = "acct_1Acme"


def usd(amount: int) -> Money:
    return Money(amount, "USD")


account_opened = PayoutAccountOpened("acme", "stripe", ACCOUNT, ADA)
connected = PayoutsConnected("acme", "stripe", ACCOUNT, ADA)
connected_by_transfer = PayoutsConnected("acme", "transfer", "", ADA)
disconnected = PayoutsDisconnected("acme", ADA)
share_set = ShareSet("acme", 80, "fay")
month_closed = MonthClosed("acme", "2026-01")
statement_issued = StatementIssued(
    statement=STATEMENT,
    number="ACME-2026-01-USD",
    publisher="acme",
    month="2026-01",
    on=date(2026, 2, 1),
    sales=usd(10_000),
    refunds=usd(2_000),
    written_off=usd(0),
    disputes=usd(1_000),
    tax=usd(1_900),
    store_share=usd(1_650),
    listing_fees=usd(100),
    carried=usd(-250),
    due=usd(5_000),
    pulls_free=120,
    pulls_paying=34,
)
payout_requested = PayoutRequested(STATEMENT, "acme", usd(5_000), "stripe", ACCOUNT, 1)
payout_by_transfer = PayoutRequested(STATEMENT, "acme", usd(5_000), "transfer", "", 1)
payout_sent = PayoutSent(STATEMENT, "acme", usd(5_000), "stripe", "tr_1", date(2026, 2, 1))
payout_failed = PayoutFailed(STATEMENT, "acme", usd(5_000), "account_closed")

EVERY_EVENT = (
    account_opened,
    connected,
    disconnected,
    share_set,
    month_closed,
    statement_issued,
    payout_requested,
    payout_sent,
    payout_failed,
)
