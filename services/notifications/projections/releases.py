"""Which versions were released in a repository, and which holes are known in each: whether one mends another."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Integer, MetaData, Table, Text, and_, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.catalog.events import VersionReleased, VersionScanned, VersionYanked

SEVERITIES = ("critical", "high", "medium", "low", "unrated")

metadata = MetaData()
releases = Table(
    "notifications_releases",
    metadata,
    Column("repository", Text, primary_key=True),
    Column("tag", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("notes", Text, nullable=False),  # their first line
    Column("fact", Text, nullable=False),  # id of the fact
    Column("at", Instant, nullable=False, index=True),
    Column("yanked", Boolean, nullable=False, default=False),
)
holes = Table(
    "notifications_holes",
    metadata,
    Column("repository", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    *(Column(severity, Integer, nullable=False) for severity in SEVERITIES),  # in the platform that has most of them
)
projection = Projection("notifications.releases", source="catalog", tables=(releases, holes))


@projection.on(VersionReleased)
def release(rows: Rows, event: VersionReleased, recorded: Recorded) -> None:
    names = ("repository", "tag", "digest", "product", "plan")
    told = {name: getattr(event, name) for name in names}
    notes = event.notes.strip().partition("\n")[0].strip("#*-> \t\r")[:200]
    rows.put(releases, notes=notes, fact=recorded.id, at=recorded.time, **told)


@projection.on(VersionYanked)
def yank(rows: Rows, event: VersionYanked, recorded: Recorded) -> None:
    known = rows.get(releases, (event.repository, event.tag))
    if known is not None and known["digest"] == event.digest:
        rows.change(releases, key=(event.repository, event.tag), yanked=True)


@projection.on(VersionScanned)
def scan(rows: Rows, event: VersionScanned, recorded: Recorded) -> None:
    worst = max(tuple(getattr(each, severity) for severity in SEVERITIES) for each in event.holes)
    counts = dict(zip(SEVERITIES, worst, strict=True))
    rows.put(holes, repository=event.repository, digest=event.digest, **counts)


def in_repository(db: Connection, repository: str) -> list[dict[str, Any]]:
    """In the order of their release, yanked ones among them; `holes`: a number for each severity, None: not scanned."""
    by_digest = and_(holes.c.repository == releases.c.repository, holes.c.digest == releases.c.digest)
    wanted = select(releases, *(holes.c[severity] for severity in SEVERITIES)).outerjoin(holes, by_digest)
    wanted = wanted.where(releases.c.repository == repository).order_by(releases.c.at, releases.c.tag)
    return [_shown(row) for row in db.execute(wanted).mappings()]


def between(db: Connection, since: datetime, until: datetime) -> list[dict[str, str]]:
    """{repository, fact} of what was released then."""
    wanted = select(releases.c.repository, releases.c.fact).where(releases.c.at > since, releases.c.at <= until)
    return [dict(row) for row in db.execute(wanted.order_by(releases.c.at, releases.c.fact)).mappings()]


def _shown(row: Any) -> dict[str, Any]:
    told = {name: value for name, value in row.items() if name not in SEVERITIES}
    counts = tuple(row[severity] for severity in SEVERITIES)
    return {**told, "holes": None if counts[0] is None else counts}
