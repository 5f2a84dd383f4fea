"""Where released images are found: by the tags that lead to them, by the manifests in them, by what is open in them."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, and_, or_, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.catalog.events import TagMoved, VersionReleased, VersionYanked
from services.certification.events import ImageExamined, ImageRated, VulnerabilityFound

metadata = MetaData()
released = Table(
    "certification_released",
    metadata,
    Column("repository", Text, primary_key=True),
    Column("tag", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("product", Text, nullable=False, index=True),
    Column("plan", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
manifests = Table(
    "certification_manifests",
    metadata,
    Column("digest", Text, primary_key=True),  # of a platform's manifest
    Column("repository", Text, primary_key=True),
    Column("image", Text, primary_key=True),  # the digest of the whole
    Column("platform", Text, nullable=False),
    Column("packages", Integer, nullable=False),
)
rated = Table(
    "certification_rated",
    metadata,
    Column("repository", Text, primary_key=True),
    Column("image", Text, primary_key=True),
)
vulnerabilities = Table(
    "certification_vulnerabilities",
    metadata,
    Column("vulnerability", Text, primary_key=True),
    Column("repository", Text, nullable=False),
    Column("product", Text, nullable=False),
)
shelves = Projection("certification.released", source="catalog", tables=(released,))
images = Projection("certification.images", source="certification", tables=(manifests, rated, vulnerabilities))
PROJECTIONS = (shelves, images)


class Lead(NamedTuple):
    """A tag that customers may pull, and the image that it leads to."""

    tag: str
    digest: str
    product: str
    plan: str
    at: Any


@shelves.on(VersionReleased, TagMoved)
def lead(rows: Rows, event: VersionReleased | TagMoved, recorded: Recorded) -> None:
    told = {name: getattr(event, name) for name in ("repository", "tag", "digest", "product", "plan", "at")}
    rows.put(released, **told)


@shelves.on(VersionYanked)
def yank(rows: Rows, event: VersionYanked, recorded: Recorded) -> None:
    rows.remove(released, key=(event.repository, event.tag))


@images.on(ImageExamined)
def examine(rows: Rows, event: ImageExamined, recorded: Recorded) -> None:
    for one in event.platforms:
        named = {"repository": event.repository, "image": event.digest, "platform": one.platform}
        rows.put(manifests, digest=one.digest, packages=one.packages, **named)


@images.on(ImageRated)
def rate(rows: Rows, event: ImageRated, recorded: Recorded) -> None:
    rows.put(rated, repository=event.repository, image=event.digest)


@images.on(VulnerabilityFound)
def find(rows: Rows, event: VulnerabilityFound, recorded: Recorded) -> None:
    names = ("vulnerability", "repository", "product")
    rows.put(vulnerabilities, **{name: getattr(event, name) for name in names})


def leads_in(db: Connection, repository: str) -> list[Lead]:
    return _leads(db, released.c.repository == repository)


def leads_of(db: Connection, product: str) -> dict[str, list[Lead]]:
    """By repository."""
    repositories = db.scalars(select(released.c.repository).where(released.c.product == product).distinct())
    return {repository: leads_in(db, repository) for repository in sorted(repositories)}


def images_with(db: Connection, digests: Collection[str]) -> list[tuple[str, str]]:
    """Repository and digest of every released image that holds one of these manifests."""
    wanted = select(manifests.c.repository, manifests.c.image).where(manifests.c.digest.in_(digests)).distinct()
    return [(repository, image) for repository, image in db.execute(wanted.order_by(*wanted.selected_columns))]


def unrated(db: Connection, limit: int, after: tuple[str, str] = ("", "")) -> list[tuple[str, str]]:
    """Images with packages that were never compared with any advisory, by repository and digest."""
    known = and_(rated.c.repository == manifests.c.repository, rated.c.image == manifests.c.image)
    wanted = select(manifests.c.repository, manifests.c.image).distinct().outerjoin(rated, known)
    waiting = wanted.where(rated.c.image.is_(None), manifests.c.packages > 0)
    repository, image = after
    same = and_(manifests.c.repository == repository, manifests.c.image > image)
    further = waiting.where(or_(manifests.c.repository > repository, same))
    return [(one.repository, one.image) for one in db.execute(further.order_by(*further.selected_columns).limit(limit))]


def manifest_of(db: Connection, image: str, platform: str) -> str | None:
    wanted = select(manifests.c.digest).where(manifests.c.image == image, manifests.c.platform == platform)
    found: str | None = db.scalar(wanted.limit(1))
    return found


def place_of(db: Connection, vulnerability: str) -> tuple[str, str] | None:
    """Repository and product."""
    wanted = select(vulnerabilities.c.repository, vulnerabilities.c.product)
    found = db.execute(wanted.where(vulnerabilities.c.vulnerability == vulnerability)).first()
    return None if found is None else (found.repository, found.product)


def repositories_of(db: Connection, product: str) -> list[str]:
    """Where anything was ever found."""
    wanted = select(vulnerabilities.c.repository).where(vulnerabilities.c.product == product).distinct()
    return sorted(db.scalars(wanted))


def _leads(db: Connection, condition: Any) -> list[Lead]:
    columns = (released.c.tag, released.c.digest, released.c.product, released.c.plan, released.c.at)
    return [Lead(*row) for row in db.execute(select(*columns).where(condition))]
