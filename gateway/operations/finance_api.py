"""The API of the store's finance: transfers that came, credit notes, refunds, what is given up, and the books."""

from typing import Any

from flask import Response, jsonify

from gateway.auth import command_context, needs
from gateway.checkout.billing_schemas import Invoice
from gateway.checkout.buying_schemas import Dry
from gateway.http import Blueprint, done, page_of
from gateway.operations import finance_schemas as schemas
from gateway.operations.finance import balance, billing, entries_file, every, invoices_file, must_be_finance
from gateway.publishing.selling import span
from gateway.rpc import Answer
from gateway.tables import AS_CSV

blp = Blueprint("finance", __name__, url_prefix="/api/v1", description="The store's finance and its books")

INVOICES, ENTRIES = 100, 500  # as many as billing tells at once


@blp.route("/invoices/<invoice>/transfers", methods=["POST"])
@blp.arguments(schemas.TransferCame)
@blp.response(200, Invoice)
@blp.alt_response(404)
@needs("staff")
def record_transfer(sent: dict[str, Any], invoice: str) -> Response:
    """Money for it came to the store's bank; what is more than it asks for is due to the customer."""
    day = sent["on"].isoformat() if sent["on"] else ""
    return done(billing().record_transfer(invoice, sent["amount"], sent["reference"], day, context()))


@blp.route("/invoices/<invoice>/transfers/take-back", methods=["POST"])
@blp.arguments(Dry, location="query")
@blp.arguments(schemas.TransferWrong)
@blp.response(200, schemas.TransferredInvoice)
@blp.alt_response(404)
@needs("staff")
def take_back_transfer(asked: dict[str, Any], sent: dict[str, Any], invoice: str) -> Response:
    """A transfer was recorded by mistake: the invoice is owed again, and the reference free for the right one."""
    dry = asked["dry_run"]
    answer = billing().take_back_transfer(invoice, sent["reference"], sent["reason"], dry, context())
    return jsonify(answer) if dry else done(answer)


@blp.route("/invoices/<invoice>/credit-notes", methods=["POST"])
@blp.arguments(Dry, location="query")
@blp.arguments(schemas.CreditNoteWanted)
@blp.response(200, schemas.CreditedInvoice)
@blp.alt_response(404)
@needs("staff")
def refund(asked: dict[str, Any], sent: dict[str, Any], invoice: str) -> Response:
    """Take the invoice back, as a whole or in part; where it was paid, the money goes back, by card by itself."""
    answer = billing().refund(invoice, sent["amount"], sent["reason"], asked["dry_run"], context())
    return jsonify(answer) if asked["dry_run"] else done(answer)


@blp.route("/invoices/<invoice>/refunds/<credit_note>", methods=["POST"])
@blp.arguments(schemas.RefundSent)
@blp.response(200, Invoice)
@blp.alt_response(404)
@needs("staff")
def record_refund(sent: dict[str, Any], invoice: str, credit_note: str) -> Response:
    """The money of a credit note, or of an overpayment, was sent back from the store's bank."""
    return done(billing().record_refund(invoice, credit_note, sent["reference"], context()))


@blp.route("/invoices/<invoice>/write-off", methods=["POST"])
@blp.arguments(schemas.GivenUp)
@blp.response(200, Invoice)
@blp.alt_response(404)
@needs("staff")
def write_off(sent: dict[str, Any], invoice: str) -> Response:
    """What is still owed is given up; a payment that comes after all is booked all the same."""
    return done(billing().write_off(invoice, sent["reason"], context()))


@blp.route("/ledger/invoices", methods=["GET"])
@blp.arguments(schemas.InvoicesAsked, location="query")
@blp.response(200, schemas.InvoicePage)
@blp.alt_response(404)
@blp.doc(**AS_CSV)
@needs("staff")
def ledger_invoices(asked: dict[str, Any]) -> Response:
    """What is owed to the store, the oldest first; or all invoices, the newest first; or the one of a number.

    As CSV all that follow after `after` are in one file, however many.
    """
    must_be_finance()
    if asked["format"] == "csv":
        rows = every(lambda after: _invoices(asked | {"after": after, "limit": INVOICES}), asked["after"])
        return invoices_file(rows, f"invoices-{asked['state']}.csv")
    return jsonify(_invoices(asked))


@blp.route("/ledger/refunds", methods=["GET"])
@blp.arguments(schemas.RefundsAsked, location="query")
@blp.response(200, schemas.Refunds)
@needs("staff")
def ledger_refunds(asked: dict[str, Any]) -> dict[str, Any]:
    """Credit notes and overpayments, the newest first: whether their money is due to the customer, or was sent."""
    must_be_finance()
    found = billing().refunds(*filter(None, [asked["standing"]]))
    return page_of(found, len(found))


@blp.route("/ledger/disputes", methods=["GET"])
@blp.response(200, schemas.Disputes)
@needs("staff")
def ledger_disputes() -> dict[str, Any]:
    """Payments that customers' banks took back, the undecided first."""
    must_be_finance()
    found = billing().disputes()
    return page_of(found, len(found))


@blp.route("/ledger", methods=["GET"])
@blp.response(200, schemas.TrialBalance)
@needs("staff")
def trial_balance() -> dict[str, Any]:
    """What stands on each account, by currency; debits and credits are equal."""
    must_be_finance()
    found = balance(billing().trial_balance())
    return page_of(found, len(found))


@blp.route("/ledger/accounts/<account>", methods=["GET"])
@blp.arguments(schemas.EntriesAsked, location="query")
@blp.response(200, schemas.Entries)
@blp.doc(**AS_CSV)
@needs("staff")
def ledger_of(asked: dict[str, Any], account: str) -> Response:
    """The entries of one account, such as `receivable` or `publisher:acme`, in the order of events.

    As CSV all that follow after `after` are in one file, however many.
    """
    must_be_finance()
    if asked["format"] == "csv":
        rows = every(lambda after: billing().ledger_of(account, after, ENTRIES), asked["after"])
        return entries_file(rows, "ledger-account.csv")
    return jsonify(billing().ledger_of(account, asked["after"], asked["limit"]))


@blp.route("/ledger/journal", methods=["GET"])
@blp.arguments(schemas.JournalAsked, location="query")
@blp.response(200, schemas.Entries)
@blp.alt_response(400)
@blp.doc(**AS_CSV)
@needs("staff")
def journal(asked: dict[str, Any]) -> Response:
    """All entries from one day to another, both among them; the last thirty days where none is named."""
    must_be_finance()
    first, last = span(asked["first"], asked["last"])
    found = billing().journal(first.isoformat(), last.isoformat())
    if asked["format"] == "csv":
        return entries_file(found, f"journal-{first}-{last}.csv")
    return jsonify(page_of(found, len(found)))


def context() -> dict[str, Any]:
    return command_context().dump()


def _invoices(asked: dict[str, Any]) -> Answer:
    if asked["number"]:
        return page_of([billing().find_invoice(asked["number"])], 1)
    if asked["state"] == "open":
        return billing().open_invoices(asked["after"], asked["limit"])
    return billing().all_invoices(asked["after"], asked["limit"])
