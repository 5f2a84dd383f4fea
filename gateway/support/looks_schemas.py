"""How the API writes that the store's support may look at a customer's pages, and what it is shown there."""

from marshmallow import fields, validate

from gateway.http import Schema
from gateway.support.looked import PAGES
from gateway.support.schemas import Person

STATES = ("none", "asked", "open", "refused", "withdrawn", "lapsed")
DONE = ("asked", "granted", "refused", "withdrawn", "lapsed", "looked")


class LookWanted(Schema):
    text = fields.String(
        required=True, validate=validate.Length(max=500), metadata={"description": "what for; the customer reads it"}
    )


class LookAllowed(Schema):
    hours = fields.Integer(load_default=24, validate=validate.Range(1, 72))


class LookQuestion(Schema):
    by = fields.Nested(Person, required=True)
    text = fields.String(required=True, metadata={"description": "empty where it was erased"})
    at = fields.String(required=True)


class LookEntry(Schema):
    what = fields.String(required=True, validate=validate.OneOf(DONE))
    page = fields.String(required=True, metadata={"description": "that was looked at; else empty"})
    by = fields.Nested(Person, required=True)
    at = fields.String(required=True)
    until = fields.String(required=True, allow_none=True, metadata={"description": "where it was granted"})


class OfLook(Schema):
    ticket = fields.String(required=True)
    number = fields.String(required=True)
    holder = fields.String(required=True, metadata={"description": "the account or organisation whose pages they are"})
    customer = fields.String(required=True, metadata={"description": "its name; empty where it was erased"})
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    asked = fields.Nested(LookQuestion, required=True, allow_none=True)
    until = fields.String(required=True, allow_none=True, metadata={"description": "while it is open: when it ends"})
    trail = fields.List(fields.Nested(LookEntry), required=True, metadata={"description": "the newest first"})
    may = fields.List(fields.String(), required=True, metadata={"description": "the commands that the caller may give"})


class LookList(Schema):
    items = fields.List(fields.Nested(OfLook), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class LookedAt(Schema):
    page = fields.String(required=True, validate=validate.OneOf(tuple(PAGES)))
    number = fields.String(required=True)
    holder = fields.String(required=True)
    until = fields.String(required=True, metadata={"description": "when it ends by itself"})
    items = fields.List(fields.Dict(keys=fields.String()), required=True)
