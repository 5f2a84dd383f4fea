"""Somebody was erased: nothing is sent to them any more, and nothing is kept of what they were told."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import fields

from eventlog.schema import EventSchema


@dataclass(frozen=True)
class PersonForgotten:
    account: str
    at: datetime


class PersonForgottenSchema(EventSchema):
    event, stored_as = PersonForgotten, "notifications.person-forgotten"

    account = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
