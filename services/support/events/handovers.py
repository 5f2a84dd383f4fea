"""A ticket on its way from one desk to another; until the receiver accepts, it is the sender's."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import fields

from eventlog.schema import Erased, EventSchema, Records
from services.support.events.tickets import Attached, AttachedSchema


@dataclass(frozen=True)
class HandoverRequested:
    handover: str
    ticket: str
    subject: str  # of the ticket
    sender: str  # store, a publisher, or partner:COMPANY
    receiver: str  # the same
    by: str  # tsanet | direct
    asked_by: str  # an account; empty: a partner's person
    answers: str | Erased  # JSON: the receiver's own form, name to answer
    note: str | Erased  # to the receiver's people
    due: datetime | None  # by the receiver's clock, when it has to say something
    partner: str  # TSANet's id of the receiving form (document), or of the request that came in; empty: direct
    at: datetime


class HandoverRequestedSchema(EventSchema):
    event, stored_as = HandoverRequested, "support.handover-requested"
    personal, personal_of = ("answers", "note"), "subject"

    handover = fields.String(required=True)
    ticket = fields.String(required=True)
    subject = fields.String(required=True)
    sender = fields.String(required=True)
    receiver = fields.String(required=True)
    by = fields.String(required=True)
    asked_by = fields.String(required=True)
    answers = fields.String(required=True)
    note = fields.String(required=True)
    due = fields.AwareDateTime(required=True, allow_none=True)
    partner = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class HandoverDelivered:
    """TSANet has it: its token and number, and by when the partner has to answer."""

    handover: str
    token: str
    number: str
    respond_by: datetime | None
    at: datetime


class HandoverDeliveredSchema(EventSchema):
    event, stored_as = HandoverDelivered, "support.handover-delivered"

    handover = fields.String(required=True)
    token = fields.String(required=True)
    number = fields.String(required=True)
    respond_by = fields.AwareDateTime(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class HandoverRefused:
    """The way to the receiver would not take it; it stays with its sender."""

    handover: str
    ticket: str
    reason: str
    at: datetime


class HandoverRefusedSchema(EventSchema):
    event, stored_as = HandoverRefused, "support.handover-refused"

    handover = fields.String(required=True)
    ticket = fields.String(required=True)
    reason = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class HandoverAccepted:
    handover: str
    ticket: str
    subject: str
    receiver: str
    case_number: str
    engineer: str | Erased
    next_steps: str | Erased
    by: str  # an account; empty: a partner's person
    at: datetime


class HandoverAcceptedSchema(EventSchema):
    event, stored_as = HandoverAccepted, "support.handover-accepted"
    personal, personal_of = ("engineer", "next_steps"), "subject"

    handover = fields.String(required=True)
    ticket = fields.String(required=True)
    subject = fields.String(required=True)
    receiver = fields.String(required=True)
    case_number = fields.String(required=True)
    engineer = fields.String(required=True)
    next_steps = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class HandoverRejected:
    handover: str
    ticket: str
    subject: str
    reason: str | Erased
    by: str
    at: datetime


class HandoverRejectedSchema(EventSchema):
    event, stored_as = HandoverRejected, "support.handover-rejected"
    personal, personal_of = ("reason",), "subject"

    handover = fields.String(required=True)
    ticket = fields.String(required=True)
    subject = fields.String(required=True)
    reason = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class InformationRequested:
    """One side asks the other: whose clock stands at the asked one's from now on."""

    handover: str
    ticket: str
    subject: str
    side: str  # that asks: sender | receiver
    message: str
    text: str | Erased
    by: str
    at: datetime


class InformationRequestedSchema(EventSchema):
    event, stored_as = InformationRequested, "support.information-requested"
    personal, personal_of = ("text",), "subject"

    handover = fields.String(required=True)
    ticket = fields.String(required=True)
    subject = fields.String(required=True)
    side = fields.String(required=True)
    message = fields.String(required=True)
    text = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class InformationGiven:
    handover: str
    ticket: str
    subject: str
    side: str  # that answers
    message: str
    text: str | Erased
    by: str
    at: datetime


class InformationGivenSchema(EventSchema):
    event, stored_as = InformationGiven, "support.information-given"
    personal, personal_of = ("text",), "subject"

    handover = fields.String(required=True)
    ticket = fields.String(required=True)
    subject = fields.String(required=True)
    side = fields.String(required=True)
    message = fields.String(required=True)
    text = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class NoteExchanged:
    """Between the two desks; the customer does not see it."""

    handover: str
    ticket: str
    subject: str
    side: str  # that wrote it: sender | receiver
    message: str
    text: str | Erased
    attachments: tuple[Attached, ...]
    by: str
    at: datetime


class NoteExchangedSchema(EventSchema):
    event, stored_as = NoteExchanged, "support.note-exchanged"
    personal, personal_of = ("text",), "subject"

    handover = fields.String(required=True)
    ticket = fields.String(required=True)
    subject = fields.String(required=True)
    side = fields.String(required=True)
    message = fields.String(required=True)
    text = fields.String(required=True)
    attachments = Records(Attached, AttachedSchema, required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class HandoverReturned:
    """The receiver hands it back after it had accepted, or the sender takes it back before."""

    handover: str
    ticket: str
    subject: str
    side: str  # sender: taken back before it was accepted; receiver: handed back
    reason: str | Erased
    by: str
    at: datetime


class HandoverReturnedSchema(EventSchema):
    event, stored_as = HandoverReturned, "support.handover-returned"
    personal, personal_of = ("reason",), "subject"

    handover = fields.String(required=True)
    ticket = fields.String(required=True)
    subject = fields.String(required=True)
    side = fields.String(required=True)
    reason = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class HandoverClosed:
    """The receiver is done; the ticket goes back to its sender, who tells the customer."""

    handover: str
    ticket: str
    side: str
    by: str
    at: datetime


class HandoverClosedSchema(EventSchema):
    event, stored_as = HandoverClosed, "support.handover-closed"

    handover = fields.String(required=True)
    ticket = fields.String(required=True)
    side = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class PartnerNotErased:
    """A copy lies at a partner who cannot be made to forget it; that it was asked to is recorded."""

    handover: str
    subject: str
    partner: str
    asked: str  # how: the note's id at TSANet; empty: it could not be told any more
    at: datetime


class PartnerNotErasedSchema(EventSchema):
    event, stored_as = PartnerNotErased, "support.partner-not-erased"

    handover = fields.String(required=True)
    subject = fields.String(required=True)
    partner = fields.String(required=True)
    asked = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
