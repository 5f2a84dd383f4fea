"""Which advisories touch the packages that images hold: kept by package, so that an image costs nothing to rescan."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, tuple_

from services.certification.private import plain
from services.certification.private.advisories import about
from services.certification.private.chunks import chunks
from services.certification.private.tables import findings, held, inventories, software, touched
from services.certification.private.tables import unsettled as waiting
from services.certification.scan.advisory import Found
from services.certification.scan.matching import Matcher
from services.certification.scan.package import Key, Package


class Unsettled(NamedTuple):
    """An image whose findings are others than before."""

    number: int
    digest: str


def findings_of(db: Connection, digest: str) -> list[Found]:
    """As of now: of the packages that the platform's manifest holds, against all advisories that were loaded."""
    mine = select(findings.c.body).join(held, held.c.software == findings.c.software)
    mine = mine.join(inventories, inventories.c.id == held.c.inventory).where(inventories.c.digest == digest)
    return sorted(map(plain.found_of, db.scalars(mine)), key=lambda each: (each.package, each.version, each.advisory))


def match_touched(db: Connection, at_most: int = 100) -> int:
    """Matches packages again whose advisories changed, and notes the images of those whose findings did.

    Returns how many it took of what was touched; 0: nothing is left. One transaction each, as often as it returns
    more: cut off, it goes on where it was.
    """
    taken = db.execute(select(touched).order_by(touched.c.number).limit(at_most).with_for_update()).all()
    if not taken:
        return 0
    keys = {Key(row.ecosystem, row.package) for row in taken}
    where = tuple_(software.c.ecosystem, software.c.package).in_([*keys])
    rows = {
        row.id: plain.package_of(row.body) for row in db.execute(select(software.c.id, software.c.body).where(where))
    }
    _note_holders(db, match_rows(db, rows))
    db.execute(delete(touched).where(touched.c.number.in_([row.number for row in taken])))
    return len(taken)


def match_rows(db: Connection, rows: Mapping[int, Package]) -> set[int]:
    """Those of the packages, by their rows' ids, whose findings are others now."""
    matcher = Matcher(about(db, {each.key for each in rows.values()}))
    after = {id: {one.advisory: plain.found(one) for one in matcher.found_in(each)} for id, each in rows.items()}
    before: dict[int, dict[str, str]] = defaultdict(dict)
    for ids in chunks(rows):
        for row in db.execute(select(findings).where(findings.c.software.in_(ids))):
            before[row.software][row.advisory] = row.body
    changed = {id for id in rows if before[id] != after[id]}
    for ids in chunks(changed):
        db.execute(delete(findings).where(findings.c.software.in_(ids)))
    new = [
        {"software": id, "advisory": advisory, "body": body}
        for id in sorted(changed)
        for advisory, body in after[id].items()
    ]
    if new:
        db.execute(insert(findings), new)
    return changed


def unsettled(db: Connection, at_most: int = 1000) -> list[Unsettled]:
    """The same again until they are settled."""
    found = select(waiting.c.number, waiting.c.digest).order_by(waiting.c.number).limit(at_most)
    return [Unsettled(*row) for row in db.execute(found)]


def settled(db: Connection, told: Collection[Unsettled]) -> None:
    """Their ratings and holes are told."""
    db.execute(delete(waiting).where(waiting.c.number.in_([each.number for each in told])))


def _note_holders(db: Connection, changed: Collection[int]) -> None:
    """At the end of the queue: who has read an earlier note of the same image settles that one alone.

    The images stay in the database: a popular package is in most of them, and each part of a load touches some.
    """
    for ids in chunks(sorted(changed)):
        holders = select(held.c.inventory).where(held.c.software.in_(ids))
        theirs = select(inventories.c.digest).where(inventories.c.id.in_(holders))
        db.execute(delete(waiting).where(waiting.c.digest.in_(theirs)))
        db.execute(insert(waiting).from_select(["digest"], theirs))
