"""Which compose files a product offers, version by version, and which images each names."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Column, Connection, Float, Index, Row, String, Table, Text, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from gateway.views.tables import metadata, rfc3339
from gateway.views.versions import tags
from services.catalog import events
from vocabulary.newest import rank

files = Table(
    "compose_files",
    metadata,
    Column("repository", String, primary_key=True),
    Column("version", String, primary_key=True),
    Column("product", String, nullable=False),
    Column("plan", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("images", JSON, nullable=False),
    Column("remarks", JSON, nullable=False),
    Column("notes", Text, nullable=False),
    Column("released", Float, nullable=False),
    Column("withdrawn", Text),  # why; null: it is offered
    Index("compose_files_of", "product", "plan"),
)
projection = Projection("gateway.compositions", source="catalog", tables=(files,))


@projection.on(events.ComposeFileReleased)
def release(rows: Rows, event: events.ComposeFileReleased, recorded: Recorded) -> None:
    rows.put(
        files,
        repository=event.repository,
        version=event.version,
        product=event.product,
        plan=event.plan,
        digest=event.digest,
        text=event.text,
        images=[vars(image) for image in event.images],
        remarks=[vars(remark) for remark in event.remarks],
        notes=event.notes,
        released=event.at.timestamp(),
        withdrawn=None,
    )


@projection.on(events.ComposeFileWithdrawn)
def withdraw(rows: Rows, event: events.ComposeFileWithdrawn, recorded: Recorded) -> None:
    rows.change(files, key=(event.repository, event.version), withdrawn=event.reason)


@dataclass(frozen=True)
class Part:
    """An image of the file; `place`: own | store | elsewhere. `leads` is the digest that its tag leads to here now."""

    name: str
    tag: str
    digest: str
    place: str
    repository: str
    leads: str = ""


@dataclass(frozen=True)
class Remark:
    check: str
    where: str
    what: str
    do: str


@dataclass(frozen=True)
class ComposeFile:
    plan: str
    repository: str
    version: str
    digest: str
    text: str
    parts: tuple[Part, ...]
    remarks: tuple[Remark, ...]
    notes: str
    released: str


def compose_files(db: Connection, product: str, plan: str) -> list[ComposeFile]:
    """Those that customers get, the newest version first."""
    wanted = select(files).where(files.c.product == product, files.c.plan == plan, files.c.withdrawn.is_(None))
    found = sorted(db.execute(wanted), key=lambda row: (rank(row.version), row.released), reverse=True)
    leads = _leads(db, found)
    return [_file(row, leads) for row in found]


def compose_file(db: Connection, product: str, plan: str, version: str = "") -> ComposeFile | None:
    """Of this version, else the newest."""
    every = compose_files(db, product, plan)
    return next((one for one in every if version in ("", one.version)), None)


def _leads(db: Connection, found: list[Row[Any]]) -> dict[tuple[str, str], str]:
    """By repository and tag the image that it leads to, of all that the files name by a tag."""
    named = {image["repository"] for row in found for image in row.images if image["repository"]}
    here = select(tags.c.repository, tags.c.tag, tags.c.digest).where(tags.c.repository.in_(named))
    return {(row.repository, row.tag): row.digest for row in db.execute(here.where(tags.c.yanked.is_(None)))}


def _file(row: Row[Any], leads: dict[tuple[str, str], str]) -> ComposeFile:
    images = (
        Part(**image, leads=image["digest"] or leads.get((image["repository"], image["tag"]), ""))
        for image in row.images
    )
    return ComposeFile(
        plan=row.plan,
        repository=row.repository,
        version=row.version,
        digest=row.digest,
        text=row.text,
        parts=tuple(images),
        remarks=tuple(Remark(**remark) for remark in row.remarks),
        notes=row.notes,
        released=rfc3339(row.released),
    )
