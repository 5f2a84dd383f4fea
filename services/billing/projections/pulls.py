"""How often a publisher's images are pulled, by plans that are free and by plans that are sold: for its statements."""

from datetime import date

from sqlalchemy import BigInteger, Column, Connection, Date, Index, MetaData, Table, Text, func, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.catalog.events import ProductDrafted, ProductTransferred, PullsCounted
from vocabulary.period import month_after

metadata = MetaData()
makers = Table(
    "product_makers",
    metadata,
    Column("product", Text, primary_key=True),
    Column("publisher", Text, nullable=False),
)
days = Table(
    "publisher_pulls",
    metadata,
    Column("repository", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("publisher", Text, nullable=False),  # whose it was when they were counted
    Column("free", BigInteger, nullable=False),
    Column("paying", BigInteger, nullable=False),
    Index("pulls_of_publisher", "publisher", "day"),
)
projection = Projection("billing.pulls", source="catalog", tables=(makers, days))


@projection.on(ProductDrafted)
def note_maker(rows: Rows, event: ProductDrafted, recorded: Recorded) -> None:
    if not event.external:
        rows.put(makers, product=event.product, publisher=event.publisher)


@projection.on(ProductTransferred)
def pass_on(rows: Rows, event: ProductTransferred, recorded: Recorded) -> None:
    rows.change(makers, key=event.product, publisher=event.publisher)


@projection.on(PullsCounted)
def count(rows: Rows, event: PullsCounted, recorded: Recorded) -> None:
    maker = rows.get(makers, event.product)
    if maker is None:
        return
    pulls = [each for each in event.counts if each.how != "check"]
    rows.put(
        days,
        repository=event.repository,
        day=event.day,
        publisher=maker["publisher"],
        free=sum(each.count for each in pulls if not each.paid),
        paying=sum(each.count for each in pulls if each.paid),
    )


def of_month(db: Connection, publisher: str, month: str) -> tuple[int, int]:
    """Free and paying."""
    first = date.fromisoformat(f"{month}-01")
    counted = select(func.coalesce(func.sum(days.c.free), 0), func.coalesce(func.sum(days.c.paying), 0))
    mine = counted.where(days.c.publisher == publisher, days.c.day >= first, days.c.day < month_after(month))
    free, paying = db.execute(mine).one()
    return int(free), int(paying)
