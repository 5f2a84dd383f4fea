"""A small shop for the kernel's own tests: goods are put on a shelf, renamed and taken away."""

from dataclasses import dataclass

from marshmallow import fields
from sqlalchemy import Column, Integer, MetaData, String, Table

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from eventlog.schema import EventSchema


@dataclass(frozen=True)
class GoodArrived:
    name: str
    price: int


@dataclass(frozen=True)
class GoodRenamed:
    name: str


@dataclass(frozen=True)
class GoodSold:
    pass


@dataclass(frozen=True)
class BoxOpened:
    """Nobody's projection handles this one."""


class GoodArrivedSchema(EventSchema):
    event, stored_as = GoodArrived, "shop.good-arrived"

    name = fields.String(required=True)
    price = fields.Integer(required=True)


class GoodRenamedSchema(EventSchema):
    event, stored_as = GoodRenamed, "shop.good-renamed"

    name = fields.String(required=True)


class GoodSoldSchema(EventSchema):
    event, stored_as = GoodSold, "shop.good-sold"


class BoxOpenedSchema(EventSchema):
    event, stored_as = BoxOpened, "shop.box-opened"


broken: set[str] = set()  # names of goods that the handler fails at, until they are mended
tables = MetaData()
goods = Table(
    "goods",
    tables,
    Column("stream", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("price", Integer, nullable=False),
    Column("renamed", Integer, nullable=False, default=0),
)
names = Table("names", tables, Column("name", String, primary_key=True), Column("times", Integer, nullable=False))

shelf = Projection("shop.shelf", source="shop", tables=(goods,))
used_names = Projection("shop.names", source="shop", tables=(names,))


@shelf.on(GoodArrived)
def put_on_shelf(rows: Rows, event: GoodArrived, recorded: Recorded) -> None:
    if event.name in broken:
        raise ValueError(f"{event.name} cannot be put on the shelf")
    rows.put(goods, stream=recorded.stream, name=event.name, price=event.price)


@shelf.on(GoodRenamed)
def rename(rows: Rows, event: GoodRenamed, recorded: Recorded) -> None:
    before = rows.get(goods, recorded.stream)
    renamed = before["renamed"] + 1 if before else 0
    rows.change(goods, key=recorded.stream, name=event.name, renamed=renamed)


@shelf.on(GoodSold)
def take_away(rows: Rows, event: GoodSold, recorded: Recorded) -> None:
    rows.remove(goods, key=recorded.stream)


@used_names.on(GoodArrived, GoodRenamed)
def count_name(rows: Rows, event: GoodArrived | GoodRenamed, recorded: Recorded) -> None:
    before = rows.get(names, event.name)
    rows.put(names, name=event.name, times=before["times"] + 1 if before else 1)
