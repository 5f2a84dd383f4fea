"""The API of credit: what a customer has with the store, how it came and went, and how more is paid in."""

from typing import Any

from flask import Response

from gateway.auth import caller, command_context, needs
from gateway.checkout import credit_schemas as schemas
from gateway.checkout.buying_schemas import Whose
from gateway.checkout.topping_up import top_up as ordered
from gateway.checkout.whose import of_caller
from gateway.http import Blueprint, done, page_of
from gateway.parts import parts

blp = Blueprint("credit", __name__, url_prefix="/api/v1", description="Credit with the store")


@blp.route("/billing/credit", methods=["GET"])
@blp.arguments(Whose, location="query")
@blp.response(200, schemas.CreditBalances)
@needs("buy")
def credit(asked: dict[str, Any]) -> dict[str, Any]:
    """One's own, or an organisation's for its owners and billing, by currency: the next invoices are paid from it."""
    found = parts().rpc.billing.credit_of(of_caller(asked["holder"], buys=True))
    return page_of(found, len(found))


@blp.route("/billing/credit/movements", methods=["GET"])
@blp.arguments(schemas.HistoryAsked, location="query")
@blp.response(200, schemas.CreditMovements)
@needs("buy")
def credit_history(asked: dict[str, Any]) -> dict[str, Any]:
    """All that came and went, the newest first."""
    holder = of_caller(asked["holder"], buys=True)
    return parts().rpc.billing.credit_history(holder, asked["before"], asked["limit"])


@blp.route("/billing/credit/top-ups", methods=["POST"])
@blp.arguments(schemas.TopUpWanted)
@blp.response(201, schemas.TopUp)
@needs("buy")
def top_up(sent: dict[str, Any]) -> Response:
    """Pay in advance: an invoice without tax is made out, and there is credit once it is paid.

    By card, the answer waits some seconds for the bank: 402 `payment-declined` where it says no.
    """
    holder = sent["holder"] or caller().account
    return done(ordered(holder, sent["amount"], sent["payment"], command_context().dump()), 201)
