"""The clock of a ticket: what is due, what was warned of and missed, and who was told."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import fields

from eventlog.schema import Erased, EventSchema


@dataclass(frozen=True)
class ClockSet:
    """What the owner owes next, by the owner's calendar as it was known; nothing owed: `what` is empty."""

    ticket: str
    what: str  # first_response | next_update | empty: it stands still
    desk: str  # whose clock runs, by whose calendar: store or a publisher
    calendar: int  # how many calendars of this desk were known: their version
    started: datetime | None  # where the minutes are counted from
    minutes: int  # support minutes that are promised
    warned: datetime | None  # when 75 % of them are gone
    due: datetime | None
    at: datetime


class ClockSetSchema(EventSchema):
    event, stored_as = ClockSet, "support.clock-set"

    ticket = fields.String(required=True)
    what = fields.String(required=True)
    desk = fields.String(required=True)
    calendar = fields.Integer(required=True)
    started = fields.AwareDateTime(required=True, allow_none=True)
    minutes = fields.Integer(required=True)
    warned = fields.AwareDateTime(required=True, allow_none=True)
    due = fields.AwareDateTime(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class SlaWarned:
    ticket: str
    what: str  # first_response | next_update
    desk: str
    due: datetime
    at: datetime


class SlaWarnedSchema(EventSchema):
    event, stored_as = SlaWarned, "support.sla-warned"

    ticket = fields.String(required=True)
    what = fields.String(required=True)
    desk = fields.String(required=True)
    due = fields.AwareDateTime(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class SlaBreached:
    """A fact, never taken back."""

    ticket: str
    breach: str
    what: str
    desk: str
    publisher: str  # whose product it is about
    priority: int
    due: datetime
    next: datetime | None  # when the first level that is not told at once is, if it lasts until then
    at: datetime


class SlaBreachedSchema(EventSchema):
    event, stored_as = SlaBreached, "support.sla-breached"

    ticket = fields.String(required=True)
    breach = fields.String(required=True)
    what = fields.String(required=True)
    desk = fields.String(required=True)
    publisher = fields.String(required=True)
    priority = fields.Integer(required=True)
    due = fields.AwareDateTime(required=True)
    next = fields.AwareDateTime(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class Escalated:
    """The breach lasts: the next level of the desk is told."""

    ticket: str
    breach: str
    level: int  # from 1
    name: str  # of the level
    desk: str
    next: datetime | None  # when the next level that is not told yet is, if it lasts until then
    at: datetime


class EscalatedSchema(EventSchema):
    event, stored_as = Escalated, "support.escalated"

    ticket = fields.String(required=True)
    breach = fields.String(required=True)
    level = fields.Integer(required=True)
    name = fields.String(required=True)
    desk = fields.String(required=True)
    next = fields.AwareDateTime(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class BreachAnnotated:
    ticket: str
    subject: str
    breach: str
    text: str | Erased
    by: str
    at: datetime


class BreachAnnotatedSchema(EventSchema):
    event, stored_as = BreachAnnotated, "support.breach-annotated"
    personal, personal_of = ("text",), "subject"

    ticket = fields.String(required=True)
    subject = fields.String(required=True)
    breach = fields.String(required=True)
    text = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
