"""What happens to subscriptions by themselves: days come, invoices are paid or not, prices change, rights follow."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from eventlog.amqp import follow
from eventlog.deadlines import Fired
from eventlog.recorded import Recorded
from eventlog.refusal import Unavailable
from services.billing.deciders.agreeing import listed
from services.billing.deciders.customer import EndEntitlement, GrantEntitlement, customer
from services.billing.deciders.invoice import invoice
from services.billing.deciders.subscribing import Abandon, AnnouncePrice, EndSubscription, EndTrial, Lapse, NotePaid
from services.billing.deciders.subscription import place_of, subscription
from services.billing.deciders.subscription_state import Subscription
from services.billing.events import Agreed, OfferingRevoked, PlanOffered, PlanSwitched, SubscriptionStarted
from services.billing.policies import subscriptions as policies
from services.billing.projections import subscriptions as view
from services.billing.service.desk import CATCH_UP
from services.billing.service.renewing import Renewing
from services.identity.events import SubjectErased
from vocabulary.slug import is_slug


class SubscriptionLife(Renewing):
    _top_up_settled: Callable[[Any, Recorded], None]  # as Credits has it

    @follow("billing", *policies.RIGHTS)
    def entitle(self, event: Any, recorded: Recorded) -> None:
        """What it gives a right to now; of a plan that it was switched from, nothing any more."""
        if self.log.together.has(recorded, customer.stream(event.holder)):
            return
        state, by = self._subscription(event.subscription), recorded.cause()
        if isinstance(event, PlanSwitched) and event.before.plan != state.agreed.plan:
            before = self._of_another(state, event.before)
            before = before or EndEntitlement(event.before.product, event.before.plan, "plan-switched")
            self.log.execute(customer, state.holder, before, by.follows(recorded.id, "billing.switch-right", "before"))
        right = (self._of_another(state, state.agreed) if state.over else None) or policies.right_of(state)
        if customer.decide(right, self.log.fold(customer, state.holder), by):
            self.log.execute(customer, state.holder, right, by)

    @follow("billing", *policies.SETTLED)
    def settle(self, event: Any, recorded: Recorded) -> None:
        """What became of an invoice reaches its subscription; one that waited for it is renewed at once."""
        if not event.subscription:
            self._top_up_settled(event, recorded)
            return
        state = self.log.fold(subscription, event.subscription)
        if not isinstance(state, Subscription):
            return
        command = policies.after_invoice(event, state, lambda: self.log.fold(invoice, event.invoice))
        if command is None:
            return
        by = recorded.cause()
        if subscription.decide(command, state, by):
            self._decided(state.id, command, by)
            state = self._subscription(state.id)
        if isinstance(command, NotePaid):
            self._end_period(state, by)

    @follow("billing", PlanOffered)
    def announce(self, event: PlanOffered, recorded: Recorded) -> None:
        """Everybody who has the plan is told of its new price."""
        for id in self._running(recorded, event.product, event.plan):
            self._announce(id, event, recorded)

    @follow("billing", SubscriptionStarted, PlanSwitched)
    def announce_missed(self, event: SubscriptionStarted | PlanSwitched, recorded: Recorded) -> None:
        """The price changed while somebody agreed to the one before."""
        offered = self._obtainable(event.agreed.product, event.agreed.plan)
        if offered is not None:
            self._announce(event.subscription, offered, recorded)

    def _of_another(self, state: Subscription, agreed: Agreed) -> GrantEntitlement | EndEntitlement | None:
        """The right that a newer subscription gives to this plan: its end may be told of late."""
        stream = self.log.holder_of(place_of(state.holder, agreed.product, agreed.plan))
        if stream is None or stream == subscription.stream(state.id):
            return None
        other = self._subscription(stream.removeprefix(subscription.stream("")))
        return policies.right_of(other) if other.agreed.plan == agreed.plan else None

    def _announce(self, id: str, offered: PlanOffered, recorded: Recorded) -> None:
        state = self._subscription(id)
        price = listed(offered, state.agreed.price.currency) if state.agreed.price else None
        if price is not None and offered.plan == state.agreed.plan:
            by = recorded.cause().follows(recorded.id, "billing.announce-price", id)
            self._decided(id, AnnouncePrice(price), by)

    @follow("billing", OfferingRevoked)
    def end_revoked(self, event: OfferingRevoked, recorded: Recorded) -> None:
        for id in self._running(recorded, event.product):
            by = recorded.cause().follows(recorded.id, "billing.end-subscriptions", id)
            self._decided(id, EndSubscription("product-revoked"), by)

    @follow("identity", SubjectErased)
    def end_erased(self, event: SubjectErased, recorded: Recorded) -> None:
        """Nobody can cancel for them: they are charged no more. A publisher whose contacts go has its people still."""
        if is_slug(event.subject):
            return
        self._must_have_seen_all("subscriptions")
        with self.views.begin() as db:
            mine = view.of_holder(db, event.subject)
        for id in mine:
            by = recorded.cause().follows(recorded.id, "billing.end-erased", id)
            self._decided(id, EndSubscription("account-erased"), by)

    def _running(self, recorded: Recorded, product: str, plan: str = "") -> list[str]:
        if not self.views.wait_for(f"billing:{recorded.position}", CATCH_UP):
            raise Unavailable("view-behind", "subscriptions")
        with self.views.begin() as db:
            return view.running(db, product, plan)

    def trial_over(self, fired: Fired) -> None:
        state = self._subscription(fired.subject)
        payer = self._payer(state.holder, state.agreed.product, state.agreed.plan)
        by = fired.cause().follows(fired.id, "deadline-end-trial", state.id)
        by = replace(by, fingerprint="end-trial")  # however able the payer is where it is fired again
        self._decided(state.id, self._able(state.id, state.holder, EndTrial(payer), by), by)

    def period_over(self, fired: Fired) -> None:
        state = self._subscription(fired.subject)
        if state.ends is not None and state.ends.isoformat() == fired.arguments["ends"]:
            self._end_period(state, fired.cause())

    def grace_over(self, fired: Fired) -> None:
        self._decided(fired.subject, Lapse(str(fired.arguments["invoice"])), fired.cause())

    def never_paid(self, fired: Fired) -> None:
        self._decided(fired.subject, Abandon(str(fired.arguments["invoice"])), fired.cause())


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {
    "end-trial": SubscriptionLife.trial_over,
    "end-period": SubscriptionLife.period_over,
    "lapse": SubscriptionLife.grace_over,
    "abandon": SubscriptionLife.never_paid,
}
