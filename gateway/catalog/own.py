"""An organisation's own catalogue, for those who belong to it: what it narrows a search to, and how it is chosen."""

from dataclasses import dataclass
from typing import Any

from eventlog.refusal import Missing
from gateway.auth import caller
from gateway.parts import database, parts
from gateway.rpc import Answer
from gateway.views import accounts, catalogues, listings
from gateway.views.accounts import Membership
from gateway.views.catalogues import Choice, Entry
from gateway.views.listings import Product
from services.search.index.shapes import Within


@dataclass(frozen=True)
class Own:
    """The catalogue of an organisation that the reader belongs to."""

    slug: str
    name: str


def theirs() -> list[Own]:
    """The catalogues in which something is, of the organisations that the caller belongs to."""
    if not caller().account:
        return []
    return [Own(each.slug, each.name) for each in catalogues.of_member(database(), caller().account)]


def within(organization: str) -> Within:
    chosen = catalogues.within(database(), organization)
    return Within(chosen["product"], chosen["publisher"])


def seen(slug: str) -> Membership:
    """For members and operators; to others it looks as if the organisation were not there."""
    known = accounts.organization(database(), slug)
    member = accounts.member(database(), caller().account, slug)
    if known is None or (member is None and "operator" not in caller().roles):
        raise Missing("organization-unknown")
    return Membership(known.id, known.name, member.role if member else "")


def choices(product: Product) -> list[Choice]:
    """What the caller's organisations chose of it; those that did not and are not the caller's own are left out."""
    if not caller().account:
        return []
    found = catalogues.choices(database(), caller().account, product.id, product.publisher)
    return [one for one in found if one.by or (one.owner and product.state in ("published", "held"))]


def add(slug: str, address: str, context: dict[str, Any]) -> Answer:
    """`address` is a product's or a publisher's. Raises Missing where there is none on the shelves."""
    seen(slug)
    kind, subject = _named(address)
    return parts().rpc.identity.add_to_catalogue(slug, kind, subject, context)


def remove(slug: str, address: str, context: dict[str, Any]) -> Answer:
    """By the address that it has now, on the shelves or not."""
    seen(slug)
    entry = _chosen(slug, address)
    kind, subject = (entry.kind, entry.subject) if entry else _named(address)
    return parts().rpc.identity.remove_from_catalogue(slug, kind, subject, context)


def _chosen(slug: str, address: str) -> Entry | None:
    return next((one for one in catalogues.entries(database(), slug) if one.slug == address), None)


def _named(address: str) -> tuple[str, str]:
    if "/" in address:
        product = listings.product(database(), address)
        if product is None:
            raise Missing("no-such-product", address[:200])
        return "product", product.id
    publisher = listings.publisher(database(), address)
    if publisher is None or publisher.state != "approved":
        raise Missing("no-such-publisher", address[:200])
    return "publisher", publisher.slug
