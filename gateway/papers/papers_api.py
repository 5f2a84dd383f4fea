"""The API of papers: invoices, credit notes and statements as PDF, for who may read what they say."""

from typing import Any

from flask import Response, make_response

from eventlog.refusal import Missing
from gateway.auth import needs
from gateway.checkout.whose import seen
from gateway.http import Blueprint
from gateway.papers import invoicing, stating
from gateway.parts import database, parts
from gateway.publishing.selling import must_see_money
from gateway.rpc import Answer
from gateway.views import listings

blp = Blueprint("papers", __name__, url_prefix="/api/v1", description="Papers")
PDF: dict[str, Any] = {"content_type": "application/pdf"}


@blp.route("/invoices/<invoice>/pdf", methods=["GET"])
@blp.response(200, {"type": "string", "format": "binary"}, **PDF)
@needs("read", "buy", "staff")
def invoice_pdf(invoice: str) -> Response:
    """As the invoice itself; there is none before it has its number."""
    found = _invoice(invoice)
    return _file(invoicing.invoice(found), found["number"])


@blp.route("/invoices/<invoice>/credit-notes/<credit_note>/pdf", methods=["GET"])
@blp.response(200, {"type": "string", "format": "binary"}, **PDF)
@needs("read", "buy", "staff")
def credit_note_pdf(invoice: str, credit_note: str) -> Response:
    found = _invoice(invoice)
    note = next((each for each in found["credit_notes"] if each["id"] == credit_note), None)
    if note is None or not note["number"]:
        raise Missing("invoice-unknown")
    return _file(invoicing.credit_note(found, note), note["number"])


@blp.route("/statements/<statement>/pdf", methods=["GET"])
@blp.response(200, {"type": "string", "format": "binary"}, **PDF)
@needs("publish", "staff")
def statement_pdf(statement: str) -> Response:
    """For the publisher's owners and editors, and for finance."""
    found = parts().rpc.billing.statement(statement)
    must_see_money(found["publisher"])
    publisher = listings.publisher(database(), found["publisher"])
    name = publisher.name if publisher else found["publisher"]
    return _file(stating.statement(found, parts().rpc.billing.seller()["name"], name), found["number"])


def _invoice(invoice: str) -> Answer:
    found = seen(parts().rpc.billing.invoice(invoice), "invoice-unknown", buys=True)
    if not found["number"]:
        raise Missing("invoice-unknown", "not numbered yet")
    return found


def _file(content: bytes, number: str) -> Response:
    response = make_response(content)
    response.content_type = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return response
