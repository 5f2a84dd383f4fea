"""What becomes of an image that its publisher sends in: checks, questions, waivers, and the decision."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from marshmallow import Schema, fields

from eventlog.schema import EventSchema, Records, Texts


@dataclass(frozen=True)
class SubmittedPlatform:
    platform: str  # linux/arm64
    digest: str  # of its manifest


class SubmittedPlatformSchema(Schema):
    platform = fields.String(required=True)
    digest = fields.String(required=True)


@dataclass(frozen=True)
class SubmissionOpened:
    submission: str
    publisher: str
    product: str
    plan: str
    repository: str  # publisher/repository; the image lies in its staging side, or is released
    tag: str
    digest: str
    kind: str  # container | plugin
    platforms: tuple[SubmittedPlatform, ...]
    engine_version: str  # that its publisher tested it on
    infrastructure: str
    opened_by: str
    at: datetime


class SubmissionOpenedSchema(EventSchema):
    event, stored_as = SubmissionOpened, "certification.submission-opened"

    submission = fields.String(required=True)
    publisher = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    kind = fields.String(required=True)
    platforms = Records(SubmittedPlatform, SubmittedPlatformSchema, required=True)
    engine_version = fields.String(required=True)
    infrastructure = fields.String(required=True)
    opened_by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class ExaminationBegan:
    submission: str
    at: datetime


class ExaminationBeganSchema(EventSchema):
    event, stored_as = ExaminationBegan, "certification.examination-began"

    submission = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class Particular:
    """One that stands in a sentence."""

    name: str
    value: str


class ParticularSchema(Schema):
    name = fields.String(required=True)
    value = fields.String(required=True)


@dataclass(frozen=True)
class CheckFinding:
    """The exact label, file, package or layer, what is wrong about it, and what to do."""

    where: str
    what: str  # in English
    do: str
    code: str = ""  # of vocabulary.findings, for what is wrong; empty: it is told in these words alone
    particulars: tuple[Particular, ...] = ()


class CheckFindingSchema(Schema):
    where = fields.String(required=True)
    what = fields.String(required=True)
    do = fields.String(required=True)
    code = fields.String(required=True)
    particulars = Records(Particular, ParticularSchema, required=True)


@dataclass(frozen=True)
class CheckFinished:
    """`outcome` as its policy weighs it: pass | advice | warn | fail | error | not_run."""

    submission: str
    platform: str
    check: str
    group: str
    title: str
    level: str  # required | reviewed | advice
    outcome: str
    told: str  # the measured fact in a few words, in English
    findings: tuple[CheckFinding, ...]
    code: str = ""  # of vocabulary.findings or .facts, for what is told; empty: it is told in these words alone
    particulars: tuple[Particular, ...] = ()


def sentences_gained_codes(v1: dict[str, Any]) -> dict[str, Any]:
    """Version 1 told in English alone."""
    findings = [{**finding, "code": "", "particulars": []} for finding in v1["findings"]]
    return {**v1, "findings": findings, "code": "", "particulars": []}


class CheckFinishedSchema(EventSchema):
    event, stored_as = CheckFinished, "certification.check-finished"
    upcasters = (sentences_gained_codes,)

    submission = fields.String(required=True)
    platform = fields.String(required=True)
    check = fields.String(required=True)
    group = fields.String(required=True)
    title = fields.String(required=True)
    level = fields.String(required=True)
    outcome = fields.String(required=True)
    told = fields.String(required=True)
    findings = Records(CheckFinding, CheckFindingSchema, required=True)
    code = fields.String(required=True)
    particulars = Records(Particular, ParticularSchema, required=True)


@dataclass(frozen=True)
class ScanFinished:
    """Packages of one platform, and how many known holes are in them, by severity."""

    submission: str
    platform: str
    digest: str  # of its manifest
    packages: int
    sbom: str  # digest of the CycloneDX document
    advisories: str  # which state of the advisories was asked
    critical: int
    high: int
    medium: int
    low: int
    unrated: int


class ScanFinishedSchema(EventSchema):
    event, stored_as = ScanFinished, "certification.scan-finished"

    submission = fields.String(required=True)
    platform = fields.String(required=True)
    digest = fields.String(required=True)
    packages = fields.Integer(required=True)
    sbom = fields.String(required=True)
    advisories = fields.String(required=True)
    critical = fields.Integer(required=True)
    high = fields.Integer(required=True)
    medium = fields.Integer(required=True)
    low = fields.Integer(required=True)
    unrated = fields.Integer(required=True)


@dataclass(frozen=True)
class PlatformUnexamined:
    """One platform could not be read, and why; it is never certified."""

    submission: str
    platform: str
    reason: str


class PlatformUnexaminedSchema(EventSchema):
    event, stored_as = PlatformUnexamined, "certification.platform-unexamined"

    submission = fields.String(required=True)
    platform = fields.String(required=True)
    reason = fields.String(required=True)


@dataclass(frozen=True)
class ExaminationFinished:
    submission: str
    at: datetime


class ExaminationFinishedSchema(EventSchema):
    event, stored_as = ExaminationFinished, "certification.examination-finished"

    submission = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class ExaminationFailed:
    """The image could not be examined, now and at every later try: it is gone, or no image."""

    submission: str
    reason: str


class ExaminationFailedSchema(EventSchema):
    event, stored_as = ExaminationFailed, "certification.examination-failed"

    submission = fields.String(required=True)
    reason = fields.String(required=True)


@dataclass(frozen=True)
class ReviewerAssigned:
    submission: str
    reviewer: str


class ReviewerAssignedSchema(EventSchema):
    event, stored_as = ReviewerAssigned, "certification.reviewer-assigned"

    submission = fields.String(required=True)
    reviewer = fields.String(required=True)


@dataclass(frozen=True)
class QuestionAsked:
    submission: str
    by: str
    text: str
    at: datetime


class QuestionAskedSchema(EventSchema):
    event, stored_as = QuestionAsked, "certification.question-asked"

    submission = fields.String(required=True)
    by = fields.String(required=True)
    text = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class QuestionAnswered:
    submission: str
    by: str
    text: str
    at: datetime


class QuestionAnsweredSchema(EventSchema):
    event, stored_as = QuestionAnswered, "certification.question-answered"

    submission = fields.String(required=True)
    by = fields.String(required=True)
    text = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class CheckWaived:
    submission: str
    product: str
    check: str
    reason: str
    until: date
    by: str
    at: datetime


class CheckWaivedSchema(EventSchema):
    event, stored_as = CheckWaived, "certification.check-waived"

    submission = fields.String(required=True)
    product = fields.String(required=True)
    check = fields.String(required=True)
    reason = fields.String(required=True)
    until = fields.Date(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class SubmissionAccepted:
    submission: str
    publisher: str
    product: str
    plan: str
    repository: str
    tag: str
    digest: str
    platforms: tuple[str, ...]  # those that were examined
    until: date  # the last day of its certificate
    by: str
    at: datetime


class SubmissionAcceptedSchema(EventSchema):
    event, stored_as = SubmissionAccepted, "certification.submission-accepted"

    submission = fields.String(required=True)
    publisher = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    platforms = Texts(required=True)
    until = fields.Date(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class SubmissionRejected:
    submission: str
    reasons: tuple[str, ...]
    by: str
    at: datetime


class SubmissionRejectedSchema(EventSchema):
    event, stored_as = SubmissionRejected, "certification.submission-rejected"

    submission = fields.String(required=True)
    reasons = Texts(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class SubmissionWithdrawn:
    submission: str
    at: datetime


class SubmissionWithdrawnSchema(EventSchema):
    event, stored_as = SubmissionWithdrawn, "certification.submission-withdrawn"

    submission = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
