"""The API of getting: a plan's terms are read and accepted."""

from typing import Any

from flask import Response

from eventlog.refusal import Missing
from gateway.auth import caller, command_context, needs
from gateway.checkout import schemas
from gateway.http import Blueprint, done
from gateway.moved import lead_on
from gateway.parts import database, parts
from gateway.views import listings

blp = Blueprint("checkout", __name__, url_prefix="/api/v1", description="Getting what is on the shelves")
TERMS = "/products/<publisher>/<product>/plans/<plan>/terms"


@blp.route(TERMS)
@blp.response(200, schemas.TermsShown)
@blp.alt_response(404)
def terms(publisher: str, product: str, plan: str) -> dict[str, str]:
    """The present version of a plan's terms, in full; for everybody who may see the product."""
    found = listings.product(database(), f"{publisher}/{product}", visible_to=caller())
    if found is None:
        lead_on(f"{publisher}/{product}")
        raise Missing("product-unknown")
    offered = found.plan(plan)
    if offered is None:
        raise Missing("plan-unknown")
    if not offered.terms_version:
        raise Missing("nothing-to-accept")
    url = f"{parts().settings.url}/terms/{found.slug}/{offered.id}"
    return {"version": offered.terms_version, "text": offered.terms_text, "digest": offered.terms_digest, "url": url}


@blp.route(TERMS, methods=["POST"])
@blp.arguments(schemas.TermsAcceptance)
@blp.response(200, schemas.Accepted)
@needs("buy")
def accept_terms(sent: dict[str, Any], publisher: str, product: str, plan: str) -> Response:
    """Accept the present version of a plan's terms; where they are all that it asks for, it can be pulled at once.

    For an organisation by its owners and who does its billing: then all its members may pull.
    """
    found = listings.product(database(), f"{publisher}/{product}", visible_to=caller())
    if found is None:
        lead_on(f"{publisher}/{product}")
        raise Missing("product-unknown")
    holder, context = sent["holder"] or caller().account, command_context().dump()
    accepted = parts().rpc.billing.accept_terms(found.id, plan, sent["version"], holder, context)
    told = {name: accepted[name] for name in ("position", "plan", "version", "repository", "entitled")}
    return done({"product": found.slug, **told})
