"""How often products were pulled: by day, tag, platform, client, country, kind of action, and by plans sold or free."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Connection, Index, Row, String, Table, func, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from gateway.views.shelves import products
from gateway.views.tables import metadata
from services.catalog import events

CHECK, UNKNOWN = "check", "unknown"

# One row a day and repository, as the event tells it: a later event replaces it whole.
pull_days = Table(
    "pull_days",
    metadata,
    Column("repository", String, primary_key=True),
    Column("day", String, primary_key=True),  # 2026-01-15, in UTC
    Column("product", String, nullable=False),
    Column("plan", String, nullable=False),
    Column("pulls", BigInteger, nullable=False),
    Column("counts", JSON, nullable=False),
    Index("pull_days_product", "product", "day"),
)

projection = Projection("gateway.pulls", source="catalog", tables=(pull_days,))


@projection.on(events.PullsCounted)
def count(rows: Rows, event: events.PullsCounted, recorded: Recorded) -> None:
    rows.put(
        pull_days,
        repository=event.repository,
        day=event.day.isoformat(),
        product=event.product,
        plan=event.plan,
        pulls=sum(one.count for one in event.counts if one.how != CHECK),
        counts=[dict(vars(one)) for one in event.counts],
    )


@dataclass
class Pulls:
    """Of one key: pulls (those of free and of sold plans together), and looks at a tag that led to none."""

    key: str
    pulls: int = 0
    checks: int = 0
    free: int = 0
    paid: int = 0

    def add(self, count: Mapping[str, Any]) -> None:
        if count["how"] == CHECK:
            self.checks += count["count"]
        else:
            self.pulls += count["count"]
            self.paid += count["count"] if count["paid"] else 0
            self.free += 0 if count["paid"] else count["count"]


@dataclass(frozen=True)
class _Asked:
    """What a key is made of; `several` tells tags of several products apart."""

    several: bool = False
    addresses: Mapping[str, str] = field(default_factory=dict)

    def tag(self, row: Row[Any], count: Mapping[str, Any]) -> str:
        named = count["tag"] or count["digest"]
        if not self.several:
            return str(named)
        return f"{self.addresses[row.product]}{':' if count['tag'] else '@'}{named}"

    def product(self, row: Row[Any], count: Mapping[str, Any]) -> str:
        return self.addresses[row.product]


def _keys(asked: _Asked) -> Mapping[str, Callable[[Row[Any], Mapping[str, Any]], str]]:
    return {
        "day": lambda row, count: str(row.day),
        "tag": asked.tag,
        "platform": lambda row, count: str(count["platform"] or UNKNOWN),
        "client": lambda row, count: str(count["client"]),
        "country": lambda row, count: str(count.get("country") or UNKNOWN),
        "how": lambda row, count: str(count["how"]),
        "paid": lambda row, count: "paid" if count["paid"] else "free",
        "product": asked.product,
    }


BY = tuple(_keys(_Asked()))


def pulls_of(
    db: Connection, product_ids: Collection[str], first: date, last: date, by: str, *, several: bool = False
) -> list[Pulls]:
    """From the first day to the last: every day in order, or else what was pulled most first."""
    named = select(products.c.id, products.c.slug).where(products.c.id.in_(product_ids))
    key_of = _keys(_Asked(several, {row.id: row.slug for row in db.execute(named)}))[by]
    p = pull_days.c
    wanted = select(p.day, p.product, p.counts).where(
        p.product.in_(product_ids), p.day >= first.isoformat(), p.day <= last.isoformat()
    )
    told: dict[str, Pulls] = {day: Pulls(day) for day in _days(first, last)} if by == "day" else {}
    for row in db.execute(wanted):
        for one in row.counts:
            key = key_of(row, one)
            told.setdefault(key, Pulls(key)).add(one)
    if by == "day":
        return list(told.values())
    return sorted(told.values(), key=lambda one: (-one.pulls, -one.checks, one.key))


def total(db: Connection, product: str) -> int:
    """Pulls of all time."""
    return totals(db, [product]).get(product, 0)


def totals(db: Connection, product_ids: Collection[str]) -> Mapping[str, int]:
    p = pull_days.c
    counted = select(p.product, func.sum(p.pulls)).where(p.product.in_(product_ids)).group_by(p.product)
    return defaultdict(int, {product: int(pulls) for product, pulls in db.execute(counted)})


def products_of(db: Connection, publisher: str) -> list[str]:
    """The ids of a publisher's products, drafts among them."""
    return list(db.scalars(select(products.c.id).where(products.c.publisher == publisher)))


def product_at(db: Connection, address: str) -> str | None:
    """The id of the product at this address, also of one that is not on the shelves."""
    return db.scalar(select(products.c.id).where(products.c.slug == address))


def most_pulled(db: Connection, limit: int) -> list[str]:
    """Slugs of products on the shelves, the most pulled first."""
    pulled = func.sum(pull_days.c.pulls)
    counted = select(products.c.slug).join(pull_days, pull_days.c.product == products.c.id)
    shown = counted.where(products.c.listed.is_(True)).group_by(products.c.id, products.c.slug)
    return list(db.scalars(shown.order_by(pulled.desc(), products.c.slug).limit(limit)))


def _days(first: date, last: date) -> Iterator[str]:
    for number in range((last - first).days + 1):
        yield (first + timedelta(days=number)).isoformat()
