"""What billing tells of customers: whom invoices are for, what they pay with, the terms they accepted, their rights."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import fields

from eventlog.schema import Erased, EventSchema


@dataclass(frozen=True)
class BillingDetailsProvided:
    """Whom invoices are made out to. Their key outlives the account, as long as the law wants invoices kept."""

    holder: str  # account or organisation id
    subject: str  # billing-<holder>: whose key hides the fields
    name: str | Erased
    address: str | Erased  # lines of a postal address, without the country
    email: str | Erased  # where invoices go; empty: the account's own
    tax_id: str | Erased  # as its country writes it, checked; empty: none
    country: str  # ISO 3166-1 alpha-2
    is_business: bool  # with a tax number that was found to be well formed
    currency: str  # that the customer pays in where a plan has it; empty: the plan's own
    by: str


class BillingDetailsProvidedSchema(EventSchema):
    event, stored_as = BillingDetailsProvided, "billing.billing-details-provided"
    personal, personal_of = ("name", "address", "tax_id", "email"), "subject"

    holder = fields.String(required=True)
    subject = fields.String(required=True)
    name = fields.String(required=True)
    address = fields.String(required=True)
    email = fields.String(required=True)
    tax_id = fields.String(required=True)
    country = fields.String(required=True)
    is_business = fields.Boolean(required=True)
    currency = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class PaymentAccountOpened:
    """Who the holder is to a payment company."""

    holder: str
    processor: str  # stripe
    customer: str  # its id there: cus_…


class PaymentAccountOpenedSchema(EventSchema):
    event, stored_as = PaymentAccountOpened, "billing.payment-account-opened"

    holder = fields.String(required=True)
    processor = fields.String(required=True)
    customer = fields.String(required=True)


@dataclass(frozen=True)
class PaymentMethodAdded:
    """A card, kept by the payment company; the newest is the one that is charged."""

    holder: str
    subject: str
    method: str  # its id there: pm_…
    brand: str  # visa, mastercard …
    last4: str | Erased
    expires: str  # 2028-09
    by: str


class PaymentMethodAddedSchema(EventSchema):
    event, stored_as = PaymentMethodAdded, "billing.payment-method-added"
    personal, personal_of = ("last4",), "subject"

    holder = fields.String(required=True)
    subject = fields.String(required=True)
    method = fields.String(required=True)
    brand = fields.String(required=True)
    last4 = fields.String(required=True)
    expires = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class PaymentMethodRemoved:
    holder: str
    method: str
    by: str


class PaymentMethodRemovedSchema(EventSchema):
    event, stored_as = PaymentMethodRemoved, "billing.payment-method-removed"

    holder = fields.String(required=True)
    method = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class TermsAccepted:
    holder: str  # account or organisation id
    product: str
    plan: str
    version: str
    digest: str  # of the agreement's text, as it was accepted
    by: str  # the account that accepted for the holder


class TermsAcceptedSchema(EventSchema):
    event, stored_as = TermsAccepted, "billing.terms-accepted"

    holder = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    version = fields.String(required=True)
    digest = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class EntitlementGranted:
    holder: str
    repository: str  # publisher/repository
    product: str
    plan: str
    until: datetime | None  # None: until it is ended
    reason: str  # terms-accepted | trial | subscription | grace | order
    terms_version: str  # the version accepted; empty where none was asked


class EntitlementGrantedSchema(EventSchema):
    event, stored_as = EntitlementGranted, "billing.entitlement-granted"

    holder = fields.String(required=True)
    repository = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    until = fields.AwareDateTime(required=True, allow_none=True)
    reason = fields.String(required=True)
    terms_version = fields.String(required=True)


@dataclass(frozen=True)
class EntitlementEnded:
    holder: str
    repository: str
    product: str
    plan: str
    reason: str


class EntitlementEndedSchema(EventSchema):
    event, stored_as = EntitlementEnded, "billing.entitlement-ended"

    holder = fields.String(required=True)
    repository = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    reason = fields.String(required=True)
