"""The API of desks: what they promise, read by their people and said by those who lead them, and how they kept it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from flask import Response, jsonify

from gateway.auth import needs
from gateway.http import Blueprint, done, page_of
from gateway.parts import database
from gateway.support import desks_schemas as schemas
from gateway.support.desks import context, support
from gateway.tables import AS_CSV, csv_file
from gateway.views import listings

blp = Blueprint("desks", __name__, url_prefix="/api/v1", description="What desks promise, and how they keep it")

DESK = "/desks/<desk>"
SCOPES = ("publish", "support", "staff")
MONTH = 29  # days
COUNTED = ("opened", "answered", "resolved", "warnings", "breaches")
TOOK = ("first_response", "resolution")


@blp.route(f"{DESK}/calendar", methods=["GET"])
@blp.response(200, schemas.OfCalendar)
@needs(*SCOPES)
def calendar(desk: str) -> Response:
    """The desk is store, or a publisher."""
    return _told(support().desk(desk, context()), "calendar", "calendars")


@blp.route(f"{DESK}/calendar", methods=["PUT"])
@blp.arguments(schemas.Calendar)
@blp.response(200, schemas.OfCalendar)
@needs(*SCOPES)
def set_calendar(sent: dict[str, Any], desk: str) -> Response:
    """Counts from its first day on, for open tickets too; those before it are kept."""
    day = sent["effective"]
    told = {"effective": day.isoformat() if day else "", "closed": [each.isoformat() for each in sent["closed"]]}
    return _told(support().set_calendar(desk, {**sent, **told}, context()), "calendar", "calendars")


@blp.route(f"{DESK}/terms", methods=["GET"])
@blp.response(200, schemas.OfTerms)
@needs(*SCOPES)
def terms(desk: str) -> Response:
    return _told(support().desk(desk, context()), "terms", "defaults")


@blp.route(f"{DESK}/terms", methods=["PUT"])
@blp.arguments(schemas.TermsWanted)
@blp.response(200, schemas.OfTerms)
@needs(*SCOPES)
def set_terms(sent: dict[str, Any], desk: str) -> Response:
    """What is promised from now on; open tickets keep what was promised when they were opened."""
    told = (_product(sent["product"]), sent["plan"], sent["terms"])
    return _told(support().set_terms(desk, *told, context()), "terms", "defaults")


@blp.route(f"{DESK}/levels", methods=["GET"])
@blp.response(200, schemas.OfLevels)
@needs(*SCOPES)
def levels(desk: str) -> Response:
    return _told(support().desk(desk, context()), "levels")


@blp.route(f"{DESK}/levels", methods=["PUT"])
@blp.arguments(schemas.Levels)
@blp.response(200, schemas.OfLevels)
@needs(*SCOPES)
def set_levels(sent: dict[str, Any], desk: str) -> Response:
    """The whole ladder: who is told when an answer is late."""
    return _told(support().set_levels(desk, sent["levels"], context()), "levels")


@blp.route(f"{DESK}/macros", methods=["GET"])
@blp.response(200, schemas.OfMacros)
@needs(*SCOPES)
def macros(desk: str) -> Response:
    return _told(support().desk(desk, context()), "macros")


@blp.route(f"{DESK}/macros", methods=["PUT"])
@blp.arguments(schemas.MacroWanted)
@blp.response(200, schemas.OfMacros)
@blp.alt_response(404)
@needs(*SCOPES)
def keep_macro(sent: dict[str, Any], desk: str) -> Response:
    """A ready answer, in which {customer}, {ticket} and {product} stand for what is at hand."""
    told = (sent["macro"], sent["name"], sent["text"], sent["waits"], sent["resolves"])
    return _told(support().keep_macro(desk, *told, context()), "macros")


@blp.route(f"{DESK}/macros/<macro>", methods=["DELETE"])
@blp.response(200, schemas.OfMacros)
@needs(*SCOPES)
def drop_macro(desk: str, macro: str) -> Response:
    return _told(support().drop_macro(desk, macro, context()), "macros")


@blp.route(f"{DESK}/form", methods=["GET"])
@blp.response(200, schemas.OfForm)
@needs(*SCOPES)
def form(desk: str) -> Response:
    """What the desk wants to know with every ticket that is handed to it."""
    return _told(support().desk(desk, context()), "form")


@blp.route(f"{DESK}/form", methods=["PUT"])
@blp.arguments(schemas.Form)
@blp.response(200, schemas.OfForm)
@needs(*SCOPES)
def set_form(sent: dict[str, Any], desk: str) -> Response:
    return _told(support().set_form(desk, sent["form"], context()), "form")


@blp.route(f"{DESK}/report", methods=["GET"])
@blp.arguments(schemas.ReportArguments, location="query")
@blp.response(200, schemas.Report)
@blp.doc(**AS_CSV)
@needs(*SCOPES)
def report(asked: dict[str, Any], desk: str) -> Response:
    """By desk, publisher and priority; of the store's desk: of every desk."""
    since, until = _span(asked["since"], asked["until"])
    told = support().report(desk, since, until, context())
    if asked["format"] == "json":
        return jsonify(told)
    columns = (
        "desk",
        "publisher",
        "priority",
        *COUNTED,
        *(f"{name}_{of}" for name in TOOK for of in ("median", "mean")),
    )
    return csv_file(columns, map(_cells, told["rows"]), f"support-{since}-{until}.csv")


@blp.route(f"{DESK}/breaches", methods=["GET"])
@blp.response(200, schemas.BreachPage)
@needs(*SCOPES)
def breaches(desk: str) -> Response:
    """The newest first, at most 200; of the store's desk: of every desk."""
    found = support().breaches(desk, context())
    return jsonify(page_of(found, len(found)))


@blp.route("/tickets/<ticket>/breaches/<breach>/annotate", methods=["POST"])
@blp.arguments(schemas.AnnotationWanted)
@blp.response(200, schemas.OfBreach)
@blp.alt_response(404)
@needs(*SCOPES)
def annotate_breach(sent: dict[str, Any], ticket: str, breach: str) -> Response:
    """Why it was late, by the desk that was; the breach stays one."""
    return done(support().annotate_breach(ticket, breach, sent["text"], context()))


def _told(promised: dict[str, Any], *names: str) -> Response:
    return done({name: promised[name] for name in ("desk", *names, "position") if name in promised})


def _product(named: str) -> str:
    """Its id; what stands at no address is taken for one."""
    found = listings.product(database(), named) if "/" in named else None
    return named if found is None else found.id


def _span(since: date | None, until: date | None) -> tuple[str, str]:
    last = until or datetime.now(UTC).date()
    return (since or date.fromordinal(max(1, last.toordinal() - MONTH))).isoformat(), last.isoformat()


def _cells(row: Mapping[str, Any]) -> list[object]:
    took = [(row[name] or {}).get(of, "") for name in TOOK for of in ("median", "mean")]
    return [row["desk"], row["publisher"], row["priority"], *(row[name] for name in COUNTED), *took]
