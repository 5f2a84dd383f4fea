"""What the catalogue tells of prices: what a plan costs, how long it may be tried, and what its licence says."""

from dataclasses import dataclass

from marshmallow import Schema, fields

from eventlog.schema import Records, Texts
from vocabulary.money import Money


class MoneySchema(Schema):
    amount = fields.Integer(required=True)
    currency = fields.String(required=True)


@dataclass(frozen=True)
class Tier:
    """Units up to this one, itself among them, cost so much each; a tier without an end takes all that are left."""

    up_to: int | None
    unit_amount: str  # decimal, in minor units: "0.25" is a quarter of a cent


class TierSchema(Schema):
    up_to = fields.Integer(required=True, allow_none=True)
    unit_amount = fields.String(required=True)


@dataclass(frozen=True)
class Component:
    """What is counted while it is used, and charged after each period, tier by tier, in the plan's first currency."""

    id: str
    name: str
    unit: str  # gigabyte, request, node hour …
    tiers: tuple[Tier, ...]


class ComponentSchema(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    unit = fields.String(required=True)
    tiers = Records(Tier, TierSchema, required=True)


@dataclass(frozen=True)
class Price:
    """What a plan costs.

    `amounts` are for one unit (a seat, a node) and one interval, one a currency, the plan's own first; empty: it is
    agreed on with each customer. Where use is charged there is one, which may be 0.
    """

    amounts: tuple[Money, ...]
    interval: str  # month | year | 30_days
    components: tuple[Component, ...]
    trial_days: int  # 0: no trial
    trial_needs_card: bool
    by_order: bool  # had by an order or an offer of its publisher, not from the shelf


class PriceSchema(Schema):
    amounts = Records(Money, MoneySchema, required=True)
    interval = fields.String(required=True)
    components = Records(Component, ComponentSchema, required=True)
    trial_days = fields.Integer(required=True)
    trial_needs_card = fields.Boolean(required=True)
    by_order = fields.Boolean(required=True)


@dataclass(frozen=True)
class LicenceField:
    """What a licence of this plan says: typed, with what it says where nothing else was agreed on."""

    id: str
    name: str
    kind: str  # integer | text | boolean | enum | password (made for each licence)
    default: str
    options: tuple[str, ...]  # of an enum
    hidden: bool  # signed into the licence, not shown to the customer


class LicenceFieldSchema(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    default = fields.String(required=True)
    options = Texts(required=True)
    hidden = fields.Boolean(required=True)
