"""The plan as it is agreed on with one customer: frozen, at the customer's price."""

from eventlog.refusal import Conflicting, Invalid, Missing
from services.billing.events import Agreed, PlanOffered
from vocabulary.money import Money


def agreed(offered: PlanOffered, currency: str = "", price: Money | None = None, interval: str = "") -> Agreed:
    """In the customer's currency where the plan has it, else in the plan's first.

    `price` and `interval` are those of a private offer; without them, the plan's own.
    """
    return Agreed(
        product=offered.product,
        plan=offered.plan,
        address=offered.address,
        plan_name=offered.name,
        publisher=offered.address.partition("/")[0],
        repository=offered.repository,
        price=price if price is not None else listed(offered, currency),
        interval=interval or (offered.price.interval if offered.price else "month"),
        components=offered.price.components if offered.price else (),
        terms_version=offered.terms_version,
        terms_digest=offered.terms_digest,
        licence_fields=offered.licence_fields,
    )


def listed(offered: PlanOffered, currency: str = "") -> Money | None:
    """What one unit costs for one interval on the shelf; None: free, by use alone, or agreed on with each customer."""
    if offered.price is None or not offered.price.amounts:
        return None
    return next((each for each in offered.price.amounts if each.currency == currency), offered.price.amounts[0])


def for_sale(offered: PlanOffered | None) -> PlanOffered:
    """The plan, where anybody can subscribe to it from the shelf."""
    if offered is None:
        raise Missing("plan-unknown")
    by_order = offered.access == "byol" or (offered.price is not None and offered.price.by_order)
    if by_order or (offered.price is None and offered.access != "subscribers"):
        raise Conflicting("not-for-sale", f"{offered.address} {offered.name}")
    return offered


def trial_of(offered: PlanOffered) -> int:
    """Days that the plan may be tried for."""
    if offered.price is None or not offered.price.trial_days:
        raise Invalid("trial-not-offered", f"{offered.address} {offered.name}")
    return offered.price.trial_days
