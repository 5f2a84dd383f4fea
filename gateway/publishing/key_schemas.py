"""What is sent and answered where a plan's product keys are added, counted and withdrawn."""

from marshmallow import fields, validate

from gateway.http import Schema
from gateway.publishing.lengths import LONGEST

TEXT = validate.Length(max=1_000_000)
LIST = {
    "description": "one key a line, or CSV with the columns key, expires (YYYY-MM-DD) and note; at most 10,000 keys "
    "of at most 500 characters"
}
WAITING = {"description": "licences whose key follows"}
LOW = {"description": "the publisher is told when so many are left, or fewer"}


class KeyList(Schema):
    keys = fields.String(required=True, validate=TEXT, metadata=LIST)


class KeysAdded(Schema):
    upload = fields.String(required=True, metadata={"description": "its keys can be withdrawn by it"})
    added = fields.Integer(required=True)


class KeysLow(Schema):
    low = fields.Integer(required=True, strict=True, validate=validate.Range(-(10**15), 10**15), metadata=LOW)


class KeysWithdrawn(Schema):
    withdrawn = fields.Integer(required=True, metadata={"description": "those that were free"})


class WhichKeys(Schema):
    upload = fields.String(load_default="", validate=LONGEST, metadata={"description": "all of it that is free"})
    keys = fields.String(load_default="", validate=TEXT, metadata=LIST)


class Counts(Schema):
    free = fields.Integer(required=True)
    given = fields.Integer(required=True)
    withdrawn = fields.Integer(required=True)
    expired = fields.Integer(required=True, metadata={"description": "free, and given to nobody any more"})


class KeyUpload(Counts):
    upload = fields.String(required=True)
    added = fields.String(required=True, metadata={"description": "when, RFC 3339"})
    count = fields.Integer(required=True)


class KeyPool(Counts):
    low = fields.Integer(required=True, metadata=LOW)
    waiting = fields.Integer(required=True, metadata=WAITING)
    uploads = fields.List(fields.Nested(KeyUpload), required=True, metadata={"description": "the newest first"})
