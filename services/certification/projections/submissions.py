"""What was sent in and what became of it; what is waived and certified for which product."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import JSON, Column, Connection, Date, Index, MetaData, Select, Table, Text, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.certification.events import (
    CertificateExpired,
    CertificateIssued,
    CertificateRenewed,
    CertificateRevoked,
    CheckWaived,
    ExaminationFailed,
    ExaminationFinished,
    QuestionAnswered,
    QuestionAsked,
    ReviewerAssigned,
    SubmissionAccepted,
    SubmissionOpened,
    SubmissionRejected,
    SubmissionWithdrawn,
)

REVIEWED = ("in_review", "waiting")

metadata = MetaData()
submissions = Table(
    "certification_submissions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("publisher", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("repository", Text, nullable=False),
    Column("tag", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reviewer", Text, nullable=False, default=""),
    Column("opened", Instant, nullable=False),
    Index("certification_submissions_of_publisher", "publisher", "opened"),
    Index("certification_submissions_in_state", "state", "opened"),
)
waivers = Table(
    "certification_waivers",
    metadata,
    Column("product", Text, primary_key=True),
    Column("check", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("until", Date, nullable=False),
    Column("by", Text, nullable=False),
)
certificates = Table(
    "certification_certificates",
    metadata,
    Column("repository", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("submission", Text, nullable=False),
    Column("product", Text, nullable=False, index=True),
    Column("plan", Text, nullable=False),
    Column("tag", Text, nullable=False),
    Column("platforms", JSON, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("state", Text, nullable=False),  # valid | expired | revoked
    Column("issued", Instant, nullable=False),
)
projection = Projection(
    "certification.submissions", source="certification", tables=(submissions, waivers, certificates)
)


@projection.on(SubmissionOpened)
def open_submission(rows: Rows, event: SubmissionOpened, recorded: Recorded) -> None:
    told = {name: getattr(event, name) for name in ("publisher", "product", "plan", "repository", "tag", "digest")}
    rows.put(submissions, id=event.submission, state="examining", opened=event.at, **told)


@projection.on(ReviewerAssigned)
def assign(rows: Rows, event: ReviewerAssigned, recorded: Recorded) -> None:
    rows.change(submissions, key=event.submission, reviewer=event.reviewer)


@projection.on(ExaminationFinished, QuestionAnswered)
def review(rows: Rows, event: ExaminationFinished | QuestionAnswered, recorded: Recorded) -> None:
    rows.change(submissions, key=event.submission, state="in_review")


@projection.on(QuestionAsked)
def wait(rows: Rows, event: QuestionAsked, recorded: Recorded) -> None:
    rows.change(submissions, key=event.submission, state="waiting")


@projection.on(ExaminationFailed)
def fail(rows: Rows, event: ExaminationFailed, recorded: Recorded) -> None:
    rows.change(submissions, key=event.submission, state="failed")


@projection.on(SubmissionAccepted)
def accept(rows: Rows, event: SubmissionAccepted, recorded: Recorded) -> None:
    rows.change(submissions, key=event.submission, state="accepted")


@projection.on(SubmissionRejected)
def reject(rows: Rows, event: SubmissionRejected, recorded: Recorded) -> None:
    rows.change(submissions, key=event.submission, state="rejected")


@projection.on(SubmissionWithdrawn)
def withdraw(rows: Rows, event: SubmissionWithdrawn, recorded: Recorded) -> None:
    rows.change(submissions, key=event.submission, state="withdrawn")


@projection.on(CheckWaived)
def waive(rows: Rows, event: CheckWaived, recorded: Recorded) -> None:
    told = {name: getattr(event, name) for name in ("product", "check", "reason", "until", "by")}
    rows.put(waivers, **told)


@projection.on(CertificateIssued)
def issue(rows: Rows, event: CertificateIssued, recorded: Recorded) -> None:
    names = ("repository", "digest", "submission", "product", "plan", "tag", "since", "until")
    told = {name: getattr(event, name) for name in names}
    rows.put(certificates, platforms=list(event.platforms), state="valid", issued=recorded.time, **told)


@projection.on(CertificateRenewed)
def renew(rows: Rows, event: CertificateRenewed, recorded: Recorded) -> None:
    rows.change(certificates, key=(event.repository, event.digest), until=event.until, state="valid")


@projection.on(CertificateExpired)
def expire(rows: Rows, event: CertificateExpired, recorded: Recorded) -> None:
    rows.change(certificates, key=(event.repository, event.digest), state="expired")


@projection.on(CertificateRevoked)
def revoke(rows: Rows, event: CertificateRevoked, recorded: Recorded) -> None:
    rows.change(certificates, key=(event.repository, event.digest), state="revoked")


def of_publisher(db: Connection, publisher: str) -> list[dict[str, Any]]:
    """Newest first."""
    wanted = select(submissions).where(submissions.c.publisher == publisher)
    return _each(db, wanted.order_by(submissions.c.opened.desc(), submissions.c.id))


def in_states(db: Connection, states: Sequence[str]) -> list[dict[str, Any]]:
    """Who waits longest first."""
    wanted = select(submissions).where(submissions.c.state.in_(states))
    return _each(db, wanted.order_by(submissions.c.opened, submissions.c.id))


def waivers_of(db: Connection, product: str, today: date) -> list[dict[str, Any]]:
    """Those that still count."""
    wanted = select(waivers).where(waivers.c.product == product, waivers.c.until >= today)
    return _each(db, wanted.order_by(waivers.c.check))


def certificate_of(db: Connection, repository: str, digest: str) -> dict[str, Any] | None:
    wanted = select(certificates).where(certificates.c.repository == repository, certificates.c.digest == digest)
    return next(iter(_each(db, wanted)), None)


def certificates_of(db: Connection, repository: str) -> list[dict[str, Any]]:
    """Of a repository, the newest first, whatever became of them."""
    wanted = select(certificates).where(certificates.c.repository == repository)
    return _each(db, wanted.order_by(certificates.c.issued.desc()))


def _each(db: Connection, wanted: Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute(wanted).mappings()]
