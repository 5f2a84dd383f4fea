"""The API of sales and statements: what a publisher sold, what was taken back, and what it is owed."""

from typing import Any

from flask import Response, jsonify

from gateway.auth import needs
from gateway.http import done, page_of
from gateway.publishing import payout_schemas as schemas
from gateway.publishing.api import blp, context
from gateway.publishing.selling import billing, movements_file, must_see_money, span, statements_file, sums_file
from gateway.tables import AS_CSV

__all__ = ["blp"]

PUBLISHER = "/publishers/<publisher>"


@blp.route(f"{PUBLISHER}/sales", methods=["GET"])
@blp.arguments(schemas.SalesArguments, location="query")
@blp.response(200, schemas.SalesPage)
@blp.alt_response(404)
@blp.doc(**AS_CSV)
@needs("publish", "staff")
def sales(asked: dict[str, Any], publisher: str) -> Response:
    """Sums by day, month or plan, one a currency; or each movement of money that they are made of."""
    must_see_money(publisher)
    first, last = span(asked["first"], asked["last"])
    days, by = (first.isoformat(), last.isoformat()), asked["by"]
    name = f"sales-{publisher}-by-{by}-{days[0]}-{days[1]}.csv"
    if by == "movement":
        moved = billing().movements_of(publisher, *days)
        return movements_file(moved, name) if asked["format"] == "csv" else jsonify(page_of(moved, len(moved)))
    summed = billing().sales_of(publisher, *days, by)
    return sums_file(summed, by, name) if asked["format"] == "csv" else jsonify(page_of(summed, len(summed)))


@blp.route(f"{PUBLISHER}/statements", methods=["GET"])
@blp.arguments(schemas.AsFile, location="query")
@blp.response(200, schemas.StatementPage)
@blp.alt_response(404)
@blp.doc(**AS_CSV)
@needs("publish", "staff")
def statements(asked: dict[str, Any], publisher: str) -> Response:
    """One a month and currency, the newest first."""
    must_see_money(publisher)
    found = billing().statements_of(publisher)
    if asked["format"] == "csv":
        return statements_file(found, f"statements-{publisher}.csv")
    return jsonify(page_of(found, len(found)))


@blp.route("/statements/<statement>", methods=["GET"])
@blp.response(200, schemas.Statement)
@blp.alt_response(404)
@needs("publish", "staff")
def statement(statement: str) -> Response:
    """For its publisher and for the store's finance."""
    found = billing().statement(statement)
    must_see_money(found["publisher"])
    return jsonify(found)


@blp.route(f"{PUBLISHER}/subscribers", methods=["GET"])
@blp.response(200, schemas.SalesPage)
@blp.alt_response(404)
@needs("publish", "staff")
def subscribers(publisher: str) -> Response:
    """Who subscribes to something of the publisher's, and how that stands."""
    must_see_money(publisher)
    found = billing().subscribers_of(publisher)
    return jsonify(page_of(found, len(found)))


@blp.route(f"{PUBLISHER}/subscribers/<subscription>/extend-trial", methods=["POST"])
@blp.arguments(schemas.TrialLonger)
@blp.response(200)
@blp.alt_response(404)
@needs("publish")
def extend_trial(sent: dict[str, Any], publisher: str, subscription: str) -> Response:
    """Once, by its publisher: so many days more to try it."""
    must_see_money(publisher)
    return done(billing().extend_trial(subscription, sent["days"], context()))
