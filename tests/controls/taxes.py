"""Named examples of what billing tells of taxes that the payment company works out."""

from services.billing.events import TaxAsked, TaxBooked, TaxCalculated, TaxTakenBack
from tests.controls.invoices import ADA, CREDIT_NOTE, INVOICE, SUBSCRIPTION

CALCULATION, TRANSACTION, REVERSAL = "taxcalc_1", "tax_1", "tax_2"
asked = TaxAsked(INVOICE, ADA, SUBSCRIPTION, 1)
calculated = TaxCalculated(INVOICE, CALCULATION)
booked = TaxBooked(INVOICE, TRANSACTION)
taken_back = TaxTakenBack(INVOICE, CREDIT_NOTE, REVERSAL)

EVERY_EVENT = (asked, calculated, booked, taken_back)
