"""The API of publishing: who publishes, what is listed, and on what terms."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import Response, request

from eventlog.refusal import Invalid, Missing
from gateway.auth import Caller, caller, command_context, needs
from gateway.http import Blueprint, body_limit, done, etag, wanted_versions
from gateway.media import address
from gateway.parts import database, parts
from gateway.publishing import schemas
from gateway.publishing.pictures import publisher_logo, with_logo, with_logos
from gateway.rpc import Catalog
from gateway.views import listings

blp = Blueprint("publishing", __name__, url_prefix="/api/v1", description="Publishing")

LARGE_BODY = 8 * 1024 * 1024
PICTURE_BODY = 4 * 1024 * 1024
PRODUCT = "/products/<publisher>/<product>"
PLAN = f"{PRODUCT}/plans/<plan>"


def hide_drafts() -> None:
    """Others' drafts look as if they were not there, whatever is asked of them."""
    named = request.view_args or {}
    if "product" in named and not _inside(named["publisher"]):
        address = f"{named['publisher']}/{named['product']}"
        if listings.product(database(), address) is None:
            raise Missing("no-such-product", address[:200])


blp.before_request(hide_drafts)


def catalog() -> Catalog:
    return parts().rpc.catalog


def context() -> dict[str, Any]:
    return command_context().dump()


def edit_context() -> dict[str, Any]:
    """With If-Match the log itself sees to it that nobody else edited meanwhile."""
    return replace(command_context(), versions=wanted_versions()).dump()


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


@blp.route("/publishers", methods=["POST"])
@body_limit(PICTURE_BODY)
@blp.arguments(schemas.Application)
@blp.response(201, schemas.OfPublisher)
@needs("publish")
def apply_as_publisher(sent: dict[str, Any]) -> Response:
    """Ask to publish here; the caller becomes the publisher's owner."""
    named = (sent["slug"], sent["legal_name"], sent["website"], sent["phone"], sent["email"])
    return done(catalog().apply_as_publisher(*named, publisher_logo(sent["logo"]), context()), 201)


@blp.route("/publishers/<publisher>/application", methods=["GET"])
@blp.response(200, schemas.Publisher)
@needs("publish")
def application(publisher: str) -> dict[str, Any]:
    """For its owner and for staff: what the publisher told of itself, and what became of it."""
    if not _inside(publisher):
        raise Missing("no-such-publisher", publisher[:80])
    told = catalog().publisher(publisher)
    return {name: told[name] for name in schemas.Publisher().fields} | {"logo": address(told["logo"])}


@blp.route("/publishers/<publisher>/approve", methods=["POST"])
@blp.arguments(schemas.Nothing, required=False)
@blp.response(200, schemas.OfPublisher)
@needs("staff")
def approve_publisher(sent: dict[str, Any], publisher: str) -> Response:
    """For staff: let it publish."""
    return done(catalog().approve_publisher(publisher, context()) | {"slug": publisher})


@blp.route("/publishers/<publisher>/reject", methods=["POST"])
@blp.arguments(schemas.Reasons)
@blp.response(200, schemas.OfPublisher)
@needs("staff")
def reject_publisher(sent: dict[str, Any], publisher: str) -> Response:
    """For staff: turn it down, with reasons; it may apply again."""
    return done(catalog().reject_publisher(publisher, sent["reasons"], context()) | {"slug": publisher})


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
    told = catalog().product(f"{publisher}/{product}")
    told["listing"] |= {"logo": address(told["listing"]["logo"])}
    return etag(done(told), told["version"])


@blp.route(PRODUCT, methods=["PATCH"])
@body_limit(PICTURE_BODY)
@blp.arguments(schemas.Listing)
@blp.response(200, schemas.OfProduct)
@needs("publish")
def edit_listing(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """Change parts of the listing; with If-Match only where nobody else changed it meanwhile."""
    return _edited(catalog().edit_listing(f"{publisher}/{product}", with_logo(sent), edit_context()))


@blp.route(f"{PRODUCT}/plans", methods=["POST"])
@blp.arguments(schemas.PlanWanted)
@blp.response(201, schemas.OfProduct)
@needs("publish")
def add_plan(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """Offer a repository: to anyone, to who is signed in, to who accepts terms, or to subscribers."""
    plan = {name: value for name, value in sent.items() if name not in ("price", "interval", "trial_days")}
    return _edited(catalog().add_plan(f"{publisher}/{product}", plan, context()), 201)


@blp.route(PLAN, methods=["PATCH"])
@blp.arguments(schemas.PlanChanges)
@blp.response(200, schemas.OfProduct)
@needs("publish")
def change_plan(sent: dict[str, Any], publisher: str, product: str, plan: str) -> Response:
    """Change a plan; its repository stays, and new terms are a new version of them."""
    return _edited(catalog().change_plan(f"{publisher}/{product}", plan, sent, edit_context()))


@blp.route(PLAN, methods=["DELETE"])
@blp.response(200, schemas.OfProduct)
@needs("publish")
def retire_plan(publisher: str, product: str, plan: str) -> Response:
    """Offer a plan no longer; who has it keeps it."""
    return _edited(catalog().retire_plan(f"{publisher}/{product}", plan, context()))


@blp.route(f"{PRODUCT}/submit", methods=["POST"])
@blp.arguments(schemas.Nothing, required=False)
@blp.response(200, schemas.OfProduct)
@needs("publish")
def submit_product(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """Hand the product to the store's reviewers."""
    return _edited(catalog().submit_product(f"{publisher}/{product}", context()))


@blp.route(f"{PRODUCT}/withdraw", methods=["POST"])
@blp.arguments(schemas.Nothing, required=False)
@blp.response(200, schemas.OfProduct)
@needs("publish")
def withdraw_submission(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """Take the product back from the reviewers, to edit it."""
    return _edited(catalog().withdraw_submission(f"{publisher}/{product}", context()))


@blp.route(f"{PRODUCT}/approve", methods=["POST"])
@blp.arguments(schemas.Nothing, required=False)
@blp.response(200, schemas.OfProduct)
@needs("staff")
def approve_product(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """For staff: the product may be published."""
    return _edited(catalog().approve_product(f"{publisher}/{product}", context()))


@blp.route(f"{PRODUCT}/reject", methods=["POST"])
@blp.arguments(schemas.Reasons)
@blp.response(200, schemas.OfProduct)
@needs("staff")
def reject_product(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """For staff: turn the product down, with reasons; it is a draft again."""
    return _edited(catalog().reject_product(f"{publisher}/{product}", sent["reasons"], context()))


@blp.route(f"{PRODUCT}/publish", methods=["POST"])
@blp.arguments(schemas.Publication, required=False)
@blp.response(200, schemas.OfProduct)
@needs("publish")
def publish_product(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """Put an approved product with its released versions on the shelves."""
    if sent["at"] is not None and sent["at"] > datetime.now(UTC):
        raise Invalid("publication-later", "at")
    return _edited(catalog().publish_product(f"{publisher}/{product}", context()))


@blp.route(f"{PRODUCT}/unlist", methods=["POST"])
@blp.arguments(schemas.Nothing, required=False)
@blp.response(200, schemas.OfProduct)
@needs("publish")
def unlist_product(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """Take the product off the shelves; who has it keeps it."""
    return _edited(catalog().unlist_product(f"{publisher}/{product}", context()))


@blp.route(f"{PRODUCT}/hold", methods=["POST"])
@blp.arguments(schemas.Hold)
@blp.response(200, schemas.OfProduct)
@needs("staff")
def hold_product(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """For staff: a warning on the product's page; it still pulls."""
    return _edited(catalog().hold_product(f"{publisher}/{product}", sent["reason"], context()))


@blp.route(f"{PRODUCT}/lift-hold", methods=["POST"])
@blp.arguments(schemas.Nothing, required=False)
@blp.response(200, schemas.OfProduct)
@needs("staff")
def lift_hold(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """For staff: the warning goes."""
    return _edited(catalog().lift_hold(f"{publisher}/{product}", context()))


@blp.route(f"{PRODUCT}/revoke", methods=["POST"])
@blp.arguments(schemas.Nothing, required=False)
@blp.response(200, schemas.OfProduct)
@needs("staff")
def revoke_product(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """For staff: neither found nor pulled any more, for good."""
    return _edited(catalog().revoke_product(f"{publisher}/{product}", context()))


def _edited(executed: dict[str, Any], status: int = 200) -> Response:
    return etag(done(executed, status), executed["version"])


def must_be_inside(publisher: str, product: str) -> None:
    """Others' drafts look as if they were not there."""
    if not _inside(publisher):
        raise Missing("no-such-product", f"{publisher}/{product}"[:200])


def _inside(publisher: str) -> bool:
    who: Caller = caller()
    return who.owns(publisher) or bool(who.roles & {"reviewer", "operator"})
