"""How the API writes known holes and what is said of them."""

from marshmallow import fields, validate

from gateway.http import Schema

STATUSES = ("not_affected", "affected", "fixed", "under_investigation")
LONGEST = 2_000


class Vex(Schema):
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    justification = fields.String(
        load_default="",
        validate=validate.Length(max=100),
        metadata={"description": "why it is not affected, in OpenVEX's words: component_not_present, …"},
    )
    statement = fields.String(load_default="", validate=validate.Length(max=LONGEST))


class VexStated(Schema):
    status = fields.String(required=True)
    justification = fields.String(required=True)
    statement = fields.String(required=True)
    at = fields.String(required=True)


class Vulnerability(Schema):
    id = fields.String(required=True)
    repository = fields.String(required=True)
    digest = fields.String(required=True, metadata={"description": "of the newest release"})
    tag = fields.String(required=True)
    platforms = fields.List(fields.String(), required=True)
    advisory = fields.String(required=True)
    aliases = fields.List(fields.String(), required=True)
    package = fields.String(required=True)
    version = fields.String(required=True)
    fixed = fields.String(required=True, metadata={"description": "empty: no version mends it yet"})
    severity = fields.String(required=True)
    score = fields.Float(required=True, allow_none=True)
    found = fields.String(required=True)
    due = fields.String(required=True, allow_none=True, metadata={"description": "null: no clock runs on it"})
    missed = fields.Boolean(required=True)
    revoked_at = fields.String(
        required=True, allow_none=True, metadata={"description": "when its product is taken off, if it stays missed"}
    )
    vex = fields.Nested(VexStated, required=True, allow_none=True)


class VulnerabilityPage(Schema):
    items = fields.List(fields.Nested(Vulnerability), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class Shown(Schema):
    shown = fields.Boolean(required=True)


class FindingsShown(Schema):
    product = fields.String(required=True)
    shown = fields.Boolean(required=True)


class SbomArguments(Schema):
    platform = fields.String(
        load_default="", validate=validate.Length(max=100), metadata={"description": "linux/arm64; the first otherwise"}
    )
