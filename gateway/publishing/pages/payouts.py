"""Where a publisher's money goes, and the statements by which it is sent."""

from datetime import timedelta

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.errors import status_of
from gateway.mistakes import Mistakes, of_refusal
from gateway.publishing.pages import pages
from gateway.publishing.pages.business import beside
from gateway.publishing.pages.entering import EDITORS, context, for_team, to, told_of
from gateway.publishing.payouts_api import back_to
from gateway.publishing.selling import billing
from gateway.translation import gettext
from vocabulary.period import month_after

Page = str | Response | tuple[str, int]


@pages.get("/publish/<publisher>/payouts")
@for_team("owner")
def payouts(publisher: str) -> Page:
    """Whoever comes back from the payment company's page finds out at once whether it has all that it needs."""
    if request.args.get("back") and billing().payee(publisher)["state"] == "opened":
        return _finish(publisher)
    return _payouts(publisher)


@pages.post("/publish/<publisher>/payouts/finish")
@for_team("owner")
def finish_payouts(publisher: str) -> Page:
    return _finish(publisher)


@pages.post("/publish/<publisher>/payouts/connect")
@for_team("owner")
def connect_payouts(publisher: str) -> Page:
    """By Stripe a page that leads on: a form of ours may be sent to no other host."""
    try:
        done = billing().connect_payouts(publisher, request.form.get("way", ""), back_to(publisher), context())
    except Unavailable:
        raise
    except Refused as refused:
        return _payouts(publisher, of_refusal(refused, {"payout-way-unknown": "way"})), status_of(refused)
    if done["url"]:
        return render_template("publishing/leave.html", url=done["url"], publisher=publisher, here="publish")
    return to(f"/publish/{publisher}/payouts?told=connected", done)


@pages.post("/publish/<publisher>/payouts/disconnect")
@for_team("owner")
def disconnect_payouts(publisher: str) -> Page:
    try:
        done = billing().disconnect_payouts(publisher, context())
    except Unavailable:
        raise
    except Refused as refused:
        return _payouts(publisher, of_refusal(refused, {})), status_of(refused)
    return to(f"/publish/{publisher}/payouts?told=disconnected", done)


@pages.get("/publish/<publisher>/statements")
@for_team(*EDITORS)
def statements(publisher: str) -> str:
    found = billing().statements_of(publisher)
    return render_template("publishing/statements.html", statements=found, **beside(publisher, "statements"))


@pages.get("/publish/<publisher>/statements/<statement>")
@for_team(*EDITORS)
def statement(publisher: str, statement: str) -> str:
    found = billing().statement(statement)
    if found["publisher"] != publisher:
        abort(404)
    until = month_after(found["month"]) - timedelta(days=1)
    around = beside(publisher, "statements")
    return render_template("publishing/statement.html", statement=found, until=until.isoformat(), **around)


def _finish(publisher: str) -> Page:
    try:
        done = billing().finish_payouts(publisher, context())
    except Unavailable:
        raise
    except Refused as refused:
        return _payouts(publisher, of_refusal(refused, {})), status_of(refused)
    return to(f"/publish/{publisher}/payouts?told=connected", done)


def _payouts(publisher: str, problems: Mistakes | None = None) -> str:
    words = {
        "connected": gettext("Payouts are connected. What is due goes there from now on."),
        "disconnected": gettext("Payouts are disconnected. What is due waits until you connect them anew."),
    }
    return render_template(
        "publishing/payouts.html",
        payee=billing().payee(publisher),
        statements=billing().statements_of(publisher)[:12],
        problems=problems,
        told=told_of(words),
        **beside(publisher, "payouts"),
    )
