"""Finance's pages: what is owed, each invoice with what can be done about it, what goes back, and the books."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.auth import caller, command_context
from gateway.drawing import day
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_fields, of_refusal
from gateway.operations.finance import balance, billing
from gateway.operations.payouts_pages import for_finance
from gateway.pricing import money
from gateway.publishing.pages.dealing import Mistyped, day_typed, money_typed
from gateway.publishing.selling import plain
from gateway.rpc import Answer
from gateway.translation import gettext
from vocabulary.money import Money

pages = Blueprint("finance_pages", __name__)

PAGE = "/staff/finance"
INVOICE = f"{PAGE}/invoices/<invoice>"
SHELF = 50
LONGEST = 2**53
BESIDE = {
    "amount-differs": "amount",
    "amount-invalid": "amount",
    "reference-missing": "reference",
    "reference-recorded": "reference",
    "sent-already": "sent",
    "day-invalid": "on",
    "more-than-left": "credit",
    "explanation-missing": "reason",
    "explanation-too-long": "reason",
}

Page = str | Response | tuple[str, int]


@pages.get(PAGE)
@for_finance
def finance() -> str:
    return render_template(
        "operations/finance.html",
        owed=billing().open_invoices(_place("after"), SHELF),
        refunds=billing().refunds("due", "failed"),
        disputes=billing().disputes()[:SHELF],
        missing=request.args.get("missing", "")[:40],
        here="staff",
    )


@pages.get(f"{PAGE}/find")
@for_finance
def find_invoice() -> Response:
    """By its number, or by that of a credit note."""
    number = request.args.get("number", "").strip()[:40]
    try:
        found = billing().find_invoice(number)
    except Unavailable:
        raise
    except Refused:
        return redirect(f"{PAGE}?missing={number if number.isalnum() else '?'}", 303)
    return redirect(f"{PAGE}/invoices/{found['id']}", 303)


@pages.get(f"{PAGE}/invoices")
@for_finance
def all_invoices() -> str:
    page = billing().all_invoices(_place("before"), SHELF)
    return render_template("operations/finance_invoices.html", page=page, here="staff")


@pages.get(INVOICE)
@for_finance
def invoice(invoice: str) -> str:
    return _invoice(invoice)


@pages.post(f"{INVOICE}/transfer")
@for_finance
def record_transfer(invoice: str) -> Page:
    def command(context: dict[str, Any]) -> Answer:
        currency = billing().invoice(invoice)["total"]["currency"]
        amount = money_typed("amount", currency) or {"amount": 0, "currency": currency}
        return billing().record_transfer(
            invoice, amount, request.form.get("reference", ""), day_typed("on") or "", context
        )

    return _on(invoice, command, lambda done: "paid" if _has_paid(done) else "not-owed")


@pages.post(f"{INVOICE}/take-back-transfer")
@for_finance
def take_back_transfer(invoice: str) -> Page:
    def command(dry: bool, context: dict[str, Any]) -> Answer:
        wrong, why = request.form.get("wrong", ""), request.form.get("mistake", "")
        return billing().take_back_transfer(invoice, wrong, why, dry, context)

    return _shown_first(
        invoice, command, lambda answer: _invoice(invoice, without=answer), "transfer-taken-back", "mistake"
    )


@pages.post(f"{INVOICE}/refund")
@for_finance
def refund(invoice: str) -> Page:
    def command(dry: bool, context: dict[str, Any]) -> Answer:
        amount = money_typed("credit", billing().invoice(invoice)["total"]["currency"])
        return billing().refund(invoice, amount, request.form.get("reason", ""), dry, context)

    return _shown_first(invoice, command, lambda answer: _invoice(invoice, rehearsed=answer), "credited")


@pages.post(f"{INVOICE}/refunds/<credit_note>")
@for_finance
def record_refund(invoice: str, credit_note: str) -> Page:
    reference = request.form.get("sent", "")
    return _on(
        invoice, lambda context: billing().record_refund(invoice, credit_note, reference, context), "sent", "sent"
    )


@pages.post(f"{INVOICE}/write-off")
@for_finance
def write_off(invoice: str) -> Page:
    why = request.form.get("why", "")
    return _on(invoice, lambda context: billing().write_off(invoice, why, context), "written-off", "why")


@pages.get(f"{PAGE}/ledger")
@for_finance
def ledger() -> str:
    balances = balance(billing().trial_balance())
    return render_template("operations/ledger.html", balances=balances, here="staff")


@pages.get(f"{PAGE}/ledger/<account>")
@for_finance
def ledger_of(account: str) -> str:
    page = billing().ledger_of(account, _place("after"), SHELF)
    return render_template("operations/ledger_account.html", account=account, page=page, here="staff")


def _has_paid(done: Answer) -> bool:
    reference = request.form.get("reference", "").strip()
    return bool(done["paid"]) and done["paid"]["reference"] == reference


def _on(
    invoice: str, command: Callable[[dict[str, Any]], Answer], told: str | Callable[[Answer], str], field: str = ""
) -> Page:
    """On to the invoice, with a word of what was done, or back to the form; `field` has the free text."""
    try:
        done = command(command_context().dump())
    except Mistyped as wrong:
        return _invoice(invoice, of_fields({wrong.field: wrong.words})), 400
    except Unavailable:
        raise
    except Refused as refused:
        own = {code: field or name for code, name in BESIDE.items()}
        return _invoice(invoice, of_refusal(refused, own)), status_of(refused)
    word = told if isinstance(told, str) else told(done)
    return remember(make_response(redirect(f"{PAGE}/invoices/{invoice}?told={word}", 303)), done)


def _shown_first(
    invoice: str,
    command: Callable[[bool, dict[str, Any]], Answer],
    show: Callable[[Answer], str],
    told: str,
    field: str = "",
) -> Page:
    """As `_on`; what would be is shown, and done once it is confirmed."""
    dry = request.form.get("confirmed") != "yes"
    shown: list[Answer] = []

    def noted(context: dict[str, Any]) -> Answer:
        shown.append(command(dry, context))
        return shown[0]

    done = _on(invoice, noted, told, field)
    return show(shown[0]) if dry and shown else done


def _invoice(
    id: str, problems: Mistakes | None = None, rehearsed: Answer | None = None, without: Answer | None = None
) -> str:
    """`rehearsed` is the invoice with a credit note, `without` without a transfer, as they would be."""
    found = billing().invoice(id, for_finance=True)
    return render_template(
        "operations/finance_invoice.html",
        invoice=found,
        standing=[(each["reference"], _recorded(each)) for each in found["transfers"] if not each["taken_back"]],
        may_act="finance" in caller().roles,
        typed=request.form,
        problems=problems,
        rehearsed=rehearsed,
        without=without,
        exactly=_exactly(rehearsed),
        told=_told(),
        here="staff",
    )


def _recorded(transfer: Answer) -> str:
    return f"{transfer['reference']}, {day(transfer['on'])}, {money(Money(**transfer['amount']))}"


def _exactly(rehearsed: Answer | None) -> str:
    """What was shown is what is confirmed: where something was taken back meanwhile, it is refused and shown anew."""
    note = rehearsed and rehearsed["credit_note"]
    return plain(note["total"]) if note else ""


def _place(name: str) -> int:
    given = request.args.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < len(str(LONGEST)) else 0


def _told() -> str:
    words = {
        "paid": gettext("The transfer is recorded; the customer sees that it is paid."),
        "not-owed": gettext("The transfer is recorded. Nobody owed it: it is to be sent back."),
        "transfer-taken-back": gettext("The transfer is taken back."),
        "credited": gettext("The credit note is issued."),
        "sent": gettext("It is recorded that the money was sent back."),
        "written-off": gettext("The invoice is written off."),
    }
    return words.get(request.args.get("told", ""), "")
