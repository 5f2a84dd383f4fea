"""What stands around a publisher's pages about money: its name, and the way from one to the other."""

from typing import Any

from flask import abort

from gateway.parts import database
from gateway.publishing.pages.entering import acts_for
from gateway.translation import gettext
from gateway.views import listings


def beside(publisher: str, at: str) -> dict[str, Any]:
    """`at` is the word of the present page: sales, customers, offers, coupons, orders, statements or payouts."""
    found = listings.publisher(database(), publisher)
    if found is None:
        abort(404)
    return {"publisher": publisher, "seller": found, "tabs": _tabs(publisher), "at": at, "here": "publish"}


def _tabs(publisher: str) -> list[tuple[str, str, str]]:
    base = f"/publish/{publisher}"
    pages = [
        ("sales", gettext("Sales")),
        ("customers", gettext("Customers")),
        ("offers", gettext("Offers")),
        ("coupons", gettext("Coupons")),
        ("orders", gettext("Orders")),
        ("statements", gettext("Statements")),
    ]
    if acts_for(publisher, "owner"):
        pages.append(("payouts", gettext("Payouts")))
    return [(f"{base}/{word}", name, word) for word, name in pages]
