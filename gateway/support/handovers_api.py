"""The API of handovers: a ticket is handed to another desk, whose people answer and work on it until it comes back."""

from typing import Any

from flask import Response

from gateway.auth import needs
from gateway.http import Blueprint, Nothing, done, page_of
from gateway.support import handovers_schemas as schemas
from gateway.support.desks import context, support
from gateway.support.files import taken, with_names

blp = Blueprint("handovers", __name__, url_prefix="/api/v1", description="Handing tickets to another desk")

TICKET = "/tickets/<ticket>"
HANDOVER = "/handovers/<handover>"
SCOPES = ("publish", "support", "staff")


@blp.route(f"{TICKET}/receivers", methods=["GET"])
@blp.response(200, schemas.ReceiverPage)
@blp.alt_response(404)
@needs(*SCOPES)
def receivers(ticket: str) -> dict[str, Any]:
    """Who can be handed the ticket now, by TSANet before directly; nobody where it is not yours to hand over."""
    found = support().receivers(ticket, context())
    return page_of(found, len(found))


@blp.route("/receivers/form", methods=["GET"])
@blp.arguments(schemas.FormWanted, location="query")
@blp.response(200, schemas.FormPage)
@needs(*SCOPES)
def receiver_form(wanted: dict[str, Any]) -> dict[str, Any]:
    """What a receiver wants to know with every ticket that is handed to it."""
    found = support().receiver_form(wanted["to"], wanted["by"], context())
    return page_of(found, len(found))


@blp.route(f"{TICKET}/handovers", methods=["POST"])
@blp.arguments(schemas.HandoverWanted)
@blp.response(201, schemas.WholeHandover)
@blp.alt_response(404)
@blp.alt_response(409)
@needs(*SCOPES)
def hand_over(sent: dict[str, Any], ticket: str) -> Response:
    """Ask another desk to take the ticket; until it accepts, the ticket and its clock stay with the sender."""
    asked = (sent["to"], sent["by"], sent["answers"], sent["note"])
    return _shown(support().hand_over(ticket, *asked, context()), 201)


@blp.route("/handovers", methods=["GET"])
@blp.arguments(schemas.HandoversWanted, location="query")
@blp.response(200, schemas.HandoverPage)
@needs(*SCOPES)
def handovers(wanted: dict[str, Any]) -> dict[str, Any]:
    """What a desk sent and received, the last first."""
    found = support().handovers(wanted["desk"], wanted["state"], context())
    return page_of(found, len(found))


@blp.route(HANDOVER, methods=["GET"])
@blp.response(200, schemas.WholeHandover)
@blp.alt_response(404)
@needs(*SCOPES)
def handover(handover: str) -> Response:
    """How it stands, and all that went between the two desks."""
    return _shown(support().handover(handover, context()))


@blp.route(f"{HANDOVER}/accept", methods=["POST"])
@blp.arguments(schemas.Acceptance)
@blp.response(200, schemas.WholeHandover)
@blp.alt_response(404)
@blp.alt_response(409)
@needs(*SCOPES)
def accept_handover(sent: dict[str, Any], handover: str) -> Response:
    """The receiver takes it: from now on the ticket and its clock are the receiver's."""
    told = (sent["case_number"], sent["engineer"], sent["next_steps"])
    return _shown(support().accept_handover(handover, *told, context()))


@blp.route(f"{HANDOVER}/reject", methods=["POST"])
@blp.arguments(schemas.Reason)
@blp.response(200, schemas.WholeHandover)
@blp.alt_response(404)
@blp.alt_response(409)
@needs(*SCOPES)
def reject_handover(sent: dict[str, Any], handover: str) -> Response:
    """The receiver does not take it; it stays with its sender, who reads why."""
    return _shown(support().reject_handover(handover, sent["reason"], context()))


@blp.route(f"{HANDOVER}/request-information", methods=["POST"])
@blp.arguments(schemas.Words)
@blp.response(200, schemas.WholeHandover)
@blp.alt_response(404)
@blp.alt_response(409)
@needs(*SCOPES)
def request_information(sent: dict[str, Any], handover: str) -> Response:
    """One desk asks the other, whose clock runs until it answers."""
    return _shown(support().request_information(handover, sent["text"], context()))


@blp.route(f"{HANDOVER}/give-information", methods=["POST"])
@blp.arguments(schemas.Words)
@blp.response(200, schemas.WholeHandover)
@blp.alt_response(404)
@blp.alt_response(409)
@needs(*SCOPES)
def give_information(sent: dict[str, Any], handover: str) -> Response:
    """The desk that was asked answers."""
    return _shown(support().give_information(handover, sent["text"], context()))


@blp.route(f"{HANDOVER}/notes", methods=["POST"])
@blp.arguments(schemas.NoteWanted)
@blp.response(200, schemas.WholeHandover)
@blp.alt_response(404)
@blp.alt_response(409)
@needs(*SCOPES)
def exchange_note(sent: dict[str, Any], handover: str) -> Response:
    """What both desks read and the customer does not."""
    with taken(sent["attachments"], _opener(sent, handover)) as files:
        return _shown(support().exchange_note(handover, sent["text"], files, context()))


@blp.route(f"{HANDOVER}/close", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.WholeHandover)
@blp.alt_response(404)
@blp.alt_response(409)
@needs(*SCOPES)
def close_handover(sent: dict[str, Any], handover: str) -> Response:
    """It is done: the ticket goes back to its sender, who tells the customer."""
    return _shown(support().close_handover(handover, context()))


@blp.route(f"{HANDOVER}/return", methods=["POST"])
@blp.arguments(schemas.Reason)
@blp.response(200, schemas.WholeHandover)
@blp.alt_response(404)
@blp.alt_response(409)
@needs(*SCOPES)
def return_handover(sent: dict[str, Any], handover: str) -> Response:
    """Taken back by its sender before it is accepted, or handed back by its receiver afterwards."""
    return _shown(support().return_handover(handover, sent["reason"], context()))


def _shown(told: dict[str, Any], status: int = 200) -> Response:
    return done(with_names(told), status)


def _opener(sent: dict[str, Any], handover: str) -> str:
    """Whom the files are about: asked only where there are some."""
    if not sent["attachments"]:
        return ""
    return str(support().handover(handover, context())["ticket"]["opener"])
