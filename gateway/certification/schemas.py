"""What is sent and answered about submissions: images that publishers want certified."""

from marshmallow import fields, validate

from gateway.http import Schema

STATES = ("examining", "in_review", "waiting", "accepted", "rejected", "withdrawn", "failed")
OUTCOMES = ("pass", "advice", "warn", "fail", "error", "not_run", "waived")
LEVELS = ("required", "reviewed", "advice")
FORMS = ("json", "sarif", "junit", "html")
NAME = validate.Length(min=1, max=200)
SHORT = validate.Length(max=100)
WORDS = validate.Length(min=1, max=4000)


class SubmissionWanted(Schema):
    product = fields.String(required=True, validate=NAME, metadata={"description": "publisher/product"})
    plan = fields.String(required=True, validate=NAME)
    tag = fields.String(required=True, validate=NAME, metadata={"description": "a version; latest alone is none"})
    digest = fields.String(required=True, validate=NAME, metadata={"description": "staged or released under the tag"})
    engine_version = fields.String(load_default="", validate=SHORT, metadata={"description": "that it was tested on"})
    infrastructure = fields.String(load_default="", validate=SHORT, metadata={"description": "that it was tested on"})


class Question(Schema):
    text = fields.String(required=True, validate=WORDS)


class Reviewer(Schema):
    reviewer = fields.String(load_default="", validate=SHORT, metadata={"description": "empty: who asks"})


class WaiverWanted(Schema):
    check = fields.String(required=True, validate=SHORT)
    reason = fields.String(required=True, validate=WORDS)
    until = fields.Date(required=True, metadata={"description": "its last day, at most two years ahead"})


class Acceptance(Schema):
    until = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"description": "the certificate's last day; null: a year from now, or until a needed waiver ends"},
    )


class Rejection(Schema):
    reasons = fields.List(fields.String(validate=WORDS), required=True, validate=validate.Length(min=1, max=50))


class Prerequisite(Schema):
    id = fields.String(required=True)
    met = fields.Boolean(required=True)
    how = fields.String(required=True, metadata={"description": "it is met, or what to do"})


class CheckFinding(Schema):
    where = fields.String(required=True)
    what = fields.String(required=True)
    do = fields.String(required=True)


class Check(Schema):
    id = fields.String(required=True)
    group = fields.String(required=True)
    title = fields.String(required=True)
    level = fields.String(required=True, validate=validate.OneOf(LEVELS))
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    told = fields.String(required=True, metadata={"description": "the measured fact in a few words"})
    findings = fields.List(fields.Nested(CheckFinding), required=True)
    waived_by = fields.String(required=True)


class Hole(Schema):
    id = fields.String(required=True)
    aliases = fields.List(fields.String(), required=True)
    package = fields.String(required=True)
    version = fields.String(required=True)
    fixed = fields.String(required=True)
    severity = fields.String(required=True)
    cvss = fields.Float(required=True, allow_none=True)
    published = fields.String(required=True)
    where = fields.String(required=True)
    source = fields.String(required=True)
    due = fields.String(required=True, allow_none=True)
    vex = fields.String(required=True, allow_none=True)


class Platform(Schema):
    platform = fields.String(required=True)
    asked = fields.String(required=True)
    digest = fields.String(required=True)
    passed = fields.Boolean(required=True)
    problem = fields.String(required=True, metadata={"description": "why it could not be examined"})
    checks = fields.List(fields.Nested(Check), required=True)
    packages = fields.Integer(required=True)
    findings = fields.List(
        fields.Nested(Hole), required=True, allow_none=True, metadata={"description": "null: nobody looked"}
    )
    grade = fields.String(required=True)
    next_drop = fields.String(required=True, allow_none=True)


class Block(Schema):
    platform = fields.String(required=True)
    check = fields.String(required=True)
    outcome = fields.String(required=True)


class Moment(Schema):
    at = fields.String(required=True)
    kind = fields.String(required=True)
    by = fields.String(required=True)
    text = fields.String(required=True)


class Certificate(Schema):
    state = fields.String(required=True, validate=validate.OneOf(["valid", "expired", "revoked"]))
    since = fields.String(required=True)
    until = fields.String(required=True)
    platforms = fields.List(fields.String(), required=True)


class InList(Schema):
    id = fields.String(required=True)
    publisher = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    reviewer = fields.String(required=True)
    opened = fields.String(required=True)


class Submission(InList):
    kind = fields.String(required=True)
    engine_version = fields.String(required=True)
    infrastructure = fields.String(required=True)
    opened_by = fields.String(required=True)
    question = fields.String(required=True)
    reasons = fields.List(fields.String(), required=True)
    prerequisites = fields.List(fields.Nested(Prerequisite), required=True)
    in_the_way = fields.List(fields.Nested(Block), required=True)
    platforms = fields.List(fields.Nested(Platform), required=True)
    timeline = fields.List(fields.Nested(Moment), required=True)
    certificate = fields.Nested(Certificate, required=True, allow_none=True)


class SubmissionPage(Schema):
    items = fields.List(fields.Nested(InList), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class Wanted(Schema):
    publisher = fields.String(load_default="", validate=SHORT)
    state = fields.String(load_default="", validate=validate.OneOf(["", *STATES]))


class ReportWanted(Schema):
    format = fields.String(load_default="json", validate=validate.OneOf(FORMS))


class Policy(Schema):
    name = fields.String(required=True)
    digest = fields.String(required=True)
    kinds = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.String(validate=validate.OneOf(LEVELS))),
        required=True,
    )


class Infrastructures(Schema):
    infrastructures = fields.List(fields.String(), required=True, metadata={"description": "empty: any"})
    engines = fields.List(fields.String(), required=True, metadata={"description": "empty: any"})


class Renewal(Schema):
    until = fields.Date(required=True)


class Revocation(Schema):
    reason = fields.String(required=True, validate=WORDS)


class OfCertificate(Schema):
    repository = fields.String(required=True)
    digest = fields.String(required=True)


class Version(Schema):
    tag = fields.String(required=True)
    digest = fields.String(required=True)


class PackageChange(Schema):
    name = fields.String(required=True)
    type = fields.String(required=True)
    before = fields.String(required=True, metadata={"description": "version; empty: it was not there"})
    after = fields.String(required=True, metadata={"description": "version; empty: it is there no more"})


class PackageChanges(Schema):
    added = fields.List(fields.Nested(PackageChange), required=True)
    removed = fields.List(fields.Nested(PackageChange), required=True)
    changed = fields.List(fields.Nested(PackageChange), required=True)


class FindingChanges(Schema):
    new = fields.List(fields.Nested(Hole), required=True)
    gone = fields.List(fields.Nested(Hole), required=True)


class ConfigChange(Schema):
    field = fields.String(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)


class LayerChanges(Schema):
    kept = fields.Integer(required=True)
    added = fields.Integer(required=True)
    removed = fields.Integer(required=True)
    before = fields.Integer(required=True, metadata={"description": "compressed bytes of all layers"})
    after = fields.Integer(required=True, metadata={"description": "compressed bytes of all layers"})


class PlatformDifference(Schema):
    platform = fields.String(required=True)
    packages = fields.Nested(PackageChanges, required=True)
    findings = fields.Nested(FindingChanges, required=True)
    config = fields.List(fields.Nested(ConfigChange), required=True)
    layers = fields.Nested(LayerChanges, required=True)


class Difference(Schema):
    before = fields.Nested(Version, required=True, allow_none=True)
    platforms = fields.List(fields.Nested(PlatformDifference), required=True)
