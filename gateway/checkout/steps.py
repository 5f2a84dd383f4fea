"""What an order still needs: asked of billing by a dry run of it, whose refusals name the next step."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from eventlog.ids import fresh
from eventlog.refusal import Refused, Unavailable
from gateway.auth import command_context
from gateway.checkout.buying_schemas import PAYMENTS
from gateway.holders import Holder
from gateway.mistakes import Mistakes, of_fields, sentence
from gateway.parts import parts
from gateway.rpc import Answer
from gateway.translation import gettext
from gateway.views.listings import Plan, Product

STAGES = {  # the next step, by what the dry run was refused with
    "terms-not-accepted": "terms",
    "billing-details-missing": "billing",
    "not-for-sale": "missing",
    "plan-unknown": "missing",
    "not-yours": "missing",
}
FIELDS = {"quantity-invalid": "quantity"}  # beside which field a refusal is said; those of coupons: the coupon's
NO_TRIAL = ("trial-used", "trial-not-offered")
MOST = 9  # digits of a quantity


@dataclass(frozen=True)
class Wanted:
    """What the reader has chosen, as it stands in the form or in the address."""

    trial: bool
    quantity: int = 1
    payment: str = "card"
    coupon: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str], tries: bool, by_card: bool = True) -> "Wanted":
        """`tries`: the plan can be tried, which is meant where nothing else is said."""
        quantity, payment = given.get("quantity", "1").strip(), given.get("payment", "")
        return cls(
            trial=tries and given.get("trial", "yes") == "yes",
            quantity=int(quantity) if quantity.isdecimal() and len(quantity) <= MOST else 0,
            payment=payment if payment in PAYMENTS and by_card else "card" if by_card else "invoice",
            coupon=given.get("coupon", "").strip()[:100],
        )

    def sent(self) -> dict[str, Any]:
        return {**vars(self), "currency": ""}


@dataclass(frozen=True)
class Step:
    """`amounts` is the dry run's answer, of the order as far as it stands."""

    stage: str  # terms | billing | card | order | missing
    wanted: Wanted
    code: str = ""
    amounts: Answer | None = None
    problems: Mistakes | None = None
    told: Mapping[str, str] = field(default_factory=dict)  # why it is not as the reader wanted it


def next_step(product: Product, plan: Plan, holder: Holder, wanted: Wanted) -> Step:
    try:
        return Step("order", wanted, amounts=_rehearsed(product, plan, holder, wanted))
    except Unavailable:
        raise
    except Refused as refused:
        return _short_of(product, plan, holder, wanted, refused)


def _short_of(product: Product, plan: Plan, holder: Holder, wanted: Wanted, refused: Refused) -> Step:
    code = refused.code
    if code in NO_TRIAL and wanted.trial:
        step = next_step(product, plan, holder, replace(wanted, trial=False))
        text = refused.detail or gettext("Each buyer has one trial.")
        told = {"title": gettext("The trial was used before."), "text": text, "code": code}
        return replace(step, told=told if code == "trial-used" else {})
    if code == "card-missing":
        shown = next_step(product, plan, holder, replace(wanted, payment="invoice"))
        return replace(shown, stage="card", wanted=wanted, code=code) if shown.amounts else shown
    if code in STAGES:
        return Step(STAGES[code], wanted, code)
    at = "coupon" if code.startswith("coupon-") else FIELDS.get(code)
    if at is None or wanted == (plain := replace(wanted, quantity=1, coupon="")):
        raise refused
    step = next_step(product, plan, holder, plain)
    return replace(step, wanted=wanted, problems=of_fields({at: sentence(refused)}))


def _rehearsed(product: Product, plan: Plan, holder: Holder, wanted: Wanted) -> Answer:
    """As a command of its own: what this request has done already, the next one is asked without."""
    context = replace(command_context(), command_id=fresh())
    return parts().rpc.billing.subscribe(product.id, plan.id, holder.id, wanted.sent(), True, context.dump())
