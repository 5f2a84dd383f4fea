"""The API of publishing: what its parts share, and who does not even learn that a product is there."""

from dataclasses import replace
from typing import Any

from flask import Response, request

from eventlog.refusal import Forbidden, Missing
from gateway.auth import caller, command_context
from gateway.http import Blueprint, done, etag, wanted_versions
from gateway.moved import lead_on
from gateway.parts import database, parts
from gateway.rpc import Catalog
from gateway.views import listings

blp = Blueprint("publishing", __name__, url_prefix="/api/v1", description="Publishing")

LARGE_BODY = 8 * 1024 * 1024
PICTURE_BODY = 4 * 1024 * 1024
PRODUCT = "/products/<publisher>/<product>"
PLAN = f"{PRODUCT}/plans/<plan>"
TEAM, STAFF = ("owner", "editor", "support"), frozenset({"reviewer", "operator"})


def hide_drafts() -> None:
    """Others' drafts look as if they were not there, whatever is asked of them."""
    named = request.view_args or {}
    if "product" not in named:
        return
    address = f"{named['publisher']}/{named['product']}"
    lead_on(address)
    if listings.moved(database(), address) is not None:
        raise Missing("no-such-product", address[:200])  # nor does who gave one away see what becomes of it
    if not inside(named["publisher"]) and listings.product(database(), address) is None and not _offered(address):
        raise Missing("no-such-product", address[:200])


blp.before_request(hide_drafts)


def catalog() -> Catalog:
    return parts().rpc.catalog


def context() -> dict[str, Any]:
    return command_context().dump()


def edit_context() -> dict[str, Any]:
    """With If-Match the log itself sees to it that nobody else edited meanwhile."""
    return replace(command_context(), versions=wanted_versions()).dump()


def edited(executed: dict[str, Any], status: int = 200) -> Response:
    return etag(done(executed, status), executed["version"])


def must_be_inside(publisher: str, product: str) -> None:
    """Others' drafts look as if they were not there."""
    if not inside(publisher):
        raise Missing("no-such-product", f"{publisher}/{product}"[:200])


def inside(publisher: str) -> bool:
    """Whether the caller works for this publisher, or reviews what publishers do."""
    held = caller().roles
    return bool(held & STAFF) or any(f"{publisher}:{role}" in held for role in TEAM)


def must_be_staff() -> None:
    if not caller().roles & STAFF:
        raise Forbidden("staff-only", " or ".join(sorted(STAFF)))


def _offered(address: str) -> bool:
    """Whether a publisher of the caller's may take the product over."""
    found = listings.drafted(database(), address)
    return found is not None and f"{found.offered_to}:owner" in caller().roles
