"""A holder's credit as pages show it: balances, what they consist of, and how they came about."""

from datetime import date, timedelta

from flask import request

from gateway.checkout.details import CURRENCIES
from gateway.parts import parts
from gateway.publishing.pages.dealing import Mistyped, money_typed
from gateway.rpc import Answer
from gateway.translation import gettext

SHELF = 20
LONGEST = 16  # digits of a position
LOST = "dispute-lost"  # the reason that billing gives itself


def credit_shown(holder: str, for_finance: bool = False) -> Answer:
    """{balances, movements, next, typed: the form as it was sent, currencies}; finance reads its own reasons, too."""
    billing, before = parts().rpc.billing, request.args.get("before", "")
    place = int(before) if before.isascii() and before.isdecimal() and len(before) < LONGEST else 0
    balances, history = billing.credit_of(holder), billing.credit_history(holder, place, SHELF, for_finance)
    mine = [each["currency"] for each in balances]
    return {
        "balances": [each | {"lots": [_shown(lot) for lot in each["lots"]]} for each in balances],
        "movements": [each | {"what": _what(each["kind"]), "why": _why(each["reason"])} for each in history["items"]],
        "next": history["next"],
        "typed": request.form,
        "currencies": [(code, code) for code in dict.fromkeys([*mine, *CURRENCIES])],
    }


def amount_typed(field: str, currency: str) -> Answer:
    """Raises Mistyped, also where nothing was typed."""
    amount = money_typed(field, currency)
    if amount is None:
        raise Mistyped(field, gettext("Say how much"))
    return amount


def _shown(lot: Answer) -> Answer:
    """With the last day on which it pays for something."""
    last = date.fromisoformat(lot["expires"]) - timedelta(days=1) if lot["expires"] else None
    return lot | {"last": last.isoformat() if last else ""}


def _what(kind: str) -> str:
    return {
        "granted": gettext("Given by the store"),
        "topped_up": gettext("Paid in advance"),
        "spent": gettext("Paid an invoice"),
        "returned": gettext("Taken back from an invoice"),
        "expired": gettext("Ran out"),
        "paid_back": gettext("Paid back"),
        "withdrawn": gettext("Taken back by the store"),
        "held": gettext("Held: its payment is disputed"),
        "freed": gettext("Held no longer"),
    }.get(kind, kind)


def _why(reason: str) -> str:
    return gettext("The bank has taken the money back.") if reason == LOST else reason
