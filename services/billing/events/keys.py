"""What billing tells of product keys made elsewhere: pools that plans have, and who was given which."""

from dataclasses import dataclass

from marshmallow import Schema, fields

from eventlog.schema import Erased, EventSchema, Records, Texts


@dataclass(frozen=True)
class KeysStored:
    """A part of an upload, as it lies in the log: nobody is given of it before the pool names it."""

    batch: str
    subject: str  # keys-<upload>: whose key hides the keys
    product: str
    plan: str
    count: int
    keys: str | Erased  # a JSON list of {key, note}, by their places


class KeysStoredSchema(EventSchema):
    event, stored_as = KeysStored, "billing.keys-stored"
    personal, personal_of = ("keys",), "subject"

    batch = fields.String(required=True)
    subject = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    count = fields.Integer(required=True)
    keys = fields.String(required=True)


@dataclass(frozen=True)
class KeyBatch:
    """`prints` tell whether a key was there before, and nobody who lacks the store's secret what it is."""

    batch: str
    prints: tuple[str, ...]  # by their places in the batch
    expires: tuple[str, ...]  # 2027-01-31: the first day on which it is given to nobody; empty: none


class KeyBatchSchema(Schema):
    batch = fields.String(required=True)
    prints = Texts(required=True)
    expires = Texts(required=True)


@dataclass(frozen=True)
class KeysAdded:
    """Keys that are given out from now on, in their order, behind those that were there."""

    product: str
    plan: str
    publisher: str
    upload: str
    before: int  # keys that were ever added before these
    batches: tuple[KeyBatch, ...]
    by: str


class KeysAddedSchema(EventSchema):
    event, stored_as = KeysAdded, "billing.keys-added"

    product = fields.String(required=True)
    plan = fields.String(required=True)
    publisher = fields.String(required=True)
    upload = fields.String(required=True)
    before = fields.Integer(required=True)
    batches = Records(KeyBatch, KeyBatchSchema, required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class KeysLowSet:
    """The publisher is told when so many are left, or fewer."""

    product: str
    plan: str
    low: int
    by: str


class KeysLowSetSchema(EventSchema):
    event, stored_as = KeysLowSet, "billing.keys-low-set"

    product = fields.String(required=True)
    plan = fields.String(required=True)
    low = fields.Integer(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class KeysRanLow:
    """Told once until keys are added, and once more when none is left."""

    product: str
    plan: str
    publisher: str
    free: int
    waiting: int  # licences whose key follows


class KeysRanLowSchema(EventSchema):
    event, stored_as = KeysRanLow, "billing.keys-ran-low"

    product = fields.String(required=True)
    plan = fields.String(required=True)
    publisher = fields.String(required=True)
    free = fields.Integer(required=True)
    waiting = fields.Integer(required=True)


@dataclass(frozen=True)
class KeyGiven:
    """This key is this subscription's for good, and nobody else's."""

    batch: str
    place: int
    product: str
    plan: str
    subscription: str
    holder: str
    waited: bool  # it was bought when there was none


class KeyGivenSchema(EventSchema):
    event, stored_as = KeyGiven, "billing.key-given"

    batch = fields.String(required=True)
    place = fields.Integer(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    subscription = fields.String(required=True)
    holder = fields.String(required=True)
    waited = fields.Boolean(required=True)


@dataclass(frozen=True)
class KeyWithdrawn:
    """It was nobody's, and is given to nobody any more."""

    batch: str
    place: int
    product: str
    plan: str
    by: str


class KeyWithdrawnSchema(EventSchema):
    event, stored_as = KeyWithdrawn, "billing.key-withdrawn"

    batch = fields.String(required=True)
    place = fields.Integer(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    by = fields.String(required=True)
