"""Commands from what comes in by RPC: JSON-like, and believed only where it has the right shape."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from eventlog.refusal import Invalid
from services.catalog.deciders.external import ListExternally
from services.catalog.deciders.given import object_of, objects, only, text, texts
from services.catalog.deciders.listing import Listing, ListingChanges
from services.catalog.deciders.publisher import ListPublisher
from services.catalog.deciders.publisher_profile import EditPublisher, SetSupport
from services.catalog.events import Link, ListedVersion, Reason

TEXT = ("name", "short_description", "description", "logo", "licence", "install")
TEXTS, LINKS = ("categories", "tags", "screenshots"), "links"
PROFILE = ("legal_name", "website", "phone", "email", "logo")
SUPPORT = ("policy", "hours", "contacts", "tsanet")


def listing_of(given: Mapping[str, Any]) -> Listing:
    return changes_of(given).applied_to(Listing())


def changes_of(given: Mapping[str, Any]) -> ListingChanges:
    """Only the fields that are there change."""
    only(given, {*TEXT, *TEXTS, LINKS})
    read: dict[str, Any] = {name: text(given, name) for name in TEXT if name in given}
    read |= {name: texts(given, name) for name in TEXTS if name in given}
    if LINKS in given:
        read[LINKS] = tuple(Link(text(one, "what"), text(one, "url")) for one in objects(given, LINKS))
    return ListingChanges(**read)


def reasons_of(given: Sequence[Mapping[str, Any]]) -> tuple[Reason, ...]:
    return tuple(Reason(text(one, "field", ""), text(one, "text")) for one in objects({"reasons": given}, "reasons"))


def profile_of(given: Mapping[str, Any]) -> EditPublisher:
    """Only the fields that are there change."""
    only(given, set(PROFILE))
    return EditPublisher(**{name: text(given, name) for name in PROFILE if name in given})


def support_of(given: Mapping[str, Any]) -> SetSupport:
    only(given, set(SUPPORT))
    return SetSupport(**{name: text(given, name, "") for name in SUPPORT})


def moment(given: object) -> datetime:
    """A time with its zone."""
    try:
        found = datetime.fromisoformat(str(given))
    except ValueError:
        raise Invalid("field-invalid", "at: a time such as 2027-01-31T12:00:00Z") from None
    if found.tzinfo is None:
        raise Invalid("field-invalid", "at: a time with its zone")
    return found.astimezone(UTC)


def list_publisher_of(source: Mapping[str, Any]) -> ListPublisher:
    publisher = object_of(source, "publisher")
    return ListPublisher(text(publisher, "slug"), text(publisher, "name"), text(publisher, "website", ""))


def list_externally_of(product: str, source: Mapping[str, Any], given: Mapping[str, Any]) -> ListExternally:
    """`product` is the id that it has or will have."""
    told = {name: value for name, value in given.items() if name not in ("slug", "pull", "versions")}
    return ListExternally(
        product=product,
        publisher=text(object_of(source, "publisher"), "slug"),
        slug=text(given, "slug"),
        listing=listing_of(told),
        pull=text(given, "pull"),
        source=text(source, "name"),
        listed=text(source, "listed", ""),
        versions=tuple(_version(one) for one in objects(given, "versions")),
    )


def _version(given: Mapping[str, Any]) -> ListedVersion:
    return ListedVersion(
        tags=texts(given, "tags"),
        platforms=texts(given, "platforms"),
        ref=text(given, "ref", ""),
        created=text(given, "created", ""),
    )
