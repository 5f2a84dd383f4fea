"""An invoice as it is told to those who pay it, who keep the books, and who print it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eventlog.schema import Erased
from services.billing.deciders.invoice_state import Issued
from services.billing.events import CreditNoteIssued, Line, TaxLine, TransferTakenBack
from vocabulary.money import Money

Answer = dict[str, Any]


def told(state: Issued, seller: Mapping[str, str]) -> Answer:
    """Days YYYY-MM-DD, money {amount, currency}; what was erased is empty."""
    bill = state.bill
    return {
        "id": bill.invoice,
        "number": state.number,
        "state": state.state,
        "on": state.on.isoformat(),
        "due": state.due.isoformat(),
        "due_again": _day(state.due_again if state.owed.amount else None),
        "holder": bill.holder,
        "name": _text(bill.name),
        "address": _text(bill.address),
        "email": _text(bill.email),
        "tax_id": _text(bill.tax_id),
        "country": bill.country,
        "seller": dict(seller),
        "subscription": bill.subscription,
        "plan": bill.plan_address,
        "publisher": bill.publisher,
        "lines": [line(each) for each in bill.lines],
        "taxes": [_tax(each) for each in bill.taxes],
        "net": money(bill.net),
        "tax": money(bill.tax),
        "total": money(bill.total),
        "from_credit": money(state.from_credit),
        "paid": _paid(state),
        "credit_notes": [credit_note(each, state) for each in state.credits.values()],
        "overpayments": [
            {"id": id, "amount": money(refund.amount), "refund": refund.standing}
            for id, refund in state.refunds.items()
            if id not in state.credits
        ],
        "disputes": [_dispute(id, state) for id in state.disputes],
        "owed": money(state.owed),
        "left": money(state.left),
        "creditable": money(state.creditable),
        "starts": bill.starts.isoformat(),
        "ends": bill.ends.isoformat(),
        "payment": bill.payment,
        "attempt": state.attempt,
    }


def transfers(state: Issued) -> list[Answer]:
    """[{reference, amount, on, taken_back: {on, reason, by} | None}], those that are recorded first."""
    came = [
        {"reference": reference, "amount": money(each.amount), "on": each.on.isoformat(), "taken_back": None}
        for reference, each in state.payments.items()
        if each.method == "transfer"
    ]
    return [*came, *(_taken_back(each) for each in state.taken_back)]


def _taken_back(event: TransferTakenBack) -> Answer:
    told = {"on": event.on.isoformat(), "reason": event.reason, "by": event.by}
    amount = money(event.amount + event.too_much)
    return {"reference": event.reference, "amount": amount, "on": told["on"], "taken_back": told}


def credit_note(note: CreditNoteIssued, state: Issued) -> Answer:
    """`refund`: none (it was never paid) | due | sent | failed | credit (all of it is in `to_credit`)."""
    refund, to_credit = state.refunds.get(note.credit_note), state.restored.get(note.credit_note)
    without = "credit" if note.refunded and to_credit else "none"
    return {
        "id": note.credit_note,
        "number": note.number,
        "on": note.on.isoformat(),
        "net": money(note.net),
        "tax": money(note.tax),
        "total": money(note.total),
        "reason": note.reason,
        "refunded": note.refunded,
        "refund": refund.standing if refund else without,
        "to_credit": money(to_credit) if to_credit else None,
    }


def money(amount: Money) -> Answer:
    return {"amount": amount.amount, "currency": amount.currency}


def line(told: Line) -> Answer:
    return {"kind": told.kind, "text": told.text, "quantity": told.quantity, "amount": money(told.amount)}


def _tax(line: TaxLine) -> Answer:
    return {"name": line.name, "percent": line.percent, "base": money(line.base), "amount": money(line.amount)}


def _paid(state: Issued) -> Answer | None:
    if state.paid is None:
        return None
    return {"on": state.paid.on.isoformat(), "method": state.paid.method, "reference": state.paid.reference}


def _dispute(id: str, state: Issued) -> Answer:
    opened, closed = state.disputes[id], state.closed.get(id)
    return {
        "id": id,
        "on": opened.on.isoformat(),
        "amount": money(opened.amount),
        "reason": opened.reason,
        "answer_until": _day(opened.answer_until),
        "state": "open" if closed is None else "won" if closed.won else "lost",
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _text(value: str | Erased) -> str:
    return "" if isinstance(value, Erased) else value
