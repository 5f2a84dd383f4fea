"""Who offers what is on the shelves: publishers as they present themselves."""

from typing import Any

from sqlalchemy import Boolean, Column, Float, String, Table, Text

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from gateway.views.tables import metadata
from services.catalog import events
from vocabulary.domain import domain_of

publishers = Table(
    "publishers",
    metadata,
    Column("slug", String, primary_key=True),
    Column("owner", String, nullable=False, index=True),  # who applied
    Column("name", String, nullable=False),
    Column("website", String, nullable=False),
    Column("logo", String, nullable=False),
    Column("state", String, nullable=False),  # applied | approved | rejected
    Column("suspended", Text, nullable=False),  # why; empty: it is not
    Column("verified", Boolean, nullable=False),  # its website's domain is proven to be its own
    Column("domain", String, nullable=False),  # the one that was proven last; empty: none
    Column("support_policy", Text, nullable=False),
    Column("support_hours", Text, nullable=False),
    Column("event", String, nullable=False),  # its application, and when: for `why`
    Column("at", Float, nullable=False),
)
projection = Projection("gateway.publishers", source="catalog", tables=(publishers,))

UNTOLD: dict[str, Any] = {
    **dict.fromkeys(("name", "website", "logo", "suspended", "domain", "support_policy", "support_hours"), ""),
    "verified": False,
}


@projection.on(events.PublisherApplied)
def apply(rows: Rows, event: events.PublisherApplied, recorded: Recorded) -> None:
    """Applying again keeps what was proven and told before."""
    before = rows.get(publishers, event.publisher) or UNTOLD
    asked = {"owner": event.owner, "state": "applied", "event": recorded.id, "at": recorded.time.timestamp()}
    rows.put(publishers, **{**before, "slug": event.publisher, **asked, **_profile(event, before["domain"])})


@projection.on(events.PublisherEdited)
def edit(rows: Rows, event: events.PublisherEdited, recorded: Recorded) -> None:
    before = rows.get(publishers, event.publisher) or UNTOLD
    rows.change(publishers, key=event.publisher, **_profile(event, before["domain"]))


@projection.on(events.PublisherApproved)
def approve(rows: Rows, event: events.PublisherApproved, recorded: Recorded) -> None:
    rows.change(publishers, key=event.publisher, state="approved")


@projection.on(events.PublisherRejected)
def reject(rows: Rows, event: events.PublisherRejected, recorded: Recorded) -> None:
    rows.change(publishers, key=event.publisher, state="rejected")


@projection.on(events.SupportSet)
def set_support(rows: Rows, event: events.SupportSet, recorded: Recorded) -> None:
    rows.change(publishers, key=event.publisher, support_policy=event.policy, support_hours=event.hours)


@projection.on(events.DomainProven)
def prove_domain(rows: Rows, event: events.DomainProven, recorded: Recorded) -> None:
    rows.change(publishers, key=event.publisher, domain=event.domain, verified=True)


@projection.on(events.PublisherSuspended)
def suspend(rows: Rows, event: events.PublisherSuspended, recorded: Recorded) -> None:
    rows.change(publishers, key=event.publisher, suspended=event.reason)


@projection.on(events.PublisherReinstated)
def reinstate(rows: Rows, event: events.PublisherReinstated, recorded: Recorded) -> None:
    rows.change(publishers, key=event.publisher, suspended="")


def _profile(event: events.PublisherApplied | events.PublisherEdited, proven: str) -> dict[str, Any]:
    verified = bool(proven) and proven == domain_of(event.website)
    return {"name": event.legal_name, "website": event.website, "logo": event.logo, "verified": verified}
