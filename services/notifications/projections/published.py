"""When each product came onto the shelves for the first time, and when it was changed last: searches find it since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, Text, or_, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.catalog import events

published = Table(
    "notifications_published",
    MetaData(),
    Column("product", Text, primary_key=True),
    Column("fact", Text, nullable=False),  # its id
    Column("at", Instant, nullable=False, index=True),
    Column("change", Text, nullable=False),  # the id of the last fact that changed what finds it; empty: none has
    Column("changed", Instant, nullable=True, index=True),
)
projection = Projection("notifications.published", source="catalog", tables=(published,))


@dataclass(frozen=True)
class Findable:
    """A product that is new, or was changed."""

    product: str
    fact: str  # its id
    at: datetime
    new: bool


@dataclass(frozen=True)
class Published:
    product: str
    fact: str
    at: datetime
    change: str
    changed: datetime | None

    def since(self, looked: datetime) -> Findable | None:
        """For whom looked then; one that is new is told as such, whatever was changed since."""
        if self.at > looked:
            return Findable(self.product, self.fact, self.at, new=True)
        if self.changed is not None and self.changed > looked:
            return Findable(self.product, self.change, self.changed, new=False)
        return None


@projection.on(events.ProductPublished)
def publish(rows: Rows, event: events.ProductPublished, recorded: Recorded) -> None:
    """What was taken down and comes back is not new."""
    if rows.get(published, event.product) is None:
        rows.put(published, product=event.product, fact=recorded.id, at=recorded.time, change="", changed=None)


@projection.on(
    events.ListingEdited,
    events.PlanAdded,
    events.PlanChanged,
    events.PlanRetired,
    events.VersionsListed,
    events.VersionReleased,
    events.ProductTransferred,
    events.ProductCertified,
    events.ProductGraded,
)
def change(rows: Rows, event: Any, recorded: Recorded) -> None:
    """Words, facets, or the publisher: what a question asks for."""
    rows.change(published, key=event.product, change=recorded.id, changed=recorded.time)


def between(db: Connection, after: datetime, until: datetime) -> Sequence[Published]:
    """Those that came then or were changed last, in the order in which they came."""
    came = (published.c.at > after) & (published.c.at <= until)
    changed = (published.c.changed > after) & (published.c.changed <= until)
    found = select(published).where(or_(came, changed)).order_by(published.c.at, published.c.product)
    return [Published(**row._mapping) for row in db.execute(found)]
