"""What is sent and answered where licences are read, checked, seated and changed."""

from marshmallow import fields, validate

from gateway.checkout.buying_schemas import A_TIME, LONGEST
from gateway.http import Schema

SIGNED = {"description": "the signed licence: a compact JWS (RFC 7515), ES256"}
LONGEST_LICENCE = validate.Length(max=100_000)


class Field(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True, metadata={"description": "integer, text, boolean, enum or password"})
    value = fields.Raw(required=True, metadata={"description": "a number, a truth value or a text, after its kind"})
    hidden = fields.Boolean(required=True)


class LicenceShort(Schema):
    id = fields.String(required=True)
    subscription = fields.String(required=True)
    product = fields.String(required=True, metadata={"description": "PUBLISHER/PRODUCT"})
    plan = fields.String(required=True)
    state = fields.String(required=True, metadata={"description": "valid, expired or revoked"})
    sequence = fields.Integer(required=True, metadata={"description": "rises with each change"})
    seats = fields.Integer(required=True)
    starts = fields.String(required=True, metadata={"description": "YYYY-MM-DD"})
    until = fields.String(required=True, allow_none=True, metadata=A_TIME)


class ProductKey(Schema):
    state = fields.String(
        required=True, metadata={"description": "given, or follows: none was left when it was bought"}
    )
    key = fields.String(required=True, allow_none=True)


class Licence(LicenceShort):
    holder = fields.String(required=True)
    publisher = fields.String(required=True)
    reason = fields.String(required=True, metadata={"description": "why it was revoked"})
    taken = fields.List(fields.String(), required=True, metadata={"description": "installations that have a seat"})
    given = fields.Integer(required=True, metadata={"description": "seats that people have, or are invited to"})
    fields_ = fields.List(fields.Nested(Field), required=True, data_key="fields", attribute="fields")
    licence = fields.String(required=True, allow_none=True, metadata=SIGNED)
    product_key = fields.Nested(
        ProductKey,
        required=True,
        allow_none=True,
        metadata={"description": "made by the publisher; for who has the licence alone, null where the plan has none"},
    )


class Licences(Schema):
    items = fields.List(fields.Nested(LicenceShort), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class Presented(Schema):
    licence = fields.String(required=True, validate=LONGEST_LICENCE, metadata=SIGNED)


class SeatWanted(Presented):
    seat = fields.String(
        required=True,
        validate=LONGEST,
        metadata={"description": "what the installation calls itself, the same at each start; a name of no person"},
    )


class SeatGone(Schema):
    seat = fields.String(required=True, validate=LONGEST)


class UseByLicence(Presented):
    component = fields.String(required=True, validate=LONGEST)
    amount = fields.Integer(required=True, strict=True, metadata={"description": "units"})
    at = fields.AwareDateTime(format="iso", required=True)
    id = fields.String(
        required=True, validate=LONGEST, metadata={"description": "the reporter's own: what comes again counts once"}
    )


class Checked(Schema):
    licence = fields.String(required=True, metadata={"description": "its id"})
    state = fields.String(required=True, metadata={"description": "valid, expired or revoked"})
    product = fields.String(required=True)
    plan = fields.String(required=True)
    seats = fields.Integer(required=True)
    taken = fields.Integer(required=True, metadata={"description": "seats that are"})
    sequence = fields.Integer(required=True)
    until = fields.String(required=True, allow_none=True, metadata=A_TIME)
    newest = fields.String(
        required=True, allow_none=True, metadata={"description": "the signed licence that replaces this one, if any"}
    )


class Seats(Schema):
    licence = fields.String(required=True, metadata={"description": "its id"})
    seats = fields.Integer(required=True)
    taken = fields.Integer(required=True)


class Reported(Schema):
    component = fields.String(required=True)
    amount = fields.Integer(required=True)
    id = fields.String(required=True)


class ValuesWanted(Schema):
    values = fields.Dict(
        keys=fields.String(validate=LONGEST),
        values=fields.String(validate=LONGEST),
        required=True,
        metadata={"description": "by the fields' ids, each as text: 12, true, Rotterdam"},
    )


class Reason(Schema):
    reason = fields.String(required=True, validate=LONGEST)


class Revoked(Schema):
    licence = fields.String(required=True, metadata={"description": "its id"})
    revoked = fields.String(required=True, metadata=A_TIME)


class RevokedLicences(Schema):
    issued = fields.String(required=True, metadata=A_TIME)
    items = fields.List(fields.Nested(Revoked), required=True)
    signed = fields.String(
        required=True, metadata={"description": "the list as a compact JWS; `revoked` holds the ids"}
    )


class Keys(Schema):
    keys = fields.List(fields.Dict(), required=True, metadata={"description": "JSON Web Keys (RFC 7517)"})
