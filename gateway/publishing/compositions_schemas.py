"""What is sent and answered about a plan's compose files."""

from marshmallow import fields, validate

from gateway.http import Schema
from gateway.publishing.lengths import LONGEST, TEXT

WORDS = validate.Length(max=1000)


class ComposeText(Schema):
    text = fields.String(required=True, validate=TEXT, metadata={"description": "YAML"})


class ComposeRelease(ComposeText):
    version = fields.String(required=True, validate=LONGEST, metadata={"description": "such as 1.4.0"})
    notes = fields.String(load_default="", validate=TEXT, metadata={"description": "Markdown"})


class ComposeWithdrawal(Schema):
    reason = fields.String(required=True, validate=WORDS)


class ComposeRemark(Schema):
    check = fields.String(required=True)
    where = fields.String(required=True, metadata={"description": "in the file, with its line"})
    what = fields.String(required=True, metadata={"description": "in English"})
    do = fields.String(required=True, metadata={"description": "in English"})


class ComposedImage(Schema):
    name = fields.String(required=True, metadata={"description": "whole, such as docker.io/library/redis"})
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    place = fields.String(required=True, validate=validate.OneOf(["own", "store", "elsewhere"]))
    repository = fields.String(required=True, metadata={"description": "empty: it lies in another registry"})


class ComposeJudgement(Schema):
    services = fields.Integer(required=True)
    wrong = fields.List(
        fields.Nested(ComposeRemark), required=True, metadata={"description": "what keeps it from being released"}
    )
    remarks = fields.List(
        fields.Nested(ComposeRemark), required=True, metadata={"description": "what its readers are told"}
    )
    images = fields.List(fields.Nested(ComposedImage), required=True)


class ReleasedComposeFile(Schema):
    version = fields.String(required=True)
    digest = fields.String(required=True)
    text = fields.String(required=True)
    images = fields.List(fields.Nested(ComposedImage), required=True)
    remarks = fields.List(fields.Nested(ComposeRemark), required=True)
    notes = fields.String(required=True)
    released = fields.String(required=True)
    withdrawn = fields.String(required=True, allow_none=True, metadata={"description": "why; null: it is offered"})


class ComposeFilePage(Schema):
    items = fields.List(fields.Nested(ReleasedComposeFile), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)
