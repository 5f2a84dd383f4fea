"""What owners and staff read of a publisher, a product and its repositories: JSON-like."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from services.catalog.deciders.listing import problems
from services.catalog.deciders.plan import Plan
from services.catalog.deciders.product_state import Product
from services.catalog.deciders.publisher import Publisher
from services.catalog.deciders.repository import Release, Repository
from services.catalog.events import PlatformImage


def told_publisher(publisher: Publisher, version: int) -> dict[str, Any]:
    return {
        "slug": publisher.slug,
        "owner": publisher.owner,
        "legal_name": publisher.legal_name,
        "website": publisher.website,
        "phone": str(publisher.phone),
        "email": str(publisher.email),
        "logo": publisher.logo,
        "state": publisher.stage,
        "reasons": [asdict(reason) for reason in publisher.reasons],
        "version": version,
    }


def told_product(product: Product, version: int) -> dict[str, Any]:
    listing = asdict(product.listing)
    return {
        "id": product.id,
        "slug": product.address,
        "publisher": product.publisher,
        "kind": product.kind,
        "external": product.external,
        "state": product.stage,
        "hold_reason": product.hold,
        "listing": {name: list(value) if isinstance(value, tuple) else value for name, value in listing.items()},
        "plans": [_plan(plan) for plan in product.plans.values()],
        "reasons": [asdict(reason) for reason in product.reasons],
        "problems": [asdict(problem) for problem in problems(product.listing, product.offered)],
        "version": version,
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "id": plan.id,
        "name": plan.name,
        "description": plan.description,
        "repository": plan.repository,
        "access": plan.access,
        "terms": asdict(plan.terms) if plan.terms is not None else None,
        "retired": plan.retired,
    }


def told_staged(repository: Repository) -> Iterator[dict[str, Any]]:
    """Each pushed tag, the last first, with what was found behind it."""
    for push in sorted(repository.pushed.values(), key=lambda one: one.at, reverse=True):
        image = repository.staged.get(push.digest)
        reason = "" if image is not None else repository.refused.get(push.digest, "")
        yield {
            "tag": push.tag,
            "digest": push.digest,
            "state": "staged" if image is not None else "refused" if reason else "reading",
            "reason": reason,
            "kind": image.kind if image is not None else "",
            "platforms": [] if image is None else told_platforms(image.platforms),
            "created": image.created if image is not None else "",
            "pushed": push.at.isoformat(),
        }


def told_platforms(platforms: Sequence[PlatformImage]) -> list[dict[str, Any]]:
    return [asdict(platform) for platform in platforms]


def told_release(release: Release) -> dict[str, Any]:
    asked = release.requested
    return {
        "id": asked.release,
        "state": release.state,
        "reason": release.reason,
        "product": asked.product,
        "plan": asked.plan,
        "repository": asked.repository,
        "tag": asked.tag,
        "digest": asked.digest,
        "notes": asked.notes,
    }
