"""The API of finance's part in credit: who has how much, what is granted, and what is taken back."""

from typing import Any

from flask import Response

from gateway.auth import command_context, needs
from gateway.checkout.credit_schemas import CreditBalance, CreditBalances
from gateway.http import Blueprint, done, page_of
from gateway.operations import credit_schemas as schemas
from gateway.operations.finance import billing, must_be_finance

blp = Blueprint("finance_credit", __name__, url_prefix="/api/v1", description="Customers' credit")


@blp.route("/ledger/credit", methods=["GET"])
@blp.response(200, schemas.EveryCredit)
@needs("staff")
def every_credit() -> dict[str, Any]:
    """Who has any, by currency, the most first; 500 at most."""
    must_be_finance()
    found = billing().credits()
    return page_of(found, len(found))


@blp.route("/ledger/credit/<holder>", methods=["GET"])
@blp.response(200, CreditBalances)
@needs("staff")
def credit_of(holder: str) -> dict[str, Any]:
    """What one customer has, with what it consists of."""
    must_be_finance()
    found = billing().credit_of(holder)
    return page_of(found, len(found))


@blp.route("/ledger/credit", methods=["POST"])
@blp.arguments(schemas.GrantWanted)
@blp.response(201, CreditBalance)
@blp.alt_response(404)
@needs("staff")
def grant_credit(sent: dict[str, Any]) -> Response:
    """Give a customer credit, with a reason that it reads; the next invoices are paid from it."""
    expires = sent["expires"].isoformat() if sent["expires"] else ""
    granted = (sent["holder"], sent["amount"], sent["reason"], expires)
    return done(billing().grant_credit(*granted, command_context().dump()), 201)


@blp.route("/ledger/credit/grants/<credit>/withdraw", methods=["POST"])
@blp.arguments(schemas.WithdrawalWanted)
@blp.response(200, CreditBalance)
@blp.alt_response(404)
@needs("staff")
def withdraw_credit(sent: dict[str, Any], credit: str) -> Response:
    """Take back what is left of a grant, with a reason that finance alone reads.

    A top-up is paid back by a credit note over its invoice.
    """
    told = (sent["holder"], sent["currency"], credit, sent["reason"])
    return done(billing().withdraw_credit(*told, command_context().dump()))
