"""A plan by its address, as publishers and customers name it: PUBLISHER/PRODUCT/PLAN."""

from dataclasses import dataclass

from eventlog.refusal import Invalid, Missing
from gateway.auth import caller
from gateway.parts import database
from gateway.views import listings


@dataclass(frozen=True)
class NamedPlan:
    publisher: str
    product: str  # its id
    plan: str


def named_plan(address: str) -> NamedPlan:
    """Refused as `product-unknown` where the caller does not see the product."""
    slug, _, plan = address.rpartition("/")
    if slug.count("/") != 1:
        raise Invalid("invalid-input", "plan: PUBLISHER/PRODUCT/PLAN")
    slug = listings.moved(database(), slug) or slug
    found = listings.product(database(), slug, visible_to=caller())
    if found is None:
        raise Missing("product-unknown")
    return NamedPlan(slug.partition("/")[0], found.id, plan)
