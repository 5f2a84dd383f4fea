"""Where a holder's billing details and cards are looked after, and invoices are paid on the customer's own wish."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from eventlog.refusal import Conflicting, Refused, Unavailable
from gateway.auth import caller, command_context, signed_in
from gateway.checkout.cards import BACK, address_back, charged_card
from gateway.checkout.content_pages import invoice_or_404, shown_holder
from gateway.checkout.credit_shown import credit_shown
from gateway.checkout.details import form_of, kept_form, missing_in, mistakes_in, sent_form
from gateway.checkout.paying import pay_now
from gateway.errors import status_of
from gateway.holders import Holder, holders, named
from gateway.http import remember
from gateway.mistakes import Mistakes, sentence
from gateway.parts import parts
from gateway.returning import local
from gateway.translation import gettext

pages = Blueprint("billing_pages", __name__)


@pages.get("/my-content/billing")
@signed_in
def billing() -> str:
    holder, _ = shown_holder()
    return billing_page(holder)


@pages.post("/my-content/billing")
@signed_in
def provide_details() -> str | Response | tuple[str, int]:
    slug, form = request.form.get("holder", ""), sent_form(request.form)
    problems = missing_in(form)
    if problems is None:
        try:
            done = parts().rpc.billing.provide_details(slug or caller().account, form, command_context().dump())
        except Unavailable:
            raise
        except Refused as refused:
            problems = mistakes_in(refused)
        else:
            return remember(make_response(redirect(address_of(slug, "saved"), 303)), done)
    return billing_page(named(slug, holders()), form, problems), 422


@pages.post("/my-content/billing/card")
@signed_in
def start_card() -> str:
    """A page that leads on: a form of ours may be sent to no other host, and nothing of theirs runs on ours."""
    slug, then = request.form.get("holder", ""), request.form.get("next", "")
    back = address_back(slug, then or address_of(slug))
    started = parts().rpc.billing.start_card(slug or caller().account, back, command_context().dump())
    return render_template("checkout/leave.html", url=started["url"], back=local(then, address_of(slug)))


@pages.get(BACK)
@signed_in
def finish_card() -> Response:
    """The payment company sends the browser here; the card that was entered there is kept, once."""
    slug, then = request.args.get("holder", ""), local(request.args.get("next"), "/my-content/billing")
    session = request.args.get("session", "")
    if not session.replace("_", "").isalnum():
        return redirect(then, 303)
    try:
        done = parts().rpc.billing.finish_card(slug or caller().account, session, command_context().dump())
    except Conflicting:  # gone back without a card
        return redirect(then, 303)
    return remember(make_response(redirect(then, 303)), done)


@pages.post("/my-content/billing/cards/<method>/remove")
@signed_in
def remove_card(method: str) -> Response:
    slug = request.form.get("holder", "")
    done = parts().rpc.billing.remove_card(slug or caller().account, method, command_context().dump())
    return remember(make_response(redirect(address_of(slug, "removed"), 303)), done)


@pages.post("/my-content/invoices/<invoice>/pay")
@signed_in
def pay(invoice: str) -> Response | tuple[str, int]:
    found = invoice_or_404(invoice)
    try:
        done = pay_now(found, command_context().dump())
    except Unavailable:
        raise
    except Refused as refused:
        told = {"text": sentence(refused), "code": refused.code}
        again = parts().rpc.billing.invoice(invoice)
        shown = {"card": charged_card(again["holder"]), "takes_cards": parts().rpc.billing.payments_ready()["cards"]}
        page = render_template("checkout/invoice.html", invoice=again, **shown, refused=told, here="my-content")
        return page, status_of(refused)
    return remember(make_response(redirect(url_for("content_pages.invoice", invoice=invoice), 303)), done)


def address_of(slug: str, done: str = "") -> str:
    """`done` is told as an anchor's word in the address, so that the page says what was done."""
    given = "&".join(f"{name}={value}" for name, value in (("holder", slug), ("done", done)) if value)
    return "/my-content/billing" + (f"?{given}" if given else "")


def billing_page(
    holder: Holder,
    form: dict[str, str] | None = None,
    problems: Mistakes | None = None,
    credit_problems: Mistakes | None = None,
) -> str:
    """`problems` are those of the details' form, `credit_problems` of the one to pay in advance by."""
    customer = parts().rpc.billing.customer_of(holder.id) if holder.buys else None
    words = {
        "saved": gettext("The details are kept."),
        "removed": gettext("The card is removed."),
        "topped-up": gettext("The payment is there: your next invoices are paid from it."),
    }
    return render_template(
        "checkout/billing.html",
        customer=customer,
        holders=holders(),
        holder=holder,
        problems=problems,
        credit=credit_shown(holder.id) if holder.buys else None,
        credit_problems=credit_problems,
        told=words.get(request.args.get("done", "")),
        section="billing",
        here="my-content",
        **(form_of(form or kept_form(holder.id)) if holder.buys else {}),
    )
