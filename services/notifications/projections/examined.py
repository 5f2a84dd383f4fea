"""What certification looks at: submissions and their publishers, and holes of newest releases with the time they have.

A scan tells many holes at once: each knows with which it was first found, and with which its clock was last set.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Connection, Index, MetaData, Table, Text, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.certification.events import (
    CertificateExpired,
    CertificateIssued,
    CertificateRenewed,
    CertificateRevoked,
    FindingsShown,
    ReviewerAssigned,
    SubmissionOpened,
    VulnerabilityFixed,
    VulnerabilityFound,
)
from services.notifications.projections.asking import first

metadata = MetaData()
submissions = Table(
    "notifications_submissions",
    metadata,
    Column("submission", Text, primary_key=True),
    Column("publisher", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("tag", Text, nullable=False),
    Column("reviewer", Text, nullable=False),  # empty: nobody yet
)
certificates = Table(
    "notifications_certificates",
    metadata,
    Column("repository", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("product", Text, nullable=False, index=True),
    Column("tag", Text, nullable=False),
    Column("valid", Boolean, nullable=False),
)
shown = Table(
    "notifications_findings_shown",
    metadata,
    Column("product", Text, primary_key=True),
    Column("shown", Boolean, nullable=False),
)
vulnerabilities = Table(
    "notifications_vulnerabilities",
    metadata,
    Column("vulnerability", Text, primary_key=True),
    Column("repository", Text, nullable=False),
    Column("advisory", Text, nullable=False),  # as people name it, CVE-… where there is one
    Column("severity", Text, nullable=False),
    Column("found", Instant, nullable=False),  # first, and not mended since
    Column("place", BigInteger, nullable=False),  # of that fact in its log
    Column("due", Instant),
    Column("clocked", Instant),  # when it got this time to be mended
    Column("clock_place", BigInteger, nullable=False),  # of that fact; 0: it has no clock
    Index("notifications_vulnerabilities_found", "repository", "found"),
)
mended = Table(
    "notifications_mended",
    metadata,
    Column("vulnerability", Text, primary_key=True),
    Column("repository", Text, nullable=False),
    Column("advisory", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("at", Instant, nullable=False),  # the last time
    Index("notifications_mended_in", "repository", "at"),
)
projection = Projection(
    "notifications.examined", source="certification", tables=(submissions, certificates, shown, vulnerabilities, mended)
)


@projection.on(SubmissionOpened)
def open_submission(rows: Rows, event: SubmissionOpened, recorded: Recorded) -> None:
    names = ("submission", "publisher", "product", "tag")
    rows.put(submissions, reviewer="", **{name: getattr(event, name) for name in names})


@projection.on(ReviewerAssigned)
def assign(rows: Rows, event: ReviewerAssigned, recorded: Recorded) -> None:
    rows.change(submissions, key=event.submission, reviewer=event.reviewer)


@projection.on(CertificateIssued)
def certify(rows: Rows, event: CertificateIssued, recorded: Recorded) -> None:
    names = ("repository", "digest", "product", "tag")
    rows.put(certificates, valid=True, **{name: getattr(event, name) for name in names})


@projection.on(CertificateRenewed)
def renew(rows: Rows, event: CertificateRenewed, recorded: Recorded) -> None:
    rows.change(certificates, key=(event.repository, event.digest), valid=True)


@projection.on(CertificateExpired, CertificateRevoked)
def end_certificate(rows: Rows, event: CertificateExpired | CertificateRevoked, recorded: Recorded) -> None:
    rows.change(certificates, key=(event.repository, event.digest), valid=False)


@projection.on(FindingsShown)
def show(rows: Rows, event: FindingsShown, recorded: Recorded) -> None:
    rows.put(shown, product=event.product, shown=event.shown)


@projection.on(VulnerabilityFound)
def find(rows: Rows, event: VulnerabilityFound, recorded: Recorded) -> None:
    known = rows.get(vulnerabilities, event.vulnerability) or {}
    same_clock = known.get("due") == event.due
    rows.put(
        vulnerabilities,
        vulnerability=event.vulnerability,
        repository=event.repository,
        advisory=next((alias for alias in event.aliases if alias.startswith("CVE-")), event.advisory),
        severity=event.severity,
        found=known.get("found", event.at),
        place=known.get("place", recorded.position),
        due=event.due,
        clocked=known.get("clocked") if same_clock else event.at,
        clock_place=known.get("clock_place", 0) if same_clock else recorded.position if event.due else 0,
    )


@projection.on(VulnerabilityFixed)
def fix(rows: Rows, event: VulnerabilityFixed, recorded: Recorded) -> None:
    known = rows.get(vulnerabilities, event.vulnerability)
    rows.remove(vulnerabilities, key=event.vulnerability)
    if known is not None and event.how == "released":
        told = {name: known[name] for name in ("vulnerability", "repository", "advisory", "severity")}
        rows.put(mended, at=recorded.time, **told)


def submission_of(db: Connection, id: str) -> dict[str, Any] | None:
    return first(db, select(submissions).where(submissions.c.submission == id))


def certificate_of(db: Connection, repository: str, digest: str) -> dict[str, Any] | None:
    c = certificates.c
    return first(db, select(certificates).where(c.repository == repository, c.digest == digest))


def shows_findings(db: Connection, product: str) -> bool:
    """Whether customers may know of them: where the product carries a certificate, or its publisher shows them."""
    carries = select(certificates.c.digest).where(certificates.c.product == product, certificates.c.valid.is_(True))
    by_choice = select(shown.c.product).where(shown.c.product == product, shown.c.shown.is_(True))
    return db.execute(by_choice).first() is not None or db.execute(carries.limit(1)).first() is not None


def found_with(db: Connection, repository: str, at: datetime) -> list[dict[str, Any]]:
    """Holes that were first found by the scan of that moment, and are still there, in their order."""
    return _all(db, "place", vulnerabilities.c.found == at, vulnerabilities.c.repository == repository)


def clocked_with(db: Connection, repository: str, at: datetime) -> list[dict[str, Any]]:
    """Holes that got the time which they have by the scan of that moment, and are still there, in their order."""
    return _all(db, "clock_place", vulnerabilities.c.clocked == at, vulnerabilities.c.repository == repository)


def due_at(db: Connection, repository: str, due: datetime) -> list[dict[str, Any]]:
    return _all(db, "place", vulnerabilities.c.due == due, vulnerabilities.c.repository == repository)


def mended_since(db: Connection, repository: str, at: datetime) -> list[dict[str, Any]]:
    """By a release."""
    wanted = select(mended).where(mended.c.repository == repository, mended.c.at >= at)
    return [dict(row) for row in db.execute(wanted.order_by(mended.c.at, mended.c.advisory)).mappings()]


def _all(db: Connection, order: str, *conditions: Any) -> list[dict[str, Any]]:
    wanted = select(vulnerabilities).where(*conditions).order_by(vulnerabilities.c[order])
    return [dict(row) for row in db.execute(wanted).mappings()]
