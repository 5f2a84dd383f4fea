"""What a ticket is opened about: a product with its plans and versions, for whom, and what they may there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from eventlog.refusal import Missing
from gateway.auth import caller
from gateway.holders import Holder, holders, named
from gateway.parts import database
from gateway.views import access, listings
from gateway.views.access import Entitlement
from gateway.views.listings import Plan, Product
from gateway.views.versions import Version, versions_of

MOST_TAGS = 200


@dataclass(frozen=True)
class About:
    """`product` None: the store itself. `version` is one of `versions`, or empty."""

    product: Product | None
    holders: Sequence[Holder]
    holder: Holder
    plan: Plan | None
    right: Entitlement | None
    versions: Sequence[tuple[str, Version]]  # each by its most telling tag
    version: str

    @property
    def until(self) -> datetime | None:
        ends = self.right.until if self.right else None
        return None if ends is None else datetime.fromtimestamp(ends, UTC)

    def told(self) -> dict[str, Any]:
        """As support takes it."""
        chosen = next((one for tag, one in self.versions if tag == self.version), None)
        return {
            "product": self.product.slug if self.product else "",
            "plan": self.plan.id if self.plan else "",
            "tag": self.version,
            "digest": chosen.digest if chosen else "",
            "holder": self.holder.id,
        }


def about(given: Mapping[str, str]) -> About:
    """By `product` (its address), `plan`, `tag` and `holder`; what is not named: the holder's, the newest."""
    every = holders()
    holder = named(given.get("holder", ""), every)
    product = _product(given.get("product", ""))
    if product is None:
        return About(None, every, holder, None, None, (), "")
    rights = _rights(holder, product)
    plan = product.plan(given.get("plan", "")) or _had(product, rights) or next(iter(product.plans), None)
    found = [one for one in versions_of(database(), product.id, plan.id if plan else None) if one.yanked is None]
    offered = [(_telling(one), one) for one in found[:MOST_TAGS]]
    wanted = given.get("tag")
    newest = offered[0][0] if offered and wanted is None else ""
    version = next((tag for tag, one in offered if wanted in one.tags), newest)
    right = next((each for each in rights if plan and each.plan == plan.id), None)
    return About(product, every, holder, plan, right, offered, version or "")


def had(holder: Holder) -> list[Product]:
    """The products that the holder has a right to, of which help is asked most."""
    now = datetime.now(UTC).timestamp()
    ids = dict.fromkeys(each.product for each in access.entitlements_of(database(), holder.id) if each.runs(now))
    found = (listings.product_by_id(database(), id) for id in ids)
    return [product for product in found if product is not None]


def must_see(named: str, holder: str) -> None:
    """A product (its address or id) that is neither open to the caller nor the holder's looks as if there were none."""
    if not named:
        return
    known = listings.product_by_id(database(), named)
    address = known.slug if known else named
    if listings.product(database(), address, visible_to=caller()) is not None:
        return
    if known is None:
        known = listings.drafted(database(), named)
    held = access.entitlements_of(database(), holder)
    if known is None or not any(each.product == known.id for each in held):
        raise Missing("no-such-product", named[:130])


def _telling(version: Version) -> str:
    """Of latest, 4 and 4.2.1 the last: it says the same tomorrow."""
    return max((tag for tag in version.tags if tag != "latest"), key=len, default=version.tag)


def _product(address: str) -> Product | None:
    found = listings.product(database(), address, visible_to=caller()) if address else None
    return found if found is not None and not found.external else None


def _rights(holder: Holder, product: Product) -> list[Entitlement]:
    now = datetime.now(UTC).timestamp()
    held = access.entitlements_of(database(), holder.id)
    return [each for each in held if each.product == product.id and each.runs(now)]


def _had(product: Product, rights: Sequence[Entitlement]) -> Plan | None:
    return next((plan for plan in product.plans if any(each.plan == plan.id for each in rights)), None)
