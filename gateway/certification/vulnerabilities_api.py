"""The API of known holes: a product's, what its publisher says of them, and each image's bill of materials."""

from typing import Any

from flask import Response

from eventlog.refusal import Missing
from gateway.auth import caller, needs
from gateway.catalog.api import product_or_refuse
from gateway.certification import vulnerabilities_schemas as schemas
from gateway.certification.api import blp, certification, context
from gateway.http import done, page_of
from gateway.parts import database
from gateway.views.judged import are_shown
from gateway.views.listings import Product
from gateway.views.versions import versions_of

__all__ = ["blp"]

PRODUCT = "/products/<publisher>/<product>"
STAFF = ("reviewer", "operator", "support")
TEAM = ("owner", "editor", "support")
CYCLONEDX = "application/vnd.cyclonedx+json; version=1.6"


@blp.route(f"{PRODUCT}/vulnerabilities", methods=["GET"])
@blp.response(200, schemas.VulnerabilityPage)
@blp.alt_response(404)
@needs("publish", "certify", "support")
def vulnerabilities_of(publisher: str, product: str) -> dict[str, Any]:
    """What is known of the newest release of each plan, the soonest due first: for its publisher and for staff."""
    found = certification().vulnerabilities_of(f"{publisher}/{product}", context())
    return page_of(found, len(found))


@blp.route(f"{PRODUCT}/findings", methods=["PUT"])
@blp.arguments(schemas.Shown)
@blp.response(200, schemas.FindingsShown)
@blp.alt_response(404)
@needs("publish")
def show_findings(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """Whether customers see how many holes are known, though it is not certified; of certified ones they always do."""
    return done(certification().show_findings(f"{publisher}/{product}", sent["shown"], context()))


@blp.route("/vulnerabilities/<vulnerability>/vex", methods=["POST"])
@blp.arguments(schemas.Vex)
@blp.response(200, schemas.Vulnerability)
@blp.alt_response(404)
@needs("publish", "certify")
def state_vex(sent: dict[str, Any], vulnerability: str) -> Response:
    """What its publisher says of a hole (OpenVEX 0.2): where it is not affected, or fixed, no clock runs."""
    told = (sent["status"], sent["justification"], sent["statement"])
    return done(certification().state_vex(vulnerability, *told, context()))


@blp.route(f"{PRODUCT}/versions/<digest>/sbom", methods=["GET"])
@blp.arguments(schemas.SbomArguments, location="query")
@blp.response(200, {"type": "object"}, content_type="application/vnd.cyclonedx+json")
@blp.alt_response(404)
def sbom(asked: dict[str, Any], publisher: str, product: str, digest: str) -> Response:
    """The bill of materials of one platform: CycloneDX 1.6, as JSON; for whoever sees the product's findings."""
    found = product_or_refuse(publisher, product)
    released = next((one for one in versions_of(database(), found.id) if one.digest == digest), None)
    platforms = {} if released is None else {one.platform: one.digest for one in released.platforms}
    platform = asked["platform"] or next(iter(platforms), "")
    if platform not in platforms or not _may_see(found):
        raise Missing("no-such-sbom", f"{digest} {platform}"[:200])
    text = certification().sbom(platforms[platform], platform)["text"]
    name = f"{found.slug.replace('/', '-')}-{platform.replace('/', '-')}.cdx.json"
    response = Response(text, mimetype=CYCLONEDX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _may_see(found: Product) -> bool:
    if found.certified is not None or are_shown(database(), found.id):
        return True
    held = caller().roles
    return bool(held.intersection(STAFF)) or any(f"{found.publisher}:{role}" in held for role in TEAM)
