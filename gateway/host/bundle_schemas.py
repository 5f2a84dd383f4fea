"""What is asked of an image that is to be carried elsewhere, and the papers that go with it."""

from marshmallow import fields, validate

from gateway.http import Schema

SHORT = validate.Length(max=200)


class BundleArguments(Schema):
    plan = fields.String(load_default="", validate=SHORT, metadata={"description": "its id; the first that has it"})
    tag = fields.String(load_default="", validate=SHORT)
    digest = fields.String(
        load_default="", validate=SHORT, metadata={"description": "before the tag; the newest release where neither is"}
    )


class BundleManifest(Schema):
    digest = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "bytes of the manifest itself"})
    platform = fields.String(
        required=True, allow_none=True, metadata={"description": "null: of the whole, or a builder's own statement"}
    )


class Beside(Schema):
    repository = fields.String(required=True)
    tag = fields.String(required=True, metadata={"description": "sha256-… of the digest it is about, .sig or .att"})
    digest = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)
    about = fields.String(required=True, metadata={"description": "the digest that it signs, or says something of"})


class Statement(Beside):
    kind = fields.String(
        required=True,
        validate=validate.OneOf(("attestation", "referrers", "sbom")),
        metadata={"description": "referrers: an index of sigstore bundles, which the tag schema has for the API"},
    )


class Bill(Schema):
    platform = fields.String(required=True)
    url = fields.String(required=True, metadata={"description": "CycloneDX, with the caller's own token"})


class LicenceFile(Schema):
    url = fields.String(required=True, metadata={"description": "the signed licence, with the caller's own token"})


class Bundle(Schema):
    product = fields.String(required=True)
    name = fields.String(required=True)
    plan = fields.String(required=True)
    repository = fields.String(required=True)
    tag = fields.String(required=True, allow_none=True, metadata={"description": "null: no tag leads to it any more"})
    digest = fields.String(required=True)
    registry = fields.String(required=True)
    manifests = fields.List(
        fields.Nested(BundleManifest), required=True, metadata={"description": "the one that names the image first"}
    )
    signatures = fields.List(fields.Nested(Beside), required=True)
    attestations = fields.List(fields.Nested(Statement), required=True)
    keys = fields.List(
        fields.String(), required=True, metadata={"description": "PEM; the store signed with one of them"}
    )
    sboms = fields.List(fields.Nested(Bill), required=True)
    licence = fields.Nested(LicenceFile, required=True, allow_none=True)
    notes = fields.String(required=True)
