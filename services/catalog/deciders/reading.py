"""Commands from what comes in by RPC: JSON-like, and believed only where it has the right shape."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from eventlog.refusal import Invalid
from services.catalog.deciders.external import ListExternally
from services.catalog.deciders.listing import Listing, ListingChanges
from services.catalog.deciders.plan import STABLE, Plan, PlanChanges, agreement
from services.catalog.deciders.publisher import ListPublisher
from services.catalog.deciders.publisher_profile import EditPublisher, SetSupport
from services.catalog.events import Link, ListedVersion, Reason, Terms

TEXT = ("name", "short_description", "description", "logo", "licence", "install")
TEXTS, LINKS = ("categories", "tags", "screenshots"), "links"
PROFILE = ("legal_name", "website", "phone", "email", "logo")
SUPPORT = ("policy", "hours", "contacts", "tsanet")


def listing_of(given: Mapping[str, Any]) -> Listing:
    return changes_of(given).applied_to(Listing())


def changes_of(given: Mapping[str, Any]) -> ListingChanges:
    """Only the fields that are there change."""
    _only(given, {*TEXT, *TEXTS, LINKS})
    read: dict[str, Any] = {name: _text(given, name) for name in TEXT if name in given}
    read |= {name: _texts(given, name) for name in TEXTS if name in given}
    if LINKS in given:
        read[LINKS] = tuple(Link(_text(one, "what"), _text(one, "url")) for one in _objects(given, LINKS))
    return ListingChanges(**read)


def plan_of(given: Mapping[str, Any], publisher: str) -> Plan:
    """A repository may be given without its publisher."""
    _only(given, {"id", "name", "description", "repository", "access", "terms", "channel"})
    repository = _text(given, "repository")
    return Plan(
        id=_text(given, "id"),
        name=_text(given, "name"),
        description=_text(given, "description", ""),
        repository=repository if "/" in repository else f"{publisher}/{repository}",
        access=_text(given, "access"),
        terms=_terms(given.get("terms")),
        channel=_text(given, "channel", STABLE),
    )


def plan_changes_of(given: Mapping[str, Any]) -> PlanChanges:
    told = ("name", "description", "access", "channel")
    _only(given, {*told, "terms"})
    texts = {name: _text(given, name) for name in told if name in given}
    return PlanChanges(**texts, terms=_terms(given.get("terms")))


def reasons_of(given: Sequence[Mapping[str, Any]]) -> tuple[Reason, ...]:
    return tuple(Reason(_text(one, "field", ""), _text(one, "text")) for one in _objects({"reasons": given}, "reasons"))


def profile_of(given: Mapping[str, Any]) -> EditPublisher:
    """Only the fields that are there change."""
    _only(given, set(PROFILE))
    return EditPublisher(**{name: _text(given, name) for name in PROFILE if name in given})


def support_of(given: Mapping[str, Any]) -> SetSupport:
    _only(given, set(SUPPORT))
    return SetSupport(**{name: _text(given, name, "") for name in SUPPORT})


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
    publisher = _object(source, "publisher")
    return ListPublisher(_text(publisher, "slug"), _text(publisher, "name"), _text(publisher, "website", ""))


def list_externally_of(product: str, source: Mapping[str, Any], given: Mapping[str, Any]) -> ListExternally:
    """`product` is the id that it has or will have."""
    told = {name: value for name, value in given.items() if name not in ("slug", "pull", "versions")}
    return ListExternally(
        product=product,
        publisher=_text(_object(source, "publisher"), "slug"),
        slug=_text(given, "slug"),
        listing=listing_of(told),
        pull=_text(given, "pull"),
        source=_text(source, "name"),
        listed=_text(source, "listed", ""),
        versions=tuple(_version(one) for one in _objects(given, "versions")),
    )


def _version(given: Mapping[str, Any]) -> ListedVersion:
    return ListedVersion(
        tags=_texts(given, "tags"),
        platforms=_texts(given, "platforms"),
        ref=_text(given, "ref", ""),
        created=_text(given, "created", ""),
    )


def _terms(given: Any) -> Terms | None:
    if given is None:
        return None
    terms = _object({"terms": given}, "terms")
    _only(terms, {"version", "text"})
    return agreement(_text(terms, "version"), _text(terms, "text"))


def _only(given: Mapping[str, Any], known: set[str]) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        raise Invalid("unknown-field", ", ".join(unknown)[:200])


def _text(given: Mapping[str, Any], name: str, otherwise: str | None = None) -> str:
    value = given.get(name, otherwise)
    if not isinstance(value, str):
        raise Invalid("field-invalid", f"{name}: a text")
    return value


def _texts(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = given.get(name)
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise Invalid("field-invalid", f"{name}: a list of texts")
    return tuple(dict.fromkeys(value))


def _object(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = given.get(name)
    if not isinstance(value, Mapping):
        raise Invalid("field-invalid", f"{name}: an object")
    return value


def _objects(given: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = given.get(name)
    if not isinstance(value, list | tuple) or not all(isinstance(one, Mapping) for one in value):
        raise Invalid("field-invalid", f"{name}: a list of objects")
    return list(value)
