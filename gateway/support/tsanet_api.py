"""The API of what lies between the store and TSANet: how it goes there, and who can be asked."""

from typing import Any

from gateway.auth import needs
from gateway.http import Blueprint, page_of
from gateway.support import tsanet_schemas as schemas
from gateway.support.desks import context, support

blp = Blueprint("tsanet", __name__, url_prefix="/api/v1", description="The store as a member of TSANet")

SCOPES = ("support", "staff")


@blp.route("/tsanet", methods=["GET"])
@blp.response(200, schemas.Standing)
@needs(*SCOPES)
def standing() -> dict[str, Any]:
    """Whether the store is a member of TSANet, and what its last look there found; for the store's desk."""
    return support().tsanet_status(context())


@blp.route("/tsanet/look", methods=["POST"])
@blp.response(200, schemas.Standing)
@blp.alt_response(409)
@blp.alt_response(503)
@needs(*SCOPES)
def look() -> dict[str, Any]:
    """Look at every case that waits there now, as happens each minute anyway; for the store's desk."""
    return support().look_at_tsanet(context())


@blp.route("/tsanet/partners", methods=["GET"])
@blp.arguments(schemas.PartnersWanted, location="query")
@blp.response(200, schemas.PartnerPage)
@blp.alt_response(503)
@needs(*SCOPES)
def partners(wanted: dict[str, Any]) -> dict[str, Any]:
    """Members of TSANet by a part of their name; for the store's desk."""
    found = support().partners(wanted["name"], context())
    return page_of(found, len(found))
