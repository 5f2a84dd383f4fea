"""What becomes of a ticket. Who opened it is its subject: what is said in it lies under that account's key."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import Schema, fields

from eventlog.schema import Erased, EventSchema, Record, Records


@dataclass(frozen=True)
class Terms:
    """What is promised for one priority, in support minutes of the owner's calendar; 0: nothing."""

    priority: int  # 1 down, 2 degraded, 3 minor, 4 question
    first_response: int
    next_update: int


class TermsSchema(Schema):
    priority = fields.Integer(required=True)
    first_response = fields.Integer(required=True)
    next_update = fields.Integer(required=True)


@dataclass(frozen=True)
class Attached:
    """A file in the attachment store; its name lies beside it, since a name is personal."""

    id: str
    media_type: str
    size: int  # bytes
    digest: str  # sha256:… of its content


class AttachedSchema(Schema):
    id = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)
    digest = fields.String(required=True)


@dataclass(frozen=True)
class Entitlement:
    """What the holder could reach when the ticket was opened; all empty: nothing was bought or accepted."""

    plan: str
    repository: str
    until: datetime | None
    reason: str  # as billing names it: subscription, trial, terms, order, …


class EntitlementSchema(Schema):
    plan = fields.String(required=True)
    repository = fields.String(required=True)
    until = fields.AwareDateTime(required=True, allow_none=True)
    reason = fields.String(required=True)


@dataclass(frozen=True)
class TicketOpened:
    ticket: str
    subject: str  # the account that opened it
    holder: str  # the account or organization that it is opened for
    product: str  # its id; empty: about the store itself
    publisher: str  # empty: none
    plan: str
    tag: str  # the version that is run; empty: not told
    digest: str
    priority: int  # 1–4
    summary: str | Erased
    description: str | Erased
    attachments: tuple[Attached, ...]
    entitlement: Entitlement
    terms: tuple[Terms, ...]  # frozen: one for each priority
    owner: str  # the desk that has it first: store, or a publisher
    channel: str  # page | api | mail | tsanet
    at: datetime


class TicketOpenedSchema(EventSchema):
    event, stored_as = TicketOpened, "support.ticket-opened"
    personal, personal_of = ("summary", "description"), "subject"

    ticket = fields.String(required=True)
    subject = fields.String(required=True)
    holder = fields.String(required=True)
    product = fields.String(required=True)
    publisher = fields.String(required=True)
    plan = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    priority = fields.Integer(required=True)
    summary = fields.String(required=True)
    description = fields.String(required=True)
    attachments = Records(Attached, AttachedSchema, required=True)
    entitlement = Record(Entitlement, EntitlementSchema, required=True)
    terms = Records(Terms, TermsSchema, required=True)
    owner = fields.String(required=True)
    channel = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class TicketAssigned:
    """To one of the desk that owns it; an empty assignee: to nobody."""

    ticket: str
    desk: str
    assignee: str  # an account
    at: datetime


class TicketAssignedSchema(EventSchema):
    event, stored_as = TicketAssigned, "support.ticket-assigned"

    ticket = fields.String(required=True)
    desk = fields.String(required=True)
    assignee = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class TicketReplied:
    """What customer and desks all see."""

    ticket: str
    subject: str
    message: str  # its id
    side: str  # customer | store | a publisher | partner
    by: str  # an account; empty: a person at a partner
    text: str | Erased
    attachments: tuple[Attached, ...]
    waits: bool  # from a desk: information is asked of the customer, whom the ticket then waits for
    advised: bool  # from the store's desk: how the publisher's own support is reached
    channel: str  # page | api | mail | tsanet
    mail: str  # Message-ID of the letter that brought it; empty: none
    at: datetime


class TicketRepliedSchema(EventSchema):
    event, stored_as = TicketReplied, "support.ticket-replied"
    personal, personal_of = ("text",), "subject"

    ticket = fields.String(required=True)
    subject = fields.String(required=True)
    message = fields.String(required=True)
    side = fields.String(required=True)
    by = fields.String(required=True)
    text = fields.String(required=True)
    attachments = Records(Attached, AttachedSchema, required=True)
    waits = fields.Boolean(required=True)
    advised = fields.Boolean(required=True)
    channel = fields.String(required=True)
    mail = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class TicketNoted:
    """For the people of one desk alone."""

    ticket: str
    subject: str
    note: str
    desk: str
    by: str
    text: str | Erased
    attachments: tuple[Attached, ...]
    at: datetime


class TicketNotedSchema(EventSchema):
    event, stored_as = TicketNoted, "support.ticket-noted"
    personal, personal_of = ("text",), "subject"

    ticket = fields.String(required=True)
    subject = fields.String(required=True)
    note = fields.String(required=True)
    desk = fields.String(required=True)
    by = fields.String(required=True)
    text = fields.String(required=True)
    attachments = Records(Attached, AttachedSchema, required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class PriorityChanged:
    ticket: str
    priority: int
    by: str
    at: datetime


class PriorityChangedSchema(EventSchema):
    event, stored_as = PriorityChanged, "support.priority-changed"

    ticket = fields.String(required=True)
    priority = fields.Integer(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class OwnerChanged:
    """A handover was accepted, or ended: from now on this desk owns the ticket."""

    ticket: str
    owner: str  # store, a publisher, or partner:COMPANY
    was: str
    handover: str
    terms: tuple[Terms, ...]  # of the new owner, frozen
    at: datetime


class OwnerChangedSchema(EventSchema):
    event, stored_as = OwnerChanged, "support.owner-changed"

    ticket = fields.String(required=True)
    owner = fields.String(required=True)
    was = fields.String(required=True)
    handover = fields.String(required=True)
    terms = Records(Terms, TermsSchema, required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class WaitingChanged:
    """Because of what was said between the desks: who has to do something now."""

    ticket: str
    on: str  # customer | store | a publisher | partner
    at: datetime


class WaitingChangedSchema(EventSchema):
    event, stored_as = WaitingChanged, "support.waiting-changed"

    ticket = fields.String(required=True)
    on = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class TicketMerged:
    ticket: str
    into: str
    by: str
    at: datetime


class TicketMergedSchema(EventSchema):
    event, stored_as = TicketMerged, "support.ticket-merged"

    ticket = fields.String(required=True)
    into = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class AdvisoryLinked:
    ticket: str
    advisory: str  # CVE-… or another id
    by: str
    at: datetime


class AdvisoryLinkedSchema(EventSchema):
    event, stored_as = AdvisoryLinked, "support.advisory-linked"

    ticket = fields.String(required=True)
    advisory = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class TicketResolved:
    ticket: str
    by: str
    reopened_until: datetime
    at: datetime


class TicketResolvedSchema(EventSchema):
    event, stored_as = TicketResolved, "support.ticket-resolved"

    ticket = fields.String(required=True)
    by = fields.String(required=True)
    reopened_until = fields.AwareDateTime(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class TicketReopened:
    ticket: str
    by: str
    at: datetime


class TicketReopenedSchema(EventSchema):
    event, stored_as = TicketReopened, "support.ticket-reopened"

    ticket = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class TicketClosed:
    """For good: nobody came back in time, or a desk said so."""

    ticket: str
    by: str
    at: datetime


class TicketClosedSchema(EventSchema):
    event, stored_as = TicketClosed, "support.ticket-closed"

    ticket = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class TicketRated:
    ticket: str
    stars: int  # 1–5
    by: str
    at: datetime


class TicketRatedSchema(EventSchema):
    event, stored_as = TicketRated, "support.ticket-rated"

    ticket = fields.String(required=True)
    stars = fields.Integer(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
