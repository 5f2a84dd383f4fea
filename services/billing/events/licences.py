"""What billing tells of licences: what a signed licence says, who sits on its seats, and which no longer count."""

from dataclasses import dataclass
from datetime import date, datetime

from marshmallow import Schema, fields

from eventlog.schema import EventSchema, Records
from services.catalog.events import LicenceField, LicenceFieldSchema


@dataclass(frozen=True)
class Value:
    """What a licence says in one of its fields; a password is made when it is signed, and is never kept."""

    id: str
    value: str


class ValueSchema(Schema):
    id = fields.String(required=True)
    value = fields.String(required=True)


@dataclass(frozen=True)
class LicenceIssued:
    licence: str
    subscription: str
    holder: str
    product: str
    plan: str
    address: str  # publisher/product
    publisher: str
    licence_fields: tuple[LicenceField, ...]
    values: tuple[Value, ...]
    seats: int
    starts: date
    until: datetime | None


class LicenceIssuedSchema(EventSchema):
    event, stored_as = LicenceIssued, "billing.licence-issued"

    licence = fields.String(required=True)
    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    address = fields.String(required=True)
    publisher = fields.String(required=True)
    licence_fields = Records(LicenceField, LicenceFieldSchema, required=True)
    values = Records(Value, ValueSchema, required=True)
    seats = fields.Integer(required=True)
    starts = fields.Date(required=True)
    until = fields.AwareDateTime(required=True, allow_none=True)


@dataclass(frozen=True)
class LicenceChanged:
    """The whole licence as it now is; `sequence` rises with each change, and 1 was the first."""

    licence: str
    subscription: str
    holder: str
    sequence: int
    plan: str
    licence_fields: tuple[LicenceField, ...]
    values: tuple[Value, ...]
    seats: int
    until: datetime | None


class LicenceChangedSchema(EventSchema):
    event, stored_as = LicenceChanged, "billing.licence-changed"

    licence = fields.String(required=True)
    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    sequence = fields.Integer(required=True)
    plan = fields.String(required=True)
    licence_fields = Records(LicenceField, LicenceFieldSchema, required=True)
    values = Records(Value, ValueSchema, required=True)
    seats = fields.Integer(required=True)
    until = fields.AwareDateTime(required=True, allow_none=True)


@dataclass(frozen=True)
class LicenceRevoked:
    """It no longer counts, whatever it says itself."""

    licence: str
    subscription: str
    holder: str
    reason: str  # subscription-ended | product-revoked | replaced | in words of whoever revoked it


class LicenceRevokedSchema(EventSchema):
    event, stored_as = LicenceRevoked, "billing.licence-revoked"

    licence = fields.String(required=True)
    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    reason = fields.String(required=True)


@dataclass(frozen=True)
class SeatTaken:
    """An installation counts against the seats from now on."""

    licence: str
    subscription: str
    seat: str  # as the installation names itself; a name of no person


class SeatTakenSchema(EventSchema):
    event, stored_as = SeatTaken, "billing.seat-taken"

    licence = fields.String(required=True)
    subscription = fields.String(required=True)
    seat = fields.String(required=True)


@dataclass(frozen=True)
class SeatFreed:
    licence: str
    subscription: str
    seat: str


class SeatFreedSchema(EventSchema):
    event, stored_as = SeatFreed, "billing.seat-freed"

    licence = fields.String(required=True)
    subscription = fields.String(required=True)
    seat = fields.String(required=True)
