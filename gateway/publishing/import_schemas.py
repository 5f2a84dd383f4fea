"""What is sent and answered about imports."""

from marshmallow import fields, validate

from gateway.http import Schema
from gateway.publishing.lengths import FEW, LONGEST
from gateway.publishing.schemas import Listing


class SourcePublisher(Schema):
    slug = fields.String(required=True, validate=LONGEST)
    name = fields.String(required=True, validate=LONGEST)
    website = fields.String(load_default="", validate=LONGEST)


class Source(Schema):
    name = fields.String(required=True, validate=LONGEST)
    listed = fields.String(load_default="", validate=LONGEST, metadata={"description": "day of the list, RFC 3339"})
    publisher = fields.Nested(SourcePublisher, required=True)


class ImportedVersion(Schema):
    tags = fields.List(fields.String(validate=LONGEST), required=True, validate=validate.Length(max=1000))
    platforms = fields.List(fields.String(validate=LONGEST), required=True, validate=FEW)
    ref = fields.String(load_default="", validate=LONGEST)
    created = fields.String(load_default="", validate=LONGEST)


class ImportedProduct(Listing):
    slug = fields.String(required=True, validate=LONGEST)
    name = fields.String(required=True, validate=LONGEST)
    pull = fields.String(required=True, validate=LONGEST, metadata={"description": "the name behind docker pull"})
    versions = fields.List(fields.Nested(ImportedVersion), required=True, validate=validate.Length(max=5000))


class Import(Schema):
    source = fields.Nested(Source, required=True)
    products = fields.List(fields.Nested(ImportedProduct), required=True, validate=validate.Length(max=500))


class RefusedProduct(Schema):
    product = fields.String(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)


class Imported(Schema):
    changed = fields.List(fields.String(), required=True)
    unchanged = fields.Integer(required=True)
    refused = fields.List(fields.Nested(RefusedProduct), required=True)
