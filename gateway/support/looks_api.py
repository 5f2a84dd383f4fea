"""The API of looks: support asks to see a customer's own pages, the customer answers, and reads who looked at what."""

from typing import Any

from flask import Response, jsonify

from eventlog.refusal import Missing
from gateway.auth import needs
from gateway.http import Blueprint, Nothing, done, page_of
from gateway.support import looked
from gateway.support import looks_schemas as schemas
from gateway.support.desks import context, support

blp = Blueprint("looks", __name__, url_prefix="/api/v1", description="Support looks at a customer's pages")

LOOKS = "/tickets/<ticket>/looks"


@blp.route("/looks", methods=["GET"])
@blp.response(200, schemas.LookList)
@needs("buy")
def looks() -> Response:
    """Of yourself and of organisations that you buy for: what was asked, what is allowed, and who looked at what."""
    found = support().looks_of(context())
    return jsonify(page_of(found, len(found)))


@blp.route(LOOKS, methods=["GET"])
@blp.response(200, schemas.OfLook)
@blp.alt_response(404)
@needs("buy", "support", "staff")
def look_of(ticket: str) -> Response:
    """How it stands on a ticket; for its customer and the store's support."""
    return jsonify(support().look_of(ticket, context()))


@blp.route(LOOKS, methods=["POST"])
@blp.arguments(schemas.LookWanted)
@blp.response(200, schemas.OfLook)
@blp.alt_response(404)
@blp.alt_response(409)
@needs("support", "staff")
def ask_to_look(sent: dict[str, Any], ticket: str) -> Response:
    """The store's support asks the ticket's customer; nothing is shown until they allow it."""
    return done(support().ask_to_look(ticket, sent["text"], context()))


@blp.route(f"{LOOKS}/grant", methods=["POST"])
@blp.arguments(schemas.LookAllowed)
@blp.response(200, schemas.OfLook)
@blp.alt_response(404)
@blp.alt_response(409)
@needs("buy")
def grant_look(sent: dict[str, Any], ticket: str) -> Response:
    """By the customer, for so many hours; of an organisation by its owners and who does its billing."""
    return done(support().grant_look(ticket, sent["hours"], context()))


@blp.route(f"{LOOKS}/refuse", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.OfLook)
@blp.alt_response(404)
@blp.alt_response(409)
@needs("buy")
def refuse_look(sent: dict[str, Any], ticket: str) -> Response:
    return done(support().refuse_look(ticket, context()))


@blp.route(f"{LOOKS}/withdraw", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.OfLook)
@blp.alt_response(404)
@blp.alt_response(409)
@needs("buy", "support", "staff")
def withdraw_look(sent: dict[str, Any], ticket: str) -> Response:
    """By the customer at any time, and by the store's support once it needs it no more."""
    return done(support().withdraw_look(ticket, context()))


@blp.route(f"{LOOKS}/<page>", methods=["GET"])
@blp.response(200, schemas.LookedAt)
@blp.alt_response(404)
@needs("support", "staff")
def look(ticket: str, page: str) -> Response:
    """One of the customer's pages: subscriptions, licences, invoices or rights. It is recorded, and the customer reads
    that you looked. `look-not-granted` and `look-over` say that you may not."""
    if page not in looked.PAGES:
        raise Missing("not-found", page[:80])
    told = support().look(ticket, page, context())
    shown = {name: told[name] for name in ("number", "holder", "until")}
    return jsonify({"page": page, **shown, "items": looked.page_of(page, told["holder"])})
