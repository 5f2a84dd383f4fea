"""Who may pull what: each repository's gate as the catalogue has it, and the entitlements that open it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import Column, Connection, Float, Index, String, Table, bindparam, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from eventlog.tables import parked
from gateway.views.prepared import Prepared
from gateway.views.tables import epoch, metadata, rfc3339
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

OPEN = frozenset({"published", "unlisted"})  # who has an unlisted product keeps it


@dataclass(frozen=True)
class Because:
    """A fact behind a decision: the event's id, its time, and what it said."""

    event: str
    at: str
    text: str


@dataclass(frozen=True)
class Decision:
    """Whether a repository may be pulled, by which rule, and else the code of the refusal.

    `address` is the product's (`publisher/product`); it is empty where the repository must look unknown.
    """

    allowed: bool
    rule: str
    code: str = ""
    address: str = ""
    gate: "Gate | None" = field(default=None, repr=False)
    entitlement: "Entitlement | None" = field(default=None, repr=False)

    @property
    def because(self) -> list[Because]:
        facts = [*(self.gate.facts() if self.gate else ()), *(self.entitlement.facts() if self.entitlement else ())]
        return sorted(facts, key=lambda fact: fact.at)

    @property
    def missing(self) -> list[str]:
        """What would have to happen for a pull to be allowed, in words."""
        return [] if self.allowed else [MISSING.get(self.code, self.code)]


MISSING = {
    "sign-in-needed": "a sign-in: the plan is for everybody with an account",
    "terms-not-accepted": "the acceptance of the present version of the plan's terms",
    "subscription-needed": "a running subscription to the plan",
    "product-revoked": "nothing can open it: the product was revoked",
    "rights-in-doubt": "the mending of an event that could not be applied (see the parked events)",
    "unknown-repository": "a published product with this repository",
}


@dataclass(frozen=True)
class Gate:
    """What stands before a repository: its product's state and its plan's access."""

    repository: str
    product: str
    plan: str
    address: str
    publisher: str
    state: str
    state_event: str
    state_at: float
    access: str
    terms_version: str
    plan_event: str
    plan_at: float

    def facts(self) -> Iterator[Because]:
        asked = f", terms version {self.terms_version}" if self.terms_version else ""
        opens = f"plan {self.plan} of {self.address} opens {self.repository} to: {self.access}{asked}"
        yield Because(self.plan_event, rfc3339(self.plan_at), opens)
        yield Because(self.state_event, rfc3339(self.state_at), f"product {self.address} became {self.state}")


@dataclass(frozen=True)
class Entitlement:
    """Somebody's right to a repository; times are seconds since 1970."""

    holder: str
    repository: str
    product: str
    plan: str
    until: float | None
    reason: str
    terms_version: str
    ended: float | None
    ended_reason: str
    event: str
    at: float

    def runs(self, now: float) -> bool:
        return self.ended is None and (self.until is None or now < self.until)

    def facts(self) -> Iterator[Because]:
        if self.ended is not None:
            yield Because(self.event, rfc3339(self.at), f"the right of {self.holder} ended: {self.ended_reason}")
            return
        accepted = f", terms version {self.terms_version}" if self.terms_version else ""
        until = f" until {rfc3339(self.until)}" if self.until is not None else ""
        yield Because(self.event, rfc3339(self.at), f"{self.holder} got the right{until}: {self.reason}{accepted}")


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


_GATE = Prepared(
    select(*(repositories.c[field.name] for field in fields(Gate))).where(
        repositories.c.repository == bindparam("repository")
    ),
    "repository",
)
_ENTITLEMENT = Prepared(
    select(*(entitlements.c[field.name] for field in fields(Entitlement))).where(
        entitlements.c.holder == bindparam("holder"), entitlements.c.repository == bindparam("repository")
    ),
    "holder",
    "repository",
)


def gate_of(db: Connection, repository: str) -> Gate | None:
    row = _GATE.first(db, repository)
    return None if row is None else Gate(*row)


def entitlement_of(db: Connection, holder: str, repository: str) -> Entitlement | None:
    row = _ENTITLEMENT.first(db, holder, repository)
    return None if row is None else Entitlement(*row)


_PARKED = Prepared(select(parked.c.stream))  # nearly always empty


def in_doubt(db: Connection, account: str, product: str) -> bool:
    """Whether an event about the account or the product could not be applied: what decides rights then refuses."""
    if _PARKED.first(db) is None:
        return False
    behind = (f"product-{product}", f"account-{account}", f"customer-{account}")
    return db.scalar(select(parked.c.stream).where(parked.c.stream.in_(behind)).limit(1)) is not None


def entitlements_of(db: Connection, holder: str) -> list[Entitlement]:
    """Everything that somebody got, what has ended among it; newest first."""
    mine = select(entitlements).where(entitlements.c.holder == holder)
    return [Entitlement(**row._mapping) for row in db.execute(mine.order_by(entitlements.c.at.desc()))]


def decide(db: Connection, account: str, repository: str, now: float) -> Decision:
    """Whether `account` (empty: nobody) may pull a released repository at `now`, seconds since 1970."""
    gate = gate_of(db, repository)
    right = (
        entitlement_of(db, account, repository)
        if account and gate and gate.access not in ("anyone", "signed_in")
        else None
    )
    return judge(gate, right, account, now)


def judge(gate: Gate | None, right: Entitlement | None, account: str, now: float) -> Decision:
    """The rule itself, on facts that were read; unknown and invisible repositories look alike."""
    if gate is None or gate.state not in (*OPEN, "revoked"):
        return Decision(False, "unknown", "unknown-repository", gate=gate)
    if gate.state == "revoked":
        return Decision(False, "revoked", "product-revoked", gate.address, gate, right)
    if gate.access == "anyone":
        return Decision(True, "anyone", address=gate.address, gate=gate)
    if not account:
        return Decision(False, "nobody", "sign-in-needed", gate.address, gate)
    if gate.access == "signed_in":
        return Decision(True, "signed-in", address=gate.address, gate=gate)
    return _entitled(gate, right, now)


def _entitled(gate: Gate, right: Entitlement | None, now: float) -> Decision:
    runs = right is not None and right.runs(now)
    if gate.access != "terms":
        code = "" if runs else "subscription-needed"
        return Decision(runs, "entitled" if runs else "not-entitled", code, gate.address, gate, right)
    accepted = runs and right is not None and right.terms_version == gate.terms_version
    code = "" if accepted else "terms-not-accepted"
    return Decision(accepted, "terms-accepted" if accepted else "terms-open", code, gate.address, gate, right)


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
