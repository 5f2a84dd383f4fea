"""What examined images hold: packages by the digest of a platform's manifest, and their bill of materials."""

import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from services.certification.private import plain
from services.certification.private.advisories import unchanged
from services.certification.private.chunks import chunks
from services.certification.private.findings import match_rows
from services.certification.private.tables import held, inventories, software
from services.certification.scan.package import Package


def keep(
    db: Connection,
    digest: str,
    platform: str,
    tool: str,
    packages: Sequence[Package],
    sbom: bytes,
    at: datetime,
) -> None:
    """In the place of what was kept of this digest; packages that no image held before are matched here and now."""
    forget(db, digest)
    told = {
        "digest": digest,
        "platform": platform,
        "tool": tool,
        "packages": len(packages),
        "sbom_digest": f"sha256:{sha256(sbom).hexdigest()}",
        "sbom": zlib.compress(sbom, 9),
        "at": at,
    }
    inventory = db.scalar(insert(inventories).values(told).returning(inventories.c.id))
    for ids in chunks(_rows_of(db, packages)):
        db.execute(insert(held), [{"software": each, "inventory": inventory} for each in ids])


def packages_of(db: Connection, digest: str) -> list[Package]:
    mine = select(software.c.body).join(held, held.c.software == software.c.id)
    mine = mine.join(inventories, inventories.c.id == held.c.inventory).where(inventories.c.digest == digest)
    return [plain.package_of(body) for body in db.scalars(mine.order_by(software.c.ecosystem, software.c.body))]


def sbom_of(db: Connection, digest: str) -> bytes | None:
    """CycloneDX 1.6, JSON."""
    kept = db.scalar(select(inventories.c.sbom).where(inventories.c.digest == digest))
    return None if kept is None else zlib.decompress(kept)


def forget(db: Connection, digest: str) -> None:
    """Its packages stay, for others and for when it comes again."""
    one = db.scalar(select(inventories.c.id).where(inventories.c.digest == digest))
    if one is not None:
        db.execute(delete(held).where(held.c.inventory == one))
        db.execute(delete(inventories).where(inventories.c.id == one))


def mark(package: Package) -> str:
    """By which the row of a package is found."""
    return sha256(plain.package(package).encode()).hexdigest()[:32]


def _rows_of(db: Connection, packages: Sequence[Package]) -> list[int]:
    """Ids of their rows, new ones made and matched."""
    marked = {mark(each): each for each in packages}
    rows = _ids(db, marked)
    new = [one for one in marked if one not in rows]
    if new:
        kind = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
        unless_there = kind(software).on_conflict_do_nothing(index_elements=["mark"])
        db.execute(unless_there, [_row(one, marked[one]) for one in sorted(new)])
        added = _ids(db, new)
        unchanged(db)
        match_rows(db, {added[one]: marked[one] for one in new})
        rows |= added
    return sorted(rows.values())


def _ids(db: Connection, marks: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(marks):
        found |= {
            row.mark: row.id
            for row in db.execute(select(software.c.mark, software.c.id).where(software.c.mark.in_(some)))
        }
    return found


def _row(mark: str, package: Package) -> dict[str, Any]:
    told = {"mark": mark, "ecosystem": package.key.ecosystem, "package": package.key.package}
    return told | {"body": plain.package(package)}
