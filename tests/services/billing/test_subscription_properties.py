"""Whatever customers, banks, prices and the calendar do, in any order: what may never happen does not."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventlog.decider import Context
from eventlog.refusal import Refused
from services.billing.deciders.subscription import subscription
from services.billing.deciders.subscription_state import GRACE, Subscription
from services.billing.events import (
    PlanSwitched,
    SubscriptionCancelled,
    SubscriptionEnded,
    SubscriptionRenewed,
    SubscriptionResumed,
    TrialEnded,
)
from tests.controls import subscriptions as controls
from tests.controls.subscriptions import DATABASE
from tests.services.billing.world import ADA, Charged, World, world
from vocabulary.money import Money

yearly = replace(
    controls.team_offered,
    plan="yearly",
    name="Yearly",
    repository="acme/db-yearly",
    price=replace(controls.team_price, amounts=(Money(49000, "USD"),), interval="year"),
)
metered = replace(
    controls.team_offered,
    plan="metered",
    name="Metered",
    repository="acme/db-metered",
    price=replace(
        controls.team_price, amounts=(Money(900, "USD"),), interval="30_days", components=(controls.requests,)
    ),
)
free = replace(controls.team_offered, plan="free", name="Free", repository="acme/db-free", price=None)
OFFERED = (controls.team_offered, controls.fleet_offered, yearly, metered, free)
FATES = ("paid", "paid", "paid", "paid", "declined", "confirm")

WHAT = {  # what happens, and how often in a hundred
    "later": 24,
    "bank": 30,
    "subscribe": 8,
    "switch": 8,
    "change_quantity": 6,
    "offer": 6,
    "use": 5,
    "cancel": 4,
    "resume": 4,
    "price": 2,
    "card": 2,
    "refund": 1,
    "take_back": 3,
}
STEPS = st.tuples(st.sampled_from([name for name, often in WHAT.items() for _ in range(often)]), st.integers(0, 9999))


class Shop:
    def __init__(self, opened: World) -> None:
        self.world = opened
        self.ids: list[str] = []

    def happens(self, what: str, number: int) -> None:
        """Then none of what may never be is so."""
        getattr(self, what if self.ids else "subscribe")(number)
        self.nothing_is_charged_twice_for_one_period()
        self.what_is_cancelled_is_never_renewed()
        self.the_right_is_what_was_paid_tried_or_given_in_grace()

    def subscribe(self, number: int) -> None:
        plan = OFFERED[number % 5].plan
        wanted = {
            "trial": number % 3 == 0,
            "payment": "invoice" if number % 4 == 1 else "card",
            "quantity": 1 + number % 2,
        }
        answer = self.twice(lambda dry, by: self.world.billing.subscribe(DATABASE, plan, ADA, wanted, dry, by))
        if answer is not None:
            self.ids.append(answer["id"])

    def cancel(self, number: int) -> None:
        self.twice(lambda dry, by: self.world.billing.cancel(self.one(number), dry, by))

    def resume(self, number: int) -> None:
        self.twice(lambda dry, by: self.world.billing.resume(self.one(number), dry, by))

    def switch(self, number: int) -> None:
        plan = OFFERED[number % 5].plan
        self.twice(lambda dry, by: self.world.billing.switch(self.one(number // 5), plan, dry, by))

    def change_quantity(self, number: int) -> None:
        self.twice(lambda dry, by: self.world.billing.change_quantity(self.one(number), 1 + number % 4, dry, by))

    def offer(self, number: int) -> None:
        """Of a plan for one that runs, at a price of its own or for nothing, later or at once; and it is accepted."""
        wanted = {
            "to": ADA,
            "price": None if number % 7 == 0 else {"amount": 100 * (number % 90 + 1), "currency": "USD"},
            "interval": ("month", "year", "30_days")[number % 3],
            "quantity": 1 + number % 4,
            "trial_days": 0,
            "until": (self.world.now + timedelta(days=30)).isoformat(),
            "note": "",
            "kind": ("renewal", "replacement")[number % 2],
            "changes": self.one(number // 5),
        }
        by = replace(self.world.by("bea"), roles=frozenset({"acme:editor"})).dump()
        billing, plan = self.world.billing, OFFERED[number % 5].plan
        extended, _ = self.tried(lambda: billing.extend_offer("acme", DATABASE, plan, wanted, by))
        if extended is not None:
            self.twice(lambda dry, by: self.accepted(extended, dry, by))

    def accepted(self, offer: dict[str, Any], dry: bool, by: dict[str, Any]) -> dict[str, Any]:
        """The dry run, or the subscription that it changed."""
        answer = self.world.billing.accept_offer(offer["id"], "card", dry, by)
        return dict(answer if dry else self.world.billing.subscription(offer["changes"]))

    def use(self, number: int) -> None:
        report = ("requests", 1 + number, self.world.now.isoformat(), f"report-{number}")
        self.tried(lambda: self.world.billing.record_usage(self.one(number), *report, self.world.by().dump()))

    def price(self, number: int) -> None:
        changed = replace(controls.team_price, amounts=(Money(3900 + 1000 * (number % 3), "USD"),))
        self.world.tell("offering", DATABASE, replace(controls.team_offered, price=changed))
        self.world.settled()

    def card(self, number: int) -> None:
        self.world.pay_with(card=number % 3 != 0)

    def bank(self, number: int) -> None:
        """Of the newest that was not paid, mostly that it is."""
        if not (waiting := self.unpaid()):
            return
        charged, fate = waiting[-1 - number % len(waiting) // 3], FATES[number % len(FATES)]
        transfer = charged.charge.payment == "invoice" or charged.charge.invoice in self.world.paid
        self.world.bank(charged, "overdue" if transfer and fate != "paid" else fate)
        self.world.settled()

    def take_back(self, number: int) -> None:
        """A transfer that was recorded for the wrong invoice: what it gave stays until the new day has passed."""
        paid = [each for each in self.world.charges if self.world.fates.get(each.charge.invoice) == "paid"]
        if paid:
            before = [self.world.entitled(each.plan) for each in OFFERED]
            self.world.take_back(paid[-1 - number % len(paid)])
            self.world.settled()
            assert [self.world.entitled(each.plan) for each in OFFERED] == before

    def refund(self, number: int) -> None:
        if self.world.charges:
            self.world.refund(self.world.charges[-1])
            self.world.settled()

    def later(self, number: int) -> None:
        self.world.later((1, 3, 14, 15, 31)[number % 5])

    def nothing_is_charged_twice_for_one_period(self) -> None:
        invoices = [each.charge.invoice for each in self.world.charges]
        assert len(invoices) == len(set(invoices))
        for id in self.ids:
            whole = [each.charge for each in self.world.charges if each.subscription == id and kinds(each) & {"plan"}]
            for before, after in pairwise(whole):
                unused = any(line.kind == "rest" and line.amount.amount < 0 for line in after.lines)
                assert before.ends <= after.starts or unused, (before, after)

    def what_is_cancelled_is_never_renewed(self) -> None:
        cancelled: set[str] = set()
        for recorded in self.world.events:
            event = recorded.event
            match event:
                case SubscriptionCancelled():
                    cancelled.add(event.subscription)
                case SubscriptionResumed():
                    cancelled.discard(event.subscription)
                case SubscriptionRenewed() | PlanSwitched() | TrialEnded(goes_on=True):
                    assert event.subscription not in cancelled
                case SubscriptionEnded(charge=charge):
                    assert charge is None or {line.kind for line in charge.lines} == {"use"}

    def the_right_is_what_was_paid_tried_or_given_in_grace(self) -> None:
        for offered in OFFERED:
            reasons = [why for state in self.states() if state.agreed.plan == offered.plan for why in [self.why(state)]]
            assert self.world.entitled(offered.plan) == any(reasons), (offered.plan, reasons, self.world.now)

    def why(self, state: Subscription) -> str:
        """Why its plan may be pulled now, judged by the charges, what the bank said, and the calendar alone."""
        started = self.first(state.id)
        if state.over:
            return ""
        if started.trial_until is not None and state.phase == "trialing":
            return "trial" if state.trial_until is not None and self.world.now < state.trial_until else ""
        if state.agreed.price is None:
            return "free"
        mine = [each for each in self.world.charges if each.subscription == state.id]
        if mine and mine[0].charge.payment == "card" and started.charge is not None and not self.was_paid(mine[0]):
            return ""  # never began
        missed = [each for each in mine if self.missed(each)]
        if missed and state.grace_until is not None:
            return "grace" if self.world.today < state.grace_until else ""
        return "paid" if state.ends is not None and self.world.today <= state.ends + GRACE else ""

    def was_paid(self, charged: Charged) -> bool:
        return charged.charge.invoice in self.world.paid

    def missed(self, charged: Charged) -> bool:
        return self.world.fates.get(charged.charge.invoice) in ("declined", "confirm", "overdue")

    def first(self, id: str) -> Any:
        return self.world.log.read(subscription.stream(id))[0].event

    def states(self) -> list[Subscription]:
        return [self.world.log.fold(subscription, id) for id in self.ids]

    def unpaid(self) -> list[Charged]:
        return [each for each in self.world.charges if self.world.fates.get(each.charge.invoice) != "paid"]

    def one(self, number: int) -> str:
        return self.ids[number % len(self.ids)]

    def twice(self, asked: Any) -> dict[str, Any] | None:
        """First as a dry run: the deed is what it said, a refusal is the same."""
        by: Context = self.world.by()
        rehearsed, refused = self.tried(lambda: asked(True, by.dump()))
        done, refused_then = self.tried(lambda: asked(False, by.dump()))
        assert refused == refused_then
        self.world.settled()
        if done is not None and rehearsed is not None:
            self.compare(rehearsed, done)
        return done

    def compare(self, rehearsed: dict[str, Any], done: dict[str, Any]) -> None:
        assert (rehearsed["state"], rehearsed["until"]) == (done["state"], done["until"])
        assert rehearsed["scheduled"] == done["scheduled"]
        if done["state"] != "awaiting_payment":  # what comes next is told before an order, and then once it is paid
            assert (rehearsed["then"] and rehearsed["then"]["net"]) == (done["next"] and done["next"]["amount"])
        made = [each for each in self.world.charges if each.at == self.world.now and each.subscription == done["id"]]
        if rehearsed["today"] is not None:
            lines = [vars(each) | {"amount": vars(each.amount)} for each in made[-1].charge.lines]
            assert rehearsed["today"]["lines"] == lines

    def tried(self, asked: Any) -> tuple[Any, str]:
        try:
            return asked(), ""
        except Refused as refused:
            return None, refused.code


def kinds(charged: Charged) -> set[str]:
    return {line.kind for line in charged.charge.lines}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(STEPS, min_size=30, max_size=30))
def test_whatever_happens_what_may_never_be_is_not(steps: list[tuple[str, int]]) -> None:
    with world(*OFFERED) as opened:
        shop = Shop(opened)
        for what, number in steps:
            shop.happens(what, number)
