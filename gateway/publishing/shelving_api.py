"""The API of a product's way: to the reviewers, onto the shelves and off them, and to another publisher."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, jsonify

from gateway.auth import needs
from gateway.http import Nothing
from gateway.publishing import schemas
from gateway.publishing.api import PRODUCT, blp, catalog, context, edit_context, edited, must_be_inside
from gateway.publishing.listing_fees import listing_fee
from gateway.publishing.payout_schemas import ListingFee


@blp.route(f"{PRODUCT}/submit", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.OfProduct)
@needs("publish")
def submit_product(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """Hand the product to the store's reviewers."""
    return edited(catalog().submit_product(f"{publisher}/{product}", context()))


@blp.route(f"{PRODUCT}/withdraw", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.OfProduct)
@needs("publish")
def withdraw_submission(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """Take the product back from the reviewers, to edit it."""
    return edited(catalog().withdraw_submission(f"{publisher}/{product}", context()))


@blp.route(f"{PRODUCT}/approve", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.OfProduct)
@needs("staff")
def approve_product(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """For staff: the product may be published; or, where it may already, its edit stands. With If-Match only as it was
    read: its publisher may edit on meanwhile."""
    return edited(catalog().approve_product(f"{publisher}/{product}", edit_context()))


@blp.route(f"{PRODUCT}/reject", methods=["POST"])
@blp.arguments(schemas.Reasons)
@blp.response(200, schemas.OfProduct)
@needs("staff")
def reject_product(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """For staff: turn the product down, with reasons; it is a draft again. An edit of what was approved before is
    turned down alone: the listing reads again as it was approved, and the product stays where it is."""
    return edited(catalog().reject_product(f"{publisher}/{product}", sent["reasons"], context()))


@blp.route(f"{PRODUCT}/listing-fee", methods=["GET"])
@blp.response(200, ListingFee)
@needs("publish", "staff")
def listing_fee_of(publisher: str, product: str) -> Response:
    """What a year on the shelves costs the product's publisher, who agrees to it by publishing."""
    must_be_inside(publisher, product)
    return jsonify(listing_fee(catalog().product(f"{publisher}/{product}")))


@blp.route(f"{PRODUCT}/publish", methods=["POST"])
@blp.arguments(schemas.Publication, required=False)
@blp.response(200, schemas.OfProduct)
@needs("publish")
def publish_product(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """Put an approved product with its released versions on the shelves, now or at a time to come."""
    if sent["at"] is not None and sent["at"] > datetime.now(UTC):
        return edited(catalog().schedule_publication(f"{publisher}/{product}", sent["at"].isoformat(), context()))
    return edited(catalog().publish_product(f"{publisher}/{product}", context()))


@blp.route(f"{PRODUCT}/publish", methods=["DELETE"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.OfProduct)
@needs("publish")
def unschedule_publication(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """The product does not go on the shelves by itself any more."""
    return edited(catalog().unschedule_publication(f"{publisher}/{product}", context()))


@blp.route(f"{PRODUCT}/unlist", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.OfProduct)
@needs("publish")
def unlist_product(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """Take the product off the shelves; who has it keeps it."""
    return edited(catalog().unlist_product(f"{publisher}/{product}", context()))


@blp.route(f"{PRODUCT}/hold", methods=["POST"])
@blp.arguments(schemas.Hold)
@blp.response(200, schemas.OfProduct)
@needs("staff")
def hold_product(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """For staff: a warning on the product's page; it still pulls."""
    return edited(catalog().hold_product(f"{publisher}/{product}", sent["reason"], context()))


@blp.route(f"{PRODUCT}/lift-hold", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.OfProduct)
@needs("staff")
def lift_hold(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """For staff: the warning goes."""
    return edited(catalog().lift_hold(f"{publisher}/{product}", context()))


@blp.route(f"{PRODUCT}/revoke", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.OfProduct)
@needs("staff")
def revoke_product(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """For staff: neither found nor pulled any more, for good."""
    return edited(catalog().revoke_product(f"{publisher}/{product}", context()))


@blp.route(f"{PRODUCT}/feature", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.OfProduct)
@needs("staff")
def feature_product(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """For staff: show the product first."""
    return edited(catalog().feature_product(f"{publisher}/{product}", context()))


@blp.route(f"{PRODUCT}/unfeature", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.OfProduct)
@needs("staff")
def unfeature_product(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """For staff: show it like any other."""
    return edited(catalog().unfeature_product(f"{publisher}/{product}", context()))


@blp.route(f"{PRODUCT}/transfer", methods=["POST"])
@blp.arguments(schemas.Transfer)
@blp.response(200, schemas.OfProduct)
@needs("publish")
def offer_transfer(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """Offer the product to another publisher; staff may, too. It stays where it is until the other accepts."""
    return edited(catalog().offer_transfer(f"{publisher}/{product}", sent["to"], context()))


@blp.route(f"{PRODUCT}/transfer", methods=["DELETE"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.OfProduct)
@needs("publish")
def withdraw_transfer(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """Take the offer back, or decline it."""
    return edited(catalog().withdraw_transfer(f"{publisher}/{product}", context()))


@blp.route(f"{PRODUCT}/transfer/accept", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.OfProduct)
@needs("publish")
def accept_transfer(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """Take the product over: it has a new address, and its old one leads there. Its new publisher has accepted the
    agreement in its present version before."""
    return edited(catalog().accept_transfer(f"{publisher}/{product}", context()))
