"""The API of products: drafted, described, pictured, and offered by plans."""

from typing import Any

from flask import Response

from gateway.auth import needs
from gateway.http import Nothing, body_limit, done, etag
from gateway.media import address
from gateway.publishing import plans_schemas, schemas
from gateway.publishing.api import (
    LARGE_BODY,
    PICTURE_BODY,
    PLAN,
    PRODUCT,
    blp,
    catalog,
    context,
    edit_context,
    edited,
    must_be_inside,
    must_be_staff,
)
from gateway.publishing.pictures import digest_of, screenshot, shown, with_logo, with_pictures


@blp.route("/products", methods=["POST"])
@body_limit(PICTURE_BODY)
@blp.arguments(schemas.Draft)
@blp.response(201, schemas.Drafted)
@needs("publish")
def draft_product(sent: dict[str, Any]) -> Response:
    """Begin a product; only its publisher and staff see it until it is published."""
    listing = {name: value for name, value in sent.items() if name not in ("publisher", "slug", "kind")}
    drafted = catalog().draft_product(sent["publisher"], sent["slug"], sent["kind"], with_logo(listing), context())
    return done(drafted, 201)


@blp.route(f"{PRODUCT}/editing", methods=["GET"])
@blp.response(200, schemas.Product)
@needs("publish")
def editing(publisher: str, product: str) -> Response:
    """For its publisher and for staff: the product as it stands, and what a reviewer would say of it."""
    must_be_inside(publisher, product)
    told = shown(catalog().product(f"{publisher}/{product}"))
    return etag(done(told), told["version"])


@blp.route(f"{PRODUCT}/review", methods=["GET"])
@blp.response(200, schemas.Review)
@needs("staff")
def review(publisher: str, product: str) -> dict[str, Any]:
    """For staff: the product as it stands, as it was when a reviewer decided on it last, and what changed since."""
    must_be_staff()
    told = catalog().review_of(f"{publisher}/{product}")
    return told | {"now": shown(told["now"]), "before": told["before"] and shown(told["before"])}


@blp.route(PRODUCT, methods=["PATCH"])
@body_limit(PICTURE_BODY)
@blp.arguments(schemas.ListingChanges)
@blp.response(200, schemas.OfProduct)
@needs("publish")
def edit_listing(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """Change parts of the listing; with If-Match only where nobody else changed it meanwhile."""
    return edited(catalog().edit_listing(f"{publisher}/{product}", with_pictures(sent), edit_context()))


@blp.route(f"{PRODUCT}/screenshots", methods=["POST"])
@body_limit(LARGE_BODY)
@blp.arguments(schemas.Screenshot)
@blp.response(201, schemas.ScreenshotAdded)
@needs("publish")
def add_screenshot(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """Add a screenshot behind those that are there; at most eight."""
    must_be_inside(publisher, product)
    picture = screenshot(sent["picture"])
    done = catalog().add_screenshot(f"{publisher}/{product}", picture, context())
    return edited(done | {"screenshot": address(picture)}, 201)


@blp.route(f"{PRODUCT}/screenshots/<name>", methods=["DELETE"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.OfProduct)
@needs("publish")
def remove_screenshot(sent: dict[str, Any], publisher: str, product: str, name: str) -> Response:
    """Take a screenshot away, named by the last part of its address."""
    return edited(catalog().remove_screenshot(f"{publisher}/{product}", digest_of(name), context()))


@blp.route(f"{PRODUCT}/plans", methods=["POST"])
@blp.arguments(plans_schemas.PlanWanted)
@blp.response(201, schemas.OfProduct)
@needs("publish")
def add_plan(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """Offer a repository: to anyone, to who is signed in, to who accepts terms, to subscribers, or by order."""
    return edited(catalog().add_plan(f"{publisher}/{product}", sent, context()), 201)


@blp.route(PLAN, methods=["PATCH"])
@blp.arguments(plans_schemas.PlanChanges)
@blp.response(200, schemas.OfProduct)
@needs("publish")
def change_plan(sent: dict[str, Any], publisher: str, product: str, plan: str) -> Response:
    """Change a plan; its repository stays, new terms are a new version, and a new price has its notice."""
    return edited(catalog().change_plan(f"{publisher}/{product}", plan, sent, edit_context()))


@blp.route(PLAN, methods=["DELETE"])
@blp.response(200, schemas.OfProduct)
@needs("publish")
def retire_plan(publisher: str, product: str, plan: str) -> Response:
    """Offer a plan no longer; who has it keeps it."""
    return edited(catalog().retire_plan(f"{publisher}/{product}", plan, context()))
