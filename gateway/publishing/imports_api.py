"""The API of imports: listings of images that lie in other registries."""

from typing import Any

from flask import Response

from eventlog.refusal import Conflicting
from gateway.auth import needs
from gateway.http import body_limit, done
from gateway.parts import database
from gateway.publishing import import_schemas as schemas
from gateway.publishing.api import LARGE_BODY, blp, catalog, context
from gateway.publishing.pictures import with_logos
from gateway.views import accounts, listings


@blp.route("/imports", methods=["POST"])
@body_limit(LARGE_BODY)
@blp.arguments(schemas.Import)
@blp.response(200, schemas.Imported)
@needs("staff")
def import_products(sent: dict[str, Any]) -> Response:
    """For staff: listings of images that lie in other registries, with their versions. Repeated, it changes nothing."""
    _must_be_no_organizations(sent["source"]["publisher"]["slug"])
    products, refused = with_logos(sent["products"], sent["source"]["publisher"]["slug"])
    told = catalog().import_products(sent["source"], products, context())
    return done(told | {"refused": told["refused"] + refused})


def _must_be_no_organizations(slug: str) -> None:
    """Whose name a new publisher without a team cannot have: its members would pass for that team."""
    if listings.publisher(database(), slug) is None and accounts.organization(database(), slug) is not None:
        raise Conflicting("slug-taken", slug)
