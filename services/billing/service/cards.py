"""Whom invoices are made out to, and the cards that pay them, which the payment company keeps."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import Provided, follow
from eventlog.decider import Context
from eventlog.recorded import Recorded
from eventlog.refusal import Conflicting, Invalid, Missing, Refused, Unavailable
from eventlog.schema import Erased
from services.billing.adapters.stripe import cards_of
from services.billing.deciders import paying
from services.billing.deciders.customer import customer
from services.billing.deciders.paying import Details, Paying
from services.billing.deciders.tax_numbers import written
from services.billing.events import BillingDetailsProvided, PaymentMethodAdded
from services.billing.ports import Card, Cards, NotReached, NotTaken, Unanswered
from services.billing.service.desk import Desk
from services.billing.settings import Settings
from services.identity.events import SubjectErased
from vocabulary.slug import is_slug

PROCESSOR = "stripe"


class KeptCards(Desk):
    cards: Cards | None = Provided(lambda config: cards_of(Settings.load(config["CHANDLERY"])))

    @rpc
    def payments_ready(self) -> dict[str, Any]:
        """Whether this store takes cards; by invoice it sells at any time."""
        return {"cards": self.cards is not None}

    @rpc(expected_exceptions=Refused)
    def provide_details(self, holder: str, details: Mapping[str, str], context: dict[str, Any]) -> dict[str, Any]:
        """`details`: {name, address, country, email, tax_id, currency}."""
        given = {name: str(details.get(name) or "") for name in ("name", "address", "email", "currency")}
        country, number = str(details.get("country") or "").strip().upper(), str(details.get("tax_id") or "").strip()
        tax_id = written(country, number) if number else ""
        if tax_id is None:
            raise Invalid("tax-id-invalid", country)
        whole = Details(**given, country=country, tax_id=tax_id, is_business=bool(tax_id))
        return self._on_customer(holder, paying.ProvideDetails(holder, whole), Context.load(context))

    @rpc
    def customer_of(self, holder: str) -> dict[str, Any]:
        """{details | None, methods: the one that is charged first, currency, pays_by_card: the store takes cards}."""
        found = self._paying(holder)
        details = found.details if found.has_details else None
        return {
            "details": None if details is None else _told(details),
            "methods": [_shown(method) for method in reversed(found.methods)],
            "currency": (details.currency if details else "") or None,
            "pays_by_card": self.cards is not None,
        }

    @rpc(expected_exceptions=Refused)
    def start_card(self, holder: str, back: str, context: dict[str, Any]) -> dict[str, Any]:
        """`url` is the payment company's page; it leads on to `back` with `session=…` added, for `finish_card`."""
        by, cards = Context.load(context), self._must_take_cards()
        account = self._account(holder, by)
        with asking():
            return {"url": cards.start_card(account, back)}

    @rpc(expected_exceptions=Refused)
    def finish_card(self, holder: str, session: str, context: dict[str, Any]) -> dict[str, Any]:
        """Keeps the card that was entered on that page."""
        by, cards = Context.load(context), self._must_take_cards()
        by.must_act_for(holder, "owner", "billing")
        with asking():
            card = cards.finish_card(session)
        if card is None or card.customer != self._paying(holder).account:
            raise Conflicting("card-not-entered")
        return self._keep(holder, card, by)

    @rpc(expected_exceptions=Refused)
    def add_card(self, holder: str, token: str, context: dict[str, Any]) -> dict[str, Any]:
        """One that a program gave to the payment company before; `token` is its id there: pm_…"""
        by, cards = Context.load(context), self._must_take_cards()
        account = self._account(holder, by)
        with asking():
            card = cards.add_card(account, token)
        return self._keep(holder, card, by)

    @rpc(expected_exceptions=Refused)
    def remove_card(self, holder: str, method: str, context: dict[str, Any]) -> dict[str, Any]:
        by, cards = Context.load(context), self._must_take_cards()
        by.must_act_for(holder, "owner", "billing")
        paying.must_hold(self._paying(holder), method)
        with asking():
            cards.remove_card(method)
        return self._on_customer(holder, paying.RemovePaymentMethod(holder, method), by)

    @follow("identity", SubjectErased)
    def forget_cards(self, event: SubjectErased, recorded: Recorded) -> None:
        """The payment company forgets the cards of who was erased. A publisher whose contacts go keeps its own."""
        if self.cards is None or is_slug(event.subject):
            return
        for kept in self._paying(event.subject).methods:
            with asking():
                self.cards.remove_card(kept.method)
            by = recorded.cause().follows(recorded.id, "billing.forget-cards", kept.method)
            self._on_customer(event.subject, paying.RemovePaymentMethod(event.subject, kept.method), by)

    def _account(self, holder: str, by: Context) -> str:
        """The holder's at the payment company, opened where there is none."""
        by.must_act_for(holder, "owner", "billing")
        known = self._paying(holder).account
        if known:
            return known
        with asking():
            opened = self._must_take_cards().open_customer(holder)
        beside = replace(by, command_id=by.new_id("payment-account"), fingerprint="", versions=None)
        self._on_customer(holder, paying.OpenPaymentAccount(holder, PROCESSOR, opened), beside)
        return self._paying(holder).account

    def _keep(self, holder: str, card: Card, by: Context) -> dict[str, Any]:
        command = paying.AddPaymentMethod(holder, card.method, card.brand, card.last4, card.expires)
        return {"id": card.method, **self._on_customer(holder, command, by)}

    def _on_customer(self, holder: str, command: paying.Command, by: Context) -> dict[str, Any]:
        return {"position": self.log.execute(customer, holder, command, by).position}

    def _paying(self, holder: str) -> Paying:
        found: Paying = self.log.fold(customer, holder).paying
        return found

    def _must_take_cards(self) -> Cards:
        if self.cards is None:
            raise Conflicting("cards-not-taken")
        return self.cards


@contextmanager
def asking() -> Iterator[None]:
    """Somebody waits for the payment company: what it says no to and does not answer is told at once."""
    try:
        yield
    except NotTaken as no:
        if no.code == "resource_missing":
            raise Missing("card-unknown", no.detail) from no
        raise Conflicting("card-declined", no.code) from no
    except (NotReached, Unanswered) as away:
        raise Unavailable("payments-away", str(away)) from away


def _told(details: BillingDetailsProvided) -> dict[str, Any]:
    names = ("name", "address", "email", "tax_id", "country", "currency", "is_business")
    return {name: _plain(getattr(details, name)) for name in names}


def _shown(method: PaymentMethodAdded) -> dict[str, Any]:
    told = {"id": method.method, "brand": method.brand, "last4": method.last4, "expires": method.expires}
    return {name: _plain(value) for name, value in told.items()}


def _plain(value: object) -> Any:
    return "" if isinstance(value, Erased) else value
