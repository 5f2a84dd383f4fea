"""The API of the store's finance for what publishers are paid."""

from typing import Any

from flask import Response, jsonify
from marshmallow import fields, validate

from gateway.auth import command_context, needs
from gateway.http import Blueprint, Nothing, Schema, done, page_of
from gateway.publishing import payout_schemas as schemas
from gateway.publishing.selling import billing, must_be_finance, statements_file
from gateway.tables import AS_CSV

blp = Blueprint("payouts", __name__, url_prefix="/api/v1", description="Payouts")


class PayoutsAsked(Schema):
    state = fields.String(
        load_default="unsettled",
        validate=validate.OneOf(("unsettled", "sent")),
        metadata={"description": "unsettled: due, and not sent yet"},
    )
    format = fields.String(load_default="json", validate=validate.OneOf(("json", "csv")))


@blp.route("/payouts", methods=["GET"])
@blp.arguments(PayoutsAsked, location="query")
@blp.response(200, schemas.StatementPage)
@blp.doc(**AS_CSV)
@needs("staff")
def payouts(asked: dict[str, Any]) -> Response:
    """Statements of all publishers whose money is still to be paid out, the oldest first; or that was."""
    must_be_finance()
    found = billing().settled_payouts() if asked["state"] == "sent" else billing().unsettled_payouts()
    if asked["format"] == "csv":
        return statements_file(found, f"payouts-{asked['state']}.csv")
    return jsonify(page_of(found, len(found)))


@blp.route("/payouts/debts", methods=["GET"])
@blp.response(200, schemas.Debts)
@needs("staff")
def debts() -> dict[str, Any]:
    """Publishers who owe the store, since more was taken off than they sold, after they were paid."""
    must_be_finance()
    found = billing().debts()
    return page_of(found, len(found))


@blp.route("/statements/<statement>/payout", methods=["POST"])
@blp.arguments(schemas.PayoutMade)
@blp.response(200, schemas.StatementDone)
@blp.alt_response(404)
@needs("staff")
def record_payout(sent: dict[str, Any], statement: str) -> Response:
    """For finance: it was sent from the store's bank."""
    return done(billing().record_payout(statement, sent["reference"], command_context().dump()))


@blp.route("/statements/<statement>/payout/retry", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.StatementDone)
@blp.alt_response(404)
@needs("staff")
def retry_payout(sent: dict[str, Any], statement: str) -> Response:
    """For finance: once more what failed, or what waits."""
    return done(billing().retry_payout(statement, command_context().dump()))


@blp.route("/publishers/<publisher>/share", methods=["PUT"])
@blp.arguments(schemas.ShareWanted)
@blp.response(200, schemas.Payee)
@blp.alt_response(404)
@needs("staff")
def set_share(sent: dict[str, Any], publisher: str) -> Response:
    """For finance: which part of the net amount is the publisher's, on invoices from now on."""
    return done(billing().set_share(publisher, sent["percent"], command_context().dump()))


@blp.route("/publishers/<publisher>/statements", methods=["POST"])
@blp.arguments(schemas.MonthWanted)
@blp.response(200)
@blp.alt_response(404)
@needs("staff")
def close_month(sent: dict[str, Any], publisher: str) -> Response:
    """For finance: the statements of a month that is over, without waiting until the store makes them by itself."""
    return done(billing().close_month(publisher, sent["month"], command_context().dump()))
