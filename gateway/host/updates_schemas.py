"""What a host sends of its images, and what it is told of each."""

from marshmallow import fields, validate

from gateway.http import Schema

MOST_IMAGES, MOST_DIGESTS = 500, 20
STATES = ("current", "newer", "security", "unknown")
FLAGS = ("deprecated", "yanked", "held", "revoked")


class LocalImage(Schema):
    reference = fields.String(
        required=True,
        validate=validate.Length(1, 500),
        metadata={"description": "as the host names it: localhost:5000/acme/db:1.4.2, nginx, <none>:<none>"},
    )
    digests = fields.List(
        fields.String(validate=validate.Length(max=200)),
        load_default=list,
        validate=validate.Length(max=MOST_DIGESTS),
        metadata={"description": "what it was pulled as: of the whole, or of its platform's manifest"},
    )
    platform = fields.String(
        load_default="", validate=validate.Length(max=100), metadata={"description": "linux/arm64"}
    )


class UpdatesAsked(Schema):
    images = fields.List(fields.Nested(LocalImage), required=True, metadata={"maxItems": MOST_IMAGES})


class ReleaseTold(Schema):
    tag = fields.String(required=True)
    digest = fields.String(required=True, allow_none=True, metadata={"description": "null: it lies elsewhere"})
    released = fields.String(required=True, allow_none=True)


class Fix(Schema):
    advisory = fields.String(required=True)
    severity = fields.String(required=True)


class NotesTold(Schema):
    tag = fields.String(required=True)
    released = fields.String(required=True, allow_none=True)
    notes = fields.String(required=True, metadata={"description": "Markdown; cut where it is long"})


class Update(Schema):
    reference = fields.String(required=True, metadata={"description": "as it was sent"})
    known = fields.Boolean(required=True)
    product = fields.String(required=True, allow_none=True, metadata={"description": "its slug, acme/db"})
    name = fields.String(required=True, allow_none=True)
    link = fields.String(required=True, allow_none=True)
    mine = fields.Nested(ReleaseTold, required=True, allow_none=True)
    newest = fields.Nested(
        ReleaseTold, required=True, allow_none=True, metadata={"description": "of the same variant and line"}
    )
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    flags = fields.List(fields.String(validate=validate.OneOf(FLAGS)), required=True)
    fixes = fields.List(
        fields.Nested(Fix),
        required=True,
        metadata={"description": "holes that the newest has no more, as far as its publisher lets them be seen"},
    )
    successor = fields.String(required=True, allow_none=True, metadata={"description": "the tag to go on with"})
    notes = fields.List(
        fields.Nested(NotesTold), required=True, metadata={"description": "of the releases since, newest first"}
    )
    pull_command = fields.String(required=True, allow_none=True)


class Updates(Schema):
    items = fields.List(fields.Nested(Update), required=True, metadata={"description": "in the order asked"})
