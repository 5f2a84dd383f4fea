"""A plan is tried as a customer would live through it: the steps stand in the page's address, and nowhere else."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import abort, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused
from gateway.drawing import day
from gateway.errors import status_of
from gateway.mistakes import Mistakes, sentence
from gateway.pricing import cost, figure
from gateway.problems import title_of
from gateway.publishing import step_lines, typed_prices
from gateway.publishing.happened import words_of
from gateway.publishing.pages import pages
from gateway.publishing.pages.entering import EDITORS, context, for_team, product_or_404
from gateway.publishing.pages.versions import around
from gateway.publishing.rehearsing import rehearse, sent
from gateway.publishing.step_lines import Step
from gateway.rpc import Answer
from gateway.translation import gettext
from gateway.views.listings import Plan, Product

WHO = ("starts", "country", "currency", "tax_id")
OVER = ("ended", "lapsed")


@pages.get("/publish/<publisher>/<product>/plans/<plan>/try")
@for_team(*EDITORS)
def rehearse_plan(publisher: str, product: str, plan: str) -> str | Response | tuple[str, int]:
    found = product_or_404(publisher, product)
    tried = found.plan(plan)
    if tried is None:
        abort(404)
    lines = request.args.getlist("step")
    if "do" in request.args:
        added = step_lines.line(_typed(tried))
        return redirect(f"{_address(found, plan, [*lines, added])}#step-{len(lines) + 1}", 303)
    try:
        return _page(found, tried, lines, _rehearsed(found, plan, lines))
    except Refused as refused:
        return _refused(found, tried, lines, refused)


def _typed(plan: Plan) -> Step:
    """A price is typed as `49.00`; one that cannot be read stays as it is, and is refused."""
    step = step_lines.typed(request.args)
    amounts = plan.price.amounts if plan.price else ()
    currency = request.args.get("currency", "").upper() or (amounts[0].currency if amounts else "")
    minor = typed_prices.minor(step.get("price", ""), currency)
    return step if minor is None else step | {"price": int(minor)}


def _refused(product: Product, plan: Plan, lines: list[str], refused: Refused) -> tuple[str, int]:
    """The last step is taken back, and what was before it is shown with the reason."""
    words = f"{sentence(refused)} ({refused.detail})" if refused.detail else sentence(refused)
    problems = Mistakes(words, code=refused.code)
    try:
        told = _rehearsed(product, plan.id, lines[:-1]) if lines else None
    except Refused:
        told = None
    return _page(product, plan, lines[:-1], told, problems), status_of(refused)


def _rehearsed(product: Product, plan: str, lines: Sequence[str]) -> Answer:
    who = {name: request.args.get(name, "").strip() for name in WHO}
    steps = [step_lines.read(line) for line in lines]
    return rehearse(product.slug, plan, sent(steps, **who | {"country": who["country"] or "US"}), context())


def _address(product: Product, plan: str, lines: Sequence[str]) -> str:
    kept = [(name, request.args[name]) for name in WHO if request.args.get(name)]
    query = urlencode([*kept, *(("step", line) for line in lines)])
    return f"/publish/{product.slug}/plans/{plan}/try{f'?{query}' if query else ''}"


def _page(
    product: Product, plan: Plan, lines: Sequence[str], told: Answer | None, problems: Mistakes | None = None
) -> str:
    state = _state(told)
    return render_template(
        "publishing/rehearsal.html",
        **around(product),
        at="plans",
        plan=plan,
        cost=cost(plan),
        problems=problems,
        told=None,
        rehearsal=told,
        steps=[_shown(product, plan, lines, number, step) for number, step in enumerate(told["steps"] if told else [])],
        lines=lines,
        who={name: request.args.get(name, "") for name in WHO},
        state=state,
        runs=bool(state) and state not in OVER,
        others=[(each.id, each.name) for each in product.plans if each.id != plan.id],
        components=[(each.id, each.name) for each in plan.price.components] if plan.price else [],
        price=figure(plan.price.amounts[0]) if plan.price and plan.price.amounts else "",
        trial_days=plan.price.trial_days if plan.price else 0,
        cards=_cards(),
        back=_address(product, plan.id, lines[:-1]),
        accounts=_accounts(product.publisher),
    )


def _state(told: Answer | None) -> str:
    """Of the subscription; empty where there is none."""
    subscription = told["subscription"] if told else None
    return str(subscription["state"]) if subscription else ""


def _shown(product: Product, plan: Plan, lines: Sequence[str], number: int, step: Answer) -> dict[str, Any]:
    happened = [each | {"words": words_of(each["what"], each["details"])} for each in step["happened"]]
    refused = step["refused"] and gettext(title_of(step["refused"]["code"]))
    return {
        **step,
        "says": _says(step_lines.read(lines[number])),
        "happened": happened,
        "refused": refused,
        "before": _address(product, plan.id, lines[:number]),
    }


def _says(step: Step) -> str:
    """What the buyer does, as a heading."""
    card = dict(_cards()).get(step.get("card", ""), step.get("card", ""))
    words = {
        "subscribe": gettext("Subscribe"),
        "move": gettext("Days pass"),
        "next": gettext("Until something happens"),
        "cancel": gettext("Cancel"),
        "resume": gettext("Take the cancellation back"),
        "switch": gettext("Switch to %(plan)s", plan=step.get("plan", "")),
        "change_quantity": gettext("Change the quantity to %(count)s", count=step.get("quantity", "")),
        "change_payment": gettext("Pay another way"),
        "record_usage": gettext("Report use of %(component)s", component=step.get("component", "")),
        "add_card": gettext("Another card: %(card)s", card=card),
        "confirm": gettext("Say yes at the bank"),
        "pay": gettext("Pay what is owed"),
        "extend_trial": gettext("You make the trial longer"),
        "change_price": gettext("You change the price"),
    }
    if step["do"] == "move" and step.get("until"):
        return gettext("Days pass, until %(day)s", day=day(step["until"]))
    return words.get(str(step["do"]), "")


def _cards() -> list[tuple[str, str]]:
    """Of Stripe's for tests; one is the store's own, since none of Stripe's changes its mind."""
    return [
        ("pm_card_visa", gettext("pays (4242 4242 4242 4242)")),
        ("paid-then-declined", gettext("pays once, and is declined from then on")),
        ("pm_card_chargeCustomerFail", gettext("is declined when it is charged (4000 0000 0000 0341)")),
        ("pm_card_authenticationRequired", gettext("wants each payment confirmed (4000 0027 6000 3184)")),
        ("pm_card_visa_chargeDeclined", gettext("is declined when it is entered (4000 0000 0000 0002)")),
    ]


def _accounts(publisher: str) -> Mapping[str, str]:
    """The ledger's accounts as people read them."""
    return {
        f"publisher:{publisher}": gettext("Your share"),
        "store-share": gettext("The store’s share"),
        "tax": gettext("Tax"),
        "cash": gettext("Received"),
        "receivable": gettext("Owed by the buyer"),
        "refunds-due": gettext("To be sent back"),
        "bad-debt": gettext("Given up"),
        "processor-fee": gettext("Kept by the payment company"),
    }
