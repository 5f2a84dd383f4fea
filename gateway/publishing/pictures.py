"""Logos and screenshots that come in as base64: kept as pictures of our own making, named by their content."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from typing import Any

from eventlog.refusal import Invalid
from gateway.media import LOGO, Picture, Size, address
from gateway.parts import parts

SCREENSHOT = Size(largest=3840, stored=1600, file=3 * 1024 * 1024)
SMALLEST = 512  # pixels a side of a publisher's logo


def kept(sent: str, size: Size = LOGO) -> Picture:
    """Refused as `logo-invalid`, `picture-too-large` or `not-a-picture`."""
    try:
        content = base64.b64decode(sent, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise Invalid("logo-invalid", "not in base64") from wrong
    return parts().media.keep(content, size)


def screenshot(sent: str) -> str:
    """The digest of what is kept of it: small enough for a page, large enough to read."""
    return kept(sent, SCREENSHOT).digest


def digest_of(address: str) -> str:
    """`sha256:…` of a picture's address, or of the last part of it."""
    return f"sha256:{address.rpartition('/')[2].removeprefix('sha256:')}"


def shown(told: dict[str, Any]) -> dict[str, Any]:
    """A product as the catalogue tells it, with addresses in place of its pictures' digests."""
    turned_down = told["turned_down"]
    seen = turned_down and turned_down | {"listing": _pictured(turned_down["listing"])}
    return told | {"listing": _pictured(told["listing"]), "turned_down": seen}


def _pictured(listing: dict[str, Any]) -> dict[str, Any]:
    pictures = {"logo": address(listing["logo"]), "screenshots": [address(one) for one in listing["screenshots"]]}
    return listing | pictures


def publisher_logo(sent: str) -> str:
    """The digest of a square picture of at least 512 pixels; empty where none was sent."""
    if not sent:
        return ""
    picture = kept(sent)
    if picture.width != picture.height or picture.width < SMALLEST:
        raise Invalid(
            "logo-too-small", f"{picture.width} × {picture.height}; at least {SMALLEST} × {SMALLEST}, and square"
        )
    return picture.digest


def with_logo(listing: Mapping[str, Any]) -> dict[str, Any]:
    """The listing with its logo's digest in place of the picture."""
    sent = listing.get("logo")
    return dict(listing) | ({"logo": kept(sent).digest} if sent else {})


def with_pictures(listing: Mapping[str, Any]) -> dict[str, Any]:
    """The same, with the digests of screenshots in place of their addresses."""
    sent = listing.get("screenshots")
    return with_logo(listing) | ({} if sent is None else {"screenshots": [digest_of(one) for one in sent]})


def with_logos(
    products: Iterable[Mapping[str, Any]], publisher: str
) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Products of an import with their logos' digests; a logo that is no picture costs the logo, and is told."""
    kept_ones: list[dict[str, Any]] = []
    refused: list[dict[str, str]] = []
    for product in products:
        try:
            kept_ones.append(with_logo(product))
        except Invalid as wrong:
            kept_ones.append({**product, "logo": ""})
            refused.append({"product": f"{publisher}/{product['slug']}", "code": wrong.code, "detail": wrong.detail})
    return kept_ones, refused
