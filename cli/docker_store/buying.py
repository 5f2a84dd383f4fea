"""Subscribing from a terminal: a dry run says what is missing and what it will cost; then it is tried or bought."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any

from cli.docker_store import asking, held
from cli.docker_store.asking import tell
from cli.docker_store.clean import clean
from cli.docker_store.ending import NO, Refused, Stop
from cli.docker_store.money import INTERVALS, day, money
from cli.docker_store.terms import accept

if TYPE_CHECKING:
    from cli.docker_store.session import Session

Wanted = dict[str, Any]
PATIENCE = 900.0  # seconds until a card was entered, or a payment confirmed, in the browser
AGAIN = 2.0
MOST_STEPS = 8  # a refusal is cured once: terms, billing details, a card, a trial that was used


def buy(asked: Any, session: Session, found: dict[str, Any], chosen: dict[str, Any]) -> None:
    """Raises Stop where it was not bought, with what to do."""
    wanted: Wanted = {
        "plan": f"{found['slug']}/{chosen['id']}",
        "trial": bool(chosen["trial_days"]) and not asked.buy,
        "quantity": asked.quantity or 1,
        "coupon": asked.coupon,
        "payment": asked.payment or "card",
        "holder": asked.holder,
    }
    told = _rehearsed(asked, session, found, chosen, wanted)
    if told is None:
        held.say(asked, session, wanted["plan"])
        return
    _say(told, wanted, chosen)
    _must_agree(asked, wanted)
    bought = _order(session, wanted)
    tell(_became(bought))


def _rehearsed(asked: Any, session: Session, found: dict[str, Any], chosen: dict[str, Any], wanted: Wanted) -> Any:
    """The dry run's answer, once nothing is missing any more; None where there is a subscription already."""
    for _ in range(MOST_STEPS):
        told = _tried(session, wanted)
        if not isinstance(told, Refused):
            return told
        if told.problem == "already-subscribed":
            return None
        _cure(told, asked, session, found, chosen, wanted)
    raise Stop("The store goes on asking for more.", f"Go on there: {session.url}/{found['slug']}/get", NO)


def _tried(session: Session, wanted: Wanted) -> Any:
    try:
        return session.store.post("/subscriptions?dry_run=true", wanted)
    except Refused as refused:
        return refused


def _cure(
    refused: Refused, asked: Any, session: Session, found: dict[str, Any], chosen: dict[str, Any], wanted: Wanted
) -> None:
    """What the store misses is asked for here; what cannot be is raised with the place where it can."""
    place = f"{session.url}/{found['slug']}/get?plan={chosen['id']}"
    if refused.problem == "terms-not-accepted":
        accept(asked, session, found, chosen)
    elif refused.problem == "billing-details-missing" and asking.somebody():
        from cli.docker_store.details import provide

        provide(session, asked.holder)
    elif refused.problem == "card-missing" and asking.somebody():
        _enter_card(session, asked.holder, place)
    elif refused.problem in ("trial-used", "trial-not-offered") and wanted["trial"]:
        _no_trial(asked, refused)
        wanted["trial"] = False
    elif refused.problem == "cards-not-taken" and not asked.payment and wanted["payment"] == "card":
        wanted["payment"] = "invoice"
    elif refused.problem == "not-yours":
        raise refused
    else:
        raise Stop(refused.text, refused.todo or f"Go on in the browser: {place}", refused.code) from refused


def _no_trial(asked: Any, refused: Refused) -> None:
    if asked.yes or not asking.somebody():
        raise Stop(refused.text, "Buy it: --buy", NO) from refused
    tell(refused.text)


def _enter_card(session: Session, holder: str, place: str) -> None:
    """At the payment company, in the browser: no number of a card comes to a terminal."""
    url = session.store.post("/billing/payment-methods/start", {"holder": holder})["url"]
    tell("A card is entered in the browser:")
    tell(f"  {url}")
    tell("Waiting for it. Ctrl-C ends this; nothing is bought yet. --payment invoice needs no card.")
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        time.sleep(AGAIN)
        if session.store.get("/billing/payment-methods", holder=holder)["items"]:
            tell("The card is there.")
            return
    raise Stop("No card was entered.", f"Go on in the browser: {place}", NO)


def _say(told: dict[str, Any], wanted: Wanted, chosen: dict[str, Any]) -> None:
    """Amounts and days as the dry run has them, before anything is agreed to."""
    today, then = told.get("today"), told.get("then")
    quantity = f", {wanted['quantity']} times" if wanted["quantity"] != 1 else ""
    tell(f"{'Try' if wanted['trial'] else 'Subscribe to'} {chosen['name']}{quantity}:")
    for line in (today or {}).get("lines", ()):
        tell(f"  {line['text']}: {money(line['amount'])}")
    for tax in (today or {}).get("taxes", ()):
        tell(f"  {tax['name']} {tax['percent']} %: {money(tax['amount'])}")
    due = money(today["total"]) if today and today["total"]["amount"] else "nothing"
    tell(f"  Due today: {due}")
    if then:
        tell(f"  Then, on {then['on']}: {money(then['total'])}")
    elif chosen["interval"]:
        tell(f"  It goes on each {INTERVALS.get(chosen['interval'], chosen['interval'])}, until it is cancelled.")
    if told.get("until"):
        tell(f"  It can be pulled until {day(told['until'])}, unless it goes on.")


def _must_agree(asked: Any, wanted: Wanted) -> None:
    if asked.yes:
        return
    does = "Start the trial" if wanted["trial"] else f"Buy it, paid by {wanted['payment']}"
    if not asking.somebody():
        raise Stop("Nobody is here to say yes. Nothing was changed.", "Say it: --yes", NO)
    if not asking.agreed(f"{does}?"):
        raise Stop("Nothing was changed.", code=NO)


def _order(session: Session, wanted: Wanted) -> dict[str, Any]:
    """The same order, under one key, until the bank has spoken; the browser only where the bank wants the customer."""
    key, shown, until = secrets.token_hex(16), "", time.monotonic() + PATIENCE
    while True:
        bought: dict[str, Any] = session.store.post("/subscriptions", wanted, key)
        if bought["state"] != "awaiting_payment" or wanted["payment"] == "invoice":
            return bought
        url = str(bought.get("confirm_url") or "")
        if url and url != shown:
            tell("Your bank wants you to confirm the payment:")
            tell(f"  {url}")
            shown = url
        if time.monotonic() > until:
            raise Stop("The payment was not confirmed.", f"It waits there: {session.url}/my-content", NO)
        time.sleep(AGAIN)


def _became(bought: dict[str, Any]) -> str:
    until = f" until {day(bought['until'])}" if bought["until"] else ""
    if bought["state"] == "trialing":
        return clean(f"The trial of {bought['plan']} runs{until}.")
    return clean(f"Subscribed to {bought['plan']}{until}.")
