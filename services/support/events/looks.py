"""A customer lets the store's support look at its own pages for a while: asked, granted, looked, and over."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import fields

from eventlog.schema import Erased, EventSchema


@dataclass(frozen=True)
class LookAsked:
    """By one of the store's desk, from a ticket."""

    ticket: str
    subject: str  # the account that opened it
    holder: str  # the account or organization whose pages they are
    by: str
    text: str | Erased  # what for
    at: datetime


class LookAskedSchema(EventSchema):
    event, stored_as = LookAsked, "support.look-asked"
    personal, personal_of = ("text",), "subject"

    ticket = fields.String(required=True)
    subject = fields.String(required=True)
    holder = fields.String(required=True)
    by = fields.String(required=True)
    text = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class LookGranted:
    ticket: str
    by: str
    until: datetime
    at: datetime


class LookGrantedSchema(EventSchema):
    event, stored_as = LookGranted, "support.look-granted"

    ticket = fields.String(required=True)
    by = fields.String(required=True)
    until = fields.AwareDateTime(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class LookRefused:
    ticket: str
    by: str
    at: datetime


class LookRefusedSchema(EventSchema):
    event, stored_as = LookRefused, "support.look-refused"

    ticket = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class LookWithdrawn:
    """By the customer, who may at any time; or by the desk, which needs it no more."""

    ticket: str
    by: str
    at: datetime


class LookWithdrawnSchema(EventSchema):
    event, stored_as = LookWithdrawn, "support.look-withdrawn"

    ticket = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class LookLapsed:
    """Its time was over."""

    ticket: str
    at: datetime


class LookLapsedSchema(EventSchema):
    event, stored_as = LookLapsed, "support.look-lapsed"

    ticket = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class PageLooked:
    """One of the desk opened one of the customer's pages."""

    ticket: str
    subject: str
    page: str  # subscriptions | licences | invoices | rights
    by: str
    at: datetime


class PageLookedSchema(EventSchema):
    event, stored_as = PageLooked, "support.page-looked"

    ticket = fields.String(required=True)
    subject = fields.String(required=True)
    page = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
