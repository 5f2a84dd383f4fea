"""What lies in staging: how much of it each publisher's is, and what it is counted by."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Connection, String, Table, func, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from gateway.views import gates
from gateway.views.tables import metadata
from services.catalog import events

staged = Table(
    "staged_images",
    metadata,
    Column("repository", String, primary_key=True),
    Column("tag", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("publisher", String, nullable=False, index=True),  # of the repository's name
    Column("size", BigInteger, nullable=False),  # bytes of configs and layers, of all platforms
    Column("released", Boolean, nullable=False),  # customers have it too, so that it takes no room of its own
)
projection = Projection("gateway.staging", source="catalog", tables=(staged,))


@projection.on(events.VersionStaged)
def stage(rows: Rows, event: events.VersionStaged, recorded: Recorded) -> None:
    rows.put(
        staged,
        repository=event.repository,
        tag=event.tag,
        digest=event.digest,
        publisher=event.repository.partition("/")[0],
        size=sum(platform.size for platform in event.platforms),
        released=False,
    )


@projection.on(events.VersionReleased)
def release(rows: Rows, event: events.VersionReleased, recorded: Recorded) -> None:
    rows.change_where(staged, {"repository": event.repository, "digest": event.digest}, released=True)


@projection.on(events.StagedRemoved)
def remove(rows: Rows, event: events.StagedRemoved, recorded: Recorded) -> None:
    rows.remove(staged, key=(event.repository, event.tag, event.digest))


def staged_bytes(db: Connection, publisher: str) -> int:
    """Of every image once that this publisher has in staging and has not released, whatever its repository is called.

    Layers that images share count with each of them; what was withdrawn for security counts as released.
    """
    gated = gates.repositories.c
    holder = func.coalesce(gated.publisher, staged.c.publisher)
    each = (
        select(staged.c.repository, staged.c.digest, func.max(staged.c.size).label("size"))
        .outerjoin(gates.repositories, gated.repository == staged.c.repository)
        .where(holder == publisher, staged.c.released.is_(False))
        .group_by(staged.c.repository, staged.c.digest)
        .subquery()
    )
    total: Any = db.scalar(select(func.coalesce(func.sum(each.c.size), 0)))
    return int(total)


def repositories(db: Connection) -> list[str]:
    """Every repository that a plan offers or that something was staged in."""
    offered, pushed = select(gates.repositories.c.repository), select(staged.c.repository)
    return sorted(set(db.scalars(offered)) | set(db.scalars(pushed)))
