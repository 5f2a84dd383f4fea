"""The API of paying: whom invoices are for, the cards that pay them, and the invoices."""

from typing import Any

from flask import Response

from gateway.auth import caller, command_context, needs
from gateway.checkout import billing_schemas as schemas
from gateway.checkout.buying_schemas import Whose
from gateway.checkout.cards import address_back
from gateway.checkout.paying import pay_now
from gateway.checkout.whose import of_caller, seen
from gateway.http import Blueprint, done, page_of
from gateway.parts import parts
from gateway.rpc import Billing

blp = Blueprint("billing", __name__, url_prefix="/api/v1", description="Billing details, cards and invoices")


def billing() -> Billing:
    return parts().rpc.billing


def context() -> dict[str, Any]:
    return command_context().dump()


@blp.route("/billing/details", methods=["GET"])
@blp.arguments(Whose, location="query")
@blp.response(200, schemas.Customer)
@needs("buy")
def customer(asked: dict[str, Any]) -> dict[str, Any]:
    """Whom invoices are made out to, and the cards that are kept; for an organisation to its owners and billing."""
    return billing().customer_of(of_caller(asked["holder"], buys=True))


@blp.route("/billing/details", methods=["PUT"])
@blp.arguments(schemas.DetailsWanted)
@blp.response(200, schemas.Customer)
@needs("buy")
def provide_details(sent: dict[str, Any]) -> Response:
    """Whom invoices are made out to from now on; those that are out already stay as they are."""
    holder = sent.pop("holder") or caller().account
    provided = billing().provide_details(holder, sent, context())
    return done({**billing().customer_of(holder), "position": provided.get("position")})


@blp.route("/billing/payment-methods", methods=["GET"])
@blp.arguments(Whose, location="query")
@blp.response(200, schemas.PaymentMethods)
@needs("buy")
def payment_methods(asked: dict[str, Any]) -> dict[str, Any]:
    """The cards; the first one is charged."""
    methods = billing().customer_of(of_caller(asked["holder"], buys=True))["methods"]
    return page_of(methods, len(methods))


@blp.route("/billing/payment-methods", methods=["POST"])
@blp.arguments(schemas.CardWanted)
@blp.response(201, schemas.Customer)
@needs("buy")
def add_card(sent: dict[str, Any]) -> Response:
    """A card that the payment company keeps, by its token there."""
    holder = sent["holder"] or caller().account
    added = billing().add_card(holder, sent["token"], context())
    return done({**billing().customer_of(holder), "position": added.get("position")}, 201)


@blp.route("/billing/payment-methods/start", methods=["POST"])
@blp.arguments(schemas.CardPlaceWanted)
@blp.response(200, schemas.CardPlace)
@needs("buy")
def start_card(sent: dict[str, Any]) -> Response:
    """Where a card is entered: at the payment company, whose page leads back to `back`."""
    holder = sent["holder"] or caller().account
    started = billing().start_card(holder, address_back(holder, sent["back"]), context())
    return done({"url": started["url"]})


@blp.route("/billing/payment-methods/finish", methods=["POST"])
@blp.arguments(schemas.CardEntered)
@blp.response(201, schemas.Customer)
@needs("buy")
def finish_card(sent: dict[str, Any]) -> Response:
    """Keep the card that was entered there; the page that was led back to does the same."""
    holder = sent["holder"] or caller().account
    kept = billing().finish_card(holder, sent["session"], context())
    return done({**billing().customer_of(holder), "position": kept.get("position")}, 201)


@blp.route("/billing/payment-methods/<method>", methods=["DELETE"])
@blp.arguments(Whose, location="query")
@blp.response(200, schemas.Customer)
@needs("buy")
def remove_card(asked: dict[str, Any], method: str) -> Response:
    holder = asked["holder"] or caller().account
    removed = billing().remove_card(holder, method, context())
    return done({**billing().customer_of(holder), "position": removed.get("position")})


@blp.route("/invoices", methods=["GET"])
@blp.arguments(Whose, location="query")
@blp.response(200, schemas.Invoices)
@needs("read", "buy")
def invoices(asked: dict[str, Any]) -> dict[str, Any]:
    """One's own, or an organisation's for its owners and who does its billing; newest first."""
    found = billing().invoices_of(of_caller(asked["holder"], buys=True))
    return page_of(found, len(found))


@blp.route("/invoices/<invoice>", methods=["GET"])
@blp.response(200, schemas.Invoice)
@needs("read", "buy", "staff")
def invoice(invoice: str) -> dict[str, Any]:
    """For whom it is made out to, for its publisher, and for staff."""
    return seen(billing().invoice(invoice), "invoice-unknown", buys=True)


@blp.route("/invoices/<invoice>/pay", methods=["POST"])
@blp.response(200, schemas.Invoice)
@needs("buy")
def pay(invoice: str) -> Response:
    """Charge the present card now, for what could not be paid before; 402 `payment-declined` where the bank says no."""
    return done(pay_now(seen(billing().invoice(invoice), "invoice-unknown", buys=True), context()))
