"""Keys of each pool, without themselves: which are free, in their order; and licences that have none, in theirs."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    case,
    func,
    or_,
    select,
)

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.billing.events import (
    KeyGiven,
    KeysAdded,
    KeysLowSet,
    KeysRanLow,
    KeyWithdrawn,
    LicenceChanged,
    LicenceIssued,
    LicenceRevoked,
)

LOW = 10  # as deciders.key_pool has it, until the publisher sets another
STATES = ("free", "given", "withdrawn", "expired")
ASKED = 500  # prints in one statement
REPLACED = "replaced"  # a licence for which another comes at once
metadata = MetaData()
pools = Table(
    "key_pools",
    metadata,
    Column("product", Text, primary_key=True),
    Column("plan", Text, primary_key=True),
    Column("low", Integer, nullable=False),
    Column("told", Integer),  # how many were left when the publisher was told last; None: not since keys were added
)
uploads = Table(
    "key_uploads",
    metadata,
    Column("upload", Text, primary_key=True),
    Column("product", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("added", Instant, nullable=False),
    Index("key_uploads_of_plan", "product", "plan", "added"),
)
keys = Table(
    "product_keys",
    metadata,
    Column("batch", Text, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("product", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("upload", Text, nullable=False),
    Column("number", Integer, nullable=False),  # the how manieth of its pool
    Column("print", Text, nullable=False),
    Column("expires", Text, nullable=False),  # 2027-01-31; empty: never
    Column("state", Text, nullable=False),  # free | given | withdrawn
    Index("keys_free", "product", "plan", "state", "number"),
    Index("keys_by_print", "product", "plan", "print"),
    Index("keys_counted", "product", "plan", "upload", "state", "expires"),  # holds all that is counted
)
licensed = Table(
    "licensed_for_keys",
    metadata,
    Column("subscription", Text, primary_key=True),
    Column("product", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("since", BigInteger, nullable=False),  # position of what gave it the right to a key
    Column("waits", Integer, nullable=False),  # 1: it counts, and has no key of its plan
    Index("licensed_waiting", "product", "plan", "waits", "since"),
    Index("licensed_of_holder", "holder"),
)
holders = Table(
    "key_holders",
    metadata,
    Column("subscription", Text, primary_key=True),
    Column("plan", Text, primary_key=True),
    Column("batch", Text, nullable=False),
    Column("place", Integer, nullable=False),
)
projection = Projection("billing.keys", source="billing", tables=(pools, uploads, keys, licensed, holders))


@projection.on(KeysAdded)
def add(rows: Rows, event: KeysAdded, recorded: Recorded) -> None:
    plan = {"product": event.product, "plan": event.plan}
    _pool(rows, event.product, event.plan, told=None)
    count = sum(len(each.prints) for each in event.batches)
    rows.put(uploads, upload=event.upload, **plan, count=count, by=event.by, added=recorded.time)
    number = event.before
    for batch in event.batches:
        for place, (print_, expires) in enumerate(zip(batch.prints, batch.expires, strict=True)):
            told = {"upload": event.upload, "number": number, "print": print_, "expires": expires}
            rows.put(keys, batch=batch.batch, place=place, **plan, **told, state="free")
            number += 1


@projection.on(KeysLowSet)
def set_low(rows: Rows, event: KeysLowSet, recorded: Recorded) -> None:
    _pool(rows, event.product, event.plan, low=event.low)


@projection.on(KeysRanLow)
def tell(rows: Rows, event: KeysRanLow, recorded: Recorded) -> None:
    _pool(rows, event.product, event.plan, told=event.free)


def _pool(rows: Rows, product: str, plan: str, **columns: Any) -> None:
    before = rows.get(pools, (product, plan)) or {"low": LOW, "told": None}
    rows.put(pools, **{**before, "product": product, "plan": plan, **columns})


@projection.on(KeyGiven)
def give(rows: Rows, event: KeyGiven, recorded: Recorded) -> None:
    rows.change(keys, key=(event.batch, event.place), state="given")
    whose = {"subscription": event.subscription, "plan": event.plan}
    rows.put(holders, **whose, batch=event.batch, place=event.place)
    has = rows.get(licensed, event.subscription)
    if has is not None and has["plan"] == event.plan:
        rows.change(licensed, key=event.subscription, waits=0)


@projection.on(KeyWithdrawn)
def withdraw(rows: Rows, event: KeyWithdrawn, recorded: Recorded) -> None:
    rows.change(keys, key=(event.batch, event.place), state="withdrawn")


@projection.on(LicenceIssued)
def issue(rows: Rows, event: LicenceIssued, recorded: Recorded) -> None:
    """One in place of another keeps its place among those that wait."""
    before = rows.get(licensed, event.subscription)
    if before is None or before["plan"] != event.plan or not before["waits"]:
        _wants(rows, event.subscription, event.product, event.plan, event.holder, recorded)


@projection.on(LicenceChanged)
def change(rows: Rows, event: LicenceChanged, recorded: Recorded) -> None:
    """Of another plan, which has a pool of its own."""
    before = rows.get(licensed, event.subscription)
    if before is not None and before["plan"] != event.plan:
        _wants(rows, event.subscription, before["product"], event.plan, event.holder, recorded)


@projection.on(LicenceRevoked)
def revoke(rows: Rows, event: LicenceRevoked, recorded: Recorded) -> None:
    if event.reason != REPLACED:
        rows.change(licensed, key=event.subscription, waits=0)


def _wants(rows: Rows, subscription: str, product: str, plan: str, holder: str, recorded: Recorded) -> None:
    waits = int(rows.get(holders, (subscription, plan)) is None)
    whose = {"subscription": subscription, "product": product, "plan": plan, "holder": holder}
    rows.put(licensed, **whose, since=recorded.position, waits=waits)


def pool(db: Connection, product: str, plan: str) -> dict[str, Any] | None:
    found = db.execute(select(pools).where(pools.c.product == product, pools.c.plan == plan)).first()
    return None if found is None else dict(found._mapping)


def free(db: Connection, product: str, plan: str, today: str, at_most: int) -> list[dict[str, Any]]:
    """In their order, those that have not expired on this day."""
    found = select(keys).where(*_free(product, plan, today)).order_by(keys.c.number).limit(at_most)
    return [dict(row._mapping) for row in db.execute(found)]


def free_of_upload(db: Connection, product: str, plan: str, upload: str) -> list[tuple[str, int]]:
    """Expired ones as well."""
    mine = (keys.c.product == product, keys.c.plan == plan, keys.c.state == "free", keys.c.upload == upload)
    return [(row.batch, row.place) for row in db.execute(select(keys.c.batch, keys.c.place).where(*mine))]


def by_print(db: Connection, product: str, plan: str, prints: Iterable[str]) -> Mapping[str, dict[str, Any]]:
    wanted = list(prints)
    found: dict[str, dict[str, Any]] = {}
    for at in range(0, len(wanted), ASKED):
        some = keys.c.print.in_(wanted[at : at + ASKED])
        rows = db.execute(select(keys).where(keys.c.product == product, keys.c.plan == plan, some))
        found |= {row.print: dict(row._mapping) for row in rows}
    return found


def waiting(db: Connection, product: str, plan: str, at_most: int) -> list[dict[str, Any]]:
    """Licences without a key, in the order in which they got the right to one."""
    found = select(licensed).where(*_waiting(product, plan)).order_by(licensed.c.since).limit(at_most)
    return [dict(row._mapping) for row in db.execute(found)]


def how_many_free(db: Connection, product: str, plan: str, today: str, at_most: int) -> int:
    some = select(keys.c.number).where(*_free(product, plan, today)).limit(at_most).subquery()
    return int(db.scalar(select(func.count()).select_from(some)) or 0)


def how_many_wait(db: Connection, product: str, plan: str) -> int:
    return int(db.scalar(select(func.count()).select_from(licensed).where(*_waiting(product, plan))) or 0)


def uploads_of(db: Connection, product: str, plan: str, today: str) -> list[dict[str, Any]]:
    """The newest first, each with its free, given, withdrawn and expired keys."""
    mine = (keys.c.product == product, keys.c.plan == plan)
    late = case((and_(keys.c.expires != "", keys.c.expires <= today, keys.c.state == "free"), 1), else_=0)
    by_state = select(keys.c.upload, keys.c.state, late, func.count()).where(*mine)
    counts: dict[str, dict[str, int]] = {}
    for upload, state, is_late, count in db.execute(by_state.group_by(keys.c.upload, keys.c.state, late)):
        counts.setdefault(upload, dict.fromkeys(STATES, 0))["expired" if is_late else state] = count
    listed = select(uploads).where(uploads.c.product == product, uploads.c.plan == plan)
    rows = db.execute(listed.order_by(uploads.c.added.desc(), uploads.c.upload))
    return [{**row._mapping, **counts[row.upload]} for row in rows]


def held_by(db: Connection, holder: str) -> list[dict[str, Any]]:
    """Where the keys are that were given to this holder: subscription, plan, batch, place."""
    mine = select(holders).join(licensed, licensed.c.subscription == holders.c.subscription)
    found = db.execute(mine.where(licensed.c.holder == holder).order_by(holders.c.subscription, holders.c.plan))
    return [dict(row._mapping) for row in found]


def _free(product: str, plan: str, today: str) -> tuple[ColumnElement[bool], ...]:
    lasts = or_(keys.c.expires == "", keys.c.expires > today)
    return (keys.c.product == product, keys.c.plan == plan, keys.c.state == "free", lasts)


def _waiting(product: str, plan: str) -> tuple[ColumnElement[bool], ...]:
    return (licensed.c.product == product, licensed.c.plan == plan, licensed.c.waits == 1)
