"""What is sent and answered where something is got."""

from marshmallow import fields, validate

from gateway.http import Schema


class TermsAcceptance(Schema):
    version = fields.String(
        required=True, validate=validate.Length(max=1000), metadata={"description": "of the terms, as they were read"}
    )
    holder = fields.String(
        load_default="",
        validate=validate.Length(max=63),
        metadata={"description": "the organisation that accepts them, for its members; oneself where none is named"},
    )


class TermsShown(Schema):
    version = fields.String(required=True)
    text = fields.String(required=True, metadata={"description": "Markdown"})
    digest = fields.String(required=True, metadata={"description": "of the text"})
    url = fields.String(required=True, metadata={"description": "the page that shows them"})


class Accepted(Schema):
    product = fields.String(required=True, metadata={"description": "PUBLISHER/PRODUCT"})
    plan = fields.String(required=True)
    version = fields.String(required=True)
    repository = fields.String(required=True, metadata={"description": "what can be pulled, without the host"})
    entitled = fields.Boolean(required=True, metadata={"description": "whether the terms alone open the repository"})
