"""The API of the keys with which a publisher signs: once one is registered, nothing unsigned is released."""

from typing import Any

from flask import Response

from eventlog.refusal import Missing
from gateway.auth import needs
from gateway.http import page_of
from gateway.publishing import publisher_schemas as schemas
from gateway.publishing.api import blp, catalog, context, edited, inside

KEYS = "/publishers/<publisher>/signing-keys"


@blp.route(KEYS, methods=["GET"])
@blp.response(200, schemas.SigningKeys)
@needs("publish")
def signing_keys(publisher: str) -> dict[str, Any]:
    """For its team and for staff: the public keys that count, the oldest first."""
    _must_be_inside(publisher)
    found = catalog().signing_keys_of(publisher)
    return page_of(found, len(found))


@blp.route(KEYS, methods=["PUT"])
@blp.arguments(schemas.NewSigningKey)
@blp.response(200, schemas.PublisherEdited)
@needs("publish")
def register_signing_key(sent: dict[str, Any], publisher: str) -> Response:
    """For its owners: from now on only what one of its keys has signed is released."""
    _must_be_inside(publisher)
    return edited(catalog().register_signing_key(publisher, sent["name"], sent["pem"], context()))


@blp.route(f"{KEYS}/<key>", methods=["DELETE"])
@blp.response(200, schemas.PublisherEdited)
@needs("publish")
def withdraw_signing_key(publisher: str, key: str) -> Response:
    """For its owners: what it signs is not believed any more; what was released stays."""
    _must_be_inside(publisher)
    return edited(catalog().withdraw_signing_key(publisher, key, context()))


def _must_be_inside(publisher: str) -> None:
    if not inside(publisher):
        raise Missing("no-such-publisher", publisher[:80])
