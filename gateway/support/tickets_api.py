"""The API of tickets: a customer's, a desk's, and what a publisher's people hand to the store."""

from dataclasses import replace
from typing import Any

from flask import Response, jsonify

from gateway.auth import caller, command_context, must_have, needs
from gateway.http import Blueprint, Nothing, done, etag, wanted_versions
from gateway.support import asking, schemas
from gateway.support.desks import context, support
from gateway.support.files import taken, with_names

blp = Blueprint("tickets", __name__, url_prefix="/api/v1", description="Support")

TICKET = "/tickets/<ticket>"
EVERYBODY = ("buy", "publish", "support", "staff")
DESKS = ("publish", "support", "staff")


def changing() -> dict[str, Any]:
    """With If-Match the log itself sees to it that nobody else changed the ticket meanwhile."""
    return replace(command_context(), versions=wanted_versions()).dump()


def shown(told: dict[str, Any], status: int = 200) -> Response:
    edition = told.pop("edition")
    return etag(done(with_names(told), status), edition)


@blp.route("/tickets", methods=["POST"])
@blp.arguments(schemas.TicketWanted)
@blp.response(201, schemas.Ticket)
@blp.alt_response(404)
@blp.alt_response(409)
@needs("buy", "publish")
def open_ticket(sent: dict[str, Any]) -> Response:
    """Ask for help with a product, or with the store; a publisher's people hand a ticket of theirs to the store."""
    asking.must_see(sent["product"], sent["holder"] or caller().account)
    version = sent.pop("version")
    named = {"digest": version} if version.startswith("sha256:") else {"tag": version}
    with taken(sent["attachments"], caller().account) as files:
        asked = {**sent, **named, "attachments": files, "channel": "api"}
        return shown(support().open_ticket(asked, context()), 201)


@blp.route("/tickets", methods=["GET"])
@blp.arguments(schemas.TicketsWanted, location="query")
@blp.response(200, schemas.TicketPage)
@needs(*EVERYBODY)
def tickets(wanted: dict[str, Any]) -> Response:
    """A customer's own tickets, for a token that may buy; or a desk's queue."""
    if wanted["queue"] == "mine":
        must_have("buy")
    return jsonify(support().tickets(wanted, context()))


@blp.route(TICKET, methods=["GET"])
@blp.response(200, schemas.Ticket)
@blp.alt_response(404)
@needs(*EVERYBODY)
def ticket(ticket: str) -> Response:
    """By its id or number: how it stands, who is waited on and by when, and all that was said that is yours to read."""
    return shown(support().ticket(ticket, context()))


@blp.route(f"{TICKET}/replies", methods=["POST"])
@blp.arguments(schemas.ReplyWanted)
@blp.response(200, schemas.Ticket)
@blp.alt_response(404)
@blp.alt_response(409)
@needs(*EVERYBODY)
def reply(sent: dict[str, Any], ticket: str) -> Response:
    """What customer and desks all read. A customer who replies to what was resolved reopens it."""
    with taken(sent["attachments"], _opener(sent, ticket)) as files:
        return shown(support().reply(ticket, sent["text"], files, sent["waits"], "api", "", changing()))


@blp.route(f"{TICKET}/notes", methods=["POST"])
@blp.arguments(schemas.Message)
@blp.response(200, schemas.Ticket)
@blp.alt_response(404)
@needs(*DESKS)
def note(sent: dict[str, Any], ticket: str) -> Response:
    """For the people of one's own desk alone."""
    with taken(sent["attachments"], _opener(sent, ticket)) as files:
        return shown(support().note(ticket, sent["text"], files, changing()))


@blp.route(f"{TICKET}/advise", methods=["POST"])
@blp.arguments(schemas.Advice)
@blp.response(200, schemas.Ticket)
@blp.alt_response(404)
@blp.alt_response(409)
@needs("support", "staff")
def advise(sent: dict[str, Any], ticket: str) -> Response:
    """Tell the customer how the publisher's own support is reached."""
    return shown(support().advise(ticket, sent["text"], changing()))


@blp.route(f"{TICKET}/assign", methods=["POST"])
@blp.arguments(schemas.Assignee)
@blp.response(200, schemas.Ticket)
@blp.alt_response(404)
@blp.alt_response(409)
@needs(*DESKS)
def assign(sent: dict[str, Any], ticket: str) -> Response:
    """To one of the desk that owns it, or to nobody."""
    return shown(support().assign(ticket, sent["assignee"], changing()))


@blp.route(f"{TICKET}/priority", methods=["POST"])
@blp.arguments(schemas.Priority)
@blp.response(200, schemas.Ticket)
@blp.alt_response(404)
@blp.alt_response(409)
@needs(*DESKS)
def set_priority(sent: dict[str, Any], ticket: str) -> Response:
    """The clock is counted anew, from where it was, by what is promised for this priority."""
    return shown(support().set_priority(ticket, sent["priority"], changing()))


@blp.route(f"{TICKET}/merge", methods=["POST"])
@blp.arguments(schemas.Into)
@blp.response(200, schemas.Ticket)
@blp.alt_response(404)
@blp.alt_response(409)
@needs(*DESKS)
def merge(sent: dict[str, Any], ticket: str) -> Response:
    """Into another ticket of the same customer and the same desk, which goes on."""
    return shown(support().merge(ticket, sent["into"], changing()))


@blp.route(f"{TICKET}/advisories", methods=["POST"])
@blp.arguments(schemas.Advisory)
@blp.response(200, schemas.Ticket)
@blp.alt_response(404)
@blp.alt_response(409)
@needs(*DESKS)
def link_advisory(sent: dict[str, Any], ticket: str) -> Response:
    """To the advisory that it is about."""
    return shown(support().link_advisory(ticket, sent["advisory"], changing()))


@blp.route(f"{TICKET}/rate", methods=["POST"])
@blp.arguments(schemas.Rating)
@blp.response(200, schemas.Ticket)
@blp.alt_response(404)
@blp.alt_response(409)
@needs("buy", "publish")
def rate(sent: dict[str, Any], ticket: str) -> Response:
    """By the customer, once it was resolved."""
    return shown(support().rate(ticket, sent["stars"], changing()))


@blp.route(f"{TICKET}/resolve", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.Ticket)
@blp.alt_response(404)
@blp.alt_response(409)
@needs(*EVERYBODY)
def resolve(sent: dict[str, Any], ticket: str) -> Response:
    """By the desk that owns it, or by the customer; it may be reopened for 14 days."""
    return shown(support().resolve(ticket, changing()))


@blp.route(f"{TICKET}/reopen", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.Ticket)
@blp.alt_response(404)
@blp.alt_response(409)
@needs(*EVERYBODY)
def reopen(sent: dict[str, Any], ticket: str) -> Response:
    """What was resolved is open again."""
    return shown(support().reopen(ticket, changing()))


@blp.route(f"{TICKET}/close", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.Ticket)
@blp.alt_response(404)
@blp.alt_response(409)
@needs(*DESKS)
def close(sent: dict[str, Any], ticket: str) -> Response:
    """What was resolved, for good."""
    return shown(support().close(ticket, changing()))


def _opener(sent: dict[str, Any], ticket: str) -> str:
    """Whom the ticket is about: files lie under their account."""
    return str(support().ticket(ticket, context())["opener"]["id"]) if sent["attachments"] else ""
