"""The pricing helper beside the form of a plan: follows what is typed, and keeps nothing of it."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request

from eventlog.refusal import Unavailable
from gateway.parts import database, parts
from gateway.publishing import comparable, typed_prices
from gateway.publishing.pages import pages
from gateway.publishing.pages.entering import EDITORS, for_team
from gateway.rpc import Answer
from gateway.views import listings
from vocabulary.money import Money
from vocabulary.period import INTERVALS


@pages.post("/publish/<publisher>/<product>/pricing")
@for_team(*EDITORS)
def pricing(publisher: str, product: str) -> str:
    """A fragment of a page, for scripts."""
    return render_template("publishing/pricing.html", pricing=helper(f"{publisher}/{product}", request.form))


def helper(address: str, form: Mapping[str, Any]) -> dict[str, Any]:
    """What the helper shows for the price as it is typed; where that cannot be read, comparable plans alone."""
    currency = form.get("currency", "").strip().upper() or "USD"
    interval = form.get("interval", "") if form.get("interval") in INTERVALS else "month"
    price = _price(form.get("price", ""), currency)
    product = listings.drafted(database(), address)
    others = comparable.comparables(database(), product, currency) if product else []
    payee = _payee(address.partition("/")[0])
    share = int(payee["share"]) if payee else None
    return {
        "currency": currency,
        "price": price,
        "interval": interval,
        "comparables": comparable.nearest(others, price, interval),
        "all": len(others),
        "cheaper": _cheaper(others, price, interval),
        "share": share,
        "listing_fee": payee and payee["listing_fee"],
        "yields": comparable.yields(price, share) if price and share is not None else [],
        "shelves": bool(product and product.categories),
    }


def _price(text: str, currency: str) -> Money | None:
    minor = typed_prices.minor(text, currency) if text.strip() else None
    return Money(int(minor), currency) if minor else None


def _cheaper(others: list[comparable.Comparable], price: Money | None, interval: str) -> int:
    wanted = comparable.monthly(price, interval) if price else 0
    return sum(one.monthly < wanted for one in others)


def _payee(publisher: str) -> Answer | None:
    """With its share and the listing fee; None where billing does not answer."""
    try:
        return parts().rpc.billing.payee(publisher)
    except Unavailable:
        return None
