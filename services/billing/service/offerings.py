"""What is offered follows the catalogue; terms are accepted, and rights end with what they rest on."""

from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import follow
from eventlog.decider import Context
from eventlog.recorded import Recorded
from eventlog.refusal import Refused, Unavailable
from eventlog.telling import told
from services.billing.deciders import invoice_answers
from services.billing.deciders.customer import AcceptTerms, customer
from services.billing.deciders.invoice import Issued, invoice
from services.billing.deciders.offering import Offering, offering
from services.billing.deciders.subscription import subscription
from services.billing.events import EntitlementGranted
from services.billing.policies import offerings as policies
from services.billing.projections import credit, deals, entitlements, invoices, keys, orders, seats, subscriptions
from services.billing.service.credit_desk import as_customers_read
from services.billing.service.desk import CATCH_UP, plain
from services.billing.service.key_desk import KeyDesk

EVERY = 100_000


class Offerings(KeyDesk):
    @rpc(expected_exceptions=Refused)
    def accept_terms(
        self, product: str, plan: str, version: str, holder: str, context: dict[str, Any]
    ) -> dict[str, Any]:
        """`entitled`: the terms alone open the repository; else something more is asked for."""
        offered = self.log.fold(offering, product)
        wanted = offered.obtainable(plan) if isinstance(offered, Offering) else None
        told = {} if wanted is None else {"repository": wanted.repository, "entitled": wanted.access == "terms"}
        command = AcceptTerms(holder, version, wanted)
        executed = self.log.execute(customer, holder, command, Context.load(context), result=lambda events: told)
        answer = {"product": product, "plan": plan, "version": version, "holder": holder}
        return {**answer, **(executed.result or {}), "position": executed.position}

    @rpc
    def entitlements_of(self, holder: str) -> list[dict[str, Any]]:
        with self.views.begin() as db:
            return [plain(row) for row in entitlements.of_holder(db, holder)]

    @rpc
    def data_of(self, account: str) -> dict[str, Any]:
        """Of somebody: terms, rights had, subscriptions, seats, invoices, orders, offers, keys, credit."""
        with self.views.begin() as db:
            claimed, offered = orders.of_holder(db, account), deals.offers_to(db, account)
            billed, subscribed = invoices.of_holder(db, account), subscriptions.of_holder(db, account)
            seated, keyed = seats.of_account(db, account), keys.held_by(db, account)
            moved = credit.history(db, account, 0, EVERY)
        states = [self.log.fold(invoice, id) for id in billed]
        return {
            "events": told(self.log.read(customer.stream(account))),
            "entitlements": self.entitlements_of(account),
            "subscriptions": [told(self.log.read(subscription.stream(id))) for id in subscribed],
            "invoices": [invoice_answers.told(state, {}) for state in states if isinstance(state, Issued)],
            "orders": [plain({name: each[name] for name in each if name != "metadata"}) for each in claimed],
            "offers": [plain(each) for each in offered],
            "seats": [plain(each) for each in seated],
            "keys": [self._own_key(each) for each in keyed],
            "credit": [plain(as_customers_read(each)) for each in moved],
        }

    @follow("catalog", *policies.FOLLOWED)
    def react(self, event: Any, recorded: Recorded) -> None:
        """The catalogue's facts change what is offered, and what is no longer offered may end somebody's right."""
        found = policies.after_catalogue(event, self.settings.listing_fee)
        if found is None:
            return
        product, command = found
        executed = self.log.execute(offering, product, command, recorded.cause())
        if policies.may_end_rights(command):
            self._end_rights(product, executed.position, recorded)

    def _end_rights(self, product: str, position: str, recorded: Recorded) -> None:
        if not self.views.wait_for(position, CATCH_UP):
            raise Unavailable("view-behind", "entitlements")
        with self.views.begin() as db:
            held = [policies.Held.of(row) for row in entitlements.of_product(db, product)]
        for holder, command in policies.to_end(self.log.fold(offering, product), held):
            by = recorded.cause().follows(recorded.id, "billing.end-rights", f"{holder}/{command.plan}")
            self.log.execute(customer, holder, command, by)

    @follow("billing", EntitlementGranted)
    def check(self, event: EntitlementGranted, recorded: Recorded) -> None:
        """A right that was granted while it was being taken from everybody ends like theirs."""
        ending = policies.after_grant(self.log.fold(offering, event.product), event)
        if ending is not None:
            self.log.execute(customer, event.holder, ending, recorded.cause())
