"""What the finding API says of trust: the certificate of a product and of a version, and how many holes are known."""

from typing import Any

from gateway.parts import database
from gateway.views.judged import Judged, are_shown
from gateway.views.listings import Certified, Product


def certificate(certified: Certified | None) -> dict[str, Any] | None:
    """None: no image that customers get carries one."""
    if certified is None:
        return None
    return {
        "plan": certified.plan,
        "tag": certified.tag,
        "digest": certified.digest,
        "platforms": list(certified.platforms),
        "since": certified.since,
        "until": certified.until,
    }


def judgement(known: Judged, *, withdrawn: bool) -> dict[str, Any] | None:
    """Of one version: what was withdrawn never shows as certified."""
    if not known.certified or withdrawn:
        return None
    return {"since": known.since, "until": known.until}


def findings(product: Product, known: Judged) -> dict[str, int] | None:
    """How many holes are known by severity; None: nobody looked, or its publisher does not show it.

    Of a certified product everybody sees it, of another as its publisher allows.
    """
    return known.findings() if known.ratings and are_open(product) else None


def are_open(product: Product) -> bool:
    """Whether everybody may see what is known of its images."""
    return product.certified is not None or are_shown(database(), product.id)
