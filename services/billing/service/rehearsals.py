"""A publisher tries a plan as a customer would live through it: in memory, by test cards, at days that it chooses."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any

from eventlet.semaphore import Semaphore
from nameko.rpc import rpc

from eventlog.claims import Unshared
from eventlog.decider import Context
from eventlog.refusal import Invalid, Missing, Refused, Unavailable
from eventlog.rehearsing import Rehearsal
from services.billing import policies
from services.billing.adapters.pretended import PretendedCards
from services.billing.deciders.coupon import coupon, subject_of
from services.billing.deciders.offering import Offering, offering
from services.billing.events import OfferingOpened, PlanWithdrawn, ProductNoted, ShareSet
from services.billing.policies import payments
from services.billing.projections import PROJECTIONS
from services.billing.service import rehearsal_steps
from services.billing.service.correcting import Correcting
from services.billing.service.rehearsal import NOON, Walk
from services.billing.service.turns import Turns

CARRIED_OUT = (*payments.CHARGE, payments.REFUND, payments.WITHDRAW)  # by test cards; nothing else leaves a rehearsal
ALONE = Semaphore()  # it is the processor's work: one at a time in this process, while all others go on
PATIENCE = 2.0  # seconds that one waits for the one before
Answer = dict[str, Any]


class Rehearsals(Correcting):
    @rpc(expected_exceptions=Refused)
    def rehearse_plan(self, product: str, plan: str, wanted: Answer, context: Answer) -> Answer:
        """What would become of a made-up buyer of the plan as it stands, step by step; nothing is stored.

        `wanted`: {steps, starts, country, currency, tax_id}; rehearsal.Walk.through gives the answer's shape. Refused:
        plan-unknown, not-yours, and what rehearsal_steps.read says of its steps.
        """
        by, offered = Context.load(context), self.log.fold(offering, product)
        if not isinstance(offered, Offering) or plan not in offered.plans or plan in offered.withdrawn:
            raise Missing("plan-unknown")
        publisher = offered.address.partition("/")[0]
        by.must_act_for(publisher, "owner", "editor")
        script = rehearsal_steps.read(wanted)
        cards = PretendedCards()
        starts = datetime.combine(script.starts or by.today, NOON)
        with alone(), closing(self._in_memory(cards, starts)) as rehearsal, booked():
            self._tell(rehearsal, offered, script)
            told = Walk(rehearsal, cards, product, plan, publisher).through(script)
        return {"product": offered.address, "plan": plan, "starts": starts.date().isoformat(), **told}

    def _in_memory(self, cards: PretendedCards, at: datetime) -> Rehearsal:
        """This service once more, with nothing of the store's but what it is told about who sells."""
        service = type(self)()
        told = {"settings": self.settings, "selling": self.selling, "turns": Turns(Unshared())}
        vars(service).update(told, cards=cards, payouts=None, taxes=None)
        return Rehearsal(service, policies.effects, PROJECTIONS, CARRIED_OUT, at)

    def _tell(self, rehearsal: Rehearsal, offered: Offering, script: rehearsal_steps.Script) -> None:
        """The product as it is offered, as if on the shelves; its publisher's share, and coupons as they stand."""
        product, publisher = offered.product, offered.address.partition("/")[0]
        gone = [PlanWithdrawn(product, plan) for plan in sorted(offered.withdrawn)]
        plans = [ProductNoted(product, offered.address), *offered.plans.values(), *gone]
        rehearsal.tell("offering", product, *plans, OfferingOpened(product))
        rehearsal.tell("payee", publisher, ShareSet(publisher, self._share_of(publisher), "policy:rehearsal"))
        for code in {str(step.with_["coupon"]) for step in script.steps if "coupon" in step.with_}:
            subject = subject_of(publisher, code)
            rehearsal.tell("coupon", subject, *(each.event for each in self.log.read(coupon.stream(subject))))
        rehearsal.settle()


@contextmanager
def alone() -> Iterator[None]:
    if not ALONE.acquire(timeout=PATIENCE):
        raise Unavailable("rehearsal-busy")
    try:
        yield
    finally:
        ALONE.release()


@contextmanager
def booked() -> Iterator[None]:
    """Sums that no books could hold: of a quantity, or a price, that nobody means."""
    try:
        yield
    except OverflowError as too_large:
        raise Invalid("rehearsal-too-large") from too_large
