"""What is sent and answered about publishers."""

from marshmallow import fields, validate

from gateway.http import Schema
from gateway.publishing.lengths import LONGEST
from gateway.publishing.schemas import ADDRESS, SLUG, Reason, picture

STATES = ("applied", "approved", "rejected", "suspended")
WORDS = validate.Length(max=25_000)


class Profile(Schema):
    legal_name = fields.String(validate=LONGEST)
    website = fields.String(validate=LONGEST)
    phone = fields.String(validate=LONGEST)
    email = fields.String(validate=LONGEST)
    logo = picture()


class Application(Schema):
    slug = fields.String(required=True, validate=LONGEST, metadata=SLUG)
    legal_name = fields.String(required=True, validate=LONGEST)
    website = fields.String(load_default="", validate=LONGEST)
    phone = fields.String(load_default="", validate=LONGEST)
    email = fields.String(load_default="", validate=LONGEST)
    logo = picture(load_default="")


class OfPublisher(Schema):
    slug = fields.String(required=True)


class PublisherEdited(OfPublisher):
    version = fields.Integer(required=True, metadata={"description": "as in the ETag"})


class Acceptance(Schema):
    version = fields.String(required=True, validate=LONGEST)


class Agreement(Schema):
    version = fields.String(required=True)
    text = fields.String(required=True, metadata={"description": "Markdown"})
    digest = fields.String(required=True)
    accepted = fields.Boolean(required=True)


class AgreementAccepted(Schema):
    version = fields.String(required=True, metadata={"description": "empty: none was accepted"})
    by = fields.String(required=True)
    present = fields.Boolean(required=True, metadata={"description": "it is the one that is asked for now"})


class Support(Schema):
    policy = fields.String(required=True, validate=WORDS, metadata={"description": "Markdown"})
    hours = fields.String(load_default="", validate=LONGEST)
    contacts = fields.String(load_default="", validate=WORDS)
    tsanet = fields.String(load_default="", validate=LONGEST, metadata={"description": "membership of TSANet"})


class NewSigningKey(Schema):
    name = fields.String(required=True, validate=LONGEST)
    pem = fields.String(required=True, validate=WORDS, metadata={"description": "a public key: ECDSA, RSA, Ed25519"})


class SigningKey(Schema):
    id = fields.String(required=True, metadata={"description": "SHA-256 of its DER form, in hexadecimal digits"})
    name = fields.String(required=True)
    pem = fields.String(required=True)
    since = fields.String(required=True)


class SigningKeys(Schema):
    items = fields.List(fields.Nested(SigningKey), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class Record(Schema):
    name = fields.String(required=True)
    value = fields.String(required=True)


class WellKnown(Schema):
    url = fields.String(required=True)
    body = fields.String(required=True)


class DomainProof(Schema):
    domain = fields.String(required=True)
    record = fields.Nested(Record, required=True, metadata={"description": "a TXT record"})
    well_known = fields.Nested(WellKnown, required=True)
    verified = fields.Boolean(required=True)


class Publisher(Schema):
    slug = fields.String(required=True)
    legal_name = fields.String(required=True)
    website = fields.String(required=True)
    phone = fields.String(required=True)
    email = fields.String(required=True)
    logo = fields.String(required=True, metadata=ADDRESS)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    suspended_for = fields.String(required=True, metadata={"description": "why; empty where it is not suspended"})
    reasons = fields.List(fields.Nested(Reason), required=True)
    agreement = fields.Nested(AgreementAccepted, required=True)
    support = fields.Nested(Support, required=True, allow_none=True)
    domain = fields.String(required=True, metadata={"description": "of its website; empty: none that can be proven"})
    verified = fields.Boolean(required=True)
    version = fields.Integer(required=True)


class Waiting(Schema):
    slug = fields.String(required=True)
    name = fields.String(required=True)
    since = fields.String(required=True)
    edited = fields.Boolean(
        required=True, metadata={"description": "true: it was approved before, and its edit is in force"}
    )


class WaitingPage(Schema):
    items = fields.List(fields.Nested(Waiting), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class Queues(Schema):
    publishers = fields.Nested(WaitingPage, required=True)
    products = fields.Nested(WaitingPage, required=True)
