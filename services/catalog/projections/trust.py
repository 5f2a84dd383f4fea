"""What certification says of images, as far as it decides what a product's shelf says of it."""

from datetime import date

from sqlalchemy import JSON, Boolean, Column, Connection, Date, MetaData, Table, Text, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.certification.events import (
    CertificateExpired,
    CertificateIssued,
    CertificateRenewed,
    CertificateRevoked,
    ImageRated,
)

metadata = MetaData()
certificates = Table(
    "catalog_certificates",
    metadata,
    Column("repository", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("platforms", JSON, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("counts", Boolean, nullable=False),  # not expired, not revoked
)
grades = Table(
    "catalog_grades",
    metadata,
    Column("repository", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("grade", Text, nullable=False),  # of its worst platform
)
projection = Projection("catalog.trust", source="certification", tables=(certificates, grades))


@projection.on(CertificateIssued)
def issue(rows: Rows, event: CertificateIssued, recorded: Recorded) -> None:
    told = {"platforms": list(event.platforms), "since": event.since, "until": event.until, "counts": True}
    rows.put(certificates, repository=event.repository, digest=event.digest, **told)


@projection.on(CertificateRenewed)
def renew(rows: Rows, event: CertificateRenewed, recorded: Recorded) -> None:
    rows.change(certificates, key=(event.repository, event.digest), until=event.until, counts=True)


@projection.on(CertificateExpired, CertificateRevoked)
def end(rows: Rows, event: CertificateExpired | CertificateRevoked, recorded: Recorded) -> None:
    rows.change(certificates, key=(event.repository, event.digest), counts=False)


@projection.on(ImageRated)
def rate(rows: Rows, event: ImageRated, recorded: Recorded) -> None:
    worst = max((platform.grade for platform in event.platforms), default="")
    rows.put(grades, repository=event.repository, digest=event.digest, grade=worst)


def certificates_in(db: Connection, repository: str) -> dict[str, tuple[tuple[str, ...], date, date]]:
    """By digest, those that count: platforms, first and last day."""
    here = select(certificates).where(certificates.c.repository == repository, certificates.c.counts.is_(True))
    return {row.digest: (tuple(row.platforms), row.since, row.until) for row in db.execute(here)}


def grades_in(db: Connection, repository: str) -> dict[str, str]:
    """By digest."""
    found = db.execute(select(grades.c.digest, grades.c.grade).where(grades.c.repository == repository))
    return {row.digest: row.grade for row in found}
