"""What facts of the catalogue mean for whom: releases, holds, listings, publishers and reviews."""

from collections.abc import Callable, Mapping
from typing import Any

from eventlog.recorded import Recorded
from services.catalog.events import (
    EditRejected,
    EditSubmitted,
    HoldLifted,
    ProductApproved,
    ProductHeld,
    ProductPublished,
    ProductRejected,
    ProductRevoked,
    ProductSubmitted,
    ProductTransferred,
    ProductUnlisted,
    PublicationUnscheduled,
    PublisherApplied,
    PublisherApproved,
    PublisherReinstated,
    PublisherRejected,
    PublisherSuspended,
    ReleaseFailed,
    RetagFailed,
    ReviewAnswered,
    ReviewPosted,
    ReviewReported,
    SecurityHoldLifted,
    SecurityHoldPlaced,
    StagingRefused,
    TagMoved,
    TransferOffered,
    VersionDeprecated,
    VersionReleased,
    VersionScanned,
    VersionYanked,
)
from services.notifications.policies import audience, releases
from services.notifications.policies.about import joined, notice, team, users
from services.notifications.policies.known import Known, Product
from services.notifications.policies.notice import Notice

REVIEWER = audience.staff("reviewer")


def heard(event: Any, fact: Recorded, known: Known) -> list[Notice]:
    told = HEARD.get(type(event))
    return told(event, fact, known) if told else []


def applied(event: PublisherApplied, fact: Recorded, known: Known) -> list[Notice]:
    slug = event.publisher
    told = {"publisher": event.legal_name, "change": "publisher"}
    return [notice(fact, "review.wanted", REVIEWER, about=slug, link=f"/staff/publishers/{slug}", told=told)]


def publisher_moved(event: Any, fact: Recorded, known: Known) -> list[Notice]:
    slug, change = event.publisher, PUBLISHER_CHANGES[type(event)]
    told = {"publisher": known.publisher_name(slug), "change": change, "reason": _reason(event)}
    return [notice(fact, "listing.moved", team(slug), about=slug, link=f"/publish/{slug}", told=told)]


def submitted(event: ProductSubmitted | EditSubmitted, fact: Recorded, known: Known) -> list[Notice]:
    product = known.product(event.product)
    link = f"/staff/products/{product.address}"
    told = {"change": "edited"} if isinstance(event, EditSubmitted) else {}
    return [notice(fact, "review.wanted", REVIEWER, about=product.id, link=link, product=product, told=told)]


def listing_moved(event: Any, fact: Recorded, known: Known) -> list[Notice]:
    product = known.product(event.product)
    told = {"change": LISTING_CHANGES[type(event)], "reason": _reason(event), "about": getattr(event, "about", "")}
    meant = team(product.publisher)
    return [notice(fact, "listing.moved", meant, about=product.id, link=product.desk, product=product, told=told)]


def unscheduled(event: PublicationUnscheduled, fact: Recorded, known: Known) -> list[Notice]:
    """Where its publisher took it back, there is nothing to tell: else it could not go on the shelves, and why."""
    return listing_moved(event, fact, known) if fact.actor.startswith("policy:") else []


def held(event: Any, fact: Recorded, known: Known) -> list[Notice]:
    """Its publisher hears of it, and everybody who uses it."""
    told = {"change": HOLD_CHANGES[type(event)], "reason": _reason(event)}
    return [_to_users(known.product(event.product), fact, told), *listing_moved(event, fact, known)]


def held_for_a_hole(event: SecurityHoldPlaced, fact: Recorded, known: Known) -> list[Notice]:
    """Once: it is told again with each hole that is missed beside, and when one of them is mended."""
    product = known.product(event.product)
    if product.held != fact.id:
        return []
    told = {"change": "late", "advisory": event.missed[0].advisory, "severity": event.missed[0].severity}
    return [_to_users(product, fact, told), *listing_moved(event, fact, known)]


def _to_users(product: Product, fact: Recorded, told: Mapping[str, str]) -> Notice:
    meant = users(product)
    return notice(fact, "product.held", *meant, about=product.id, link=product.link, product=product, told=told)


def transfer_offered(event: TransferOffered, fact: Recorded, known: Known) -> list[Notice]:
    product = known.product(event.product)
    told = {"change": "offered", "publisher": known.publisher_name(product.publisher)}
    link = f"/publish/{event.to}"
    return [notice(fact, "listing.moved", team(event.to), about=product.id, link=link, product=product, told=told)]


def transferred(event: ProductTransferred, fact: Recorded, known: Known) -> list[Notice]:
    """Who gave it away hears that it was taken."""
    product, giver = known.product(event.product), event.before.partition("/")[0]
    told = {"change": "transferred", "publisher": known.publisher_name(event.publisher)}
    return [notice(fact, "listing.moved", team(giver), about=product.id, link=product.link, product=product, told=told)]


def failed(event: ReleaseFailed | RetagFailed | StagingRefused, fact: Recorded, known: Known) -> list[Notice]:
    product = known.product_in(event.repository)
    told = {"version": event.tag, "reason": event.reason, "change": FAILURES[type(event)]}
    if event.code:
        told |= {"reason": event.code, **{one.name: one.value for one in event.particulars}}
    told["plan"] = product.part(event.repository)
    meant, link = team(product.publisher), f"{product.desk}/versions"
    return [notice(fact, "release.finished", meant, about=product.id, link=link, product=product, told=told)]


def review_posted(event: ReviewPosted, fact: Recorded, known: Known) -> list[Notice]:
    product = known.product(event.product)
    meant, link = team(product.publisher), f"{product.desk}/reviews"
    told = {"stars": str(event.stars)}
    return [notice(fact, "review.posted", meant, about=event.review, link=link, product=product, told=told)]


def review_answered(event: ReviewAnswered, fact: Recorded, known: Known) -> list[Notice]:
    product, meant = known.product(event.product), audience.account(known.author_of(event.review))
    return [notice(fact, "review.answered", meant, about=event.review, link=product.link, product=product)]


def review_reported(event: ReviewReported, fact: Recorded, known: Known) -> list[Notice]:
    product = known.product(event.product)
    told = {"change": "reported"}
    return [notice(fact, "review.wanted", REVIEWER, about=event.review, link="/staff", product=product, told=told)]


def _reason(event: Any) -> str:
    reasons = getattr(event, "reasons", None)
    return joined([each.text for each in reasons] if reasons else [str(getattr(event, "reason", ""))])


PUBLISHER_CHANGES = {
    PublisherApproved: "publisher-approved",
    PublisherRejected: "publisher-rejected",
    PublisherSuspended: "publisher-suspended",
    PublisherReinstated: "publisher-reinstated",
}
HOLD_CHANGES = {ProductHeld: "", HoldLifted: "lifted", SecurityHoldLifted: "lifted", ProductRevoked: "revoked"}
LISTING_CHANGES = {
    ProductApproved: "approved",
    ProductRejected: "rejected",
    EditRejected: "edit-rejected",
    ProductPublished: "published",
    ProductUnlisted: "unlisted",
    PublicationUnscheduled: "not-published",
    ProductHeld: "held",
    SecurityHoldPlaced: "held",
    HoldLifted: "lifted",
    SecurityHoldLifted: "lifted",
    ProductRevoked: "revoked",
}
FAILURES = {ReleaseFailed: "failed", RetagFailed: "failed", StagingRefused: "refused"}
HEARD: Mapping[type, Callable[[Any, Recorded, Known], list[Notice]]] = {
    PublisherApplied: applied,
    **dict.fromkeys(PUBLISHER_CHANGES, publisher_moved),
    ProductSubmitted: submitted,
    EditSubmitted: submitted,
    **dict.fromkeys((ProductApproved, ProductRejected, EditRejected, ProductPublished, ProductUnlisted), listing_moved),
    PublicationUnscheduled: unscheduled,
    **dict.fromkeys(HOLD_CHANGES, held),
    SecurityHoldPlaced: held_for_a_hole,
    TransferOffered: transfer_offered,
    ProductTransferred: transferred,
    VersionReleased: releases.released,
    VersionScanned: releases.scanned,
    VersionDeprecated: releases.deprecated,
    VersionYanked: releases.yanked,
    TagMoved: releases.moved,
    **dict.fromkeys(FAILURES, failed),
    ReviewPosted: review_posted,
    ReviewAnswered: review_answered,
    ReviewReported: review_reported,
}
