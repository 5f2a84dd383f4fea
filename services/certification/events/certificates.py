"""Which images are certified, and until when."""

from dataclasses import dataclass
from datetime import date

from marshmallow import fields

from eventlog.schema import EventSchema, Texts


@dataclass(frozen=True)
class CertificateIssued:
    """For this digest alone, on these platforms, through the day `until`."""

    digest: str
    submission: str
    product: str
    plan: str
    repository: str
    tag: str
    platforms: tuple[str, ...]
    since: date
    until: date


class CertificateIssuedSchema(EventSchema):
    event, stored_as = CertificateIssued, "certification.certificate-issued"

    digest = fields.String(required=True)
    submission = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    repository = fields.String(required=True)
    tag = fields.String(required=True)
    platforms = Texts(required=True)
    since = fields.Date(required=True)
    until = fields.Date(required=True)


@dataclass(frozen=True)
class CertificateRenewed:
    digest: str
    product: str
    repository: str
    until: date


class CertificateRenewedSchema(EventSchema):
    event, stored_as = CertificateRenewed, "certification.certificate-renewed"

    digest = fields.String(required=True)
    product = fields.String(required=True)
    repository = fields.String(required=True)
    until = fields.Date(required=True)


@dataclass(frozen=True)
class CertificateExpired:
    digest: str
    product: str
    repository: str


class CertificateExpiredSchema(EventSchema):
    event, stored_as = CertificateExpired, "certification.certificate-expired"

    digest = fields.String(required=True)
    product = fields.String(required=True)
    repository = fields.String(required=True)


@dataclass(frozen=True)
class CertificateRevoked:
    digest: str
    product: str
    repository: str
    reason: str


class CertificateRevokedSchema(EventSchema):
    event, stored_as = CertificateRevoked, "certification.certificate-revoked"

    digest = fields.String(required=True)
    product = fields.String(required=True)
    repository = fields.String(required=True)
    reason = fields.String(required=True)
