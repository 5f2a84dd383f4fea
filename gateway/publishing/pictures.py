"""Logos that come in as base64: kept as pictures of our own making, named by their content."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from typing import Any

from eventlog.refusal import Invalid
from gateway.media import Picture
from gateway.parts import parts

LOGO = 512


def kept(sent: str) -> Picture:
    """Refused as `logo-invalid`, `picture-too-large` or `not-a-picture`."""
    try:
        content = base64.b64decode(sent, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise Invalid("logo-invalid", "not in base64") from wrong
    return parts().media.keep(content)


def publisher_logo(sent: str) -> str:
    """The digest of a square picture of at least 512 pixels; empty where none was sent."""
    if not sent:
        return ""
    picture = kept(sent)
    if picture.width != picture.height or picture.width < LOGO:
        raise Invalid("logo-too-small", f"{picture.width} × {picture.height}; at least {LOGO} × {LOGO}, and square")
    return picture.digest


def with_logo(listing: Mapping[str, Any]) -> dict[str, Any]:
    """The listing with its logo's digest in place of the picture."""
    sent = listing.get("logo")
    return dict(listing) | ({"logo": kept(sent).digest} if sent else {})


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
