"""What the catalogue tells of products whose images lie in other registries."""

from dataclasses import dataclass

from marshmallow import Schema, fields

from eventlog.schema import EventSchema, Records, Texts


@dataclass(frozen=True)
class ListedVersion:
    """One image of another registry, by all tags that lead to it."""

    tags: tuple[str, ...]
    platforms: tuple[str, ...]  # linux/amd64, linux/arm/v7 …
    ref: str  # what tells it from another: commit and directory, or a digest
    created: str  # RFC 3339 date or time; empty: not known


class ListedVersionSchema(Schema):
    tags = Texts(required=True)
    platforms = Texts(required=True)
    ref = fields.String(required=True)
    created = fields.String(required=True)


@dataclass(frozen=True)
class VersionsListed:
    """All versions of an external product, as its source lists them now."""

    product: str
    plan: str
    source: str  # who lists them: docker-library/official-images
    listed: str  # RFC 3339 date of that list
    versions: tuple[ListedVersion, ...]


class VersionsListedSchema(EventSchema):
    event, stored_as = VersionsListed, "catalog.versions-listed"

    product = fields.String(required=True)
    plan = fields.String(required=True)
    source = fields.String(required=True)
    listed = fields.String(required=True)
    versions = Records(ListedVersion, ListedVersionSchema, required=True)
