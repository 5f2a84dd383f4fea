"""Which known holes each release had while it was its repository's newest: what an update mends, by name."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Index, String, Table, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from gateway.views.tables import metadata
from services.certification import events

holes = Table(
    "known_holes",
    metadata,
    Column("vulnerability", String, primary_key=True),
    Column("digest", String, primary_key=True),  # of the release
    Column("repository", String, nullable=False),
    Column("advisory", String, nullable=False),
    Column("severity", String, nullable=False),
    Index("known_holes_of", "repository", "digest"),
)
ends = Table(
    "ends_of_holes",
    metadata,
    Column("vulnerability", String, primary_key=True),
    Column("mended", Boolean, nullable=False),  # by a release
    Column("harmless", Boolean, nullable=False),  # as its publisher says
)
projection = Projection("gateway.holes", source="certification", tables=(holes, ends))
NO_HARM = frozenset({"not_affected", "fixed"})


@projection.on(events.VulnerabilityFound)
def find(rows: Rows, event: events.VulnerabilityFound, recorded: Recorded) -> None:
    names = ("vulnerability", "digest", "repository", "advisory", "severity")
    rows.put(holes, **{name: getattr(event, name) for name in names})
    _tell(rows, event.vulnerability, mended=False)


@projection.on(events.VexStated)
def state(rows: Rows, event: events.VexStated, recorded: Recorded) -> None:
    _tell(rows, event.vulnerability, harmless=event.status in NO_HARM)


@projection.on(events.VulnerabilityFixed)
def mend(rows: Rows, event: events.VulnerabilityFixed, recorded: Recorded) -> None:
    """What its source took back was no hole, and no release mends it."""
    _tell(rows, event.vulnerability, mended=event.how == "released")


def _tell(rows: Rows, vulnerability: str, **columns: bool) -> None:
    known: Mapping[str, Any] = rows.get(ends, vulnerability) or {"mended": False, "harmless": False}
    told = {name: known[name] for name in ("mended", "harmless")} | columns
    rows.put(ends, vulnerability=vulnerability, **told)


Holes = Mapping[str, tuple[str, str]]  # vulnerability → advisory and severity


def mended_of(db: Connection, repositories: Collection[str]) -> dict[tuple[str, str], Holes]:
    """By repository and digest, the holes of a release that a later one has no more, as far as they have names here."""
    found: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
    if not repositories:
        return {}
    there = select(holes).join(ends, ends.c.vulnerability == holes.c.vulnerability)
    mended = there.where(ends.c.mended.is_(True), ends.c.harmless.is_(False))
    for row in db.execute(mended.where(holes.c.repository.in_(repositories))):
        found.setdefault((row.repository, row.digest), {})[row.vulnerability] = (row.advisory, row.severity)
    return dict(found)
