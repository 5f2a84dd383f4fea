"""What happened in a rehearsal, in the reader's language: a sentence for each event of note."""

from collections.abc import Callable, Mapping
from typing import Any

from gateway.drawing import day
from gateway.pricing import money
from gateway.translation import gettext

Details = Mapping[str, Any]


def words_of(what: str, details: Details) -> str:
    """Of one of which there is no sentence, its name."""
    told = WORDS.get(what)
    return told(details) if told else what.replace("-", " ")


def reason_of(code: str) -> str:
    """Why a card was declined, a subscription or right ended."""
    return {
        "card_declined": gettext("the bank says no"),
        "insufficient_funds": gettext("there is too little money"),
        "card-missing": gettext("there is no card"),
        "not-confirmed": gettext("nobody confirmed it at the bank"),
        "not-paid": gettext("it was not paid"),
        "cancelled": gettext("it was cancelled"),
        "subscription-ended": gettext("the subscription is over"),
        "plan-switched": gettext("another plan took its place"),
    }.get(code, code)


def _started(told: Details) -> str:
    if told["trial_until"]:
        return gettext("The trial begins. It lasts until %(day)s.", day=day(told["trial_until"]))
    return {
        "card": gettext("It is subscribed to, and opens once the first payment has come."),
        "invoice": gettext("It is subscribed to, and paid by invoice."),
    }.get(told["payment"], gettext("It is subscribed to. Nothing is charged."))


def _trial_ended(told: Details) -> str:
    if told["goes_on"]:
        return gettext("The trial is over. It goes on, paid for until %(day)s.", day=day(told["ends"]))
    return gettext("The trial is over, and the subscription with it.")


def _renewed(told: Details) -> str:
    if told["ends"] is None:
        return gettext("It is renewed, for good.")
    return gettext("It is renewed, until %(day)s.", day=day(told["ends"]))


def _issued(told: Details) -> str:
    total, number = money(told["total"]), told["number"]
    if told["payment"] == "invoice":
        return gettext(
            "Invoice %(number)s over %(total)s, due on %(day)s.", number=number, total=total, day=day(told["due"])
        )
    return gettext("Invoice %(number)s over %(total)s, charged to the card.", number=number, total=total)


def _paid(told: Details) -> str:
    if told["method"] == "card":
        return gettext("%(amount)s are charged to the card.", amount=money(told["amount"]))
    return gettext("%(amount)s came by transfer.", amount=money(told["amount"]))


def _declined(told: Details) -> str:
    why = reason_of(told["code"])
    if told["next_try"] is None:
        return gettext("The card is declined: %(why)s. It is not tried again by itself.", why=why)
    return gettext("The card is declined: %(why)s. It is tried again on %(day)s.", why=why, day=day(told["next_try"]))


def _granted(told: Details) -> str:
    if told["until"] is None:
        return gettext("%(repository)s may be pulled.", repository=told["repository"])
    return gettext("%(repository)s may be pulled until %(day)s.", repository=told["repository"], day=day(told["until"]))


def _licensed(told: Details) -> str:
    if told["until"] is None:
        return gettext("The licence says: seats %(seats)s, without an end.", seats=told["seats"])
    return gettext("The licence says: seats %(seats)s, until %(day)s.", seats=told["seats"], day=day(told["until"]))


WORDS: Mapping[str, Callable[[Details], str]] = {
    "terms-accepted": lambda told: gettext("Version %(version)s of the terms is accepted.", version=told["version"]),
    "payment-method-added": lambda told: gettext("A card is kept for payments (%(brand)s).", brand=told["brand"]),
    "subscription-started": _started,
    "subscription-activated": lambda told: gettext("The first payment has come: it runs."),
    "subscription-abandoned": lambda told: gettext("The first payment did not come. It never ran, and is given up."),
    "trial-extended": lambda told: gettext("The trial is longer, until %(day)s.", day=day(told["until"])),
    "trial-ended": _trial_ended,
    "subscription-renewed": _renewed,
    "price-change-announced": lambda told: gettext(
        "A new price is announced: %(price)s, with the first renewal from %(day)s on.",
        price=money(told["price"]),
        day=day(told["applies"]),
    ),
    "subscription-past-due": lambda told: gettext(
        "It is past due. It may be pulled until %(day)s all the same.", day=day(told["grace_until"])
    ),
    "subscription-recovered": lambda told: gettext("It is paid after all, and goes on."),
    "subscription-lapsed": lambda told: gettext("It was not paid, and is over."),
    "subscription-cancelled": lambda told: gettext("It is cancelled, and ends on %(day)s.", day=day(told["until"])),
    "subscription-resumed": lambda told: gettext("It is not cancelled any more."),
    "subscription-ended": lambda told: gettext("It is over: %(why)s.", why=reason_of(told["reason"])),
    "plan-switched": lambda told: gettext("The plan is now %(plan)s.", plan=told["plan"]),
    "switch-scheduled": lambda told: gettext(
        "The plan will be %(plan)s from %(day)s on.", plan=told["plan"], day=day(told["on"])
    ),
    "quantity-changed": lambda told: gettext("The quantity is now %(count)s.", count=told["quantity"]),
    "quantity-scheduled": lambda told: gettext(
        "The quantity will be %(count)s from %(day)s on.", count=told["quantity"], day=day(told["on"])
    ),
    "schedule-dropped": lambda told: gettext("Nothing changes at the next renewal any more."),
    "payment-changed": lambda told: {
        "card": gettext("It is paid by card from now on."),
        "invoice": gettext("It is paid by invoice from now on."),
    }.get(str(told["payment"]), ""),
    "usage-recorded": lambda told: gettext(
        "Use is reported: %(count)s of %(component)s.", count=told["amount"], component=told["component"]
    ),
    "invoice-issued": _issued,
    "payment-requested": lambda told: gettext("The card is tried again: attempt %(count)s.", count=told["attempt"]),
    "invoice-paid": _paid,
    "payment-declined": _declined,
    "payment-action-needed": lambda told: gettext("The buyer’s bank wants the buyer to confirm the payment."),
    "invoice-overdue": lambda told: gettext("The invoice was due on %(day)s, and is overdue.", day=day(told["due"])),
    "invoice-written-off": lambda told: gettext("The invoice is given up."),
    "overpayment-received": lambda told: gettext("%(amount)s came that nobody owed.", amount=money(told["amount"])),
    "credit-note-issued": lambda told: gettext(
        "Credit note %(number)s over %(total)s.", number=told["number"], total=money(told["total"])
    ),
    "refund-issued": lambda told: gettext("%(amount)s go back to the buyer.", amount=money(told["amount"])),
    "entitlement-granted": _granted,
    "entitlement-ended": lambda told: gettext(
        "%(repository)s may not be pulled any more: %(why)s.",
        repository=told["repository"],
        why=reason_of(told["reason"]),
    ),
    "licence-issued": _licensed,
    "licence-changed": _licensed,
    "licence-revoked": lambda told: gettext("The licence counts no more."),
}
