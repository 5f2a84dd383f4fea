"""What certification found in each released image: its packages, its grade, its known holes, its certificate."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Row, String, Table, select, tuple_

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from gateway.views.tables import metadata
from services.certification import events

images = Table(
    "judged_images",
    metadata,
    Column("repository", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("examined", JSON, nullable=False, default=[]),  # [{platform, digest, packages, sbom}]
    Column("rated", JSON, nullable=False, default=[]),  # [{platform, grade, next_drop, …}]
    Column("since", String, nullable=False, default=""),
    Column("until", String, nullable=False, default=""),
    Column("certificate", String, nullable=False, default=""),  # valid | expired | revoked; empty: never had one
)
shown = Table(
    "findings_shown",
    metadata,
    Column("product", String, primary_key=True),
    Column("shown", Boolean, nullable=False),
)
projection = Projection("gateway.judged", source="certification", tables=(images, shown))


@projection.on(events.ImageExamined)
def examine(rows: Rows, event: events.ImageExamined, recorded: Recorded) -> None:
    _change(rows, event, examined=[vars(one) for one in event.platforms])


@projection.on(events.ImageRated)
def rate(rows: Rows, event: events.ImageRated, recorded: Recorded) -> None:
    rated = [vars(one) | {"next_drop": one.next_drop and one.next_drop.isoformat()} for one in event.platforms]
    _change(rows, event, rated=rated)


@projection.on(events.CertificateIssued)
def issue(rows: Rows, event: events.CertificateIssued, recorded: Recorded) -> None:
    _change(rows, event, certificate="valid", since=event.since.isoformat(), until=event.until.isoformat())


@projection.on(events.CertificateRenewed)
def renew(rows: Rows, event: events.CertificateRenewed, recorded: Recorded) -> None:
    _change(rows, event, certificate="valid", until=event.until.isoformat())


@projection.on(events.CertificateExpired)
def expire(rows: Rows, event: events.CertificateExpired, recorded: Recorded) -> None:
    _change(rows, event, certificate="expired")


@projection.on(events.CertificateRevoked)
def revoke(rows: Rows, event: events.CertificateRevoked, recorded: Recorded) -> None:
    _change(rows, event, certificate="revoked")


@projection.on(events.FindingsShown)
def show(rows: Rows, event: events.FindingsShown, recorded: Recorded) -> None:
    rows.put(shown, product=event.product, shown=event.shown)


def _change(rows: Rows, event: Any, **columns: Any) -> None:
    """The row begins with whichever is told first."""
    key = (event.repository, event.digest)
    if rows.get(images, key) is None:
        nothing = {"examined": [], "rated": [], "since": "", "until": "", "certificate": ""}
        rows.put(images, repository=event.repository, digest=event.digest, **nothing | columns)
    else:
        rows.change(images, key=key, **columns)


@dataclass(frozen=True)
class Rating:
    """Of one platform: its grade A to F, the day on which that falls, and how many holes are known."""

    platform: str
    grade: str
    next_drop: str | None
    next_grade: str
    critical: int
    high: int
    medium: int
    low: int
    unrated: int


@dataclass(frozen=True)
class Sbom:
    """A platform's packages, told by a CycloneDX document with this digest."""

    platform: str
    manifest: str
    packages: int
    digest: str


@dataclass(frozen=True)
class Judged:
    ratings: tuple[Rating, ...] = ()
    sboms: tuple[Sbom, ...] = ()
    certificate: str = ""  # valid | expired | revoked; empty: it never had one
    since: str = ""
    until: str = ""

    @property
    def certified(self) -> bool:
        return self.certificate == "valid"

    @property
    def grade(self) -> str:
        """Of its worst platform; empty: not graded."""
        return max((rating.grade for rating in self.ratings), default="")

    def findings(self) -> dict[str, int]:
        """By severity, as many as the platform has that has most of it."""
        return {name: max((getattr(one, name) for one in self.ratings), default=0) for name in SEVERITIES}


SEVERITIES = ("critical", "high", "medium", "low", "unrated")
NOTHING = Judged()


def judged(db: Connection, released: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Judged]:
    """By repository and digest, those of which anything is known."""
    wanted = [*released]
    if not wanted:
        return {}
    near = images.c.repository.in_({repository for repository, _ in wanted})  # SQLite finds no pair by its index
    here = select(images).where(near, tuple_(images.c.repository, images.c.digest).in_(wanted))
    return {(row.repository, row.digest): _judged(row) for row in db.execute(here)}


def are_shown(db: Connection, product: str) -> bool:
    """Whether its publisher lets customers see how many holes are known, though it is not certified."""
    return bool(db.scalar(select(shown.c.shown).where(shown.c.product == product)))


def _judged(row: Row[Any]) -> Judged:
    told: Iterable[Mapping[str, Any]] = row.rated
    return Judged(
        ratings=tuple(Rating(**{field.name: one[field.name] for field in fields(Rating)}) for one in told),
        sboms=tuple(Sbom(one["platform"], one["digest"], one["packages"], one["sbom"]) for one in row.examined),
        certificate=row.certificate,
        since=row.since,
        until=row.until,
    )
