"""What owners and staff read of a publisher and a product: JSON-like."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from services.catalog.deciders import lint
from services.catalog.deciders.listing import Listing
from services.catalog.deciders.plan import Plan
from services.catalog.deciders.pricing import UNPRICED
from services.catalog.deciders.product_state import Product
from services.catalog.deciders.publisher_state import Publisher
from services.catalog.events import Component, LicenceField, Price
from vocabulary.unpublished import UNPUBLISHED


def told_publisher(publisher: Publisher, agreement: str, version: int) -> dict[str, Any]:
    """`agreement`: the digest of the one that the store asks for now."""
    return {
        "slug": publisher.slug,
        "owner": publisher.owner,
        "legal_name": publisher.legal_name,
        "website": publisher.website,
        "phone": str(publisher.phone),
        "email": str(publisher.email),
        "logo": publisher.logo,
        "state": "suspended" if publisher.suspended else publisher.stage,
        "suspended_for": publisher.suspended,
        "reasons": [asdict(reason) for reason in publisher.reasons],
        "agreement": _agreement(publisher, agreement),
        "support": _support(publisher),
        "domain": publisher.domain,
        "verified": publisher.verified,
        "payouts": publisher.payouts,
        "version": version,
    }


def told_signing_keys(publisher: Publisher) -> list[dict[str, str]]:
    """The oldest first."""
    found = sorted(publisher.signing_keys.values(), key=lambda key: (key.at, key.key))
    return [{"id": one.key, "name": one.name, "pem": one.pem, "since": one.at.isoformat()} for one in found]


def _agreement(publisher: Publisher, present: str) -> dict[str, Any]:
    accepted = publisher.agreed
    if accepted is None:
        return {"version": "", "by": "", "present": False}
    return {"version": accepted.version, "by": accepted.by, "present": accepted.digest == present}


def _support(publisher: Publisher) -> dict[str, str] | None:
    offered = publisher.support
    if offered is None:
        return None
    return {name: str(getattr(offered, name)) for name in ("policy", "hours", "contacts", "tsanet")}


def told_product(product: Product, version: int, hints: Sequence[lint.Problem] = ()) -> dict[str, Any]:
    return {
        "id": product.id,
        "slug": product.address,
        "publisher": product.publisher,
        "kind": product.kind,
        "external": product.external,
        "state": product.stage,
        "hold_reason": product.hold,
        "certified": _certified(product),
        "grade": product.grade,
        "missed": [{"advisory": one.advisory, "severity": one.severity} for one in product.missed],
        "listing": _listing(product.listing),
        "plans": [_plan(plan) for plan in product.plans.values()],
        "reasons": [asdict(reason) for reason in product.reasons],
        "problems": [asdict(problem) for problem in (*lint.problems(product), *hints)],
        "scheduled": product.scheduled.isoformat() if product.scheduled is not None else None,
        "unpublished": _unpublished(product),
        "featured": product.featured,
        "offered_to": product.offered_to,
        "edited": product.edited,
        "turned_down": _turned_down(product),
        "version": version,
    }


def _certified(product: Product) -> dict[str, str] | None:
    found = product.certified
    if found is None:
        return None
    return {"plan": found.plan, "tag": found.tag, "digest": found.digest, "until": found.until.isoformat()}


def _unpublished(product: Product) -> dict[str, Any] | None:
    found = product.unpublished
    if found is None:
        return None
    at = found.at.isoformat() if found.at is not None else None
    said = UNPUBLISHED[found.reason] % {"about": found.about}
    return {"at": at, "code": found.reason, "reason": said, "about": found.about}


def _turned_down(product: Product) -> dict[str, Any] | None:
    found = product.turned_down
    if found is None:
        return None
    return {"reasons": [asdict(reason) for reason in found.reasons], "listing": _listing(found.listing)}


def _listing(listing: Listing) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(listing).items()}


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "id": plan.id,
        "name": plan.name,
        "description": plan.description,
        "repository": plan.repository,
        "channel": plan.channel,
        "access": plan.access,
        "terms": asdict(plan.terms) if plan.terms is not None else None,
        "retired": plan.retired,
        **_priced(plan.price),
        "licence_fields": [_listed(field) for field in plan.licence_fields],
    }


def _priced(price: Price | None) -> dict[str, Any]:
    """`price` is the first amount; None where the plan is free or nothing is charged for it from the shelf."""
    told = price or UNPRICED
    amounts = [asdict(amount) for amount in told.amounts]
    return {
        "price": amounts[0] if amounts else None,
        "other_prices": amounts[1:],
        "interval": told.interval if price is not None and (amounts or told.components) else None,
        "trial_days": told.trial_days,
        "trial_needs_card": told.trial_needs_card,
        "by_order": told.by_order,
        "components": [_component(component) for component in told.components],
    }


def _component(component: Component) -> dict[str, Any]:
    return {**asdict(component), "tiers": [asdict(tier) for tier in component.tiers]}


def _listed(field: LicenceField) -> dict[str, Any]:
    return {**asdict(field), "options": list(field.options)}


def told_review(product: Product, version: int, hints: Sequence[lint.Problem]) -> dict[str, Any]:
    """The product as it stands, as it was when a reviewer decided on it last, and each field that is not the same."""
    before = product.judged
    return {
        "now": told_product(product, version, hints),
        "before": None if before is None else told_product(before, version),
        "changes": list(_changes(product, before)),
    }


def _changes(product: Product, before: Product | None) -> Iterator[dict[str, Any]]:
    """Fields of a plan are told as `plans.<plan>.<field>`; a plan that was added or retired as a whole."""
    now, then = _reviewed(product), {} if before is None else _reviewed(before)
    for field in dict.fromkeys((*now, *then)):
        if now.get(field) != then.get(field):
            yield {"field": field, "before": then.get(field), "now": now.get(field)}


def _reviewed(product: Product) -> dict[str, Any]:
    offered = [_plan(plan) for plan in product.offered]
    fields = [(f"plans.{plan['id']}.{field}", plan[field]) for plan in offered for field in plan if field != "retired"]
    return _listing(product.listing) | dict(fields)
