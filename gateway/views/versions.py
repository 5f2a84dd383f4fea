"""Which images a product offers: those released here with the tags that lead to them, and those listed elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Float, Index, Integer, Row, String, Table, Text, and_, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from gateway.views.tables import metadata, rfc3339
from services.catalog import events

images = Table(
    "released_images",
    metadata,
    Column("repository", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("product", String, nullable=False),
    Column("plan", String, nullable=False),
    Column("platforms", JSON, nullable=False),
    Column("created", String, nullable=False),
    Column("released", Float, nullable=False),  # for the first time
    Column("notes", Text, nullable=False),
    Index("released_images_of", "product", "plan"),
)
tags = Table(
    "released_tags",
    metadata,
    Column("repository", String, primary_key=True),
    Column("tag", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("moved", Float, nullable=False),  # here
    Column("yanked", Float),
    Column("yank_reason", Text, nullable=False),
    Column("withdrawn", Boolean, nullable=False),  # the image went with its tag
    Column("deprecated", Boolean, nullable=False),
    Column("until", String, nullable=False),
    Column("successor", String, nullable=False),
    Column("deprecation_reason", Text, nullable=False),
)
listed = Table(
    "images_elsewhere",
    metadata,
    Column("product", String, primary_key=True),
    Column("plan", String, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("tags", JSON, nullable=False),
    Column("platforms", JSON, nullable=False),
    Column("ref", String, nullable=False),
    Column("created", String, nullable=False),
    Column("listed", String, nullable=False),
)
projection = Projection("gateway.versions", source="catalog", tables=(images, tags, listed))
AS_NEW = {
    "yanked": None,
    "yank_reason": "",
    "withdrawn": False,
    "deprecated": False,
    "until": "",
    "successor": "",
    "deprecation_reason": "",
}


@projection.on(events.VersionReleased)
def release(rows: Rows, event: events.VersionReleased, recorded: Recorded) -> None:
    before = rows.get(images, (event.repository, event.digest))
    rows.put(
        images,
        repository=event.repository,
        digest=event.digest,
        product=event.product,
        plan=event.plan,
        platforms=[{"platform": p.platform, "size": p.size, "digest": p.digest} for p in event.platforms],
        created=event.created,
        released=before["released"] if before else event.at.timestamp(),
        notes=event.notes or (before["notes"] if before else ""),
    )
    _lead(rows, event, recorded)


@projection.on(events.TagMoved)
def move_tag(rows: Rows, event: events.TagMoved, recorded: Recorded) -> None:
    _lead(rows, event, recorded)


@projection.on(events.VersionYanked)
def yank(rows: Rows, event: events.VersionYanked, recorded: Recorded) -> None:
    told = {"yanked": recorded.time.timestamp(), "yank_reason": event.reason, "withdrawn": event.security}
    rows.change(tags, key=(event.repository, event.tag), **told)


@projection.on(events.VersionDeprecated)
def deprecate(rows: Rows, event: events.VersionDeprecated, recorded: Recorded) -> None:
    told = {"until": event.until, "successor": event.successor, "deprecation_reason": event.reason}
    rows.change(tags, key=(event.repository, event.tag), deprecated=True, **told)


@projection.on(events.VersionsListed)
def list_elsewhere(rows: Rows, event: events.VersionsListed, recorded: Recorded) -> None:
    rows.remove_where(listed, {"product": event.product, "plan": event.plan})
    for place, version in enumerate(event.versions):
        rows.put(
            listed,
            product=event.product,
            plan=event.plan,
            place=place,
            tags=list(version.tags),
            platforms=list(version.platforms),
            ref=version.ref,
            created=version.created,
            listed=event.listed,
        )


def _lead(rows: Rows, event: events.VersionReleased | events.TagMoved, recorded: Recorded) -> None:
    here = {"repository": event.repository, "tag": event.tag, "digest": event.digest}
    rows.put(tags, **here, moved=event.at.timestamp(), **AS_NEW)


@dataclass(frozen=True)
class VersionPlatform:
    platform: str
    size: int | None
    digest: str


@dataclass(frozen=True)
class Yank:
    at: str
    reason: str
    security: bool  # its digest cannot be pulled either


@dataclass(frozen=True)
class Deprecation:
    until: str  # 2027-01-31; empty: not told
    successor: str  # a tag; empty: none
    reason: str


@dataclass(frozen=True)
class Version:
    """One image under the tags that lead to it; those that were yanked are a version of their own."""

    plan: str
    tag: str
    tags: tuple[str, ...]  # all that lead to the same image, `tag` among them
    digest: str  # empty where the image lies in another registry
    ref: str
    platforms: tuple[VersionPlatform, ...]
    created: str
    released: str
    notes: str
    yanked: Yank | None = None
    deprecated: Deprecation | None = None
    repository: str = ""  # empty where the image lies in another registry
    moved: str = ""  # when a tag was last led to it here; empty: it lies in another registry


def versions_of(db: Connection, product_id: str, plan: str | None = None) -> list[Version]:
    """Released ones newest first, yanked ones among them, then those of another registry in their source's order."""
    return _released(db, product_id, plan) + _listed(db, product_id, plan)


def _released(db: Connection, product_id: str, plan: str | None) -> list[Version]:
    there = and_(tags.c.repository == images.c.repository, tags.c.digest == images.c.digest)
    named = [column for column in tags.c if column.name not in ("repository", "digest")]
    wanted = select(images, *named).join(tags, there).where(images.c.product == product_id)
    if plan is not None:
        wanted = wanted.where(images.c.plan == plan)
    found: dict[tuple[str, str, bool], list[Row[Any]]] = {}
    newest = (images.c.released.desc(), images.c.digest, tags.c.moved.desc(), tags.c.tag.desc())
    for row in db.execute(wanted.order_by(*newest)):
        found.setdefault((row.repository, row.digest, row.yanked is not None), []).append(row)
    return [_version(rows) for rows in found.values()]


def _version(rows: Sequence[Row[Any]]) -> Version:
    latest = rows[0]
    gone = max((row for row in rows if row.yanked is not None), key=lambda row: row.yanked, default=None)
    old = next((row for row in rows if row.deprecated), None)
    return Version(
        plan=latest.plan,
        tag=latest.tag,
        tags=tuple(row.tag for row in rows),
        digest=latest.digest,
        ref="",
        platforms=tuple(map(_platform, latest.platforms)),
        created=latest.created,
        released=rfc3339(latest.released),
        notes=latest.notes,
        yanked=Yank(rfc3339(gone.yanked), gone.yank_reason, bool(gone.withdrawn)) if gone is not None else None,
        deprecated=Deprecation(old.until, old.successor, old.deprecation_reason) if old is not None else None,
        repository=latest.repository,
        moved=rfc3339(max(row.moved for row in rows)),
    )


def _platform(told: Mapping[str, Any]) -> VersionPlatform:
    return VersionPlatform(told["platform"], told["size"], told["digest"])


def _listed(db: Connection, product_id: str, plan: str | None) -> list[Version]:
    wanted = select(listed).where(listed.c.product == product_id)
    if plan is not None:
        wanted = wanted.where(listed.c.plan == plan)
    return [_elsewhere(row) for row in db.execute(wanted.order_by(listed.c.plan, listed.c.place))]


def _elsewhere(row: Row[Any]) -> Version:
    return Version(
        plan=row.plan,
        tag=row.tags[0] if row.tags else "",
        tags=tuple(row.tags),
        digest=row.ref if row.ref.startswith("sha256:") else "",
        ref=row.ref,
        platforms=tuple(VersionPlatform(platform, None, "") for platform in row.platforms),
        created=row.created,
        released=row.listed,
        notes="",
    )
