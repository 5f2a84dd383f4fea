"""Named examples of what billing tells of credit: Ada is granted 20.00 USD and pays 100.00 USD in advance."""

from datetime import date

from services.billing.events import (
    CreditApplied,
    CreditExpired,
    CreditFreed,
    CreditGranted,
    CreditHeld,
    CreditPaidBack,
    CreditPart,
    CreditRestored,
    CreditReturned,
    CreditSpent,
    CreditToppedUp,
    CreditWithdrawn,
    TopUpOrdered,
)
from tests.controls.invoices import ADA, CREDIT_NOTE, DAY, FINN, INVOICE, SUBSCRIPTION, usd

GRANT = "0198a000-0000-7000-8000-0000000000c1"
TOP_UP = "0198a000-0000-7000-8000-0000000000c2"
OVER = date(2026, 3, 1)
REASON = "for the outage of 3 January"

granted = CreditGranted(GRANT, ADA, usd(2000), REASON, OVER, DAY, FINN)
ordered = TopUpOrdered(TOP_UP, ADA, usd(10000), "card", DAY, ADA)
topped_up = CreditToppedUp(TOP_UP, ADA, usd(10000), DAY)
PARTS = (CreditPart(GRANT, usd(2000)), CreditPart(TOP_UP, usd(3831)))
spent = CreditSpent(INVOICE, ADA, usd(5831), PARTS, DAY)
returned = CreditReturned(INVOICE, CREDIT_NOTE, ADA, usd(4000), (PARTS[1], CreditPart(GRANT, usd(169))), True, DAY)
expired = CreditExpired(GRANT, ADA, usd(2000), OVER)
paid_back = CreditPaidBack(TOP_UP, CREDIT_NOTE, ADA, usd(10000), DAY)
withdrawn = CreditWithdrawn(GRANT, ADA, usd(2000), False, usd(0), "granted twice", DAY, FINN)
DISPUTE = "dp_0001"
held = CreditHeld(TOP_UP, DISPUTE, ADA, usd(10000), usd(10000), DAY)
freed = CreditFreed(TOP_UP, DISPUTE, ADA, usd(10000), DAY)
applied = CreditApplied(INVOICE, ADA, SUBSCRIPTION, usd(2000), DAY)
restored = CreditRestored(INVOICE, CREDIT_NOTE, ADA, usd(2000), DAY)

EVERY_EVENT = (
    granted,
    ordered,
    topped_up,
    spent,
    returned,
    expired,
    paid_back,
    withdrawn,
    held,
    freed,
    applied,
    restored,
)
