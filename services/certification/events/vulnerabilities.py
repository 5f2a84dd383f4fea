"""What is known of released images: packages and grades, holes with their clocks, and what publishers say of them."""

from dataclasses import dataclass
from datetime import date, datetime

from marshmallow import Schema, fields

from eventlog.schema import EventSchema, Records, Texts


@dataclass(frozen=True)
class ImageNoted:
    """A version was released; what is in it is read next."""

    digest: str
    product: str
    plan: str
    repository: str
    tag: str
    at: datetime


class ImageNotedSchema(EventSchema):
    event, stored_as = ImageNoted, "certification.image-noted"

    digest = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    repository = fields.String(required=True)
    tag = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class ExaminedPlatform:
    platform: str
    digest: str  # of its manifest
    packages: int
    sbom: str  # digest of the CycloneDX document


class ExaminedPlatformSchema(Schema):
    platform = fields.String(required=True)
    digest = fields.String(required=True)
    packages = fields.Integer(required=True)
    sbom = fields.String(required=True)


@dataclass(frozen=True)
class ImageExamined:
    """The packages of a released image are known."""

    digest: str
    product: str
    plan: str
    repository: str
    tag: str
    platforms: tuple[ExaminedPlatform, ...]
    at: datetime


class ImageExaminedSchema(EventSchema):
    event, stored_as = ImageExamined, "certification.image-examined"

    digest = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    repository = fields.String(required=True)
    tag = fields.String(required=True)
    platforms = Records(ExaminedPlatform, ExaminedPlatformSchema, required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class PlatformRating:
    """Grade A to F; `next_drop` is the day on which it falls to `next_grade` where nothing is rebuilt."""

    platform: str
    grade: str
    next_drop: date | None
    next_grade: str  # empty: it does not fall
    critical: int
    high: int
    medium: int
    low: int
    unrated: int


class PlatformRatingSchema(Schema):
    platform = fields.String(required=True)
    grade = fields.String(required=True)
    next_drop = fields.Date(required=True, allow_none=True)
    next_grade = fields.String(required=True)
    critical = fields.Integer(required=True)
    high = fields.Integer(required=True)
    medium = fields.Integer(required=True)
    low = fields.Integer(required=True)
    unrated = fields.Integer(required=True)


@dataclass(frozen=True)
class ImageRated:
    digest: str
    product: str
    repository: str
    platforms: tuple[PlatformRating, ...]
    advisories: str  # which state of the advisories was asked
    at: datetime


class ImageRatedSchema(EventSchema):
    event, stored_as = ImageRated, "certification.image-rated"

    digest = fields.String(required=True)
    product = fields.String(required=True)
    repository = fields.String(required=True)
    platforms = Records(PlatformRating, PlatformRatingSchema, required=True)
    advisories = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class VulnerabilityFound:
    """In the newest release of a repository; `due` is when it must be mended, None: there is no clock."""

    vulnerability: str
    product: str
    repository: str
    digest: str
    tag: str
    platforms: tuple[str, ...]
    advisory: str
    aliases: tuple[str, ...]
    package: str
    version: str
    fixed: str  # empty: no version mends it yet
    severity: str  # critical | high | medium | low | unknown
    score: float | None
    due: datetime | None
    at: datetime


class VulnerabilityFoundSchema(EventSchema):
    event, stored_as = VulnerabilityFound, "certification.vulnerability-found"

    vulnerability = fields.String(required=True)
    product = fields.String(required=True)
    repository = fields.String(required=True)
    digest = fields.String(required=True)
    tag = fields.String(required=True)
    platforms = Texts(required=True)
    advisory = fields.String(required=True)
    aliases = Texts(required=True)
    package = fields.String(required=True)
    version = fields.String(required=True)
    fixed = fields.String(required=True)
    severity = fields.String(required=True)
    score = fields.Float(required=True, allow_none=True)
    due = fields.AwareDateTime(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class VexStated:
    """What its publisher says of it (OpenVEX 0.2): a status, and where it is not affected, why."""

    vulnerability: str
    product: str
    repository: str
    advisory: str
    package: str
    status: str  # not_affected | affected | fixed | under_investigation
    justification: str
    statement: str
    by: str
    at: datetime


class VexStatedSchema(EventSchema):
    event, stored_as = VexStated, "certification.vex-stated"

    vulnerability = fields.String(required=True)
    product = fields.String(required=True)
    repository = fields.String(required=True)
    advisory = fields.String(required=True)
    package = fields.String(required=True)
    status = fields.String(required=True)
    justification = fields.String(required=True)
    statement = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class VulnerabilityFixed:
    vulnerability: str
    product: str
    repository: str
    advisory: str
    how: str  # released: the newest release has it no more | withdrawn: its source took the advisory back
    at: datetime


class VulnerabilityFixedSchema(EventSchema):
    event, stored_as = VulnerabilityFixed, "certification.vulnerability-fixed"

    vulnerability = fields.String(required=True)
    product = fields.String(required=True)
    repository = fields.String(required=True)
    advisory = fields.String(required=True)
    how = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class RemediationMissed:
    """Not mended when it was due: its product goes on hold, and at `revoked_at` it is taken off."""

    vulnerability: str
    product: str
    repository: str
    advisory: str
    severity: str
    due: datetime
    revoked_at: datetime


class RemediationMissedSchema(EventSchema):
    event, stored_as = RemediationMissed, "certification.remediation-missed"

    vulnerability = fields.String(required=True)
    product = fields.String(required=True)
    repository = fields.String(required=True)
    advisory = fields.String(required=True)
    severity = fields.String(required=True)
    due = fields.AwareDateTime(required=True)
    revoked_at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class RemediationGivenUp:
    """A month after it was missed it was still not mended: its product is revoked."""

    vulnerability: str
    product: str
    repository: str
    advisory: str


class RemediationGivenUpSchema(EventSchema):
    event, stored_as = RemediationGivenUp, "certification.remediation-given-up"

    vulnerability = fields.String(required=True)
    product = fields.String(required=True)
    repository = fields.String(required=True)
    advisory = fields.String(required=True)


@dataclass(frozen=True)
class FindingsShown:
    """Whether customers see how many findings an uncertified product has; of certified ones they always do."""

    product: str
    shown: bool


class FindingsShownSchema(EventSchema):
    event, stored_as = FindingsShown, "certification.findings-shown"

    product = fields.String(required=True)
    shown = fields.Boolean(required=True)


@dataclass(frozen=True)
class AdvisoriesLoaded:
    """Advisories that the store had not, or had in an older form, were read from archives."""

    state: str  # of the advisories afterwards
    records: int
    changed: int
    at: datetime


class AdvisoriesLoadedSchema(EventSchema):
    event, stored_as = AdvisoriesLoaded, "certification.advisories-loaded"

    state = fields.String(required=True)
    records = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
