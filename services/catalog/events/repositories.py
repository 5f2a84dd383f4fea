"""What the catalogue tells of repositories: what was pushed, and what customers get."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import Schema, fields

from eventlog.schema import EventSchema, Records


@dataclass(frozen=True)
class PushNoticed:
    """The registry told of a manifest under a tag of a staging repository."""

    repository: str  # publisher/repository
    tag: str
    digest: str
    media_type: str
    at: datetime


class PushNoticedSchema(EventSchema):
    event, stored_as = PushNoticed, "catalog.push-noticed"

    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    media_type = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class PlatformImage:
    """One platform of an image: its manifest, and its size as pulled (compressed bytes of config and layers)."""

    platform: str  # linux/arm64
    digest: str
    size: int
    layers: int


class PlatformImageSchema(Schema):
    platform = fields.String(required=True)
    digest = fields.String(required=True)
    size = fields.Integer(required=True)
    layers = fields.Integer(required=True)


@dataclass(frozen=True)
class VersionStaged:
    """A pushed image was read: these are its platforms."""

    repository: str
    tag: str
    digest: str
    media_type: str
    kind: str  # container | plugin
    platforms: tuple[PlatformImage, ...]
    created: str  # RFC 3339, from the image's config; empty: not told


class VersionStagedSchema(EventSchema):
    event, stored_as = VersionStaged, "catalog.version-staged"

    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    media_type = fields.String(required=True)
    kind = fields.String(required=True)
    platforms = Records(PlatformImage, PlatformImageSchema, required=True)
    created = fields.String(required=True)


@dataclass(frozen=True)
class StagingRefused:
    """A pushed manifest cannot be released, and why: unreadable, no platform, a foreign media type."""

    repository: str
    tag: str
    digest: str
    reason: str


class StagingRefusedSchema(EventSchema):
    event, stored_as = StagingRefused, "catalog.staging-refused"

    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    reason = fields.String(required=True)


@dataclass(frozen=True)
class ReleaseRequested:
    release: str  # its id
    product: str
    plan: str
    repository: str
    tag: str
    digest: str
    notes: str  # Markdown


class ReleaseRequestedSchema(EventSchema):
    event, stored_as = ReleaseRequested, "catalog.release-requested"

    release = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    notes = fields.String(required=True)


@dataclass(frozen=True)
class VersionReleased:
    """Customers reach it: every blob, manifest and at last the tag lie in the released repository."""

    release: str
    product: str
    plan: str
    repository: str
    tag: str
    digest: str
    platforms: tuple[PlatformImage, ...]
    created: str
    notes: str
    at: datetime


class VersionReleasedSchema(EventSchema):
    event, stored_as = VersionReleased, "catalog.version-released"

    release = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    platforms = Records(PlatformImage, PlatformImageSchema, required=True)
    created = fields.String(required=True)
    notes = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class ReleaseFailed:
    release: str
    repository: str
    tag: str
    digest: str
    reason: str


class ReleaseFailedSchema(EventSchema):
    event, stored_as = ReleaseFailed, "catalog.release-failed"

    release = fields.String(required=True)
    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    reason = fields.String(required=True)
