"""What is sent and answered about handovers."""

from marshmallow import fields, validate

from gateway.http import Schema
from gateway.support.schemas import FILES, Entry, Handover

STATES = ("requested", "information", "accepted", "rejected", "refused", "returned", "closed")
SHORT = validate.Length(max=200)
TEXT = validate.Length(max=5_000)
SIDES = ("sender", "receiver")


class HandoverWanted(Schema):
    to = fields.String(
        required=True, validate=SHORT, metadata={"description": "as the receivers of the ticket tell it"}
    )
    by = fields.String(required=True, validate=validate.OneOf(["direct", "tsanet"]))
    answers = fields.Dict(
        keys=fields.String(validate=SHORT),
        values=fields.String(validate=TEXT),
        load_default=dict,
        metadata={"description": "to the questions of the receiver's form, by their names"},
    )
    note = fields.String(load_default="", validate=TEXT, metadata={"description": "for the receiver's people"})


class Acceptance(Schema):
    case_number = fields.String(
        load_default="",
        validate=SHORT,
        metadata={"description": "the receiver's own; empty: the store's is the ticket's"},
    )
    engineer = fields.String(required=True, validate=validate.Length(min=1, max=300))
    next_steps = fields.String(load_default="", validate=TEXT)


class Reason(Schema):
    reason = fields.String(required=True, validate=validate.Length(min=1, max=5_000))


class Words(Schema):
    text = fields.String(required=True, validate=validate.Length(min=1, max=5_000))


class NoteWanted(Schema):
    text = fields.String(load_default="", validate=TEXT)
    attachments = FILES


class HandoversWanted(Schema):
    desk = fields.String(load_default="store", validate=SHORT, metadata={"description": "store, or a publisher"})
    state = fields.String(load_default="", validate=validate.OneOf(["", "open", *STATES]))


class Receiver(Schema):
    to = fields.String(required=True)
    by = fields.String(required=True, validate=validate.OneOf(["direct", "tsanet"]))
    name = fields.String(required=True, metadata={"description": "empty: the store"})
    department = fields.String(required=True)


class ReceiverPage(Schema):
    items = fields.List(fields.Nested(Receiver), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class FormWanted(Schema):
    to = fields.String(required=True, validate=SHORT)
    by = fields.String(required=True, validate=validate.OneOf(["direct", "tsanet"]))


class FormQuestion(Schema):
    name = fields.String(required=True)
    label = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["text", "lines", "choice"]))
    required = fields.Boolean(required=True)
    options = fields.List(fields.String(), required=True)


class FormPage(Schema):
    items = fields.List(fields.Nested(FormQuestion), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class About(Schema):
    id = fields.String(required=True)
    number = fields.String(required=True)
    opener = fields.String(metadata={"description": "the account whose ticket it is"})
    summary = fields.String(required=True)
    priority = fields.Integer(required=True)
    state = fields.String()
    owner = fields.String()


class HandoverInList(Schema):
    id = fields.String(required=True)
    ticket = fields.Nested(About, required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    sender = fields.String(required=True)
    receiver = fields.String(required=True)
    with_ = fields.String(required=True, attribute="with", data_key="with")
    by = fields.String(required=True, validate=validate.OneOf(["direct", "tsanet"]))
    case_number = fields.String(required=True)
    due = fields.String(required=True, allow_none=True)
    requested = fields.String(required=True)


class HandoverPage(Schema):
    items = fields.List(fields.Nested(HandoverInList), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class WholeHandover(Handover):
    ticket = fields.Nested(About, required=True)
    waits_on = fields.String(required=True, metadata={"description": "the desk that has to do something now"})
    asked = fields.Dict(
        keys=fields.String(validate=validate.OneOf(SIDES)),
        values=fields.String(),
        required=True,
        metadata={"description": "questions without an answer yet, by the side that asks"},
    )
    reason = fields.String(required=True, metadata={"description": "why it was rejected, refused or handed back"})
    requested = fields.String(required=True)
    timeline = fields.List(fields.Nested(Entry), required=True)
