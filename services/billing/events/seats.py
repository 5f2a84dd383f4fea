"""What billing tells of seats that people have: who was asked to take one, who took it, and that it is free again."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import fields

from eventlog.schema import Erased, EventSchema


@dataclass(frozen=True)
class SeatInvited:
    """Somebody was asked, by a letter to this address; the address is forgotten when the seat ends."""

    subscription: str
    holder: str
    product: str
    address: str  # publisher/product
    seat: str  # its id, and the subject whose key hides the e-mail address
    email: str | Erased
    by: str
    until: datetime  # it can be accepted


class SeatInvitedSchema(EventSchema):
    event, stored_as = SeatInvited, "billing.seat-invited"
    personal, personal_of = ("email",), "seat"

    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    product = fields.String(required=True)
    address = fields.String(required=True)
    seat = fields.String(required=True)
    email = fields.String(required=True)
    by = fields.String(required=True)
    until = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class SeatAccepted:
    """From now on this account may pull what the subscription opens."""

    subscription: str
    product: str
    seat: str
    account: str


class SeatAcceptedSchema(EventSchema):
    event, stored_as = SeatAccepted, "billing.seat-accepted"

    subscription = fields.String(required=True)
    product = fields.String(required=True)
    seat = fields.String(required=True)
    account = fields.String(required=True)


@dataclass(frozen=True)
class SeatEnded:
    subscription: str
    product: str
    seat: str
    account: str  # whose it was; empty: nobody had taken it
    reason: str  # taken-back | left | lapsed | account-erased | subscription-ended


class SeatEndedSchema(EventSchema):
    event, stored_as = SeatEnded, "billing.seat-ended"

    subscription = fields.String(required=True)
    product = fields.String(required=True)
    seat = fields.String(required=True)
    account = fields.String(required=True)
    reason = fields.String(required=True)


@dataclass(frozen=True)
class SeatsLimited:
    """So many may be given from now on, while fewer than were bought are to come; None: as many as were bought."""

    subscription: str
    limit: int | None


class SeatsLimitedSchema(EventSchema):
    event, stored_as = SeatsLimited, "billing.seats-limited"

    subscription = fields.String(required=True)
    limit = fields.Integer(required=True, allow_none=True)
