"""What is sent and answered about orders of publishers, which their customers claim."""

from marshmallow import fields, validate

from gateway.checkout.buying_schemas import A_DAY, FOR_WHOM, LONGEST
from gateway.http import Schema

FEW = validate.Length(max=200)
KEY_VALUE = validate.Length(max=100_000)


class Pair(Schema):
    name = fields.String(required=True, validate=LONGEST)
    value = fields.String(required=True, validate=validate.Length(max=5000))


class KeyLabel(Schema):
    label = fields.String(required=True, validate=LONGEST, metadata={"description": "what it is, for people"})
    media_type = fields.String(load_default="text/plain", validate=LONGEST)
    file_name = fields.String(load_default="", validate=LONGEST, metadata={"description": "to save it under"})


class Key(KeyLabel):
    value = fields.String(required=True, validate=KEY_VALUE, metadata={"description": "shown to the holder alone"})


class OrderWanted(Schema):
    plan = fields.String(required=True, validate=LONGEST, metadata={"description": "PUBLISHER/PRODUCT/PLAN"})
    starts = fields.Date(load_default=None, allow_none=True, metadata={"description": "today, where it is left out"})
    ends = fields.Date(
        load_default=None, allow_none=True, metadata={"description": "the first day that it does not cover; null: none"}
    )
    quantity = fields.Integer(load_default=1, strict=True)
    components = fields.List(
        fields.Nested(Pair), load_default=list, validate=FEW, metadata={"description": "what was bought, for both"}
    )
    keys = fields.List(fields.Nested(Key), load_default=list, validate=FEW)
    metadata = fields.List(
        fields.Nested(Pair), load_default=list, validate=FEW, metadata={"description": "for the publisher alone"}
    )


class OrderChanges(Schema):
    state = fields.String(
        validate=validate.OneOf(["cancelled"]), metadata={"description": "cancelled: frozen, and it opens nothing more"}
    )
    reason = fields.String(load_default="", validate=validate.Length(max=5000))
    ends = fields.Date(allow_none=True, metadata={"description": "another last day; null: for good"})


class Claim(Schema):
    claim = fields.String(required=True, validate=LONGEST, metadata={"description": "the last part of the claim link"})
    holder = fields.String(load_default="", validate=validate.Length(max=63), metadata=FOR_WHOM)


class WhoseOrders(Schema):
    publisher = fields.String(load_default="", validate=validate.Length(max=63), metadata={"description": "placed by"})
    holder = fields.String(load_default="", validate=validate.Length(max=63), metadata={"description": "claimed for"})


class Order(Schema):
    id = fields.String(required=True)
    state = fields.String(required=True, metadata={"description": "placed, claimed, fulfilled or cancelled"})
    plan = fields.String(required=True, metadata={"description": "PUBLISHER/PRODUCT/PLAN"})
    repository = fields.String(required=True)
    starts = fields.String(required=True, metadata=A_DAY)
    ends = fields.String(required=True, allow_none=True, metadata=A_DAY)
    quantity = fields.Integer(required=True)
    components = fields.List(fields.Nested(Pair), required=True)
    keys = fields.List(fields.Nested(KeyLabel), required=True)
    metadata = fields.List(fields.Nested(Pair), metadata={"description": "told to the publisher alone"})
    claim_url = fields.String(metadata={"description": "told to the publisher alone: whoever has it claims the order"})
    holder = fields.String(required=True, metadata={"description": "empty until it is claimed"})
    subscription = fields.String(required=True, metadata={"description": "empty until it is accepted"})


class Orders(Schema):
    items = fields.List(fields.Nested(Order), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class Keys(Schema):
    items = fields.List(fields.Nested(Key), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)
