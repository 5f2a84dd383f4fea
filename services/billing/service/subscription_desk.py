"""What every method about subscriptions stands on: what is offered, who pays how, and what was used."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from eventlog.decider import Context
from eventlog.log import Executed
from eventlog.refusal import Refused
from services.billing.deciders import invoicing
from services.billing.deciders.customer import customer
from services.billing.deciders.offering import Offering, offering
from services.billing.deciders.subscribing import Payer, Subscribe
from services.billing.deciders.subscription import subscription
from services.billing.deciders.subscription_state import Absent, Subscription
from services.billing.deciders.usage import CloseUsage, Usage, usage
from services.billing.events import PlanOffered
from services.billing.service.credit_desk import CreditDesk
from services.billing.service.discounts import Discounts
from services.billing.service.subscription_answers import Taxed, charges_in, existing
from services.billing.service.taxing import quoted, taxable


class SubscriptionDesk(Discounts, CreditDesk):
    selling: Any  # a Seller, as invoices have it
    taxes: Any  # ports.Taxes, or None where they go by the seller's rates

    def _start(self, command: Subscribe, by: Context) -> Executed:
        """Starts a subscription, and redeems its coupon; refused as the decider and the coupon refuse."""
        agreed = command.agreed
        if not isinstance(self.log.fold(subscription, command.subscription), Absent):
            return self._decided(command.subscription, command, by)  # asked twice, answered as before
        of_whom = (agreed.publisher, agreed.address, command.holder, command.subscription)
        with self._redeemed(command.discount, *of_whom, by, agreed.price.currency if agreed.price else ""):
            return self._decided(command.subscription, command, by)

    def _decided(self, id: str, command: Any, by: Context) -> Executed:
        executed: Executed = self.log.execute(subscription, id, command, by)
        return executed

    def _subscription(self, id: str) -> Subscription:
        return existing(self.log.fold(subscription, id))

    def _obtainable(self, product: str, plan: str) -> PlanOffered | None:
        offered = self.log.fold(offering, product)
        return offered.obtainable(plan) if isinstance(offered, Offering) else None

    def _payer(self, holder: str, product: str, plan: str) -> Payer:
        state = self.log.fold(customer, holder)
        accepted = state.accepted.get((product, plan), "")
        return Payer(state.paying.has_details, state.paying.card is not None, accepted)

    def _able(self, id: str, holder: str, command: Any, by: Context) -> Any:
        """The command as of somebody with a card, where credit pays all that it would charge."""
        payer = getattr(command, "payer", None)
        if payer is None or payer.card or not payer.details:
            return command
        able = replace(command, payer=replace(payer, card=True))
        try:
            charge = next(charges_in(self.log.rehearse(subscription, id, able, by)), None)
        except Refused:
            return command
        if charge is None or charge.payment != "card":
            return command
        balance = self._balance(holder, charge.lines[0].amount.currency, by.today)
        covered = balance.amount and self._taxed(holder).of(charge, by.today)["total"]["amount"] <= balance.amount
        return able if covered else command

    def _taxed(self, holder: str) -> Taxed:
        paying = self.log.fold(customer, holder).paying
        details = paying.details if paying.has_details else None
        buyer = invoicing.buyer(details)
        if self.taxes is None or details is None:
            return Taxed(self.selling, buyer)
        home = self.settings.seller_country
        return Taxed(self.selling, buyer, cache(lambda net: quoted(self.taxes, taxable(details, home, net, "quote"))))

    def _usage(self, id: str, number: int) -> Usage:
        counted: Usage = self.log.fold(usage, count_of(id, number))
        return counted

    def _closed_usage(self, state: Subscription, by: Context) -> Mapping[str, int]:
        """What was used in the running period, of which nothing is counted any more."""
        if not state.agreed.components:
            return {}
        closing = by.follows(by.causation or by.command_id, "billing.close-usage", f"{state.id}/{state.meter}")
        self.log.execute(usage, count_of(state.id, state.meter), CloseUsage(state.id, state.meter), closing)
        return self._usage(state.id, state.meter).used


def count_of(id: str, number: int) -> str:
    """The subject of a count of use."""
    return f"{id}-{number}"
