"""The advisories that were loaded: read once, asked for by package, and whose they were when something changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, delete, distinct, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from eventlog.recorded import instant
from services.certification.private import plain
from services.certification.private.chunks import chunks
from services.certification.private.tables import advised, advisories, advisories_state, touched
from services.certification.scan.advisory import Advisory, Affected
from services.certification.scan.package import Key, Package, key

ALL = "all"


class Mark(NamedTuple):
    """Of which form of a record we speak."""

    id: str
    modified: datetime


def unknown(db: Connection, marks: Sequence[Mark]) -> list[str]:
    """Ids of those that are not here in that form or a newer one: only these are worth handing over."""
    have = _have(db, [mark.id for mark in marks])
    return [mark.id for mark in marks if have.get(mark.id, ("", ""))[0] < instant(mark.modified)]


def load(db: Connection, records: Iterable[Advisory]) -> tuple[int, set[Key]]:
    """Takes in what is not known in this form or a newer one: how many, and the packages of which something else is
    said than before, which are noted as touched in the same transaction.
    """
    _lock(db)
    changed, keys = 0, set[Key]()
    for some in chunks(records):
        newest = {each.id: each for each in sorted(some, key=lambda each: each.modified)}
        have = _have(db, [*newest])
        fresh = [each for each in newest.values() if have.get(each.id, ("", ""))[0] < instant(each.modified)]
        keys |= _put(db, fresh, have)
        changed += len(fresh)
    for one in chunks(sorted(keys)):
        db.execute(insert(touched), [each._asdict() for each in one])
    return changed, keys


def about(db: Connection, keys: Collection[Key]) -> Iterator[Advisory]:
    """Each with what it says of these packages alone; withdrawn ones are not among them."""
    told: dict[str, list[Affected]] = defaultdict(list)
    for some in _by_ecosystem(keys):
        wanted = (advised.c.ecosystem == some[0].ecosystem) & advised.c.package.in_([each.package for each in some])
        for row in db.execute(select(advised.c.advisory, advised.c.body).where(wanted)):
            told[row.advisory] += plain.affected_of(row.body)
    for ids in chunks(sorted(told)):
        for row in db.execute(select(advisories).where(advisories.c.id.in_(ids)).order_by(advisories.c.id)):
            yield plain.advisory(row.body, datetime.fromisoformat(row.modified), told[row.id])


def state(db: Connection) -> str:
    """Which they are, see scan.advisory.Advisories: the newest's time, their number, and a sum over all."""
    row = db.execute(select(advisories_state)).first()
    return f"{row.newest[:19]}Z {row.records} {row.sum[:12]}" if row is not None and row.records else ""


def counted(db: Connection) -> Mapping[str, int]:
    """How many there are about each ecosystem."""
    number = func.count(distinct(advised.c.advisory))
    rows = db.execute(select(advised.c.ecosystem, number).group_by(advised.c.ecosystem).order_by(advised.c.ecosystem))
    return dict(rows.tuples().all())


def waiting(db: Connection) -> int:
    """How many notes there are of packages whose images are not matched again yet."""
    return db.scalar(select(func.count()).select_from(touched)) or 0


class Stored:
    """scan.advisory.Advisories of a database, as far as a transaction sees them."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    @property
    def state(self) -> str:
        return state(self._db)

    def about(self, packages: Iterable[Package]) -> Iterator[Advisory]:
        return about(self._db, {package.key for package in packages})


def unchanged(db: Connection) -> None:
    """Until the end of this transaction nothing is loaded: packages that are matched by it meet every advisory."""
    _begin(db)
    db.execute(select(advisories_state).with_for_update(read=True))


def _put(db: Connection, fresh: Sequence[Advisory], have: Mapping[str, tuple[str, str]]) -> set[Key]:
    """The packages that are touched by it."""
    if not fresh:
        return set()
    ids = [each.id for each in fresh]
    before = {
        (row.advisory, Key(row.ecosystem, row.package)): (have[row.advisory][1], row.body)
        for row in db.execute(select(advised).where(advised.c.advisory.in_(ids)))
    }
    heads = {each.id: plain.head(each) for each in fresh}
    after = {
        (each.id, about): (heads[each.id], body) for each in fresh if not each.withdrawn for about, body in _said(each)
    }
    db.execute(delete(advised).where(advised.c.advisory.in_(ids)))
    db.execute(delete(advisories).where(advisories.c.id.in_(ids)))
    told = [{"id": each.id, "modified": instant(each.modified), "body": heads[each.id]} for each in fresh]
    db.execute(insert(advisories), told)
    rows = [
        {"ecosystem": one.ecosystem, "package": one.package, "advisory": advisory, "body": body}
        for (advisory, one), (_, body) in after.items()
    ]
    if rows:
        db.execute(insert(advised), rows)
    _note(db, fresh, have)
    return {
        one
        for advisory, one in before.keys() | after.keys()
        if before.get((advisory, one)) != after.get((advisory, one))
    }


def _said(advisory: Advisory) -> Iterator[tuple[Key, str]]:
    by_key: dict[Key, list[Affected]] = defaultdict(list)
    for one in advisory.affected:
        by_key[key(one.ecosystem, one.package)].append(one)
    for about, told in by_key.items():
        yield about, plain.affected(told)


def _note(db: Connection, fresh: Sequence[Advisory], have: Mapping[str, tuple[str, str]]) -> None:
    row = db.execute(select(advisories_state)).one()
    total = int(row.sum, 16)
    for each in fresh:
        total += _number(each.id, instant(each.modified)) - (
            _number(each.id, have[each.id][0]) if each.id in have else 0
        )
    db.execute(
        update(advisories_state).values(
            newest=max(row.newest, *(instant(each.modified) for each in fresh)),
            records=row.records + sum(each.id not in have for each in fresh),
            sum=f"{total % 2**128:032x}",
        )
    )


def _number(id: str, modified: str) -> int:
    return int.from_bytes(sha256(f"{id}\0{modified}".encode()).digest()[:16])


def _have(db: Connection, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """When they were modified, and what they say of themselves."""
    found: dict[str, tuple[str, str]] = {}
    for some in chunks(ids):
        for row in db.execute(select(advisories).where(advisories.c.id.in_(some))):
            found[row.id] = (row.modified, row.body)
    return found


def _lock(db: Connection) -> None:
    """Two that load at once wait for each other: the sum is over both."""
    _begin(db)
    db.execute(select(advisories_state).with_for_update())


def _begin(db: Connection) -> None:
    kind = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
    first = {"name": ALL, "newest": "", "records": 0, "sum": "0"}
    db.execute(kind(advisories_state).values(first).on_conflict_do_nothing(index_elements=["name"]))


def _by_ecosystem(keys: Collection[Key]) -> Iterator[Sequence[Key]]:
    grouped: dict[str, list[Key]] = defaultdict(list)
    for one in keys:
        grouped[one.ecosystem].append(one)
    for same in grouped.values():
        yield from chunks(same)
