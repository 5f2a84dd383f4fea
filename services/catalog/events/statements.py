"""What the store states, signed, of what it released: bills of materials, and holes that were found."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import Schema, fields

from eventlog.schema import EventSchema, Records


@dataclass(frozen=True)
class Bill:
    """Of one platform; `sbom` is the digest of the document."""

    platform: str
    digest: str  # of its manifest
    sbom: str


class BillSchema(Schema):
    platform = fields.String(required=True)
    digest = fields.String(required=True)
    sbom = fields.String(required=True)


@dataclass(frozen=True)
class VersionExamined:
    """What it is made of is known, and is stated beside it."""

    repository: str
    digest: str
    bills: tuple[Bill, ...]
    at: datetime


class VersionExaminedSchema(EventSchema):
    event, stored_as = VersionExamined, "catalog.version-examined"

    repository = fields.String(required=True)
    digest = fields.String(required=True)
    bills = Records(Bill, BillSchema, required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class Holes:
    """How many of each severity are known in one platform."""

    platform: str
    critical: int
    high: int
    medium: int
    low: int
    unrated: int


class HolesSchema(Schema):
    platform = fields.String(required=True)
    critical = fields.Integer(required=True)
    high = fields.Integer(required=True)
    medium = fields.Integer(required=True)
    low = fields.Integer(required=True)
    unrated = fields.Integer(required=True)


@dataclass(frozen=True)
class VersionScanned:
    """Which holes are known in it, and is stated beside it; told again where their numbers change."""

    repository: str
    digest: str
    holes: tuple[Holes, ...]
    advisories: str  # the state of those that were asked
    at: datetime


class VersionScannedSchema(EventSchema):
    event, stored_as = VersionScanned, "catalog.version-scanned"

    repository = fields.String(required=True)
    digest = fields.String(required=True)
    holes = Records(Holes, HolesSchema, required=True)
    advisories = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
