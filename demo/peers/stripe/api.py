"""The part of Stripe's API that the store uses (docs.stripe.com/api): each route with what it does."""

from collections.abc import Callable
from typing import Any

from flask import Flask, request

from demo.peers.stripe import shapes, taxing
from demo.peers.stripe.moving import Money
from demo.peers.stripe.reading import expanded, page
from demo.peers.stripe.refusing import wrong
from demo.peers.stripe.state import Object, now

Do = Callable[..., Object]
LISTS = {
    "payment_intents": ("payment_intent", ()),
    "refunds": ("refund", ("payment_intent", "charge")),
    "disputes": ("dispute", ("payment_intent", "charge")),
    "transfers": ("transfer", ("destination", "transfer_group")),
    "events": ("event", ("type",)),
}
SINGLE = {
    "customers": "customer",
    "payment_methods": "payment_method",
    "setup_intents": "setup_intent",
    "checkout/sessions": "checkout.session",
    "payment_intents": "payment_intent",
    "charges": "charge",
    "balance_transactions": "balance_transaction",
    "refunds": "refund",
    "disputes": "dispute",
    "accounts": "account",
    "transfers": "transfer",
    "tax/calculations": "tax.calculation",
    "tax/transactions": "tax.transaction",
}


def add_routes(app: Flask, money: Money, answering: Callable[[Do], Callable[..., Any]]) -> None:
    """`answering` turns a function of what was given into a view."""

    def route(method: str, path: str, do: Do) -> None:
        app.add_url_rule(f"/v1/{path}", f"{method} {path}", answering(do), methods=[method])

    for plural, (kind, filters) in LISTS.items():
        route("GET", plural, lambda given, kind=kind, filters=filters: _list(money, kind, given, filters))
    for plural, kind in SINGLE.items():
        route("GET", f"{plural}/<id>", lambda given, id, kind=kind: _one(money, money.must_get(kind, id), given))
    route("POST", "customers", lambda given: money.state.put(shapes.customer(given)))
    route("POST", "setup_intents", lambda given: _set_up(money, given))
    route("POST", "checkout/sessions", lambda given: _open_session(money, given))
    route("POST", "payment_methods/<id>/detach", lambda given, id: _detach(money, id))
    route("POST", "payment_intents", lambda given: _one(money, _charge(money, given), given))
    route("POST", "payment_intents/<id>/confirm", lambda given, id: _one(money, _confirm(money, id, given), given))
    route("POST", "payment_intents/<id>/cancel", lambda given, id: _cancel(money, id))
    route("POST", "refunds", lambda given: _one(money, money.refund(given), given))
    route("POST", "accounts", lambda given: money.state.put(shapes.account(given)))
    route("POST", "account_links", lambda given: _link(money, given))
    route("POST", "transfers", money.transfer)
    route("POST", "tax/calculations", lambda given: taxing.calculate(money, given))
    route("POST", "tax/transactions/create_from_calculation", lambda given: taxing.book(money, given))
    route("POST", "tax/transactions/create_reversal", lambda given: taxing.reverse(money, given))


def _one(money: Money, found: Object, given: Object) -> Object:
    return expanded(money.state, found, given.get("expand", []))


def _list(money: Money, kind: str, given: Object, filters: tuple[str, ...]) -> Object:
    found = page(money.state, kind, given, request.path, *filters)
    return expanded(money.state, found, given.get("expand", []))


def _customer(money: Money, given: Object) -> str:
    return str(money.must_get("customer", given.get("customer", ""), "customer")["id"])


def _set_up(money: Money, given: Object) -> Object:
    customer = _customer(money, given)
    setup = money.state.put(shapes.setup_intent(customer, given))
    if given.get("confirm") != "true":
        return setup
    done = money.set_up(setup, money.method(given.get("payment_method", ""), customer))
    return _one(money, done, given)


def _open_session(money: Money, given: Object) -> Object:
    if given.get("mode") != "setup":
        raise wrong("The stand-in knows sessions of mode `setup` alone.", "mode")
    if not given.get("success_url"):
        raise wrong("Missing required param: success_url.", "success_url")
    customer = _customer(money, given)
    setup = money.state.put(shapes.setup_intent(customer, {}))
    opened = shapes.session(customer, setup["id"], given)
    return money.change(opened, url=f"{money.url}/pay/{opened['id']}")


def _detach(money: Money, id: str) -> Object:
    found = money.must_get("payment_method", id)
    if found["customer"] is None:
        raise wrong("The payment method you provided is not attached to a customer so detachment is impossible.")
    return money.change(found, "payment_method.detached", customer=None)


def _charge(money: Money, given: Object) -> Object:
    if int(given.get("amount", 0)) < 1:
        raise wrong("This value must be greater than or equal to 1.", "amount")
    if given.get("currency") != given.get("currency", "").lower():
        raise wrong("Invalid currency", "currency")
    _customer(money, given)
    intent = money.state.put(shapes.payment_intent(given))
    return _confirmed(money, intent, given) if given.get("confirm") == "true" else intent


def _confirm(money: Money, id: str, given: Object) -> Object:
    return _confirmed(money, money.must_get("payment_intent", id), given)


def _confirmed(money: Money, intent: Object, given: Object) -> Object:
    token = given.get("payment_method") or intent["payment_method"] or ""
    absent = given.get("off_session") == "true"
    return money.confirm(intent, token, given.get("return_url"), absent=absent)


def _cancel(money: Money, id: str) -> Object:
    return money.cancel(money.must_get("payment_intent", id))


def _link(money: Money, given: Object) -> Object:
    account = money.must_get("account", given.get("account", ""), "account")
    money.change(account, _back=given["return_url"])
    url = f"{money.url}/connect/{account['id']}"
    return {"object": "account_link", "created": now(), "expires_at": now() + 300, "url": url}
