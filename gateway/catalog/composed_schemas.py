"""How the API writes compose files."""

from marshmallow import fields, validate

from gateway.catalog.schemas import TermSchema
from gateway.http import Schema


class OfVersion(Schema):
    version = fields.String(
        load_default="", validate=validate.Length(max=128), metadata={"description": "left out: the newest"}
    )


class Image(Schema):
    name = fields.String(required=True, metadata={"description": "whole, such as docker.io/library/redis"})
    tag = fields.String(required=True, allow_none=True)
    digest = fields.String(required=True, allow_none=True, metadata={"description": "null: it is named by a tag"})
    place = fields.String(
        required=True,
        validate=validate.OneOf(["own", "store", "elsewhere"]),
        metadata={"description": "in the plan's repository, in another of the store's, or in another registry"},
    )
    certified = fields.Nested(TermSchema, required=True, allow_none=True)
    grade = fields.String(required=True, allow_none=True)


class Remark(Schema):
    check = fields.String(required=True)
    where = fields.String(required=True, metadata={"description": "in the file, with its line"})
    what = fields.String(required=True, metadata={"description": "in English"})
    do = fields.String(required=True, metadata={"description": "in English"})


class ComposeFile(Schema):
    plan = fields.String(required=True)
    version = fields.String(required=True)
    versions = fields.List(fields.String(), required=True, metadata={"description": "that are offered, newest first"})
    digest = fields.String(required=True, metadata={"description": "of the text's bytes in UTF-8"})
    text = fields.String(required=True)
    file_name = fields.String(required=True)
    images = fields.List(fields.Nested(Image), required=True)
    certified = fields.Boolean(required=True, metadata={"description": "each of its images carries a certificate now"})
    remarks = fields.List(fields.Nested(Remark), required=True)
    notes = fields.String(required=True)
    released = fields.String(required=True)
