"""What is sent and answered about pushed images, releases, and versions after their release."""

from marshmallow import fields, validate

from gateway.http import Schema
from gateway.publishing.lengths import LONGEST, TEXT

STEPS = ("mounted", "manifests", "signed", "tagged")
WORDS = validate.Length(max=1000)


class PlatformImage(Schema):
    platform = fields.String(required=True)
    digest = fields.String(required=True)
    size = fields.Integer(required=True)
    layers = fields.Integer(required=True)


class Why(Schema):
    """Why it cannot be released, or was not; all of it empty where nothing failed."""

    reason = fields.String(required=True, metadata={"description": "in English"})
    code = fields.String(required=True, metadata={"description": "of the reason; empty: none, or told in words alone"})
    particulars = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "what the reason names, such as digest, type, found and most"},
    )


class Staged(Why):
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["reading", "staged", "refused"]))
    kind = fields.String(required=True)
    platforms = fields.List(fields.Nested(PlatformImage), required=True)
    created = fields.String(required=True)
    pushed = fields.String(required=True)
    released = fields.Boolean(required=True, metadata={"description": "customers can pull this image"})


class StagedPage(Schema):
    items = fields.List(fields.Nested(Staged), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class ReleaseWanted(Schema):
    tag = fields.String(required=True, validate=LONGEST)
    digest = fields.String(required=True, validate=LONGEST)
    notes = fields.String(load_default="", validate=TEXT, metadata={"description": "Markdown"})


class Release(Why):
    id = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["requested", "released", "failed"]))
    step = fields.String(
        required=True,
        validate=validate.OneOf(["", *STEPS]),
        metadata={"description": "the last that was done: blobs, manifests, and at last the tag"},
    )
    product = fields.String(required=True)
    plan = fields.String(required=True)
    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    notes = fields.String(required=True)


class ReleasePage(Schema):
    items = fields.List(fields.Nested(Release), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class Yank(Schema):
    reason = fields.String(required=True, validate=WORDS)
    security = fields.Boolean(
        load_default=False, metadata={"description": "the image goes as well, by digest and under every other tag"}
    )


class Deprecation(Schema):
    until = fields.String(
        load_default="", allow_none=True, validate=LONGEST, metadata={"description": "the last day of support"}
    )
    successor = fields.String(
        load_default="", allow_none=True, validate=LONGEST, metadata={"description": "another tag to use instead"}
    )
    reason = fields.String(load_default="", validate=WORDS)


class Retag(Schema):
    digest = fields.String(required=True, validate=LONGEST, metadata={"description": "of a released version"})


class Retagged(Why):
    id = fields.String(required=True, metadata={"description": "empty: the tag led there already"})
    state = fields.String(required=True, validate=validate.OneOf(["requested", "moved", "failed"]))


class OfVersion(Schema):
    tag = fields.String(required=True)
