"""What runs out on a day: whoever it concerns is reminded 90, 60, 30, 14, 7, 1 and 0 days before."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import fields

from eventlog.schema import EventSchema, Records, Texts
from services.notifications.events.announcements import Told, ToldSchema


@dataclass(frozen=True)
class EndingNoted:
    """It runs out then; noted again with another day where it was prolonged."""

    ending: str  # what it is, and its id: licence:ID, robot:ID, certificate:DIGEST, waiver:ID, offer:ID, card:ID …
    kind: str  # of the notices
    about: str
    product: str  # publisher/product; empty: none
    link: str
    facts: tuple[Told, ...]
    audiences: tuple[str, ...]
    until: datetime
    at: datetime


class EndingNotedSchema(EventSchema):
    event, stored_as = EndingNoted, "notifications.ending-noted"

    ending = fields.String(required=True)
    kind = fields.String(required=True)
    about = fields.String(required=True)
    product = fields.String(required=True)
    link = fields.String(required=True)
    facts = Records(Told, ToldSchema, required=True)
    audiences = Texts(required=True)
    until = fields.AwareDateTime(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class EndingReminded:
    ending: str
    days: int  # that are left
    until: datetime
    at: datetime


class EndingRemindedSchema(EventSchema):
    event, stored_as = EndingReminded, "notifications.ending-reminded"

    ending = fields.String(required=True)
    days = fields.Integer(required=True)
    until = fields.AwareDateTime(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class EndingSettled:
    """It was ended, withdrawn or used up before its day: nobody is reminded any more."""

    ending: str
    at: datetime


class EndingSettledSchema(EventSchema):
    event, stored_as = EndingSettled, "notifications.ending-settled"

    ending = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
