"""A listing: how a product presents itself."""

from dataclasses import dataclass, fields, replace
from urllib.parse import urlsplit

from eventlog.refusal import Invalid
from services.catalog.events import Link, ListingEdited
from vocabulary.digest import is_digest
from vocabulary.slug import is_slug

SHORT_DESCRIPTION, NAME, DESCRIPTION, LICENCE, TAG = 140, 80, 100_000, 200, 40
CATEGORIES, TAGS, LINKS, SCREENSHOTS, INSTALL = 5, 30, 20, 8, 20_000
LINK_KINDS = frozenset({"website", "documentation", "source", "support", "licence"})


@dataclass(frozen=True)
class Listing:
    name: str = ""
    short_description: str = ""
    description: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    logo: str = ""
    licence: str = ""
    screenshots: tuple[str, ...] = ()
    install: str = ""

    def edited(self, product: str) -> ListingEdited:
        return ListingEdited(product, **{field.name: getattr(self, field.name) for field in fields(self)})


@dataclass(frozen=True)
class ListingChanges:
    """What to change in a listing; None leaves a field as it is."""

    name: str | None = None
    short_description: str | None = None
    description: str | None = None
    categories: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    links: tuple[Link, ...] | None = None
    logo: str | None = None
    licence: str | None = None
    screenshots: tuple[str, ...] | None = None
    install: str | None = None

    def applied_to(self, listing: Listing) -> Listing:
        changes = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(listing, **{name: value for name, value in changes.items() if value is not None})


def checked(listing: Listing) -> Listing:
    """The listing, where a draft of it may be kept; raises Invalid."""
    _at_most("name", listing.name, NAME)
    _at_most("short_description", listing.short_description, SHORT_DESCRIPTION)
    _at_most("description", listing.description, DESCRIPTION)
    _at_most("licence", listing.licence, LICENCE)
    _at_most("categories", listing.categories, CATEGORIES)
    _at_most("tags", listing.tags, TAGS)
    _at_most("links", listing.links, LINKS)
    _at_most("install", listing.install, INSTALL)
    if len(listing.screenshots) > SCREENSHOTS:
        raise Invalid("too-many-screenshots", f"at most {SCREENSHOTS}")
    for name in (*listing.categories, *listing.tags):
        if not is_slug(name) or len(name) > TAG:
            raise Invalid("label-invalid", name[:TAG])
    for link in listing.links:
        _check_link(link)
    if listing.logo and not is_digest(listing.logo):
        raise Invalid("logo-invalid")
    if not all(is_digest(screenshot) for screenshot in listing.screenshots):
        raise Invalid("screenshot-invalid")
    return listing


def _at_most(field: str, value: str | tuple[object, ...], limit: int) -> None:
    if len(value) > limit:
        raise Invalid("listing-too-long", f"{field}: at most {limit}")


def _check_link(link: Link) -> None:
    if link.what not in LINK_KINDS:
        raise Invalid("link-invalid", link.what[:TAG])
    if not is_web_address(link.url):
        raise Invalid("link-invalid", link.url[:200])


def is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and len(url) <= 2000 and url.isprintable()
