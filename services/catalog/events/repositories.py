"""What the catalogue tells of repositories: what was pushed, and what customers get."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
class Particular:
    """What a sentence names: a digest, a media type, a number."""

    name: str
    value: str


class ParticularSchema(Schema):
    name = fields.String(required=True)
    value = fields.String(required=True)


@dataclass(frozen=True)
class StagingRefused:
    """A pushed manifest cannot be released, and why: unreadable, no platform, a foreign media type."""

    repository: str
    tag: str
    digest: str
    reason: str  # in English
    code: str = ""  # of vocabulary.unreleasable; empty: it was told in English alone
    particulars: tuple[Particular, ...] = ()


def refusal_gained_a_code(v1: dict[str, Any]) -> dict[str, Any]:
    """Version 1 told in English alone."""
    return v1 | {"code": "", "particulars": []}


class StagingRefusedSchema(EventSchema):
    event, stored_as = StagingRefused, "catalog.staging-refused"
    upcasters = (refusal_gained_a_code,)

    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    reason = fields.String(required=True)
    code = fields.String(required=True)
    particulars = Records(Particular, ParticularSchema, required=True)


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
    reason: str  # in English
    code: str = ""  # of vocabulary.unreleasable; empty: it was told in English alone
    particulars: tuple[Particular, ...] = ()


class ReleaseFailedSchema(EventSchema):
    event, stored_as = ReleaseFailed, "catalog.release-failed"
    upcasters = (refusal_gained_a_code,)

    release = fields.String(required=True)
    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    reason = fields.String(required=True)
    code = fields.String(required=True)
    particulars = Records(Particular, ParticularSchema, required=True)


@dataclass(frozen=True)
class ReleaseAdvanced:
    """A step of a release was done at the registry; whoever waits for it sees how far it is."""

    release: str
    repository: str
    step: str  # mounted | manifests | tagged


class ReleaseAdvancedSchema(EventSchema):
    event, stored_as = ReleaseAdvanced, "catalog.release-advanced"

    release = fields.String(required=True)
    repository = fields.String(required=True)
    step = fields.String(required=True)


@dataclass(frozen=True)
class VersionYanked:
    """Withdrawn: the tag goes, the digest stays pullable; with `security` the digest goes as well."""

    repository: str
    product: str
    tag: str
    digest: str
    reason: str
    security: bool


class VersionYankedSchema(EventSchema):
    event, stored_as = VersionYanked, "catalog.version-yanked"

    repository = fields.String(required=True)
    product = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    reason = fields.String(required=True)
    security = fields.Boolean(required=True)


@dataclass(frozen=True)
class VersionDeprecated:
    """Still pulled, and better left for another."""

    repository: str
    product: str
    tag: str
    digest: str
    until: str  # the last day on which its publisher supports it, 2027-01-31; empty: not told
    successor: str  # a tag; empty: none
    reason: str


class VersionDeprecatedSchema(EventSchema):
    event, stored_as = VersionDeprecated, "catalog.version-deprecated"

    repository = fields.String(required=True)
    product = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    until = fields.String(required=True)
    successor = fields.String(required=True)
    reason = fields.String(required=True)


@dataclass(frozen=True)
class RetagRequested:
    retag: str  # its id
    repository: str
    product: str
    plan: str
    tag: str
    digest: str  # released before


class RetagRequestedSchema(EventSchema):
    event, stored_as = RetagRequested, "catalog.retag-requested"

    retag = fields.String(required=True)
    repository = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)


@dataclass(frozen=True)
class TagMoved:
    retag: str
    repository: str
    product: str
    plan: str
    tag: str
    digest: str
    before: str  # the digest that it led to; empty: it is new
    at: datetime


class TagMovedSchema(EventSchema):
    event, stored_as = TagMoved, "catalog.tag-moved"

    retag = fields.String(required=True)
    repository = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    before = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class RetagFailed:
    retag: str
    repository: str
    tag: str
    digest: str
    reason: str  # in English
    code: str = ""  # of vocabulary.unreleasable; empty: it was told in English alone
    particulars: tuple[Particular, ...] = ()


class RetagFailedSchema(EventSchema):
    event, stored_as = RetagFailed, "catalog.retag-failed"
    upcasters = (refusal_gained_a_code,)

    retag = fields.String(required=True)
    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    reason = fields.String(required=True)
    code = fields.String(required=True)
    particulars = Records(Particular, ParticularSchema, required=True)


@dataclass(frozen=True)
class StagedRemoved:
    """What was pushed lies in staging no more."""

    repository: str
    tag: str
    digest: str
    why: str  # withdrawn by its publisher | expired | gone: the registry had it no more


class StagedRemovedSchema(EventSchema):
    event, stored_as = StagedRemoved, "catalog.staged-removed"

    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    why = fields.String(required=True)
