"""Products whose images lie in another registry: what an import changes, which is nothing when it is repeated."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from eventlog.refusal import Conflicting, Invalid
from services.catalog.deciders import listing as listings
from services.catalog.deciders.listing import Listing
from services.catalog.events import (
    ListedVersion,
    ListingEdited,
    PlanAdded,
    ProductDrafted,
    ProductPublished,
    VersionsListed,
)
from vocabulary.image_reference import ImageReference, is_tag
from vocabulary.platform import Platform
from vocabulary.slug import is_product_slug, is_slug

PLAN = "public"
VERSIONS, TAGS, REF = 5_000, 500, 500


@dataclass(frozen=True)
class ListExternally:
    """The product as its source shows it now; one command decides the difference to what is here."""

    product: str
    publisher: str
    slug: str
    listing: Listing
    pull: str  # the name behind `docker pull`
    source: str
    listed: str
    versions: tuple[ListedVersion, ...]


Event: TypeAlias = ProductDrafted | ListingEdited | PlanAdded | VersionsListed | ProductPublished


def first_events(command: ListExternally) -> list[Event]:
    """A product that is new here stands on the shelves at once: staff import it."""
    _check(command)
    return [
        ProductDrafted(command.product, command.publisher, command.slug, "container", external=True),
        command.listing.edited(command.product),
        _plan(command),
        _versions(command),
        ProductPublished(command.product),
    ]


def difference(command: ListExternally, listing: Listing, pull: str, versions: Sequence[ListedVersion]) -> list[Event]:
    _check(command)
    if command.pull != pull:
        raise Conflicting("repository-differs", pull)
    changed: list[Event] = []
    if command.listing != listing:
        changed.append(command.listing.edited(command.product))
    if command.versions != tuple(versions):
        changed.append(_versions(command))
    return changed


def later_versions(command: ListExternally, versions: Sequence[ListedVersion]) -> list[Event]:
    _check(command)
    return [_versions(command)] if command.versions != tuple(versions) else []


def _plan(command: ListExternally) -> PlanAdded:
    where = f"Pulled from the registry that {command.source} names, not from here."
    return PlanAdded(command.product, PLAN, "Public image", where, command.pull, "anyone", None)


def _versions(command: ListExternally) -> VersionsListed:
    return VersionsListed(command.product, PLAN, command.source, command.listed, command.versions)


def _check(command: ListExternally) -> None:
    if not is_slug(command.publisher) or not is_product_slug(command.slug):
        raise Invalid("slug-invalid", f"{command.publisher}/{command.slug}"[:130])
    listings.checked(command.listing)
    if not command.listing.name.strip():
        raise Invalid("listing-incomplete", "name")
    try:
        pulled = ImageReference.parse(command.pull)
    except ValueError as wrong:
        raise Invalid("repository-invalid", str(wrong)) from wrong
    if pulled.tag or pulled.digest:
        raise Invalid("repository-invalid", command.pull)
    if len(command.versions) > VERSIONS:
        raise Invalid("too-many-versions", f"at most {VERSIONS}")
    for version in command.versions:
        _check_version(version)


def _check_version(version: ListedVersion) -> None:
    if not version.tags or len(version.tags) > TAGS or len(version.ref) > REF or len(version.created) > 40:
        raise Invalid("version-invalid", version.ref[:80])
    for tag in version.tags:
        if not is_tag(tag):
            raise Invalid("tag-invalid", tag[:80])
    for text in version.platforms:
        try:
            Platform.parse(text)
        except ValueError as wrong:
            raise Invalid("platform-invalid", text[:80]) from wrong
