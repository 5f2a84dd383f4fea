"""What stands before each repository, as the catalogue says, and the entitlements that open it, as billing says."""

from typing import Any

from sqlalchemy import Column, Float, Index, String, Table

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from gateway.views.tables import epoch, metadata
from services.billing import events as billing
from services.catalog import events as catalog

gated_products = Table(
    "gated_products",
    metadata,
    Column("product", String, primary_key=True),
    Column("address", String, nullable=False),  # publisher/product
    Column("publisher", String, nullable=False),
    Column("external", String, nullable=False),  # "yes": its images lie elsewhere, nothing here to gate
    Column("state", String, nullable=False),
    Column("state_event", String, nullable=False),
    Column("state_at", Float, nullable=False),
)
repositories = Table(
    "repositories",
    metadata,
    Column("repository", String, primary_key=True),
    Column("product", String, nullable=False, index=True),
    Column("plan", String, nullable=False),
    Column("address", String, nullable=False),
    Column("publisher", String, nullable=False),
    Column("state", String, nullable=False),  # of the product
    Column("state_event", String, nullable=False),
    Column("state_at", Float, nullable=False),
    Column("access", String, nullable=False),
    Column("terms_version", String, nullable=False),
    Column("plan_event", String, nullable=False),
    Column("plan_at", Float, nullable=False),
    Index("repositories_plan", "product", "plan"),
)
entitlements = Table(
    "entitlements",
    metadata,
    Column("holder", String, primary_key=True),
    Column("repository", String, primary_key=True),
    Column("product", String, nullable=False),
    Column("plan", String, nullable=False),
    Column("until", Float),
    Column("reason", String, nullable=False),
    Column("terms_version", String, nullable=False),
    Column("ended", Float),
    Column("ended_reason", String, nullable=False),
    Column("event", String, nullable=False),
    Column("at", Float, nullable=False),
)

repositories_projection = Projection("gateway.repositories", source="catalog", tables=(gated_products, repositories))
entitlements_projection = Projection("gateway.entitlements", source="billing", tables=(entitlements,))


@repositories_projection.on(catalog.ProductDrafted)
def gate_product(rows: Rows, event: catalog.ProductDrafted, recorded: Recorded) -> None:
    rows.put(
        gated_products,
        product=event.product,
        address=f"{event.publisher}/{event.slug}",
        publisher=event.publisher,
        external="yes" if event.external else "no",
        **_state("draft", recorded),
    )


@repositories_projection.on(catalog.PlanAdded)
def gate_repository(rows: Rows, event: catalog.PlanAdded, recorded: Recorded) -> None:
    product = rows.get(gated_products, event.product)
    if product is None or product["external"] == "yes":
        return
    shared = {name: product[name] for name in ("product", "address", "publisher", "state", "state_event", "state_at")}
    rows.put(repositories, repository=event.repository, plan=event.plan, **shared, **_access(event, recorded))


@repositories_projection.on(catalog.PlanChanged)
def change_access(rows: Rows, event: catalog.PlanChanged, recorded: Recorded) -> None:
    plan = {"product": event.product, "plan": event.plan}
    rows.change_where(repositories, plan, **_access(event, recorded))


@repositories_projection.on(catalog.PlanRetired)
def retire(rows: Rows, event: catalog.PlanRetired, recorded: Recorded) -> None:
    plan = {"product": event.product, "plan": event.plan}
    rows.change_where(repositories, plan, access="retired", plan_event=recorded.id, plan_at=recorded.time.timestamp())


@repositories_projection.on(catalog.ProductPublished)
def publish(rows: Rows, event: catalog.ProductPublished, recorded: Recorded) -> None:
    _move(rows, event.product, "published", recorded)


@repositories_projection.on(catalog.ProductUnlisted)
def unlist(rows: Rows, event: catalog.ProductUnlisted, recorded: Recorded) -> None:
    _move(rows, event.product, "unlisted", recorded)


@repositories_projection.on(catalog.ProductRevoked)
def revoke(rows: Rows, event: catalog.ProductRevoked, recorded: Recorded) -> None:
    _move(rows, event.product, "revoked", recorded)


@repositories_projection.on(catalog.ProductTransferred)
def transfer(rows: Rows, event: catalog.ProductTransferred, recorded: Recorded) -> None:
    """A repository keeps its name; who may push to it is its product's publisher, whoever that is."""
    now = {"address": f"{event.publisher}/{event.slug}", "publisher": event.publisher}
    rows.change(gated_products, key=event.product, **now)
    rows.change_where(repositories, {"product": event.product}, **now)


@entitlements_projection.on(billing.EntitlementGranted)
def entitle(rows: Rows, event: billing.EntitlementGranted, recorded: Recorded) -> None:
    rows.put(
        entitlements,
        holder=event.holder,
        repository=event.repository,
        product=event.product,
        plan=event.plan,
        until=epoch(event.until),
        reason=event.reason,
        terms_version=event.terms_version,
        ended=None,
        ended_reason="",
        event=recorded.id,
        at=recorded.time.timestamp(),
    )


@entitlements_projection.on(billing.EntitlementEnded)
def end(rows: Rows, event: billing.EntitlementEnded, recorded: Recorded) -> None:
    at = recorded.time.timestamp()
    ended = {"ended": at, "ended_reason": event.reason, "event": recorded.id, "at": at}
    rows.change(entitlements, key=(event.holder, event.repository), **ended)


def _state(state: str, recorded: Recorded) -> dict[str, Any]:
    return {"state": state, "state_event": recorded.id, "state_at": recorded.time.timestamp()}


def _move(rows: Rows, product: str, state: str, recorded: Recorded) -> None:
    rows.change(gated_products, key=product, **_state(state, recorded))
    rows.change_where(repositories, {"product": product}, **_state(state, recorded))


def _access(event: catalog.PlanAdded | catalog.PlanChanged, recorded: Recorded) -> dict[str, Any]:
    return {
        "access": event.access,
        "terms_version": event.terms.version if event.terms else "",
        "plan_event": recorded.id,
        "plan_at": recorded.time.timestamp(),
    }
