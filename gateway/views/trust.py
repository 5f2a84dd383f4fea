"""What the catalogue says of a product because of what certification found: kept with its listing."""

from eventlog.projection import Rows
from eventlog.recorded import Recorded
from gateway.views.shelves import products, projection
from services.catalog import events


@projection.on(events.ProductCertified)
def certify(rows: Rows, event: events.ProductCertified, recorded: Recorded) -> None:
    told = {
        "plan": event.plan,
        "repository": event.repository,
        "tag": event.tag,
        "digest": event.digest,
        "platforms": list(event.platforms),
        "since": event.since.isoformat(),
        "until": event.until.isoformat(),
    }
    rows.change(products, key=event.product, certified=[told], uncertified="")


@projection.on(events.ProductUncertified)
def uncertify(rows: Rows, event: events.ProductUncertified, recorded: Recorded) -> None:
    rows.change(products, key=event.product, certified=[], uncertified=event.why)


@projection.on(events.ProductGraded)
def grade(rows: Rows, event: events.ProductGraded, recorded: Recorded) -> None:
    rows.change(products, key=event.product, grade=event.grade)


@projection.on(events.SecurityHoldPlaced)
def hold(rows: Rows, event: events.SecurityHoldPlaced, recorded: Recorded) -> None:
    missed = [{"advisory": one.advisory, "severity": one.severity, "due": one.due.isoformat()} for one in event.missed]
    rows.change(products, key=event.product, unmended=True, missed=missed, updated=recorded.time.timestamp())


@projection.on(events.SecurityHoldLifted)
def lift(rows: Rows, event: events.SecurityHoldLifted, recorded: Recorded) -> None:
    rows.change(products, key=event.product, unmended=False, missed=[], updated=recorded.time.timestamp())


LISTINGS = projection  # the listings with all that is kept of a product
