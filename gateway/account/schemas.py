"""What is sent and answered about accounts and access tokens."""

from marshmallow import fields, validate

from gateway.auth import SCOPES
from gateway.http import Schema

ONE_TIME_CODE = {
    "in": "header",
    "name": "X-OTP",
    "description": "a code of the app, or a recovery code, where two-factor sign-in is on",
    "schema": {"type": "string"},
}
LONGEST = validate.Length(max=1000)  # the service says what is too long for whom; this only keeps out floods


class Registration(Schema):
    email = fields.String(required=True, validate=LONGEST)
    name = fields.String(required=True, validate=LONGEST)
    password = fields.String(required=True, validate=LONGEST)


class Registered(Schema):
    id = fields.String(required=True)
    email = fields.String(required=True)
    verified = fields.Boolean(required=True)


class Link(Schema):
    token = fields.String(
        required=True, validate=LONGEST, metadata={"description": "the last part of the link in the mail"}
    )


class Address(Schema):
    email = fields.String(required=True, validate=LONGEST)


class NewPassword(Link):
    password = fields.String(required=True, validate=LONGEST)


class ChangedPassword(Schema):
    password = fields.String(required=True, validate=LONGEST, metadata={"description": "the present one"})
    new_password = fields.String(required=True, validate=LONGEST)


class OwnPassword(Schema):
    password = fields.String(required=True, validate=LONGEST, metadata={"description": "the account's own"})


class Erasing(Schema):
    account = fields.String(required=True)
    state = fields.String(required=True, metadata={"description": "under-way: every part of the store is being told"})


class OwnData(Schema):
    about = fields.String(required=True)
    at = fields.String(required=True)
    account = fields.Dict(required=True, metadata={"description": "with its events"})
    catalog = fields.Dict(required=True, metadata={"description": "reviews, and what was pulled"})
    billing = fields.Dict(required=True, metadata={"description": "terms that were accepted, and rights"})
    tokens_used = fields.List(fields.Dict(), required=True)
    token_decisions = fields.List(fields.Dict(), required=True)


class OfAccount(Schema):
    account = fields.String(required=True, metadata={"description": "the account's id"})


class TokenWanted(Schema):
    name = fields.String(required=True, validate=LONGEST)
    scopes = fields.List(fields.String(validate=LONGEST), required=True, validate=validate.Length(max=100))
    expires = fields.AwareDateTime(format="iso", allow_none=True, load_default=None)
    networks = fields.List(
        fields.String(validate=LONGEST),
        load_default=list,
        validate=validate.Length(max=100),
        metadata={"description": "CIDR; from anywhere where none is named"},
    )


class TokenMade(Schema):
    id = fields.String(required=True)
    token = fields.String(
        required=True, allow_none=True, metadata={"description": "shown once: null where the request is a repeated one"}
    )
    detail = fields.String(metadata={"description": "why there is no token"})


class Token(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    scopes = fields.List(fields.String(validate=validate.OneOf(SCOPES)), required=True)
    networks = fields.List(fields.String(), required=True)
    created = fields.String(required=True)
    expires = fields.String(required=True, allow_none=True)
    last_used = fields.String(required=True, allow_none=True, metadata={"description": "null: never so far"})
    last_four = fields.String(required=True)


class Tokens(Schema):
    items = fields.List(fields.Nested(Token), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class RefreshToken(Schema):
    id = fields.String(required=True)
    token = fields.String(required=True, metadata={"description": "id of the access token or robot it belongs to"})
    client = fields.String(required=True)
    created = fields.String(required=True)
    last_used = fields.String(required=True, allow_none=True, metadata={"description": "null: never so far"})
    last_four = fields.String(required=True)


class RefreshTokens(Schema):
    items = fields.List(fields.Nested(RefreshToken), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class OfHolder(Schema):
    organization = fields.String(
        load_default="",
        validate=validate.Length(max=63),
        metadata={"description": "whose robots they are of; one's own where none is named"},
    )


class OfRefresh(Schema):
    id = fields.String(required=True)


class Membership(Schema):
    slug = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)


class Me(Schema):
    id = fields.String(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    organizations = fields.List(fields.Nested(Membership), required=True)
    roles = fields.List(fields.String(), required=True)


class Role(Schema):
    role = fields.String(
        required=True, validate=LONGEST, metadata={"description": "support, reviewer, finance, operator"}
    )


class Suspension(Schema):
    reason = fields.String(required=True, validate=LONGEST)


class AccountSought(Schema):
    email = fields.String(required=True, validate=validate.Length(max=254))  # in an address, which is short as well
