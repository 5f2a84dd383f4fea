"""What somebody can be told of: each kind by its name, whom it is for, and what they hear of it unless they say so."""

from dataclasses import dataclass
from typing import Literal

Mail = Literal["off", "now", "daily", "weekly"]

CUSTOMER, PUBLISHER, STAFF = "customer", "publisher", "staff"


@dataclass(frozen=True)
class Kind:
    """`name` is what preferences, webhooks and feeds call it; `mail` and `page` hold where nothing was chosen."""

    name: str
    group: str  # customer | publisher | staff
    mail: Mail
    page: bool = True


KINDS = (
    Kind("version.released", CUSTOMER, "daily"),
    Kind("version.security", CUSTOMER, "now"),  # a release that mends what the one before had
    Kind("version.deprecated", CUSTOMER, "daily"),
    Kind("version.yanked", CUSTOMER, "now"),
    Kind("vulnerability.found", CUSTOMER, "daily"),
    Kind("product.held", CUSTOMER, "now"),  # on hold, off it again, or revoked
    Kind("price.changed", CUSTOMER, "now"),
    Kind("trial.ending", CUSTOMER, "now"),
    Kind("renewal.coming", CUSTOMER, "now"),
    Kind("payment.trouble", CUSTOMER, "now"),
    Kind("licence.ending", CUSTOMER, "now"),
    Kind("card.ending", CUSTOMER, "now"),
    Kind("key.arrived", CUSTOMER, "now"),  # a product key that followed
    Kind("offer.made", CUSTOMER, "now"),
    Kind("offer.ending", CUSTOMER, "now"),
    Kind("ticket.moved", CUSTOMER, "off"),  # support writes letters of its own, which can be answered
    Kind("review.answered", CUSTOMER, "now"),
    Kind("robot.ending", CUSTOMER, "now"),
    Kind("search.matched", CUSTOMER, "daily"),  # a new product answers a saved search that is watched
    Kind("listing.moved", PUBLISHER, "now"),  # an application or a listing was approved, rejected, published, unlisted
    Kind("release.finished", PUBLISHER, "off"),  # or failed
    Kind("submission.moved", PUBLISHER, "now"),
    Kind("certificate.ending", PUBLISHER, "now"),
    Kind("waiver.ending", PUBLISHER, "now"),
    Kind("fix.due", PUBLISHER, "now"),
    Kind("review.posted", PUBLISHER, "daily"),
    Kind("sale.moved", PUBLISHER, "off"),  # a subscription or an order began, changed or ended
    Kind("keys.low", PUBLISHER, "now"),  # few product keys of a plan are left, or none
    Kind("statement.ready", PUBLISHER, "now"),
    Kind("handover.moved", PUBLISHER, "off"),  # as with tickets
    Kind("webhook.stopped", CUSTOMER, "now"),  # everybody may have one
    Kind("review.wanted", STAFF, "off"),
)
BY_NAME = {kind.name: kind for kind in KINDS}

OF_OWNERS = {"publisher": PUBLISHER, "organization": CUSTOMER, "account": CUSTOMER}  # the group that webhooks hear of
BESIDES = ("webhook.stopped",)  # whoever has webhooks hears of these


def kinds_for(owner: str) -> tuple[str, ...]:
    """What a webhook of `publisher:SLUG`, `organization:SLUG` or `account:ID` can hear of; nothing where it is none."""
    group = OF_OWNERS.get(owner.partition(":")[0])
    return tuple(kind.name for kind in KINDS if group and (kind.group == group or kind.name in BESIDES))
