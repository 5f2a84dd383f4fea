"""Who subscribes to a publisher's products, and a trial that is made longer."""

from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.errors import status_of
from gateway.mistakes import Mistakes, of_fields, of_refusal
from gateway.parts import database
from gateway.publishing.pages import pages
from gateway.publishing.pages.business import beside
from gateway.publishing.pages.entering import EDITORS, context, for_team, to, told_of
from gateway.publishing.selling import billing
from gateway.rpc import Answer
from gateway.translation import gettext
from gateway.views import accounts

MOST = 200  # on the page
LONGEST_TRIAL = 365  # days


@pages.get("/publish/<publisher>/customers")
@for_team(*EDITORS)
def customers(publisher: str) -> str:
    return _customers(publisher)


@pages.post("/publish/<publisher>/customers/<subscription>/extend")
@for_team(*EDITORS)
def extend_trial(publisher: str, subscription: str) -> str | Response | tuple[str, int]:
    days = request.form.get(f"days-{subscription}", "")
    if not (days.isascii() and days.isdecimal() and len(days) < 4 and 1 <= int(days) <= LONGEST_TRIAL):
        problems = of_fields({f"days-{subscription}": gettext("A whole number of days, from 1 to 365")})
        return _customers(publisher, problems), 422
    try:
        done = billing().extend_trial(subscription, int(days), context())
    except Unavailable:
        raise
    except Refused as refused:
        return _customers(publisher, of_refusal(refused, {})), status_of(refused)
    return to(f"/publish/{publisher}/customers?told=extended", done)


def _customers(publisher: str, problems: Mistakes | None = None) -> str:
    found = billing().subscribers_of(publisher)
    return render_template(
        "publishing/customers.html",
        subscribers=[_shown(one) for one in found[:MOST]],
        total=len(found),
        most=LONGEST_TRIAL,
        states=_states(),
        problems=problems,
        told=told_of({"extended": gettext("The trial is longer now; the customer sees it.")}),
        **beside(publisher, "customers"),
    )


def _shown(subscription: Answer) -> dict[str, Any]:
    """An organisation by its name; of a person no more than that it is one: who they are is told where they say so."""
    organization = accounts.organization(database(), subscription["holder"])
    return {**subscription, "name": organization.name if organization else gettext("A person")}


def _states() -> dict[str, tuple[str, str]]:
    """Flag, where it needs one, and word of each."""
    return {
        "trialing": ("", gettext("Trial")),
        "awaiting_payment": ("K", gettext("Waiting for the payment")),
        "active": ("", gettext("Active")),
        "past_due": ("Y", gettext("Payment overdue")),
        "cancelled": ("", gettext("Cancelled")),
        "lapsed": ("X", gettext("Lapsed")),
        "ended": ("M", gettext("Ended")),
    }
