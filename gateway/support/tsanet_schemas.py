"""What is asked and answered about TSANet."""

from marshmallow import fields, validate

from gateway.http import Schema


class Standing(Schema):
    member = fields.Boolean(required=True)
    url = fields.String()
    user = fields.String()
    asked_at = fields.String(
        allow_none=True,
        metadata={"format": "date-time", "description": "when the process that answers looked at it last"},
    )
    cases = fields.Integer(metadata={"description": "how many were looked at then"})
    wrong = fields.List(fields.String(), metadata={"description": "what could not be done then"})


class PartnersWanted(Schema):
    name = fields.String(required=True, validate=validate.Length(min=1, max=100))


class Partner(Schema):
    company = fields.String(required=True)
    department = fields.String(required=True)
    document = fields.String(required=True)
    to = fields.String(required=True, metadata={"description": "as which it is handed a ticket"})


class PartnerPage(Schema):
    items = fields.List(fields.Nested(Partner), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)
