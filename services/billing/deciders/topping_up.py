"""The invoice for credit: a payment in advance for whatever is bought later, and so without tax, for no publisher."""

from datetime import timedelta

from services.billing.deciders.invoicing import SELLER
from services.billing.events import BillingDetailsProvided, InvoicePrepared, Line, TopUpOrdered
from vocabulary.money import nothing

LINE = "Prepaid credit"


def bill(ordered: TopUpOrdered, details: BillingDetailsProvided | None, payment_days: int) -> InvoicePrepared:
    """`details` None: they were erased meanwhile. Taxes are those of what the credit pays (decision 0063)."""
    zero = nothing(ordered.amount.currency)
    return InvoicePrepared(
        invoice=ordered.invoice,
        seller=SELLER,
        holder=ordered.holder,
        subject=f"billing-{ordered.holder}",
        name=details.name if details else "",
        address=details.address if details else "",
        email=details.email if details else "",
        tax_id=details.tax_id if details else "",
        country=details.country if details else "",
        subscription="",
        publisher="",
        product="",
        plan="",
        plan_address="",
        lines=(Line("top_up", LINE, 1, ordered.amount),),
        taxes=(),
        net=ordered.amount,
        tax=zero,
        total=ordered.amount,
        publisher_share=zero,
        payment=ordered.payment,
        starts=ordered.on,
        ends=ordered.on,
        due=ordered.on + timedelta(days=payment_days if ordered.payment == "invoice" else 0),
    )
