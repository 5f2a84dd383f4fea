"""Named examples of what billing tells of those who pay, what they pay with, and the company that moves it."""

from dataclasses import replace
from datetime import UTC, datetime

from services.billing.events import (
    BillingDetailsProvided,
    NoticeReceived,
    PaymentAccountOpened,
    PaymentMethodAdded,
    PaymentMethodRemoved,
)

ADA = "0198a000-0000-7000-8000-00000000000a"
BILLING_OF_ADA = f"billing-{ADA}"

details_provided = BillingDetailsProvided(
    ADA, BILLING_OF_ADA, "Ada Lovelace", "12 St James's Square\nLondon", "ada@example.org", "", "GB", False, "EUR", ADA
)
of_a_business = replace(details_provided, name="Acme GmbH", country="DE", tax_id="DE811569869", is_business=True)
account_opened = PaymentAccountOpened(ADA, "stripe", "cus_Ada")
visa_added = PaymentMethodAdded(ADA, BILLING_OF_ADA, "pm_visa", "visa", "4242", "2030-09", ADA)
mastercard_added = replace(visa_added, method="pm_mastercard", brand="mastercard", last4="4444")
visa_removed = PaymentMethodRemoved(ADA, "pm_visa", ADA)
payment_told = NoticeReceived(
    "stripe", "evt_1", "payment_intent.succeeded", "pi_1", datetime(2026, 11, 29, 12, tzinfo=UTC)
)

EVERY_EVENT = (details_provided, account_opened, visa_added, visa_removed, payment_told)
