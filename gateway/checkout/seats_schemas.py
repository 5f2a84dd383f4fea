"""What is sent and answered where people are given seats, and take them."""

from marshmallow import fields

from gateway.checkout.buying_schemas import A_TIME, LONGEST
from gateway.http import Schema


class SeatInvited(Schema):
    email = fields.String(required=True, validate=LONGEST, metadata={"description": "where the letter goes"})


class Seat(Schema):
    id = fields.String(required=True)
    email = fields.String(required=True, metadata={"description": "where the letter went; empty: it is forgotten"})
    account = fields.String(required=True, metadata={"description": "who took it; empty: it waits"})
    state = fields.String(required=True, metadata={"description": "invited or taken"})
    until = fields.String(
        required=True, allow_none=True, metadata={"description": "RFC 3339: while it waits, the end of the invitation"}
    )


class Seats(Schema):
    subscription = fields.String(required=True)
    seats = fields.Integer(
        required=True, metadata={"description": "that may be given: as many as are had now and from the next period on"}
    )
    given = fields.Integer(required=True, metadata={"description": "taken, or waiting for who was invited"})
    items = fields.List(fields.Nested(Seat), required=True)


class SeatAsked(Schema):
    seat = fields.String(required=True, metadata={"description": "its id"})
    subscription = fields.String(required=True)
    plan = fields.String(required=True, metadata={"description": "PUBLISHER/PRODUCT/PLAN"})
    plan_name = fields.String(required=True)
    until = fields.String(required=True, allow_none=True, metadata=A_TIME)
    pull_command = fields.String(required=True)


class SeatsHeld(Schema):
    items = fields.List(fields.Nested(SeatAsked), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class SeatAccepted(Schema):
    token = fields.String(
        required=True, validate=LONGEST, metadata={"description": "the last part of the link in the letter"}
    )
