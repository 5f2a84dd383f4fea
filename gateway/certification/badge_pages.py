"""The badge of a product for other sites, and the page that gives the words to embed it."""

from flask import Blueprint, Response

from eventlog.refusal import Missing
from gateway.certification.badge import svg
from gateway.parts import database
from gateway.views import listings
from gateway.views.listings import Product

pages = Blueprint("certification_badge_pages", __name__)

KEPT = 300  # seconds that others may keep it


@pages.get("/badge/<publisher>/<product>.svg")
def badge(publisher: str, product: str) -> Response:
    """Says certified of nothing that is not; whoever embeds it is told the same as every visitor."""
    found = listings.product(database(), f"{publisher}/{product}", visible_to=None)
    if found is None or found.external:
        raise Missing("no-such-product", f"{publisher}/{product}"[:130])
    state, words = _said(found)
    response = Response(svg("chandlery", words, state), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = f"public, max-age={KEPT}"
    response.add_etag()
    return response


def _said(found: Product) -> tuple[str, str]:
    if found.state == "held":
        return "held", "on hold"
    if found.certified is not None:
        return "certified", f"certified {found.certified.tag}"
    if found.uncertified == "expired":
        return "expired", "certificate expired"
    return "", "not certified"
