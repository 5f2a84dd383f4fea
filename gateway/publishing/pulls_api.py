"""The API of pulls: a publisher's people and staff see how often its products are pulled, as JSON or as a table."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Response, jsonify
from marshmallow import fields, validate

from eventlog.refusal import Forbidden, Invalid, Missing
from gateway.auth import caller, needs
from gateway.http import Schema, page_of
from gateway.parts import database, parts
from gateway.publishing.api import PRODUCT, blp
from gateway.tables import AS_CSV, csv_file
from gateway.views import accounts, listings, pulls

__all__ = ["blp"]

STAFF = frozenset({"reviewer", "operator", "finance", "support"})
USUAL, LONGEST = timedelta(days=29), timedelta(days=3 * 366)
COLUMNS = ("key", "pulls", "checks", "free", "paid")


class PullsArguments(Schema):
    first = fields.Date(data_key="from", load_default=None, metadata={"description": "a day; 30 days in all"})
    last = fields.Date(data_key="to", load_default=None, metadata={"description": "a day, of UTC; today"})
    by = fields.String(load_default="day", validate=validate.OneOf(pulls.BY))
    format = fields.String(load_default="json", validate=validate.OneOf(("json", "csv")))
    limit = fields.Integer(load_default=1000, validate=validate.Range(1, 1500))
    after = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))


class PullsSchema(Schema):
    key = fields.String(required=True, metadata={"description": "a day, tag, platform … as was asked"})
    pulls = fields.Integer(required=True)
    checks = fields.Integer(required=True, metadata={"description": "looks at a tag that led to no pull"})
    free = fields.Integer(required=True, metadata={"description": "pulls by plans that cost nothing"})
    paid = fields.Integer(required=True, metadata={"description": "pulls by plans that are sold"})


class PullsPage(Schema):
    items = fields.List(fields.Nested(PullsSchema), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


@blp.route("/publishers/<publisher>/pulls", methods=["GET"])
@blp.arguments(PullsArguments, location="query")
@blp.response(200, PullsPage)
@blp.alt_response(404)
@blp.doc(**AS_CSV)
@needs("read", "publish", "staff")
def pulls_of_publisher(asked: dict[str, Any], publisher: str) -> Response:
    """For the publisher's people and for staff: pulls of all its products."""
    if listings.publisher(database(), publisher) is None:
        raise Missing("no-such-publisher", publisher[:80])
    _must_be_inside(publisher)
    return _told(asked, pulls.products_of(database(), publisher), publisher, several=True)


@blp.route(f"{PRODUCT}/pulls", methods=["GET"])
@blp.arguments(PullsArguments, location="query")
@blp.response(200, PullsPage)
@blp.alt_response(404)
@blp.doc(**AS_CSV)
@needs("read", "publish", "staff")
def pulls_of_product(asked: dict[str, Any], publisher: str, product: str) -> Response:
    """For the publisher's people and for staff: pulls of one product."""
    _must_be_inside(publisher)
    known = pulls.product_at(database(), f"{publisher}/{product}")
    if known is None:
        raise Missing("no-such-product", f"{publisher}/{product}"[:200])
    return _told(asked, [known], f"{publisher}-{product}")


def _must_be_inside(publisher: str) -> None:
    """Of the team whoever it is: a token that may read sees what its account may see."""
    if caller().roles.isdisjoint(STAFF) and accounts.member(database(), caller().account, publisher) is None:
        raise Forbidden("not-yours")


def _told(asked: dict[str, Any], product_ids: Collection[str], name: str, *, several: bool = False) -> Response:
    if asked["by"] == "country" and not parts().settings.countries:
        raise Invalid("country-not-known")
    first, last = _period(asked["first"], asked["last"])
    found = pulls.pulls_of(database(), product_ids, first, last, asked["by"], several=several)
    if asked["format"] == "csv":
        rows = ([getattr(one, column) for column in COLUMNS] for one in found)
        return csv_file(COLUMNS, rows, f"pulls-{name}-by-{asked['by']}-{first}-{last}.csv")
    end = asked["after"] + asked["limit"]
    shown = [dict(vars(one)) for one in found[asked["after"] : end]]
    return jsonify(page_of(shown, len(found), str(end) if end < len(found) else None))


def _period(first: date | None, last: date | None) -> tuple[date, date]:
    """Both days are in it."""
    last = last or datetime.now(UTC).date()
    first = first or max(last, date.min + USUAL) - USUAL
    if first > last or last - first > LONGEST:
        raise Invalid("period-invalid")
    return first, last
