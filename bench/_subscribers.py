"""Many people who subscribed to one image: logs that tell of them, and what notifications know of these."""

import uuid
from collections.abc import Iterator
from typing import Any

from bench import _stories
from bench._tickets import follow, sealed
from services.billing.events import EntitlementGranted
from services.catalog import events as catalog
from services.identity.events import AccountRegistered, EmailVerified
from services.notifications.projections import PROJECTIONS
from services.notifications.service import Notifications

PRODUCT, REPOSITORY = str(uuid.uuid5(_stories.SPREAD, "the image")), "acme/team"


def fill(log: str, views: str, people: int) -> None:
    """`log` has {service} in it; the views are brought as far as every log goes."""
    _stories.write(log.format(service="identity"), "identity", sealed(_people(people)))
    _stories.write(log.format(service="catalog"), "catalog", sealed(_product()))
    _stories.write(log.format(service="billing"), "billing", sealed(_rights(people)))
    follow("notifications", log, views, PROJECTIONS, Notifications)


def account(number: int) -> str:
    return str(uuid.uuid5(_stories.SPREAD, f"subscriber {number}"))


def _people(number: int) -> Iterator[tuple[str, list[Any]]]:
    for each in range(number):
        id = account(each)
        registered = AccountRegistered(id, f"s{each}@example.com", f"Subscriber {each}", f"key-{each}")
        yield f"account-{id}", [registered, EmailVerified(id)]


def _product() -> Iterator[tuple[str, list[Any]]]:
    applied = catalog.PublisherApplied("acme", account(0), "Acme", "https://example.com", "", "", "")
    yield "publisher-acme", [applied, catalog.PublisherApproved("acme")]
    planned = catalog.PlanAdded(PRODUCT, "team", "Team", "", REPOSITORY, "subscribers", None)
    yield f"product-{PRODUCT}", [catalog.ProductDrafted(PRODUCT, "acme", "db", "container", external=False), planned]


def _rights(number: int) -> Iterator[tuple[str, list[Any]]]:
    for each in range(number):
        id = account(each)
        granted = EntitlementGranted(id, REPOSITORY, PRODUCT, "team", None, "subscription", "")
        yield f"entitlement-{id}-{REPOSITORY}", [granted]
