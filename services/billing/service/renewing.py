"""The end of a period; and what follows from a renewal is decided with it: its invoice, its right, its licence."""

from collections.abc import Callable, Iterator
from typing import Any

from eventlog.decider import Context, Decider
from services.billing.deciders import invoicing
from services.billing.deciders.customer import customer
from services.billing.deciders.invoice import PrepareInvoice, invoice
from services.billing.deciders.licence import licence
from services.billing.deciders.subscribing import EndPeriod
from services.billing.deciders.subscription import subscription
from services.billing.deciders.subscription_state import Subscription
from services.billing.events import Charge, OrderPlaced, PlanSwitched, SubscriptionRenewed
from services.billing.policies import licences
from services.billing.policies.subscriptions import right_of
from services.billing.ports import Calculated
from services.billing.service.subscription_desk import SubscriptionDesk

Further = tuple[Decider[Any, Any, Any], str, Any]


class Renewing(SubscriptionDesk):
    _bill: Callable[[tuple[Charge, invoicing.Sale], Calculated | None, Context], PrepareInvoice | None]  # as Taxing
    _order: Callable[[str], OrderPlaced | None]  # as Licences has it

    def _end_period(self, state: Subscription, by: Context) -> None:
        """Renews it or ends it, where its period is over; else nothing."""
        if state.ends is None:
            return
        command = EndPeriod(state.ends)
        if not subscription.decide(command, state, by):
            return
        if state.agreed.components:
            command = EndPeriod(state.ends, self._closed_usage(state, by))
        self.log.execute(subscription, state.id, command, by, also=lambda after, events: self._with(after, events, by))

    def _with(self, after: Subscription, events: list[Any], by: Context) -> Iterator[Further]:
        """In one append, of a plain renewal; followers find it done then. With another plan there is more to do."""
        renewed = events[-1]
        if not isinstance(renewed, SubscriptionRenewed) or any(isinstance(each, PlanSwitched) for each in events):
            return
        yield customer, after.holder, right_of(after)
        command = licences.licence_for(after, self._order(licences.order_of(after)))
        if command is not None:
            yield licence, after.id, command
        if renewed.charge is None or self.taxes is not None:  # what the payment company is asked first waits for it
            return
        bill = self._bill((renewed.charge, invoicing.Sale(after.holder, after.id, after.agreed)), None, by)
        if bill is not None:
            yield invoice, renewed.charge.invoice, bill
