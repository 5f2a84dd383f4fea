"""Whom a holder's invoices are made out to, and what it pays them with."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from eventlog.decider import Context
from eventlog.refusal import Invalid, Missing
from eventlog.schema import Erased
from services.billing.events import (
    BillingDetailsProvided,
    PaymentAccountOpened,
    PaymentMethodAdded,
    PaymentMethodRemoved,
)
from vocabulary.country import is_country
from vocabulary.email_address import EmailAddress
from vocabulary.money import is_currency

LONGEST_NAME, LONGEST_ADDRESS = 200, 500


@dataclass(frozen=True)
class Details:
    """As the customer wrote them. `is_business`: with a tax number that was found to be well formed."""

    name: str
    address: str
    country: str
    email: str = ""
    tax_id: str = ""
    is_business: bool = False
    currency: str = ""


@dataclass(frozen=True)
class ProvideDetails:
    holder: str
    details: Details


@dataclass(frozen=True)
class OpenPaymentAccount:
    holder: str
    processor: str
    customer: str


@dataclass(frozen=True)
class AddPaymentMethod:
    """One that is there already becomes the newest, and so the one that is charged."""

    holder: str
    method: str
    brand: str
    last4: str
    expires: str


@dataclass(frozen=True)
class RemovePaymentMethod:
    holder: str
    method: str


Command = ProvideDetails | OpenPaymentAccount | AddPaymentMethod | RemovePaymentMethod
Event = BillingDetailsProvided | PaymentAccountOpened | PaymentMethodAdded | PaymentMethodRemoved


@dataclass(frozen=True)
class Paying:
    details: BillingDetailsProvided | None = None
    account: str = ""  # the holder's id at the payment company
    methods: Sequence[PaymentMethodAdded] = field(default=())  # the newest last

    @property
    def card(self) -> PaymentMethodAdded | None:
        """The one that is charged."""
        return self.methods[-1] if self.methods else None

    @property
    def has_details(self) -> bool:
        """Details that can still be read: what was erased is provided anew."""
        return self.details is not None and not isinstance(self.details.name, Erased)


def decide(command: Command, state: Paying, by: Context) -> list[Event]:
    if not (isinstance(command, RemovePaymentMethod) and by.actor.startswith("policy:")):
        by.must_act_for(command.holder, "owner", "billing")
    match command:
        case ProvideDetails(holder, details):
            provided = _provided(holder, details, by.actor)
            return [] if state.details is not None and _same(state.details, provided) else [provided]
        case OpenPaymentAccount(holder, processor, customer):
            return [] if state.account else [PaymentAccountOpened(holder, processor, customer)]
        case AddPaymentMethod(holder, method, brand, last4, expires):
            if state.card is not None and state.card.method == method:
                return []
            return [PaymentMethodAdded(holder, subject_of(holder), method, brand, last4, expires, by.actor)]
        case RemovePaymentMethod(holder, method):
            held = any(kept.method == method for kept in state.methods)
            return [PaymentMethodRemoved(holder, method, by.actor)] if held else []


def evolve(state: Paying, event: Event) -> Paying:
    match event:
        case BillingDetailsProvided():
            return Paying(event, state.account, state.methods)
        case PaymentAccountOpened(customer=customer):
            return Paying(state.details, customer, state.methods)
        case PaymentMethodAdded(method=method):
            return Paying(state.details, state.account, (*_without(method, state), event))
        case PaymentMethodRemoved(method=method):
            return Paying(state.details, state.account, _without(method, state))


def subject_of(holder: str) -> str:
    """Whose key hides what invoices say of the holder; it outlives the account."""
    return f"billing-{holder}"


def must_hold(state: Paying, method: str) -> None:
    if all(kept.method != method for kept in state.methods):
        raise Missing("card-unknown")


def _provided(holder: str, given: Details, actor: str) -> BillingDetailsProvided:
    name, address = given.name.strip(), "\n".join(line.strip() for line in given.address.strip().splitlines())
    country, currency = given.country.strip().upper(), given.currency.strip().upper()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise Invalid("billing-details-invalid", "name")
    if not 0 < len(address) <= LONGEST_ADDRESS or not address.replace("\n", "").isprintable():
        raise Invalid("billing-details-invalid", "address")
    if not is_country(country):
        raise Invalid("billing-details-invalid", "country")
    if currency and not is_currency(currency):
        raise Invalid("currency-invalid", currency)
    email, tax_id = _email(given.email.strip()), given.tax_id.strip()
    told = (holder, subject_of(holder), name, address, email, tax_id, country)
    return BillingDetailsProvided(*told, is_business=given.is_business, currency=currency, by=actor)


def _email(text: str) -> str:
    try:
        return str(EmailAddress.parse(text)) if text else ""
    except ValueError as wrong:
        raise Invalid("billing-details-invalid", "email") from wrong


def _same(one: BillingDetailsProvided, other: BillingDetailsProvided) -> bool:
    """But for who provided them."""
    return {**vars(one), "by": ""} == {**vars(other), "by": ""}


def _without(method: str, state: Paying) -> tuple[PaymentMethodAdded, ...]:
    return tuple(kept for kept in state.methods if kept.method != method)
