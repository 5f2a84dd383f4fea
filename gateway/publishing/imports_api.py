"""The API of imports: listings of images that lie in other registries."""

from typing import Any

from flask import Response

from gateway.auth import needs
from gateway.http import body_limit, done
from gateway.publishing import import_schemas as schemas
from gateway.publishing.api import LARGE_BODY, blp, catalog, context
from gateway.publishing.pictures import with_logos


@blp.route("/imports", methods=["POST"])
@body_limit(LARGE_BODY)
@blp.arguments(schemas.Import)
@blp.response(200, schemas.Imported)
@needs("staff")
def import_products(sent: dict[str, Any]) -> Response:
    """For staff: listings of images that lie in other registries, with their versions. Repeated, it changes nothing."""
    products, refused = with_logos(sent["products"], sent["source"]["publisher"]["slug"])
    told = catalog().import_products(sent["source"], products, context())
    return done(told | {"refused": told["refused"] + refused})
