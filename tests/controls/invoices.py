"""Named examples of what billing tells of invoices: Ada owes 49.00 USD and 19 % tax for her first month of Team."""

from dataclasses import replace
from datetime import date

from services.billing.events import (
    CreditNoteIssued,
    DisputeClosed,
    DisputeOpened,
    InvoiceIssued,
    InvoiceOverdue,
    InvoicePaid,
    InvoicePrepared,
    InvoiceWrittenOff,
    Line,
    OverpaymentReceived,
    PaymentActionNeeded,
    PaymentDeclined,
    PaymentRequested,
    PaymentUnknown,
    RefundFailed,
    RefundIssued,
    TaxLine,
    TransferTakenBack,
    WriteOffReversed,
)
from vocabulary.money import Money

ADA = "0198a000-0000-7000-8000-00000000000a"
DATABASE = "0198a000-0000-7000-8000-0000000000db"
INVOICE = "0198a000-0000-7000-8000-00000000001f"
SUBSCRIPTION = "0198a000-0000-7000-8000-00000000005b"
CREDIT_NOTE = "0198a000-0000-7000-8000-0000000001c1"
OVERPAYMENT = "0198a000-0000-7000-8000-0000000001f1"
FINN = "0198a000-0000-7000-8000-00000000000f"  # of finance
DAY = date(2026, 1, 15)


def usd(amount: int) -> Money:
    return Money(amount, "USD")


WHOSE = {"invoice": INVOICE, "holder": ADA, "subscription": SUBSCRIPTION}
NET, TAX, TOTAL, SHARE = usd(4900), usd(931), usd(5831), usd(3675)
AMOUNTS = {"net": NET, "tax": TAX, "total": TOTAL, "publisher_share": SHARE}

prepared = InvoicePrepared(
    **WHOSE,
    **AMOUNTS,
    seller="store",
    subject=f"billing-{ADA}",
    name="Ada Lovelace",
    address="Unter den Linden 1\n10117 Berlin",
    email="ada@example.com",
    tax_id="",
    country="DE",
    publisher="acme",
    product=DATABASE,
    plan="team",
    plan_address="acme/db/team",
    lines=(Line("plan", "acme/db Team", 1, NET),),
    taxes=(TaxLine("VAT", "19", NET, TAX),),
    payment="card",
    starts=DAY,
    ends=date(2026, 2, 15),
    due=DAY,
)
issued = InvoiceIssued(**WHOSE, **AMOUNTS, number="2026-000001", on=DAY, publisher="acme", payment="card", due=DAY)
requested = PaymentRequested(**WHOSE, attempt=2, by=ADA)
overdue = InvoiceOverdue(**WHOSE, due=date(2026, 1, 29))
paid = InvoicePaid(**WHOSE, amount=TOTAL, method="card", reference="pi_1", fee=usd(199), on=DAY)
by_transfer = replace(paid, method="transfer", reference="statement 7, line 3", fee=usd(0))
transfer_taken_back = TransferTakenBack(
    **WHOSE,
    reference=by_transfer.reference,
    amount=TOTAL,
    overpayment="",
    too_much=usd(0),
    due=date(2026, 1, 29),
    reason="it was for another invoice",
    on=DAY,
    by=FINN,
)
overpaid = OverpaymentReceived(
    **WHOSE, overpayment=OVERPAYMENT, amount=TOTAL, method="card", reference="pi_2", fee=usd(199), on=DAY
)
declined = PaymentDeclined(**WHOSE, attempt=1, code="card_declined", reference="pi_1", next_try=date(2026, 1, 16))
action_needed = PaymentActionNeeded(**WHOSE, attempt=1, reference="pi_1")
unknown = PaymentUnknown(**WHOSE, attempt=1)
credited = CreditNoteIssued(
    **WHOSE,
    **AMOUNTS,
    credit_note=CREDIT_NOTE,
    number="C2026-000001",
    on=DAY,
    publisher="acme",
    reason="bought by mistake",
    refunded=True,
    by=FINN,
)
never_paid = replace(credited, refunded=False)
refunded = RefundIssued(CREDIT_NOTE, INVOICE, ADA, TOTAL, "card", "re_1", DAY)
refund_failed = RefundFailed(CREDIT_NOTE, INVOICE, ADA, TOTAL, "expired_or_canceled_card", was_sent=False)
written_off = InvoiceWrittenOff(**WHOSE, **AMOUNTS, publisher="acme", reason="bankrupt", on=DAY, by=FINN)
write_off_reversed = WriteOffReversed(**WHOSE, **AMOUNTS, publisher="acme", on=DAY)
disputed = DisputeOpened(
    **WHOSE,
    dispute="dp_1",
    publisher="acme",
    amount=TOTAL,
    fee=usd(1500),
    reason="fraudulent",
    answer_until=date(2026, 1, 25),
    on=DAY,
)
lost = DisputeClosed(
    **WHOSE, dispute="dp_1", publisher="acme", amount=TOTAL, net=NET, tax=TAX, publisher_share=SHARE, won=False, on=DAY
)
won = replace(lost, won=True)

EVERY_EVENT = (
    prepared,
    issued,
    requested,
    overdue,
    paid,
    overpaid,
    transfer_taken_back,
    declined,
    action_needed,
    unknown,
    credited,
    refunded,
    refund_failed,
    written_off,
    write_off_reversed,
    disputed,
    lost,
)
