"""The API of getting: a plan's terms are accepted."""

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


@blp.route("/products/<publisher>/<product>/plans/<plan>/terms", methods=["POST"])
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
