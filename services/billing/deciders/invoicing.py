"""What an invoice says: the charge with its taxes, whom it is for, and what of it is the publisher's."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.billing.deciders.taxing import Buyer, Seller, taxes, total_tax
from services.billing.events import Agreed, BillingDetailsProvided, Charge, InvoicePrepared, TaxLine
from vocabulary.money import Money, total

SELLER = "store"  # one series of numbers: the store sells all


@dataclass(frozen=True)
class Terms:
    """What the store sells under: its taxes, the publisher's share in percent of net, days to pay a transfer in."""

    seller: Seller
    share: int
    payment_days: int


@dataclass(frozen=True)
class Sale:
    """Whose charge it is, and for what."""

    holder: str
    subscription: str
    agreed: Agreed


def buyer(details: BillingDetailsProvided | None) -> Buyer:
    return Buyer(details.country, details.is_business) if details else Buyer("", is_business=False)


def net_of(charge: Charge) -> Money | None:
    """None where there is nothing to pay."""
    net = total((line.amount for line in charge.lines), charge.lines[0].amount.currency if charge.lines else "")
    return net if net.amount > 0 else None


def bill(
    charge: Charge,
    sale: Sale,
    details: BillingDetailsProvided | None,
    terms: Terms,
    today: date,
    worked_out: tuple[TaxLine, ...] | None = None,
) -> InvoicePrepared | None:
    """None where there is nothing to pay. `details` None: they were erased, or never asked for.

    `worked_out` are the taxes where somebody else knows them; None: they go by the seller's rates.
    """
    net = net_of(charge)
    if net is None:
        return None
    lines = taxes(net, terms.seller, buyer(details), today) if worked_out is None else worked_out
    tax = total_tax(lines, net.currency)
    return InvoicePrepared(
        invoice=charge.invoice,
        seller=SELLER,
        holder=sale.holder,
        subject=f"billing-{sale.holder}",
        name=details.name if details else "",
        address=details.address if details else "",
        email=details.email if details else "",
        tax_id=details.tax_id if details else "",
        country=details.country if details else "",
        subscription=sale.subscription,
        publisher=sale.agreed.publisher,
        product=sale.agreed.product,
        plan=sale.agreed.plan,
        plan_address=f"{sale.agreed.address}/{sale.agreed.plan}",
        lines=charge.lines,
        taxes=lines,
        net=net,
        tax=tax,
        total=net + tax,
        publisher_share=net.part(terms.share, 100),
        payment=charge.payment,
        starts=charge.starts,
        ends=charge.ends,
        due=today + timedelta(days=terms.payment_days if charge.payment == "invoice" else 0),
    )
