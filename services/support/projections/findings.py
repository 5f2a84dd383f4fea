"""What certification knows of an image: its grade, its holes by how severe they are, and until when it is certified."""

from typing import Any

from sqlalchemy import Column, Connection, Date, Integer, MetaData, Table, Text, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.certification.events import (
    CertificateExpired,
    CertificateIssued,
    CertificateRenewed,
    CertificateRevoked,
    ImageRated,
    PlatformRating,
)

SEVERITIES = ("critical", "high", "medium", "low", "unrated")

metadata = MetaData()
ratings = Table(
    "support_ratings",
    metadata,
    Column("repository", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("grade", Text, nullable=False),  # the worst of its platforms'
    *(Column(severity, Integer, nullable=False) for severity in SEVERITIES),  # of the platform that has most
)
certificates = Table(
    "support_certificates",
    metadata,
    Column("repository", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("until", Date, nullable=False),
    Column("state", Text, nullable=False),  # valid | expired | revoked
)
projection = Projection("support.findings", source="certification", tables=(ratings, certificates))


@projection.on(ImageRated)
def rate(rows: Rows, event: ImageRated, recorded: Recorded) -> None:
    if event.platforms:
        worst = max(event.platforms, key=_badness)
        counts = {severity: getattr(worst, severity) for severity in SEVERITIES}
        rows.put(ratings, repository=event.repository, digest=event.digest, grade=worst.grade, **counts)


@projection.on(CertificateIssued)
def issue(rows: Rows, event: CertificateIssued, recorded: Recorded) -> None:
    rows.put(certificates, repository=event.repository, digest=event.digest, until=event.until, state="valid")


@projection.on(CertificateRenewed)
def renew(rows: Rows, event: CertificateRenewed, recorded: Recorded) -> None:
    rows.change(certificates, key=(event.repository, event.digest), until=event.until, state="valid")


@projection.on(CertificateExpired)
def expire(rows: Rows, event: CertificateExpired, recorded: Recorded) -> None:
    rows.change(certificates, key=(event.repository, event.digest), state="expired")


@projection.on(CertificateRevoked)
def revoke(rows: Rows, event: CertificateRevoked, recorded: Recorded) -> None:
    rows.change(certificates, key=(event.repository, event.digest), state="revoked")


def rating_of(db: Connection, repository: str, digest: str) -> dict[str, Any] | None:
    """{grade, findings}: holes by severity; None where nobody looked."""
    wanted = select(ratings).where(ratings.c.repository == repository, ratings.c.digest == digest)
    found = db.execute(wanted).mappings().first()
    if found is None:
        return None
    return {"grade": found["grade"], "findings": {severity: found[severity] for severity in SEVERITIES}}


def certified_until(db: Connection, repository: str, digest: str) -> str | None:
    """The last day; None where it is not certified now."""
    named = (certificates.c.repository == repository, certificates.c.digest == digest)
    found = db.scalar(select(certificates.c.until).where(*named, certificates.c.state == "valid"))
    return None if found is None else str(found.isoformat())


def _badness(one: PlatformRating) -> tuple[str, tuple[int, ...]]:
    return one.grade, tuple(getattr(one, severity) for severity in SEVERITIES)
