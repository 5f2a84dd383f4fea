"""What is sent and answered about plans and their prices."""

from marshmallow import fields, validate

from gateway.http import Schema
from gateway.publishing.lengths import FEW, LONGEST, TEXT

WORDS = validate.Length(max=5000)
LARGEST = validate.Range(-(10**15), 10**15)
ACCESS = {"description": "anyone, signed_in, terms, subscribers or byol: who may pull"}
CHANNEL = {"description": "which sort of versions it brings: stable, beta, nightly …"}
PRICE = {"description": "for one unit and one interval; null: free, or by use or order alone"}
OTHERS = {"description": "the same in other currencies"}
INTERVAL = {"description": "month (as it is left out), year or 30_days"}
TRIAL = {"description": "days that it may be tried before it is paid for; 0: none"}
BY_ORDER = {"description": "had by an order or an offer of its publisher, not from the shelf"}
METERED = {"description": "what is counted while it is used and charged after each period, in the plan's one currency"}
FIELDS = {"description": "what its licences say"}


class Terms(Schema):
    version = fields.String(required=True, validate=LONGEST)
    text = fields.String(required=True, validate=TEXT, metadata={"description": "Markdown"})


class TermsAsked(Terms):
    digest = fields.String(required=True)


class Amount(Schema):
    amount = fields.Integer(
        required=True, strict=True, validate=LARGEST, metadata={"description": "in minor units: 1900 is 19.00 USD"}
    )
    currency = fields.String(required=True, validate=LONGEST, metadata={"description": "ISO 4217"})


class Tier(Schema):
    up_to = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=LARGEST,
        metadata={"description": "units, the last among them; null: all that are left"},
    )
    unit_amount = fields.String(
        required=True,
        validate=LONGEST,
        metadata={"description": "decimal, in minor units: 0.25 is 0.0025 USD"},
    )


class Component(Schema):
    id = fields.String(required=True, validate=LONGEST)
    name = fields.String(required=True, validate=LONGEST)
    unit = fields.String(required=True, validate=LONGEST, metadata={"description": "gigabyte, request, node hour …"})
    tiers = fields.List(fields.Nested(Tier), required=True, validate=FEW)


class LicenceField(Schema):
    id = fields.String(required=True, validate=LONGEST)
    name = fields.String(required=True, validate=LONGEST)
    kind = fields.String(
        required=True, validate=LONGEST, metadata={"description": "integer, text, boolean, enum or password"}
    )
    default = fields.String(load_default="", validate=WORDS)
    options = fields.List(
        fields.String(validate=LONGEST), load_default=list, validate=FEW, metadata={"description": "of an enum"}
    )
    hidden = fields.Boolean(
        load_default=False, metadata={"description": "signed into the licence, not shown to the customer"}
    )


class Priced(Schema):
    price = fields.Nested(Amount, allow_none=True, metadata=PRICE)
    other_prices = fields.List(fields.Nested(Amount), allow_none=True, validate=FEW, metadata=OTHERS)
    interval = fields.String(allow_none=True, validate=LONGEST, metadata=INTERVAL)
    trial_days = fields.Integer(allow_none=True, strict=True, validate=LARGEST, metadata=TRIAL)
    trial_needs_card = fields.Boolean(allow_none=True)
    by_order = fields.Boolean(allow_none=True, metadata=BY_ORDER)
    components = fields.List(fields.Nested(Component), allow_none=True, validate=FEW, metadata=METERED)
    licence_fields = fields.List(fields.Nested(LicenceField), allow_none=True, validate=FEW, metadata=FIELDS)


class PlanWanted(Priced):
    id = fields.String(required=True, validate=LONGEST)
    name = fields.String(required=True, validate=LONGEST)
    description = fields.String(load_default="", validate=WORDS)
    repository = fields.String(required=True, validate=LONGEST, metadata={"description": "publisher/repository"})
    access = fields.String(required=True, validate=LONGEST, metadata=ACCESS)
    channel = fields.String(load_default="stable", validate=LONGEST, metadata=CHANNEL)
    terms = fields.Nested(
        Terms, load_default=None, allow_none=True, metadata={"description": "needed where access is terms"}
    )


class PlanChanges(Priced):
    name = fields.String(validate=LONGEST)
    description = fields.String(validate=WORDS)
    access = fields.String(validate=LONGEST, metadata=ACCESS)
    channel = fields.String(validate=LONGEST, metadata=CHANNEL)
    terms = fields.Nested(Terms, allow_none=True)


class Plan(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
    repository = fields.String(required=True)
    channel = fields.String(required=True)
    access = fields.String(required=True)
    terms = fields.Nested(TermsAsked, required=True, allow_none=True)
    retired = fields.Boolean(required=True)
    price = fields.Nested(Amount, required=True, allow_none=True, metadata=PRICE)
    other_prices = fields.List(fields.Nested(Amount), required=True, metadata=OTHERS)
    interval = fields.String(required=True, allow_none=True, metadata=INTERVAL)
    trial_days = fields.Integer(required=True, metadata=TRIAL)
    trial_needs_card = fields.Boolean(required=True)
    by_order = fields.Boolean(required=True, metadata=BY_ORDER)
    components = fields.List(fields.Nested(Component), required=True, metadata=METERED)
    licence_fields = fields.List(fields.Nested(LicenceField), required=True, metadata=FIELDS)
